"""What may be asked of a violation, beside what is asked of every kind of case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.casework.commands import PERSONAL, Text
from domain.kernel import CaseId, PersonId

NOTHING = CaseId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Open a violation. `took_part`: who may judge nothing in it for what they did before; `source`: the case it comes from."""

    plan: str
    fields: Mapping[str, Any]
    witnesses: tuple[PersonId, ...] = ()
    beneficiaries: tuple[PersonId, ...] = ()
    took_part: tuple[PersonId, ...] = ()
    source: CaseId = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLevel:
    """It is graver, or less grave, than it was held to be."""

    level: str
    reason: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameWitness:
    """Somebody saw it, and judges nothing in it; why that is said."""

    person: PersonId
    reason: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameBeneficiary:
    """Somebody gained by it, and judges nothing in it; why that is said."""

    person: PersonId
    reason: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeConcerned:
    """Somebody who was named saw nothing of it and gained nothing by it; why that is said."""

    person: PersonId
    reason: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint:
    """Take somebody into the team that investigates."""

    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissMember:
    """Somebody leaves the team."""

    person: PersonId
    reason: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hear:
    """Tell the subject what it is about and ask for their statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStatement:
    """The subject's statement as it was taken down, or that they would not make one."""

    text: Text = field(default="", metadata=PERSONAL)
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The subject's own statement."""

    text: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend:
    """More time for the investigation, once."""

    reason: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitReport:
    """The report of the investigation. `proven`: ``proven`` or ``not_proven``."""

    findings: Text = field(metadata=PERSONAL)
    proven: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide:
    """A measure, and why; and if an urgent risk requires that it stands in spite of an appeal, which one."""

    measure: str
    reason: Text = field(default="", metadata=PERSONAL)
    urgent_risk: Text = field(default="", metadata=PERSONAL)
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismiss:
    """No measure: it is not proven, or nothing follows."""

    reason: Text = field(default="", metadata=PERSONAL)
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serve:
    """The decision was taken to the subject. `how`: one of `HOW`."""

    how: str


HOW = ("handed_over", "by_post", "by_message")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmReceipt:
    """The subject has the decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """The subject does not accept the decision, and says why."""

    grounds: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealConcluded:
    """The panel has concluded. `outcome`: ``confirmed``, ``changed`` or ``annulled``; `points` None: as the plan has them."""

    outcome: str
    measure: str = ""
    points: int | None = None
    reason: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequireRectification:
    """Something must be put right: a line of the ledger. Everybody reads it, so it names nobody but whoever is responsible."""

    finding: str
    responsible: PersonId
    criterion: str


OWN: Mapping[str, type] = {
    "change_level": ChangeLevel,
    "name_witness": NameWitness,
    "name_beneficiary": NameBeneficiary,
    "strike_concerned": StrikeConcerned,
    "appoint": Appoint,
    "dismiss_member": DismissMember,
    "hear": Hear,
    "record_statement": RecordStatement,
    "state": State,
    "extend": Extend,
    "submit_report": SubmitReport,
    "decide": Decide,
    "dismiss": Dismiss,
    "serve": Serve,
    "confirm_receipt": ConfirmReceipt,
    "appeal": Appeal,
    "appeal_concluded": AppealConcluded,
    "require_rectification": RequireRectification,
}
"""By wire name."""

Command = (
    ChangeLevel
    | NameWitness
    | NameBeneficiary
    | StrikeConcerned
    | Appoint
    | DismissMember
    | Hear
    | RecordStatement
    | State
    | Extend
    | SubmitReport
    | Decide
    | Dismiss
    | Serve
    | ConfirmReceipt
    | Appeal
    | AppealConcluded
    | RequireRectification
)
