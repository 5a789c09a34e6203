"""Files in a bucket: what only a server can do."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from domain.kernel import Unavailable
from evidence.at import store_at
from workers.embedded.ports import free_ports

LARGE = bytes(range(256)) * 40_000
"""More than the library sends in one piece."""


async def pieces() -> AsyncIterator[bytes]:
    for start in range(0, len(LARGE), 1_000_000):
        yield LARGE[start : start + 1_000_000]


async def test_a_large_file_comes_out_as_it_was_put(bucket_address: str) -> None:
    """house:evidence. A file that the library sends in several parts is one file again."""
    store = store_at(bucket_address)
    kept = await store.put(pieces(), len(LARGE))
    assert b"".join([piece async for piece in store.open(kept.digest)]) == LARGE


async def test_a_server_that_is_away_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    """house:evidence. Nobody is told that a file is missing, or kept, when the server cannot be asked; no key is named."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_ports(1)[0]}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "the-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the-secret")
    store = store_at("s3://nowhere/files")
    for asked in (store.put(pieces(), len(LARGE)), store.has("0" * 64), anext(store.open("0" * 64))):
        with pytest.raises(Unavailable) as away:
            await asked
        assert "the-" not in str(away.value)
