"""A request as its events tell it: what `fold` writes and everybody else reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.kernel import CaseId, Clock, Duty, PersonId
from domain.requests.trail import Mark

NOWHERE = UUID(int=0)
"""The id of an event that is decided and not yet written."""


class Stage(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    APPROVED = "approved"
    OUT = "out"
    BACK = "back"
    GRANTED = "granted"
    ENDING = "ending"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One step that somebody must answer: an approval (``1-0-0``: round, stage, place), ``collect`` or ``check``."""

    id: str
    role: str
    """Whom it asks now; empty when it began with a person who was named."""
    clause: str
    rung: int = 0
    """How many levels above `role` it is."""
    climbed: int = 0
    """How many entries of the ladder have been used."""
    roles: tuple[tuple[str, int], ...] = ()
    """Every (role, rung) that has been asked; each of them may still answer."""
    assigned: PersonId | None = None
    """Whose alone it is: somebody who was named. Nobody's alone any more once it went up."""
    named: tuple[PersonId, ...] = ()
    """People who were asked by name; they may still answer, whatever else was asked since."""
    asked: UUID = NOWHERE
    """The event that asked last; the clock runs from the delivery of its notice."""
    approved_by: PersonId | None = None
    approved_for: PersonId | None = None
    """Whom the approver stood in for."""
    stalled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """An interval in which the holder may have the resource, decided by `event`."""

    id: UUID
    event: UUID = NOWHERE
    start: datetime
    until: datetime
    confirmed: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One run of a request plan."""

    id: CaseId
    plan: str
    pack: str
    requester: PersonId
    department: str
    fields: Mapping[str, Any]
    opened_at: datetime
    version: int = 1
    last_at: datetime
    stage: Stage = Stage.ASKED
    outcome: str = ""
    round: int = 1
    asking: str = "grant"
    """What approvals are wanted for: ``grant``, ``extension``, or nothing."""
    asks: str = ""
    """How much more time an extension asks for."""
    sent_back: bool = False
    slots: tuple[Slot, ...] = ()
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    provisional: frozenset[str] = frozenset()
    """Clocks whose end lies beyond the published days; they are computed anew when more are published."""
    grants: tuple[Grant, ...] = ()
    owed: tuple[Duty, ...] = ()
    overdue: int = 0
    """How many overdue reminders have been owed; above 0 the borrower is blocked."""
    urged_at: datetime | None = None
    trail: tuple[Mark, ...] = ()
    """Who did what on its way, and when."""

    @property
    def parties(self) -> Mapping[str, PersonId]:
        """Who plays which part."""
        return {"requester": self.requester}

    def slot(self, name: str) -> Slot | None:
        """The step of this id."""
        return next((slot for slot in self.slots if slot.id == name), None)

    def waiting(self) -> tuple[Slot, ...]:
        """The steps that wait for an answer."""
        return tuple(slot for slot in self.slots if slot.approved_by is None)

    def answering(self) -> tuple[Slot, ...]:
        """The approvals that wait; not the fetching or checking of a document."""
        return tuple(slot for slot in self.waiting() if "-" in slot.id)

    @property
    def grant(self) -> Grant | None:
        """The grant that runs now: the last one that has not ended."""
        return next((grant for grant in reversed(self.grants) if not grant.ended), None)
