"""How long pages of the list of cases, their numbers and the figures take among a million cases, for people who see few or many of them.

Every page and number is compared with the slow way: one query that looks at each case, with all that a person sees gathered beforehand.
The run fails when one differs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import asyncpg

from benchmarks._million import CASES, NOW, Governed, a_million
from domain.kernel import PersonId
from eventlog.connections import for_driver
from eventlog.postgres import PostgresLog
from views.figures import Figures, Window
from views.kinds import KINDS
from views.pages import Sort
from views.reader import MOST_COUNTED, Reader, Wanted, reader_at
from views.seen import Seen

PAGE_GOAL_MS, FIGURE_GOAL_MS = 50.0, 1000.0
LIMIT = 50
SORTS: dict[Sort, str] = {"newest": "place desc", "due": "soonest, place", "number": "series, place"}
FIGURES = ("met", "decided", "closed", "overdue", "load_by_person", "load_by_department")


def seen(name: str, *departments: str) -> Seen:
    """Somebody, and the departments whose cases they may see."""
    return Seen(person=PersonId(name), departments=frozenset(departments))


LOOKERS: dict[str, Seen | None] = {
    "the house": None,
    "a borrower": seen("p-3-4"),
    "a head": seen("head-0", "d0"),
    "a large department's head": seen("head-32", "d32"),
    "a keeper": seen("keeper-0"),
    "who is above all": seen("manager"),
}
FILTERS: dict[str, tuple[Wanted, str]] = {
    "all": (Wanted(), "true"),
    "stage": (Wanted(stage="out"), "stage = 'out'"),
    "overdue": (Wanted(due="overdue"), f"soonest <= '{NOW.isoformat()}'"),
    "at risk": (Wanted(due="at_risk"), f"soonest > '{NOW.isoformat()}' and risk_at <= '{NOW.isoformat()}'"),
    "rare word": (Wanted(search="ht-7-1007"), "case_id in (select case_id from views.words where word like 'ht-7-1007%')"),
    "common words": (Wanted(search="2026 loan"), "true"),
    "title": (Wanted(search="contract"), "true"),
    "another department": (Wanted(department="d7"), "department = 'd7'"),
    "one day": (
        Wanted(opened_from=NOW - timedelta(days=100), opened_until=NOW - timedelta(days=99)),
        f"opened_at >= '{(NOW - timedelta(days=100)).isoformat()}' and opened_at < '{(NOW - timedelta(days=99)).isoformat()}'",
    ),
    "missed under a clause": (
        Wanted(clause="house:answer-time", kept="missed"),
        "case_id in (select case_id from views.obligations where clause = 'house:answer-time' and outcome = 'missed')",
    ),
}


def main(argv: list[str]) -> int:
    """Fill, look, compare."""
    parser = argparse.ArgumentParser(prog="lists")
    parser.add_argument("--cases", type=int, default=CASES)
    asked = parser.parse_args(argv)
    return asyncio.run(_run(asked.cases))


async def _run(count: int) -> int:
    async with a_million(count) as url:
        log = await PostgresLog.connect(url)
        slow: asyncpg.Connection[Any] = await asyncpg.connect(for_driver(url))
        try:
            async with reader_at(url, log, Governed(), KINDS) as reader:
                pages, counts = await _pages(reader, slow)
                figures = await _figures(reader)
        finally:
            await slow.close()
            await log.close()
    met = [_report("a page of cases", pages, PAGE_GOAL_MS), _report("a number of cases", counts, None)]
    met.append(_report("a figure", figures, FIGURE_GOAL_MS))
    return int(not all(met))


async def _pages(reader: Reader, slow: asyncpg.Connection[Any]) -> tuple[list[float], list[float]]:
    """First and second pages in each order, and how many there are."""
    pages: list[float] = []
    counts: list[float] = []
    for who, sight in LOOKERS.items():
        await _all_seen(reader, slow, sight)
        for name, (wanted, condition) in FILTERS.items():
            asked = replace(wanted, seen_by=sight, at=NOW)
            took: list[float] = []
            for sort, order in SORTS.items():
                took += await _two_pages(reader, slow, asked, sort, condition, order)
            counted, number = await _timed(partial(reader.counts, asked))
            if number != await slow.fetchval(f"select count(*) from (select from lines where {condition} limit {MOST_COUNTED + 1}) c"):
                raise RuntimeError(f"{who}, {name}: counted {number}")
            print(f"  {who:<26} {name:<22} pages {min(took):.0f} to {max(took):.0f} ms, counted {counted:.0f} ms", flush=True)
            pages += took
            counts.append(counted)
    return pages, counts


async def _two_pages(reader: Reader, slow: asyncpg.Connection[Any], asked: Wanted, sort: Sort, condition: str, order: str) -> list[float]:
    """Each looked at once before it is timed, as in use: the planner and the caches have seen such a page."""
    took: list[float] = []
    after: str | None = None
    rows = await slow.fetch(f"select case_id from lines where {condition} order by {order} limit {2 * LIMIT}")
    expected = [row["case_id"] for row in rows]
    for nth in range(2):
        await reader.cases(asked, sort=sort, limit=LIMIT, after=after)
        ms, page = await _timed(partial(reader.cases, asked, sort=sort, limit=LIMIT, after=after))
        if [line.case for line in page] != expected[nth * LIMIT : (nth + 1) * LIMIT]:
            raise RuntimeError(f"{asked}, {sort}: page {nth + 1} is not what the slow way finds")
        took.append(ms)
        if len(page) < LIMIT:
            break
        after = page[-1].cursor(sort)
    return took


async def _all_seen(reader: Reader, slow: asyncpg.Connection[Any], sight: Seen | None) -> None:
    """All cases that somebody sees, in a table of their own."""
    await slow.execute("drop table if exists lines")
    await slow.execute("create temporary table lines (like views.cases)")
    if sight is None:
        await slow.execute("insert into lines select * from views.cases")
        return
    async with reader.snapshot() as (connection, build):
        sighted = (await reader.asked(connection, build, Wanted(seen_by=sight, at=NOW))).sight
        theirs = [(one.role, one.rung, party) for one in (sighted.theirs if sighted else ()) for party in one.parties]
    roles, rungs, parties = ([each[nth] for each in theirs] for nth in range(3))
    await slow.execute(
        """insert into lines select * from views.cases where case_id in (
             select case_id from views.cases where department = any ($1)
             union select case_id from views.parts where person = $2
             union select case_id from views.asks join unnest($3::text[], $4::int[], $5::text[]) as o (role, rung, party)
                          using (role, rung, party))""",
        sorted(sight.departments),
        sight.person,
        roles,
        rungs,
        parties,
    )


async def _figures(reader: Reader) -> list[float]:
    figures, took = Figures(reader), list[float]()
    for who, sight in LOOKERS.items():
        for days in (30, 400):
            window = Window(start=NOW - timedelta(days=days), until=NOW + timedelta(days=40), at=NOW, seen_by=sight)
            each = {name: (await _timed(partial(getattr(figures, name), window)))[0] for name in FIGURES}
            each["weeks"] = (await _timed(partial(figures.weeks, window, "Asia/Shanghai")))[0]
            print(f"  {who:<26} {days} days: {', '.join(f'{name} {ms:.0f}' for name, ms in each.items())} ms", flush=True)
            took += each.values()
    return took


async def _timed(work: Callable[[], Awaitable[Any]]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = await work()
    return (time.perf_counter() - began) * 1000, found


def _report(name: str, took: Sequence[float], goal: float | None) -> bool:
    ordered = sorted(took)
    p50, p99 = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
    print(f"  {name}: p50 {p50:.0f} ms, p99 {p99:.0f} ms, longest {ordered[-1]:.0f} ms ({len(ordered)})")
    met = None if goal is None else p99 <= goal
    print(json.dumps({"name": f"{name}, p99", "ours": round(p99, 1), "rival": None, "unit": "ms", "ratio": None, "goal": goal, "met": met}))
    return met is not False
