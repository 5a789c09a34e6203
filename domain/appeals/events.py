"""What happens to an appeal, for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.casework.commands import Text
from domain.kernel import CaseId, Clause, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A decision is to be reviewed. `requester` is the appellant; whoever took part before sits on no panel."""

    plan: str
    pack: str
    requester: PersonId
    department: str
    opener: PersonId
    fields: Mapping[str, Any]
    source: CaseId
    took_part: tuple[PersonId, ...]
    level: str
    breach: str
    measure: str
    allowed: tuple[str, ...]
    filed_at: datetime
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointed:
    """Somebody has a seat on the panel."""

    person: PersonId
    seat: str
    by: PersonId
    basis: str
    stands_in_for: PersonId | None
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Somebody has no seat any more, and their vote does not count. `why`: recused, replaced, in conflict, or gone from here."""

    person: PersonId
    seat: str
    why: str
    reason: Text
    by: PersonId
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Convened:
    """Every seat is filled: the panel sits."""

    members: tuple[PersonId, ...]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Objected:
    """Somebody says that a member has an interest in the matter; until it is decided the member does not vote."""

    member: PersonId
    by: PersonId
    reason: Text
    task: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionDecided:
    """Whether it is so; `by` is the system when nobody decided, which upholds it."""

    member: PersonId
    upheld: bool
    reason: Text
    by: PersonId
    task: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """The appellant has spoken."""

    by: PersonId
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Somebody on the panel has written down what the appellant said to it."""

    by: PersonId
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The panel has found this out itself."""

    by: PersonId
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Voted:
    """Somebody on the panel has voted."""

    by: PersonId
    seat: str
    choice: str
    measure: str
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """The time of the review is over and there is no panel yet: an alarm, never a decision."""

    due: datetime
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded:
    """What becomes of the decision: confirmed, changed, annulled. `votes`: member, seat, choice, measure; `dissent`: member, reason.

    `by_silence`: nobody judged, which never counts against the appellant.
    """

    outcome: str
    measure: str
    reason: Text
    by_silence: bool
    votes: tuple[Mapping[str, Any], ...]
    dissent: tuple[Mapping[str, Any], ...]
    clause: Clause


EVENTS: Mapping[str, type] = {
    "appeal.opened": Opened,
    "appeal.appointed": Appointed,
    "appeal.left": Left,
    "appeal.convened": Convened,
    "appeal.objected": Objected,
    "appeal.objection_decided": ObjectionDecided,
    "appeal.stated": Stated,
    "appeal.heard": Heard,
    "appeal.found": Found,
    "appeal.voted": Voted,
    "appeal.overdue": Overdue,
    "appeal.concluded": Concluded,
}
