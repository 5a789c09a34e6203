"""The lists in a real PostgreSQL; the log in memory where a test is about the lists alone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.connections import pooled
from eventlog.memory import MemoryLog
from tests.views.toy import TOYS, Governed, Writer
from views.cases import Cases
from views.inbox import Inbox
from views.migrations import migrate
from views.reader import Reader
from views.schema import metadata


@pytest.fixture(scope="module")
async def migrated(admin_database_url: str) -> str:
    """A database with the lists' tables."""
    await migrate(admin_database_url)
    return admin_database_url


@pytest.fixture
async def engine(migrated: str) -> AsyncIterator[AsyncEngine]:
    """Connections to empty lists."""
    engine = pooled(migrated, size=8)
    async with engine.begin() as connection:
        for table in metadata.sorted_tables:
            await connection.execute(text(f"truncate {table.fullname}"))
    yield engine
    await engine.dispose()


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def writer(log: MemoryLog) -> Writer:
    return Writer(log)


@pytest.fixture
def governed() -> Governed:
    return Governed()


@pytest.fixture
def projection(log: MemoryLog, governed: Governed) -> Cases:
    return Cases(log, governed, TOYS)


@pytest.fixture
def reader(log: MemoryLog, engine: AsyncEngine, governed: Governed) -> Reader:
    return Reader(log, engine, Inbox(log, governed, TOYS))
