"""The policy book, a change of the rules and a stand-in, as two people do it in a browser."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from packs.read import find
from tests.browser.conftest import DESK, PHONE, PageAs, Shot

LONGER = (
    find("default")
    .read_text()
    .replace(
        "value: 3 wd\n    house: every-step-ends\n    title: {zh: 补充", "value: 4 wd\n    house: every-step-ends\n    title: {zh: 补充"
    )
)


@pytest.mark.parametrize(("lang", "width"), [("en", DESK), ("zh", PHONE)])
async def test_a_rule_is_looked_up_from_where_it_is_cited(
    page_as: PageAs, shot: Shot, cases: dict[str, str], lang: str, width: int
) -> None:
    """Each clause leads to the rule: its words are on the screen, marked, and its number leads to the cases that it touched."""
    page = await page_as("lin", lang, width)
    await page.goto(f"/cases/{cases['lent']}")
    await page.locator("a.clause", has_text="SO 2.2.2").first.click()
    rule = page.locator("[id='SO-2.2.2']")
    await expect(rule).to_be_in_viewport()
    await shot(page, f"book-rule-{lang}-{width}", whole=False)
    await rule.locator("summary").click()
    await shot(page, f"book-{lang}-{width}")
    await rule.locator("a[href^='/cases']").last.click()
    await expect(page.locator("[data-row]").first).to_be_visible()


async def test_a_change_is_proposed_by_one_and_adopted_by_another(page_as: PageAs, shot: Shot) -> None:
    """house:second-person. What it would change is read before it is proposed and before it counts."""
    bai = await page_as("bai", "en")
    await bai.goto("/book/versions")
    await bai.get_by_role("link", name="Propose a change").click()
    await bai.get_by_label("Or its text").fill(LONGER.replace("plans:", "plan:", 1))
    await bai.get_by_role("button", name="Look at what it would change").click()
    await expect(bai.locator("#wrong")).to_be_visible()
    await shot(bai, "book-propose-wrong")
    await bai.get_by_label("Or its text").fill(LONGER)
    await bai.get_by_role("button", name="Look at what it would change").click()
    await expect(bai.locator("#difference ins").first).to_have_text("4 working days")
    await bai.get_by_label("Why should it change?").fill("分公司的答复晚一天。")
    await shot(bai, "book-propose")
    await bai.get_by_role("button", name="Propose", exact=True).click()
    await expect(bai.locator("#done")).to_be_focused()
    await shot(bai, "book-proposal")
    gu = await page_as("gu", "zh", PHONE)
    await gu.goto(bai.url.partition("?")[0])
    await shot(gu, "book-adopt-zh-phone")
    await gu.get_by_role("button", name="采用").click()
    await expect(gu.locator("#done")).to_be_visible()
    await shot(gu, "book-versions-zh-phone")
    await bai.goto("/book/compare")
    await expect(bai.locator("ins").first).to_have_text("4 working days")
    await shot(bai, "book-compare")
    await bai.goto("/book/versions")
    await shot(bai, "book-versions")


@pytest.mark.parametrize(
    ("lang", "width", "handle", "button"), [("en", DESK, "kong", "Name the stand-in"), ("zh", PHONE, "wei-h", "指定代理人")]
)
async def test_a_stand_in_is_named_before_leaving(page_as: PageAs, shot: Shot, lang: str, width: int, handle: str, button: str) -> None:
    """house:stand-in. Two taps and a reason: who, until when; what passes over is said before, what has happened after."""
    page = await page_as(handle, lang, width)
    await page.goto("/organisation")
    await shot(page, f"organisation-{lang}-{width}")
    await page.goto(f"/organisation/people/{handle}")
    await shot(page, f"person-{lang}-{width}")
    await page.goto("/organisation/stand-ins")
    await page.locator("#field-stand_in").fill("hua")
    await page.locator("#field-end").fill("2030-01-02T18:00")
    await page.locator("#field-reason").fill("休假")
    await shot(page, f"stand-ins-{lang}-{width}")
    await page.get_by_role("button", name=button).click()
    await expect(page.locator("#done")).to_be_focused()
    await shot(page, f"stand-ins-done-{lang}-{width}")


@pytest.mark.parametrize(("lang", "width"), [("en", DESK), ("zh", PHONE)])
async def test_a_notice_leads_to_its_case(page_as: PageAs, shot: Shot, cases: dict[str, str], lang: str, width: int) -> None:
    """SO 4.3. What one was told stands on a page and leads to what it speaks of: an incident's, which is told at any hour."""
    page = await page_as("lin", lang, width)
    await page.goto("/organisation/people/lin")
    await page.locator("a[href='/notices']").last.click()
    await expect(page.locator(f"a[href='/cases/{cases['incident']}']").first).to_be_visible()
    await shot(page, f"notices-{lang}-{width}")
    await page.locator(f"a[href='/cases/{cases['incident']}']").first.click()
    await expect(page.locator("h1")).to_contain_text(cases["incident"])
