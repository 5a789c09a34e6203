"""What may be asked of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.casework.commands import PERSONAL, Text
from domain.kernel import PersonId

NOBODY = PersonId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Report something, by name or behind a receipt."""

    plan: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The reporter answers what was asked, or adds something."""

    text: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskReporter:
    """Ask the reporter something, whoever that is."""

    question: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptReport:
    """It is true, or likely enough: the case that it leads to is opened with what is said here.

    A violation wants `subject`, `breach` and `summary`; a line of the ledger `responsible`, `summary` and `criterion`.
    """

    subject: PersonId = NOBODY
    breach: str = ""
    responsible: PersonId = NOBODY
    criterion: str = ""
    happened: str = ""
    shown: str = ""
    summary: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectReport:
    """It is not so, or nothing can be found; with the reason, which the reporter reads."""

    reason: Text = field(default="", metadata=PERSONAL)
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeTold:
    """Another case says what came of the report."""

    outcome: str


OPENINGS: Mapping[str, type] = {"open": Open}

OWN: Mapping[str, type] = {
    "reply": Reply,
    "ask_reporter": AskReporter,
    "accept_report": AcceptReport,
    "reject_report": RejectReport,
    "outcome_told": OutcomeTold,
}

FROM_CASES = frozenset({"outcome_told"})
