"""Nothing that was typed is lost, and nothing happens twice: reload, lost session, lost server, going back, pressing twice."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import pytest
from playwright.async_api import Page, Route, expect
from playwright.async_api import Response as HttpResponse

from tests.browser.conftest import PHONE, PageAs, Stack

PURPOSE = "核对交货条款 <b>& check</b>"


@pytest.fixture
async def form(page_as: PageAs) -> Page:
    """The form for a loan, with a purpose typed into it, and looked ahead at."""
    page = await page_as("chu")
    await page.goto("/open/contract-loan")
    await page.fill("[name='fields.contract']", "HT-D-1")
    async with page.expect_response(_looked_ahead):
        await page.fill("[name='fields.purpose']", PURPOSE)
    return page


def _looked_ahead(answer: HttpResponse) -> bool:
    return answer.url.endswith("/preview") and parse_qs(answer.request.post_data or "").get("fields.purpose") == [PURPOSE]


async def test_what_was_typed_is_there_after_a_reload(form: Page) -> None:
    """Manners 6: a draft survives a reload, says so, and is discarded on demand."""
    await form.reload()
    await expect(form.locator("[name='fields.purpose']")).to_have_value(PURPOSE)
    await form.locator(".kept button").click()
    await expect(form.locator("[name='fields.purpose']")).to_have_value("")
    await form.reload()
    await expect(form.locator("[name='fields.purpose']")).to_have_value("")


async def test_a_draft_is_its_writers(form: Page) -> None:
    """Manners 6, house:need-to-know: whoever signs in next on the same browser does not see it; signing out forgets it."""
    await form.context.request.post("/sign-in", form={"person": "wei", "next": "/"}, max_redirects=0)
    await form.goto("/open/contract-loan")
    await expect(form.locator("[name='fields.purpose']")).to_have_value("")
    assert PURPOSE in await form.evaluate("JSON.stringify(localStorage)")
    await form.context.request.post("/sign-in", form={"person": "chu", "next": "/"}, max_redirects=0)
    await form.goto("/")
    await form.locator("form[action='/sign-out'] button").click()
    await form.wait_for_url("**/sign-in**")
    assert PURPOSE not in await form.evaluate("JSON.stringify(localStorage)")


async def test_secrets_are_in_no_draft(form: Page) -> None:
    """house:need-to-know: what is hidden in a form, its keys and the session's secret, is not stored."""
    key = await form.locator("main [name=key]").input_value()
    csrf = await form.locator("main [name=csrf]").first.input_value()
    kept = await form.evaluate("JSON.stringify(localStorage)")
    assert key not in kept
    assert csrf not in kept


async def test_a_lost_session_loses_nothing_typed(form: Page) -> None:
    """Manners 6: the session ends while somebody types; signed in again, what they typed is there."""
    await form.context.clear_cookies()
    await form.locator("main button.primary").click()
    await form.wait_for_url(re.compile("/sign-in"))
    await form.context.request.post("/sign-in", form={"person": "chu", "next": "/"}, max_redirects=0)
    await form.goto("/open/contract-loan")
    await expect(form.locator("[name='fields.purpose']")).to_have_value(PURPOSE)


async def test_a_server_that_is_away_loses_nothing_and_nothing_happens_twice(form: Page) -> None:
    """Manners 6: the page says that it was not sent, keeps what was typed, and sends it with the same key when the person presses."""
    keys: list[str] = []

    async def lost(route: Route) -> None:
        keys.append(parse_qs(route.request.post_data or "")["key"][0])
        await route.abort()

    await form.route("**/open/contract-loan", lost)
    await form.locator("main button.primary").click()
    await expect(form.locator(".unsent")).to_be_visible()
    await expect(form.locator("[name='fields.purpose']")).to_have_value(PURPOSE)
    await form.unroute("**/open/contract-loan")
    async with form.expect_request(lambda request: request.method == "POST" and request.url.endswith("/open/contract-loan")) as sent:
        await form.locator(".unsent button").click()
    assert parse_qs((await sent.value).post_data or "")["key"] == keys
    await form.wait_for_url("**/cases/LOAN-*")


async def test_a_confirmed_draft_is_gone_and_going_back_sends_nothing(form: Page, stack: Stack) -> None:
    """Manners 6: after the server took it, the form is empty again; the browser's way back is a GET."""
    await form.locator("main button.primary").click()
    await form.wait_for_url("**/cases/LOAN-*")
    posts: list[str] = []
    form.on("request", lambda request: posts.append(request.url) if request.method == "POST" and "preview" not in request.url else None)
    await form.go_back()
    await form.wait_for_url("**/open/contract-loan")
    await expect(form.locator("[name='fields.purpose']")).to_have_value("")
    async with form.expect_event("load"):
        await form.go_forward(wait_until="commit")
    await expect(form.locator("h1")).to_contain_text("LOAN-")
    assert not posts


@pytest.mark.parametrize("script", ["script", "no-script"])
async def test_pressing_twice_is_once(page_as: PageAs, stack: Stack, script: str) -> None:
    """design.md §3: a command has an id; sent twice it is one. With a script the second press does nothing, without, the key sees to it."""
    number = stack.open("contract-loan", "feng", contract=f"HT-TWICE-{script}", purpose="x")
    page = await page_as("lin", width=PHONE, javascript=script == "script")
    await page.goto(f"/cases/{number}")
    await page.locator("#decide [data-key=a]").dblclick()
    await page.wait_for_url("**done=*")
    assert stack("log", number).count("request.approved") == 1


async def test_a_file_travels_with_its_form(page_as: PageAs) -> None:
    """Proposing a pack by a file: what is sent by the script is what the browser alone would send."""
    page = await page_as("bai")
    await page.goto("/book/propose")
    await page.set_input_files("input[type=file]", {"name": "pack.yaml", "mimeType": "text/yaml", "buffer": b"schema: 1\nkind: pack\n"})
    async with page.expect_request(lambda request: request.method == "POST") as sent:
        await page.locator("main button.primary").click()
    assert (await (await sent.value).all_headers())["content-type"].startswith("multipart/form-data")
    await expect(page.locator("textarea")).to_have_value(re.compile("kind: pack"))  # read on the other side
