"""The log in PostgreSQL (15 or newer).

Appends and loads go to the driver itself, prepared and in autocommit: one call, one round trip, one commit. Everything else is
SQLAlchemy Core on the same pool.

What protects the log: the application's role may only read and call `append`; triggers refuse every change to whoever owns the
tables. A superuser can still do anything; against that there is sealing, not the database.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

import asyncpg
from sqlalchemy import text

from eventlog import rows, sql
from eventlog.connections import passing_troubles, pooled
from eventlog.errors import BeyondHead, CommandReused, Corrupt, EventLogError, VersionConflict
from eventlog.listener import Listener
from eventlog.port import Appended, CommandEntry, Positioned, Recorded, StoredEvent, Stream, Write, check

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncEngine

_IDLE_POLL = 0.5  # seconds; the notice wakes a follower, the poll is for a lost notice


class PostgresLog:
    """`EventLog` on PostgreSQL. Make it with `connect`, end it with `close`."""

    def __init__(self, engine: AsyncEngine, url: str) -> None:
        self._engine = engine
        self._url = url

    @classmethod
    async def connect(cls, url: str, *, pool_size: int = 10) -> PostgresLog:
        """Open a pool on a database that `migrate` has prepared. Raises `Unavailable`."""
        engine = pooled(url, pool_size)
        log = cls(engine, url)
        try:
            await log.head()
        except EventLogError:
            await engine.dispose()
            raise
        return log

    async def close(self) -> None:
        """Give back all connections."""
        await self._engine.dispose()

    async def append(self, command: CommandEntry | None, writes: Sequence[Write]) -> Appended:
        check(command, writes)
        async with self._driver() as driver:
            try:
                row = await driver.fetchrow(sql.APPEND, *rows.append_arguments(command, writes))
            except asyncpg.PostgresError as error:
                raise (_refusal(error, command, writes) or error) from error
        return rows.appended(command, row)

    async def command(self, command_id: UUID) -> Recorded | None:
        known, _ = await self.load(command_id, ())
        return known

    async def read(self, stream: Stream, after: int = 0) -> list[StoredEvent]:
        _, (events,) = await self.load(None, ((stream, after),))
        return events

    async def load(
        self, command_id: UUID | None, reads: Sequence[tuple[Stream, int]]
    ) -> tuple[Recorded | None, list[list[StoredEvent]]]:
        async with self._driver() as driver:
            found = await driver.fetch(
                sql.LOAD,
                command_id,
                [stream.id for stream, _ in reads],
                [stream.category for stream, _ in reads],
                [after for _, after in reads],
            )
        known: Recorded | None = None
        events: list[list[StoredEvent]] = [[] for _ in reads]
        for row in found:
            if row["nth"] == 0:
                known = rows.recorded(row)
            else:
                events[row["nth"] - 1].append(rows.stored(row))
        return known, events

    async def read_all(self, start: int = 0, limit: int = 1000) -> list[Positioned]:
        async with self._driver() as driver:
            return [rows.positioned(row) for row in await driver.fetch(sql.READ_ALL, start, limit)]

    async def follow(self, start: int = 0, batch: int = 1000) -> AsyncIterator[list[Positioned]]:
        position = start
        async with Listener(self._url) as listener:
            await self._refuse_beyond_head(position)
            while True:
                listener.forget()
                events = await self.read_all(position, batch)
                if events:
                    if [one.position for one in events] != list(range(position, position + len(events))):
                        raise Corrupt(f"positions after {position} have a gap")
                    position += len(events)
                    yield events
                elif not await listener.heard(_IDLE_POLL):
                    await self._refuse_beyond_head(position)

    async def head(self) -> int:
        with passing_troubles():
            async with self._engine.connect() as connection:
                return cast("int", (await connection.execute(text(sql.HEAD))).scalar_one())

    async def sequence(self, limit: int = 10_000) -> int:
        async with self._driver() as driver:
            return cast("int", await driver.fetchval(sql.SEQUENCE, limit))

    async def _refuse_beyond_head(self, position: int) -> None:
        head = await self.head()
        if position > head:
            raise BeyondHead(position, head)

    @asynccontextmanager
    async def _driver(self) -> AsyncIterator[asyncpg.Connection[Any]]:
        """The driver's own connection, lent by the pool; each statement on it commits by itself."""
        with passing_troubles():
            async with self._engine.connect() as connection:
                raw = await connection.get_raw_connection()
                yield cast("asyncpg.Connection[Any]", raw.driver_connection)


def _refusal(error: asyncpg.PostgresError, command: CommandEntry | None, writes: Sequence[Write]) -> EventLogError | None:
    """What the append function means by its own SQLSTATEs; None if it is not one of them."""
    match error.sqlstate:
        case "BL001":
            nth, actual = map(int, str(error.detail).split())
            write = writes[nth - 1]
            return VersionConflict(write.stream, write.expected_version, actual)
        case "BL002" if command is not None:
            return CommandReused(command.id)
        case _:
            return None
