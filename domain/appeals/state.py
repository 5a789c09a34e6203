"""An appeal as its events tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.casework.state import Work
from domain.kernel import PersonId

FORMING, SITTING, CONCLUDED = "forming", "sitting", "concluded"
"""Its stages before it is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One vote."""

    by: PersonId
    seat: str
    choice: str
    measure: str
    reason: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Somebody is said to have an interest in the matter. `task`: the task of whoever decides on it."""

    member: PersonId
    by: PersonId
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal(Work):
    """`requester` is the appellant. `allowed`: the milder measures that may take the place of `measure`, the mildest first."""

    level: str
    breach: str
    measure: str
    allowed: tuple[str, ...]
    filed_at: datetime
    seats: Mapping[str, PersonId] = field(default_factory=dict)
    """Who sits where; a seat that is empty is not in it."""
    left: tuple[PersonId, ...] = ()
    """Who has left the panel, in order; none of them comes back."""
    formers: frozenset[PersonId] = frozenset()
    """Who has named somebody for the panel, or was stood in for by whoever did."""
    statements: tuple[Any, ...] = ()
    findings: tuple[Any, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    """The votes that count: one of each member at most."""

    objections: tuple[Objection, ...] = ()
    """All that were raised; one is open while its task waits."""

    @property
    def members(self) -> tuple[PersonId, ...]:
        """Who sits on the panel."""
        return tuple(self.seats.values())

    @property
    def voted(self) -> frozenset[PersonId]:
        """Who has voted."""
        return frozenset(ballot.by for ballot in self.ballots)

    @property
    def doubted(self) -> frozenset[PersonId]:
        """Of whom it is not decided yet whether they have an interest."""
        waiting = {task.id for task in self.tasks}
        return frozenset(each.member for each in self.objections if each.task in waiting)

    @property
    def sits(self) -> bool:
        """Whether the panel is whole and nothing is concluded."""
        return self.stage == SITTING and self.waits_for("form_panel") is None

    @property
    def heard(self) -> bool:
        """Whether the appellant has spoken, or had the time to."""
        return bool(self.statements) or self.mark("hearing") is not None

    def seat_of(self, person: PersonId) -> str:
        """Where somebody sits; empty: nowhere."""
        return next((seat for seat, each in self.seats.items() if each == person), "")
