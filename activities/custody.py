"""Writing down who was handed a case's files, and reading it again (house:evidence)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from activities.governed import Governed
from activities.writing import actor_out
from domain.custody import CATEGORY, CustodyEvent, Exported, Read, command_id
from domain.kernel import Actor, CaseId, PersonId, Unavailable, event_id, uuid_of
from domain.shapes import canonical, event_in, event_out
from eventlog import errors
from eventlog.port import CommandEntry, EventLog, NewEvent, Stream, Write


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """One row of the chain: who was handed which files, when and on what basis; `exported`: they took them out of the house."""

    by: PersonId
    at: datetime
    digests: tuple[str, ...]
    basis: str
    exported: bool


async def record_custody(
    log: EventLog,
    governed: Governed,
    *,
    by: PersonId,
    case: CaseId,
    digests: Sequence[str],
    basis: str,
    at: datetime,
    exported: bool = False,
) -> bool:
    """Record it, once a person, case, files and minute; whether it was new. Raises `Unavailable`: then hand out nothing."""
    made = Exported if exported else Read
    event = made(case=case, digests=tuple(dict.fromkeys(digests)), basis=basis)
    command = command_id("exported" if exported else "read", by, case, event.digests, at)
    entry = CommandEntry(id=command, request_digest=sha256(command.bytes).digest(), outcome="done", answer=b"{}")
    meta = canonical({"by": actor_out(_actor(governed, by, at, basis)), "asked_at": at.isoformat()})
    version = 0
    while True:
        try:
            return not (await log.append(entry, [_write(command, event, version, meta, at)])).duplicate
        except errors.VersionConflict as quicker:
            version = quicker.actual
        except errors.Unavailable as away:
            raise Unavailable(f"the handing out is not known to be written down ({away})") from away


async def custody_of(log: EventLog, case: CaseId) -> Sequence[Handled]:
    """All of it, oldest first. Raises `Unavailable` of the log."""
    found = []
    for stored in await log.read(Stream(category=CATEGORY, id=uuid_of(case))):
        event: CustodyEvent = event_in(stored.type, stored.schema_version, json.loads(stored.data))
        found.append(
            Handled(
                by=PersonId(json.loads(stored.meta)["by"]["id"]),
                at=stored.happened_at,
                digests=event.digests,
                basis=event.basis,
                exported=isinstance(event, Exported),
            )
        )
    return found


def _actor(governed: Governed, person: PersonId, at: datetime, basis: str) -> Actor:
    """Who it was, with what they held."""
    who = governed.organisation(at).people.get(person)
    return Actor(id=person, department=who.department if who else "", posts=who.posts if who else (), basis=basis)


def _write(command: UUID, said: CustodyEvent, version: int, meta: bytes, at: datetime) -> Write:
    stream, (name, schema_version, data) = Stream(category=CATEGORY, id=uuid_of(said.case)), event_out(said)
    event = NewEvent(
        event_id=event_id(command, stream.category, stream.id, version + 1),
        type=name,
        schema_version=schema_version,
        happened_at=at,
        data=canonical(data),
        meta=meta,
    )
    return Write(stream=stream, expected_version=version, events=(event,))
