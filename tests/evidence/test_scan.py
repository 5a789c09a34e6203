"""A scanner of the house's own looks at each file before any of it is kept."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from evidence.at import store_at
from evidence.errors import Empty, NotClean, NotScanned, TooLarge
from evidence.port import Store
from evidence.scan import Scan, Scanned, scan_of
from tests.evidence.test_contract import got, pieces, put

EICAR_LIKE = b"a harmless text that the scanner of these tests calls a virus"
SCANNER = "import sys; sys.exit(1 if b'virus' in sys.stdin.buffer.read() else 0)"


def scanner(program: str, within: timedelta = timedelta(seconds=30)) -> Scan:
    return Scan(command=(sys.executable, "-c", program), within=within)


def store(folder: Path, scan: Scan) -> Store:
    return store_at(str(folder), scan)


def kept(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


async def test_a_clean_file_is_kept_as_it_was_put(tmp_path: Path) -> None:
    """house:evidence. The scanner reads all of it; what is kept is byte for byte what came."""
    made = store(tmp_path, scanner(SCANNER))
    digest = await put(made, b"a photograph" * 50_000)
    assert await got(made, digest) == b"a photograph" * 50_000
    assert (await made.has(digest), await made.size(digest)) == (True, 600_000)


async def test_what_is_not_clean_is_not_kept(tmp_path: Path) -> None:
    """house:evidence. Not even for a moment: nothing of it was ever in the store."""
    with pytest.raises(NotClean):
        await put(store(tmp_path, scanner(SCANNER)), EICAR_LIKE)
    assert kept(tmp_path) == []


@pytest.mark.parametrize(
    "scan",
    [
        Scan(command=("/nowhere/to/be/found",)),
        scanner("import os, signal; os.kill(os.getpid(), signal.SIGKILL)"),
        scanner("import sys; sys.stdin.buffer.read(); input_ = __import__('signal').pause()", timedelta(milliseconds=300)),
    ],
    ids=["not there", "killed", "does not end"],
)
async def test_a_scanner_that_cannot_look_lets_nothing_in(tmp_path: Path, scan: Scan) -> None:
    """house:evidence. Where the house wants files looked at, none is kept that nobody looked at."""
    with pytest.raises(NotScanned):
        await put(store(tmp_path, scan), b"a photograph")
    assert kept(tmp_path) == []


async def test_limits_stand_before_the_scanner(tmp_path: Path) -> None:
    """house:evidence. What is too large or empty is told so, and no scanner is bothered with it."""
    made = store(tmp_path, Scan(command=("/nowhere/to/be/found",)))
    with pytest.raises(TooLarge):
        await made.put(pieces(b"x" * 11), 10)
    with pytest.raises(Empty):
        await made.put(pieces(b""), 10)


def test_a_command_is_words_and_no_shell_runs_it() -> None:
    """house:evidence. None is none; quotes are read as a shell reads them; what cannot be meant is said at the start."""
    assert scan_of("") is None
    assert scan_of("clamdscan --fdpass '-'") == Scan(command=("clamdscan", "--fdpass", "-"))
    assert not isinstance(store_at("x"), Scanned)
    with pytest.raises(ValueError, match="quotation"):
        scan_of("clamdscan '")
