"""An incident in a browser: reported in seconds, taken on a phone at night, the same for everybody who looks."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import DESK, PHONE, PageAs, Stack
from tests.browser.test_axe import axe, violations  # noqa: F401 - a fixture

PLAN = "incident-four-colour"
LEAST = 44
"""Points that a finger needs."""

SMALL = """least => [...document.querySelectorAll("#room :is(button, summary.button)")]
  .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < least).map(each => each.innerText)"""

DROP = """async () => {
  const held = new DataTransfer();
  held.items.add(new File(["a photograph"], "door.txt", { type: "text/plain" }));
  document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: held }));
}"""


@pytest.fixture(scope="module")
def incident(stack: Stack) -> str:
    return stack.open(PLAN, "qian", what="The list of customers is on a public page", harm="major-leak")


async def small(page: Page) -> list[str]:
    """Buttons of the room that a finger would miss."""
    found: list[str] = await page.evaluate(SMALL, LEAST)
    return found


async def test_it_is_taken_on_a_phone_at_night_and_a_wall_shows_it_at_once(page_as: PageAs, incident: str, axe: str) -> None:  # noqa: F811
    """house:ladder. The button is on the first screen; whoever looks at the same time sees who has it without doing anything."""
    wall = await page_as("han", "zh", DESK)
    await wall.goto(f"/cases/{incident}")
    await expect(wall.locator("#room")).to_contain_text("尚无人接警。")
    page = await page_as("kong", width=PHONE, dark=True)
    await page.goto(f"/cases/{incident}")
    button = page.locator("#room .holding button")
    await expect(button).to_be_in_viewport(ratio=1)
    assert await small(page) == []
    assert await violations(page, axe) == []
    await button.click()
    await expect(page.locator("#room")).to_contain_text("Kong Lingyi has it.")
    await expect(wall.locator("#room")).to_contain_text("孔令仪 已接警。")
    await expect(wall.locator("#changes .line")).to_be_visible()


async def test_nothing_moves_under_the_hand_of_whoever_types(page_as: PageAs, stack: Stack, incident: str) -> None:
    """Live without jumping: a room with an open form stays as it is until its reader leaves it."""
    page = await page_as("han", width=DESK)
    await page.goto(f"/cases/{incident}")
    await page.locator("#room .duties details.more summary").first.click()
    note = page.locator("#room .duties textarea").first
    await note.fill("The hotline of the shift was called.")
    stack.act(incident, "tick", "kong", item="control")
    await expect(page.locator("#changes .line")).to_be_visible()
    await expect(note).to_have_value("The hotline of the shift was called.")


async def test_a_file_is_dropped_onto_the_page(page_as: PageAs, incident: str) -> None:
    """C7. It stands in the form, and is put with one press; without a script the form is the same."""
    page = await page_as("kong", width=DESK)
    await page.goto(f"/cases/{incident}")
    await page.evaluate(DROP)
    await expect(page.locator(".evidence button")).to_be_focused()
    await page.locator(".evidence button").click()
    await expect(page.locator(".evidence .files")).to_contain_text("door.txt")


async def test_it_is_reported_without_a_script(page_as: PageAs) -> None:
    """MK 4.3.1. Menu, plan, two lines: it stands, and says who is asked."""
    page = await page_as("qian", width=PHONE, javascript=False)
    await page.goto("/")
    await page.locator("main a", has_text="Report an incident").click()
    await page.locator(f"a[href='/open/{PLAN}']").click()
    await page.locator("[name='fields.what']").fill("Smoke in hall 2")
    await page.locator("[name='fields.harm']").select_option("material")
    await page.locator("form.asking button.primary").click()
    await expect(page.locator("#room")).to_contain_text("yellow")
    await expect(page.locator("#room .ladder")).to_contain_text("Yang Qianxun")
