"""Which cases somebody wants to see, in which order, and where the next page begins."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import or_, select, true

from views.errors import NotACursor
from views.pages import Sort
from views.schema import cases, incidents, obligations, words
from views.seen import Seen

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Table

DueIs = Literal["", "overdue", "at_risk", "today"]
Kept = Literal["", "met", "missed", "running", "held", "stopped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases: everything that is given must hold.

    `number`: what it begins with. `search`: words, each of which must begin one of the case's. `due`: what is due next is overdue;
    most of its term is over; it must be done by the end of today and is not overdue. Instants: from (in) until (out). `clause`:
    somebody was obliged under it, `kept` says with what outcome, `task` to do what, `kept_from` and `kept_until` when that ended.
    `level`: how grave an incident is; `exercise`: whether it is one; `cause_class`: what it came from.

    `seen_by` limits it to what one person may see; None is no limit, for the house's own use. `due` and `seen_by` are as of `at`.
    """

    open: bool | None = None
    plan: str = ""
    kind: str = ""
    requester: str = ""
    department: str = ""
    stage: str = ""
    number: str = ""
    search: str = ""
    due: DueIs = ""
    opened_from: datetime | None = None
    opened_until: datetime | None = None
    closed_from: datetime | None = None
    closed_until: datetime | None = None
    clause: str = ""
    kept: Kept = ""
    task: str = ""
    kept_from: datetime | None = None
    kept_until: datetime | None = None
    level: str = ""
    exercise: bool | None = None
    cause_class: str = ""
    seen_by: Seen | None = None
    at: datetime | None = None

    def instant(self) -> datetime:
        """As of when. ValueError when it must be said and was not."""
        if self.at is None:
            raise ValueError("what is due, and what somebody may see, is so at an instant: say `at`")
        return self.at


ALL = Wanted()
"""Every case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A searched word: the plans in whose title one begins so, and whether few cases have one of their own that does."""

    begins: str
    plans: frozenset[str]
    rare: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What must be known to ask for them in one build: the searched words, the end of today, whether few were obliged so."""

    build: int
    terms: Sequence[Term] = ()
    tonight: datetime | None = None
    few_obliged: bool = False


def holds(wanted: Wanted, known: Known) -> list[ColumnElement[bool]]:
    """The same as SQL conditions."""
    names = ("plan", "kind", "requester", "department", "stage", "level")
    held = [cases.c.build == known.build, *(cases.c[name] == storable(value) for name in names if (value := getattr(wanted, name)))]
    if wanted.open is not None:
        # A case that is not closed always runs; saying so lets the short index serve.
        held.append(cases.c.running & cases.c.closed_at.is_(None) if wanted.open else cases.c.closed_at.is_not(None))
    if wanted.exercise is not None:
        held.append(cases.c.exercise.is_(wanted.exercise))
    if wanted.cause_class:
        held.append(_having(incidents, _of_class(wanted.cause_class, known.build), few=True))
    if wanted.number:
        held.append(begins(cases.c.number, wanted.number.upper()))
    if kept := obliged(wanted, known.build):
        held.append(_having(obligations, kept, few=known.few_obliged))
    return [*held, *times(wanted), *_due(wanted, known.tonight), *(_found(known.build, term) for term in known.terms)]


def _of_class(name: str, build: int) -> list[ColumnElement[bool]]:
    return [incidents.c.build == build, incidents.c.cause_class == storable(name)]


def times(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Its window of time, if there is one."""
    bounds = (
        (wanted.opened_from, cases.c.opened_at.__ge__),
        (wanted.opened_until, cases.c.opened_at.__lt__),
        (wanted.closed_from, cases.c.closed_at.__ge__),
        (wanted.closed_until, cases.c.closed_at.__lt__),
    )
    return [compare(instant) for instant, compare in bounds if instant is not None]


def _due(wanted: Wanted, tonight: datetime | None) -> list[ColumnElement[bool]]:
    """A term that ends at the end of the day is that day's."""
    running, soonest = cases.c.running & cases.c.closed_at.is_(None), cases.c.soonest
    match wanted.due:
        case "overdue":
            return [running, soonest <= wanted.instant()]
        case "at_risk":
            return [running, soonest > wanted.instant(), cases.c.risk_at <= wanted.instant()]
        case "today":
            return [running, soonest > wanted.instant(), soonest <= tonight]
        case _:
            return []


def obliged(wanted: Wanted, build: int) -> list[ColumnElement[bool]]:
    """What holds of one obligation; nothing when none is asked for."""
    named = (("clause", wanted.clause), ("outcome", wanted.kept), ("task", wanted.task))
    held = [obligations.c[name] == storable(value) for name, value in named if value]
    if wanted.kept_from is not None:
        held.append(obligations.c.ended_at >= wanted.kept_from)
    if wanted.kept_until is not None:
        held.append(obligations.c.ended_at < wanted.kept_until)
    return [obligations.c.build == build, *held] if held else []


def worded(term: str, build: int) -> list[ColumnElement[bool]]:
    """What holds of a word."""
    return [words.c.build == build, begins(words.c.word, term)]


def _found(build: int, term: Term) -> ColumnElement[bool]:
    """A word of the case, or of its plan's title, begins so."""
    own = _having(words, worded(term.begins, build), few=term.rare)
    return or_(cases.c.plan.in_(sorted(term.plans)), own) if term.plans else own


def _having(table: Table, held: Sequence[ColumnElement[bool]], *, few: bool) -> ColumnElement[bool]:
    """Cases beside which such a row stands: from those rows if they are few, otherwise looked up for each case."""
    if few:
        return cases.c.case_id.in_(select(table.c.case_id).where(*held))
    return select(true()).where(*held, table.c.case_id == cases.c.case_id).limit(1).scalar_subquery()


def begins(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Whether it begins with exactly this, whatever signs are in it."""
    text = storable(text)
    for sign in "\\%_":
        text = text.replace(sign, f"\\{sign}")
    held: ColumnElement[bool] = column.like(f"{text}%")
    return held


def storable(text: str) -> str:
    """What a database can be asked for; a sign that no text in it can hold is found in none."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


# --- cursors ----------------------------------------------------------------------------------------

LONGEST_CURSOR = 1000
LARGEST = 2**63 - 1


def cursor(*key: datetime | str | int) -> str:
    """Where a page ended, as one word that nobody needs to understand."""
    plain = [part.isoformat() if isinstance(part, datetime) else part for part in key]
    return urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def key_of(text: str, *types: type) -> tuple[Any, ...]:
    """The key in a cursor. Raises `NotACursor` when it is none, or one of another list."""
    if len(text) > LONGEST_CURSOR:
        raise NotACursor(text[:80])
    try:
        parts = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
        key = tuple(_typed(part, kind) for part, kind in zip(parts, types, strict=True))
    except (ValueError, TypeError, OverflowError) as error:
        raise NotACursor(text[:80]) from error
    return key


def _typed(part: Any, kind: type) -> Any:
    match part:
        case str() if kind is datetime and (instant := datetime.fromisoformat(part)).tzinfo is not None:
            return instant.astimezone(UTC)
        case str() if kind is str and part == storable(part):
            return part
        case int() if kind is int and not isinstance(part, bool) and abs(part) <= LARGEST:
            return part
        case _:
            raise ValueError(part)


TYPES: Mapping[Sort, Sequence[type]] = {
    "newest": (str, int),
    "oldest": (str, int),
    "due": (str, datetime, int),
    "number": (str, str, int),
}


def after_key(text: str, sort: Sort) -> tuple[Any, ...]:
    """The key after which the next page of this order begins. Raises `NotACursor`."""
    of, *key = key_of(text, *TYPES[sort])
    if of != sort:
        raise NotACursor(text[:80])
    return tuple(key)
