"""What passes between a case's workflow and its activities: plain data, no rule, nothing personal but what a bare signal brought.

Standard library only, because workflows import it. Annotations are not postponed here: Temporal's converter looks at the types for
every payload, and would compile each of them from its text every time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

CASES = "cases"
"""The queue of the loop and of judge."""

WORLD = "world"
"""The queue of everything that touches the world."""

SUBMIT = "submit"
"""The one Update or signal that names its command inside."""

LOOK_AGAIN = "look_again"
"""The signal that tells a case that governed data changed. Nobody need vouch for it: it only has the rules asked again."""

Fault = Literal["", "no_input", "too_many_inputs", "not_json", "too_long"]
Outcome = Literal["done", "moot", "refused", "unknown"]
"""`unknown`: not recorded yet as far as anybody knows; the same id may be sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that came in and is not judged yet.

    `body` is JSON text, not read by the workflow; with a `fault` it is what can be shown of it, and `digest` (SHA-256)
    tells what it was. `id` stands for the command where the body names none. `duty`: the key of the duty whose end
    this is; only the loop itself sets it.
    """

    name: str
    body: str
    id: str
    arrived: datetime
    fault: Fault = ""
    digest: str = ""
    duty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeAsk:
    """Judge `entry`, or the clock that is due (`clock`), or only look (neither). `now` is the workflow's clock."""

    case: str
    kind: str
    now: datetime
    entry: Entry | None = None
    clock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRef:
    """Something owed: its key (event, name), its kind, not before when, and after how many seconds it counts as failed."""

    event: str
    name: str
    kind: str
    not_before: datetime
    within_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Which rule says no, about what. The words are a key of `domain.words` and what fills it."""

    clause: str
    key: str
    words: Mapping[str, str] = field(default_factory=dict)
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a workflow may know: outcome, version, the next instant, what is owed."""

    outcome: Outcome
    version: int
    stage: str
    closed: bool
    next: datetime | None = None
    owed: Sequence[DutyRef] = ()
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyAsk:
    """Do what this case owes under this key; it was to begin at `not_before`, by the case's own clock."""

    case: str
    event: str
    name: str
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDone:
    """How it ended, as the command that the case is told."""

    command: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """All that one run hands the next: what came in and is not judged."""

    inbox: Sequence[Entry] = ()
