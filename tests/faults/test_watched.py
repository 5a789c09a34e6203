"""Workers, lists and Temporal's data are gone, nobody fires a clock, and the watchdog finds it in the log alone (lessons §3.6)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import asyncpg
import pytest

from domain.kernel import CaseId
from eventlog.unplaced import oldest_unplaced
from tests.faults.stack import Stack, new_stack
from views.alarms import Alarms
from views.projector import lists_at
from workers.watching.auditor import Auditor
from workers.watching.poking import poke


async def first_due(stack: Stack, case: CaseId) -> datetime:
    """When the first of its clocks is due, as its workflow knows."""
    agenda: dict[str, Any] = await stack.handle(case).query("agenda")
    return datetime.fromisoformat(agenda["next"])


async def lose_lists(stack: Stack) -> None:
    connection = await asyncpg.connect(stack.postgres.admin_url)
    try:
        await connection.execute("truncate views.cases, views.asks, views.obligations, views.numbers, views.projections")
    finally:
        await connection.close()


@pytest.mark.deep
async def test_a_story_of_a_clock_that_nobody_fires():
    """An alarm after what is allowed, the case brought back by the alarm alone, the alarm ended by the event that a worker then writes."""
    async with new_stack("house", "worker") as stack, lists_at(stack.settings.database) as engine:
        case = await stack.open(by="he")
        await stack.settled(case)
        await stack.listed()
        due = await first_due(stack, case)
        await stack.kill("house", "worker")
        await lose_lists(stack)
        await stack.lose_temporal()

        auditor, alarms = Auditor(stack.log, engine, partial(oldest_unplaced, engine)), Alarms(engine)
        early, _ = await auditor.look(due + timedelta(seconds=59))
        late, new = await auditor.look(due + timedelta(seconds=61))
        assert (early.late, late.late, new) == (0, 1, 1)
        assert {each.case for each in await alarms.late()} == {case}

        assert await poke(stack.client, alarms, late.at) == 1
        assert await stack.runs(case)
        await stack.worked_again()
        await stack.settled(case)
        await stack.advance(case, due - stack.now(case) + timedelta(minutes=1))
        await stack.happens(case, "clock.ran_out")
        await stack.listed()

        ended, _ = await Auditor(stack.log, engine, partial(oldest_unplaced, engine)).look(due + timedelta(seconds=62))
        assert (ended.late, await alarms.late()) == (0, [])
        assert [each.clocks for each in await alarms.untold()] == [1]
