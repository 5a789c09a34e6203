"""A million cases in the lists, and an organisation of 2,030 people whom they concern: made by SQL, the same in every run.

All cases are open: a list of tasks is never longer. What case number n is follows from n alone, here and in SQL.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from domain.calendar import Calendar
from domain.kernel import PersonId
from domain.organisation import Department, Organisation, Person, Post, StandIn
from domain.policy import Pack
from domain.rules import Rules
from eventlog.connections import for_driver
from eventlog.migrations import migrate
from packs import read
from packs.read import find
from views.migrations import migrate as migrate_views
from workers.embedded import EmbeddedPostgres

CASES = 1_000_000
NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
SPREAD = 40 * 24 * 3600  # seconds over which due instants lie, half of them before NOW
SIZES = [50] * 32 + [400]  # people of each department; the last one is large
PLAN = "contract-loan"
HEAD_OF = "head of requester's department"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Case number n."""

    n: int
    stage: str
    requester: PersonId
    department: str
    went_up: bool
    opened_at: datetime
    due_at: datetime

    @property
    def id(self) -> UUID:
        """Its stream."""
        return UUID(hashlib.md5(str(self.n).encode(), usedforsecurity=False).hexdigest())


def organisation() -> Organisation:
    """Heads above their departments, a manager above each, keepers, and somebody who is away."""
    people = dict(_people())
    heads = [Post(id=f"head-{d}", title={"en": f"head {d}"}, above="manager") for d in range(len(SIZES))]
    others = [Post(id="archivist", title={"en": "archivist"}), Post(id="manager", title={"en": "manager"})]
    away = StandIn(
        id="1", absent=PersonId("head-3"), stand_in=PersonId("p-4-7"), start=NOW - timedelta(days=1), end=NOW + timedelta(days=9), reason=""
    )
    return Organisation(
        digest="o",
        title={"en": "o"},
        people=people,
        posts={post.id: post for post in (*heads, *others)},
        groups={},
        departments={f"d{d}": Department(id=f"d{d}", title={"en": f"d{d}"}, head=f"head-{d}") for d in range(len(SIZES))},
        stand_ins=(away,),
    )


def _people() -> Iterator[tuple[PersonId, Person]]:
    named: list[tuple[str, str, tuple[str, ...]]] = [(f"head-{d}", f"d{d}", (f"head-{d}",)) for d in range(len(SIZES))]
    named += [(f"p-{d}-{n}", f"d{d}", ()) for d, size in enumerate(SIZES) for n in range(size - 1)]
    named += [("manager", "d0", ("manager",)), *((f"keeper-{n}", "d1", ("archivist",)) for n in range(3))]
    for name, department, posts in named:
        yield PersonId(name), Person(id=PersonId(name), handle=name, name={"en": name}, department=department, posts=posts)


class Governed:
    """Pack, calendar and organisation, as if adopted."""

    def __init__(self) -> None:
        self.now = organisation()
        self._pack = read.pack(read.load(find("default")))
        self._days = read.calendar(read.load(Path(__file__).parents[1] / "packs/sample/calendar.yaml"))

    async def refresh(self) -> None:
        """Nothing is ever new."""

    def organisation(self, _at: datetime) -> Organisation:
        """The one there is."""
        return self.now

    def calendar(self, _at: datetime) -> Calendar:
        """The one there is."""
        return self._days

    def pack(self, _digest: str) -> Pack:
        """The one there is."""
        return self._pack

    def rules(self, plan: str, _pack: str, at: datetime, claims: Any) -> Rules:
        """All of it."""
        pack = self._pack
        return Rules(plan=pack.plans[plan], settings=pack.settings, calendar=self.calendar(at), organisation=self.now, claims=claims)


STAGES = ("asked", "asked", "approved", "out", "back", "asked", "out", "asked", "asked", "asked")


def case(n: int, people: list[Person]) -> Case:
    """What number n is; `_FILL` says the same."""
    requester = people[n * 7919 % len(people)]
    return Case(
        n=n,
        stage=STAGES[n % 10],
        requester=requester.id,
        department=requester.department,
        went_up=n % 20 == 1,
        opened_at=NOW - timedelta(days=365) + timedelta(seconds=n * 31),
        due_at=NOW + timedelta(seconds=n * 104_729 % SPREAD - SPREAD // 2),
    )


_MADE = """create temporary table made (
    n int, case_id text, requester text, department text, stage text, opened_at timestamptz, due_at timestamptz,
    running text generated always as (lpad(n::text, greatest(4, length(n::text)), '0')) stored)"""

_FILL = """
insert into made
select n, 'request-' || md5(n::text)::uuid, person, department, stage, timestamptz '2025-11-18 02:00:00+00' + n * interval '31 s',
       timestamptz '2026-11-18 02:00:00+00' + (n::bigint * 104729 % {spread} - {spread} / 2) * interval '1 s'
  from (select n, ($1::text[])[1 + n::bigint * 7919 % cardinality($1)] as person,
               ($2::text[])[1 + n::bigint * 7919 % cardinality($1)] as department, ($3::text[])[1 + n % 10] as stage
          from generate_series(0, $4::int - 1) n) given
"""

_ROWS = {
    "projections": "select 'cases', 1, count(*), null, null, 0, true, null from made",
    "cases": """
select 1, case_id, n, 'LOAN-2026-' || running, 'request', 'contract-loan', 'pack', requester, department, stage, '', true,
       opened_at, null, case stage when 'asked' then 'decide' when 'out' then 'return' when 'back' then 'confirm_check' else 'collect' end,
       due_at - interval '3 d', due_at, due_at, 8, 'LOAN-2026', due_at - interval '14 h', due_at, true from made""",
    "asks": """
select 1, case_id, 'decide', '1-0-0', 'head of requester''s department', 0, requester, opened_at, due_at, n % 20 = 1
  from made where stage = 'asked'
union all
select 1, case_id, 'decide', '1-0-0', 'head of requester''s department', 1, requester, opened_at, due_at, true
  from made where n % 20 = 1
union all
select 1, case_id, 'collect', 'collect', 'requester', 0, requester, opened_at, due_at, false from made where stage = 'approved'
union all
select 1, case_id, 'hand_out', 'collect', 'post archivist', 0, '', opened_at, due_at, false from made where stage = 'approved'
union all
select 1, case_id, 'return', '', 'requester', 0, requester, opened_at, due_at, false from made where stage = 'out'
union all
select 1, case_id, 'confirm_check', 'check', 'post archivist', 0, '', opened_at, due_at, false from made where stage = 'back'""",
    "parts": """
select 1, case_id, requester from made
union all
select 1, case_id, replace(department, 'd', 'head-') from made where requester not like 'head-%'
union all
select 1, case_id, 'keeper-' || n % 3 from made where stage in ('out', 'back') and requester not like 'keeper-%'""",
    "obligations": """
select 1, case_id, 3, 'answer:1-0-0', 'decide', 'contract-loan', department, 'house:answer-time', '1 wd',
       case when n % 7 = 0 then null else replace(department, 'd', 'head-') end, opened_at,
       opened_at + interval '1 d', opened_at + (n % 1600) * interval '1 min',
       (array['missed', 'met', 'met', 'met', 'met', 'met', 'stopped'])[1 + n % 7], case when n % 7 = 0 then 1 end from made
union all
select 1, case_id, 9, 'return', 'return', 'contract-loan', department, 'SO 2.2.2', '2 wd', null, opened_at,
       due_at, null, 'running', null from made where stage = 'out'""",
    "words": """
select 1, case_id, unnest(array['loan-2026-' || running, '2026-' || running, running,
                                'ht-' || n % 1000 || '-' || n, n % 1000 || '-' || n]) from made
on conflict do nothing""",
    "titles": "select 1, 'contract-loan', unnest(array['loan of a contract', 'of a contract', 'contract', '合同借阅', '借阅'])",
}


@asynccontextmanager
async def a_million(count: int = CASES) -> AsyncIterator[str]:
    """A server of the run's own with so many cases in the lists; gives its URL, and removes everything afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bylaw-bench-"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as another user and must pass
    server = EmbeddedPostgres(folder / "postgres")
    try:
        await server.start()
        await migrate(server.admin_url)
        await migrate_views(server.admin_url)
        await _fill(server.admin_url, count)
        yield server.admin_url
    finally:
        await server.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def _fill(url: str, count: int) -> None:
    people = list(organisation().people.values())
    connection = await asyncpg.connect(for_driver(url))
    try:
        await connection.execute("set synchronous_commit = off")
        given = [person.id for person in people], [person.department for person in people], list(STAGES), count
        await connection.execute(_MADE)
        await connection.execute(_FILL.format(spread=SPREAD), *given)
        for table, rows in _ROWS.items():
            await connection.execute(f"insert into views.{table} {rows}")
            print(f"  {table}: {await connection.fetchval(f'select count(*) from views.{table}'):,} rows", flush=True)
        await connection.execute("vacuum (analyze) views.cases, views.asks, views.parts, views.obligations, views.words, views.titles")
    finally:
        await connection.close()
