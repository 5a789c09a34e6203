"""The small processes of the house: each goes on whatever happens to it or to the others."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from structlog.testing import capture_logs

import workers.house
from activities.migrations import migrate as migrate_world
from eventlog.errors import Unavailable
from eventlog.migrations import migrate as migrate_log
from eventlog.migrations import migrate_keys
from eventlog.port import Write
from eventlog.postgres import PostgresLog
from tests.eventlog.making import events, stream
from views.errors import OtherLog
from views.migrations import migrate as migrate_views
from workers.house import kept, main
from workers.settings import Settings


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.house, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(workers.house, "LONGEST_PAUSE", 0.002)


@pytest.mark.parametrize(
    ("trouble", "level"),
    [(Unavailable("away"), "warning"), (OtherLog("another history"), "error"), (ValueError("a mistake of ours"), "error")],
    ids=["passing", "stands still", "a mistake"],
)
async def test_a_part_that_fails_is_tried_again_and_told(trouble: Exception, level: str):
    """Whatever it is, the part begins again; only what passes by itself is not told as an error."""
    stop, began = asyncio.Event(), []

    async def part() -> None:
        began.append(1)
        if len(began) == 3:
            stop.set()
            return
        raise trouble

    with capture_logs() as lines:
        await kept("part", part, stop)

    assert [line["log_level"] for line in lines] == [level, level]


async def test_one_part_alone(admin_database_url: str):
    """The sequencer started alone gives positions, and ends when it is told to."""
    await migrate_log(admin_database_url)
    log, stop = await PostgresLog.connect(admin_database_url, pool_size=1), asyncio.Event()
    await log.append(None, [Write(stream=stream(), expected_version=0, events=events(1))])

    running = asyncio.create_task(main(Settings(database_url=admin_database_url), "sequencer", stop=stop))
    async with asyncio.timeout(60):
        while not await log.head():
            await asyncio.sleep(0.01)
    stop.set()
    async with asyncio.timeout(60):
        await running

    await log.close()


@pytest.mark.parametrize("part", ["digest", "keeper"])
async def test_what_only_looks_alone(admin_database_url: str, part: str):
    """It stands for election and looks, also while nothing is adopted yet, and ends when it is told to."""
    for bring in (migrate_log, migrate_keys, migrate_views, migrate_world):
        await bring(admin_database_url)
    stop = asyncio.Event()
    settings = Settings(database_url=admin_database_url, temporal_address="127.0.0.1:1", embedded=True)
    with capture_logs() as lines:
        running = asyncio.create_task(main(settings, part, stop=stop))
        async with asyncio.timeout(60):
            while not any(line["event"] == "leads" for line in lines):
                await asyncio.sleep(0.01)
        stop.set()
        async with asyncio.timeout(60):
            await running
    assert {line["log_level"] for line in lines} == {"info"}


async def test_nothing_is_opened_unsigned_where_nobody_takes_that(admin_database_url: str, tmp_path: Path):
    """house:signature, house:recurring. Without a door's key the keeper waits for one: what was refused once stays refused."""
    stop = asyncio.Event()
    with capture_logs() as lines:
        running = asyncio.create_task(main(Settings(database_url=admin_database_url, home=tmp_path), "keeper", stop=stop))
        async with asyncio.timeout(60):
            while not any(line["event"] == "no door key yet" for line in lines):
                await asyncio.sleep(0.01)
        stop.set()
        async with asyncio.timeout(60):
            await running
    assert not any(line["event"] == "leads" for line in lines)
