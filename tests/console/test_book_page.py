"""Which rules are in force: the policy book, by plain HTTP."""

from __future__ import annotations

import re

import pytest

from console.desk.clauses import anchor
from tests.console.forms import text
from tests.console.site import Site


@pytest.mark.parametrize(
    ("lang", "question", "rule", "limit"),
    [
        ("en", "Which rules are in force?", "Head of requester's department answers within 1 working day.", "for at most 2 working days"),
        ("zh", "现行的是哪些制度？", "申请人部门负责人须在 1 个工作日内答复。", "最长 2 个工作日"),
    ],
)
async def test_a_plan_is_read_as_a_procedure(site: Site, lang: str, question: str, rule: str, limit: str) -> None:
    """SO 2.2.2: who answers within what time, what silence leads to, for how long it is lent, in the reader's language."""
    qian = await site.client("qian", lang)
    page = await qian.get("/book")
    assert page.status_code == 200, page.text
    said = text(page.text)
    assert question in said
    assert rule in said
    assert limit in said


async def test_every_rule_has_its_place_in_the_book(site: Site) -> None:
    """Each clause and house rule that any page may cite has an anchor of its own, with its words."""
    qian = await site.client("qian")
    page = (await qian.get("/book")).text
    pack = site.backend.governed.pack_at(site.backend.now())
    for clause, words in [*pack.clauses.items(), *((f"house:{rule}", words) for rule, words in pack.house_rules.items())]:
        assert f'id="{anchor(clause)}"' in page
        assert words["en"] in text(page)
    cited = set(re.findall(r'href="/book#([^"]+)"', page))
    assert cited <= set(re.findall(r'id="([^"]+)"', page))


async def test_a_rule_says_where_it_counts_and_who_holds_what(site: Site) -> None:
    """SO 2.2.2: under the rule stand the sentences of the plans that apply it, and who acts now in the posts that they name."""
    qian = await site.client("qian")
    rule = _rule((await qian.get("/book")).text, "SO-2.2.2")
    assert "Archivist hands out what “Contract number” names, for at most 2 working days." in rule
    assert "Tao Anran" in rule
    assert "Loan of a trade-secret document" not in rule
    assert "Time to answer a request: 1 working day" in _rule((await qian.get("/book")).text, "house-answer-time")


async def test_a_rules_numbers_are_those_of_the_lists_that_they_lead_to(site: Site) -> None:
    """house:answer-time: each number leads to the list that it counts, of the cases that the reader may see, and no others."""
    kept = await site.open("contract-loan", by="qian", contract="HT-KEPT", purpose="check")
    await site.open("contract-loan", by="sun", contract="HT-WAITS", purpose="check")
    await site.act(kept, "refuse", by="lin", reason="not now")
    await site.settled()
    bai, ding = await site.client("bai"), await site.client("ding")
    page = (await bai.get("/book")).text
    rule = _rule(page, "house-answer-time")
    assert "100 % in time within a year" in rule
    assert "1 time in time" in rule
    links = re.findall(r'<a href="(/cases\?clause=house[^"]*answer-time[^"]*)">(\d+) ', page)
    assert len(links) == 4
    for address, count in links:
        assert f"{count} case" in text((await bai.get(address.replace("&amp;", "&"))).text)
    assert "in time within a year" not in (await ding.get("/book")).text


async def test_a_book_that_no_longer_counts_says_so(site: Site) -> None:
    """house:governed. Whoever follows a link from an old case reads the rules of that time, and that they are no longer in force."""
    qian = await site.client("qian")
    digest = site.backend.governed.pack_at(site.backend.now()).digest
    assert "In force since" in text((await qian.get(f"/book?pack={digest[:12]}")).text)
    for nothing in ("0000000", "<script>", "%00", "a" * 300):
        answer = await qian.get("/book", params={"pack": nothing})
        assert answer.status_code == 404
        assert "<script>alert" not in answer.text


def _rule(page: str, name: str) -> str:
    """What stands under one rule."""
    return text(page.partition(f'id="{name}"')[2].partition("</article>")[0])
