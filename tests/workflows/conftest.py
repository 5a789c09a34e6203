"""Toy cases on a real Temporal server. Every history that a test makes is replayed at its end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from temporalio.client import Client

from domain import shapes
from tests.workflows import toy
from tests.workflows.running import Running


@pytest.fixture(scope="module", autouse=True)
def toy_shapes() -> Iterator[None]:
    """The toy's commands and events are known for as long as its tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(shapes.COMMANDS, "toy", toy.COMMANDS)
        for name, cls in toy.EVENTS.items():
            patch.setitem(shapes.EVENTS, name, cls)
            patch.setitem(shapes._TYPES, cls, name)
        yield


@pytest.fixture
async def client(temporal_address: str, temporal_namespace: str) -> Client:
    return await Client.connect(temporal_address, namespace=temporal_namespace)


@pytest.fixture
async def running(client: Client) -> AsyncIterator[Running]:
    """A worker with two cases in its cache, on a log in memory."""
    made = await Running.make(client)
    async with made:
        yield made
    await made.replay_all()
