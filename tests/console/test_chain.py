"""Linked cases on their pages, in the API and as one story. The cases are loans, tied in the list by hand."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import insert

from activities.archive.check import check
from activities.custody import custody_of
from tests.console.forms import text
from tests.console.site import Site
from views.schema import links

CONTRACTS = (f"HT-{number}" for number in count(1))


async def tied(site: Site) -> tuple[str, str, str]:
    """A loan of Qian's led to one of another department's, and that to Qian's second one."""
    one, two, three = [
        await site.open("contract-loan", by=who, contract=next(CONTRACTS), purpose=f"for {who}") for who in ("qian", "he", "qian")
    ]
    first, then, last = [await site.case(number) for number in (one, two, three)]
    ties = [(first, then, "second_round"), (then, first, "source"), (then, last, "second_round"), (last, then, "source")]
    async with site.backend.reader.snapshot() as (_, build):
        rows = [{"build": build, "case_id": case, "other": other, "relation": how} for case, other, how in ties]
    async with site.backend.engine.begin() as connection:
        await connection.execute(insert(links), rows)
    return one, two, three


@pytest.mark.parametrize(
    ("lang", "linked", "what", "came"),
    [("en", "Linked cases", "second round", "what it came from"), ("zh", "关联案件", "第二轮整改", "来源")],
)
async def test_a_case_names_what_it_came_from_and_led_to(site: Site, lang: str, linked: str, what: str, came: str) -> None:
    """The chain. A case's page leads to those beside it; the chain's own page shows all of them, and what happened in all."""
    one, two, three = await tied(site)
    gu = await site.client("gu", lang)

    page = (await gu.get(f"/cases/{two}")).text
    story = (await gu.get(f"/cases/{one}/chain")).text

    part = text(page[page.index('id="linked-title"') : page.index('id="timeline-title"')])
    assert all(words in part for words in (linked, what, came, one, three))
    assert f'href="/cases/{two}/chain"' in page
    chain = story[story.index('class="chain"') : story.index('id="story-title"')]
    assert re.findall(r'href="/cases/([A-Z0-9-]+)"', chain) == [one, two, three]
    assert text(chain).count(what) == 2
    told = story[story.index('id="story-title"') :]
    assert all(told.count(f'href="/cases/{number}"') > 1 for number in (one, two, three))


async def test_the_story_is_told_in_the_order_in_which_it_happened(site: Site) -> None:
    """The chain. What happened in an earlier case later stands after what began another."""
    one, two, _ = await tied(site)
    await site.act(one, "comment", by="qian", text="still needed")
    gu = await site.client("gu")

    told = (await gu.get(f"/api/v1/cases/{two}/chain")).json()

    assert [each["line"]["at"] for each in told["story"]] == sorted(each["line"]["at"] for each in told["story"])
    assert (told["story"][-1]["number"], told["story"][-1]["line"]["type"]) == (one, "request.commented")
    assert [(tie["of"], tie["to"], tie["relation"]) for tie in told["ties"]] == [(0, 1, "second_round"), (1, 2, "second_round")]


async def test_what_is_not_theirs_to_see_is_another_case(site: Site) -> None:
    """house:need-to-know. No number, no kind, no words of it, and nothing that only it leads to: in the page, the story and the API."""
    one, two, three = await tied(site)
    case = await site.case(two)
    qian = await site.client("qian")

    page = (await qian.get(f"/cases/{one}")).text
    story = (await qian.get(f"/cases/{one}/chain")).text
    told = await qian.get(f"/api/v1/cases/{one}/chain")

    for answer in (page[page.index('id="linked-title"') :], story, told.text):
        assert not [secret for secret in (two, three, case, "for he") if secret in answer]
    assert "another case" in text(page)
    assert "another case" in text(story)
    hidden = told.json()["cases"][1]
    assert {name for name, value in hidden.items() if value} == {"place", "hidden", "title", "relation"}
    assert told.json()["ties"] == [{"of": 0, "to": 1, "relation": ""}]
    assert (await qian.get(f"/cases/{two}/chain")).status_code == 404


async def test_a_case_without_ties_says_nothing_of_them(site: Site) -> None:
    """Most cases are alone: their page has no empty part."""
    number = await site.open("contract-loan", by="qian", contract=next(CONTRACTS), purpose="check")
    qian = await site.client("qian")

    assert "linked-title" not in (await qian.get(f"/cases/{number}")).text
    assert (await qian.get(f"/cases/{number}/chain")).status_code == 200


async def test_a_chain_is_taken_out_by_whom_the_pack_lets(site: Site, tmp_path: Path) -> None:
    """E9. The compliance officer takes all of it as one file, which is as it was made; that she did is in the record. A head gets none."""
    one, _, _ = await tied(site)
    bai, lin = await site.client("bai"), await site.client("lin")

    assert "chain.zip" in (await bai.get(f"/cases/{one}/chain")).text
    assert "chain.zip" not in (await lin.get(f"/cases/{one}/chain")).text
    for at in (f"/cases/{one}/chain.zip", f"/api/v1/cases/{one}/chain.zip?files=true&uncover=true"):
        answer = await bai.get(at)
        assert (answer.status_code, answer.headers["content-disposition"][:10]) == (200, "attachment")
        (tmp_path / "one.zip").write_bytes(answer.content)
        assert (check(tmp_path / "one.zip").cases, check(tmp_path / "one.zip").faults) == (3, ())
        assert (await lin.get(at)).status_code == 404
    rows = await custody_of(site.backend.log, await site.case(one))
    assert {(row.by, row.exported) for row in rows} == {(site.person("bai").id, True)}
