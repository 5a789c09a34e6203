"""What may be asked of an incident, beside what its parts bring (`areas`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.casework.commands import PERSONAL, Text
from domain.kernel import CaseId, PersonId

NO_CASE = CaseId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Something happened. Without `level` the facts say how grave it is; another one wants a reason."""

    plan: str
    fields: Mapping[str, Any]
    level: str = ""
    reason: Text = field(default="", metadata=PERSONAL)
    exercise: bool = False
    alert: str = ""
    """The dedup key of the alert that opens it; only a machine's door says one."""
    source: CaseId = NO_CASE
    took_part: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLevel:
    """Raise or lower it."""

    level: str
    reason: Text = field(metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """More is known: these lines of the form. The level rises by itself where the facts demand it; it never falls by itself."""

    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge:
    """I have it. It is a promise with an expiry: without progress somebody else is asked."""

    note: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDone:
    """An obligation is met. `evidence`: the digest of a file of the case, where the plan wants one."""

    obligation: str
    note: Text = field(default="", metadata=PERSONAL)
    evidence: str = ""


OPENINGS: Mapping[str, type] = {"open": Open}
OWN: Mapping[str, type] = {
    "change_level": ChangeLevel,
    "record_facts": RecordFacts,
    "acknowledge": Acknowledge,
    "report_done": ReportDone,
}
