"""What may be asked of a line of the rectification ledger, beside what every kind of case takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.casework.commands import PERSONAL, Text
from domain.kernel import CaseId, PersonId

NO_CASE = CaseId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Put a line in the ledger. What follows `fields` only another case says."""

    plan: str
    fields: Mapping[str, Any]
    source: CaseId = NO_CASE
    took_part: tuple[PersonId, ...] = ()
    round: int = 1
    coaching: bool = False
    earlier: tuple[PersonId, ...] = ()
    """Who was responsible in the rounds before, the first one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitPlan:
    """Say what is going to be done, by when."""

    text: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCoaching:
    """Say that whoever was responsible before was coached, one to one."""

    note: Text = field(default="", metadata=PERSONAL)
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitReport:
    """Say that it is put right: which rules were changed, and how they are carried out."""

    changed_rules: str = ""
    execution: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """One voice for accepting it. `shown` is the digest of what was on the screen."""

    note: Text = field(default="", metadata=PERSONAL)
    shown: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack:
    """It is not done: with the reason, back to whoever is responsible."""

    reason: Text = field(default="", metadata=PERSONAL)
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend:
    """Give more time. `until`: a day (``2026-03-20``) or a length of time from now (``5 d``)."""

    until: str = ""
    reason: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Make somebody else responsible."""

    to: PersonId
    reason: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmEffect:
    """Say whether the effect is reached, by the criterion of the line: what was measured."""

    met: bool
    measured: str = ""
    note: Text = field(default="", metadata=PERSONAL)
    step: str = ""


COMMANDS: Mapping[str, type] = {
    "submit_plan": SubmitPlan,
    "record_coaching": RecordCoaching,
    "submit_report": SubmitReport,
    "accept": Accept,
    "send_back": SendBack,
    "extend": Extend,
    "hand_over": HandOver,
    "confirm_effect": ConfirmEffect,
}
