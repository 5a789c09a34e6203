"""The README's pictures are pages as they are, after a morning's work of the sample organisation. ``tools/screenshots`` takes them anew."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from functools import partial
from itertools import cycle

import pytest
from playwright.async_api import expect

from tests.browser.conftest import DESK, PHONE, PageAs, Shot, Stack
from tests.browser.rooms import lines, reviewed

pytestmark = pytest.mark.deep

BORROWERS = ("qian", "zhou", "feng", "wei", "chu", "zheng", "sun")
PURPOSES = (
    "核对交货条款，准备与客户续签",
    "check the delivery terms before Thursday's visit",
    "对账",
    "核对付款条件，并与财务部确认开票信息",
    "renewal",
)


@pytest.fixture(scope="module")
async def morning(stack: Stack) -> str:
    """Loans in every state, a privilege that waits for a second answer; the number of one that is out."""
    loans = await asyncio.to_thread(_loans, stack, 14)
    for loan in loans[:10]:
        await asyncio.to_thread(stack.act, loan, "approve", "lin")
    for loan in loans[:8]:
        await asyncio.to_thread(stack.act, loan, "hand_out", "tao")
    for loan, who in zip(loans[:5], BORROWERS, strict=False):
        await asyncio.to_thread(stack.act, loan, "return", who)
        await asyncio.to_thread(partial(stack.act, loan, "confirm_check", "tao", complete="true"))
    raised = stack.open("privilege-elevation", "sun", system="ERP", privilege="price-admin", purpose="month end", duration="2 h")
    await asyncio.to_thread(stack.act, raised, "approve", "kong")
    return loans[7]


def _loans(stack: Stack, count: int) -> Sequence[str]:
    people = zip(range(count), cycle(BORROWERS), cycle(PURPOSES), strict=False)
    return [stack.open("contract-loan", who, contract=f"HT-2026-{17 + 3 * number:03}", purpose=purpose) for number, who, purpose in people]


async def test_story_of_a_head_and_her_tasks(page_as: PageAs, shot: Shot, morning: str) -> None:
    """My tasks: what, whose, until when; decided in place."""
    page = await page_as("lin", width=DESK)
    await page.goto("/")
    await expect(page.locator("[data-row]", has_text=re.compile("LOAN-|PRIV-"))).to_have_count(5)
    await page.locator("[data-row] summary").first.click()
    await expect(page.locator("[data-row]").first.locator("[data-key=a]")).to_be_visible()
    await shot(page, "tasks")


async def test_story_of_the_ledger(page_as: PageAs, shot: Shot, stack: Stack) -> None:
    """The ledger: who puts what right by when, and how far that is, for everybody."""
    await asyncio.to_thread(lines, stack)
    page = await page_as("moreau", width=DESK)
    await page.goto("/ledger")
    await expect(page.locator("[data-row]", has_text="1 of 2 voices")).not_to_have_count(0)
    await shot(page, "ledger", whole=False)


async def test_story_of_a_panel(page_as: PageAs, shot: Shot, stack: Stack) -> None:
    """A panel's room: who sits there and why, how many have voted, the decision and the grounds side by side."""
    appeal = await asyncio.to_thread(reviewed, stack)
    page = await page_as("cao", width=DESK)
    await page.goto(f"/cases/{appeal}")
    await expect(page.locator(".room")).to_contain_text("1 of 3 have voted.")
    await page.locator(".room").evaluate("each => scrollTo(0, each.offsetTop - 70)")
    await shot(page, "panel", whole=False)


async def test_story_of_a_case(page_as: PageAs, shot: Shot, morning: str) -> None:
    """A case's page: the rail, the request, the clock, what happened, each under its clause."""
    for lang, dark in (("en", False), ("zh", True)):
        page = await page_as("qian", lang, DESK, dark=dark)
        await page.goto(f"/cases/{morning}")
        await expect(page.locator(".rail")).to_be_visible()
        await shot(page, f"case-{lang}")


async def test_story_of_a_phone(page_as: PageAs, shot: Shot, morning: str) -> None:
    """A manager decides from her phone: the request and the buttons above the fold."""
    page = await page_as("lin", "zh", PHONE)
    await page.goto("/")
    await page.locator("[data-row]", has_text="LOAN-").locator("a.number").last.click()
    approve = page.locator("#decide [data-key=a]")
    await expect(approve).to_be_in_viewport()
    await shot(page, "phone", whole=False)


async def test_story_of_figures(page_as: PageAs, shot: Shot, morning: str) -> None:
    """Figures: a sentence, a picture and a table each."""
    page = await page_as("gu", width=DESK)
    await page.goto("/figures")
    await expect(page.locator(".picture svg").first).to_be_visible()
    await shot(page, "figures", whole=False)
