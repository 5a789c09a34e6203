"""From arguments to the wire and from rows to the port's types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from eventlog.errors import CommandReused, Corrupt, EventLogError, VersionConflict
from eventlog.port import Appended, CommandEntry, Outcome, Positioned, Recorded, StoredEvent, Stream, Write

Append = tuple[CommandEntry | None, Sequence[Write]]


def append_arguments(appends: Sequence[Append]) -> tuple[object, ...]:
    """The arguments of the database's append: columns over commands, over their writes, over their events."""
    commands = [command for command, _ in appends]
    writes = [write for _, ours in appends for write in ours]
    events = [event for write in writes for event in write.events]
    return (
        [one and one.id for one in commands],
        [one and one.request_digest for one in commands],
        [one and one.outcome for one in commands],
        [one and one.answer for one in commands],
        [len(ours) for _, ours in appends],
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


def simple_arguments(command: CommandEntry, write: Write) -> tuple[object, ...]:
    """The arguments of the database's append for one event."""
    (event,) = write.events
    return (
        command.id,
        command.request_digest,
        command.outcome,
        command.answer,
        write.stream.category,
        write.stream.id,
        write.expected_version,
        event.event_id,
        event.type,
        event.schema_version,
        event.happened_at,
        event.data,
        event.meta,
    )


def simple_answer(command: CommandEntry, row: Mapping[str, Any]) -> Appended | None:
    """What it did; None if the other append has to be asked."""
    if row["o_seq"] is None:
        return None
    return Appended(duplicate=False, command=_row_of(command, command.outcome, command.answer, row["o_seq"], row["o_recorded"]))


def append_answers(appends: Sequence[Append], row: Mapping[str, Any]) -> list[Appended | EventLogError]:
    """What the database's append did, for each of them."""
    answers = zip(appends, row["o_status"], row["o_number"], strict=True)
    return [_answer(nth, one, status, number, row) for nth, (one, status, number) in enumerate(answers)]


def _answer(nth: int, append: Append, status: int, number: int, row: Mapping[str, Any]) -> Appended | EventLogError:
    command, writes = append
    match status:
        case 0:
            if command is None:
                return Appended(duplicate=False, command=None)
            return Appended(duplicate=False, command=_row_of(command, command.outcome, command.answer, number, row["o_recorded"]))
        case 1 if command is not None:
            old = _row_of(command, row["o_outcomes"][nth], row["o_answers"][nth], number, row["o_times"][nth])
            return Appended(duplicate=True, command=old)
        case 2 if command is not None:
            return CommandReused(command.id)
        case 3:
            write = writes[row["o_which"][nth] - 1]
            return VersionConflict(write.stream, write.expected_version, number)
        case _:
            return Corrupt(f"the database's append answered {status}")


def _row_of(command: CommandEntry, outcome: Outcome, answer: bytes, append_seq: int, recorded_at: datetime) -> Recorded:
    return Recorded(
        id=command.id,
        request_digest=command.request_digest,
        outcome=outcome,
        answer=answer,
        append_seq=append_seq,
        recorded_at=recorded_at,
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
