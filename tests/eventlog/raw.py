"""Appends over a bare connection, so that a test decides when a transaction begins and ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from eventlog import rows, sql
from eventlog.connections import for_driver
from eventlog.errors import EventLogError
from eventlog.port import Appended, CommandEntry, Write


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection[Any]]:
    connection: asyncpg.Connection[Any] = await asyncpg.connect(for_driver(url))
    try:
        yield connection
    finally:
        connection.terminate()


async def append(connection: asyncpg.Connection[Any], command: CommandEntry | None, *writes: Write) -> Appended | EventLogError:
    """One append by the connection's own transaction, if it has one open."""
    appends: Sequence[rows.Append] = [(command, writes)]
    row = await connection.fetchrow(sql.APPEND, *rows.append_arguments(appends))
    assert row is not None
    return rows.append_answers(appends, row)[0]


async def take_xid(connection: asyncpg.Connection[Any]) -> None:
    """Draw the transaction's number now, long before it writes anything."""
    await connection.execute("select pg_current_xact_id()")


async def waiting_for_a_lock(url: str) -> None:
    """Until some session of this database waits for another."""
    async with asyncio.timeout(60), connected(url) as watching:
        query = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        while not await watching.fetchval(query):
            await asyncio.sleep(0.01)


async def kill(url: str, doing: str) -> int:
    """End the sessions of this database whose latest statement looks like this; how many there were."""
    async with connected(url) as connection:
        ended: int = await connection.fetchval(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid() and query ilike $1",
            doing,
        )
        return ended
