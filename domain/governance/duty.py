"""Who is on duty for a post, from when until when (house:duty-roster)."""

from __future__ import annotations

from datetime import datetime

from domain.governance.entitled import Ground, fallback, must_say_why
from domain.governance.facts import (
    AssignDuty,
    ChangeDuty,
    DutyAssigned,
    DutySwapped,
    DutyWindow,
    DutyWithdrawn,
    SwapDuty,
    WithdrawDuty,
)
from domain.governance.state import Duty, Governance
from domain.kernel import Asked, Decision, PersonId, Refused
from domain.organisation import Organisation, above, holders
from domain.policy import Role
from domain.roster import FURTHEST

RULE = "house:duty-roster"


def assign_duty(command: AssignDuty, asked: Asked, ground: Ground) -> Decision:
    """house:duty-roster. By the post's holder, whoever is above, or the fallback; several may be on duty at once."""
    must_keep(command.post, asked, ground)
    wanted = DutyWindow(person=command.person, start=command.start, end=command.end)
    return Decision(events=(assigned(command.post, wanted, asked, ground, str(asked.id)),))


def assigned(post: str, window: DutyWindow, asked: Asked, ground: Ground, id_: str) -> DutyAssigned:
    """house:duty-roster. What has begun counts from now; what is over is refused."""
    _works_here(ground.organisation, window.person, "person")
    start = max(window.start, asked.at)
    if window.end <= start:
        raise Refused(RULE, "duty_over", field="end")
    if window.end - asked.at > FURTHEST:
        raise Refused(RULE, "duty_too_far", field="end", days=FURTHEST.days)
    return DutyAssigned(id=id_, post=post, person=window.person, start=start, end=window.end, uid=window.uid)


def withdraw_duty(state: Governance, command: WithdrawDuty, asked: Asked, ground: Ground) -> Decision:
    """house:duty-roster. By whoever keeps the roster; whoever is on duty gives it to somebody else instead."""
    old = _known(state, command.duty)
    must_keep(old.post, asked, ground)
    must_say_why(command.reason)
    if not waits(old, asked.at):
        return Decision()
    return Decision(events=(DutyWithdrawn(id=command.duty, post=old.post, person=old.person, reason=command.reason),))


def swap_duty(state: Governance, command: SwapDuty, asked: Asked, ground: Ground) -> Decision:
    """house:duty-roster. What is left of a window goes to somebody else: by the one who gives it or whoever keeps the roster."""
    old = _known(state, command.duty)
    if asked.by.id != old.person:
        must_keep(old.post, asked, ground)
    must_say_why(command.reason)
    _works_here(ground.organisation, command.to, "to")
    if not waits(old, asked.at):
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


def change_duty(state: Governance, command: ChangeDuty, asked: Asked, ground: Ground) -> Decision:
    """house:duty-roster. By whoever keeps the roster; what has begun counts from now, as something new does."""
    old = _known(state, command.duty)
    must_keep(old.post, asked, ground)
    must_say_why(command.reason)
    if not waits(old, asked.at):
        raise Refused(RULE, "duty_over", field="duty")
    wanted = DutyWindow(person=command.person or old.person, start=command.start or old.start, end=command.end or old.end, uid=old.uid)
    if (wanted.person, wanted.start, wanted.end) == (old.person, old.start, old.end):
        return Decision()
    new = assigned(old.post, wanted, asked, ground, str(asked.id))
    changed = DutySwapped(
        id=new.id,
        replaces=old.id,
        post=old.post,
        given_by=old.person,
        person=new.person,
        start=new.start,
        end=new.end,
        reason=command.reason,
        uid=old.uid,
    )
    return Decision(events=(changed,))


def keepers(organisation: Organisation, post: str, at: datetime) -> frozenset[PersonId]:
    """Whoever holds the post or one above it now, stand-ins included: who keeps its roster, beside the pack's fallback."""
    rungs = range(len(above(organisation, post)))
    return frozenset(each.person for rung in rungs for each in holders(organisation, Role(kind="post", of=post), {}, at, rung))


def must_keep(post: str, asked: Asked, ground: Ground) -> None:
    """house:duty-roster. Nobody else changes it."""
    if post not in ground.organisation.posts:
        raise Refused(RULE, "no_such_post", field="post", post=post[:80])
    if asked.by.id not in keepers(ground.organisation, post, asked.at) and not fallback(ground, asked):
        raise Refused(RULE, "not_your_roster", field="post")


def _known(state: Governance, duty: str) -> Duty:
    found = state.duties.get(duty)
    if found is None:
        raise Refused(RULE, "no_such_duty", field="duty", id=duty[:80])
    return found


def waits(duty: Duty, at: datetime) -> bool:
    """Whether anything of it is left."""
    return duty.ended is None and at < duty.end


def _works_here(organisation: Organisation, person: PersonId, field: str) -> None:
    who = organisation.people.get(person)
    if who is None or not who.active:
        raise Refused(RULE, "not_active", field=field)
