"""What lists are asked for: cases, one person's tasks, numbers, and how far behind the log they are."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, select

from domain.kernel import CaseId, PersonId
from eventlog.connections import passing_troubles, pooled
from views.cases import NAME
from views.errors import NotBuilt
from views.inbox import Governing, Inbox, Task
from views.schema import cases, projections

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from eventlog.port import EventLog
    from views.telling import Kind

_LOOK_AGAIN = 0.02  # seconds between looks while somebody waits for what they just did


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case in the list. `place` is its key: pages go on after it. `due` says what is due next, of anybody."""

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
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases: everything that is given must hold."""

    open: bool | None = None
    plan: str = ""
    kind: str = ""
    requester: str = ""
    department: str = ""

    def holds(self) -> list[ColumnElement[bool]]:
        """The same as SQL conditions."""
        named = {"plan": self.plan, "kind": self.kind, "requester": self.requester, "department": self.department}
        held = [cases.c[column] == value for column, value in named.items() if value]
        if self.open is not None:
            # A case that is not closed always runs; saying so lets the short index serve.
            held.append(cases.c.running & cases.c.closed_at.is_(None) if self.open else cases.c.closed_at.is_not(None))
        return held


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

    async def cases(self, wanted: Wanted = Wanted(), *, limit: int = 50, before: int | None = None) -> list[CaseLine]:
        """Newest first. For the next page give the last one's `place` as `before`."""
        async with self._build() as (connection, build):
            query = select(*_LINE).where(cases.c.build == build, *wanted.holds()).order_by(cases.c.place.desc()).limit(limit)
            if before is not None:
                query = query.where(cases.c.place < before)
            return [_line(row) for row in (await connection.execute(query)).all()]

    async def running(self, *, limit: int = 1000, after: int = -1) -> list[CaseLine]:
        """Cases that still owe something, oldest first: those whose workflow must run. The key is `place`."""
        async with self._build() as (connection, build):
            query = select(*_LINE).where(cases.c.build == build, cases.c.running, cases.c.place > after)
            return [_line(row) for row in (await connection.execute(query.order_by(cases.c.place).limit(limit))).all()]

    async def late(self, at: datetime) -> tuple[int, datetime | None]:
        """How many cases have a clock that should have run out before `at`, and the earliest such instant."""
        async with self._build() as (connection, build):
            query = select(func.count(), func.min(cases.c.wake_at)).where(cases.c.build == build, cases.c.running, cases.c.wake_at < at)
            row = (await connection.execute(query)).one()
            return row[0], row[1]

    async def inbox(
        self, person: PersonId, at: datetime, *, limit: int = 50, after: tuple[datetime, CaseId, str, str] | None = None
    ) -> list[Task]:
        """What is due from this person at this instant, soonest first. For the next page give the last one's `key`."""
        async with self._build() as (connection, build):
            return await self._inbox.read(connection, build, person, at, limit=limit, after=after)

    async def case_of(self, number: str) -> CaseId | None:
        """The case that people call so."""
        found: CaseId | None = await self._one(cases.c.case_id, cases.c.number == number)
        return found

    async def number_of(self, case: CaseId) -> str | None:
        """What people call a case."""
        found: str | None = await self._one(cases.c.number, cases.c.case_id == case)
        return found

    async def at_least(self, case: CaseId, version: int, *, within: float = 2.0) -> bool:
        """Wait a moment (seconds) until the lists know this version of the case, so that nobody misses what they just did."""
        try:
            async with asyncio.timeout(within):
                while (await self._one(cases.c.version, cases.c.case_id == case) or 0) < version:
                    await asyncio.sleep(_LOOK_AGAIN)
        except TimeoutError:
            return False
        return True

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
        async with self._build() as (connection, build):
            return (await connection.execute(select(column).where(cases.c.build == build, which))).scalar()

    @asynccontextmanager
    async def _build(self) -> AsyncIterator[tuple[AsyncConnection, int]]:
        """A connection, and the build in use. One snapshot for all that is read: a switch of builds in between goes unseen."""
        with passing_troubles():
            async with self._engine.connect() as plain:
                connection = await plain.execution_options(isolation_level="REPEATABLE READ")
                live = select(projections.c.build).where(projections.c.name == NAME, projections.c.live)
                build = (await connection.execute(live)).scalar()
                if build is None:
                    raise NotBuilt("there is no list of cases yet: start the projector, or `bylaw rebuild`")
                yield connection, build


_LINE = tuple(cases.c.case_id if name == "case" else cases.c[name] for name in CaseLine.__slots__)


def _line(row: Row[Any]) -> CaseLine:
    return CaseLine(**dict(zip(CaseLine.__slots__, row, strict=True)))


@asynccontextmanager
async def reader_at(url: str, log: EventLog, governed: Governing, kinds: Mapping[str, Kind]) -> AsyncIterator[Reader]:
    """A reader for as long as the block lasts."""
    engine = pooled(url, size=4)
    try:
        yield Reader(log, engine, Inbox(log, governed, kinds))
    finally:
        await engine.dispose()
