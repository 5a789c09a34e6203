"""What a calendar says of a post's roster, compared with what stands there, and put in its place (house:duty-roster)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid5

from domain.governance.duty import RULE, assigned, must_keep, waits
from domain.governance.entitled import Ground
from domain.governance.facts import CHANGED, GONE, DutyAssigned, DutyWindow, DutyWithdrawn, ImportDuties
from domain.governance.state import Duty, Governance
from domain.kernel import Asked, Decision, Refused

MOST = 1500
"""Windows that one command may bring: three a day over the longest time that a calendar is read for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What reading a calendar changes, the earliest first.

    `new`: windows with what stood there in their place, if anything did; `withdrawn`: what is gone from the calendar and has not
    begun; `stays`: what is gone from it and runs already.
    """

    new: tuple[tuple[DutyWindow, tuple[Duty, ...]], ...]
    withdrawn: tuple[Duty, ...]
    stays: tuple[Duty, ...]

    @property
    def nothing(self) -> bool:
        """Whether the roster is as the calendar says already."""
        return not self.new and not self.withdrawn


def import_duties(state: Governance, command: ImportDuties, asked: Asked, ground: Ground) -> Decision:
    """house:duty-roster. All of a calendar or nothing; what was read before and stands there as it did says nothing new."""
    must_keep(command.post, asked, ground)
    if len(command.windows) > MOST:
        raise Refused(RULE, "too_many_windows", field="windows", limit=MOST)
    _each_once(command.windows)
    return Decision(events=tuple(_events(compared(state, command, asked.at), command.post, asked, ground)))


def _events(found: Compared, post: str, asked: Asked, ground: Ground) -> Iterator[DutyAssigned | DutyWithdrawn]:
    for n, (window, instead_of) in enumerate(found.new):
        for old in instead_of:
            yield DutyWithdrawn(id=old.id, post=post, person=old.person, reason=CHANGED)
        yield assigned(post, window, asked, ground, str(uuid5(asked.id, str(n))))
    for old in found.withdrawn:
        yield DutyWithdrawn(id=old.id, post=post, person=old.person, reason=GONE)


def compared(state: Governance, command: ImportDuties, at: datetime) -> Compared:
    """What the command would change at the instant, whoever asks."""
    live = _live(state, command.post, at)
    ahead = [window for window in command.windows if window.end > at]
    new = [window for window in ahead if not _said_before(state, live, command.post, window, at)]
    gone = sorted(_gone(state, command, at), key=lambda each: (each.start, each.id))
    return Compared(
        new=tuple((window, live.get(window.uid, ())) for window in sorted(new, key=lambda each: (each.start, each.uid))),
        withdrawn=tuple(each for each in gone if each.start > at),
        stays=tuple(each for each in gone if each.start <= at),
    )


def _gone(state: Governance, command: ImportDuties, at: datetime) -> Iterator[Duty]:
    """Of what calendars brought for the time that this one was read for, what it does not have. What people put there is no part of it."""
    start, until = command.whole_from, command.whole_until
    if start is None or until is None:
        return
    named = {window.uid for window in command.windows}
    for each in state.duties.values():
        read_in = each.uid and each.uid not in state.duties  # a calendar of ours that came back calls our windows by our own ids
        if each.post == command.post and read_in and each.uid not in named and waits(each, at) and each.start < until and start < each.end:
            yield each


Live = Mapping[str, tuple[Duty, ...]]
"""Of one post's windows those of which anything is left, by what a calendar calls them: its own id, or ours in one that we handed out."""


def _live(state: Governance, post: str, at: datetime) -> Live:
    found: dict[str, tuple[Duty, ...]] = {}
    for each in state.duties.values():
        if each.post == post and waits(each, at):
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
