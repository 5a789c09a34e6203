"""Writing down who was handed a case's files, and reading it again (house:evidence); erasing those outside (house:outsiders)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from activities.beside import write_down
from activities.governed import Governed
from activities.personal import outsiders, subject_of
from domain.custody import CATEGORY, CustodyEvent, Exported, OutsidersErased, Read, command_id
from domain.kernel import CaseId, PersonId, Unavailable, uuid_of
from domain.shapes import event_in
from eventlog import errors
from eventlog.keyring import Keyring
from eventlog.port import EventLog, Stream


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
    try:
        return await write_down(log, governed, CATEGORY, event, command=command, by=by, basis=basis, at=at)
    except errors.Unavailable as away:
        raise Unavailable(f"the handing out is not known to be written down ({away})") from away


async def erase_outsiders(
    log: EventLog, governed: Governed, keyring: Keyring, *, by: PersonId, case: CaseId, basis: str, at: datetime
) -> None:
    """Nobody can read any more who of those outside was told. Recorded first; asked again it is done again. Raises `Unavailable`."""
    command = command_id("erased", by, case, (), at)
    try:
        await write_down(log, governed, CATEGORY, OutsidersErased(case=case, basis=basis), command=command, by=by, basis=basis, at=at)
    except errors.Unavailable as away:
        raise Unavailable(f"the erasing is not known to be written down ({away})") from away
    await keyring.erase(subject_of(outsiders(case)))


async def custody_of(log: EventLog, case: CaseId) -> Sequence[Handled]:
    """All of it, oldest first. Raises `Unavailable` of the log."""
    found = []
    for stored in await log.read(Stream(category=CATEGORY, id=uuid_of(case))):
        event: CustodyEvent = event_in(stored.type, stored.schema_version, json.loads(stored.data))
        if isinstance(event, OutsidersErased):
            continue
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
