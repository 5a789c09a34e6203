"""Whether the store still has every file of every case as it was put."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from activities.evidence import ADDED, Found, check
from domain.kernel import CaseId
from eventlog.memory import MemoryLog
from eventlog.port import NewEvent, Stream, Write
from evidence.folder import Folder
from evidence.port import place

ONE, TWO = (CaseId(f"violation-00000000-0000-4000-8000-00000000000{number}") for number in (1, 2))
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


async def put(store: Folder, content: bytes) -> str:
    async def pieces() -> AsyncIterator[bytes]:
        yield content

    return (await store.put(pieces(), 1000)).digest


async def added(log: MemoryLog, case: CaseId, digest: str, kind: str = ADDED) -> None:
    """As the case's decider writes it."""
    stream = Stream(category="violation", id=UUID(case[-36:]))
    version = len(await log.read(stream))
    data = json.dumps({"digest": digest}).encode()
    event = NewEvent(event_id=uuid4(), type=kind, schema_version=1, happened_at=AT, data=data, meta=b"{}")
    await log.append(None, [Write(stream=stream, expected_version=version, events=(event,))])
    await log.sequence()


async def checked(log: MemoryLog, store: Folder) -> list[tuple[CaseId, str, str]]:
    return [(found.case, found.digest, found.state) async for found in check(log, store)]


async def test_what_was_altered_or_taken_away_is_found(tmp_path: Path) -> None:
    """house:evidence. By walking all files of the log: of each case, whether its files are whole, missing or altered."""
    store, log = Folder(tmp_path), MemoryLog()
    whole, altered, gone = [await put(store, content) for content in (b"whole", b"altered", b"gone")]
    for case, digest in ((ONE, whole), (ONE, altered), (TWO, gone), (TWO, altered)):
        await added(log, case, digest)
    (tmp_path / place(altered)).write_bytes(b"something else")
    (tmp_path / place(gone)).unlink()
    assert await checked(log, store) == [
        (ONE, whole, "whole"),
        (ONE, altered, "altered"),
        (TWO, gone, "missing"),
        (TWO, altered, "altered"),
    ]


async def test_a_file_that_was_only_named_is_missing(tmp_path: Path) -> None:
    """house:evidence. A bare command can name what was never put, or what is no digest at all; a walk over the log shows it."""
    log = MemoryLog()
    await added(log, ONE, sha256(b"never put").hexdigest())
    await added(log, ONE, "../../etc/passwd")
    await added(log, ONE, "something else happened", kind="case.commented")
    assert [state for _, _, state in await checked(log, Folder(tmp_path))] == ["missing", "missing"]


async def test_nothing_to_check_is_nothing_wrong(tmp_path: Path) -> None:
    """house:evidence. A house without files has no altered ones."""
    assert [found async for found in check(MemoryLog(), Folder(tmp_path))] == list[Found]()
