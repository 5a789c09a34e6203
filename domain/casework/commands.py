"""What may be asked of a case of every kind, beside the kind's own commands, and what only the system says."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOn:
    """Give one's own task to somebody else."""

    to: PersonId
    reason: Text = field(default="", metadata=PERSONAL)
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Say something to the others who have to do with the case; it decides nothing."""

    text: Text = field(metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddEvidence:
    """Put a file to the case. Its content stands in the evidence store already, under this digest (hexadecimal).

    `digest` is a word of the envelope that every command travels in, so the command's own field is called otherwise.
    """

    sha256: str
    name: Text = field(default="", metadata=PERSONAL)
    media: str = "application/octet-stream"
    size: int = 0
    taken_at: datetime | None = None
    note: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePassed:
    """The clock that is due first, and when."""

    clock: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """A notice was taken by its channel for these people, or another case has answered."""

    event: UUID
    duty: str
    to: tuple[PersonId, ...] = ()
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """The target system confirms that it did what was asked."""

    event: UUID
    duty: str
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """The target system confirms that it undid what was asked."""

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
    """The organisation, a stand-in or the calendar changed: who may answer and what is provisional is asked anew."""


SYSTEM_ONLY = (TimePassed, Notified, Granted, Revoked, DutyFailed, LookAgain)

SHARED: Mapping[str, type] = {
    "hand_on": HandOn,
    "comment": Comment,
    "add_evidence": AddEvidence,
    "time_passed": TimePassed,
    "notified": Notified,
    "granted": Granted,
    "revoked": Revoked,
    "duty_failed": DutyFailed,
    "look_again": LookAgain,
}
"""By wire name. A kind's own table is added to these in its `COMMANDS`."""
