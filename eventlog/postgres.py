"""The log in PostgreSQL (15 or newer).

Everything goes to the driver itself, prepared and in autocommit: one call, one round trip, and for an append one commit.

What protects the log: the application's role may only read and call `append`; triggers refuse every change to whoever owns the
tables. A superuser can still do anything; against that there is sealing, not the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import asyncpg

from eventlog import rows, sql
from eventlog.errors import BeyondHead, Corrupt, EventLogError, Unavailable
from eventlog.group import GroupAppend
from eventlog.hints import Hints
from eventlog.listener import Listener
from eventlog.pool import DriverPool
from eventlog.port import Appended, CommandEntry, EventLog, Positioned, Recorded, StoredEvent, Stream, Write, check

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from uuid import UUID

_IDLE_POLL = 0.5  # seconds; the notice wakes a follower, the poll is for a lost notice


class PostgresLog(EventLog):
    """`EventLog` on PostgreSQL. Make it with `connect`, end it with `close`."""

    def __init__(self, url: str, pool: DriverPool, *, lanes: int, group: int) -> None:
        self._url = url
        self._pool = pool
        self._appends = GroupAppend(pool, lanes=lanes, most=group)
        self._hints = Hints(pool)

    @classmethod
    async def connect(cls, url: str, *, pool_size: int = 10, lanes: int = 2, group: int = 64) -> PostgresLog:
        """Open a pool on a database that `migrate` has prepared. Raises `Unavailable`.

        At most `lanes` appends are on their way at a time; who comes meanwhile goes along with the next, at most `group` in one
        call. `group=1` sends each alone.
        """
        log = cls(url, DriverPool(url, pool_size), lanes=lanes, group=group)
        try:
            await log.head()
        except EventLogError:
            await log.close()
            raise
        except asyncpg.PostgresError as error:
            await log.close()
            raise Unavailable(f"there is no log here: {error}") from error
        return log

    async def close(self) -> None:
        """Give back all connections."""
        await self._hints.close()
        await self._pool.close()

    async def append(self, command: CommandEntry | None, writes: Sequence[Write]) -> Appended:
        check(command, writes)
        appended = await self._appends.append((command, writes))
        if not appended.duplicate:
            self._hints.give()
        return appended

    async def command(self, command_id: UUID) -> Recorded | None:
        known, _ = await self.load(command_id, ())
        return known

    async def read(self, stream: Stream, after: int = 0) -> list[StoredEvent]:
        _, (events,) = await self.load(None, ((stream, after),))
        return events

    async def load(self, command_id: UUID | None, reads: Sequence[tuple[Stream, int]]) -> tuple[Recorded | None, list[list[StoredEvent]]]:
        async with self._pool.lend() as driver:
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
        async with self._pool.lend() as driver:
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
        async with self._pool.lend() as driver:
            return cast("int", await driver.fetchval(sql.HEAD))

    async def sequence(self, limit: int = 10_000) -> int:
        async with self._pool.lend() as driver:
            return cast("int", await driver.fetchval(sql.SEQUENCE, limit))

    async def _refuse_beyond_head(self, position: int) -> None:
        head = await self.head()
        if position > head:
            raise BeyondHead(position, head)
