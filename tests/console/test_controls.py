"""Runs of recurring controls at the console: found among one's tasks, done in one step, and what was found goes on."""

from __future__ import annotations

import re

import pytest

from activities.controls import Keeper
from domain.controls import periods, runs
from domain.kernel import CaseId
from tests.console.forms import form, text
from tests.console.site import PATIENCE_S, Site
from views.kinds import KINDS
from views.telling import fold

FOLLOW, HEAD = "weekly-followup", "head-of-sales-back-office"


@pytest.fixture(scope="module")
async def week(site: Site) -> str:
    """The number of this week's follow-up of the sales back-office; the keeper has opened what the pack owes."""
    now = site.backend.now()
    look = await Keeper(site.backend.door(now)).look(now)
    assert look.opened
    assert not look.refused
    case = runs.run_id(FOLLOW, HEAD, periods.key_of("weekly", site.backend.governed.calendar(now), now))
    return await _number(site, case)


async def _number(site: Site, case: CaseId) -> str:
    await site.backend.reader.at_least(case, 1, within=PATIENCE_S)
    number = await site.backend.reader.number_of(case)
    assert number is not None
    site.cases[number] = case
    return number


@pytest.mark.parametrize(
    ("lang", "said"), [("en", ("Weekly follow-up", "carry out the control", "Done")), ("zh", ("整改每周跟踪", "进行检查", "完成"))]
)
async def test_the_head_finds_it_among_her_tasks(site: Site, week: str, lang: str, said: tuple[str, ...]) -> None:
    """MK 5.3.2. It stands in her list, with when it is due; its page says what is to be done, for which post and period."""
    lin = await site.client("lin", lang)
    assert week in (tasks := text((await lin.get("/")).text))
    assert said[0] in tasks
    answer = await lin.get(f"/cases/{week}")
    assert answer.status_code == 200
    page = text(answer.text)
    assert all(each in page for each in said)
    assert re.search(r"\d{4}-W\d{2}", page)
    assert HEAD in page


async def test_what_is_found_opens_a_line_and_done_is_one_step(site: Site, week: str) -> None:
    """SO 5.3.1. A finding is a line of the ledger, linked; one form with one required field closes the run, and the next week's opens."""
    lin, path = await site.client("lin"), f"/cases/{week}/report_finding"
    page = (await lin.get(f"/cases/{week}")).text
    found = form(page, path) | {"finding": "a drawer is open", "responsible": site.person("zhou").id, "criterion": "none open"}
    assert (await lin.post(path, data=found)).status_code == 303
    page = (await lin.get(f"/cases/{week}")).text
    done = form(page, f"/cases/{week}/complete") | {"summary": "one line new, the others on time"}
    assert (await lin.post(f"/cases/{week}/complete", data=done)).status_code == 303
    await site.settled()
    page = text((await lin.get(f"/cases/{week}")).text)
    assert "one line new, the others on time" in page
    assert "a drawer is open" in page
    run = fold(KINDS["control"], await site.events(week))
    line = await _number(site, run.linked("finding"))
    assert line in page
    assert (await _number(site, runs.run_id(FOLLOW, HEAD, run.following))) not in (week, line)


async def test_others_carry_out_their_own(site: Site, week: str) -> None:
    """house:recurring. The other heads have runs of their own; nobody is offered to open one by hand."""
    kong = await site.client("kong")
    assert "Weekly follow-up" in text((await kong.get("/")).text)
    assert (await kong.get(f"/cases/{week}")).status_code == 404
    assert FOLLOW not in (await kong.get("/open")).text
