"""Signing in through a provider, with a real browser: there, back, again for a decision that wants it, and out."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import update

from console.app import create_app
from console.schema import sessions
from console.setup import Oidc
from tests.browser.conftest import DESK, FORESEEN, PATIENCE_MS, PHONE, Shot
from tests.console.conftest import site
from tests.console.provider import CLIENT, SECRET, Provider, provider_on_a_port, served
from tests.console.site import Site
from workers.embedded.ports import free_ports

__all__ = ["site"]


@dataclass(frozen=True)
class Place:
    """A console that asks a provider, and the provider."""

    site: Site
    provider: Provider
    address: str

    async def hour_passes(self) -> None:
        """As if everybody had signed in an hour before."""
        async with self.site.backend.engine.begin() as connection:
            await connection.execute(update(sessions).values(signed_in_at=self.site.backend.now() - timedelta(hours=1)))


@pytest.fixture(scope="module")
async def place(site: Site) -> AsyncIterator[Place]:
    port = free_ports(1)[0]
    address = f"http://127.0.0.1:{port}"
    async with provider_on_a_port() as provider:
        oidc = Oidc(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET)
        setup = replace(site.backend.setup, demonstration=False, oidc=oidc, public_url=address)
        async with served(create_app(replace(site.backend, setup=setup)), port):
            yield Place(site=site, provider=provider, address=address)


@pytest.fixture(params=[(DESK, "en", True), (PHONE, "zh", True), (DESK, "en", False)], ids=["desk", "phone", "no script"])
async def page(request: pytest.FixtureRequest, browser: Browser, place: Place) -> AsyncIterator[Page]:
    width, lang, script = request.param
    context = await browser.new_context(
        base_url=place.address,
        viewport={"width": width, "height": 844},
        locale="zh-CN" if lang == "zh" else "en-GB",
        java_script_enabled=script,
    )
    opened, complaints = await context.new_page(), list[str]()
    opened.set_default_timeout(PATIENCE_MS)
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" and not FORESEEN.search(said.text) else None)
    await context.add_cookies([{"name": "lang", "value": lang, "url": place.address}])
    yield opened
    await context.close()
    assert not complaints, complaints


async def test_there_and_back_again_and_out(place: Place, page: Page, shot: Shot, request: pytest.FixtureRequest) -> None:
    """house:fresh-sign-in. Nothing typed is lost, nothing is sent that was not meant, and forms may lead on to the provider."""
    place.provider.honest()
    wanted = {"system": "CRM", "privilege": f"p-{uuid4().hex[:6]}", "purpose": "quarter", "duration": "4 h"}
    number = await place.site.open("privilege-elevation", by="qian", **wanted)
    await page.goto(f"/cases/{number}")
    await expect(page).to_have_url(re.compile(rf"/cases/{number}$"))
    await place.hour_passes()
    form = page.locator(f'form[action="/cases/{number}/refuse"]').first
    if await page.locator(f'details:has(form[action="/cases/{number}/refuse"]) summary').count() and not await form.is_visible():
        await page.locator(f'details:has(form[action="/cases/{number}/refuse"]) summary').first.click()
    await form.locator("[name=reason]").fill("not this quarter")
    await form.locator("button").first.click()
    await expect(page).to_have_url(re.compile("/sign-in"))
    name = request.node.callspec.id.replace(" ", "-")
    await shot(page, f"sign-in-again-{name}")
    await page.locator('a[href^="/sign-in/start"]').click()
    await expect(page).to_have_url(re.compile("/sign-in/kept"))
    assert place.provider.asked[-1]["prompt"] == "login"
    await expect(page.locator("main")).to_contain_text("not this quarter")
    await shot(page, f"sign-in-kept-{name}")
    await page.locator("main form button").click()
    await expect(page).to_have_url(re.compile(rf"/cases/{number}\?done="))
    assert "request.refused" in {event.type for event in await place.site.events(number)}
    await page.goto("/me")
    await page.locator("[name=title]").fill("the archive's spreadsheet")
    await page.locator('form[action="/me/tokens"] button').click()
    await expect(page.locator("code.token")).to_contain_text("bylaw_")
    await shot(page, f"me-{name}")
    await sign_out(page)
    await expect(page).to_have_url(re.compile("/sign-in/out$"))


async def sign_out(page: Page) -> None:
    button = page.locator('form[action="/sign-out"] button')
    if not await button.is_visible():
        await page.locator("button.menu").click()
    await button.click()
