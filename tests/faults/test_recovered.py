"""Losing Temporal loses no case, and losing the lists loses nothing (design.md §3)."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest

from tests.faults.loans import OVERDUE, Loan, confirmed, loans_at_every_point
from tests.faults.record import kept, sound
from tests.faults.stack import Stack, new_stack

LISTS = ("cases", "asks", "numbers")


async def by_command(stack: Stack) -> None:
    """A person notices, and says so."""
    await stack.listed()
    ran = await stack.cli("recover")
    assert ran.code == 0, ran
    assert ran.out.startswith("5 cases owe something; 5 had no workflow"), ran
    again = await stack.cli("recover")
    assert again.out.startswith("5 cases owe something; 0 had no workflow"), again


async def by_itself(_stack: Stack) -> None:
    """Nobody does anything: the watchdog looks each minute."""


async def all_open_run(stack: Stack, loans: list[Loan]) -> None:
    """Every open case has its workflow again; the closed one has none."""

    async def all_run() -> bool:
        return all([await stack.runs(loan.case) for loan in loans if loan.point != "checked"])

    await stack.until(all_run, "a workflow for every open case", within_s=100)
    assert [loan.point for loan in loans if not await stack.runs(loan.case)] == ["checked"]
    for loan in loans:
        await loan.settled()


@pytest.mark.deep
@pytest.mark.parametrize(("recovered", "processes"), [(by_command, ("house", "worker")), (by_itself, ("house", "worker", "watchdog"))])
async def test_temporals_data_deleted(recovered: Any, processes: tuple[str, ...]):
    """All open cases come back with their clocks, closed ones stay closed, nothing is done twice."""
    async with new_stack(*processes) as stack:
        loans = await loans_at_every_point(stack)
        before = {loan.case: [each.event_id for each in await stack.events(loan.case)] for loan in loans}
        await stack.lose_temporal()
        await stack.worked_again()
        await recovered(stack)
        await all_open_run(stack, loans)
        assert {loan.case: [each.event_id for each in await stack.events(loan.case)] for loan in loans} == before
        lent, overdue = (next(loan for loan in loans if loan.point == point) for point in ("lent", "overdue"))
        await asyncio.gather(*(stack.advance(loan.case, OVERDUE) for loan in (lent, overdue)))  # the new Temporal began at wall time
        await stack.happens(lent.case, "request.reminded")
        assert [(await stack.types(loan.case)).count("clock.ran_out") for loan in (lent, overdue)] == [1, 1]
        for loan in loans:
            await loan.finish()
        await asyncio.gather(*(loan.settled() for loan in loans))
        await kept(stack, confirmed(loans), await sound(stack))
        assert await stack.replay() >= 5


async def dump(stack: Stack) -> dict[str, list[Any]]:
    """What the lists in use say, but for the number of their build."""
    connection: asyncpg.Connection[Any] = await asyncpg.connect(stack.settings.database)
    try:
        build = await connection.fetchval("select build from views.projections where name = 'cases' and live")
        found = {}
        for table in LISTS:
            rows = await connection.fetch(f"select * from views.{table} where build = $1", build)
            found[table] = sorted(str([item for item in row.items() if item[0] != "build"]) for row in rows)
        return found
    finally:
        await connection.close()


async def drop_lists(stack: Stack) -> None:
    connection: asyncpg.Connection[Any] = await asyncpg.connect(stack.postgres.admin_url)
    try:
        for table in (*LISTS, "projections"):
            await connection.execute(f"truncate views.{table}")
    finally:
        await connection.close()


async def test_lists_dropped_and_rebuilt(stack: Stack):
    """`bylaw rebuild` gives back what was, numbers too; afterwards the lists go on, and the next number follows."""
    first = await stack.open(by="he")
    await stack.settled(first)
    await stack.listed()
    before = await dump(stack)
    assert before["cases"]
    await drop_lists(stack)
    ran = await stack.cli("rebuild")
    assert ran.code == 0, ran
    assert await dump(stack) == before
    later = await stack.open(by="lv")
    await stack.listed()
    numbers = [await stack.number_of(case) for case in (first, later)]
    assert int(numbers[1].rpartition("-")[2]) == int(numbers[0].rpartition("-")[2]) + 1
