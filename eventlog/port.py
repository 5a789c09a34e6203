"""What a log is: append, read, follow. Two implementations keep this contract, `postgres` and `memory`.

The log stores bytes. `data` and `meta` come back exactly as they were handed over; nothing is parsed or written anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from eventlog.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime
    from uuid import UUID

Outcome = Literal["done", "moot", "refused"]

_LONGEST_NAME = 255
_HIGHEST_SCHEMA_VERSION = 32_767


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One history: the events of a case, its refusals, a claim. `category` is the kind, "refused", "claim", "governance"."""

    category: str
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """An event as its writer made it. `data` and `meta` are the exact bytes to keep."""

    event_id: UUID
    type: str
    schema_version: int
    happened_at: datetime
    data: bytes
    meta: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Events for one stream, and the version that the writer saw (0: the stream must be new).

    Without events only the version is checked, and the stream cannot move until this append is through.
    """

    stream: Stream
    expected_version: int
    events: tuple[NewEvent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandEntry:
    """A command's row: its id, a keyed digest (32 bytes) of what was asked, and what came of it."""

    id: UUID
    request_digest: bytes
    outcome: Outcome
    answer: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A command's row as it stands in the log."""

    id: UUID
    request_digest: bytes
    outcome: Outcome
    answer: bytes
    append_seq: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """What an append did. A duplicate wrote nothing, and `command` is then the old row.

    `command` is None only if the append was made without a command.
    """

    duplicate: bool
    command: Recorded | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """An event as it stands in the log; `entry` is what is hashed, `leaf` its RFC 9162 leaf hash."""

    stream: Stream
    version: int
    event_id: UUID
    type: str
    schema_version: int
    happened_at: datetime
    recorded_at: datetime
    command_id: UUID | None
    append_seq: int
    data: bytes
    meta: bytes
    entry: bytes
    leaf: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Positioned:
    """An event and its place in the one order that all followers see."""

    position: int
    event: StoredEvent


class EventLog(Protocol):
    """The append-only log. Every method may raise `Unavailable`."""

    async def append(self, command: CommandEntry | None, writes: Sequence[Write]) -> Appended:
        """Write one command with all its events, or nothing.

        A known command id with the same digest writes nothing and answers with the old row, whatever happened to the
        streams since. Raises `CommandReused`, `VersionConflict`, `Malformed`.
        """

    async def command(self, command_id: UUID) -> Recorded | None:
        """What came of a command, if it is known."""

    async def read(self, stream: Stream, after: int = 0) -> list[StoredEvent]:
        """A stream's events after a version, oldest first."""

    async def load(self, command_id: UUID | None, reads: Sequence[tuple[Stream, int]]) -> tuple[Recorded | None, list[list[StoredEvent]]]:
        """A command's row and several streams after given versions, all of one instant and in one round trip."""

    async def read_all(self, start: int = 0, limit: int = 1000) -> list[Positioned]:
        """Events of all streams from a position on, in order, without gaps; at most `limit`."""

    def follow(self, start: int = 0, batch: int = 1000) -> AsyncIterator[list[Positioned]]:
        """Batches (never empty) from a position on, for ever. Raises `BeyondHead` if the log ends before `start`."""

    async def head(self) -> int:
        """The next position to be given out: how many events have one."""

    async def sequence(self, limit: int = 10_000) -> int:
        """Give positions to committed events that have none, at most `limit`; says how many."""


def check(command: CommandEntry | None, writes: Sequence[Write]) -> None:
    """Refuse, before anything is sent, what no implementation could keep. Raises `Malformed`."""
    if command is not None and len(command.request_digest) != 32:
        raise Malformed("a request digest has 32 bytes")
    if command is None and not any(write.events for write in writes):
        raise Malformed("an append without a command needs at least one event")
    if len({write.stream for write in writes}) != len(writes):
        raise Malformed("a stream may be written only once in an append")
    for write in writes:
        _check_name(write.stream.category)
        if write.expected_version < 0:
            raise Malformed("a version is never negative")
        for event in write.events:
            _check_event(event)


def _check_event(event: NewEvent) -> None:
    _check_name(event.type)
    if not 0 < event.schema_version <= _HIGHEST_SCHEMA_VERSION:
        raise Malformed(f"schema version {event.schema_version} is out of range")
    if event.happened_at.tzinfo is None:
        raise Malformed("an instant needs a time zone")


def _check_name(name: str) -> None:
    """A name is 1 to 255 bytes of UTF-8 without NUL, which PostgreSQL cannot keep in text."""
    try:
        length = len(name.encode())
    except UnicodeEncodeError:
        raise Malformed(f"{name!r} is not text") from None
    if not 0 < length <= _LONGEST_NAME or "\x00" in name:
        raise Malformed(f"{name[:40]!r} is no name: 1 to {_LONGEST_NAME} bytes, without NUL")
