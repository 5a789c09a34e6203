"""The schema of notices: from nothing, and once more."""

from __future__ import annotations

import asyncio

import asyncpg

from activities.migrations import VERSION_TABLE, migrate


async def test_from_nothing_by_two_at_once(admin_database_url: str) -> None:
    """Every start may migrate, two at once too; a second time there is nothing to do."""
    await asyncio.gather(migrate(admin_database_url), migrate(admin_database_url))
    await migrate(admin_database_url)
    connection = await asyncpg.connect(admin_database_url)
    assert await connection.fetchval(f"select count(*) from {VERSION_TABLE}") == 1
    tables = await connection.fetch("select table_name from information_schema.tables where table_schema = 'world'")
    await connection.close()
    assert {row[0] for row in tables} == {"notices", "messages", "weeks"}
