"""Processes' parts against a real PostgreSQL and a real Temporal server."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from tests.views.conftest import engine, migrated
from tests.workers.lists import Lists

__all__ = ["engine", "migrated"]


@pytest.fixture
async def client(temporal_address: str, temporal_namespace: str) -> Client:
    return await Client.connect(temporal_address, namespace=temporal_namespace)


@pytest.fixture
async def lists(engine: AsyncEngine) -> Lists:
    made = Lists(engine)
    await made.begin()
    return made
