"""What may be asked of a request case. The envelope (who, when, id) is not part of a command.

A text marked personal is sealed under its author's key before it goes anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.kernel import PersonId

Text = str | Mapping[str, Any]
"""Words of a person: plain, or sealed (an opaque object)."""

PERSONAL = {"personal": "by"}

_SEALED = frozenset({"$key", "$nonce", "$sealed", "$aad"})


def is_sealed(value: object) -> bool:
    """Whether a value has the form of a sealed text; whether it opens is not for the domain to know."""
    return isinstance(value, Mapping) and value.keys() == _SEALED and all(isinstance(part, str) and part for part in value.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Ask for what a plan grants. `fields` are the lines of its form."""

    plan: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """Say yes. `shown` is the digest of what was on the screen; `step` is needed only if several wait for the same person."""

    shown: str = ""
    step: str = ""
    note: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """Say no, with the reason."""

    reason: Text = field(default="", metadata=PERSONAL)
    shown: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack:
    """Ask the requester for more information; the clocks are held meanwhile."""

    question: Text = field(default="", metadata=PERSONAL)
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOn:
    """Give one's own step to somebody else."""

    to: PersonId
    reason: Text = field(default="", metadata=PERSONAL)
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddApprover:
    """Want one more person's yes."""

    person: PersonId
    reason: Text = field(default="", metadata=PERSONAL)
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Urge:
    """Remind whoever must act now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Say something to the others who have to do with the case; it decides nothing."""

    text: Text = field(metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Take the request back, or end a running privilege early."""

    reason: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """Change lines of the form, or answer what was asked."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    note: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOut:
    """The document leaves the archive."""

    note: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """The document comes back."""

    note: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmCheck:
    """What came back was checked."""

    complete: bool = True
    note: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend:
    """Ask for more time; the same people decide again. `asks`: how long, as ``1 wd``; empty = as much as the rule allows."""

    reason: Text = field(default="", metadata=PERSONAL)
    asks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePassed:
    """The clock that is due first, and when."""

    clock: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """A notice was taken by its channel for these people."""

    event: UUID
    duty: str
    to: tuple[PersonId, ...] = ()
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """The target system confirms that the grant is in force."""

    event: UUID
    duty: str
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """The target system confirms that the grant has ended."""

    event: UUID
    duty: str
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyFailed:
    """The world would not do it, or not in time."""

    event: UUID
    duty: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAgain:
    """The organisation, a stand-in or the calendar changed: who may answer is asked anew."""


Command = (
    Open | Approve | Refuse | SendBack | HandOn | AddApprover | Urge | Comment | Withdraw | Amend
    | HandOut | Return | ConfirmCheck | Extend | TimePassed | Notified | Granted | Revoked | DutyFailed | LookAgain
)  # fmt: skip

COMMANDS: Mapping[str, type] = {
    "open": Open,
    "approve": Approve,
    "refuse": Refuse,
    "send_back": SendBack,
    "hand_on": HandOn,
    "add_approver": AddApprover,
    "urge": Urge,
    "comment": Comment,
    "withdraw": Withdraw,
    "amend": Amend,
    "hand_out": HandOut,
    "return": Return,
    "confirm_check": ConfirmCheck,
    "extend": Extend,
    "time_passed": TimePassed,
    "notified": Notified,
    "granted": Granted,
    "revoked": Revoked,
    "duty_failed": DutyFailed,
    "look_again": LookAgain,
}
FROM_THE_SYSTEM = frozenset({"time_passed", "notified", "granted", "revoked", "duty_failed", "look_again"})
"""Commands that only clocks and duties may send; from a person they are refused."""
