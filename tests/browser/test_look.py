"""Pages hold together at every width, in both languages and themes, on paper, and without a script."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import DESK, PHONE, PageAs, Shot
from tests.browser.everywhere import PAGES, go

NARROW = 320
LETTERS = re.compile(r"\b[A-Za-z]{2,}(?: [a-z]{2,})+\b")


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_nothing_has_to_be_scrolled_sideways(page_as: PageAs, cases: dict[str, str], lang: str) -> None:
    """WCAG 2.2 1.4.10: at 320 px every page still fits."""
    wide = {}
    for name, (who, address) in PAGES.items():
        page = await page_as(who, lang, NARROW)
        await go(page, address, cases)
        found = await page.evaluate("document.documentElement.scrollWidth")
        if found > NARROW:
            wide[name] = found
        await page.close()
    assert not wide


async def test_every_page_has_its_picture(page_as: PageAs, cases: dict[str, str], shot: Shot) -> None:
    """Pages are looked at: each in a language, a width and a theme of its turn; none is empty."""
    turns = [("en", DESK, False), ("zh", PHONE, False), ("zh", DESK, True), ("en", PHONE, True)]
    for lang, width, dark in turns:
        for name, (who, address) in PAGES.items():
            page = await page_as(who, lang, width, dark=dark)
            await page.goto(address.format(**cases))
            assert (await page.locator("main").inner_text()).strip()
            await shot(page, f"{name}-{lang}-{width}{'-dark' if dark else ''}")
            await page.close()


async def test_a_chinese_page_is_chinese(page_as: PageAs, cases: dict[str, str]) -> None:
    """Both languages always: no sentence of a page is left in English; names of rules, numbers and what people typed stay."""
    left = {}
    for name, (who, address) in PAGES.items():
        page = await page_as(who, "zh")
        await go(page, address, cases)
        await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
        await page.evaluate(
            "document.querySelectorAll('code, pre, .request dd, .demonstration ~ * [lang=en], datalist').forEach(each => each.remove())"
        )
        text = re.sub(r"\S*[\d:/@]\S*", " ", await page.locator("body").inner_text())
        if found := LETTERS.findall(text):
            left[name] = found
        await page.close()
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
