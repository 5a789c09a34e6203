"""What may be asked of a run of a control."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.casework.commands import PERSONAL, Text
from domain.kernel import CaseId, PersonId

NOWHERE = CaseId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A run begins to exist. `fields`: its period and the responsible post."""

    plan: str
    fields: Mapping[str, Any]
    source: CaseId = NOWHERE
    took_part: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """It was carried out. `findings`: how much was found beside what was reported from here.

    `shown`: the digest of what was on the screen.
    """

    summary: Text = field(metadata=PERSONAL)
    findings: int = 0
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFinding:
    """Something must be put right: a line of the ledger, with one person responsible and what its effect is measured by."""

    finding: str
    responsible: PersonId
    criterion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportViolation:
    """Somebody broke a rule."""

    subject: PersonId
    breach: str
    facts: Text = field(metadata=PERSONAL)


OPENINGS: Mapping[str, type] = {"open": Open}
OWN: Mapping[str, type] = {"complete": Complete, "report_finding": ReportFinding, "report_violation": ReportViolation}
