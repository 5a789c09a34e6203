"""``bylaw incident plans``: when each plan was exercised and revised last, and when it must be again (C13)."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.memory import MemoryLog
from tests.activities.judging import Bench
from tests.views.feeding import catch_up
from tests.views.test_requests import Desk
from tests.workers.test_lists import reached
from workers.cli.incident_plans import show

PLAN = "incident-four-colour"


@pytest.fixture
async def desk(engine: AsyncEngine) -> Desk:
    made = Desk(bench=await Bench.make(MemoryLog()), engine=engine)
    await made.governed.refresh()
    await catch_up(made.bench.log, made.engine, made.projection)
    return made


def asked(**more: bool) -> argparse.Namespace:
    return argparse.Namespace(**{"json": False} | more)


async def test_each_plan_says_when_it_must_be_exercised(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """MK 2.1.2, CS 4.5.1. In time at first; a year later every plan that nobody exercised is marked, in both languages."""
    assert await show(reached(desk), asked()) == 0
    line = next(each for each in capsys.readouterr().out.splitlines() if each.startswith(PLAN))
    assert "never exercised" in line
    assert "OVERDUE" not in line
    later = replace(reached(desk, lang="zh"), at=desk.bench.now + timedelta(days=400))
    await show(later, asked())
    line = next(each for each in capsys.readouterr().out.splitlines() if each.startswith(PLAN))
    assert all(words in line for words in ("突发事件四色预案", "从未演练", "已逾期", "MK 2.1.2"))


async def test_programs_read_the_same(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """C13. Every plan of incidents, with what it cites."""
    await show(reached(desk), asked(json=True))
    found = {each["plan"]: each for each in json.loads(capsys.readouterr().out)}
    assert (found[PLAN]["exercised"], found[PLAN]["overdue"], found[PLAN]["clause"]) == (None, False, "MK 2.1.2")
