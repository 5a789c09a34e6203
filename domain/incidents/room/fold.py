"""Writing down what happens in the room. Bookkeeping: it never judges, never fails, never asks the time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.casework.fold import mark, owe
from domain.incidents.room import events as e
from domain.incidents.room.state import COMMANDER, Held, Informed, Report, Room, Tick, expert_role, group_role
from domain.kernel import PersonId, Recorded


def fold(case: Any, recorded: Recorded) -> Any:
    """The incident with one of the room's events written down."""
    event = recorded.event
    match event:
        case e.CommandTaken():
            return _command(case, recorded)
        case e.RoleAssigned() | e.RoleReleased() | e.ExpertCalled() | e.ShiftHandedOver():
            return _roles(case, recorded)
        case e.Ticked(item=item):
            tick = Tick(at=recorded.happened_at, by=event.by, note=event.note)
            return _with(case, ticks={**case.room.ticks, item: tick})
        case e.Unticked(item=item):
            return _with(case, ticks={name: tick for name, tick in case.room.ticks.items() if name != item})
        case e.SituationReported() | e.Informed():
            return _said(case, recorded)
        case _:
            return case


def _command(case: Any, recorded: Recorded) -> Any:
    """Whoever commands is told, and whoever does no longer."""
    event: e.CommandTaken = recorded.event
    case = _end(case, recorded, COMMANDER, event.was)
    case = _begin(case, recorded, COMMANDER, event.person, event.basis)
    case = replace(case, parties={**case.parties, COMMANDER: event.person})
    case = mark(case, recorded, "command_taken", outcome=event.person, clause=event.clause)
    if event.person != event.by:
        case = _tell(case, recorded, "incident.command_given", event.person)
    if event.was not in ("", event.by):
        case = _tell(case, recorded, "incident.command_taken", event.was)
    return case


def _roles(case: Any, recorded: Recorded) -> Any:
    event = recorded.event
    match event:
        case e.RoleAssigned(group=group, person=person):
            case = _begin(case, recorded, group_role(group), person, event.basis)
            return _tell(case, recorded, "incident.role_assigned", person) if person != event.by else case
        case e.RoleReleased(group=group, person=person):
            return _end(case, recorded, group_role(group), person)
        case e.ExpertCalled(field=field, people=people):
            for person in people:
                case = _begin(case, recorded, expert_role(field), person, event.role)
                case = _tell(case, recorded, "incident.expert_called", person)
            return case
        case _:
            return _shift(case, recorded)


def _shift(case: Any, recorded: Recorded) -> Any:
    event: e.ShiftHandedOver = recorded.event
    for role in event.roles:
        case = _begin(_end(case, recorded, role, event.by), recorded, role, event.to, "shift")
    if event.acknowledged:
        case = replace(case, acknowledged=event.to)
    return _tell(case, recorded, "incident.shift_handed_over", event.to)


def _said(case: Any, recorded: Recorded) -> Any:
    event = recorded.event
    if isinstance(event, e.SituationReported):
        known = Report(number=event.number, at=recorded.happened_at, by=event.by, text=event.text, known=event.known)
        case = mark(_with(case, reports=(*case.room.reports, known)), recorded, "situation_reported", clause=event.clause)
        about = "incident.situation_reported"
    else:
        told = Informed(
            at=recorded.happened_at,
            by=event.by,
            whom=event.whom,
            template=event.template,
            text=event.text,
            recipient=event.recipient,
            to=event.to,
        )
        case = mark(_with(case, informed=(*case.room.informed, told)), recorded, "informed", outcome=event.whom, clause=event.clause)
        about = "incident.informed"
    for person in event.to:
        case = _tell(case, recorded, about, person)
    return case


# --- who holds what -------------------------------------------------------------------------------


def _begin(case: Any, recorded: Recorded, role: str, person: PersonId, basis: str) -> Any:
    if person in case.room.holding(role):
        return case
    return _with(case, held=(*case.room.held, Held(role=role, person=person, since=recorded.happened_at, basis=basis)))


def _end(case: Any, recorded: Recorded, role: str, person: PersonId) -> Any:
    ended = tuple(
        replace(each, until=recorded.happened_at) if (each.role, each.person, each.until) == (role, person, None) else each
        for each in case.room.held
    )
    return _with(case, held=ended)


def _with(case: Any, **more: Any) -> Any:
    room: Room = case.room
    return replace(case, room=replace(room, **more))


def _tell(case: Any, recorded: Recorded, about: str, person: PersonId) -> Any:
    """One notice a person, so that each has a delivery of its own; at any hour."""
    clause = recorded.event.clause
    return owe(
        case, recorded, about=about, name=f"tell-{about.rpartition('.')[2]}-{person}", to=f"person {person}", clause=clause, urgent=True
    )
