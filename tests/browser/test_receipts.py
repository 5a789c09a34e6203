"""Reporting without a name on a phone, without a script, and coming back with the code."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser import test_axe
from tests.browser.conftest import PHONE, PageAs, Shot

axe = test_axe.axe


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_report_and_its_receipt(page_as: PageAs, axe: str, shot: Shot, lang: str) -> None:
    """house:reporter. Nothing runs, nothing is kept: no cookie beside the one that chose a language elsewhere, no address with a code."""
    page, wrong = await page_as("", lang, PHONE), []
    await page.context.clear_cookies()
    await page.goto("/report/violation-report")
    await page.locator("textarea").first.fill("Lists go to a private mailbox.")
    await page.locator("button.primary").click()
    code = await page.locator("code").inner_text()
    wrong += await test_axe.violations(page, axe)
    await shot(page, f"report-sent-{lang}")

    await page.goto("/receipt")
    await page.locator("#field-code").fill(code.lower())
    await page.locator("button.primary").click()
    await page.locator("textarea").fill("One thing more.")
    await page.locator("button.primary").click()
    await expect(page.get_by_text("One thing more.")).to_have_count(1)
    await page.locator("input[type=file]").set_input_files({"name": "me.txt", "mimeType": "text/plain", "buffer": b"the list"})
    await page.locator("form[enctype] button").click()
    await expect(page.get_by_role("status")).to_have_count(1)
    wrong += await test_axe.violations(page, axe)
    await shot(page, f"receipt-{lang}")
    assert not wrong, "\n".join(wrong)
    assert code not in page.url
    assert await page.context.cookies() == []
    assert await page.evaluate("[localStorage.length, sessionStorage.length, document.scripts.length]") == [0, 0, 0]
