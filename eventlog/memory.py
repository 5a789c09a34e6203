"""The log in memory: the same contract without a database. For tests, the users' own too, and for trying things out.

By default an event has its position at once. With `at_once=False` positions are given out by `sequence`, as in the database.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from eventlog import encoder
from eventlog.errors import BeyondHead, CommandReused, VersionConflict
from eventlog.port import Appended, CommandEntry, NewEvent, Positioned, Recorded, StoredEvent, Stream, Write, check

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from uuid import UUID


class MemoryLog:
    """`EventLog` in memory, for one event loop. `now` says what the database's clock would."""

    def __init__(self, *, at_once: bool = True, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._at_once = at_once
        self._now = now
        self._seq = 0
        self._commands: dict[UUID, Recorded] = {}
        self._streams: dict[Stream, list[StoredEvent]] = {}
        self._waiting: list[StoredEvent] = []
        self._order: list[StoredEvent] = []
        self._grew = asyncio.Condition()

    async def append(self, command: CommandEntry | None, writes: Sequence[Write]) -> Appended:
        check(command, writes)
        known = None if command is None else self._commands.get(command.id)
        if command is not None and known is not None:
            if known.request_digest != command.request_digest:
                raise CommandReused(command.id)
            return Appended(duplicate=True, command=known)
        for write in writes:
            actual = len(self._streams.get(write.stream, ()))
            if actual != write.expected_version:
                raise VersionConflict(write.stream, write.expected_version, actual)
        appended = self._write(command, writes)
        if self._at_once:
            await self.sequence(len(self._waiting))
        return appended

    def _write(self, command: CommandEntry | None, writes: Sequence[Write]) -> Appended:
        self._seq += 1
        recorded = None if command is None else self._record(command)
        at = self._now().astimezone(UTC) if recorded is None else recorded.recorded_at
        for write in writes:
            for event in write.events:
                stored = self._store(write.stream, event, at, command)
                self._streams.setdefault(write.stream, []).append(stored)
                self._waiting.append(stored)
        return Appended(duplicate=False, command=recorded)

    def _record(self, command: CommandEntry) -> Recorded:
        recorded = Recorded(
            id=command.id,
            request_digest=command.request_digest,
            outcome=command.outcome,
            answer=command.answer,
            append_seq=self._seq,
            recorded_at=self._now().astimezone(UTC),
        )
        self._commands[command.id] = recorded
        return recorded

    def _store(self, stream: Stream, event: NewEvent, recorded_at: datetime, command: CommandEntry | None) -> StoredEvent:
        before = self._streams.get(stream, [])
        happened_at = event.happened_at.astimezone(UTC)
        entry = encoder.encode(
            stream=stream,
            version=len(before) + 1,
            event_id=event.event_id,
            type=event.type,
            schema_version=event.schema_version,
            happened_at=happened_at,
            recorded_at=recorded_at,
            command_id=None if command is None else command.id,
            previous_leaf=before[-1].leaf if before else encoder.NO_LEAF,
            data=event.data,
            meta=event.meta,
        )
        return StoredEvent(
            stream=stream,
            version=len(before) + 1,
            event_id=event.event_id,
            type=event.type,
            schema_version=event.schema_version,
            happened_at=happened_at,
            recorded_at=recorded_at,
            command_id=None if command is None else command.id,
            append_seq=self._seq,
            data=event.data,
            meta=event.meta,
            entry=entry,
            leaf=encoder.leaf_of(entry),
        )

    async def command(self, command_id: UUID) -> Recorded | None:
        return self._commands.get(command_id)

    async def read(self, stream: Stream, after: int = 0) -> list[StoredEvent]:
        return self._streams.get(stream, [])[after:]

    async def load(self, command_id: UUID | None, reads: Sequence[tuple[Stream, int]]) -> tuple[Recorded | None, list[list[StoredEvent]]]:
        known = None if command_id is None else self._commands.get(command_id)
        return known, [self._streams.get(stream, [])[after:] for stream, after in reads]

    async def read_all(self, start: int = 0, limit: int = 1000) -> list[Positioned]:
        part = self._order[start : start + limit]
        return [Positioned(position=start + nth, event=event) for nth, event in enumerate(part)]

    async def follow(self, start: int = 0, batch: int = 1000) -> AsyncIterator[list[Positioned]]:
        if start > len(self._order):
            raise BeyondHead(start, len(self._order))
        position = start
        while True:
            async with self._grew:
                while len(self._order) <= position:
                    await self._grew.wait()
            events = await self.read_all(position, batch)
            position += len(events)
            yield events

    async def head(self) -> int:
        return len(self._order)

    async def sequence(self, limit: int = 10_000) -> int:
        part, self._waiting = self._waiting[:limit], self._waiting[limit:]
        self._order += part
        async with self._grew:
            self._grew.notify_all()
        return len(part)
