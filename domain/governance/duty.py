"""Who is on duty for a post, from when until when (house:duty-roster)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import uuid5

from domain.governance.entitled import Ground, fallback, must_say_why
from domain.governance.facts import (
    AssignDuty,
    DutyAssigned,
    DutySwapped,
    DutyWindow,
    DutyWithdrawn,
    ImportDuties,
    SwapDuty,
    WithdrawDuty,
)
from domain.governance.state import Duty, Governance
from domain.kernel import Asked, Decision, PersonId, Refused
from domain.organisation import Organisation, above, holders
from domain.policy import Role

RULE = "house:duty-roster"
MOST = 1500
"""Windows that one command may bring: three a day over the longest time that a calendar is read for."""
LONGEST = timedelta(days=400)
"""How far ahead a roster goes."""


def assign_duty(command: AssignDuty, asked: Asked, ground: Ground) -> Decision:
    """house:duty-roster. By the post's holder, whoever is above, or the fallback; several may be on duty at once."""
    _keeps(command.post, asked, ground)
    wanted = DutyWindow(person=command.person, start=command.start, end=command.end)
    return Decision(events=(_assigned(command.post, wanted, asked, ground, str(asked.id)),))


def import_duties(state: Governance, command: ImportDuties, asked: Asked, ground: Ground) -> Decision:
    """house:duty-roster. All of a calendar or nothing; what was read before and stands there as it did says nothing new."""
    _keeps(command.post, asked, ground)
    if len(command.windows) > MOST:
        raise Refused(RULE, "too_many_windows", field="windows", limit=MOST)
    _each_once(command.windows)
    live = _live(state, command.post, asked.at)
    new = [window for window in command.windows if not _said_before(state, live, command.post, window, asked.at)]
    return Decision(events=tuple(event for n, window in enumerate(new) for event in _brought(live, command.post, window, n, asked, ground)))


Live = Mapping[str, tuple[Duty, ...]]
"""Of one post's windows those of which anything is left, by what a calendar calls them: its own id, or ours in one that we handed out."""


def _live(state: Governance, post: str, at: datetime) -> Live:
    found: dict[str, tuple[Duty, ...]] = {}
    for each in state.duties.values():
        if each.post == post and _waits(each, at):
            for name in {each.uid, each.id} - {""}:
                found[name] = (*found.get(name, ()), each)
    return found


def _each_once(windows: Iterable[DutyWindow]) -> None:
    """house:duty-roster. Of what is read from a calendar each window has an id of its own there."""
    seen: set[str] = set()
    for window in windows:
        if not window.uid or window.uid in seen:
            raise Refused(RULE, "window_uid", field="windows", uid=window.uid[:80])
        seen.add(window.uid)


def _said_before(state: Governance, live: Live, post: str, window: DutyWindow, at: datetime) -> bool:
    """A swap or a withdrawal since then stays: only a calendar that says something else than it or the roster changes it."""
    last = state.read_duties.get((post, window.uid))
    known = (*live.get(window.uid, ()), *((last,) if last is not None else ()))
    return any(_same(each, window, at) for each in known)


def _same(known: Duty | DutyAssigned, window: DutyWindow, at: datetime) -> bool:
    """What has begun counted from when it was first known, so beginnings that are over are not compared."""
    started = window.start == known.start or max(window.start, known.start) <= at
    return started and (known.person, known.end) == (window.person, window.end)


def _brought(live: Live, post: str, window: DutyWindow, n: int, asked: Asked, ground: Ground) -> Iterator[DutyAssigned | DutyWithdrawn]:
    """A window of a calendar, in place of what the calendar had said under that id."""
    for old in live.get(window.uid, ()):
        yield DutyWithdrawn(id=old.id, post=post, person=old.person, reason=CHANGED)
    yield _assigned(post, window, asked, ground, str(uuid5(asked.id, str(n))))


CHANGED = "the calendar that it was read from says otherwise now"


def _assigned(post: str, window: DutyWindow, asked: Asked, ground: Ground, id_: str) -> DutyAssigned:
    """house:duty-roster. What has begun counts from now; what is over is refused."""
    _works_here(ground.organisation, window.person, "person")
    start = max(window.start, asked.at)
    if window.end <= start:
        raise Refused(RULE, "duty_over", field="end")
    if window.end - asked.at > LONGEST:
        raise Refused(RULE, "duty_too_far", field="end", days=LONGEST.days)
    return DutyAssigned(id=id_, post=post, person=window.person, start=start, end=window.end, uid=window.uid)


def withdraw_duty(state: Governance, command: WithdrawDuty, asked: Asked, ground: Ground) -> Decision:
    """house:duty-roster. By whoever keeps the roster; whoever is on duty gives it to somebody else instead."""
    old = _known(state, command.duty)
    _keeps(old.post, asked, ground)
    must_say_why(command.reason)
    if not _waits(old, asked.at):
        return Decision()
    return Decision(events=(DutyWithdrawn(id=command.duty, post=old.post, person=old.person, reason=command.reason),))


def swap_duty(state: Governance, command: SwapDuty, asked: Asked, ground: Ground) -> Decision:
    """house:duty-roster. What is left of a window goes to somebody else: by the one who gives it or whoever keeps the roster."""
    old = _known(state, command.duty)
    if asked.by.id != old.person:
        _keeps(old.post, asked, ground)
    must_say_why(command.reason)
    _works_here(ground.organisation, command.to, "to")
    if not _waits(old, asked.at):
        raise Refused(RULE, "duty_over", field="duty")
    if command.to == old.person:
        return Decision()
    swapped = DutySwapped(
        id=str(asked.id),
        replaces=command.duty,
        post=old.post,
        given_by=old.person,
        person=command.to,
        start=max(old.start, asked.at),
        end=old.end,
        reason=command.reason,
        uid=old.uid,
    )
    return Decision(events=(swapped,))


def keepers(organisation: Organisation, post: str, at: datetime) -> frozenset[PersonId]:
    """Whoever holds the post or one above it now, stand-ins included: who keeps its roster, beside the pack's fallback."""
    rungs = range(len(above(organisation, post)))
    return frozenset(each.person for rung in rungs for each in holders(organisation, Role(kind="post", of=post), {}, at, rung))


def _keeps(post: str, asked: Asked, ground: Ground) -> None:
    if post not in ground.organisation.posts:
        raise Refused(RULE, "no_such_post", field="post", post=post[:80])
    if asked.by.id not in keepers(ground.organisation, post, asked.at) and not fallback(ground, asked):
        raise Refused(RULE, "not_your_roster", field="post")


def _known(state: Governance, duty: str) -> Duty:
    found = state.duties.get(duty)
    if found is None:
        raise Refused(RULE, "no_such_duty", field="duty", id=duty[:80])
    return found


def _waits(duty: Duty, at: datetime) -> bool:
    """Whether anything of it is left."""
    return duty.ended is None and at < duty.end


def _works_here(organisation: Organisation, person: PersonId, field: str) -> None:
    who = organisation.people.get(person)
    if who is None or not who.active:
        raise Refused(RULE, "not_active", field=field)
