"""Files in a folder of this machine."""

from __future__ import annotations

import os
import tempfile
import time
from asyncio import to_thread
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from domain.kernel import Unavailable
from evidence.errors import NotKept
from evidence.port import PIECE, Counted, Kept, place, verified

INCOMING = "incoming"
"""Where a file is while it comes. No digest is called so."""
LEFT_BEHIND_S = 24 * 3600.0
"""Whatever has been coming for a day is of a process that was killed."""


class Folder:
    """Written beside, made durable, then renamed: a file is there whole or not at all. Open to the process's own user alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.expanduser().absolute()

    async def put(self, source: AsyncIterator[bytes], limit: int) -> Kept:
        """See `Store`. A copy that is already there is written anew, so that what was put can be had, whatever became of the old one."""
        with _answering():
            file, path = await to_thread(self._begin)
            counted = Counted(limit)
            try:
                async for piece in source:
                    await to_thread(file.write, counted.take(piece))
                kept = counted.end()
                await to_thread(self._finish, file, path, kept.digest)
            finally:
                file.close()
                path.unlink(missing_ok=True)
            return kept

    async def open(self, digest: str) -> AsyncIterator[bytes]:
        """See `Store`."""
        path = self._folder / place(digest)
        with _answering():
            try:
                file = await to_thread(path.open, "rb")
            except FileNotFoundError:
                raise NotKept(f"nothing is kept under {digest}") from None
            with file:
                async for piece in verified(digest, _pieces(file)):
                    yield piece

    async def has(self, digest: str) -> bool:
        """See `Store`."""
        try:
            await self.size(digest)
        except NotKept:
            return False
        return True

    async def size(self, digest: str) -> int:
        """See `Store`."""
        path = self._folder / place(digest)
        with _answering():
            try:
                return (await to_thread(path.stat)).st_size
            except FileNotFoundError:
                raise NotKept(f"nothing is kept under {digest}") from None

    def _begin(self) -> tuple[IO[bytes], Path]:
        incoming = self._folder / INCOMING
        incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        _sweep(incoming)
        number, name = tempfile.mkstemp(dir=incoming)  # for nobody else to read, by its own definition
        return os.fdopen(number, "wb"), Path(name)

    def _finish(self, file: IO[bytes], path: Path, digest: str) -> None:
        target = self._folder / place(digest)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        file.flush()
        os.fsync(file.fileno())
        path.replace(target)
        for folder in (target.parent, self._folder):
            _sync(folder)


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    while piece := await to_thread(file.read, PIECE):
        yield piece


def _sweep(incoming: Path) -> None:
    """Remove what killed processes left. Another process may do the same at the same time."""
    long_ago = time.time() - LEFT_BEHIND_S
    for each in incoming.iterdir():
        with suppress(FileNotFoundError):
            if each.stat().st_mtime < long_ago:
                each.unlink()


def _sync(folder: Path) -> None:
    """A rename lasts only when its folder is on the disk as well."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _answering() -> Iterator[None]:
    """A full or missing disk is told as one that is away; no path is named, it is nobody's business at a door."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"the evidence store does not answer ({error.strerror or type(error).__name__})") from error
