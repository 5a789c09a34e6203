"""A store that keeps nothing before a scanner of the house's own has looked at it, as an anti-virus program.

The scanner is any command that reads the file on its standard input and ends with 0 when it is clean. Whatever else happens,
nothing is kept: a scanner that is not there, or does not end in time, lets nothing in.
"""

from __future__ import annotations

import asyncio
import shlex
import tempfile
from asyncio import subprocess, to_thread
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import IO

from domain.kernel import Unavailable
from evidence.errors import NotClean, NotScanned
from evidence.port import PIECE, Counted, Kept, Store

IN_TIME = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """`command` as a shell writes its words; no shell runs it. `within`: how long it may take for one file."""

    command: tuple[str, ...]
    within: timedelta = IN_TIME


def scan_of(command: str, within: timedelta = IN_TIME) -> Scan | None:
    """None for no command. ValueError for one that cannot be meant."""
    words = tuple(shlex.split(command))
    return Scan(command=words, within=within) if words else None


class Scanned:
    """See `Store`; `put` also raises `NotClean` and `NotScanned`."""

    def __init__(self, store: Store, scan: Scan) -> None:
        self._store = store
        self._scan = scan

    async def put(self, source: AsyncIterator[bytes], limit: int) -> Kept:
        """All of it is looked at before any of it is kept: it waits in a file that has no name."""
        with _waiting() as file:
            await _spooled(source, limit, file)
            await _looked_at(self._scan, file)
            await to_thread(file.seek, 0)
            return await self._store.put(_pieces(file), limit)

    def open(self, digest: str) -> AsyncIterator[bytes]:
        """See `Store`."""
        return self._store.open(digest)

    async def has(self, digest: str) -> bool:
        """See `Store`."""
        return await self._store.has(digest)

    async def size(self, digest: str) -> int:
        """See `Store`."""
        return await self._store.size(digest)


def _waiting() -> IO[bytes]:
    try:
        return tempfile.TemporaryFile()
    except OSError as error:
        raise Unavailable("no room for a file that waits for the scanner") from error


async def _spooled(source: AsyncIterator[bytes], limit: int, file: IO[bytes]) -> None:
    """Onto the disk as it comes. Raises `TooLarge`, `Empty` before any scanner runs."""
    counted = Counted(limit)
    try:
        async for piece in source:
            await to_thread(file.write, counted.take(piece))
        counted.end()
        await to_thread(file.flush)
        await to_thread(file.seek, 0)
    except OSError as error:
        raise Unavailable("no room for a file that waits for the scanner") from error


async def _looked_at(scan: Scan, file: IO[bytes]) -> None:
    """Returns when it is clean. Raises `NotClean`, `NotScanned`."""
    try:
        scanner = await subprocess.create_subprocess_exec(*scan.command, stdin=file, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except OSError as error:
        raise NotScanned(f"{scan.command[0]} cannot be run: {error}") from error
    try:
        ended = await asyncio.wait_for(scanner.wait(), scan.within.total_seconds())
    except TimeoutError:
        raise NotScanned(f"{scan.command[0]} did not end within {scan.within}") from None
    finally:
        if scanner.returncode is None:
            scanner.kill()
            await scanner.wait()
    if ended < 0:
        raise NotScanned(f"{scan.command[0]} was ended by signal {-ended}")
    if ended != 0:
        raise NotClean(f"{scan.command[0]} ended with {ended}")


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    while piece := await to_thread(file.read, PIECE):
        yield piece
