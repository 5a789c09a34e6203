"""Every page there is, each for somebody who may see all of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from playwright.async_api import Page, expect

from tests.browser.conftest import DESK, PageAs

PAGES = {
    "tasks": ("lin", "/"),
    "several": ("lin", "/tasks/several?case={asked}"),
    "catalogue": ("qian", "/open"),
    "form": ("qian", "/open/contract-loan"),
    "case": ("lin", "/cases/{lent}"),
    "deciding": ("lin", "/cases/{asked}"),
    "who-can": ("lin", "/cases/{asked}/who-can"),
    "violation": ("lin", "/cases/{violation}"),
    "incident": ("kong", "/cases/{incident}"),
    "report-incident": ("qian", "/incidents/report"),
    "incident-form": ("qian", "/open/incident-four-colour"),
    "chain": ("bai", "/cases/{violation}/chain"),
    "cases": ("gu", "/cases"),
    "register": ("gu", "/cases?plan=contract-loan&state=all"),
    "ledger": ("qian", "/ledger"),
    "published": ("qian", "/published"),
    "library": ("qian", "/library"),
    "operations": ("kong", "/operations"),
    "figures": ("gu", "/figures"),
    "book": ("lin", "/book"),
    "versions": ("bai", "/book/versions"),
    "propose": ("bai", "/book/propose"),
    "organisation": ("lin", "/organisation"),
    "person": ("lin", "/organisation/people/qian"),
    "stand-ins": ("lin", "/organisation/stand-ins"),
    "roster": ("kong", "/roster?post=it-director"),
    "roster-calendar": ("kong", "/roster/it-director/calendar"),
    "notices": ("lin", "/notices"),
    "me": ("qian", "/me"),
    "sign-in": ("", "/sign-in"),
    "reports": ("", "/report"),
    "report": ("", "/report/violation-report"),
    "receipt": ("", "/receipt"),
    "problem": ("lin", "/cases/LOAN-1999-0001"),
}


async def everywhere(
    page_as: PageAs, cases: dict[str, str], lang: str, width: int = DESK, *, dark: bool = False
) -> AsyncIterator[tuple[str, Page]]:
    """Each page in turn, by its name; one window for each person."""
    windows: dict[str, Page] = {}
    for name, (who, address) in PAGES.items():
        if who not in windows:
            windows[who] = await page_as(who, lang, width, dark=dark)
        await windows[who].goto(address.format(**cases))
        await windows[who].locator("h1").first.wait_for()
        yield name, windows[who]


OPEN = "document.querySelectorAll('main :not(.task ~ .task ~ .task) > details').forEach(each => { each.open = true; })"


async def unfold(page: Page) -> None:
    """What is folded is part of a page: all of it but the details of tasks beyond the second, which are the same again."""
    await page.evaluate(OPEN)
    await expect(page.locator("details[open] > .decide-place > a:only-child")).to_have_count(0)  # what stood there is replaced by forms
    await page.evaluate(OPEN)
