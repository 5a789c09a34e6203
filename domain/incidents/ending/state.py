"""How far an incident has come towards its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.kernel import CaseId, PersonId

PENDING = ""
"""The outcome of a linked case that has not come to one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One step of the five whys."""

    why: str
    because: str
    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsibility:
    """Somebody's, as whoever led or as whoever did it."""

    person: PersonId
    part: str
    by: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A case that this one led to, and what it came to. `person`: who answers for the line, or whom the violation is about.

    `made_good`: it came to nothing, and another took its place.
    """

    case: CaseId
    person: PersonId
    outcome: str = PENDING
    made_good: bool = False
    said: str = ""
    """What is to be put right, or which breach it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Loss, causes, responsibility, measures, training."""

    taken_up: bool = False
    """Whether somebody had it, or did something, since it was opened or reopened."""
    commanders: frozenset[PersonId] = frozenset()
    """Everybody who ever commanded it."""
    loss: int | None = None
    whys: tuple[Why, ...] = ()
    cause: str = ""
    cause_class: str = ""
    responsibilities: tuple[Responsibility, ...] = ()
    nobody: Any = ""
    """Why nobody is at fault; empty: that was not said."""
    measures: tuple[Linked, ...] = ()
    faults: tuple[Linked, ...] = ()
    trained: frozenset[PersonId] = frozenset()
    evaluated: bool = False
    duplicate_of: CaseId | None = None
    """Of which it was said to be a duplicate, and which has not refused."""
    closer: PersonId | None = None
    """Who decided last that it is over."""
    reopened: tuple[datetime, ...] = ()
