"""Nobody but a superuser can change or lose what is in the log: the application's login, and whoever acts as the tables' owner."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from eventlog.connections import for_driver
from eventlog.postgres import PostgresLog
from eventlog.roles import admit
from tests.eventlog.making import command, stream, write
from tests.eventlog.starter import run_sql, sibling

TABLES = ("event", "command", "log", "head")
PASSWORD = "only-for-this-test"

# What neither the application nor the owner may do.
CHANGES = {
    "update event": "update eventlog.event set data = data",
    "update command": "update eventlog.command set answer = ''",
    "update log": "update eventlog.log set version = version",
    **{f"delete from {table}": f"delete from eventlog.{table}" for table in TABLES},
    **{f"truncate {table}": f"truncate eventlog.{table}" for table in TABLES},
    "truncate everything": "truncate eventlog.event, eventlog.command, eventlog.log, eventlog.head restart identity cascade",
    "update head backwards": "update eventlog.head set next_position = 0",
    "merge update": "merge into eventlog.event e using (select 1) s on true when matched then update set data = ''",
    "merge delete": "merge into eventlog.event e using (select 1) s on true when matched then delete",
    "upsert": "insert into eventlog.command select * from eventlog.command on conflict (command_id) do update set answer = ''",
    "update through a cte": "with gone as (delete from eventlog.event returning *) select count(*) from gone",
    **{f"drop {table}": f"drop table eventlog.{table} cascade" for table in TABLES},
    "drop schema": "drop schema eventlog cascade",
    "drop sequence": "drop sequence eventlog.append_seq cascade",
    "drop index": "drop index eventlog.event_xid",
    "drop trigger": "drop trigger append_only on eventlog.event",
    "drop guard": "drop function eventlog_guard.refuse_change() cascade",
    "drop guards": "drop schema eventlog_guard cascade",
    "drop append": "drop function eventlog.append",
    "drop constraint": "alter table eventlog.event drop constraint event_pkey",
    "drop column": "alter table eventlog.event drop column data",
    "drop owned": "drop owned by bylaw_owner cascade",
    "rewrite a column": "alter table eventlog.event alter column data type text using ''",
    "rename table": "alter table eventlog.event rename to old_event",
    "rename schema": "alter schema eventlog rename to old_log",
    "move table": "alter table eventlog.event set schema public",
    "disable trigger": "alter table eventlog.event disable trigger append_only",
    "disable all triggers": "alter table eventlog.event disable trigger all",
    "trigger no longer always": "alter table eventlog.event enable trigger append_only",
    "replica session": "set session_replication_role = replica",
    "disable event trigger": "alter event trigger bylaw_eventlog_ddl disable",
    "drop event trigger": "drop event trigger bylaw_eventlog_drop",
    "replace guard": "create or replace function eventlog_guard.refuse_change() returns trigger"
    " language plpgsql as 'begin return new; end'",
    "alter append": "alter function eventlog.append security invoker",
    "a rule instead": "create rule nothing as on insert to eventlog.event do instead nothing",
    "a trigger of one's own": "create trigger sly before insert on eventlog.event"
    " for each row execute function eventlog_guard.refuse_change()",
    "row security": "alter table eventlog.event enable row level security",
    "inherit into the log": "create table pg_temp.sly () inherits (eventlog.event)",
    "attach as a partition": "alter table eventlog.event attach partition eventlog.log default",
    "detach a partition": "alter table eventlog.event detach partition eventlog.log",
    "become unlogged": "alter table eventlog.event set unlogged",
    "give the table away": "alter table eventlog.event owner to bylaw_app",
}  # fmt: skip

# What the owner could do, but the application may not.
FORGERIES = {
    "insert": "insert into eventlog.log values (1000, gen_random_uuid(), 'request', 1)",
    "copy": "copy eventlog.command from '/dev/null'",
    "number": "select nextval('eventlog.append_seq')",
    "set number": "select setval('eventlog.append_seq', 1)",
    "sequence": "select eventlog.sequence(1)",
    "lock rows": "select * from eventlog.event for update",
    "lock table": "lock table eventlog.event in exclusive mode",
    "become owner": "set role bylaw_owner",
    "new table": "create table eventlog.sly (id int)",
}


@pytest.fixture(scope="module")
async def app_url(database: str) -> str:
    """The log of this module with some contents, by the address of the application's login."""
    await admit(database, "test_application", password=PASSWORD, roles=["bylaw_app"])
    log = await PostgresLog.connect(database)
    await log.append(command(), [write(stream(), 0, 3), write(stream("claim"), 0)])
    await log.sequence()
    await log.close()
    return sibling(database, database.rpartition("/")[2].partition("?")[0], user="test_application", password=PASSWORD)


@asynccontextmanager
async def as_role(url: str, role: str | None) -> AsyncIterator[asyncpg.Connection[Any]]:
    connection: asyncpg.Connection[Any] = await asyncpg.connect(for_driver(url))
    try:
        if role is not None:
            await connection.execute(f"set role {role}")
        yield connection
    finally:
        await connection.close()


async def contents(url: str) -> list[Any]:
    """Everything that the log's tables hold, and everything that guards them."""
    async with as_role(url, None) as connection:
        rows = [await connection.fetch(f"select * from eventlog.{table} order by 1, 2") for table in TABLES]
        guards = await connection.fetch(
            "select tgname, tgenabled, tgrelid::regclass::text from pg_trigger where not tgisinternal"
            " union all select evtname, evtenabled, '' from pg_event_trigger order by 1, 3"
        )
    return [*rows, guards]


@pytest.mark.parametrize("attack", CHANGES.values(), ids=CHANGES.keys())
async def test_the_owner_cannot_change_what_was_written(attack: str, database: str, app_url: str):
    """UPDATE, DELETE, TRUNCATE, MERGE, DROP, ALTER, inheritance and the rest, with the owner's rights: refused, all is as before."""
    before = await contents(database)

    async with as_role(database, "bylaw_owner") as connection:
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute(attack)

    assert await contents(database) == before


@pytest.mark.parametrize("attack", [*CHANGES.values(), *FORGERIES.values()], ids=[*CHANGES.keys(), *FORGERIES.keys()])
async def test_the_application_can_only_read_and_append(attack: str, database: str, app_url: str):
    """The application's login has SELECT and the append function, nothing else."""
    before = await contents(database)

    async with as_role(app_url, None) as connection:
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute(attack)

    assert await contents(database) == before


@pytest.mark.parametrize("table", ["event", "command", "log"])
async def test_a_replica_session_is_refused_too(table: str, database: str, app_url: str):
    """Triggers ALWAYS fire: the switch with which replication silences ordinary triggers does not open the log, even for a superuser."""
    before = await contents(database)

    async with as_role(database, None) as connection:
        await connection.execute("set session_replication_role = replica")
        for attack in (f"delete from eventlog.{table}", f"truncate eventlog.{table}"):
            with pytest.raises(asyncpg.PostgresError, match="append-only"):
                await connection.execute(attack)

    assert await contents(database) == before


async def test_a_granted_right_changes_nothing(own_database: str):
    """The owner may hand out UPDATE; the triggers stay in the way."""
    await run_sql(own_database, "set role bylaw_owner; grant all on all tables in schema eventlog to bylaw_app")
    log = await PostgresLog.connect(own_database)
    await log.append(command(), [write(stream(), 0)])
    await log.close()

    async with as_role(own_database, "bylaw_app") as connection:
        for attack in ("update eventlog.event set data = ''", "delete from eventlog.event", "truncate eventlog.event"):
            with pytest.raises(asyncpg.PostgresError, match="append-only"):
                await connection.execute(attack)


async def test_the_application_does_its_work(app_url: str):
    """The rights that are left are enough to append and to read."""
    log = await PostgresLog.connect(app_url)
    s = stream()

    await log.append(command(), [write(s, 0)])
    await log.append(command(), [write(s, 1, 2), write(stream("claim"), 0)])

    assert len(await log.read(s)) == 3
    assert await log.read_all()
    await log.close()
