"""The ledger on the command line: its lines, and bringing in those that were kept elsewhere."""

from __future__ import annotations

import argparse
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from activities import ledger
from domain.kernel import PersonId, Refused, case_id
from domain.organisation import by_handle
from eventlog.memory import MemoryLog
from tests.activities.judging import Bench
from tests.views.feeding import catch_up
from tests.views.test_requests import Desk
from tests.workers.test_lists import reached
from workers.cli.ledger import bring_in, show

HEADER = "key,finding,responsible,due,criterion"
GOOD = f"{HEADER}\nK-1,the register has gaps,he,,no gap\nK-2,a door stands open,lv,2026-12-24,always shut\n"


@pytest.fixture
async def desk(engine: AsyncEngine) -> Desk:
    made = Desk(bench=await Bench.make(MemoryLog()), engine=engine)
    await made.governed.refresh()
    return made


def who(desk: Desk, handle: str) -> PersonId:
    found = by_handle(desk.governed.organisation(desk.bench.now), handle)
    assert found is not None
    return found.id


async def line(desk: Desk, responsible: str, finding: str = "the register has gaps") -> str:
    command = uuid4()
    case = case_id("rectification", command)
    fields = {"finding": finding, "responsible": who(desk, responsible), "criterion": "no gap"}
    judged = await desk.bench.send(case, "open", {"id": str(command), "by": "han", "plan": "rectification", "fields": fields})
    assert judged.outcome == "done", judged
    await catch_up(desk.bench.log, desk.engine, desk.projection)
    return case


def asked(**more: Any) -> argparse.Namespace:
    return argparse.Namespace(**{"department": "", "overdue": False, "all": False, "limit": 50, "after": None, "json": False} | more)


def to_bring(file: Path, text: str, **more: Any) -> argparse.Namespace:
    file.write_text(text, encoding="utf-8")
    return argparse.Namespace(**{"file": file, "person": "han", "check": False, "json": False, "lang": "en"} | more)


# --- its lines ------------------------------------------------------------------------------------


async def test_each_line_says_what_who_where_and_by_when(desk: Desk, capsys: pytest.CaptureFixture[str]):
    """MK 5.3.2. Owner, day and progress; in both languages."""
    await line(desk, "he")
    assert await show(reached(desk), asked()) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "RECT-2026-0001     the register has gaps – responsible: He Tiantian (he), Marketing; to be put right  due 2026-11-21"
    )
    await show(reached(desk, lang="zh"), asked())
    assert "责任人: 何田田 (he), 营销部; 整改中" in capsys.readouterr().out


async def test_lines_are_narrowed_to_a_department_and_to_what_is_overdue(desk: Desk, capsys: pytest.CaptureFixture[str]):
    """SO 5.3.1. What a head follows every week: the lines of their department, first of all those that are overdue."""
    await line(desk, "he")
    await line(desk, "qian", "another one")
    await show(reached(desk), asked(department="marketing", json=True))
    assert [each["number"] for each in json.loads(capsys.readouterr().out)] == ["RECT-2026-0001"]
    await show(reached(desk), asked(overdue=True))
    assert capsys.readouterr().out == "no lines\n"
    await show(reached(desk, timedelta(days=4)), asked(overdue=True))
    assert "OVERDUE since 2026-11-21 24:00" in capsys.readouterr().out
    with pytest.raises(Refused, match="no_such_department"):
        await show(reached(desk), asked(department="moon"))


async def test_a_line_that_was_sent_back_says_how_often(desk: Desk, capsys: pytest.CaptureFixture[str]):
    """SO 5.3.1. And after a page that is full comes where the next one begins."""
    case = await line(desk, "he")
    await desk.do(case, "he", "submit_report", changed_rules="x", execution="y")
    await desk.do(case, "shen", "send_back", reason="z")
    await catch_up(desk.bench.log, desk.engine, desk.projection)
    await show(reached(desk), asked(limit=1))
    said = capsys.readouterr().out
    assert "to be put right, sent back 1×  due" in said
    await show(reached(desk), asked(after=said.split()[-1]))
    assert capsys.readouterr().out == "no lines\n"


async def test_a_line_handed_over_is_with_its_new_owner(desk: Desk, capsys: pytest.CaptureFixture[str]):
    """house:hand-over. In the lists too, by department."""
    case = await line(desk, "he")
    await desk.do(case, "han", "hand_over", to=who(desk, "qian"), reason="knows the register")
    await catch_up(desk.bench.log, desk.engine, desk.projection)
    await show(reached(desk), asked(department="sales-back-office", json=True))
    assert json.loads(capsys.readouterr().out)[0]["responsible"] == who(desk, "qian")


# --- bringing in ----------------------------------------------------------------------------------


async def test_all_lines_are_checked_before_one_is_opened(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """house:form. One sentence for each fault, with its place, field and rule; and nothing is written."""
    await catch_up(desk.bench.log, desk.engine, desk.projection)
    bad = f"{HEADER}\n,f,he,,c\nK-1,f,nobody,,c\nK-1,f,he,2020-01-01,c\nK-3,,he,,c\nK-4,f,he,soon,c\n"
    before = await desk.bench.log.head()
    assert await bring_in(reached(desk), to_bring(tmp_path / "old.csv", bad)) == 1
    assert await desk.bench.log.head() == before
    said = [each.replace(str(tmp_path), "") for each in capsys.readouterr().err.splitlines()]
    assert said == [
        "/old.csv:2: key: this must be filled in (house:form)",
        "/old.csv:3 (K-1): fields.responsible: this cannot be read; wanted: person (SO 5.3.1)",
        "/old.csv:4 (K-1): key: line 3 of the file has the same key (house:form)",
        "/old.csv:4 (K-1): fields.due: the day by which it is put right lies after today (SO 5.3.1)",
        "/old.csv:5 (K-3): fields.finding: this must be filled in (SO 5.3.1)",
        "/old.csv:6 (K-4): fields.due: this cannot be read; wanted: date (SO 5.3.1)",
        "nothing was brought in: faults 6",
    ]


async def test_a_file_can_be_checked_without_bringing_it_in(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """house:form. As a table and as a list of objects."""
    await catch_up(desk.bench.log, desk.engine, desk.projection)
    assert await bring_in(reached(desk), to_bring(tmp_path / "a.csv", GOOD, check=True)) == 0
    rows = [{"key": "A", "plan": "audit-finding", "finding": "f", "responsible": "he", "criterion": "c", "risk": "high"}]
    assert await bring_in(reached(desk), to_bring(tmp_path / "a.json", json.dumps(rows), check=True)) == 0
    assert capsys.readouterr().out.count("are in order, 0 of them in the ledger already") == 2


@pytest.mark.parametrize("text", ["", "finding,due\nf,\n", '{"key": 1}', "[1]", "[", f"{HEADER}\nK-1,f\n", f"{HEADER}\nK-1,f,he,,c,more\n"])
def test_what_is_no_ledger_is_refused(tmp_path: Path, text: str):
    """house:form. Neither a table whose header has a key, nor a list of objects."""
    file = tmp_path / "x"
    file.write_text(text)
    with pytest.raises(Refused, match="not_a_ledger"):
        ledger.read(file)


def test_a_table_in_the_national_encoding_is_read(tmp_path: Path):
    """house:form. As spreadsheets save it, with cells of several lines. A file that is not there is no ledger either."""
    file = tmp_path / "x.csv"
    file.write_bytes(f'{HEADER}\r\nK-1,"登记不全\r\n两处",he,,无漏登\r\n'.encode("gb18030"))
    assert ledger.read(file)[0].fields["finding"].splitlines() == ["登记不全", "两处"]
    with pytest.raises(Refused, match="not_a_ledger"):
        ledger.read(tmp_path / "none")


@given(st.lists(st.text(min_size=1, max_size=20), unique=True, max_size=20))
def test_a_line_is_the_same_case_whenever_it_is_brought(keys: list[str]):
    """house:command-id. By its own key alone: another key is another case, and the same key never two."""
    lines = [ledger.Line(place=place, key=key, plan="p", fields={}) for place, key in enumerate(keys)]
    assert len({each.case for each in lines}) == len({each.command for each in lines}) == len(keys)
    assert [ledger.Line(place=9, key=key, plan="q", fields={"a": 1}).case for key in keys] == [each.case for each in lines]
