"""What may be asked of an appeal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.casework.commands import PERSONAL, Text
from domain.kernel import CaseId, PersonId

NO_CASE, NOBODY = CaseId(""), PersonId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """The decision's case opens the review of its decision; nobody else does.

    `allowed`: the measures that may take the place of the one decided, all of them milder than it, the mildest first.
    `filed_at`: when the appeal was filed there; the time of the review runs from then.
    """

    plan: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    subject: PersonId = NOBODY
    source: CaseId = NO_CASE
    took_part: tuple[PersonId, ...] = ()
    department: str = ""
    level: str = ""
    breach: str = ""
    measure: str = ""
    allowed: tuple[str, ...] = ()
    filed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint:
    """Name somebody for a seat of the panel."""

    person: PersonId
    seat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """Name another person in the place of one who sits on the panel."""

    member: PersonId
    person: PersonId
    reason: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recuse:
    """Leave the panel."""

    reason: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """Say that a member has an interest in the matter; somebody else decides on it."""

    member: PersonId
    reason: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uphold:
    """The member has an interest, and leaves the panel."""

    reason: Text = field(default="", metadata=PERSONAL)
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrule:
    """The member has none, and stays."""

    reason: Text = field(default="", metadata=PERSONAL)
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The appellant is heard: what they have to say."""

    text: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHearing:
    """The panel has heard the appellant: what was said."""

    text: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """What the panel itself has found out."""

    text: Text = field(default="", metadata=PERSONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """Confirm, change or annul the decision. `shown` is the digest of what was on the screen; `measure` only of a change."""

    choice: str
    measure: str = ""
    reason: Text = field(default="", metadata=PERSONAL)
    shown: str = ""


OPENINGS: Mapping[str, type] = {"open": Open}

OWN: Mapping[str, type] = {
    "appoint": Appoint,
    "replace": Replace,
    "recuse": Recuse,
    "object": Object,
    "uphold": Uphold,
    "overrule": Overrule,
    "state": State,
    "record_hearing": RecordHearing,
    "find": Find,
    "vote": Vote,
}
