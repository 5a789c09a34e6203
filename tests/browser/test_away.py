"""A server of ours is away while somebody decides: the page says so, keeps what was typed, and goes on by itself when it is back."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PageAs, Stack

NOTE = "see you at the archive"


def process(stack: Stack, name: str) -> psutil.Process:
    """A process of the stack as it runs now."""
    told = json.loads(stack("status", "--json"))
    return psutil.Process(next(each["pid"] for each in told["processes"] if each["name"] == name))


@contextmanager
def frozen(found: psutil.Process) -> Iterator[None]:
    """It hangs for as long as the block lasts, with all its children."""
    family = [found, *found.children(recursive=True)]
    for each in family:
        os.kill(each.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for each in family:
            os.kill(each.pid, signal.SIGCONT)


@pytest.fixture
async def deciding(page_as: PageAs, stack: Stack) -> tuple[Page, str]:
    """The head of department before a request, with a note typed."""
    number = stack.open("contract-loan", "feng", contract=f"HT-AWAY-{os.urandom(3).hex()}", purpose="x")
    page = await page_as("lin")
    await page.goto(f"/cases/{number}")
    form = page.locator("form[action$='/approve']")
    await form.locator("summary").click()
    await form.locator("[name=note]").fill(NOTE)
    return page, number


async def approve(page: Page) -> None:
    """Press the button."""
    await page.locator("form[action$='/approve'] button").last.click()


@pytest.mark.parametrize("name", ["temporal", "worker"])
async def test_deciding_waits_for_who_is_away(deciding: tuple[Page, str], stack: Stack, name: str) -> None:
    """Manners 6. Nothing is known to be recorded: the page says so with what was typed; the same form, sent again, decides once."""
    page, number = deciding
    with frozen(process(stack, name)):
        await approve(page)
        await expect(page.locator("main")).to_contain_text("The server did not answer. What you typed is kept here")
        await expect(page.locator("form[action$='/approve'] [name=note]")).to_have_value(NOTE)
    await approve(page)
    await expect(page.locator(".case-head .stage")).to_contain_text("approved", ignore_case=True)
    types = [json.loads(line)["type"] for line in stack("log", number, "--json").splitlines()]
    assert types.count("request.approved") == 1


async def test_without_the_record_the_page_says_what_works(deciding: tuple[Page, str], stack: Stack) -> None:
    """PostgreSQL hangs: no page waits for ever, it says which part is away; the draft is there when it is back."""
    page, number = deciding
    with frozen(process(stack, "postgres")):
        answer = await page.goto("/")
        assert answer is not None
        assert answer.status == 503
        await expect(page.locator(".parts li").first).to_contain_text("away")
        await expect(page.locator(".parts li").last).to_contain_text("answers")
    await page.goto(f"/cases/{number}")
    await expect(page.locator("form[action$='/approve'] [name=note]")).to_have_value(NOTE)
    await approve(page)
    await expect(page.locator(".case-head .stage")).to_contain_text(re.compile("approved", re.IGNORECASE))


async def test_killed_and_back_by_itself(page_as: PageAs, stack: Stack) -> None:
    """PostgreSQL is killed under the console: the next pages say so or wait, and then are as before, without anybody's help."""
    page = await page_as("lin")
    process(stack, "postgres").kill()
    for _ in range(60):
        answer = await page.goto("/")
        assert answer is not None
        assert answer.status in (200, 503)
        if answer.status == 200:
            break
        await page.wait_for_timeout(500)
    await expect(page.locator("h1")).to_have_text("What is due from me?")
