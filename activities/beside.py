"""Writing down, in a stream beside a case's, what changes no case: that somebody looked, that somebody was handed a file."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from activities.governed import Governed
from activities.writing import actor_out
from domain.kernel import Actor, PersonId, event_id, uuid_of
from domain.shapes import canonical, event_out
from eventlog import errors
from eventlog.port import CommandEntry, EventLog, NewEvent, Stream, Write


async def write_down(
    log: EventLog, governed: Governed, category: str, said: Any, *, command: UUID, by: PersonId, basis: str, at: datetime
) -> bool:
    """Append it to the stream of this category that belongs to ``said.case``, once a command; whether it was new.

    Whoever else wrote there first is no hindrance. Raises the log's `Unavailable`.
    """
    entry = CommandEntry(id=command, request_digest=sha256(command.bytes).digest(), outcome="done", answer=b"{}")
    meta = canonical({"by": actor_out(_actor(governed, by, at, basis)), "asked_at": at.isoformat()})
    stream, version = Stream(category=category, id=uuid_of(said.case)), 0
    while True:
        try:
            return not (await log.append(entry, [_write(stream, command, said, version, meta, at)])).duplicate
        except errors.VersionConflict as quicker:
            version = quicker.actual


def _actor(governed: Governed, person: PersonId, at: datetime, basis: str) -> Actor:
    """Who it was, with what they held."""
    who = governed.organisation(at).people.get(person)
    return Actor(id=person, department=who.department if who else "", posts=who.posts if who else (), basis=basis)


def _write(stream: Stream, command: UUID, said: Any, version: int, meta: bytes, at: datetime) -> Write:
    name, schema_version, data = event_out(said)
    event = NewEvent(
        event_id=event_id(command, stream.category, stream.id, version + 1),
        type=name,
        schema_version=schema_version,
        happened_at=at,
        data=canonical(data),
        meta=meta,
    )
    return Write(stream=stream, expected_version=version, events=(event,))
