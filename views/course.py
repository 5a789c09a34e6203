"""One case as far as a batch goes, and before it: read once, told twice, so that only what differs is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from domain.kernel import SYSTEM, BylawError, PersonId
from views import incidents
from views.incidents import Response
from views.obligations import Obligation, columns, obligations
from views.telling import Kind, Told, recorded
from views.wording import words_of_form, words_of_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from domain.kernel import CaseId, Recorded
    from domain.policy import Pack, Plan
    from eventlog.port import StoredEvent

AT_RISK = 80
"""Percent of a term after which it is at risk, where the pack says nothing."""

NOT_READ = (BylawError, LookupError, ValueError, TypeError, AttributeError)
"""What reading and folding raise for an event of another release."""


NOBODY = frozenset({PersonId("")})
"""A case that is nobody's, or must not say whose it is, has no requester."""


class Unreadable(Exception):
    """An event of the case cannot be read or folded, or its plan is in no pack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What the lists say of a case at a version."""

    told: Told
    plan: Plan
    at_risk: int
    version: int
    ended_at: datetime | None
    people: frozenset[PersonId]
    words: frozenset[str]
    links: frozenset[tuple[CaseId, str]]
    obligations: tuple[Obligation, ...]
    grave: Mapping[str, Any]
    """How grave it is, and whether an exercise."""
    response: Response | None

    @property
    def risk_at(self) -> datetime | None:
        """From when on most of the term of what is due next is over."""
        due = self.told.due
        return due.since + (due.at - due.since) * self.at_risk / 100 if due else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A case before a batch (None: it was opened in it) and after."""

    before: Line | None
    after: Line


def change(kind: Kind, events: Sequence[StoredEvent], first: int, last: int, pack: Callable[[str], Pack]) -> Change:
    """The case before version `first`, and at version `last` and not further, so that a list built again is the same list.

    Raises `Unreadable`.
    """
    course = _Course(kind, pack)
    before = None
    for event in events[:last]:
        if event.version == first and first > 1:
            before = course.line()
        course.take(event)
    return Change(before=before, after=course.line())


class _Course:
    """Mutable, and local to one case in one batch."""

    def __init__(self, kind: Kind, pack: Callable[[str], Pack]) -> None:
        self._kind = kind
        self._pack = pack
        self._case: Any = None
        self._ended_at: datetime | None = None
        self._events: list[tuple[int, Recorded]] = []
        self._people: dict[PersonId, None] = {}

    def take(self, event: StoredEvent) -> None:
        """One event more."""
        try:
            one = recorded(self._kind, event)
            self._case = self._kind.evolve(self._case, one)
            self._ended_at = (self._ended_at or event.happened_at) if self._kind.ended(self._case) else None
            people = tuple(self._kind.people(one.event))
        except NOT_READ as error:
            raise Unreadable(f"version {event.version}, {event.type}: {error!r}") from error
        self._events.append((event.append_seq, one))
        self._people |= dict.fromkeys((one.by, *people) if one.by != SYSTEM else people)

    def line(self) -> Line:
        """What is said of the case now."""
        try:
            pack = self._pack(self._case.pack)
            plan = pack.plans[self._case.plan]
        except NOT_READ as error:
            raise Unreadable(f"no plan {self._case.plan} in pack {self._case.pack}") from error
        told = self._kind.told(self._case, plan)
        appends = [tuple(one for _, one in together) for _, together in groupby(self._events, key=lambda each: each[0])]
        return Line(
            told=told,
            plan=plan,
            at_risk=getattr(pack.settings, "at_risk", AT_RISK),
            version=len(self._events),
            ended_at=self._ended_at,
            people=frozenset((told.requester, *self._people)) - NOBODY,
            words=words_of_form(plan, self._kind.values(self._case)) | _words(self._case),
            links=frozenset(self._kind.links(self._case)),
            obligations=obligations(self._kind, appends),
            grave=incidents.standing(self._case),
            response=incidents.response(self._case, (one for _, one in self._events)),
        )


def _words(case: Any) -> frozenset[str]:
    return frozenset(word for text in incidents.told(case) for word in words_of_text(text))


# --- rows beside the case's own ---------------------------------------------------------------------


def ask_rows(line: Line, never: datetime) -> Iterator[dict[str, Any]]:
    """What the case asks of whom."""
    offices = Counter((ask.task, ask.step) for ask in line.told.asks)
    for ask in line.told.asks:
        told = {name: getattr(ask, name) for name in ask.__slots__}
        yield told | {"due_at": ask.due_at or never, "shared": offices[ask.task, ask.step] > 1}


def obligation_rows(line: Line) -> Iterator[dict[str, Any]]:
    """What somebody had to do, and whether they did."""
    for one in line.obligations:
        yield {**columns(one), "plan": line.told.plan, "department": line.told.department, "exercise": line.grave["exercise"]}


def response_rows(line: Line) -> Iterator[dict[str, Any]]:
    """How an incident was answered."""
    if line.response is not None:
        yield {name: getattr(line.response, name) for name in Response.__slots__}
