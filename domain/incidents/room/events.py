"""What happens in the incident room, for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.casework.commands import Text
from domain.kernel import Clause, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandTaken:
    """`person` commands from now on, `was` did before (nobody: empty). `by` is the system where the plan says who."""

    person: PersonId
    was: PersonId
    by: PersonId
    basis: str
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleAssigned:
    """Somebody works in this group from now on."""

    group: str
    person: PersonId
    by: PersonId
    basis: str
    note: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleReleased:
    """Somebody works in this group no longer."""

    group: str
    person: PersonId
    by: PersonId
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertCalled:
    """These people are called for this field; `by` is the system where the level calls them."""

    field: str
    role: str
    people: tuple[PersonId, ...]
    by: PersonId
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftHandedOver:
    """What `by` had, `to` has: these roles of the room, and the acknowledgement if it was theirs."""

    by: PersonId
    to: PersonId
    roles: tuple[str, ...]
    acknowledged: bool
    note: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """An item of the checklist is done."""

    item: str
    by: PersonId
    basis: str
    note: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Unticked:
    """An item of the checklist is not done after all; that it was ticked off stays in the record."""

    item: str
    by: PersonId
    basis: str
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class SituationReported:
    """How it stood, with all that was known at that instant. `to`: the leaders who are told."""

    number: int
    by: PersonId
    basis: str
    text: Text
    known: Mapping[str, Any]
    to: tuple[PersonId, ...]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Informed:
    """Leaders, customers hit or authorities were told. `to`: the leaders who are sent a notice; `recipient`: who else, in words."""

    whom: str
    template: str
    text: Text
    recipient: Text
    to: tuple[PersonId, ...]
    by: PersonId
    basis: str
    clause: Clause


EVENTS: Mapping[str, type] = {
    "room.command_taken": CommandTaken,
    "room.role_assigned": RoleAssigned,
    "room.role_released": RoleReleased,
    "room.expert_called": ExpertCalled,
    "room.shift_handed_over": ShiftHandedOver,
    "room.ticked": Ticked,
    "room.unticked": Unticked,
    "room.situation_reported": SituationReported,
    "room.informed": Informed,
}
