"""Appends per second beside a bare insert of the same bytes and beside ``eventsourcing`` in its safe mode.

One process, one event loop (threads for ``eventsourcing``, which is synchronous), the sequencer in a process of its own all the time.
Every writer appends single events to a stream of its own, ten to a stream, as fast as it gets answers. Variants take turns in random
order, in many short rounds with a checkpoint before each; rates are medians with their range, and a ratio is the median over the rounds
of the ratio within one round, since disks and neighbours drift from minute to minute. The run fails unless everything that was
written is there, in order, positioned without gaps, and hashed as the encoder here says.

The bare insert is prepared, in autocommit, one row with the same bytes (entry and leaf made beforehand) and the same two unique
keys: command id, and stream with version.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from sqlalchemy.engine import make_url

from eventlog import encoder
from eventlog.connections import for_driver
from eventlog.port import CommandEntry, NewEvent, Stream, Write
from eventlog.postgres import PostgresLog
from eventlog.sequencer import run_sequencer
from tests.eventlog.starter import make_database, make_template, run_sql, running_postgres

NOW = datetime.now(UTC)
DIGEST, ANSWER, DATA, META = os.urandom(32), os.urandom(64), os.urandom(256), os.urandom(128)
ENTRY, LEAF = os.urandom(270), os.urandom(32)
PER_STREAM = 10
APPENDS = {1: 500, 8: 1600, 32: 2400}  # in a round
GOALS = {1: 0.6, 8: 0.5, 32: 0.4}
SLOW_COMMITS = ("commit_delay = 2000", "commit_siblings = 0")

BARE_TABLE = """create table bare (
    command_id uuid primary key, request_digest bytea not null, outcome text not null, answer bytea not null,
    stream_id uuid not null, category text collate "C" not null, version bigint not null, event_id uuid not null, type text not null,
    schema_version smallint not null, happened_at timestamptz not null, recorded_at timestamptz not null, append_seq bigint not null,
    data bytea not null, meta bytea not null, entry bytea not null, leaf bytea not null, unique (stream_id, category, version))"""
BARE_INSERT = "insert into bare values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,now(),$12,$13,$14,$15,$16)"

Step = Callable[[UUID, int], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class Variant:
    """One of those that are compared, and what it reached."""

    run: Callable[[int, int], Awaitable[float]]
    rates: list[float] = field(default_factory=list)

    def median(self) -> float:
        """Appends per second."""
        return statistics.median(self.rates)

    def __str__(self) -> str:
        return f"{self.median():8.0f} ({min(self.rates):.0f} to {max(self.rates):.0f})"


def places(writers: int, appends: int) -> list[Iterator[tuple[UUID, int]]]:
    """For each writer where its appends go: ten versions of one stream, then of the next."""

    def of_one() -> Iterator[tuple[UUID, int]]:
        stream = uuid4()
        for nth in range(appends // writers):
            stream = uuid4() if nth % PER_STREAM == 0 else stream
            yield stream, nth % PER_STREAM

    return [of_one() for _ in range(writers)]


async def timed(step: Callable[[int], Step], writers: int, appends: int) -> float:
    """Appends per second of so many writers at once."""

    async def write(nth: int, where: Iterator[tuple[UUID, int]]) -> None:
        one = step(nth)
        for stream, version in where:
            await one(stream, version)

    todo = [write(nth, where) for nth, where in enumerate(places(writers, appends))]
    began = time.perf_counter()
    await asyncio.gather(*todo)
    return appends // writers * writers / (time.perf_counter() - began)


class Ours:
    """The log, as the product uses it or with each append sent alone."""

    def __init__(self, log: PostgresLog) -> None:
        self.log = log

    async def run(self, writers: int, appends: int) -> float:
        """One timed round."""
        return await timed(lambda _: self.step, writers, appends)

    async def step(self, stream: UUID, version: int) -> None:
        """One command with one event."""
        event = NewEvent(event_id=uuid4(), type="request.opened", schema_version=1, happened_at=NOW, data=DATA, meta=META)
        command = CommandEntry(id=uuid4(), request_digest=DIGEST, outcome="done", answer=ANSWER)
        write = Write(stream=Stream(category="request", id=stream), expected_version=version, events=(event,))
        await self.log.append(command, (write,))


class Bare:
    """One row, one prepared statement, one connection per writer."""

    def __init__(self, connections: list[asyncpg.Connection[Any]], statements: list[Any]) -> None:
        self.connections = connections
        self.statements = statements
        self.numbers = count()

    @classmethod
    async def connect(cls, url: str, size: int) -> Bare:
        """Connections with the statement prepared on each."""
        connections = [await asyncpg.connect(for_driver(url)) for _ in range(size)]
        return cls(connections, [await one.prepare(BARE_INSERT) for one in connections])

    async def run(self, writers: int, appends: int) -> float:
        """One timed round."""
        return await timed(self.step, writers, appends)

    def step(self, writer: int) -> Step:
        """One row by one writer."""
        insert = self.statements[writer].fetchrow

        async def one(stream: UUID, version: int) -> None:
            who = (uuid4(), DIGEST, "done", ANSWER, stream, "request", version + 1, uuid4(), "request.opened", 1, NOW)
            await insert(*who, next(self.numbers), DATA, META, ENTRY, LEAF)

        return one

    async def close(self) -> None:
        """Give back all connections."""
        for one in self.connections:
            await one.close()


class EventSourcing:
    """``eventsourcing`` 9.5.6 with its table lock: the mode in which its followers lose nothing."""

    def __init__(self, url: str, size: int) -> None:
        parsed = make_url(url)
        place = parsed.host or parsed.query["host"]
        self.store = PostgresDatastore(
            dbname=str(parsed.database),
            host=str(place),
            port=parsed.port or 5432,
            user=str(parsed.username),
            password=str(parsed.password or ""),
            pool_size=size,
            enable_db_functions=False,
        )
        self.recorder = PostgresApplicationRecorder(self.store)
        self.recorder.create_table()
        self.threads = ThreadPoolExecutor(size)

    async def run(self, writers: int, appends: int) -> float:
        """One timed round, a thread per writer."""
        loop = asyncio.get_running_loop()
        todo = places(writers, appends)
        began = time.perf_counter()
        await asyncio.gather(*(loop.run_in_executor(self.threads, self.write, where) for where in todo))
        return appends // writers * writers / (time.perf_counter() - began)

    def write(self, where: Iterator[tuple[UUID, int]]) -> None:
        """One event at a time."""
        for stream, version in where:
            event = StoredEvent(originator_id=stream, originator_version=version + 1, topic="request:Opened", state=DATA + META)
            self.recorder.insert_events([event])

    def close(self) -> None:
        """Give back all connections."""
        self.threads.shutdown()
        self.store.close()


async def checked(log: PostgresLog, url: str, written: dict[str, int]) -> None:
    """Fail unless all that was written is there: counted, contiguous, in each stream's order, and hashed as the encoder here says."""
    while await log.head() < written["ours"]:
        await log.sequence()
    leaves: dict[Stream, tuple[int, bytes]] = {}
    position = 0
    while batch := await log.read_all(position, 5000):
        for one in batch:
            version, leaf = leaves.get(one.event.stream, (0, encoder.NO_LEAF))
            assert one.position == position
            assert one.event.version == version + 1
            assert encoder.entry_of(one.event, leaf) == one.event.entry
            leaves[one.event.stream] = (one.event.version, encoder.leaf_of(one.event.entry))
            assert leaves[one.event.stream][1] == one.event.leaf
            position += 1
    assert position == written["ours"], (position, written)
    connection: asyncpg.Connection[Any] = await asyncpg.connect(for_driver(url))
    for table, who in (("eventlog.command", "ours"), ("bare", "bare"), ("stored_events", "eventsourcing")):
        assert await connection.fetchval(f"select count(*) from {table}") == written[who], table
    await connection.close()


def keep_sequencing(url: str) -> None:
    """A house process with the sequencer alone; ends with its parent."""

    async def run() -> None:
        await run_sequencer(await PostgresLog.connect(url, pool_size=1), asyncio.Event())

    asyncio.run(run())


def commits_per_second() -> float:
    """What the disk gives: 8 kB written and made durable, again and again for half a second."""
    with tempfile.TemporaryFile(dir=Path.cwd()) as file:
        began, times = time.perf_counter(), 0
        while time.perf_counter() < began + 0.5:
            file.seek(0)
            file.write(DATA * 32)
            file.flush()
            os.fdatasync(file.fileno())
            times += 1
        return times / (time.perf_counter() - began)


async def compared(url: str, variants: dict[str, Variant], writers: int, appends: int, rounds: int) -> dict[str, int]:
    """Run all variants, interleaved; how many appends each made."""
    made = dict.fromkeys(variants, 0)
    for _ in range(rounds):
        await run_sql(url, "checkpoint")
        for name in random.sample(list(variants), len(variants)):
            # A slow rival gets fewer, so that all take about as long.
            few = max(writers, appends // 4) if name == "eventsourcing" else appends
            variants[name].rates.append(await variants[name].run(writers, few))
            made[name] += few // writers * writers
    return made


def figure(name: str, ours: Variant, rival: Variant, goal: float) -> dict[str, object]:
    """One line for machines."""
    ratio = statistics.median(mine / theirs for mine, theirs in zip(ours.rates, rival.rates, strict=True))
    return {
        "name": name,
        "ours": round(ours.median()),
        "rival": round(rival.median()),
        "unit": "appends/s",
        "ratio": round(ratio, 2),
        "goal": goal,
        "met": ratio >= goal,
    }


async def round_of(url: str, writers: int, appends: int, rounds: int) -> tuple[dict[str, Variant], dict[str, int]]:
    """One comparison with fresh connections, so that settings of the database hold."""
    together = await PostgresLog.connect(url)
    alone = await PostgresLog.connect(url, pool_size=32, lanes=32, group=1)
    bare, theirs = await Bare.connect(url, 32), EventSourcing(url, 32)
    variants = {
        "ours": Variant(run=Ours(together).run),
        "ours, each alone": Variant(run=Ours(alone).run),
        "bare": Variant(run=bare.run),
        "eventsourcing": Variant(run=theirs.run),
    }
    made = await compared(url, variants, writers, appends, rounds)
    for log in (together, alone):
        await log.close()
    await bare.close()
    theirs.close()
    return variants, made


async def measure(url: str, rounds: int) -> list[dict[str, object]]:
    """All figures, printed as a table on the way."""
    figures: list[dict[str, object]] = []
    written = {"ours": 0, "bare": 0, "eventsourcing": 0}
    for slow, writers in ((False, 1), (False, 8), (False, 32), (True, 32)):
        if slow:
            name = make_url(url).database
            await run_sql(url, *(f'alter database "{name}" set {setting}' for setting in SLOW_COMMITS))
        variants, made = await round_of(url, writers, APPENDS[writers], rounds)
        for who, n in made.items():
            written[who.partition(",")[0]] += n
        title = f"{writers} writers" + (", slow commits" if slow else "")
        print(f"{title:26}", "   ".join(f"{who} {variant}" for who, variant in variants.items()), flush=True)
        if not slow:
            figures.append(figure(f"append, {title}, against a bare insert", variants["ours"], variants["bare"], GOALS[writers]))
        figures.append(figure(f"append, {title}, against eventsourcing", variants["ours"], variants["eventsourcing"], 5.0 if slow else 2.0))
    log = await PostgresLog.connect(url)
    await checked(log, url, written)
    await log.close()
    return figures


async def prepared(admin: str) -> str:
    """A fresh database with the log and the bare table."""
    url = await make_database(admin, await make_template(admin))
    await run_sql(url, BARE_TABLE)
    return url


def main(argv: list[str]) -> int:
    """Print the table, then the lines; 0 if all goals are met, else 1."""
    options = argparse.ArgumentParser(prog="benchmarks.append", description=__doc__)
    options.add_argument("--rounds", type=int, default=15)
    rounds = options.parse_args(argv).rounds
    before = commits_per_second()
    with running_postgres() as admin:
        url = asyncio.run(prepared(admin))
        house = multiprocessing.get_context("spawn").Process(target=keep_sequencing, args=(url,), daemon=True)
        house.start()
        try:
            figures = asyncio.run(measure(url, rounds))
        finally:
            house.terminate()
            house.join()
    print(f"durable 8 kB writes per second before and after: {before:.0f}, {commits_per_second():.0f}; cores: {os.cpu_count()}")
    for one in figures:
        print(json.dumps(one))
    return 0 if all(one["met"] for one in figures) else 1


if __name__ == "__main__":
    import sys

    sys.exit(main(sys.argv[1:]))
