"""The list of cases: what it says, how it numbers, how it is paged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.memory import MemoryLog
from tests.views.feeding import catch_up
from tests.views.toy import NOON, Governed, Writer
from views.cases import Cases
from views.reader import Reader, Wanted
from views.schema import cases


async def test_the_list_says_where_a_case_stands(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader):
    """Number, plan, requester, stage, what is due next and since when, version: from the events alone."""
    case, due = await writer.open("ann"), NOON + timedelta(days=1)
    await writer.ask(case, "post archivist", due)
    await catch_up(log, engine, projection)

    (line,) = await reader.cases()

    assert (line.case, line.number, line.plan, line.requester, line.department) == (case, "LOAN-2026-0001", "loan", "ann", "sales")
    assert (line.stage, line.due, line.due_since, line.due_at, line.version) == ("asked", "decide", NOON, due, 2)
    assert (line.running, line.closed_at, line.outcome) == (True, None, "")


async def test_a_closed_case_keeps_when_it_closed(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader):
    """Closed at is the instant of the event that closed it, and such a case is no open one."""
    case, later = await writer.open(), NOON + timedelta(hours=3)
    await writer.close(case, later)
    await catch_up(log, engine, projection)

    (line,) = await reader.cases(Wanted(open=False))

    assert (line.closed_at, line.outcome, line.running) == (later, "done", False)
    assert await reader.cases(Wanted(open=True)) == []


async def test_numbers_run_per_prefix_and_year(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader):
    """Each prefix and each year of opening has its own run of numbers, from 1, in the order of the log."""
    for plan, year in (("loan", 2026), ("key", 2026), ("loan", 2026), ("loan", 2027), ("key", 2026)):
        await writer.open(plan=plan, at=datetime(year, 6, 1, tzinfo=UTC))
    await catch_up(log, engine, projection, batch=2)

    numbers = [line.number for line in reversed(await reader.cases())]

    assert numbers == ["LOAN-2026-0001", "KEY-2026-0001", "LOAN-2026-0002", "LOAN-2027-0001", "KEY-2026-0002"]


async def test_the_year_is_that_of_the_organisation(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader):
    """At 17:00 UTC on 31 December it is next year in Shanghai."""
    await writer.open(at=datetime(2026, 12, 31, 17, 0, tzinfo=UTC))
    await catch_up(log, engine, projection)

    assert [line.number for line in await reader.cases()] == ["LOAN-2027-0001"]


async def test_numbers_do_not_depend_on_batches(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader):
    """A number follows from the order of the log alone: the same whether events came one by one or all at once."""
    for plan in ("loan", "key", "loan", "loan", "key", "key", "loan"):
        await writer.close(await writer.open(plan=plan))
    await catch_up(log, engine, projection, batch=1)
    one_by_one = {line.case: line.number for line in await reader.cases()}

    from views.projection import begin_build

    place = await begin_build(engine, projection)
    await catch_up(log, engine, projection, batch=100, place=place)
    async with engine.connect() as connection:
        rows = (await connection.execute(select(cases.c.case_id, cases.c.number).where(cases.c.build == place.build))).all()

    assert {row.case_id: row.number for row in rows} == one_by_one


async def test_pages_go_on_by_key(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader):
    """A page goes on after the last one's key, newest first; none is skipped or doubled when cases are opened in between."""
    made = [await writer.open() for _ in range(5)]
    await catch_up(log, engine, projection)
    first = await reader.cases(limit=2)
    await writer.open()
    await catch_up(log, engine, projection)

    rest = await reader.cases(limit=10, before=first[-1].place)

    assert [line.case for line in first + rest] == made[::-1]


async def test_filters_narrow_the_list(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader):
    """Every filter that is given must hold."""
    mine, other = await writer.open("ann", plan="key"), await writer.open("ben", plan="loan")
    await catch_up(log, engine, projection)

    assert [line.case for line in await reader.cases(Wanted(requester="ann", open=True))] == [mine]
    assert [line.case for line in await reader.cases(Wanted(plan="loan", department="sales", kind="toy"))] == [other]
    assert await reader.cases(Wanted(requester="ann", plan="loan")) == []


async def test_a_number_names_its_case(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader):
    """From number to case and back; what nobody was given names nothing."""
    case = await writer.open()
    await catch_up(log, engine, projection)

    assert await reader.case_of("LOAN-2026-0001") == case
    assert await reader.number_of(case) == "LOAN-2026-0001"
    assert await reader.case_of("LOAN-2026-0002") is None


async def test_running_cases_come_oldest_first_by_key(
    writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader
):
    """Recovering walks every case that still owes something, page by page, and no other."""
    made = [await writer.open() for _ in range(4)]
    await writer.close(made[1])
    await catch_up(log, engine, projection)

    first = await reader.running(limit=2)
    rest = await reader.running(limit=2, after=first[-1].place)

    assert [line.case for line in first + rest] == [made[0], made[2], made[3]]


async def test_late_clocks_are_counted(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader):
    """A clock of a running case whose instant has passed is late; of a closed case none is."""
    late, closed, early = await writer.open(), await writer.open(), await writer.open()
    for case, hours in ((late, 1), (closed, 1), (early, 9)):
        await writer.ask(case, "post archivist", NOON + timedelta(hours=hours))
    await writer.close(closed)
    await catch_up(log, engine, projection)

    assert await reader.late(NOON + timedelta(hours=2)) == (1, NOON + timedelta(hours=1))


async def test_other_streams_of_the_log_are_passed_over(
    writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader
):
    """Refusals, claims and governance are no cases; the list moves past them."""
    from uuid import uuid4

    from eventlog.port import Stream

    for category in ("refused", "claim", "governance", "look"):
        await writer.say(Stream(category=category, id=uuid4()), "what.ever", {})
    await catch_up(log, engine, projection)

    assert await reader.cases() == []
    assert (await reader.lag()).events == 0


async def test_governed_data_is_taken_in_before_a_batch(writer: Writer, log: MemoryLog, engine: AsyncEngine, reader: Reader):
    """A case may be opened under a pack that was adopted a moment ago: the list asks for what is new first."""

    class Late(Governed):
        async def refresh(self) -> None:
            self.plans = Governed().plans

    from tests.views.toy import TOYS

    await writer.open()
    await catch_up(log, engine, Cases(log, Late(plans={}), TOYS))

    assert [line.number for line in await reader.cases()] == ["LOAN-2026-0001"]
