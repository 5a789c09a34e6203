"""The lists on the command line: what is due, how soon, and how near it is."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.clocks import at_risk
from domain.kernel import Refused
from eventlog.memory import MemoryLog
from tests.activities.judging import Bench
from tests.views.test_requests import Desk
from workers.cli.lists import show_cases, show_inbox
from workers.cli.reach import Reach
from workers.settings import Settings

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
async def desk(engine: AsyncEngine) -> Desk:
    made = Desk(bench=await Bench.make(MemoryLog()), engine=engine)
    await made.bench.opened("he")
    await made.tasks("he")
    return made


def reached(desk: Desk, after: timedelta = timedelta(), lang: str = "en") -> Reach:
    log: Any = desk.bench.log
    return Reach(
        settings=Settings(),
        log=log,
        keyring=desk.bench.keyring,
        governed=desk.governed,
        reader=desk.reader,
        at=desk.bench.now + after,
        lang=lang,
    )


def asked(person: str = "", **more: Any) -> argparse.Namespace:
    return argparse.Namespace(
        **{"person": person, "limit": 50, "json": False, "open": False, "plan": "", "requester": "", "before": None} | more
    )


@pytest.mark.parametrize(("hours", "wanted"), [(0, False), (7, False), (8, True), (9.9, True), (10, False), (30, False)], ids=str)
def test_at_risk_is_the_last_fifth_of_the_term(hours: float, *, wanted: bool):
    """From 80 % of the term on and until it is over; afterwards it is overdue, which is said instead."""
    assert at_risk(NOON, NOON + 10 * HOUR, NOON + hours * HOUR, 80) is wanted


@pytest.mark.parametrize(
    ("after", "shown"),
    [
        (timedelta(), "due 2026-11-19 24:00 (in 1 d 14 h)  ["),
        (36 * HOUR, "due 2026-11-19 24:00 (in 2 h)  AT RISK"),
        (39 * HOUR, "OVERDUE since 2026-11-19 24:00 (1 h ago)"),
    ],
    ids=["in time", "at risk", "overdue"],
)
async def test_the_inbox_counts_down(desk: Desk, capsys: pytest.CaptureFixture[str], after: timedelta, shown: str):
    """Each task says when it is due, how long that is, and whether it is near or over."""
    assert await show_inbox(reached(desk, after), asked("han")) == 0

    line = capsys.readouterr().out
    assert line.startswith("LOAN-2026-0001   approve or refuse: Loan of a contract, asked by ")
    assert shown in line
    assert "[SO 2.2.2]" in line


async def test_the_inbox_speaks_chinese(desk: Desk, capsys: pytest.CaptureFixture[str]):
    """Both languages say the same."""
    await show_inbox(reached(desk, lang="zh"), asked("han"))

    assert "审批: 合同借阅, 申请人" in (line := capsys.readouterr().out)
    assert "还有 1 天 14 小时" in line


async def test_programs_get_seconds_and_marks(desk: Desk, capsys: pytest.CaptureFixture[str]):
    """As JSON: the same facts, with what is left in seconds, below 0 when it is over."""
    await show_inbox(reached(desk, 39 * HOUR), asked("han", json=True))
    await show_cases(reached(desk, 36 * HOUR), asked(json=True))

    inbox, cases = (json.loads(part) for part in capsys.readouterr().out.replace("]\n[", "]\x00[").split("\x00"))
    assert (inbox[0]["task"], inbox[0]["left_s"], inbox[0]["overdue"], inbox[0]["at_risk"]) == ("decide", -3600, True, False)
    assert (cases[0]["number"], cases[0]["left_s"], cases[0]["at_risk"]) == ("LOAN-2026-0001", 7200, True)


async def test_an_empty_list_says_so(desk: Desk, capsys: pytest.CaptureFixture[str]):
    """Silence would not tell whether the list was read."""
    await show_inbox(reached(desk), asked("tao"))
    await show_cases(reached(desk), asked(plan="trade-secret-loan"))

    assert capsys.readouterr().out == "nothing is due\nno cases\n"


async def test_who_or_what_is_unknown_is_refused(desk: Desk):
    """An unknown person or plan is no empty list."""
    for work, wrong in ((show_inbox, asked("nobody")), (show_cases, asked(requester="nobody")), (show_cases, asked(plan="no-such-plan"))):
        with pytest.raises(Refused):
            await work(reached(desk), wrong)


async def test_a_list_that_is_behind_says_so(desk: Desk, capsys: pytest.CaptureFixture[str]):
    """Whoever reads an old list is told that it is old."""
    await desk.bench.opened("lv", "C-2")

    await show_cases(reached(desk), asked())

    assert capsys.readouterr().out.startswith("! the list is behind by so many events: ")


async def test_a_full_page_names_the_next(desk: Desk, capsys: pytest.CaptureFixture[str]):
    """Pages go on by key; the last line says how."""
    await desk.bench.opened("lv", "C-2")
    await desk.tasks("lv")
    await show_cases(reached(desk), asked(limit=1))
    first = capsys.readouterr().out
    assert "LOAN-2026-0002" in first

    await show_cases(reached(desk), asked(limit=1, before=first.split()[-1]))

    assert "LOAN-2026-0001" in capsys.readouterr().out
