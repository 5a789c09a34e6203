"""What may be asked of the end of an incident. Causes and measures go to the library, where everybody reads them: they name nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from domain.casework.commands import PERSONAL, Text
from domain.kernel import CaseId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessLoss:
    """What was lost, in whole yuan; foreign money and estimates are explained beside it."""

    loss: int
    currency_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddWhy:
    """One step of the five whys."""

    why: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindCause:
    """What it came from in the end, and by which class the library keeps it.

    `cause` is a word of the envelope that every command travels in, so the command's own field is called otherwise.
    """

    root_cause: str
    cause_class: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindResponsibility:
    """Whose it is, as ``manager`` or as ``doer``."""

    person: PersonId
    part: str
    text: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawResponsibility:
    """It was not theirs."""

    person: PersonId
    reason: Text = field(metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyAtFault:
    """Nobody is, and why."""

    reason: Text = field(metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequireRectification:
    """Something must be put right: a line of the ledger. Everybody reads it, so it names nobody but whoever is responsible."""

    finding: str
    responsible: PersonId
    criterion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportViolation:
    """Somebody broke a rule."""

    subject: PersonId
    breach: str
    facts: Text = field(metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTraining:
    """Somebody concerned was taught."""

    person: PersonId
    note: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluate:
    """How the response went, and what of the plan is improved."""

    text: str
    improvement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestClosing:
    """All is there: whoever closes is reminded."""

    note: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Nothing more is wanted of it. `shown` is the digest of what was on the screen."""

    reason: Text = field(default="", metadata=PERSONAL)
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """It is not over."""

    reason: Text = field(metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDuplicate:
    """The other incident tells the same."""

    of: CaseId
    reason: Text = field(metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureAccepted:
    """A line that this one led to was accepted, or ended without being. Only the line says it."""

    line: CaseId
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultConcluded:
    """A violation that this one led to is final, or ended. Only the violation says it."""

    violation: CaseId
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateTold:
    """Another incident is a duplicate of this one. Only that one says it."""

    duplicate: CaseId


COMMANDS: Final[Mapping[str, type]] = {
    "assess_loss": AssessLoss,
    "add_why": AddWhy,
    "find_cause": FindCause,
    "find_responsibility": FindResponsibility,
    "withdraw_responsibility": WithdrawResponsibility,
    "nobody_at_fault": NobodyAtFault,
    "require_rectification": RequireRectification,
    "report_violation": ReportViolation,
    "record_training": RecordTraining,
    "evaluate": Evaluate,
    "request_closing": RequestClosing,
    "close": Close,
    "reopen": Reopen,
    "mark_duplicate": MarkDuplicate,
    "measure_accepted": MeasureAccepted,
    "fault_concluded": FaultConcluded,
    "duplicate_told": DuplicateTold,
}
FROM_CASES: Final = frozenset({"measure_accepted", "fault_concluded", "duplicate_told"})
WHEN_CLOSED: Final = frozenset({"reopen", "measure_accepted", "fault_concluded"})
