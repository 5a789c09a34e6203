"""Files in a folder: nobody else reads them, and a process that is killed leaves nothing half."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import pytest

from domain.kernel import Unavailable
from evidence.at import store_at
from evidence.folder import INCOMING, LEFT_BEHIND_S, Folder

FILE = b"one half" + b"another half"
HALFWAY = """
import asyncio, sys
from pathlib import Path
from evidence.folder import Folder

async def source():
    yield b"one half"
    print("halfway", flush=True)
    await asyncio.Event().wait()

asyncio.run(Folder(Path(sys.argv[1])).put(source(), 1000))
"""


async def whole() -> AsyncIterator[bytes]:
    yield FILE


def files(folder: Path) -> list[str]:
    """Everything in the store but what is still coming."""
    return [str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file() and INCOMING not in each.parts]


def put_and_be_killed(folder: Path) -> None:
    """By a signal that nothing can answer, when half of the file has come."""
    with subprocess.Popen([sys.executable, "-c", HALFWAY, str(folder)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"halfway\n"
        process.send_signal(signal.SIGKILL)


async def test_killed_in_the_middle_of_a_put_leaves_nothing_half(tmp_path: Path) -> None:
    """house:evidence. What had come is under no digest; the same file put again is whole, and what was left goes after a day."""
    folder = tmp_path / "evidence"
    put_and_be_killed(folder)
    (left,) = (folder / INCOMING).iterdir()
    assert files(folder) == []
    kept = await Folder(folder).put(whole(), 1000)
    assert files(folder) == [f"{kept.digest[:2]}/{kept.digest}"]
    assert left.exists(), "another process may still be at it"
    os.utime(left, (0, left.stat().st_mtime - LEFT_BEHIND_S - 1))
    await Folder(folder).put(whole(), 1000)
    assert list((folder / INCOMING).iterdir()) == []


async def test_nobody_else_reads_the_files(tmp_path: Path) -> None:
    """house:evidence. Folders and files are their owner's alone, whatever the process's mask says."""
    folder, before = tmp_path / "evidence", os.umask(0)
    try:
        kept = await Folder(folder).put(whole(), 1000)
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*"))}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert modes[folder / kept.digest[:2] / kept.digest] == 0o600


async def test_a_disk_that_is_away_is_told_as_such(tmp_path: Path) -> None:
    """house:evidence. Nobody is told that a file is missing, or kept, when the disk cannot be asked; no path is named."""
    (tmp_path / "file").write_bytes(b"")
    store, digest = Folder(tmp_path / "file"), sha256(FILE).hexdigest()
    for asked in (store.put(whole(), 1000), store.has(digest), store.size(digest), anext(store.open(digest))):
        with pytest.raises(Unavailable) as away:
            await asked
        assert str(tmp_path) not in str(away.value)


@pytest.mark.parametrize("where", ["", "s3://", "gs://bucket", "http://bucket"])
def test_an_address_that_cannot_be_meant_is_said(where: str) -> None:
    """house:evidence. A store is a folder or a bucket; whoever mistypes learns it at the start and not with the first file."""
    with pytest.raises(ValueError, match="bucket"):
        store_at(where)
