"""The schemas of log, keys, lists, notices and console as text, from the catalogue: the same whatever PostgreSQL it is."""

from __future__ import annotations

from pathlib import Path

import asyncpg
from alembic.config import Config
from alembic.script import ScriptDirectory

from activities.migrations import migrate as migrate_world
from console.migrations import migrate as migrate_console
from eventlog.migrations import migrate, migrate_keys
from tests.golden.fingerprints import ROOT
from views.migrations import migrate as migrate_views

SCHEMAS = ["eventlog", "eventlog_guard", "keys", "views", "world", "console"]
LINES = {
    "eventlog/migrations/versions": migrate,
    "eventlog/migrations/keys": migrate_keys,
    "views/migrations/versions": migrate_views,
    "activities/migrations/versions": migrate_world,
    "console/migrations/versions": migrate_console,
}
"""Where the revisions of each schema are, and who brings a database there."""

_ROLE = "case when r.rolname like 'bylaw%' then r.rolname else 'administrator' end"
_GRANTS = "coalesce((select rolname from pg_roles where oid = g.grantee), 'everybody')"
# Only what is ours; rights of an owner over its own are not said, nor NOT NULL as a constraint, which PostgreSQL 18 added.
QUERIES = {
    "schema": f"""
        select n.nspname || ' owner ' || {_ROLE} from pg_namespace n join pg_roles r on r.oid = n.nspowner
        where n.nspname = any($1)""",
    "relation": f"""
        select c.oid::regclass || ' ' || c.relkind::text || ' owner ' || {_ROLE} || coalesce(' ' || pg_get_partkeydef(c.oid), '')
        from pg_class c join pg_roles r on r.oid = c.relowner
        where c.relnamespace = any($1::text[]::regnamespace[]) and c.relkind in ('r', 'p', 'v', 'm', 'S')""",
    "column": """
        select c.oid::regclass || ' ' || lpad(a.attnum::text, 2, '0') || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
               || case when a.attnotnull then ' not null' else '' end || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
               || case when a.attidentity <> '' then ' identity ' || a.attidentity::text else '' end
               || case when a.attgenerated <> '' then ' generated ' || a.attgenerated::text else '' end
               || coalesce(' collate ' || (select collname from pg_collation where oid = a.attcollation and collname <> 'default'), '')
        from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
        where c.relnamespace = any($1::text[]::regnamespace[]) and c.relkind in ('r', 'p', 'v', 'm')
          and a.attnum > 0 and not a.attisdropped""",
    "constraint": """
        select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
        where connamespace = any($1::text[]::regnamespace[]) and conrelid <> 0 and contype <> 'n'""",
    "index": "select indexdef from pg_indexes where schemaname = any($1)",
    "trigger": """
        select pg_get_triggerdef(t.oid) || ' enabled ' || t.tgenabled::text from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where c.relnamespace = any($1::text[]::regnamespace[]) and not t.tgisinternal""",
    "event trigger": """
        select evtname || ' on ' || evtevent || ' executes ' || evtfoid::regproc || ' enabled ' || evtenabled::text from pg_event_trigger
        where evtname like 'bylaw%' and $1::text[] is not null""",
    "function": f"""
        select pg_get_functiondef(p.oid) || ' owner ' || {_ROLE} from pg_proc p join pg_roles r on r.oid = p.proowner
        where p.pronamespace = any($1::text[]::regnamespace[]) and p.prokind in ('f', 'p')""",
    "grant": f"""
        select o.what || ' ' || g.privilege_type || ' to ' || {_GRANTS} || case when g.is_grantable then ' grantable' else '' end
        from (select 'schema ' || nspname as what, nspacl as acl, nspowner as owner from pg_namespace where nspname = any($1)
              union all select oid::regclass::text, relacl, relowner from pg_class where relnamespace = any($1::text[]::regnamespace[])
              union all select oid::regprocedure::text, proacl, proowner from pg_proc where pronamespace = any($1::text[]::regnamespace[])
              union all select attrelid::regclass || '.' || attname, attacl, 0 from pg_attribute where attrelid in
                (select oid from pg_class where relnamespace = any($1::text[]::regnamespace[]))) as o,
             aclexplode(o.acl) as g
        where g.grantee <> o.owner""",
    "role": """
        select rolname || ' login ' || rolcanlogin || ' super ' || rolsuper || ' bypass ' || rolbypassrls
               || ' create ' || rolcreaterole || rolcreatedb
        from pg_roles where rolname like 'bylaw\\_%' and $1::text[] is not null""",
}


async def dump(admin_url: str) -> str:
    """Everything that the revisions made, one statement a paragraph, in an order of its own."""
    connection = await asyncpg.connect(admin_url)
    try:
        await connection.execute("set search_path = pg_catalog")
        said: list[str] = []
        for kind, query in QUERIES.items():
            found = sorted(row[0] for row in await connection.fetch(query, SCHEMAS))
            said += [f"{kind}: {text.strip()}\n" for text in found]
        return "\n".join(said)
    finally:
        await connection.close()


async def build(admin_url: str, *, by_way_of_previous: bool = False) -> None:
    """All schemas at their newest revision, at one go or with a stop at the revision before."""
    for folder, bring in LINES.items():
        if by_way_of_previous and (before := _previous(ROOT / folder)):
            await bring(admin_url, before)
        await bring(admin_url)


def _previous(folder: Path) -> str | None:
    config = Config()
    config.set_main_option("script_location", str(folder.parent))
    config.set_main_option("version_locations", str(folder))
    config.set_main_option("path_separator", "newline")
    script = ScriptDirectory.from_config(config)
    newest = script.get_revision("head")
    before = newest.down_revision
    return before if isinstance(before, str) else None
