"""A violation as its events tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.casework.state import Work
from domain.kernel import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the investigation found."""

    by: PersonId
    findings: Any
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What follows. `urgent_risk`: why it must stand in spite of an appeal; empty when it need not."""

    by: PersonId
    measure: str
    points: int
    reason: Any
    urgent_risk: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A measure in force, or stayed."""

    id: UUID
    measure: str
    blocks: bool
    stayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation(Work):
    """One violation. It is nobody's, so that its subject sees nothing of it, until they are to be heard."""

    subject: PersonId
    level: str
    breach: str
    witnesses: frozenset[PersonId] = frozenset()
    beneficiaries: frozenset[PersonId] = frozenset()
    team: tuple[PersonId, ...] = ()
    involved: frozenset[PersonId] = frozenset()
    """Who investigated and decided, and everybody of whom it was asked."""
    called: bool = False
    """Whether the subject was asked for a statement."""
    heard: str = ""
    """How the hearing ended: stated, recorded, refused, silent; empty: it has not."""
    statement: Any = ""
    extended: bool = False
    report: Report | None = None
    decision: Decision | None = None
    attempts: int = 0
    """How often what is to be served now was taken to the subject."""
    served_at: datetime | None = None
    """When what is to be served now was; None while it was not."""
    window_due: datetime | None = None
    """Until when an appeal could be made; None while it still can."""
    effect: Effect | None = None
    points: int = 0
    """What the subject's record carries for it now."""
    appeals: int = 0
    reviewed: bool = False
    """Whether a review is going on."""
    result: str = ""
    """What the last review came to."""
    final: bool = False
