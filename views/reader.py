"""What lists are asked for: cases, one person's tasks, numbers, and how far behind the log they are."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, assert_never

from sqlalchemy import ColumnElement, event, func, select

from domain.calendar import end_of_day, local_day
from domain.kernel import CaseId, PersonId
from eventlog.connections import passing_troubles, pooled
from views.cases import NAME, NEVER
from views.chain import MOST, Chain, connected, ties
from views.errors import NotBuilt
from views.inbox import Governing, Inbox, Key, Task, task_key
from views.pages import Asked, Sort, count, is_narrow, page, runs
from views.schema import cases, obligations, parts, projections, titles, words
from views.seen import Seen, Sight
from views.waiting import Waiting
from views.wanted import ALL, DueIs, Kept, Known, Term, Wanted, after_key, begins, cursor, holds, obliged, times, worded
from views.wording import terms

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from eventlog.port import EventLog
    from views.telling import Kind

__all__ = ["CaseLine", "DueIs", "Kept", "Lag", "Reader", "Seen", "Sort", "Task", "Wanted", "reader_at"]

MOST_COUNTED = 1000
"""More are not counted: nobody reads so many, and counting a million takes as long as reading them."""

_NOT_BUILT = "there is no list of cases yet: start the projector, or `bylaw rebuild`"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case in the list. `due` says what is due next, of anybody; `risk_at` from when on most of its term is over.

    `level`: how grave an incident is.
    """

    case: CaseId
    place: int
    number: str
    kind: str
    plan: str
    pack: str
    requester: PersonId
    department: str
    stage: str
    outcome: str
    running: bool
    opened_at: datetime
    closed_at: datetime | None
    due: str
    due_since: datetime | None
    due_at: datetime | None
    risk_at: datetime | None
    version: int
    level: str = ""
    exercise: bool = False

    def cursor(self, sort: Sort = "newest") -> str:
        """Where this line stands in the list; give it as `after` to go on from here in the same order."""
        match sort:
            case "newest" | "oldest":
                return cursor(sort, self.place)
            case "due":
                return cursor(sort, self.due_at or NEVER, self.place)
            case "number":
                return cursor(sort, self.number.rpartition("-")[0], self.place)
            case _:
                assert_never(sort)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """How far a list is behind: in events, and when the last one it knows was recorded. `stopped` says why it is stuck."""

    position: int
    head: int
    recorded_at: datetime | None
    stopped: str | None

    @property
    def events(self) -> int:
        """Positions that the list has not taken in."""
        return self.head - self.position


class Reader:
    """Reads the lists in use. Make it with `reader_at`."""

    def __init__(self, log: EventLog, engine: AsyncEngine, inbox: Inbox) -> None:
        self._log = log
        self._engine = engine
        self._inbox = inbox
        self._waiting = Waiting(engine)

    async def cases(
        self, wanted: Wanted = ALL, *, sort: Sort = "newest", limit: int = 50, after: str | None = None, before: int | None = None
    ) -> list[CaseLine]:
        """A page of cases. For the next one give the last line's `cursor(sort)` as `after`, or among the newest its `place` as `before`.

        Raises `NotACursor`; ValueError where `wanted` needs an instant and has none.
        """
        key = after_key(after, sort) if after is not None else None if before is None else (before,)
        async with self.snapshot() as (connection, build):
            asked = await self.asked(connection, build, wanted)
            return [_line(row) for row in await page(connection, asked, _LINE, runs(sort, key), limit)]

    async def counts(self, wanted: Wanted = ALL) -> int:
        """How many there are; `MOST_COUNTED` + 1 says: more than that."""
        async with self.snapshot() as (connection, build):
            return await count(connection, await self.asked(connection, build, wanted), MOST_COUNTED + 1)

    async def case_line(self, case: CaseId, *, seen_by: Seen | None = None, at: datetime | None = None) -> CaseLine | None:
        """One case's line; None where there is no such case, or this person may not see it."""
        wanted = Wanted(seen_by=seen_by, at=at)
        async with self.snapshot() as (connection, build):
            asked = await self.asked(connection, build, wanted)
            query = select(*_LINE).where(*asked.held, cases.c.case_id == case)
            if asked.sight is not None:
                line = query.subquery()
                query = select(line).where(asked.sight.within(line))
            row = (await connection.execute(query)).one_or_none()
            return _line(row) if row is not None else None

    async def chain(self, case: CaseId, *, limit: int = MOST) -> Chain:
        """All cases that belong to one story with this one, whoever may see them: the caller asks `Chain.shown` what may be said."""
        async with self.snapshot() as (connection, build):
            found = await connected(connection, build, case, limit + 1)
            near = found[:limit]
            query = select(*_LINE).where(cases.c.build == build, cases.c.case_id.in_(near)).order_by(cases.c.place)
            lines = tuple(_line(row) for row in (await connection.execute(query)).all())
            tied = await ties(connection, build, near) if len(near) > 1 else ()
            return Chain(lines=lines, ties=tied, more=len(found) > limit)

    async def parts(self, case: CaseId) -> frozenset[PersonId]:
        """Who has or had a part in a case, as far as the lists know."""
        async with self.snapshot() as (connection, build):
            query = select(parts.c.person).where(parts.c.build == build, parts.c.case_id == case)
            return frozenset((await connection.execute(query)).scalars())

    def people(self, role: str, rung: int, party: str, at: datetime) -> frozenset[PersonId]:
        """Who is asked when this office is, in their own right or as a stand-in."""
        return self._inbox.people(role, rung, party, at)

    async def asked(self, connection: AsyncConnection, build: int, wanted: Wanted) -> Asked:
        """What is wanted, as it is asked of one build, with what the person who looks has to do now."""
        seen, sight = wanted.seen_by, None
        if seen is not None and not seen.everything:
            await self._inbox.governed.refresh()
            theirs = await self._inbox.theirs(connection, build, seen.person, wanted.instant())
            sight = Sight(build=build, seen=seen, theirs=theirs)
        limits = seen.but_closed(build) if seen is not None and seen.everything else []
        known = await self._known(connection, build, wanted)
        narrow = known.few_obliged or any(term.rare and not term.plans for term in known.terms)
        if not narrow and (window := times(wanted)):
            narrow = await is_narrow(connection, select(cases.c.place).where(cases.c.build == build, *window))
        return Asked(held=[*holds(wanted, known), *limits], narrow=narrow, sight=sight)

    async def _known(self, connection: AsyncConnection, build: int, wanted: Wanted) -> Known:
        few_obliged, tonight = False, None
        if kept := obliged(wanted, build):
            few_obliged = await is_narrow(connection, select(obligations.c.case_id).where(*kept))
        if wanted.due == "today":
            await self._inbox.governed.refresh()
            days = self._inbox.governed.calendar(wanted.instant())
            tonight = end_of_day(days, local_day(days, wanted.instant()))
        found = [await _term(connection, build, term) for term in terms(wanted.search)]
        return Known(build=build, terms=found, tonight=tonight, few_obliged=few_obliged)

    async def running(self, *, limit: int = 1000, after: int = -1) -> list[CaseLine]:
        """Cases that still owe something, oldest first: those whose workflow must run. The key is `place`."""
        async with self.snapshot() as (connection, build):
            query = select(*_LINE).where(cases.c.build == build, cases.c.running, cases.c.place > after)
            return [_line(row) for row in (await connection.execute(query.order_by(cases.c.place).limit(limit))).all()]

    async def late(self, at: datetime) -> tuple[int, datetime | None]:
        """How many cases have a clock that should have run out before `at`, and the earliest such instant."""
        async with self.snapshot() as (connection, build):
            query = select(func.count(), func.min(cases.c.wake_at)).where(cases.c.build == build, cases.c.running, cases.c.wake_at < at)
            row = (await connection.execute(query)).one()
            return row[0], row[1]

    async def inbox(self, person: PersonId, at: datetime, *, limit: int = 50, after: str | Key | None = None) -> list[Task]:
        """What is due from this person at this instant, soonest first. For the next page give the last one's `cursor` or `key`.

        Raises `NotACursor`.
        """
        if isinstance(after, str):
            after = task_key(after)
        async with self.snapshot() as (connection, build):
            return await self._inbox.read(connection, build, person, at, limit=limit, after=after)

    async def case_of(self, number: str) -> CaseId | None:
        """The case that people call so."""
        found: CaseId | None = await self._one(cases.c.case_id, cases.c.number == number)
        return found

    async def numbers(self, some: Sequence[CaseId]) -> Mapping[CaseId, str]:
        """What people call these cases, as far as the list knows them."""
        async with self.snapshot() as (connection, build):
            query = select(cases.c.case_id, cases.c.number).where(cases.c.build == build, cases.c.case_id.in_(some))
            return {CaseId(row.case_id): row.number for row in (await connection.execute(query)).all()}

    async def number_of(self, case: CaseId) -> str | None:
        """What people call a case."""
        found: str | None = await self._one(cases.c.number, cases.c.case_id == case)
        return found

    async def at_least(self, case: CaseId, version: int, *, within: float = 2.0) -> bool:
        """Wait a moment (seconds) until the lists know this version of the case, so that nobody misses what they just did."""
        return await self._waiting.until(case, version, within)

    async def lag(self) -> Lag:
        """How far the list of cases is behind the log."""
        head = await self._log.head()
        with passing_troubles():
            async with self._engine.connect() as connection:
                latest = (projections.c.live.desc(), projections.c.build.desc())
                query = select(projections).where(projections.c.name == NAME).order_by(*latest).limit(1)
                row = (await connection.execute(query)).one_or_none()
        if row is None:
            return Lag(position=0, head=head, recorded_at=None, stopped="not built yet")
        if not row.live:
            return Lag(position=0, head=head, recorded_at=None, stopped=row.stopped or f"being built: {row.position} of {head}")
        return Lag(position=row.position, head=head, recorded_at=row.recorded_at, stopped=row.stopped)

    async def _one(self, column: ColumnElement[Any], which: ColumnElement[bool]) -> Any:
        """One value of one case, in one round trip."""
        live = select(projections.c.build).where(projections.c.name == NAME, projections.c.live).scalar_subquery()
        query = select(live, select(column).where(cases.c.build == live, which).scalar_subquery())
        with passing_troubles():
            async with self._engine.connect() as plain:
                connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
                build, found = (await connection.execute(query)).one()
        if build is None:
            raise NotBuilt(_NOT_BUILT)
        return found

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[tuple[AsyncConnection, int]]:
        """A connection, and the build in use. One snapshot for all that is read: a switch of builds in between goes unseen."""
        with passing_troubles():
            async with self._engine.connect() as plain:
                connection = await plain.execution_options(isolation_level="REPEATABLE READ")
                live = select(projections.c.build).where(projections.c.name == NAME, projections.c.live)
                build = (await connection.execute(live)).scalar()
                if build is None:
                    raise NotBuilt(_NOT_BUILT)
                yield connection, build


async def _term(connection: AsyncConnection, build: int, term: str) -> Term:
    """What is known of a searched word."""
    query = select(titles.c.plan).where(titles.c.build == build, begins(titles.c.word, term)).distinct()
    plans = frozenset((await connection.execute(query)).scalars())
    rare = await is_narrow(connection, select(words.c.case_id).where(*worded(term, build)))
    return Term(begins=term, plans=plans, rare=rare)


_LINE = (*(cases.c.case_id if name == "case" else cases.c[name] for name in CaseLine.__slots__), cases.c.soonest, cases.c.series)
"""A line's columns, and those by which lines are ordered."""


def _line(row: Row[Any]) -> CaseLine:
    return CaseLine(**dict(zip(CaseLine.__slots__, row, strict=False)))


@asynccontextmanager
async def reader_at(url: str, log: EventLog, governed: Governing, kinds: Mapping[str, Kind]) -> AsyncIterator[Reader]:
    """A reader for as long as the block lasts."""
    engine = pooled(url, size=4)

    @event.listens_for(engine.sync_engine, "connect")
    def plan_each_anew(connection: Any, _record: object) -> None:
        """Of two words that are searched for one may be rare and the other in every case: a plan for any word would suit neither."""
        connection.cursor().execute("set plan_cache_mode = force_custom_plan")

    try:
        yield Reader(log, engine, Inbox(log, governed, kinds))
    finally:
        await engine.dispose()
