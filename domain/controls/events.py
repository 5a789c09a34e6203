"""What happens to a run of a control, for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.casework.commands import Text
from domain.kernel import CaseId, Clause, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A run of a control exists, for this post and this period: from `starts` (in) until `ends` (out)."""

    plan: str
    pack: str
    requester: PersonId
    department: str
    opener: PersonId
    fields: Mapping[str, Any]
    source: CaseId
    took_part: tuple[PersonId, ...]
    post: str
    period: str
    starts: datetime
    ends: datetime
    following: str
    """The next period in which the control runs."""
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """The period is there: whoever is responsible is asked."""

    period: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """The control was carried out."""

    by: PersonId
    summary: Text
    findings: int
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingReported:
    """What was found must be put right, by this person: a line of the ledger under this plan."""

    by: PersonId
    plan: str
    finding: str
    responsible: PersonId
    criterion: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationReported:
    """A violation was found; it is investigated under this plan. Whoever found it judges nothing there."""

    by: PersonId
    plan: str
    subject: PersonId
    breach: str
    facts: Text
    took_part: tuple[PersonId, ...]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Nobody carried it out in its period."""

    period: str
    post: str
    why: str
    clause: Clause


EVENTS: Mapping[str, type] = {
    "control.opened": Opened,
    "control.began": Began,
    "control.completed": Completed,
    "control.finding_reported": FindingReported,
    "control.violation_reported": ViolationReported,
    "control.missed": Missed,
}
