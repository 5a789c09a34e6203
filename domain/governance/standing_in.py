"""Who acts for somebody who is away (house:stand-in, house:one-stand-in)."""

from __future__ import annotations

from domain.governance.entitled import Ground, fallback, must_say_why
from domain.governance.facts import Delegate, EndDelegation, StandInEnded, StandInSet
from domain.governance.state import Governance, Window, stand_ins
from domain.kernel import Asked, Decision, PersonId, Refused
from domain.organisation import Organisation


def delegate(state: Governance, command: Delegate, asked: Asked, ground: Ground) -> Decision:
    """house:stand-in. For oneself; for another only by the pack's fallback, who then may not be the stand-in."""
    absent = command.absent or asked.by.id
    if absent != asked.by.id and not fallback(ground, asked):
        raise Refused("house:stand-in", "not_for_another", field="absent")
    if command.stand_in in (absent, asked.by.id):
        raise Refused("house:stand-in", "stand_in_self", field="stand_in")
    _works_here(ground.organisation, absent, "absent")
    _works_here(ground.organisation, command.stand_in, "stand_in")
    must_say_why(command.reason)
    start = max(command.start, asked.at)
    if command.end <= start:
        raise Refused("house:stand-in", "window_over", field="end")
    window = StandInSet(id=str(asked.id), absent=absent, stand_in=command.stand_in, start=start, end=command.end, reason=command.reason)
    _one_at_a_time(state, window, asked)
    return Decision(events=(window,))


def _one_at_a_time(state: Governance, new: StandInSet, asked: Asked) -> None:
    """house:one-stand-in. One stand-in at a time for a person, and nobody who is away then; one may stand in for several."""
    for old in stand_ins(state, asked.at):
        if new.start < old.end and old.start < new.end:
            if old.absent == new.absent:
                raise Refused("house:one-stand-in", "stand_in_overlaps", field="start", id=old.id)
            if old.absent == new.stand_in:
                raise Refused("house:one-stand-in", "stand_in_away", field="stand_in")


def end_delegation(state: Governance, command: EndDelegation, asked: Asked, ground: Ground) -> Decision:
    """house:stand-in. By the absent, the stand-in, whoever set it, or the pack's fallback."""
    window = state.windows.get(command.delegation)
    if window is None:
        raise Refused("house:stand-in", "no_such_stand_in", field="delegation", id=command.delegation)
    if not (_concerned(window, asked.by.id) or fallback(ground, asked)):
        raise Refused("house:stand-in", "not_your_stand_in", field="delegation")
    must_say_why(command.reason)
    if window.ended is not None or window.set.end <= asked.at:
        return Decision()
    absent, stand_in = window.set.absent, window.set.stand_in
    return Decision(events=(StandInEnded(id=command.delegation, absent=absent, stand_in=stand_in, reason=command.reason),))


def _concerned(window: Window, person: PersonId) -> bool:
    return person in (window.set.absent, window.set.stand_in, window.by)


def _works_here(organisation: Organisation, person: PersonId, field: str) -> None:
    who = organisation.people.get(person)
    if who is None or not who.active:
        raise Refused("house:stand-in", "not_active", field=field)
