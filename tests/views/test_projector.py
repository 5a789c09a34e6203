"""The projector as a process runs it: elected, following, stopped, and beside a list that is built anew."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

import views.migrations
from eventlog.connections import pooled
from eventlog.migrations import migrate as migrate_log
from eventlog.postgres import PostgresLog
from eventlog.sequencer import run_sequencer
from tests.conftest import PostgresServer
from tests.views.toy import TOYS, Governed, Writer, stream_of
from views.cases import Cases
from views.errors import Fenced, NotBuilt, NotUnderstood
from views.migrations import migrate
from views.projector import rebuild, run_projector
from views.reader import Reader, reader_at


@pytest.fixture
async def url(postgres: PostgresServer) -> AsyncIterator[str]:
    """A database of the test's own, with log and lists."""
    name = f"test_{uuid4().hex[:12]}"
    await postgres.create_database(name)
    await migrate_log(postgres.admin_url_of(name))
    await migrate(postgres.admin_url_of(name))
    yield postgres.admin_url_of(name)
    await postgres.drop_database(name)


@pytest.fixture
async def log(url: str) -> AsyncIterator[PostgresLog]:
    """A log in PostgreSQL whose sequencer runs."""
    log, stop = await PostgresLog.connect(url), asyncio.Event()
    sequencing = asyncio.create_task(run_sequencer(log, stop))
    yield log
    stop.set()
    await sequencing
    await log.close()


@pytest.fixture
def lists(log: PostgresLog) -> Cases:
    return Cases(log, Governed(), TOYS)


@pytest.fixture
async def reader(url: str, log: PostgresLog) -> AsyncIterator[Reader]:
    async with reader_at(url, log, Governed(), TOYS) as reader:
        yield reader


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Look until it holds; ten seconds are a failure."""
    async with asyncio.timeout(60):
        while not await holds():
            await asyncio.sleep(0.01)


async def fed(reader: Reader, events: int) -> None:
    """Wait until the list has taken in so many events."""

    async def caught_up() -> bool:
        return (await reader.lag()).position >= events

    await until(caught_up)


async def feeding(log: PostgresLog, url: str, lists: Cases, stop: asyncio.Event) -> None:
    """Stand for election again whenever the list was built anew underneath."""
    while not stop.is_set():
        with suppress(Fenced):
            await run_projector(log, url, lists, stop)


async def test_two_projectors_race_and_one_feeds(log: PostgresLog, url: str, lists: Cases, reader: Reader):
    """One is elected; when it stops the other goes on; every case is there once with a number of its own."""
    writer, stops = Writer(log), [asyncio.Event(), asyncio.Event()]
    running = [asyncio.create_task(run_projector(log, url, lists, stop)) for stop in stops]
    for _ in range(5):
        await writer.open()
    await fed(reader, 5)

    stops[0].set()
    await running[0]
    for _ in range(5):
        await writer.open()
    await fed(reader, 10)
    stops[1].set()
    await running[1]

    assert [line.number for line in reversed(await reader.cases())] == [f"LOAN-2026-{n:04d}" for n in range(1, 11)]


async def test_one_reads_what_one_just_did(log: PostgresLog, url: str, lists: Cases, reader: Reader):
    """A reader waits a moment for the version that it was told, and says when it did not come."""
    writer, stop = Writer(log), asyncio.Event()
    running = asyncio.create_task(run_projector(log, url, lists, stop))
    case = await writer.open()
    await writer.close(case)
    await fed(reader, 1)

    assert await reader.at_least(case, 2, within=10)
    assert not await reader.at_least(case, 3, within=0.05)

    stop.set()
    await running


async def test_what_stops_the_list_comes_out_of_the_projector(log: PostgresLog, url: str, lists: Cases, reader: Reader):
    """An event that is not understood ends the projector with that error; the list says it too."""
    writer = Writer(log)
    await writer.say(stream_of(await writer.open()), "toy.unheard_of", {})

    async with asyncio.timeout(60):
        with pytest.raises(NotUnderstood, match="unheard_of"):
            await run_projector(log, url, lists, asyncio.Event())

    assert "unheard_of" in ((await reader.lag()).stopped or "")


async def test_before_the_first_list_there_is_none(reader: Reader):
    """Whoever asks before any projector ran is told so, and not that there are no cases."""
    with pytest.raises(NotBuilt):
        await reader.cases()
    assert (await reader.lag()).stopped == "not built yet"


async def test_a_list_is_built_again_while_it_is_fed(log: PostgresLog, url: str, lists: Cases, reader: Reader):
    """Cases go on being opened meanwhile; at the end every case is there once, under the number that it had."""
    writer, stop = Writer(log), asyncio.Event()
    running = asyncio.create_task(feeding(log, url, lists, stop))
    for _ in range(20):
        await writer.open()
    await fed(reader, 20)
    before = {line.case: line.number for line in await reader.cases(limit=100)}

    async def open_more() -> None:
        for _ in range(20):
            await writer.open()

    _, taken_in = await asyncio.gather(open_more(), rebuild(log, url, lists))
    await fed(reader, 40)
    stop.set()
    await running

    after = {line.case: line.number for line in await reader.cases(limit=100)}
    assert taken_in >= 20
    assert (len(after), {case: after[case] for case in before}) == (40, before)
    assert sorted(after.values()) == [f"LOAN-2026-{n:04d}" for n in range(1, 41)]


async def test_the_first_list_may_come_from_a_rebuild(log: PostgresLog, url: str, lists: Cases, reader: Reader):
    """With no list in use yet, building one puts it into use, and a projector goes on with it."""
    writer, stop = Writer(log), asyncio.Event()
    case = await writer.open()
    await until_sequenced(log, 1)

    assert await rebuild(log, url, lists) == 1
    running = asyncio.create_task(run_projector(log, url, lists, stop))
    await writer.close(case)
    assert await reader.at_least(case, 2, within=10)

    stop.set()
    await running


async def test_after_an_upgrade_the_list_is_built_anew_by_itself(log: PostgresLog, url: str, lists: Cases, reader: Reader):
    """A new release may throw the old lists away: no list is read until the new one is whole, and every number is what it was."""
    writer, stop = Writer(log), asyncio.Event()
    for plan in ("loan", "key", "loan"):
        await writer.open(plan=plan)
    running = asyncio.create_task(run_projector(log, url, lists, stop))
    await fed(reader, 3)
    before = {line.case: line.number for line in await reader.cases()}
    stop.set()
    await running
    await revise(url, "0001")
    await revise(url, "head")
    with pytest.raises(NotBuilt):
        await reader.cases()

    stop = asyncio.Event()
    running = asyncio.create_task(run_projector(log, url, lists, stop))
    await writer.open()
    await fed(reader, 4)
    after = {line.case: line.number for line in await reader.cases()}
    stop.set()
    await running

    assert {case: after[case] for case in before} == before
    assert sorted(after.values()) == ["KEY-2026-0001", "LOAN-2026-0001", "LOAN-2026-0002", "LOAN-2026-0003"]


async def revise(url: str, revision: str) -> None:
    """Bring the lists' schema to a revision, back too."""
    config = Config()
    config.set_main_option("script_location", str(Path(views.migrations.__file__).parent))
    config.set_main_option("path_separator", "newline")

    def run(connection: Connection) -> None:
        config.attributes["connection"] = connection
        (command.downgrade if revision == "0001" else command.upgrade)(config, revision)

    engine = pooled(url, 1)
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


async def until_sequenced(log: PostgresLog, events: int) -> None:
    async def sequenced() -> bool:
        return await log.head() >= events

    await until(sequenced)
