"""Who holds which role in an incident and since when, what was ticked off, reported and told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.kernel import PersonId

COMMANDER = "commander"


def group_role(name: str) -> str:
    """What a group is called among the roles that people hold."""
    return f"group:{name}"


def expert_role(name: str) -> str:
    """What an expert of a field is called among the roles that people hold."""
    return f"expert:{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A role of the room that somebody holds, or held until then."""

    role: str
    person: PersonId
    since: datetime
    until: datetime | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """Who ticked an item off, and when."""

    at: datetime
    by: PersonId
    note: Any = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A situation report with what was known at its instant; never altered."""

    number: int
    at: datetime
    by: PersonId
    text: Any
    known: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Informed:
    """Who was told what. `recipient`: the customer or the authority, in words; `to`: the leaders who are sent a notice."""

    at: datetime
    by: PersonId
    whom: str
    template: str
    text: Any
    recipient: Any
    to: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The incident room. `held` tells who held which role when."""

    held: tuple[Held, ...] = ()
    ticks: Mapping[str, Tick] = field(default_factory=dict)
    reports: tuple[Report, ...] = ()
    informed: tuple[Informed, ...] = ()

    def now(self) -> tuple[Held, ...]:
        """Every role that is held at present."""
        return tuple(each for each in self.held if each.until is None)

    def holding(self, role: str) -> tuple[PersonId, ...]:
        """Who holds this role at present."""
        return tuple(each.person for each in self.now() if each.role == role)

    def people(self) -> tuple[PersonId, ...]:
        """Everybody who holds a role at present, once."""
        return tuple(dict.fromkeys(each.person for each in self.now()))
