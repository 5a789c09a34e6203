"""A bench, the lists made of its log, and a reader of them: for what tells by the lists."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from eventlog.connections import pooled
from tests.activities.judging import Bench
from views.cases import Cases
from views.inbox import Inbox
from views.kinds import KINDS
from views.migrations import migrate
from views.reader import Reader


@asynccontextmanager
async def listed(database_url: str) -> AsyncIterator[tuple[Bench, Cases, Reader]]:
    """Empty lists, whatever was in the database."""
    await migrate(database_url)
    bench, engine = await Bench.make(), pooled(database_url, size=4)
    governed = bench.judge._governed
    await governed.refresh()
    lists = Cases(bench.log, governed, KINDS)
    async with engine.begin() as connection:
        for table in (*lists.tables, "views.projections"):
            await connection.exec_driver_sql(f"truncate {getattr(table, 'fullname', table)}")
    yield bench, lists, Reader(bench.log, engine, Inbox(bench.log, governed, KINDS))
    await engine.dispose()
