"""A case as its events tell it, whatever its kind. Each kind's state is a subclass with what only it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.kernel import CaseId, Clause, Clock, Duty, Holder, PersonId

NOWHERE = UUID(int=0)
"""The id of an event that is decided and not yet written."""

CLOSED = "closed"
"""The stage of every case of which nothing more is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that somebody must do. `id` is its name, or ``name-2`` when it comes again."""

    id: str
    role: str
    """Whom it asks now; empty when it began with people who were named."""
    clause: Clause
    rung: int = 0
    climbed: int = 0
    roles: tuple[tuple[str, int], ...] = ()
    """Every (role, rung) that has been asked; each of them may still do it."""
    named: tuple[PersonId, ...] = ()
    """People who were asked by name; they may do it, whatever else was asked since."""
    assigned: bool = False
    """Whether it is theirs alone; not any more once it went up."""
    asked: UUID = NOWHERE
    """The event that asked last; the clock runs from the delivery of its notice."""
    stalled: bool = False

    @property
    def name(self) -> str:
        """What is to be done, as labels and plans call it."""
        return self.id.partition("-")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Another case that this one comes from or led to. `relation`: what the other one is to this one, as ``source`` or ``appeal``."""

    case: CaseId
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Evidence, kept by content. `digest` is SHA-256, hexadecimal."""

    digest: str
    name: Any
    media: str
    size: int
    by: PersonId
    at: datetime
    taken_at: datetime | None = None
    note: Any = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that was done on the way of a case: what, when, by whom, how it came out."""

    what: str
    at: datetime
    who: Holder
    outcome: str = ""
    clause: Clause = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One run of one plan. `requester` is the person whose case it is: about whom, or whose work; empty: nobody's."""

    id: CaseId
    plan: str
    pack: str
    requester: PersonId
    department: str
    fields: Mapping[str, Any]
    opened_at: datetime
    version: int = 1
    last_at: datetime
    opener: PersonId
    """Who opened it; the system where another case did."""
    stage: str = "open"
    outcome: str = ""
    parties: Mapping[str, PersonId] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()
    """Those that wait to be done."""
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    behind: datetime | None = None
    """When clocks were last noticed long after their instants: what is owed from that instant on comes of an outage."""
    provisional: frozenset[str] = frozenset()
    """Clocks whose end lies beyond the published calendar; they are computed anew when it comes."""
    owed: tuple[Duty, ...] = ()
    took_part: frozenset[PersonId] = frozenset()
    """Who may judge nothing here because of what they did elsewhere: said by the case that opened this one."""
    links: tuple[Link, ...] = ()
    files: tuple[File, ...] = ()
    trail: tuple[Mark, ...] = ()

    def task(self, name: str) -> Task | None:
        """The waiting task of this id."""
        return next((task for task in self.tasks if task.id == name), None)

    def waits_for(self, name: str) -> Task | None:
        """The waiting task of this name, whichever time it is."""
        return next((task for task in self.tasks if task.name == name), None)

    def mark(self, what: str) -> Mark | None:
        """The last time that this was done."""
        return next((mark for mark in reversed(self.trail) if mark.what == what), None)

    def linked(self, relation: str) -> CaseId | None:
        """The last linked case that is this to this one."""
        return next((link.case for link in reversed(self.links) if link.relation == relation), None)
