"""What may be asked of the incident room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as of

from domain.casework.commands import PERSONAL, Text
from domain.kernel import PersonId

EVERYBODY = PersonId("")
OUTSIDERS = {"personal": "outsiders"}
"""Sealed under the key of those whom the case tells and who do not work here: it can be erased without anybody else's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCommand:
    """I command from now on. From somebody else only with a reason."""

    reason: Text = of(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverCommand:
    """The commander lets somebody else command."""

    to: PersonId
    reason: Text = of(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignRole:
    """Put somebody into one of the plan's groups."""

    role: str
    person: PersonId
    note: Text = of(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRole:
    """Somebody leaves a group."""

    role: str
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class CallExpert:
    """Call whom the plan names for this field; one of them, or all."""

    field: str
    person: PersonId = EVERYBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverShift:
    """What I have in this incident, somebody else has from now on: the acknowledgement, my places in the groups."""

    to: PersonId
    note: Text = of(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class TickItem:
    """An item of the checklist is done."""

    item: str
    note: Text = of(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class UntickItem:
    """An item was ticked off that is not done."""

    item: str
    reason: Text = of(metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSituation:
    """How it stands, in words. What is known beside them is written down with them."""

    text: Text = of(metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inform:
    """Somebody is told: by one of the plan's templates, in own words, or both. Leaders are sent a notice; others were told already."""

    whom: str
    template: str = ""
    text: Text = of(default="", metadata=PERSONAL)
    recipient: Text = of(default="", metadata=OUTSIDERS)


COMMANDS: Mapping[str, type] = {
    "take_command": TakeCommand,
    "hand_over_command": HandOverCommand,
    "assign_role": AssignRole,
    "release_role": ReleaseRole,
    "call_expert": CallExpert,
    "hand_over_shift": HandOverShift,
    "tick": TickItem,
    "untick": UntickItem,
    "report_situation": ReportSituation,
    "inform": Inform,
}
