"""The outbox in a real PostgreSQL, as the processes' own login."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from activities.migrations import migrate
from activities.outbox import Outbox
from eventlog.roles import APP, HOUSE, admit


@pytest.fixture(scope="module")
async def migrated_world(database_url: str, admin_database_url: str) -> str:
    """A database with the world's tables."""
    await migrate(admin_database_url)
    await admit(admin_database_url, "bylaw", roles=(APP, HOUSE))
    return database_url


@pytest.fixture
async def outbox(migrated_world: str, admin_database_url: str) -> AsyncIterator[Outbox]:
    """An empty one."""
    connection = await asyncpg.connect(admin_database_url)
    await connection.execute("truncate world.notices, world.messages, world.weeks")
    await connection.close()
    made = Outbox(migrated_world, pool_size=2)
    yield made
    await made.close()
