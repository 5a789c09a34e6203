"""What every store keeps to, whether its files are in a folder or in a bucket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import Empty, NotADigest, NotKept, Tampered, TooLarge
from evidence.folder import Folder
from evidence.port import PIECE, Store
from tests.evidence.conftest import Bench

LIMIT = 4 * PIECE
LARGE = bytes(range(256)) * (3 * PIECE // 256) + b"and some"


class LineBroke(Exception):
    """What a server says when its client hangs up."""


async def pieces(content: bytes, size: int = 100_000) -> AsyncIterator[bytes]:
    """A file as it comes over a line."""
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def put(store: Store, content: bytes, size: int = 100_000) -> str:
    return (await store.put(pieces(content, size), LIMIT)).digest


async def got(store: Store, digest: str) -> bytes:
    return b"".join([piece async for piece in store.open(digest)])


@pytest.mark.parametrize("content", [b"x", b"\x00" * 10, LARGE], ids=["a byte", "zeros", "several pieces"])
async def test_what_is_put_comes_out_byte_for_byte(bench: Bench, content: bytes) -> None:
    """house:evidence. A file is named by its SHA-256, and by that name alone it comes back, with its size."""
    kept = await bench.store.put(pieces(content), LIMIT)
    assert (kept.digest, kept.size) == (sha256(content).hexdigest(), len(content))
    assert await got(bench.store, kept.digest) == content
    assert (await bench.store.has(kept.digest), await bench.store.size(kept.digest)) == (True, len(content))


async def test_the_same_content_is_kept_once(bench: Bench) -> None:
    """house:evidence. Two people who put the same photograph at the same time get the same name for it."""
    digests = await asyncio.gather(*(put(bench.store, LARGE, size) for size in (1000, 50_000, PIECE)))
    assert set(digests) == {sha256(LARGE).hexdigest()}
    assert await got(bench.store, digests[0]) == LARGE


@pytest.mark.parametrize("altered", [b"", b"something else", LARGE[:-1] + b"?", LARGE + b"?"], ids=["cut", "other", "last byte", "longer"])
async def test_tampering_is_shown(bench: Bench, altered: bytes) -> None:
    """house:evidence. Whoever alters a kept file is found out on reading: nobody gets the altered file whole."""
    digest = await put(bench.store, LARGE)
    await bench.alter(digest, altered)
    came = bytearray()

    async def read() -> None:
        async for piece in bench.store.open(digest):
            came.extend(piece)

    with pytest.raises(Tampered):
        await read()
    assert len(came) < max(len(altered), 1)


async def test_what_was_put_again_is_whole_again(bench: Bench) -> None:
    """house:evidence. Putting a file ends with that file there, also where an altered one stood."""
    digest = await put(bench.store, LARGE)
    await bench.alter(digest, b"something else")
    assert await put(bench.store, LARGE) == digest
    assert await got(bench.store, digest) == LARGE


async def test_what_is_missing_is_said_to_be_missing(bench: Bench) -> None:
    """house:evidence. A file that was taken away is no empty file."""
    digest = await put(bench.store, b"here")
    await bench.take_away(digest)
    assert not await bench.store.has(digest)
    with pytest.raises(NotKept):
        await bench.store.size(digest)
    with pytest.raises(NotKept):
        await got(bench.store, digest)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 65, "0" * 64 + "\n", "０" * 64, "incoming"])
async def test_only_digests_lead_to_files(bench: Bench, name: str) -> None:
    """house:evidence. Nothing that a caller sends becomes a path: it is a SHA-256, or there is nothing."""
    with pytest.raises(NotADigest):
        await bench.store.has(name)
    with pytest.raises(NotADigest):
        await bench.store.size(name)
    with pytest.raises(NotADigest):
        await got(bench.store, name)


async def test_an_empty_file_is_not_taken(bench: Bench) -> None:
    """house:evidence. A file without a byte says nothing."""
    with pytest.raises(Empty):
        await put(bench.store, b"")


async def test_a_file_over_the_limit_is_not_taken(bench: Bench) -> None:
    """house:evidence. The limit itself still fits; one byte more does not, and what came of it is not kept."""
    assert (await bench.store.put(pieces(LARGE), len(LARGE))).size == len(LARGE)
    with pytest.raises(TooLarge):
        await bench.store.put(pieces(LARGE + b"!"), len(LARGE))
    assert not await bench.store.has(sha256(LARGE + b"!").hexdigest())


async def test_what_breaks_off_is_not_kept(bench: Bench) -> None:
    """house:evidence. A line that breaks in the middle leaves nothing under any digest."""

    async def broken() -> AsyncIterator[bytes]:
        yield LARGE[:PIECE]
        raise LineBroke

    with pytest.raises(LineBroke):
        await bench.store.put(broken(), LIMIT)
    assert not await bench.store.has(sha256(LARGE[:PIECE]).hexdigest())


@given(content=st.binary(min_size=1, max_size=3000), size=st.integers(1, 700))
def test_any_file_comes_out_as_it_was_put(tmp_path_factory: pytest.TempPathFactory, content: bytes, size: int) -> None:
    """house:evidence. Whatever bytes, in whatever pieces."""

    async def there_and_back() -> bytes:
        store = Folder(tmp_path_factory.getbasetemp() / "any")
        return await got(store, await put(store, content, size))

    assert asyncio.run(there_and_back()) == content
