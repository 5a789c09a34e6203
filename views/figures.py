"""How the rules are kept, in numbers: what was done in time, how long deciding and closing take, what is overdue, who has how much to do.

All are counted by the database over what one person may see.
"""

from __future__ import annotations

from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from views.schema import asks, cases, incidents, obligations
from views.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from domain.kernel import PersonId
    from views.reader import Reader
    from views.seen import Seen, Sight

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From an instant (in) until another (out), as of `at`. `seen_by` limits it to what one person may see; None is no limit."""

    start: datetime
    until: datetime
    at: datetime
    seen_by: Seen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """How the obligations of one rule were kept: those that ended in the window; `running` and `held` are as of now."""

    clause: str
    met: int
    missed: int
    running: int
    held: int
    stopped: int

    @property
    def share(self) -> float | None:
        """The share that was met, 0 to 1; None before any was met or missed."""
        judged = self.met + self.missed
        return self.met / judged if judged else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """How long something took in one plan: so many times, half of them within `median`, nine of ten within `p90`."""

    plan: str
    count: int
    median: timedelta
    p90: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """How long something took: so many times, half of them within `median`, nine of ten within `p90`."""

    count: int
    median: timedelta
    p90: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How the incidents of one plan that have one level were answered. Each term counts from the opening; None: it never happened.

    `rungs`: the highest rung that anybody was asked on (0: the first), `climbed`: of how many it went up at all. `met`, `missed`:
    what somebody had to do by an instant.
    """

    plan: str
    level: str
    count: int
    acknowledged: Within | None
    isolated: Within | None
    closed: Within | None
    rungs: int
    climbed: int
    met: int
    missed: int

    @property
    def share(self) -> float | None:
        """The share of what had to be done that was done in time, 0 to 1; None where nothing fell due."""
        judged = self.met + self.missed
        return self.met / judged if judged else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A department's open cases whose next due instant is past, and the earliest such instant."""

    department: str
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What waits for a person or in a department, and how much of it is overdue."""

    who: str
    waiting: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """How many cases were opened and closed in the week that begins on this Monday."""

    monday: date
    opened: int
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One build, with what may be seen in it."""

    connection: AsyncConnection
    build: int
    sight: Sight | None
    all_but: Seen | None
    """Of whoever sees all but what is closed to them."""

    def seen(self, query: Select[Any]) -> Select[Any]:
        """The query over `cases` limited to what may be seen; no figure counts an exercise (house:exercise)."""
        return self._may(query.where(~cases.c.exercise))

    def _may(self, query: Select[Any]) -> Select[Any]:
        if self.sight is not None:
            return self.sight.gathered(query)
        return query.where(*self.all_but.but_closed(self.build)) if self.all_but is not None else query

    def obliged(self, query: Select[Any]) -> Select[Any]:
        """The same over `obligations`; where all may be seen their cases need not be looked at."""
        query = query.where(obligations.c.build == self.build, ~obligations.c.exercise)
        if self.sight is None:
            return query.where(*self.all_but.but_closed(self.build, obligations)) if self.all_but is not None else query
        return self.seen(query.join(cases, (cases.c.build == obligations.c.build) & (cases.c.case_id == obligations.c.case_id)))

    def asked(self, query: Any) -> Select[Any]:
        """The same over `asks`."""
        of_build: Select[Any] = query.where(asks.c.build == self.build)
        if self.sight is None:
            return of_build.where(*self.all_but.but_asked_of_closed(self.build)) if self.all_but is not None else of_build
        return self._may(of_build.join(cases, (cases.c.build == asks.c.build) & (cases.c.case_id == asks.c.case_id)))

    async def rows(self, query: Select[Any]) -> Sequence[Any]:
        """What the database says."""
        found: Sequence[Any] = (await self.connection.execute(query)).all()
        return found


class Figures:
    """Counts over the lists in use."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def met(self, window: Window) -> list[Met]:
        """Each rule under which somebody was obliged, by name."""
        kept = select(obligations.c.clause, obligations.c.outcome, func.count()).group_by(obligations.c.clause, obligations.c.outcome)
        ended = obligations.c.outcome.in_(("met", "missed", "stopped")) & _within(obligations.c.ended_at, window)
        found: dict[str, Counter[str]] = {}
        async with self._reading(window) as reading:
            for clause, outcome, count in await reading.rows(
                reading.obliged(kept.where(ended | obligations.c.outcome.in_(("running", "held"))))
            ):
                found.setdefault(clause, Counter())[outcome] = count
        names = ("met", "missed", "running", "held", "stopped")
        return [Met(clause=clause, **{name: found[clause][name] for name in names}) for clause in sorted(found)]

    async def decided(self, window: Window) -> list[Took]:
        """How long answers took that were given in the window, by plan."""
        took = func.extract("epoch", obligations.c.ended_at - obligations.c.started)
        query = _took(obligations.c.plan, took).where(
            obligations.c.task == "decide", obligations.c.outcome == "met", _within(obligations.c.ended_at, window)
        )
        async with self._reading(window) as reading:
            return _tooks(await reading.rows(reading.obliged(query)))

    async def closed(self, window: Window) -> list[Took]:
        """How long cases took from opening to closing that were closed in the window, by plan."""
        took = func.extract("epoch", cases.c.closed_at - cases.c.opened_at)
        async with self._reading(window) as reading:
            query = _took(cases.c.plan, took).where(cases.c.build == reading.build, _within(cases.c.closed_at, window))
            return _tooks(await reading.rows(reading.seen(query)))

    async def incidents(self, window: Window) -> list[Answered]:
        """Incidents that were opened in the window, by plan and the level that they have now; exercises are none (house:exercise)."""
        of = (cases.c.plan, cases.c.level)
        opened = [cases.c.level != "", _within(cases.c.opened_at, window)]
        terms = (incidents.c.acknowledged_at, incidents.c.isolated_at, cases.c.closed_at)
        spans = [each for column in terms for each in _spans(func.extract("epoch", column - cases.c.opened_at))]
        rungs = (func.max(incidents.c.rungs), func.count().filter(incidents.c.rungs > 0))
        same = (incidents.c.build == cases.c.build) & (incidents.c.case_id == cases.c.case_id)
        told = select(*of, func.count(), *spans, *rungs).join_from(cases, incidents, same).where(*opened).group_by(*of).order_by(*of)
        ended = obligations.c.outcome.in_(("met", "missed"))
        kept = select(*of, obligations.c.outcome, func.count()).where(*opened, ended).group_by(*of, obligations.c.outcome)
        of_case = (obligations.c.build == cases.c.build) & (obligations.c.case_id == cases.c.case_id)
        async with self._reading(window) as reading:
            rows = await reading.rows(reading.seen(told.where(cases.c.build == reading.build)))
            how = await reading.rows(reading.seen(kept.join_from(cases, obligations, of_case).where(cases.c.build == reading.build)))
        counts = {(plan, level, outcome): count for plan, level, outcome, count in how}
        return [_answered(row, counts) for row in rows]

    async def overdue(self, window: Window) -> list[Overdue]:
        """Each department that has overdue cases, the most first."""
        query = select(cases.c.department, func.count(), func.min(cases.c.due_at)).group_by(cases.c.department)
        late = cases.c.running & cases.c.closed_at.is_(None) & (cases.c.due_at <= window.at)
        async with self._reading(window) as reading:
            rows = await reading.rows(reading.seen(query.where(cases.c.build == reading.build, late)))
        found = [Overdue(department=department, count=count, oldest=oldest) for department, count, oldest in rows]
        return sorted(found, key=lambda each: (-each.count, each.department))

    async def load_by_person(self, window: Window) -> list[Load]:
        """Whoever has something to do, in their own right or as a stand-in, the most first. A task asked of two roles of theirs is one.

        What is asked is counted by office; who holds an office is found for each of those, never for each task.
        """
        late, waiting, overdue = asks.c.due_at <= window.at, Counter[str](), Counter[str]()
        office = (asks.c.role, asks.c.rung, asks.c.party)
        task = (asks.c.case_id, asks.c.task, asks.c.step)
        every = select(*office, func.count(), func.count().filter(late)).group_by(*office)
        shared = select(*(func.array_agg(column).label(column.name) for column in office), func.bool_or(late).label("late"))
        async with self._reading(window) as reading:
            for role, rung, party, count, over in await reading.rows(reading.asked(every)):
                for person in self._reader.people(role, rung, party, window.at):
                    waiting[person] += count
                    overdue[person] += over
            several = reading.asked(shared.where(asks.c.shared)).group_by(*task).subquery()
            each = (several.c.role, several.c.rung, several.c.party)
            again = select(*each, func.count(), func.count().filter(several.c.late)).group_by(*each)
            for roles, rungs, parties, count, over in await reading.rows(again):
                for person, times in self._holds(zip(roles, rungs, parties, strict=True), window.at).items():
                    waiting[person] -= (times - 1) * count
                    overdue[person] -= (times - 1) * over
        return _heaviest(waiting, overdue)

    def _holds(self, offices: Iterable[tuple[str, int, str]], at: datetime) -> Counter[PersonId]:
        """How many of these offices each person holds."""
        return Counter(person for role, rung, party in offices for person in self._reader.people(role, rung, party, at))

    async def load_by_department(self, window: Window) -> list[Load]:
        """Open cases that wait for somebody, by the department that asked, the most first."""
        late = func.count().filter(cases.c.due_at <= window.at)
        query = select(cases.c.department, func.count(), late).group_by(cases.c.department)
        async with self._reading(window) as reading:
            still = cases.c.running & cases.c.closed_at.is_(None) & cases.c.waits
            rows = await reading.rows(reading.seen(query.where(cases.c.build == reading.build, still)))
        return sorted((Load(who=who, waiting=count, overdue=over) for who, count, over in rows), key=lambda load: (-load.waiting, load.who))

    async def weeks(self, window: Window, zone: str) -> list[Week]:
        """Every week that the window touches, in this time zone, also those in which nothing happened."""
        async with self._reading(window) as reading:
            opened = await _by_week(reading, cases.c.opened_at, window, zone)
            closed = await _by_week(reading, cases.c.closed_at, window, zone)
        return [Week(monday=monday, opened=opened.get(monday, 0), closed=closed.get(monday, 0)) for monday in _mondays(window, zone)]

    @asynccontextmanager
    async def _reading(self, window: Window) -> AsyncIterator[Reading]:
        async with self._reader.snapshot() as (connection, build):
            asked = await self._reader.asked(connection, build, Wanted(seen_by=window.seen_by, at=window.at))
            all_but = window.seen_by if asked.sight is None else None
            yield Reading(connection=connection, build=build, sight=asked.sight, all_but=all_but)


def _within(column: ColumnElement[Any], window: Window) -> ColumnElement[bool]:
    return (column >= window.start) & (column < window.until)


def _spans(seconds: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """How many there are, and within what time half of them and nine of ten."""
    return [func.count(seconds), *(func.percentile_cont(share).within_group(seconds) for share in (0.5, 0.9))]


def _answered(row: Sequence[Any], kept: Mapping[tuple[str, str, str], int]) -> Answered:
    plan, level, count, *spans, rungs, climbed = row
    acknowledged, isolated, closed = (_span(*spans[place : place + 3]) for place in (0, 3, 6))
    return Answered(
        plan=plan,
        level=level,
        count=count,
        acknowledged=acknowledged,
        isolated=isolated,
        closed=closed,
        rungs=rungs,
        climbed=climbed,
        met=kept.get((plan, level, "met"), 0),
        missed=kept.get((plan, level, "missed"), 0),
    )


def _span(count: int, median: float | None, p90: float | None) -> Within | None:
    return (
        Within(count=count, median=timedelta(seconds=median), p90=timedelta(seconds=p90))
        if median is not None and p90 is not None
        else None
    )


def _took(plan: ColumnElement[str], seconds: ColumnElement[Any]) -> Select[Any]:
    shares = [func.percentile_cont(share).within_group(seconds) for share in (0.5, 0.9)]
    return select(plan, func.count(), *shares).group_by(plan).order_by(plan)


def _tooks(rows: Sequence[Any]) -> list[Took]:
    return [Took(plan=plan, count=count, median=timedelta(seconds=half), p90=timedelta(seconds=most)) for plan, count, half, most in rows]


def _heaviest(waiting: Mapping[str, int], overdue: Mapping[str, int]) -> list[Load]:
    loads = [Load(who=who, waiting=count, overdue=overdue[who]) for who, count in waiting.items()]
    return sorted(loads, key=lambda load: (-load.waiting, -load.overdue, load.who))


async def _by_week(reading: Reading, column: ColumnElement[Any], window: Window, zone: str) -> dict[date, int]:
    week = func.date_trunc("week", column, zone).label("week")
    query = select(func.timezone(zone, week), func.count()).where(cases.c.build == reading.build, _within(column, window)).group_by(week)
    return {monday.date(): count for monday, count in await reading.rows(reading.seen(query))}


def _mondays(window: Window, zone: str) -> Iterator[date]:
    first, last = (instant.astimezone(ZoneInfo(zone)).date() for instant in (window.start, window.until - timedelta(microseconds=1)))
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        yield monday
        monday += _WEEK
