"""Files of cases as the log knows them, and whether the store still has them as they were put (house:evidence)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from domain.kernel import CaseId
from eventlog.port import EventLog
from evidence.errors import NotADigest, NotKept, Tampered
from evidence.port import Store

ADDED = "evidence.added"
"""The event by which a file belongs to a case, whatever its kind."""
PUT = "add_evidence"
"""The command that leads to it."""
BATCH = 1000

State = Literal["whole", "missing", "altered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file of a case, and how it stands in the store."""

    case: CaseId
    digest: str
    state: State


async def check(log: EventLog, store: Store) -> AsyncIterator[Found]:
    """Every file of every case in the order of the log, each content read once. Raises `Unavailable`."""
    known: dict[str, State] = {}
    start = 0
    while batch := await log.read_all(start, BATCH):
        for each in batch:
            if each.event.type == ADDED:
                data: Mapping[str, Any] = json.loads(each.event.data)
                digest = str(data["digest"])
                if digest not in known:
                    known[digest] = await state_of(store, digest)
                case = CaseId(f"{each.event.stream.category}-{each.event.stream.id}")
                yield Found(case=case, digest=digest, state=known[digest])
        start = batch[-1].position + 1


async def state_of(store: Store, digest: str) -> State:
    """Reads all of it. Raises `Unavailable`."""
    try:
        async for _ in store.open(digest):
            pass
    except (NotKept, NotADigest):
        return "missing"
    except Tampered:
        return "altered"
    return "whole"
