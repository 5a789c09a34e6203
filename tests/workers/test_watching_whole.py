"""The watchdog's process as a whole: it reads a real log, pings while all is well, and stops pinging when it is not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

import workers.watching.heartbeat
import workers.watching.parts
from activities.migrations import migrate as migrate_world
from eventlog.migrations import migrate as migrate_log
from eventlog.migrations import migrate_keys
from eventlog.port import NewEvent, Stream, Write
from eventlog.postgres import PostgresLog
from eventlog.unplaced import oldest_unplaced
from tests.workers.listening import listening
from views.alarms import Alarms
from views.cases import NAME
from views.migrations import migrate as migrate_views
from views.projection import take_over
from views.projector import lists_at
from workers.settings import Settings
from workers.watchdog import main


@pytest.fixture(scope="module")
async def prepared(admin_database_url: str) -> str:
    """A database with everything in it."""
    for bring in (migrate_log, migrate_keys, migrate_views, migrate_world):
        await bring(admin_database_url)
    return admin_database_url


@pytest.fixture
async def log(prepared: str) -> AsyncIterator[PostgresLog]:
    made = await PostgresLog.connect(prepared, pool_size=1)
    yield made
    await made.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.watching.parts, "EVERY", 0.05)
    monkeypatch.setattr(workers.watching.heartbeat, "EVERY", 0.05)
    monkeypatch.setattr(workers.watching.heartbeat, "SOON", 0.05)


@asynccontextmanager
async def watching(settings: Settings) -> AsyncIterator[None]:
    stop = asyncio.Event()
    running = asyncio.create_task(main(settings, stop=stop))
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(60):
            await running


async def arm(log: PostgresLog, due: datetime) -> None:
    data = json.dumps({"clock": "answer:step", "due": due.isoformat()}).encode()
    event = NewEvent(event_id=uuid4(), type="clock.armed", schema_version=1, happened_at=due, data=data, meta=b"{}")
    await log.append(None, [Write(stream=Stream(category="request", id=uuid4()), expected_version=0, events=(event,))])


async def test_it_pings_while_all_is_well_and_falls_silent_when_a_clock_is_late(
    prepared: str, log: PostgresLog, temporal_address: str, temporal_namespace: str
):
    """Lessons §3.6. Its own process, its own reading of the log: with no worker and no projector at work, the alarm is raised and shown."""
    async with lists_at(prepared) as engine, listening() as ears:
        await take_over(engine, NAME)  # empty lists that nobody feeds
        settings = Settings(
            database_url=prepared,
            temporal_address=temporal_address,
            namespace=temporal_namespace,
            embedded=True,
            heartbeat_url=ears.url,
        )
        alarms = Alarms(engine)
        with capture_logs() as lines:
            async with watching(settings), asyncio.timeout(60):
                await ears.heard.wait()
                await arm(log, datetime.now(UTC) - timedelta(minutes=5))
                await log.sequence()
                while not (found := await alarms.audit()) or not found.late:
                    await asyncio.sleep(0.01)
                while not any(line["event"] == "no heartbeat" for line in lines):
                    await asyncio.sleep(0.01)
                pings = len(ears.lines)
                while not await alarms.late() or await alarms.to_poke(datetime.now(UTC)):
                    await asyncio.sleep(0.01)
        assert len(ears.lines) == pings
        assert (found.watched, found.late, found.beat_at is not None) == (1, 1, True)
        assert not any(line["log_level"] == "error" for line in lines)


async def test_what_no_sequencer_placed_is_known(prepared: str, log: PostgresLog):
    """Followers see an event when it has its place; until then its age says for how long they have been blind."""
    async with lists_at(prepared) as engine:
        while await log.sequence():
            pass
        before = await oldest_unplaced(engine)
        await arm(log, datetime.now(UTC))
        waiting = await oldest_unplaced(engine)
        await log.sequence()
        after = await oldest_unplaced(engine)

    assert (before, after) == (None, None)
    assert waiting is not None
