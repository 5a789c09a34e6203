"""The schema comes from nothing, comes again without harm, and comes to several databases of one cluster."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from eventlog.connections import for_driver
from eventlog.migrations import migrate, migrate_keys
from eventlog.postgres import PostgresLog
from eventlog.roles import admit
from tests.eventlog.making import command, sequence_all, stream, write
from tests.eventlog.starter import drop_database, run_sql, sibling

VERSIONS = Path(__file__).parents[2] / "eventlog" / "migrations"


@pytest.fixture
async def empty(log_server: str):
    """Two databases with nothing in them."""
    urls = [sibling(log_server, f"empty_{uuid4().hex}") for _ in range(2)]
    for url in urls:
        await run_sql(log_server, f'create database "{url.rpartition("/")[2].partition("?")[0]}"')
    yield urls
    for url in urls:
        await drop_database(log_server, url)


async def test_from_nothing_in_two_databases_at_once(empty: list[str]):
    """Roles belong to the cluster: whoever comes second finds them."""
    await asyncio.gather(*(migrate(url) for url in empty), *(migrate_keys(url) for url in empty))

    for url in empty:
        log = await PostgresLog.connect(url)
        await log.append(command(), [write(stream(), 0)])
        await sequence_all(log)
        assert await log.head() == 1
        await log.close()


async def test_again_changes_nothing(empty: list[str]):
    """Every start may migrate; two at once too; what is there stays."""
    await migrate(empty[0])
    log = await PostgresLog.connect(empty[0])
    await log.append(command(), [write(stream(), 0)])

    await asyncio.gather(migrate(empty[0]), migrate(empty[0]))

    await sequence_all(log)
    assert await log.head() == 1
    await log.close()


@pytest.mark.parametrize("folder", ["versions", "keys"])
def test_revisions_form_one_line(folder: str):
    """One head: nobody has to guess which way the schema went."""
    config = Config()
    config.set_main_option("script_location", str(VERSIONS))
    config.set_main_option("version_locations", str(VERSIONS / folder))
    config.set_main_option("path_separator", "newline")

    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


async def test_a_login_is_let_in_as_often_as_one_likes(database: str):
    """Admitting is for every start: the login, its password and its roles are as asked, however often."""
    login = f"it's \"{uuid4().hex[:6]}"
    for password in ("first's", "second's"):
        await asyncio.gather(*(admit(database, login) for _ in range(3)))
        await admit(database, login, password=password)

    connection = await asyncpg.connect(for_driver(database))
    asked = "select pg_has_role($1, $2, 'member')"
    roles = [await connection.fetchval(asked, login, role) for role in ("bylaw_app", "bylaw_house", "bylaw_owner")]
    quoted = await connection.fetchval("select quote_ident($1)", login)
    await connection.execute(f"drop role {quoted}")
    await connection.close()
    assert roles == [True, True, False]
