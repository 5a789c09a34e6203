"""Files of whoever is not to be known: without the name they came by, pictures without what a camera wrote into them (house:reporter)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from hashlib import sha256

from console.photographs import bare
from domain.casework.state import File


async def whole(pieces: AsyncIterator[bytes], most: int) -> bytes:
    """All of it; of one that is larger than `most` bytes just so much that it is seen to be."""
    held = bytearray()
    async for piece in pieces:
        held += piece
        if len(held) > most:
            break
    return bytes(held)


def bared(content: bytes, most: int) -> bytes:
    """The same, but for what a picture tells of its maker."""
    return (bare(content) or content) if len(content) <= most else content


async def once(content: bytes) -> AsyncIterator[bytes]:
    """As a store takes it."""
    yield content


def numbered(files: Sequence[File], content: bytes, name: str) -> str:
    """What it is called instead: its place among the files of the case, the same when it is sent again."""
    digest = sha256(content).hexdigest()
    place = next((at for at, file in enumerate(files, 1) if file.digest == digest), len(files) + 1)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return f"{place}.{ending}" if ending.isascii() and ending.isalnum() and len(ending) <= 5 else str(place)
