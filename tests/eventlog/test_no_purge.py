"""Age takes nothing out of the log (lessons §4.7)."""

from __future__ import annotations

from contextlib import suppress

import asyncpg
import pytest

from eventlog.connections import for_driver
from eventlog.postgres import PostgresLog
from tests.eventlog.making import command, stream, write
from tests.eventlog.starter import run_sql

PURGE = "delete from eventlog.event where recorded_at < clock_timestamp()"
WITHOUT_GUARDS = "alter event trigger bylaw_eventlog_ddl disable; alter table eventlog.event disable trigger all"
"""As if they had never been made."""


async def age_takes_nothing_out(url: str) -> None:
    """Somebody with every right there is tidies up."""
    log = await PostgresLog.connect(url)
    written = stream()
    await log.append(command(), [write(written, 0, 3)])
    connection = await asyncpg.connect(for_driver(url))
    with suppress(asyncpg.PostgresError):
        await connection.execute(PURGE)
    await connection.close()
    left = await log.read(written)
    await log.close()
    assert len(left) == 3


async def test_a_purge_by_age_takes_nothing_out(own_database: str) -> None:
    """Lessons §4.7. What is old stays; without the guards it would be gone, and this would be seen."""
    await age_takes_nothing_out(own_database)
    await run_sql(own_database, WITHOUT_GUARDS)
    with pytest.raises(AssertionError):
        await age_takes_nothing_out(own_database)
