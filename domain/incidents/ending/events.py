"""What happens on the way to the end of an incident, for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from domain.casework.commands import Text
from domain.kernel import CaseId, Clause, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Contained:
    """All that its level obliges to was done: what is found, put right and taught comes now."""

    level: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class LossAssessed:
    """What was lost, in whole yuan."""

    loss: int
    note: str
    by: PersonId
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyAdded:
    """One step of the five whys."""

    number: int
    why: str
    because: str
    by: PersonId
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseFound:
    """What it came from in the end."""

    cause: str
    cause_class: str
    by: PersonId
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityFound:
    """Whose it is, as whoever led or as whoever did it."""

    person: PersonId
    part: str
    text: Text
    by: PersonId
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityWithdrawn:
    """It was not theirs."""

    person: PersonId
    reason: Text
    by: PersonId
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyAtFault:
    """Nobody is, and why."""

    reason: Text
    by: PersonId
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class RectificationRequired:
    """Something must be put right: a line under this plan. Of an exercise it says so."""

    by: PersonId
    plan: str
    finding: str
    responsible: PersonId
    criterion: str
    exercise: bool
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationReported:
    """Somebody's fault is looked into under this plan. Whoever says so judges nothing there."""

    by: PersonId
    plan: str
    subject: PersonId
    breach: str
    facts: Text
    took_part: tuple[PersonId, ...]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOpened:
    """A line or a violation could not be opened: it counts for nothing here."""

    case: CaseId
    why: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureTold:
    """What a line came to."""

    line: CaseId
    outcome: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultTold:
    """What a violation came to."""

    violation: CaseId
    outcome: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """Somebody concerned was taught."""

    person: PersonId
    note: Text
    by: PersonId
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """How the response went, and what of the plan is improved."""

    text: str
    improvement: str
    by: PersonId
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingRequested:
    """All is there: whoever closes is reminded."""

    note: Text
    by: PersonId
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingDecided:
    """It may be closed: which of the four this level wants, all of which are there."""

    points: tuple[str, ...]
    reason: Text
    shown: str
    by: PersonId
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """It is not over; what stood stays on record."""

    reason: Text
    by: PersonId
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateMarked:
    """The other incident tells the same; this one is closed as soon as that one has taken it."""

    of: CaseId
    reason: Text
    by: PersonId
    basis: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateRefused:
    """The other one did not take it: this one goes on."""

    of: CaseId
    why: str
    clause: Clause


EVENTS: Final[Mapping[str, type]] = {
    "incident.contained": Contained,
    "incident.loss_assessed": LossAssessed,
    "incident.why_added": WhyAdded,
    "incident.cause_found": CauseFound,
    "incident.responsibility_found": ResponsibilityFound,
    "incident.responsibility_withdrawn": ResponsibilityWithdrawn,
    "incident.nobody_at_fault": NobodyAtFault,
    "incident.rectification_required": RectificationRequired,
    "incident.violation_reported": ViolationReported,
    "incident.not_opened": NotOpened,
    "incident.measure_told": MeasureTold,
    "incident.fault_told": FaultTold,
    "incident.trained": Trained,
    "incident.evaluated": Evaluated,
    "incident.closing_requested": ClosingRequested,
    "incident.closing_decided": ClosingDecided,
    "incident.reopened": Reopened,
    "incident.duplicate_marked": DuplicateMarked,
    "incident.duplicate_refused": DuplicateRefused,
}
