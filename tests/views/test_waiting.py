"""Waiting until the lists know what one just did: for oneself, and for many at once."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.kernel import CaseId
from eventlog.connections import pooled
from eventlog.errors import Unavailable
from eventlog.memory import MemoryLog
from tests.views.feeding import catch_up
from tests.views.lines import Given, Lists
from tests.views.toy import Writer
from views.cases import Cases
from views.errors import NotBuilt
from views.reader import Reader
from views.waiting import Waiting


async def test_everybody_who_waits_is_told_when_their_version_is_there(
    writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader
):
    """Many wait for different cases and versions; each goes on as soon as the list knows theirs, and not before."""
    made = [await writer.open() for _ in range(20)]
    await catch_up(log, engine, projection)
    there = [asyncio.create_task(reader.at_least(case, 1)) for case in made]
    coming = [asyncio.create_task(reader.at_least(case, 2, within=20)) for case in made]
    assert await asyncio.gather(*there) == [True] * 20
    assert not any(task.done() for task in coming)

    for case in made:
        await writer.close(case)
    await catch_up(log, engine, projection)

    assert await asyncio.gather(*coming) == [True] * 20


async def test_whoever_waits_in_vain_is_told_so(engine: AsyncEngine, reader: Reader):
    """A version that does not come, and a case that is none; afterwards nobody waits any more, and no connection is kept."""
    lists = Lists(engine=engine)
    await lists.empty()
    await lists.put([Given(place=1)])

    assert not await reader.at_least(CaseId(Given(place=1).case), 2, within=0.03)
    assert not await reader.at_least(CaseId("toy-none"), 1, within=0.03)

    assert await reader.at_least(CaseId(Given(place=1).case), 1)


async def test_before_there_is_a_list_nobody_waits_for_it(engine: AsyncEngine, reader: Reader):
    """While lists are being built they will not know anything soon: that is said at once."""
    with pytest.raises(NotBuilt):
        await reader.at_least(CaseId("toy-1"), 1)


async def test_a_database_that_is_away_ends_the_waiting(migrated: str):
    """Whoever waits hears of it, all of them, and later waiting begins anew."""
    engine = pooled(migrated, 2)
    lists, waiting = Lists(engine=engine), Waiting(engine)
    await lists.empty()
    several = [asyncio.create_task(waiting.until(CaseId("toy-none"), 1, 20)) for _ in range(3)]
    other = pooled(migrated, 1)
    kill = text(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where query like '%views.projections%' and pid <> pg_backend_pid()"
    )
    async with other.connect() as connection, asyncio.timeout(60):
        while not all(task.done() for task in several):
            await connection.execute(kill)
            await asyncio.sleep(0.01)

    assert [type(each) for each in await asyncio.gather(*several, return_exceptions=True)] == [Unavailable] * 3
    assert not await waiting.until(CaseId("toy-none"), 1, 0.03)
    await engine.dispose()
    await other.dispose()
