"""Writing down that somebody looked at personal fields (house:need-to-know)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from activities.governed import Governed
from activities.writing import actor_out
from domain.calendar import local_day
from domain.kernel import Actor, CaseId, PersonId, Unavailable, event_id, uuid_of
from domain.looks import CATEGORY, LookTaken, command_id
from domain.shapes import canonical, event_out
from eventlog import errors
from eventlog.port import CommandEntry, EventLog, NewEvent, Stream, Write


async def record_look(
    log: EventLog, governed: Governed, *, by: PersonId, case: CaseId, fields: Sequence[str], basis: str, at: datetime
) -> bool:
    """Record it, once a person, case and day of the organisation; whether it was new. Raises `Unavailable`: then show nothing."""
    command = command_id(by, case, local_day(governed.calendar(at), at))
    entry = CommandEntry(id=command, request_digest=sha256(command.bytes).digest(), outcome="done", answer=b"{}")
    look = LookTaken(case=case, fields=tuple(fields), basis=basis)
    meta = canonical({"by": actor_out(_actor(governed, by, at, basis)), "asked_at": at.isoformat()})
    version = 0
    while True:
        try:
            return not (await log.append(entry, [_write(command, look, version, meta, at)])).duplicate
        except errors.VersionConflict as quicker:
            version = quicker.actual
        except errors.Unavailable as away:
            raise Unavailable(f"the look is not known to be written down ({away})") from away


def _actor(governed: Governed, person: PersonId, at: datetime, basis: str) -> Actor:
    """Who looked, with what they held."""
    who = governed.organisation(at).people.get(person)
    return Actor(id=person, department=who.department if who else "", posts=who.posts if who else (), basis=basis)


def _write(command: UUID, look: LookTaken, version: int, meta: bytes, at: datetime) -> Write:
    stream, (name, schema_version, data) = Stream(category=CATEGORY, id=uuid_of(look.case)), event_out(look)
    event = NewEvent(
        event_id=event_id(command, stream.category, stream.id, version + 1),
        type=name,
        schema_version=schema_version,
        happened_at=at,
        data=canonical(data),
        meta=meta,
    )
    return Write(stream=stream, expected_version=version, events=(event,))
