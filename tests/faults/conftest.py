"""One stack for the quick tests, which leave it running and whole. What kills it for long has a stack of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.faults.stack import Stack, new_stack


@pytest.fixture(scope="package")
async def stack() -> AsyncIterator[Stack]:
    """House and worker; two cases in the worker's cache, so that every history is replayed all the time."""
    async with new_stack("house", "worker", max_cached_workflows=2) as made:
        yield made
        await made.replay()
