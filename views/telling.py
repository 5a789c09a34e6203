"""What the lists want to know of a case, whatever its kind, and how a case is read from its events."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.kernel import SYSTEM, CaseId, PersonId, Recorded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from domain.kernel import Offer
    from domain.rules import Rules
    from eventlog.port import StoredEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Something that a case wants of somebody.

    `role` is who, as the pack writes it, `rung` levels up, about the person `party` (a post, a group, all employees: about nobody, "");
    or `PERSON`, and then `party` is who.
    """

    task: str
    step: str
    role: str
    rung: int
    party: str
    since: datetime
    due_at: datetime | None


PERSON = "person"
"""The role of somebody who was named, not found by post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is due next of anybody, since when it runs, and when it is due. Reminders and the like are no such thing."""

    what: str
    since: datetime
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a list says of a case.

    `running`: the case still owes something, so its workflow must run; `wake_at`: when a clock of any kind must be run out.
    """

    plan: str
    pack: str
    requester: PersonId
    department: str
    stage: str
    outcome: str
    opened_at: datetime
    running: bool
    due: Due | None
    wake_at: datetime | None
    asks: tuple[Ask, ...]


def _no_task(_clock: str) -> str:
    return ""


def _never(_clock: str, _event: Any) -> bool:
    return False


def _nobody(_event: Any) -> Iterable[PersonId]:
    return ()


def _no_links(_case: Any) -> Iterable[tuple[CaseId, str]]:
    return ()


def _no_form(_case: Any) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of case: how its events are read and folded, what a list says of it, and what it offers to whom.

    A case of any kind has `plan` and `pack`, the names of the rules it runs under. `ended`: nothing more is wanted of anybody.
    `read` takes type, schema version and data; `told` the case and its plan, of the kind's own class. `proofs` names, for
    each task, the commands of which one must be open to a person for the task to be theirs.

    `obligation`: what somebody must do before the clock of this name runs out; empty for reminders and the like. `met`: whether
    this event is the deed that the clock waited for. `people`: who gets a part in the case by this event, beside who did it.
    `values`: the form as it stands, by the names of the plan's fields.
    """

    read: Callable[[str, int, Mapping[str, Any]], Any]
    evolve: Callable[[Any, Recorded], Any]
    ended: Callable[[Any], bool]
    told: Callable[[Any, Any], Told]
    offers: Callable[[Any, Rules, datetime], Sequence[Offer]]
    proofs: Mapping[str, frozenset[str]]
    obligation: Callable[[str], str] = _no_task
    met: Callable[[str, Any], bool] = _never
    people: Callable[[Any], Iterable[PersonId]] = _nobody
    values: Callable[[Any], Mapping[str, Any]] = _no_form
    links: Callable[[Any], Iterable[tuple[CaseId, str]]] = _no_links
    """Other cases that this one comes from or led to, also those that it still has to open: (case, what it is to this one)."""


def id_of(event: StoredEvent) -> CaseId:
    """The case whose stream this event stands in."""
    return CaseId(f"{event.stream.category}-{event.stream.id}")


def recorded(kind: Kind, event: StoredEvent) -> Recorded:
    """A stored event as `evolve` wants it. What cannot be read raises LookupError, ValueError, TypeError or `Refused`."""
    return Recorded(
        event=kind.read(event.type, event.schema_version, json.loads(event.data)),
        id=event.event_id,
        version=event.version,
        happened_at=event.happened_at,
        by=PersonId(json.loads(event.meta).get("by", {}).get("id", SYSTEM)),
        case=id_of(event),
    )


def fold(kind: Kind, events: Iterable[StoredEvent]) -> Any:
    """The case as these events tell it, from its first one on."""
    case = None
    for event in events:
        case = kind.evolve(case, recorded(kind, event))
    return case
