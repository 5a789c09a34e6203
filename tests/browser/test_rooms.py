"""The rooms in a browser: what somebody comes to do there, on a phone, by keyboard, without a script."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

from tests.browser.conftest import DESK, PHONE, PageAs, Stack
from tests.browser.rooms import lines, reviewed
from tests.browser.test_axe import axe, violations  # noqa: F401 - a fixture


@pytest.fixture(scope="module")
async def appeal(stack: Stack) -> str:
    return await asyncio.to_thread(reviewed, stack)


@pytest.fixture(scope="module")
async def ledger(stack: Stack) -> list[str]:
    return await asyncio.to_thread(lines, stack)


async def test_a_member_votes_on_a_phone_and_learns_of_no_other_vote(page_as: PageAs, appeal: str, axe: str) -> None:  # noqa: F811
    """house:panel-vote. Decision and grounds are there, the number of votes, and no vote but one's own."""
    page = await page_as("cao", width=PHONE)
    await page.goto(f"/cases/{appeal}")
    await expect(page.locator(".room")).to_contain_text("1 of 3 have voted.")
    await expect(page.locator(".room")).to_contain_text("I was told to send it")
    await expect(page.locator("body")).not_to_contain_text("The list left the house all the same.")
    assert await violations(page, axe) == []
    await page.locator("#decide summary, #decide button", has_text="Vote").first.click()
    form = page.locator("form[action$='/vote']")
    await form.locator("[name=choice]").select_option("annul")
    await form.locator("[name=reason]").fill("The call explains it.")
    await form.locator("button", has_text="Vote").click()
    await expect(page.locator("#done")).to_contain_text("voted")
    await expect(page.locator(".room")).to_contain_text("2 of 3 have voted.")


async def test_the_ledger_is_narrowed_by_keyboard_and_without_a_script(page_as: PageAs, ledger: list[str], axe: str) -> None:  # noqa: F811
    """MK 5.3.2. Somebody of another department finds a line by how far it is; the address can be sent on."""
    page = await page_as("moreau", width=DESK)
    await page.goto("/ledger")
    await page.locator("#field-stage").focus()
    await page.locator("#field-stage").select_option("to_accept")
    await expect(page.locator("[data-row]", has_text=ledger[2])).to_contain_text("1 of 2 voices")
    await expect(page.locator("[data-row]", has_text=ledger[0])).to_have_count(0)
    await page.wait_for_url("**/ledger?stage=to_accept")
    assert await violations(page, axe) == []
    plain = await page_as("moreau", "zh", PHONE, javascript=False)
    await plain.goto("/ledger?view=mine")
    await plain.goto("/ledger")
    await plain.locator("#field-department").select_option("marketing")
    await plain.locator("button.needed").click()
    await expect(plain.locator("[data-row]", has_text=ledger[1])).to_contain_text("已退回 1 次")
    await expect(plain.locator("[data-row]", has_text=ledger[0])).to_have_count(0)
