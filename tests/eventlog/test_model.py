"""Both implementations do the same, whatever is asked of them in whatever order."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from eventlog.errors import EventLogError
from eventlog.memory import MemoryLog
from eventlog.port import CommandEntry, EventLog, NewEvent, Positioned, Recorded, StoredEvent, Stream, Write
from eventlog.postgres import PostgresLog
from tests.eventlog.making import NOON, command

# A stream, how far off the writer's idea of its version is, and how many events.
TARGET = st.tuples(st.integers(0, 5), st.sampled_from([0, 0, 0, 0, 1, -1]), st.integers(0, 3))

Asked = Callable[[EventLog], Coroutine[Any, Any, Any]]


def plain(value: Any) -> Any:
    """A result without what the clock or the counter of one implementation put in."""
    match value:
        case StoredEvent():
            return replace(value, recorded_at=NOON, append_seq=0, entry=b"", leaf=b"")
        case Recorded():
            return replace(value, recorded_at=NOON, append_seq=0)
        case Positioned():
            return (value.position, plain(value.event))
        case list() | tuple():
            return [plain(one) for one in value]
        case EventLogError():
            return (type(value), value.args)
        case _ if hasattr(value, "duplicate"):
            return (value.duplicate, plain(value.command))
        case _:
            return value


class BothLogs(RuleBasedStateMachine):
    """The same calls to the model in memory and to PostgreSQL."""

    url = ""

    @initialize()
    def open(self) -> None:
        self.space = UUID(bytes=secrets.token_bytes(16))  # fresh streams and commands in a database that all runs share
        self.runner = asyncio.Runner()
        self.model = MemoryLog(at_once=False)
        self.real = self.runner.run(PostgresLog.connect(self.url, pool_size=2))
        self.start = self.runner.run(self.real.head())
        self.numbers = iter(range(10**9))

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            while self.runner.run(self.real.sequence()):
                pass
            self.runner.run(self.real.close())
            self.runner.close()

    def both(self, ask: Asked) -> None:
        results = []
        for log in (self.model, self.real):
            try:
                results.append(plain(self.runner.run(ask(log))))
            except EventLogError as error:
                results.append(plain(error))
        assert results[0] == results[1]

    def stream(self, n: int) -> Stream:
        return Stream(category=("request", "refused", "claim")[n % 3], id=uuid5(self.space, str(n // 2)))

    def events(self, n: int) -> tuple[NewEvent, ...]:
        ids = [uuid5(self.space, f"event {next(self.numbers)}") for _ in range(n)]
        return tuple(NewEvent(event_id=one, type="t", schema_version=1, happened_at=NOON, data=one.bytes, meta=b"") for one in ids)

    @rule(
        who=st.none() | st.integers(0, 9),
        asks=st.sampled_from([b"a", b"a", b"a", b"b"]),
        chosen=st.lists(TARGET, max_size=3, unique_by=lambda target: target[0]),
    )
    def append(self, who: int | None, asks: bytes, chosen: list[tuple[int, int, int]]) -> None:
        asked: CommandEntry | None = None if who is None else command(uuid5(self.space, f"command {who}"), asks=asks)
        writes = []
        for n, off, size in chosen:
            seen = len(self.runner.run(self.model.read(self.stream(n))))
            writes.append(Write(stream=self.stream(n), expected_version=seen + off, events=self.events(size)))
        self.both(lambda log: log.append(asked, writes))

    @rule(limit=st.integers(1, 5))
    def sequence(self, limit: int) -> None:
        self.both(lambda log: log.sequence(limit))

    @rule(who=st.none() | st.integers(0, 10), reads=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), max_size=3))
    def load(self, who: int | None, reads: list[tuple[int, int]]) -> None:
        known = None if who is None else uuid5(self.space, f"command {who}")
        self.both(lambda log: log.load(known, [(self.stream(n), after) for n, after in reads]))

    @invariant()
    def the_order_is_the_same(self) -> None:
        if not hasattr(self, "start"):
            return
        mine = self.runner.run(self.model.read_all())
        there = self.runner.run(self.real.read_all(self.start))
        assert [replace_position(one, 0) for one in plain(mine)] == [replace_position(one, self.start) for one in plain(there)]


def replace_position(one: tuple[int, StoredEvent], start: int) -> tuple[int, StoredEvent]:
    return (one[0] - start, one[1])


@pytest.mark.usefixtures("database")
def test_memory_and_postgres_are_one_log(database: str):
    """Any sequence of appends, duplicates, conflicts, checks, steps and reads has the same results in both."""
    BothLogs.url = database
    run_state_machine_as_test(
        BothLogs,
        settings=settings(max_examples=150, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)),
    )
