"""The schema of what was told to whom by Alembic, usable from code: `await migrate(url)`, as an administrator of the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from eventlog.connections import for_sqlalchemy

if TYPE_CHECKING:
    from sqlalchemy import Connection

VERSION_TABLE = "bylaw_world_revision"
_LOCK = 0x776F726C64  # any constant: two migrations of one database run one after the other


async def migrate(admin_url: str, revision: str = "head") -> None:
    """Bring that schema to a revision; does nothing if it is there already."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "newline")

    def run(connection: Connection) -> None:
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    engine = create_async_engine(for_sqlalchemy(admin_url))
    try:
        async with engine.begin() as connection:
            await connection.run_sync(run)
    finally:
        await engine.dispose()
