"""``bylaw show --chain``: several cases as one story, for whoever may see which of them.

The cases are loans, tied in the list by hand: what ties cases of other kinds is said where those are told.
"""

from __future__ import annotations

import argparse
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.kernel import Refused
from eventlog.memory import MemoryLog
from tests.activities.judging import Bench
from tests.views.test_requests import Desk
from tests.workers.test_lists import reached
from views.schema import links
from workers.cli.chain import show_chain


@pytest.fixture
async def desk(engine: AsyncEngine) -> Desk:
    """He's loan led to Qian's, and that to Zhu's; the second was asked before the first was decided."""
    made = Desk(bench=await Bench.make(MemoryLog()), engine=engine)
    first = await made.bench.opened("he")
    made.bench.now += timedelta(minutes=10)
    then, last = await made.bench.opened("qian", "C-2"), await made.bench.opened("zhu", "C-3")
    made.bench.now += timedelta(minutes=10)
    await made.do(first, "han", "approve")
    await made.tasks("he")
    ties = [(first, then, "second_round"), (then, first, "source"), (last, then, "source")]
    async with engine.begin() as connection:
        rows = [{"build": 0, "case_id": case, "other": other, "relation": how} for case, other, how in ties]
        await connection.execute(insert(links), rows)
    return made


def asked(case: str = "LOAN-2026-0001", **more: Any) -> argparse.Namespace:
    return argparse.Namespace(**{"case": case, "person": "", "json": False} | more)


async def test_a_chain_is_told_as_one_story(desk: Desk, capsys: pytest.CaptureFixture[str]):
    """The chain. Each case with what it is to the others; then all their events by when they happened, each with its case."""
    assert await show_chain(reached(desk), asked("LOAN-2026-0003")) == 0

    head, story = capsys.readouterr().out.split("the story")
    assert "(second round of LOAN-2026-0001)" in head
    assert "(came from LOAN-2026-0002)" in head
    lines = [line for line in story.splitlines() if line]
    asking, approved = [next(place for place, line in enumerate(lines) if words in line) for words in ("Zhu", "approved")]
    assert "LOAN-2026-0003" in lines[asking]
    assert "LOAN-2026-0001" in lines[approved]
    assert asking < approved


async def test_a_chain_as_somebody_sees_it(desk: Desk, capsys: pytest.CaptureFixture[str]):
    """house:need-to-know. What is not theirs to see is another case: no number, no kind, and nothing that only it leads to."""
    await show_chain(reached(desk), asked(person="he"))
    said = capsys.readouterr().out
    await show_chain(reached(desk), asked(person="he", json=True))
    told = json.loads(capsys.readouterr().out)

    assert "another case" in said
    assert "LOAN-2026-0002" not in said
    assert "C-2" not in said
    assert [one.get("number") for one in told["cases"]] == ["LOAN-2026-0001", None]
    assert told["cases"][1] == {"place": 1, "hidden": True}
    assert told["ties"] == [{"from": 0, "to": 1, "relation": ""}]


async def test_whoever_may_not_see_the_case_learns_nothing_of_its_chain(desk: Desk):
    """house:need-to-know. It is as if there were no such case."""
    with pytest.raises(Refused) as no:
        await show_chain(reached(desk), asked("LOAN-2026-0002", person="he"))

    assert no.value.key == "unknown_case"


async def test_a_chain_is_told_in_chinese(desk: Desk, capsys: pytest.CaptureFixture[str]):
    """Both languages say the same."""
    await show_chain(reached(desk, lang="zh"), asked(person="he"))

    assert "另一案件" in (said := capsys.readouterr().out)
    assert "全部经过" in said
