"""How long somebody's tasks take to be found and proven when a million cases ask something of 2,030 people.

The lists are filled by SQL; the log holds the histories of the cases that are looked at, so that every page is proven by the decider
as in use. Each page is compared with the slow way: who holds each office is worked out by the domain for every row that is there, all
rows of the person are read and sorted, and each case is folded from its first event. The run fails when a page differs.

First looks read and fold each case; later ones, as of somebody who comes back, read only whether something is new.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import time
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import asyncpg

from benchmarks._million import CASES, HEAD_OF, NOW, PLAN, Case, Governed, a_million, case
from domain import clocks
from domain.kernel import CaseId, PersonId, uuid_of
from domain.organisation import holders, named
from domain.policy import role as read_role
from domain.requests import events as e
from domain.shapes import canonical, event_out
from eventlog.connections import for_driver
from eventlog.port import CommandEntry, NewEvent, Stream, Write
from eventlog.postgres import PostgresLog
from views.candidates import candidates
from views.inbox import FIRST, MARGIN, Inbox, Key, Task
from views.kinds import KINDS
from views.reader import Reader, reader_at
from views.telling import PERSON, fold

GOAL_MS = 20.0
LIMIT = 50


def main(argv: list[str]) -> int:
    """Fill, look, compare."""
    parser = argparse.ArgumentParser(prog="inbox")
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--rounds", type=int, default=20, help="how often each person looks again")
    asked = parser.parse_args(argv)
    return asyncio.run(_run(asked.cases, asked.rounds))


async def _run(count: int, rounds: int) -> int:
    governed = Governed()
    async with a_million(count) as url:
        log = await PostgresLog.connect(url)
        try:
            async with reader_at(url, log, governed, KINDS) as reader:
                return await _measure(url, log, governed, reader, count, rounds)
        finally:
            await log.close()


async def _measure(url: str, log: PostgresLog, governed: Governed, reader: Reader, count: int, rounds: int) -> int:
    people = _who_looks(governed)
    print(f"  {len(people)} people look; their histories are written", flush=True)
    await _write_histories(log, governed, await _first_pages(reader, governed, people), count)
    await reader.inbox(people[0], NOW)  # opens connections, works the organisation out
    first = [await _timed(reader, person) for person in people]
    later = [await _timed(reader, person) for person in random.Random(1).choices(people, k=len(people) * rounds)]
    for person in people:
        await _compare(url, log, governed, reader, person)
    _report("inbox, first look", [ms for ms, _ in first], goal=None)
    _report("inbox, later looks", [ms for ms, _ in later], goal=GOAL_MS)
    print(f"  tasks on a page: {statistics.median(found for _, found in first):.0f} (median), all pages as the slow way finds them")
    return int(_p(99, [ms for ms, _ in later]) > GOAL_MS)


def _who_looks(governed: Governed) -> list[PersonId]:
    """Heads of small departments and of a large one, who is above all of them, keepers, a stand-in, borrowers."""
    named_ones = [*(f"head-{d}" for d in range(0, 33, 4)), "manager", "keeper-0", "p-4-7"]
    borrowers = [f"p-{d}-{d + 1}" for d in range(0, 32, 3)]
    return [PersonId(name) for name in (*named_ones, *borrowers) if name in governed.now.people]


def _report(name: str, took: Sequence[float], goal: float | None) -> None:
    p99 = _p(99, took)
    print(f"  {name}: p50 {_p(50, took):.1f} ms, p99 {p99:.1f} ms, longest {max(took):.1f} ms ({len(took)} pages)")
    met = None if goal is None else p99 <= goal
    print(json.dumps({"name": f"{name}, p99", "ours": round(p99, 1), "rival": None, "unit": "ms", "ratio": None, "goal": goal, "met": met}))


def _p(percent: int, took: Sequence[float]) -> float:
    return sorted(took)[min(len(took) - 1, len(took) * percent // 100)]


async def _timed(reader: Reader, person: PersonId) -> tuple[float, int]:
    began = time.perf_counter()
    page = await reader.inbox(person, NOW, limit=LIMIT)
    return (time.perf_counter() - began) * 1000, len(page)


# --- histories ----------------------------------------------------------------------------------------


async def _first_pages(reader: Reader, governed: Governed, people: Sequence[PersonId]) -> set[CaseId]:
    """The cases of which the first pages are made."""
    inbox, found = Inbox(None, governed, KINDS), set()  # type: ignore[arg-type]
    async with reader.snapshot() as (connection, build):
        for person in people:
            theirs = await inbox.theirs(connection, build, person, NOW)
            rows = await candidates(connection, build, theirs, FIRST, 2 * (LIMIT + MARGIN))
            found |= {case_id for _, case_id, *_ in rows}
    return found


async def _write_histories(log: PostgresLog, governed: Governed, wanted: set[CaseId], count: int) -> None:
    people = list(governed.now.people.values())
    for one in (case(n, people) for n in range(count)):
        if f"request-{one.id}" in wanted:
            await _append(log, one)


async def _append(log: PostgresLog, one: Case) -> None:
    stream, events = Stream(category="request", id=one.id), []
    for version, event in enumerate(_history(one), 1):
        name, schema_version, data = event_out(event)
        events.append(
            NewEvent(
                event_id=uuid5(NAMESPACE_URL, f"{one.id}/{version}"),
                type=name,
                schema_version=schema_version,
                happened_at=one.opened_at,
                data=canonical(data),
                meta=canonical({"by": {"id": one.requester}}),
            )
        )
    entry = CommandEntry(id=uuid5(NAMESPACE_URL, str(one.id)), request_digest=bytes(32), outcome="done", answer=b"")
    await log.append(entry, [Write(stream=stream, expected_version=0, events=tuple(events))])


def _history(one: Case) -> list[Any]:
    """As its stage says; what does not matter to who may act is left out."""
    fields = {"contract": f"HT-{one.n % 1000}-{one.n}", "purpose": "x"}
    opened = e.Opened(plan=PLAN, pack="pack", requester=one.requester, department=one.department, fields=fields, clause="SO 2.2.2")
    out: list[Any] = [opened, *_asked("1-0-0", HEAD_OF, one)]
    if one.went_up:
        up = e.WentUp(step="1-0-0", rung=1, role=HEAD_OF, climbed=1, people=(), basis="", why="no answer", clause="house:one-rung-up")
        out += [clocks.Stopped(clock="answer:1-0-0", why="goes up"), up, _armed("answer:1-0-0", one)]
    if one.stage == "asked":
        return out
    out += [clocks.Stopped(clock="answer:1-0-0", why="answered"), e.Ready(resource=fields["contract"], clause="SO 2.2.2")]
    if one.stage == "approved":
        return out + _asked("collect", "requester", one)
    keeper, grant = PersonId("keeper-0"), one.id
    lent = e.Lent(grant=grant, resource="x", to=one.requester, by=keeper, start=one.opened_at, until=one.due_at, note="", clause="SO 2.2.2")
    out += [lent, _armed("return", one)]
    if one.stage == "out":
        return out
    back = e.Returned(by=one.requester, basis="requester", in_time=True, note="", clause="SO 2.2.2")
    return [*out, clocks.Stopped(clock="return", why="returned"), back, *_asked("check", "post archivist", one)]


def _asked(step: str, role: str, one: Case) -> list[Any]:
    opened = e.StepOpened(step=step, round=1, role=role, rung=0, people=(), basis="", clause="SO 2.2.2")
    return [opened, _armed(f"answer:{step}", one)]


def _armed(clock: str, one: Case) -> clocks.Armed:
    return clocks.Armed(clock=clock, clause="house:answer-time", rule="1 wd", started=one.opened_at, due=one.due_at, calendar="c")


# --- the slow way -------------------------------------------------------------------------------------


async def _compare(url: str, log: PostgresLog, governed: Governed, reader: Reader, person: PersonId) -> None:
    """Raises RuntimeError when the first page is not what the slow way finds."""
    fast = [_key(task) for task in await reader.inbox(person, NOW, limit=LIMIT)]
    connection = await asyncpg.connect(for_driver(url))
    try:
        slow = await _slowly(connection, log, governed, person)
    finally:
        await connection.close()
    if fast != slow:
        raise RuntimeError(f"{person}: {len(fast)} tasks found fast, {len(slow)} slowly; first difference: {_first_difference(fast, slow)}")


def _key(task: Task) -> Key:
    return task.key


def _first_difference(fast: Sequence[Key], slow: Sequence[Key]) -> Any:
    return next(((one, other) for one, other in zip(fast, slow, strict=False) if one != other), "one is longer")


async def _slowly(connection: asyncpg.Connection[Any], log: PostgresLog, governed: Governed, person: PersonId) -> list[Key]:
    offices = await connection.fetch("select distinct role, rung, party from views.asks where build = 1")
    theirs = [(row["role"], row["rung"], row["party"]) for row in offices if person in _holders(governed, *row)]
    found: set[Key] = set()
    query = """select due_at, case_id, task, step from views.asks
                where build = 1 and (role, rung, party) in (select * from unnest($1::text[], $2::int[], $3::text[]))"""
    if theirs:
        found = {tuple(row) for row in await connection.fetch(query, *(list(column) for column in zip(*theirs, strict=True)))}
    page: list[Key] = []
    for due_at, case_id, task, step in sorted(found):
        if await _may(log, governed, CaseId(case_id), task, step, person):
            page.append((due_at, CaseId(case_id), task, step))
        if len(page) == LIMIT:
            break
    return page


def _holders(governed: Governed, role: str, rung: int, party: str) -> Iterable[PersonId]:
    """By the domain, and remembered: the same few thousand are asked for each person."""
    key = (role, rung, party)
    if key not in _KNOWN:
        wanted, organisation = read_role(role) if role != PERSON else None, governed.now
        found = (
            holders(organisation, wanted, {wanted.of: PersonId(party)}, NOW, rung)
            if wanted is not None
            else named(organisation, PersonId(party), NOW)
        )
        _KNOWN[key] = {holder.person for holder in found}
    return _KNOWN[key]


_KNOWN: dict[tuple[str, int, str], set[PersonId]] = {}


async def _may(log: PostgresLog, governed: Governed, case_id: CaseId, task: str, step: str, person: PersonId) -> bool:
    kind = KINDS["request"]
    state = fold(kind, await log.read(Stream(category="request", id=uuid_of(case_id))))
    offers = kind.offers(state, governed.rules(PLAN, "pack", NOW, {}), NOW)
    return any(
        holder.person == person
        for offer in offers
        if offer.command in kind.proofs[task] and offer.slot in ("", step)
        for holder in offer.who
    )
