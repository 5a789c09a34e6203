"""The lists' schema: from nothing, once more, and as the code thinks it is."""

from __future__ import annotations

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.connections import for_driver
from views.migrations import VERSION_TABLE, migrate
from views.schema import metadata


async def test_migrating_again_changes_nothing(migrated: str):
    """The schema is brought to the newest revision once; a second time there is nothing to do."""
    await migrate(migrated)


async def test_the_schema_is_what_the_code_thinks(engine: AsyncEngine):
    """Tables, columns and indexes made by the revisions are exactly those of `views.schema`."""

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection, opts={"include_schemas": True, "include_name": _ours, "version_table": VERSION_TABLE}
        )
        return list(compare_metadata(context, metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "schema" or name == "views"


@pytest.mark.parametrize(("role", "may_write"), [("bylaw_app", False), ("bylaw_house", True)])
async def test_only_the_house_writes_lists(migrated: str, role: str, *, may_write: bool):
    """Everybody of ours reads; only the projector's role writes."""
    connection = await asyncpg.connect(for_driver(migrated))
    try:
        for right, wanted in (("select", True), ("insert", may_write), ("update", may_write), ("delete", may_write), ("truncate", False)):
            for table in metadata.sorted_tables:
                assert await connection.fetchval("select has_table_privilege($1, $2, $3)", role, table.fullname, right) is wanted
    finally:
        await connection.close()
