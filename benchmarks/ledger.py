"""How long the heads' weekly follow-up takes over a rectification ledger of 100,000 lines, and one head's list of them (F2, F7, F8).

The lists are filled by SQL; the log holds the histories of the lines that first pages show, so that each is folded as in use. The weekly
follow-up is what every head's run asks: the run itself is judged and appended, all open lines of the head's department are
read page by page, and the rate of rectification is worked out. Each list and number is compared with one plain query that looks at every
line. The run fails when one differs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import asyncpg

from benchmarks._million import NOW, SIZES, SPREAD, Governed, a_million
from console.desk.folds import Folds
from domain import clocks
from domain.casework import events as shared
from domain.controls import runs
from domain.deciders import DECIDERS
from domain.kernel import SYSTEM, Actor, Asked, CaseId, PersonId, Recorded, kind_of, uuid_of
from domain.rectifications import events as e
from domain.shapes import canonical, command_in, event_out
from eventlog.connections import for_driver
from eventlog.port import CommandEntry, NewEvent, Stream, Write
from eventlog.postgres import PostgresLog
from views.kinds import KINDS
from views.ledger import KIND, Rate, rates
from views.reader import CaseLine, Reader, Wanted, reader_at

LINES = 100_000
LIMIT, BATCH = 50, 500
LIST_GOAL_MS, FOLLOW_UP_GOAL_S = 20.0, 60.0
PLAN, CONTROL, PERIOD = "rectification", "weekly-followup", "2026-W47"
CLAUSE = "SO 5.3.1"
SINCE = NOW - timedelta(days=400)

_MADE = """create temporary table made as
select n, 'rectification-' || md5('line' || n)::uuid as case_id, person, department, (array[{stages}])[1 + n % 10] as stage,
       timestamptz '2026-11-18 02:00:00+00' - n % 300 * interval '1 day' as opened_at,
       timestamptz '2026-11-18 02:00:00+00' + (n::bigint * 104729 % {spread} - {spread} / 2) * interval '1 s' as due_at
  from (select n, ($1::text[])[1 + n::bigint * 7919 % cardinality($1)] as person,
               ($2::text[])[1 + n::bigint * 7919 % cardinality($1)] as department from generate_series(0, $3::int - 1) n) given"""
_STAGES = (
    "to_rectify",
    "to_rectify",
    "to_rectify",
    "to_rectify",
    "to_rectify",
    "to_accept",
    "to_accept",
    "in_effect",
    "in_effect",
    "closed",
)
_ROWS = (
    """
insert into views.cases (build, case_id, place, number, series, kind, plan, pack, requester, department, stage, outcome, running, waits,
                         opened_at, closed_at, due, due_since, due_at, risk_at, soonest, wake_at, version)
select 1, case_id, n, 'FIX-2026-' || lpad(n::text, 6, '0'), 'FIX-2026', 'rectification', 'rectification', 'pack', person, department,
       stage, case stage when 'closed' then 'effective' else '' end, stage <> 'closed', stage in ('to_rectify', 'to_accept'),
       opened_at, case stage when 'closed' then due_at end,
       case stage when 'to_rectify' then 'rectify' when 'to_accept' then 'accept' else '' end, opened_at,
       case when stage in ('to_rectify', 'to_accept') then due_at end, due_at - interval '14 h',
       case when stage in ('to_rectify', 'to_accept') then due_at else timestamptz '9999-12-31 00:00:00+00' end, due_at, 5 from made""",
    """
insert into views.asks (build, case_id, task, step, role, rung, party, since, due_at, shared)
select 1, case_id, 'rectify', 'rectify', 'responsible', 0, person, opened_at, due_at, false from made where stage = 'to_rectify'""",
    "insert into views.parts (build, case_id, person) select 1, case_id, person from made",
    """
insert into views.obligations (build, case_id, armed, clock, task, plan, department, clause, rule, person, started, due_at, ended_at,
                               outcome, late_s)
select 1, case_id, 3, 'answer:rectify', 'rectify', 'rectification', department, 'SO 5.3.1', '3 d', null, opened_at, due_at,
       case when stage <> 'to_rectify' then due_at end, case when stage = 'to_rectify' then 'running' else 'met' end, null from made""",
    "insert into views.projections (name, build, position, epoch, live) select 'cases', 1, count(*), 0, true from made",
)
_RATES = """
select department, extract(year from day)::int, extract(quarter from day)::int, count(*), count(*) filter (where done)
  from (select department, timezone('Asia/Shanghai', due_at - interval '1 us') as day, due_at, stage in ('in_effect', 'closed') as done
          from made where due_at >= $1) lines where due_at <= $2 or done group by 1, 2, 3"""


def main(argv: list[str]) -> int:
    """Fill, follow up, compare."""
    parser = argparse.ArgumentParser(prog="ledger")
    parser.add_argument("--lines", type=int, default=LINES)
    parser.add_argument("--rounds", type=int, default=20, help="how often each head looks again")
    asked = parser.parse_args(argv)
    return asyncio.run(_run(asked.lines, asked.rounds))


async def _run(count: int, rounds: int) -> int:
    governed = Governed()
    async with a_million(0) as url:
        log = await PostgresLog.connect(url)
        slow: asyncpg.Connection[Any] = await asyncpg.connect(for_driver(url))
        try:
            await _fill(slow, governed, count)
            async with reader_at(url, log, governed, KINDS) as reader:
                first, later = await _heads(log, slow, reader, rounds)
                took = await _follow_up(governed, log, slow, reader)
        finally:
            await slow.close()
            await log.close()
    _report("a head's list, first look", first, None)
    met = _report("a head's list, later looks", later, LIST_GOAL_MS)
    print(f"  weekly follow-up of {len(SIZES)} heads over {count:,} lines: {took:.1f} s")
    line = {"name": "weekly follow-up over all heads", "ours": round(took, 1), "rival": None, "unit": "s", "ratio": None}
    print(json.dumps({**line, "goal": FOLLOW_UP_GOAL_S, "met": took < FOLLOW_UP_GOAL_S}))
    return int(not (met and took < FOLLOW_UP_GOAL_S))


def departments() -> list[str]:
    """All that have a head."""
    return [f"d{place}" for place in range(len(SIZES))]


async def _fill(slow: asyncpg.Connection[Any], governed: Governed, count: int) -> None:
    people = list(governed.now.people.values())
    await slow.execute("truncate views.projections")
    stages = ", ".join(f"'{stage}'" for stage in _STAGES)
    made = _MADE.format(stages=stages, spread=SPREAD)
    await slow.execute(made, [person.id for person in people], [person.department for person in people], count)
    for statement in _ROWS:
        await slow.execute(statement)
    await slow.execute("vacuum (analyze) views.cases, views.asks, views.parts, views.obligations")
    print(f"  {count:,} lines of {len(people):,} people", flush=True)


# --- a head's list ----------------------------------------------------------------------------------


async def _heads(log: PostgresLog, slow: asyncpg.Connection[Any], reader: Reader, rounds: int) -> tuple[list[float], list[float]]:
    """The soonest open lines of each department, found and folded."""
    folds, first, later = Folds(), list[float](), list[float]()
    for department in departments():
        wanted = Wanted(kind=KIND, department=department, open=True, at=NOW)
        rows = await reader.cases(wanted, sort="due", limit=LIMIT)
        await _same_as_slowly(slow, department, rows)
        for row in rows:
            await _write(log, row)
        for _ in range(1 + rounds):
            began = time.perf_counter()
            shown = await reader.cases(wanted, sort="due", limit=LIMIT)
            cases = await folds.of(log, [row.case for row in shown])
            (later if _ else first).append((time.perf_counter() - began) * 1000)
            if len(shown) != len(rows) or any(fold.case is None for fold in cases):
                raise RuntimeError(f"{department}: a line is missing")
    return first, later


async def _same_as_slowly(slow: asyncpg.Connection[Any], department: str, rows: Sequence[CaseLine]) -> None:
    soonest = "case when stage in ('to_rectify', 'to_accept') then due_at else timestamptz '9999-12-31 00:00:00+00' end"
    query = f"select case_id from made where department = $1 and stage <> 'closed' order by {soonest}, n limit $2"
    wanted = [found[0] for found in await slow.fetch(query, department, LIMIT)]
    if [row.case for row in rows] != wanted:
        raise RuntimeError(f"{department}: another list than the plain query's")


async def _write(log: PostgresLog, row: CaseLine) -> None:
    """A line's history, as far as a list shows it."""
    fields = {"finding": "the register of loans has gaps", "responsible": row.requester, "criterion": "no gap in three months"}
    opened = e.Opened(
        plan=PLAN,
        pack="pack",
        requester=PersonId(row.requester),
        department=row.department,
        opener=SYSTEM,
        fields=fields,
        source=CaseId(""),
        took_part=(),
        round=1,
        coaching=False,
        earlier=(),
        clause=CLAUSE,
    )
    person = (PersonId(row.requester),)
    asked = shared.Asked(task="rectify", role="responsible", rung=0, people=person, basis="responsible", clause=CLAUSE)
    due = row.due_at or NOW + timedelta(days=90)
    armed = clocks.Armed(clock="answer:rectify", clause=CLAUSE, rule="3 d", started=row.opened_at, due=due, calendar="c")
    await _append(log, row.case, uuid5(NAMESPACE_URL, row.case), [opened, asked, armed])


async def _append(log: PostgresLog, case: CaseId, command: UUID, said: Sequence[Any]) -> None:
    new = []
    for version, event in enumerate(said, 1):
        name, schema_version, data = event_out(event)
        new.append(
            NewEvent(
                event_id=uuid5(command, str(version)),
                type=name,
                schema_version=schema_version,
                happened_at=NOW,
                data=canonical(data),
                meta=canonical({"by": {"id": SYSTEM}}),
            )
        )
    entry = CommandEntry(id=command, request_digest=bytes(32), outcome="done", answer=b"")
    await log.append(entry, [Write(stream=Stream(category=kind_of(case), id=uuid_of(case)), expected_version=0, events=tuple(new))])


# --- every head's week --------------------------------------------------------------------------------


async def _follow_up(governed: Governed, log: PostgresLog, slow: asyncpg.Connection[Any], reader: Reader) -> float:
    """Each head's run is opened, all their open lines are read, and how much is put right is worked out."""
    began, lines = time.perf_counter(), dict[str, int]()
    for place, department in enumerate(departments()):
        await _run_of(governed, log, f"head-{place}")
        lines[department] = await _all_lines(reader, department)
    found = await rates(reader, NOW, SINCE, "Asia/Shanghai")
    took = time.perf_counter() - began
    wanted = dict(await slow.fetch("select department, count(*) from made where stage <> 'closed' group by 1"))
    if lines != wanted:
        raise RuntimeError(f"another number of lines than the plain query's: {sum(lines.values())}, {sum(wanted.values())}")
    if set(found) != {
        Rate(department=d, year=y, quarter=q, due=due, done=done) for d, y, q, due, done in await slow.fetch(_RATES, SINCE, NOW)
    }:
        raise RuntimeError("another rate than the plain query's")
    return took


async def _run_of(governed: Governed, log: PostgresLog, post: str) -> None:
    """Opened as the house opens it: judged, and written to the log."""
    opening, case = runs.opening_id(CONTROL, post, PERIOD), runs.run_id(CONTROL, post, PERIOD)
    command = command_in("control", "open", runs.opening(CONTROL, post, PERIOD))
    asked = Asked(case=case, id=opening, command=command, by=Actor(id=SYSTEM, machine=True), at=NOW, now=NOW, pack="pack")
    decision = DECIDERS["control"].decide(None, asked, governed.rules(CONTROL, "pack", NOW, {}))
    state: Any = None
    for version, event in enumerate(decision.events, 1):
        known = Recorded(event=event, id=uuid5(opening, str(version)), version=version, happened_at=NOW, case=case)
        state = DECIDERS["control"].evolve(state, known)
    if state.waits_for("carry_out") is None:
        raise RuntimeError(f"{post}: nobody was asked")
    await _append(log, case, opening, decision.events)


async def _all_lines(reader: Reader, department: str) -> int:
    wanted, after, found = Wanted(kind=KIND, department=department, open=True, at=NOW), None, 0
    while True:
        rows = await reader.cases(replace(wanted), sort="due", limit=BATCH, after=after)
        found += len(rows)
        if len(rows) < BATCH:
            return found
        after = rows[-1].cursor("due")


def _report(name: str, took: Sequence[float], goal: float | None) -> bool:
    in_order = sorted(took)
    p50, p99 = in_order[len(took) // 2], in_order[min(len(took) - 1, len(took) * 99 // 100)]
    print(f"  {name}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, longest {in_order[-1]:.1f} ms ({len(took)} pages)")
    met = None if goal is None else p99 < goal
    print(json.dumps({"name": f"{name}, p99", "ours": round(p99, 1), "rival": None, "unit": "ms", "ratio": None, "goal": goal, "met": met}))
    return met is not False
