"""What must be true of every log, whatever was killed while it was written."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from activities.ask import Answer
from domain import clocks
from domain.deciders import DECIDERS
from domain.kernel import Clock, uuid_of
from domain.shapes import event_in
from eventlog.port import StoredEvent, Stream
from tests.faults.stack import Stack

DUTY_ENDS = ("duty.notified", "duty.failed")


async def whole(stack: Stack) -> list[StoredEvent]:
    """All events in the one order; every committed event has its place in it, and no place is empty."""

    async def placed() -> bool:
        return await stack.log.head() == await stack.committed()

    await stack.until(placed, "a place for every committed event")
    found = await stack.log.read_all(0, 1_000_000)
    assert [one.position for one in found] == list(range(len(found)))
    return [one.event for one in found]


async def sound(stack: Stack) -> list[StoredEvent]:
    """Streams without gaps, no event twice, clocks and duties that end once. Gives all events."""
    events = await whole(stack)
    assert not [twice for twice, count in Counter(event.event_id for event in events).items() if count > 1]
    for stream, history in by_stream(events).items():
        assert [event.version for event in history] == list(range(1, len(history) + 1)), stream
        if stream.category in DECIDERS:
            clocks_end_once(history)
            duties_end_once(history)
    return events


def by_stream(events: Iterable[StoredEvent]) -> Mapping[Stream, list[StoredEvent]]:
    found: dict[Stream, list[StoredEvent]] = defaultdict(list)
    for event in events:
        found[event.stream].append(event)
    return found


def clocks_end_once(history: Sequence[StoredEvent]) -> None:
    """Only what runs is stopped, moved or run out, and it runs out at the instant that it was armed for."""
    running: Mapping[str, Clock] = {}
    for stored in history:
        if not stored.type.startswith("clock."):
            continue
        event = event_in(stored.type, stored.schema_version, json.loads(stored.data))
        if not isinstance(event, clocks.Armed):
            assert event.clock in running, (stored.stream, stored.version, event)
        if isinstance(event, clocks.RanOut):
            assert event.due == running[event.clock].due, (stored.stream, stored.version, event)
            assert event.late_s >= 0
        running = clocks.keep(running, event)


def duties_end_once(history: Sequence[StoredEvent]) -> None:
    """One end a duty."""
    ends = [json.loads(event.data) for event in history if event.type in DUTY_ENDS]
    assert not [key for key, count in Counter((end["event"], end["duty"]) for end in ends).items() if count > 1]


async def kept(stack: Stack, answers: Iterable[Answer], events: Sequence[StoredEvent]) -> int:
    """What a door confirmed is in the log, once, with the outcome that was told. Gives how many there were."""
    by_command: dict[Any, list[StoredEvent]] = defaultdict(list)
    for event in events:
        if event.command_id is not None and event.stream.category == "request":
            by_command[event.command_id].append(event)
    count = 0
    for answer in answers:
        row = await stack.log.command(answer.command)
        assert row is not None, answer
        assert row.outcome == answer.outcome, answer
        said = by_command[answer.command]
        assert bool(said) == (answer.outcome == "done"), answer
        assert all(event.stream.id == uuid_of(answer.case) for event in said), answer
        if said:
            assert [event.version for event in said] == list(range(said[0].version, said[0].version + len(said))), "written at once"
            assert answer.version >= said[-1].version, answer
        count += 1
    return count
