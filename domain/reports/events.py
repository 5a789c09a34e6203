"""What happens to a report, for ever. Who reported stands nowhere in them: only the actor of their own events says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.casework.commands import Text
from domain.kernel import Clause, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Somebody reported something. `requester` and `department` are nobody's: a list must not tell who it was."""

    plan: str
    pack: str
    requester: PersonId
    department: str
    fields: Mapping[str, Any]
    anonymous: bool
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterAsked:
    """The reporter is asked something; the checker's time stands still."""

    question: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Replied:
    """The reporter answered, or added something."""

    text: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """It is taken up: this case is opened with these lines of its form."""

    kind: str
    plan: str
    form: Mapping[str, Any]
    took_part: tuple[PersonId, ...]
    """Who may not judge there: in no order, and never which of them is who."""
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOpened:
    """The case that it leads to said no; the report is to be checked again."""

    why: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Nothing of it was found to be so."""

    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeLearned:
    """The case that it led to said what came of it."""

    outcome: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewarded:
    """A true report is worth so many points to whoever made it."""

    points: int
    clause: Clause


EVENTS: Mapping[str, type] = {
    "report.opened": Opened,
    "report.reporter_asked": ReporterAsked,
    "report.replied": Replied,
    "report.accepted": Accepted,
    "report.not_opened": NotOpened,
    "report.rejected": Rejected,
    "report.outcome_learned": OutcomeLearned,
    "report.rewarded": Rewarded,
}
