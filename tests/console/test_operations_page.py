"""Does everything run: by plain HTTP."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, text

from tests.console.forms import text as words_of
from tests.console.site import Site
from views.alarms import Alarms, Audit
from views.schema import alarms


async def looked(site: Site, *, ago: timedelta = timedelta(0), late: int = 0, unplaced: float = 0.0) -> None:
    """As if the watchdog had."""
    at = site.backend.now() - ago
    audit = Audit(
        at=at,
        position=9,
        watched=24,
        backlog=30,
        late=late,
        rate=12.5,
        allowance_s=62.4,
        latest_by_s=90.0 if late else 0.0,
        unplaced_s=unplaced,
    )
    await Alarms(site.backend.engine).write(audit)


async def alarm(site: Site, number: str) -> None:
    """A clock of this case is late."""
    due = site.backend.now() - timedelta(minutes=5)
    row = {"clock": "answer:1-0-0", "due_at": due, "raised_at": due, "notice": UUID(int=0), "pokes": 0, "poke_at": due}
    async with site.backend.engine.begin() as connection:
        await connection.execute(insert(alarms).values(case_id=await site.case(number), **row))


@pytest.fixture(autouse=True)
async def nothing_found(site: Site) -> None:
    async with site.backend.engine.begin() as connection:
        for table in ("audits", "alarms"):
            await connection.execute(text(f"delete from views.{table}"))


@pytest.mark.parametrize(
    ("found", "en", "zh"),
    [
        (None, "Not looked yet", "尚未检查"),
        ({}, "Nothing is late", "没有延误"),
        ({"late": 2}, "2 times are late", "2 个时限延误"),
        ({"unplaced": 61.0}, "Not all is seen", "无法看到全部"),
        ({"ago": timedelta(minutes=4)}, "Nobody looks", "无人看守"),
    ],
    ids=["unknown", "well", "late", "blind", "stale"],
)
async def test_the_answer_stands_first_in_both_languages(site: Site, found: dict[str, object] | None, en: str, zh: str) -> None:
    """console-style, 1. One question, answered in a word; a look of long ago is no answer."""
    if found is not None:
        await looked(site, **found)  # type: ignore[arg-type] # one of the ways above
    for lang, answer in (("en", en), ("zh", zh)):
        page = await (await site.client("qian", lang)).get("/operations")
        assert page.status_code == 200
        assert answer in words_of(page.text)


async def test_it_says_by_which_figures_a_clock_is_late(site: Site) -> None:
    """Lessons §3.6. The allowance and what it is made of; and whether the outside was ever told that all is well."""
    await looked(site)
    said = words_of((await (await site.client("qian")).get("/operations")).text)
    assert "62 s: 60 s, and the time that 30 take at 12.5 a second" in said
    assert "never told that all is well" in said


async def test_which_case_is_late_is_told_to_whom_may_see_it(site: Site) -> None:
    """house:need-to-know. That something is late everybody may know; of which case, those who may see it."""
    number = await site.open("contract-loan", by="qian", contract=f"HT-{uuid4()}", purpose="check")
    await alarm(site, number)
    await looked(site, late=1)
    mine, others = [(await (await site.client(handle)).get("/operations")).text for handle in ("qian", "tao")]
    assert f'href="/cases/{number}"' in mine
    assert number not in others
    assert "a case that you may not see" in words_of(others)
