"""Pages hold together in both languages, on paper, without a script, without motion."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.async_api import expect

from tests.browser.conftest import PageAs, Shot, Stack
from tests.browser.everywhere import PAGES, everywhere, unfold

LETTERS = re.compile(r"\b[A-Za-z]{2,}(?: [a-z]{2,})+\b")


async def test_a_chinese_page_is_chinese(page_as: PageAs, cases: dict[str, str]) -> None:
    """Both languages always: no sentence of a page is left in English; names of rules, numbers and what people typed stay."""
    left = {}
    async for name, page in everywhere(page_as, cases, "zh"):
        await unfold(page)
        await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
        await page.evaluate("document.querySelectorAll('code, pre, .request dd, td.line, [lang=en]').forEach(each => each.remove())")
        text = re.sub(r"\S*[\d:/@]\S*", " ", await page.locator("body").inner_text())
        if found := LETTERS.findall(text):
            left[name] = found
    assert not left


@pytest.mark.parametrize("name", ["tasks", "deciding", "form", "cases"])
async def test_a_page_works_without_a_script(page_as: PageAs, cases: dict[str, str], name: str) -> None:
    """Every page works without JavaScript: its links, its forms, its choices are there."""
    who, address = PAGES[name]
    page = await page_as(who, javascript=False)
    await page.goto(address.format(**cases))
    await expect(page.locator("h1")).to_be_visible()
    await expect(page.locator("nav").first).to_be_visible()
    assert await page.locator("main a[href], main button").count() > 1
    await expect(page.locator(".needs-script")).to_be_hidden()


async def test_paper_shows_the_record_and_no_buttons(page_as: PageAs, cases: dict[str, str], shot: Shot) -> None:
    """An auditor's printout: black on white, the whole timeline, nothing to press; the same sheet in the dark."""
    page = await page_as("lin", dark=True)
    await page.goto(f"/cases/{cases['lent']}")
    await page.emulate_media(media="print", color_scheme="dark")
    assert await page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    await expect(page.locator(".timeline").first).to_be_visible()
    assert await page.locator("button:visible").count() == 0
    await shot(page, "print")


async def test_motion_is_left_out_for_whoever_asks(page_as: PageAs) -> None:
    """WCAG 2.2 2.3.3: nothing moves where less motion is preferred."""
    page = await page_as("lin")
    await page.goto("/")
    assert await page.evaluate("getComputedStyle(document.querySelector('a')).transitionDuration") == "0s"


async def test_what_others_do_comes_as_a_quiet_line(page_as: PageAs, stack: Stack) -> None:
    """Manners 9: somebody else decides while the page is read; it says so above, and changes nothing until the reader wants it."""
    number = stack.open("contract-loan", "zheng", contract=f"HT-{uuid.uuid4().hex[:6]}", purpose="x")
    page = await page_as("zheng")
    async with page.expect_request("**/changes?case=*"):
        await page.goto(f"/cases/{number}")
    before = await page.locator("main").inner_text()
    stack.act(number, "approve", "lin")
    line = page.locator("#changes .line")
    await expect(line).to_contain_text("Lin Wangshu")
    assert await page.locator("main .stage").inner_text() in before
    await line.locator("a").click()
    await expect(page.locator("main .stage")).not_to_have_text(re.compile("approval", re.IGNORECASE))
