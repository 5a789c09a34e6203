"""Files in a bucket of a server that speaks S3. Credentials, region and endpoint come from the usual ``AWS_…`` variables."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

from obstore import get_async, head_async, put_async
from obstore.exceptions import BaseError

from domain.kernel import Unavailable
from evidence.errors import NotKept
from evidence.port import PIECE, Counted, Kept, place, verified

if TYPE_CHECKING:
    from obstore.store import S3Store

IN_MEMORY = 1024 * 1024
"""A file that is larger waits on the disk until its digest, and so its place, is known."""


class Bucket:
    """An object appears whole or not at all: that is what a server does which speaks S3."""

    def __init__(self, bucket: S3Store) -> None:
        self._bucket = bucket

    async def put(self, source: AsyncIterator[bytes], limit: int) -> Kept:
        """See `Store`."""
        counted = Counted(limit)
        with SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
            async for piece in source:
                await to_thread(spool.write, counted.take(piece))
            kept = counted.end()
            spool.seek(0)
            with _answering(kept.digest):
                await put_async(self._bucket, place(kept.digest), spool)
        return kept

    async def open(self, digest: str) -> AsyncIterator[bytes]:
        """See `Store`."""
        where = place(digest)
        with _answering(digest):
            found = await get_async(self._bucket, where)
            async for piece in verified(digest, _pieces(found.stream(min_chunk_size=PIECE))):
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
        where = place(digest)
        with _answering(digest):
            return (await head_async(self._bucket, where))["size"]


async def _pieces(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for piece in stream:
        yield bytes(piece)


@contextmanager
def _answering(digest: str) -> Iterator[None]:
    """What the library says, as a store says it. The server's own words may name keys and accounts: they stay here."""
    try:
        yield
    except FileNotFoundError:
        raise NotKept(f"nothing is kept under {digest}") from None
    except (BaseError, OSError) as error:
        raise Unavailable(f"the evidence store does not answer ({type(error).__name__})") from error
