"""Small makers of what a log is given."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

from eventlog.port import CommandEntry, EventLog, NewEvent, Outcome, Stream, Write

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)


def stream(category: str = "request") -> Stream:
    return Stream(category=category, id=uuid4())


def event(data: bytes = b"{}", *, type: str = "request.opened", meta: bytes = b"{}", happened_at: datetime = NOON) -> NewEvent:
    return NewEvent(event_id=uuid4(), type=type, schema_version=1, happened_at=happened_at, data=data, meta=meta)


def events(n: int) -> tuple[NewEvent, ...]:
    return tuple(event(b"%d" % nth) for nth in range(n))


def write(to: Stream, expected: int, n: int = 1) -> Write:
    return Write(stream=to, expected_version=expected, events=events(n))


def command(id: UUID | None = None, *, asks: bytes = b"a", outcome: Outcome = "done", answer: bytes = b"answer") -> CommandEntry:
    return CommandEntry(id=id or uuid4(), request_digest=asks.ljust(32, b"."), outcome=outcome, answer=answer)


async def sequence_all(log: EventLog) -> None:
    while await log.sequence():
        pass
