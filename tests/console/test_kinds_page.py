"""Pages of a case of any kind: its words, its choices, whose case it is; and what there is to ask for."""

from __future__ import annotations

import re

import pytest

from tests.console.forms import give, text
from tests.console.site import Site


async def violation(site: Site) -> str:
    """A violation of Feng's, heard and reported: Lin decides."""
    number = await site.open("violation", by="lin", subject=site.person("feng").id, breach="private-mailbox", facts="It was sent.")
    await site.act(number, "record_statement", by="lin", text="I forgot.")
    await site.act(number, "submit_report", by="lin", findings="The mail log shows it.", proven="proven")
    return number


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("What it is about", "concerns", "Private mailbox used", "Spoken warning", "Permissions suspended", "Level 3 (slight)")),
        ("zh", ("案件内容", "涉及", "使用私人邮箱", "口头警告", "暂停权限", "三级")),
    ],
)
async def test_a_violation_is_told_and_asked_in_the_pack_s_own_words(site: Site, lang: str, said: tuple[str, ...]) -> None:
    """SO 5.2.1. Breach, measures of its level and levels are called as the pack calls them, in the form, the way and the timeline."""
    number = await violation(site)
    page = (await (await site.client("lin", lang)).get(f"/cases/{number}")).text

    read = text(page)
    assert not [words for words in said if words not in read]
    assert not [key for key in ("private-mailbox", "spoken-warning", "not_proven", "submit_report") if key in read]
    offered = re.search(r'<select[^>]*name="measure".*?</select>', page, re.DOTALL)
    assert offered is not None
    assert re.findall(r'value="([a-z-]+)"', offered[0]) == ["spoken-warning", "written-warning", "permissions-suspended"]


async def test_a_measure_is_chosen_on_the_page(site: Site) -> None:
    """SO 5.2.2. The form that the page shows is one that the decider takes; the next page says what was decided, in words."""
    number = await violation(site)
    lin = await site.client("lin")

    answer = await give(lin, number, "decide", measure="written-warning", reason="It is the first time.")

    assert answer.status_code == 303, text(answer.text)
    assert "Written warning" in text((await lin.get(answer.headers["location"])).text)


async def test_what_only_a_case_opens_is_nobody_s_to_ask_for(site: Site) -> None:
    """SO 5.2.3, house:recurring. A review comes of an appeal, a control of its period: neither stands among what may be asked for."""
    lin = await site.client("lin")
    page = (await lin.get("/open")).text

    assert 'href="/open/violation"' in page
    for plan in ("appeal-review", "weekly-followup"):
        assert plan not in page
        assert (await lin.get(f"/open/{plan}")).status_code == 404
    assert "Review of a decision" not in text(page)


async def test_a_list_says_what_a_case_concerns_in_words(site: Site) -> None:
    """SO 5.2.1. In the list and among the tasks a breach is called as the pack calls it, and nobody is said to have asked for it."""
    number = await violation(site)
    bai, lin = await site.client("bai"), await site.client("lin")

    row = (await bai.get("/cases")).text.partition(number)[2][:1500]
    task = (await lin.get("/")).text.partition(number)[2][:1500]

    assert "Private mailbox used" in row
    assert "Private mailbox used" in task
    assert "concerns Feng" in text(task)
