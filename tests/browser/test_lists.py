"""Lists, registers and figures in a real browser: narrowed as one types, the same without a script, whole on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import DESK, PHONE, PageAs, Shot, Stack

WAYS = [("en", DESK, False), ("zh", PHONE, True), ("en", PHONE, False), ("zh", DESK, True), ("en", 320, False)]


@pytest.fixture(scope="module")
def loans(stack: Stack) -> dict[str, str]:
    """Two loans of this module's own: one asked for, one out."""
    asked = stack.open("contract-loan", "qian", contract="REG-001", purpose="check the delivery terms")
    out = stack.open("contract-loan", "sun", contract="REG-002", purpose="核对交货条款")
    stack.act(out, "approve", "lin")
    stack.act(out, "hand_out", "tao")
    return {"asked": asked, "out": out}


async def only(page: Page, *numbers: str) -> None:
    """The list holds these cases and no others."""
    await expect(page.locator("#results tbody tr")).to_have_count(len(numbers))
    for number in numbers:
        await expect(page.get_by_role("link", name=number)).to_be_visible()


async def test_the_list_narrows_as_one_types(page_as: PageAs, loans: dict[str, str], shot: Shot) -> None:
    """What is typed narrows the list at once and stands in the address; the way back leads to the list before."""
    page = await page_as("bai")
    await page.goto("/cases?state=open")
    await page.locator("#field-search").press_sequentially("reg-00")
    await only(page, *loans.values())
    await expect(page).to_have_url(re.compile(r"/cases\?state=open&search=reg-00$"))
    await expect(page.locator("#field-search")).to_be_focused()
    await page.get_by_text("More to narrow it by").click()
    await page.locator("#field-stage").select_option("out")
    await only(page, loans["out"])
    await shot(page, "lists-narrowed")
    await page.go_back()
    await only(page, *loans.values())


async def test_the_list_is_whole_without_a_script(page_as: PageAs, loans: dict[str, str]) -> None:
    """A plain form and plain links: nothing needs a script."""
    page = await page_as("bai", javascript=False)
    await page.goto("/cases")
    await page.locator("#field-search").fill("REG-00")
    await page.locator("#field-plan").select_option("contract-loan")
    await page.get_by_role("button", name="Show").click()
    assert page.url.endswith("/cases?search=REG-00&plan=contract-loan")
    await only(page, *loans.values())
    await page.get_by_role("link", name=loans["out"]).click()
    assert page.url.endswith(f"/cases/{loans['out']}")


async def test_a_register_is_taken_along_as_a_file(page_as: PageAs, loans: dict[str, str]) -> None:
    """SO 2.2.2. The file is what the page shows, with its form's lines."""
    page = await page_as("lin")
    await page.goto("/cases?plan=contract-loan&search=reg-00")
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="All of them as a file (CSV)").click()
    file = await coming.value
    assert file.suggested_filename.startswith("contract-loan-")
    text = (await file.path()).read_text("utf-8-sig")
    assert "核对交货条款" in text
    assert text.count("\n") == 3


@pytest.mark.parametrize(
    ("lang", "width", "dark"), [("en", DESK, False), ("zh", PHONE, True), ("en", PHONE, False), ("zh", DESK, True), ("en", 320, False)]
)
@pytest.mark.parametrize(
    ("name", "address"),
    [("cases", "/cases?search=reg-00"), ("register", "/cases?plan=contract-loan&search=reg-00"), ("figures", "/figures")],
)
async def test_pages_fit_every_width(
    page_as: PageAs, loans: dict[str, str], shot: Shot, name: str, address: str, lang: str, width: int, *, dark: bool
) -> None:
    """WCAG 2.2 1.4.10: nothing is scrolled sideways but a table within its frame; the answer comes first on a phone."""
    page = await page_as("bai", lang, width, dark=dark)
    await page.goto(address)
    await shot(page, f"{name}-{lang}-{width}{'-dark' if dark else ''}")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert await page.locator("h1").count() == 1


async def test_a_number_of_the_figures_leads_to_its_list(page_as: PageAs, loans: dict[str, str]) -> None:
    """Numbers lead somewhere: from a week's count to the cases that were opened in it."""
    page = await page_as("bai", width=PHONE)
    await page.goto("/figures?days=30")
    number = page.locator("#weeks tbody tr").first.locator("a").first
    said = await number.inner_text()
    await number.click()
    await expect(page.get_by_role("status").first).to_contain_text(said)
