"""The schema by Alembic, usable from code: `await migrate(url)`, as an administrator of the database."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import TYPE_CHECKING, cast

from alembic import command, op
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from eventlog.connections import for_sqlalchemy

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_connection

_HERE = Path(__file__).parent
_LOCK = 0x62796C6177  # any constant: two migrations of one database run one after the other
_ALONE = threading.Lock()


async def migrate(admin_url: str, revision: str = "head") -> None:
    """Bring the log's schema to a revision; does nothing if it is there already."""
    await _upgrade(admin_url, _HERE / "versions", "bylaw_eventlog_revision", revision)


async def migrate_keys(admin_url: str, revision: str = "head") -> None:
    """Bring the keyring's schema to a revision. In production it lives in another database than the log."""
    await _upgrade(admin_url, _HERE / "keys", "bylaw_keys_revision", revision)


async def _upgrade(admin_url: str, versions: Path, version_table: str, revision: str) -> None:
    await asyncio.to_thread(_upgrade_alone, admin_url, versions, version_table, revision)


def _upgrade_alone(admin_url: str, versions: Path, version_table: str, revision: str) -> None:
    """Alembic keeps what it works on in globals: one at a time, in a thread and an event loop of its own."""
    with _ALONE:
        asyncio.run(_run(admin_url, versions, version_table, revision))


async def _run(admin_url: str, versions: Path, version_table: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.set_main_option("version_locations", str(versions))
    config.set_main_option("path_separator", "newline")
    config.attributes["version_table"] = version_table

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


def run_sql(revision_file: str) -> None:
    """Run the .sql file beside a revision, whole, inside the migration's transaction.

    Prepared statements take one command at a time, so it goes to the driver itself.
    """
    script = Path(revision_file).with_suffix(".sql").read_text(encoding="utf-8")
    connection = cast("AsyncAdapt_dbapi_connection", op.get_bind().connection.dbapi_connection)
    connection.run_async(lambda driver: driver.execute(script))
