"""From arguments to the wire and from rows to the port's types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventlog.port import Appended, CommandEntry, Positioned, Recorded, StoredEvent, Stream, Write

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def append_arguments(command: CommandEntry | None, writes: Sequence[Write]) -> tuple[object, ...]:
    """The fourteen arguments of the database's append, events flattened in the order of their streams."""
    events = [event for write in writes for event in write.events]
    head = (None, None, None, None) if command is None else (command.id, command.request_digest, command.outcome, command.answer)
    return (
        *head,
        [write.stream.category for write in writes],
        [write.stream.id for write in writes],
        [write.expected_version for write in writes],
        [len(write.events) for write in writes],
        [event.event_id for event in events],
        [event.type for event in events],
        [event.schema_version for event in events],
        [event.happened_at for event in events],
        [event.data for event in events],
        [event.meta for event in events],
    )


def appended(command: CommandEntry | None, row: Mapping[str, Any]) -> Appended:
    """The answer of the database's append. A duplicate brings the old row's contents, a new command is what was sent."""
    if command is None:
        return Appended(duplicate=False, command=None)
    old = row["o_duplicate"]
    return Appended(
        duplicate=old,
        command=Recorded(
            id=command.id,
            request_digest=row["o_digest"] if old else command.request_digest,
            outcome=row["o_outcome"] if old else command.outcome,
            answer=row["o_answer"] if old else command.answer,
            append_seq=row["o_seq"],
            recorded_at=row["o_recorded"],
        ),
    )


def recorded(row: Mapping[str, Any]) -> Recorded:
    """A command's row as `sql.LOAD` dresses it."""
    return Recorded(
        id=row["command_id"],
        request_digest=row["meta"],
        outcome=row["type"],
        answer=row["data"],
        append_seq=row["append_seq"],
        recorded_at=row["recorded_at"],
    )


def stored(row: Mapping[str, Any]) -> StoredEvent:
    """An event's row."""
    return StoredEvent(
        stream=Stream(category=row["category"], id=row["stream_id"]),
        version=row["version"],
        event_id=row["event_id"],
        type=row["type"],
        schema_version=row["schema_version"],
        happened_at=row["happened_at"],
        recorded_at=row["recorded_at"],
        command_id=row["command_id"],
        append_seq=row["append_seq"],
        data=row["data"],
        meta=row["meta"],
        entry=row["entry"],
        leaf=row["leaf"],
    )


def positioned(row: Mapping[str, Any]) -> Positioned:
    """An event's row with its position."""
    return Positioned(position=row["position"], event=stored(row))
