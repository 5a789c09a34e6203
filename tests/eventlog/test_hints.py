"""Hints make the sequencer quick; without them, and whatever comes of them, it is right all the same."""

from __future__ import annotations

import asyncio

import asyncpg

from eventlog.connections import for_driver
from eventlog.listener import Listener
from eventlog.memory import MemoryLog
from eventlog.postgres import PostgresLog
from eventlog.sequencer import run_sequencer
from eventlog.sql import APPENDED
from tests.eventlog.making import command, stream, write


class Heard:
    """An ear that hears at once what it is told of beforehand; after that it asks to stop."""

    def __init__(self, log: MemoryLog, stop: asyncio.Event, coming: int) -> None:
        self._log = log
        self._stop = stop
        self._coming = coming

    def forget(self) -> None: ...

    async def heard(self, within: float) -> bool:
        if not self._coming:
            self._stop.set()
            return False
        self._coming -= 1
        await self._log.append(command(), [write(stream(), 0)])
        return True


async def test_the_sequencer_steps_when_it_hears_something():
    """What is appended while it rests has its position after the next step, without waiting for the rest's end."""
    log, stop = MemoryLog(at_once=False), asyncio.Event()

    async with asyncio.timeout(60):
        await run_sequencer(log, stop, Heard(log, stop, coming=5))

    assert await log.head() == 5


async def test_whoever_appends_says_so_to_whoever_listens(pg: PostgresLog, own_database: str):
    """The hint comes after the commit: whoever hears it finds the event."""
    async with Listener(own_database, APPENDED) as ear, asyncio.timeout(60):
        await pg.append(command(), [write(stream(), 0)])
        while not await ear.heard(0.05):
            await pg.append(command(), [write(stream(), 0)])  # the ear was not open yet

        assert await pg.sequence() > 0


async def test_many_appends_give_few_hints(pg: PostgresLog, own_database: str):
    """A notice takes a lock for a moment: appends that come together share one."""
    heard: list[object] = []
    connection = await asyncpg.connect(for_driver(own_database))
    await connection.add_listener(APPENDED, lambda *about: heard.append(about))

    await asyncio.gather(*(pg.append(command(), [write(stream(), 0)]) for _ in range(200)))
    async with asyncio.timeout(60):
        while not heard:
            await asyncio.sleep(0.01)
    await connection.close()

    assert len(heard) < 100


async def test_a_duplicate_gives_no_hint_and_closing_waits_for_none(own_database: str):
    """Nothing new is to be ordered; and a log that is closed leaves nothing behind."""
    log = await PostgresLog.connect(own_database)
    once = command()
    await log.append(once, [write(stream(), 0)])
    assert (await log.append(once, [write(stream(), 0)])).duplicate

    await log.close()

    assert not [task for task in asyncio.all_tasks() if task.get_name() == "eventlog hint"]
