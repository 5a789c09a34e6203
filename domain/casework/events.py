"""What happens to a case of every kind, for ever. Every date is already decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.casework.commands import Text
from domain.kernel import CaseId, Clause, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody must do something. `people` is who that was at this instant; a role is resolved again at each use.

    With a `role` it asks whoever holds it; without one it asks these people by name, and nobody else.
    """

    task: str
    role: str
    rung: int
    people: tuple[PersonId, ...]
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class WentUp:
    """Nobody did it, or nobody may: the task goes one rung up the ladder; no `people` = nobody may do it there either."""

    task: str
    rung: int
    role: str
    climbed: int
    people: tuple[PersonId, ...]
    basis: str
    why: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Stalled:
    """Nobody is left who may do it: an alarm, never a decision."""

    task: str
    why: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOn:
    """A task was given to somebody else."""

    task: str
    by: PersonId
    to: PersonId
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A task is done, by whom and on what basis; `by` is the system when silence decided."""

    task: str
    by: PersonId
    basis: str
    stands_in_for: PersonId | None
    outcome: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A task is not wanted any more."""

    task: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """A reminder of a task is owed."""

    task: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Commented:
    """Somebody who has to do with the case said something; nothing was decided."""

    by: PersonId
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAdded:
    """A file was put to the case. `digest`: SHA-256 of its content, hexadecimal; `size` in bytes."""

    digest: str
    name: Text
    media: str
    size: int
    by: PersonId
    taken_at: datetime | None
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Another case comes from this one, or this one from it."""

    case: CaseId
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Nothing more is wanted of this case."""

    outcome: str
    clause: Clause


EVENTS: Mapping[str, type] = {
    "task.asked": Asked,
    "task.went_up": WentUp,
    "task.stalled": Stalled,
    "task.handed_on": HandedOn,
    "task.done": Done,
    "task.dropped": Dropped,
    "task.reminded": Reminded,
    "case.commented": Commented,
    "case.linked": Linked,
    "case.closed": Closed,
    "evidence.added": EvidenceAdded,
}
