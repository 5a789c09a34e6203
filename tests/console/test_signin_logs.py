"""Our log: who did what may be followed by ids; nothing that is personal, and no secret, ever stands in it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
import structlog
from sqlalchemy.exc import DBAPIError

from console.app import create_app
from console.setup import Oidc
from tests.console.provider import CLIENT, SECRET, provider_on_a_port
from tests.console.site import ADDRESS, Site
from tests.console.test_oidc import browser, signed_in, with_oidc
from tests.console.test_tokens import bearer, form_at, made, secret_in
from workers.telemetry import CHATTY

MARK = "Marker-7c1d"


@pytest.fixture
def all_lines(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Of all libraries, at the levels that a process sets."""
    caplog.set_level(logging.INFO)
    before = {name: logging.getLogger(name).level for name in CHATTY}
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    yield caplog
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def said(captured: list[structlog.typing.EventDict], caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join([*(str(each) for each in captured), caplog.text])


async def test_a_story_leaves_nothing_personal_and_no_secret(site: Site, all_lines: pytest.LogCaptureFixture) -> None:
    """Asked, looked at, refused with a reason, searched for, a token made and used, a wrong one shown, signed out."""
    with structlog.testing.capture_logs() as captured:
        qian, lin = await site.client("qian"), await site.client("lin")
        number = await site.open("contract-loan", by="qian", contract=f"HT-{uuid4().hex[:6]}", purpose=f"{MARK}-purpose")
        page = (await lin.get(f"/cases/{number}")).text
        address = f"/cases/{number}/refuse"
        assert (await lin.post(address, data={**form_at(page, address), "reason": f"{MARK}-reason"})).status_code == 303
        await lin.get("/cases", params={"search": f"{MARK}-search"})
        await qian.get(f"/cases/{number}", headers={"referer": f"{ADDRESS}/{MARK}-referer"})
        await qian.post("/open/contract-loan", data={"purpose": f"{MARK}-refused"})
        secret = secret_in((await made(lin, f"{MARK}-title")).text)
        await (await bearer(site, secret)).get("/api/v1/tasks")
        await (await bearer(site, f"{MARK}-token")).get("/api/v1/tasks")
        await lin.get("/api/v1/cases", params={"search": f"{MARK}-search", "nothing": f"{MARK}-unknown"})
        cookies = [each["bylaw"] for each in (lin.cookies, qian.cookies)]
        secrets = [*cookies, secret, lin.headers["x-csrf-token"]]
        await lin.post("/sign-out")
    text = said(captured, all_lines)
    assert "signed in" in text, "something is logged at all"
    for hidden in (MARK, "Qian", "钱朵朵", "example.org", *secrets):
        assert hidden not in text, hidden


async def test_neither_does_a_sign_in_at_the_provider(site: Site, all_lines: pytest.LogCaptureFixture) -> None:
    """Neither what it says of people nor codes, tokens and our secret; also when it goes wrong."""
    async with provider_on_a_port() as provider:
        console = with_oidc(site, Oidc(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET))
        with structlog.testing.capture_logs() as captured:
            provider.signs_in = {"preferred_username": "lin", "email": f"{MARK}@example.org"}
            assert (await signed_in(await browser(console))).status_code == 303
            provider.signs_in = {"preferred_username": f"{MARK}-nobody"}
            assert (await signed_in(await browser(console))).status_code == 403
            provider.said = {"iss": f"https://{MARK}.example"}
            assert (await signed_in(await browser(console))).status_code == 403
            provider.token = f"{MARK}.{MARK}.{MARK}"
            assert (await signed_in(await browser(console))).status_code == 403
    text = said(captured, all_lines)
    assert "not signed in" in text
    secrets = [provider.asked[0][name] for name in ("state", "nonce", "code_challenge")]
    for hidden in (MARK, SECRET, "example.org", *secrets):
        assert hidden not in text, hidden


async def test_a_fault_is_logged_with_its_place_and_without_its_words(site: Site, all_lines: pytest.LogCaptureFixture) -> None:
    """An error of a database holds what was to be written."""
    app = create_app(site.backend)

    async def boom(name: str) -> None:
        raise DBAPIError(f"insert {name}", {"name": name}, ValueError(name))

    app.get("/boom/{name}")(boom)
    with structlog.testing.capture_logs() as captured:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ADDRESS) as client:
            assert (await client.get(f"/boom/{MARK}")).status_code == 500
    fault = next(each for each in captured if each["event"] == "fault")
    assert (fault["route"], fault["error"]) == ("/boom/{name}", "DBAPIError")
    assert re.search(r"test_signin_logs\.py:\d+ boom", str(fault["where"]))
    assert MARK not in said(captured, all_lines)
