"""What a store of files is. Two implementations keep this contract, `folder` and `s3`.

A file is put once and never altered; its name is its content's SHA-256 (FIPS 180-4). The same content twice is kept once.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from evidence.errors import Empty, NotADigest, Tampered, TooLarge

PIECE = 256 * 1024
"""Bytes that are read, hashed and handed on at a time."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file that is in the store."""

    digest: str
    size: int


class Store(Protocol):
    """Every method may raise `Unavailable` of `domain.kernel`, and those that take a digest `NotADigest`."""

    async def put(self, source: AsyncIterator[bytes], limit: int) -> Kept:
        """Keep what comes. When this returns, all of it is there for good; when it fails, nothing is. Raises `Empty`, `TooLarge`."""

    def open(self, digest: str) -> AsyncIterator[bytes]:
        """The file's bytes; the last ones come only when all of them make up the digest. Raises `NotKept`, `Tampered`."""

    async def has(self, digest: str) -> bool:
        """Whether something is kept under this digest."""

    async def size(self, digest: str) -> int:
        """Its bytes. Raises `NotKept`."""


def checked(digest: str) -> str:
    """The digest, if it is one. Raises `NotADigest`."""
    if not is_digest(digest):
        raise NotADigest(f"{digest[:80]!r} is no SHA-256")
    return digest


def is_digest(text: str) -> bool:
    """Whether it is a SHA-256 as this product writes it."""
    return _DIGEST.fullmatch(text) is not None


def place(digest: str) -> str:
    """Where a file stands in a store, as a relative path. Both implementations have it so: one can be copied into the other."""
    return f"{checked(digest)[:2]}/{digest}"


class Counted:
    """Hashes and counts pieces on their way into a store."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._hash = sha256()
        self._size = 0

    def take(self, piece: bytes) -> bytes:
        """One more. Raises `TooLarge`."""
        self._size += len(piece)
        if self._size > self._limit:
            raise TooLarge(self._limit)
        self._hash.update(piece)
        return piece

    def end(self) -> Kept:
        """What came. Raises `Empty`."""
        if not self._size:
            raise Empty("a file has at least one byte")
        return Kept(digest=self._hash.hexdigest(), size=self._size)


async def verified(digest: str, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces, of which the last is held back until the digest is right: nobody gets an altered file whole. Raises `Tampered`."""
    found, last = sha256(), b""
    async for piece in pieces:
        found.update(piece)
        if last:
            yield last
        last = piece
    if found.hexdigest() != digest:
        raise Tampered(f"what is kept under {digest} is not what was put")
    yield last
