"""Following, sequencing and leading survive what happens to connections and processes."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from eventlog.errors import LeadershipLost, Unavailable
from eventlog.leader import leadership
from eventlog.port import Appended, Stream
from eventlog.postgres import PostgresLog
from eventlog.sequencer import run_sequencer
from tests.eventlog import raw
from tests.eventlog.making import command, sequence_all, stream, write


@asynccontextmanager
async def sequencing(log: PostgresLog) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(run_sequencer(log, stop))
    try:
        yield
    finally:
        stop.set()
        await task


async def until_killed(url: str, doing: str) -> None:
    """End sessions that do this, as soon as there is one."""
    async with asyncio.timeout(60):
        while not await raw.kill(url, doing):
            await asyncio.sleep(0.01)


async def test_a_follower_outlives_its_listening_connection(pg: PostgresLog, own_database: str):
    """A lost notice only makes it slower: it polls, and it listens anew."""
    following = pg.follow()
    for position in range(3):
        coming = asyncio.ensure_future(anext(following))
        await until_killed(own_database, "listen%")
        await pg.append(command(), [write(stream(), 0)])
        await sequence_all(pg)

        async with asyncio.timeout(60):
            assert [one.position for one in await coming] == [position]
    await following.aclose()  # type: ignore[attr-defined]


async def test_the_sequencer_runs_beside_writers_and_followers(pg: PostgresLog):
    """An append reaches a follower without anybody stepping by hand."""
    async with sequencing(pg), asyncio.timeout(60):
        following = pg.follow()
        for position in range(5):
            await pg.append(command(), [write(stream(), 0)])
            assert [one.position for one in await anext(following)] == [position]
        await following.aclose()  # type: ignore[attr-defined]


async def test_the_sequencer_outlives_its_connection(pg: PostgresLog, own_database: str):
    """Its loop goes on when the database ends its session."""
    house = await PostgresLog.connect(own_database, pool_size=1)
    async with sequencing(house), asyncio.timeout(60):
        await until_killed(own_database, "%eventlog.sequence(%")
        await pg.append(command(), [write(stream(), 0)])
        assert [one.position for one in await anext(pg.follow())] == [0]
    await house.close()


async def test_a_pool_lends_no_dead_connection(pg: PostgresLog, own_database: str):
    """After the database ended all sessions at most what was under way fails; the next calls find living connections."""
    await asyncio.gather(*(pg.head() for _ in range(10)))
    await raw.kill(own_database, "%")

    async with asyncio.timeout(60):
        while True:
            with suppress(Unavailable):
                await pg.head()
                break


async def test_a_log_that_is_not_there_is_unavailable(log_server: str):
    """No schema, no server: one kind of error, to be tried again."""
    with pytest.raises(Unavailable):
        await PostgresLog.connect(log_server)
    with pytest.raises(Unavailable):
        await PostgresLog.connect("postgresql://nobody@127.0.0.1:1/nothing")


async def test_one_leads_and_the_next_follows(database: str):
    """Two stand for election: the second leads when the first has ended."""
    told: list[str] = []
    first_leads, may_end = asyncio.Event(), asyncio.Event()

    async def first() -> None:
        async with leadership(database, "test"):
            told.append("first")
            first_leads.set()
            await may_end.wait()
            told.append("first ends")

    async def second() -> None:
        await first_leads.wait()
        async with leadership(database, "test"):
            told.append("second")

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(first())
        group.create_task(second())
        async with leadership(database, "another office"):
            may_end.set()

    assert told == ["first", "first ends", "second"]


async def test_a_leader_who_loses_the_connection_is_stopped(database: str):
    """The work under a lost lock is cancelled, and the loss is told; the process itself goes on."""

    async def lead() -> None:
        async with leadership(database, "test"):
            await until_killed(database, "%pg_try_advisory_lock%")
            await asyncio.Event().wait()

    async with asyncio.timeout(60):
        with pytest.raises(LeadershipLost):
            await lead()

        async with leadership(database, "test"):
            pass


async def test_a_cancelled_leader_is_simply_cancelled(database: str):
    """Stopping a process is no lost leadership."""
    leads = asyncio.Event()

    async def lead() -> None:
        async with leadership(database, "test"):
            leads.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(lead())
    await leads.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


class Stress:
    """Writers on hot streams with early numbers, slow and failing transactions; what was committed is known."""

    def __init__(self, url: str, seed: int) -> None:
        self.url = url
        self.chance = random.Random(seed)
        self.streams = [stream() for _ in range(8)]
        self.committed: dict[Stream, int] = dict.fromkeys(self.streams, 0)

    async def write(self, times: int) -> None:
        async with raw.connected(self.url) as connection:
            for _ in range(times):
                transaction = connection.transaction()
                await transaction.start()
                if self.chance.random() < 0.3:
                    await raw.take_xid(connection)
                    await asyncio.sleep(self.chance.random() / 200)
                chosen = self.chance.sample(self.streams, self.chance.choice([1, 1, 2]))
                sizes = [(one, self.committed[one], self.chance.randint(1, 3)) for one in chosen]
                done = await raw.append(connection, command(), *(write(one, seen, n) for one, seen, n in sizes))
                await asyncio.sleep(self.chance.random() / 500)
                if not isinstance(done, Appended) or self.chance.random() < 0.1:
                    await transaction.rollback()
                    continue
                await transaction.commit()
                for one, seen, n in sizes:
                    self.committed[one] = max(self.committed[one], seen + n)


async def ended(tasks: list[asyncio.Task[None]], meanwhile: str, url: str) -> None:
    """Wait for the writers; kill the sequencer's sessions again and again meanwhile."""
    while not all(task.done() for task in tasks):
        await raw.kill(url, meanwhile)
        await asyncio.wait(tasks, timeout=0.1)
    for task in tasks:
        task.result()


async def run_stress(log: PostgresLog, url: str, *, writers: int, times: int, seed: int) -> None:
    stress = Stress(url, seed)
    second = await PostgresLog.connect(url, pool_size=2)
    async with asyncio.timeout(100):
        async with sequencing(log), sequencing(second):
            await ended([asyncio.create_task(stress.write(times)) for _ in range(writers)], "%eventlog.sequence(%", url)
        await sequence_all(second)
        total = sum(stress.committed.values())
        seen = []
        async for batch in second.follow():
            seen += batch
            if len(seen) >= total:
                break
    await second.close()

    assert [one.position for one in seen] == list(range(total))
    for one, versions in stress.committed.items():
        assert [found.event.version for found in seen if found.event.stream == one] == list(range(1, versions + 1))


async def test_random_interleavings_lose_double_and_reorder_nothing(pg: PostgresLog, own_database: str):
    """Early numbers, 10 % rollbacks, hot streams, two sequencers that are killed: a follower sees each committed event once, in order."""
    await run_stress(pg, own_database, writers=8, times=150, seed=1)


@pytest.mark.deep
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(5))
async def test_long_random_interleavings_lose_double_and_reorder_nothing(pg: PostgresLog, own_database: str, seed: int):
    """The same with three times the writers, for longer, from several seeds."""
    await run_stress(pg, own_database, writers=24, times=250, seed=seed)
