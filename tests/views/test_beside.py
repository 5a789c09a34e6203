"""What stands beside each case: parts, obligations, words. From requests under the default pack, by every step of their way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.organisation import by_handle
from eventlog.memory import MemoryLog
from tests.activities.judging import Bench
from tests.views.feeding import catch_up
from tests.views.test_requests import Desk
from views.cases import Cases
from views.projection import begin_build
from views.schema import asks, cases, obligations, parts, titles, words

LISTS = (cases, asks, parts, obligations, words, titles)


@pytest.fixture
async def desk(engine: AsyncEngine) -> Desk:
    return Desk(bench=await Bench.make(MemoryLog()), engine=engine)


async def rows(engine: AsyncEngine, table: Table, build: int = 0) -> set[tuple[Any, ...]]:
    """All rows of a build, without its number."""
    columns = [column for column in table.columns if column.name != "build"]
    async with engine.connect() as connection:
        return {tuple(row) for row in (await connection.execute(select(*columns).where(table.c.build == build))).all()}


async def handles(desk: Desk, engine: AsyncEngine) -> set[str]:
    """Who has a part, by handle."""
    await catch_up(desk.bench.log, engine, desk.projection)
    await desk.governed.refresh()
    people = desk.governed.organisation(desk.bench.now).people
    return {people[person].handle for _, person in await rows(engine, parts)}


async def history(desk: Desk) -> None:
    """Three loans: one returned late, one sent back, amended and refused, one that nobody answers."""
    late, asked, _ = await desk.bench.opened("he"), await desk.bench.opened("qian", "C-2"), await desk.bench.opened("zhu", "C-3")
    await desk.do(late, "han", "approve")
    await desk.do(asked, "lin", "send_back", question="which customer?")
    await desk.do(late, "tao", "hand_out")
    await desk.do(asked, "qian", "amend", fields={"contract": "C-22"}, note="this one")
    desk.bench.now += timedelta(hours=2)
    await desk.do(asked, "lin", "refuse", reason="not now")
    await desk.bench.time_passes(late, desk.bench.now + timedelta(days=4))
    await desk.do(late, "he", "return")


async def test_who_asked_who_was_asked_and_who_did_something_has_a_part(desk: Desk, engine: AsyncEngine):
    """Whoever had a part keeps it: a case does not vanish for those who decided it."""
    case = await desk.bench.opened("he")
    assert await handles(desk, engine) == {"he", "han"}

    await desk.do(case, "han", "approve")
    await desk.do(case, "tao", "hand_out")

    assert await handles(desk, engine) >= {"he", "han", "tao"}
    assert "qian" not in await handles(desk, engine)


async def test_who_was_named_and_for_whom_somebody_stood_in_has_a_part(desk: Desk, engine: AsyncEngine):
    """Handing on gives a part to the new one and takes none from the old."""
    case = await desk.bench.opened("he")
    await desk.governed.refresh()
    zhu = by_handle(desk.governed.organisation(desk.bench.now), "zhu")
    assert zhu is not None

    await desk.do(case, "han", "hand_on", to=zhu.id, reason="knows the customer")

    assert await handles(desk, engine) == {"he", "han", "zhu"}


async def test_the_obligations_of_a_loan(desk: Desk, engine: AsyncEngine):
    """SO 2.2.2. To decide, to fetch, to bring back, to check: one line each, met by whoever did it, or missed."""
    case = await desk.bench.opened("he")
    await desk.do(case, "han", "approve")
    await desk.do(case, "tao", "hand_out")
    await desk.bench.time_passes(case, desk.bench.now + timedelta(days=4))
    await desk.do(case, "he", "return")
    await catch_up(desk.bench.log, engine, desk.projection)

    async with engine.connect() as connection:
        query = select(obligations.c.task, obligations.c.outcome, obligations.c.clause).order_by(obligations.c.armed)
        found = [tuple(row) for row in (await connection.execute(query)).all()]

    assert found == [
        ("decide", "met", "house:answer-time"),
        ("collect", "met", "house:every-step-ends"),
        ("return", "missed", "SO 2.2.2"),
        ("confirm_check", "running", "house:answer-time"),
    ]


async def test_a_case_is_found_by_what_its_form_says_now(desk: Desk, engine: AsyncEngine):
    """The contract's number is a word; what was amended away is none any more, and what is personal never was."""
    case = await desk.bench.opened("qian", "HT-7")
    await catch_up(desk.bench.log, engine, desk.projection)
    before = {word for _, word in await rows(engine, words)}

    await desk.do(case, "qian", "amend", fields={"contract": "LOAN-8"})
    await catch_up(desk.bench.log, engine, desk.projection)
    after = {word for _, word in await rows(engine, words)}

    assert before == {"loan-2026-0001", "2026-0001", "0001", "ht-7", "7"}
    assert after == {"loan-2026-0001", "2026-0001", "0001", "loan-8", "8"}


@pytest.mark.parametrize("batch", [1, 2, 7])
async def test_lists_do_not_depend_on_batches(desk: Desk, engine: AsyncEngine, batch: int):
    """Whether events come one by one or all at once, every list is the same in the end, row by row."""
    await history(desk)
    await catch_up(desk.bench.log, engine, desk.projection, batch=batch)
    anew: Cases = desk.projection
    place = await begin_build(engine, anew)
    await catch_up(desk.bench.log, engine, anew, batch=1000, place=place)

    for table in LISTS:
        found = await rows(engine, table)
        assert found, table.name
        assert found == await rows(engine, table, place.build), table.name
