"""Every page there is, each for somebody who may see all of it."""

from __future__ import annotations

from playwright.async_api import Page, expect

PAGES = {
    "tasks": ("lin", "/"),
    "several": ("lin", "/tasks/several?case={asked}"),
    "catalogue": ("qian", "/open"),
    "form": ("qian", "/open/contract-loan"),
    "case": ("lin", "/cases/{lent}"),
    "deciding": ("lin", "/cases/{asked}"),
    "who-can": ("lin", "/cases/{asked}/who-can"),
    "cases": ("gu", "/cases"),
    "register": ("gu", "/cases?plan=contract-loan&state=all"),
    "figures": ("gu", "/figures"),
    "book": ("lin", "/book"),
    "versions": ("bai", "/book/versions"),
    "organisation": ("lin", "/organisation"),
    "me": ("qian", "/me"),
    "sign-in": ("", "/sign-in"),
    "problem": ("lin", "/cases/LOAN-1999-0001"),
}


async def go(page: Page, address: str, cases: dict[str, str]) -> None:
    """To the page, with everything unfolded that is folded; a page of ours has a heading that says what it answers."""
    await page.goto(address.format(**cases))
    await page.locator("h1").first.wait_for()
    await page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true; })")
    await expect(page.locator(".htmx-request")).to_have_count(0)
