"""With the keyboard alone: signing in, finding a task, deciding it."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PageAs, Stack

FIRST_LOAN = "rows => rows.findIndex((row) => row.textContent.includes('HT-KEYS'))"
"""Not always the first row: at the end of a week its control is due sooner."""


@pytest.fixture
async def tasks(page_as: PageAs, stack: Stack) -> Page:
    """My tasks, with two of them at least."""
    for place in ("one", "two"):
        stack.open("contract-loan", "zou", contract=f"HT-KEYS-{place}", purpose="x")
    page = await page_as("wei-h")
    await page.goto("/")
    return page


async def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on it, as far as a patient person would."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        if await page.evaluate("what => document.activeElement.matches(what)", selector):
            return
    pytest.fail(f"the focus never came to {selector}")


async def test_from_signing_in_to_a_decision(page_as: PageAs, stack: Stack) -> None:
    """WCAG 2.2 2.1.1: nothing but keys, from choosing a person to what has happened; the focus can be seen all the way."""
    number = stack.open("contract-loan", "wei", contract="HT-KEYBOARD", purpose="x")
    page = await page_as("")
    await page.goto(f"/sign-in?next=/cases/{number}")
    await tab_to(page, "button[value=lin]")
    assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_contain_text(number)
    await tab_to(page, "#decide [data-key=a]")
    await page.keyboard.press("Enter")
    await expect(page.locator("#done")).to_be_focused()
    assert "request.approved" in stack("log", number)


async def test_the_first_key_leads_to_the_content(page_as: PageAs) -> None:
    """WCAG 2.2 2.4.1: a link past the head of the page comes first."""
    page = await page_as("lin")
    await page.goto("/")
    await page.keyboard.press("Tab")
    await expect(page.locator(".skip")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#main")).to_be_focused()


async def test_rows_are_walked_and_decided_with_letters(tasks: Page) -> None:
    """Manners 7: j and k move, a goes to Approve of the row (the first opens it); only Enter gives it."""
    rows = tasks.locator("[data-row]")
    for place in range(await rows.evaluate_all(FIRST_LOAN) + 1):
        await tasks.keyboard.press("j")
        await expect(rows.nth(place).locator("a").first).to_be_focused()
    loan = rows.nth(place)
    await tasks.keyboard.press("j")
    await expect(rows.nth(place + 1).locator("a").first).to_be_focused()
    await tasks.keyboard.press("k")
    await expect(loan.locator("a").first).to_be_focused()
    await tasks.keyboard.press("a")
    approve = loan.locator("[data-key=a]")
    await expect(approve).to_be_visible()
    await tasks.keyboard.press("a")
    await expect(approve).to_be_focused()
    await tasks.keyboard.press("r")
    await expect(loan.locator("[data-key=r]")).to_be_focused()
    await expect(tasks).to_have_url(re.compile("/$"))


async def test_a_stroke_finds_and_a_question_mark_tells(tasks: Page) -> None:
    """Manners 7: `/` searches, `?` shows the keys; each has its place on the page."""
    await tasks.keyboard.press("/")
    await expect(tasks.locator("[data-search]")).to_be_focused()
    await tasks.keyboard.type("a?j")  # in a field letters are letters
    await expect(tasks.locator("[data-search]")).to_have_value("a?j")
    await tasks.locator("h1").click()
    await tasks.keyboard.press("?")
    await expect(tasks.locator("#keys")).to_be_visible()
    await tasks.keyboard.press("Escape")
    await tasks.locator("[data-keys]").click()
    await expect(tasks.locator("#keys")).to_be_visible()


async def test_single_keys_can_be_switched_off(tasks: Page) -> None:
    """WCAG 2.2 2.1.4: who speaks to the computer, or touches keys by accident, switches them off for good."""
    await tasks.keyboard.press("?")
    await tasks.locator("[data-keys-on]").uncheck()
    await tasks.keyboard.press("Escape")
    await tasks.reload()
    await tasks.keyboard.press("?")
    await expect(tasks.locator("#keys")).to_be_hidden()
