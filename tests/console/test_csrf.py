"""Nothing is changed on behalf of somebody who did not mean it: every changing route, every way to forge."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from console.app import create_app
from tests.console.site import ADDRESS, CSRF, Site
from tests.console.test_matrix import ROWS, Row

CHANGING = {key: row for key, row in ROWS.items() if key[0] not in ("GET", "HEAD") and not row.open}
NAMED = {"case": "LOAN-2026-0001", "pack": "0" * 64, "none": "0" * 64, "uuid": "00000000-0000-4000-8000-000000000000"}
FORGED = {
    "without the session's secret": {CSRF: ""},
    "with a wrong one": {CSRF: "x" * 32},
    "from another site": {"sec-fetch-site": "cross-site"},
    "from a neighbour": {"sec-fetch-site": "same-site"},
    "from nowhere": {"origin": "null"},
    "from an address that looks like ours": {"origin": "http://testserver.evil.example"},
    "from our name at another port": {"origin": "http://testserver:8080"},
}


async def sent(client: httpx.AsyncClient, method: str, row: Row, headers: dict[str, str]) -> httpx.Response:
    at = row.at.format(**NAMED)
    if row.json is not None:
        return await client.request(method, at, json=row.json, headers=headers)
    return await client.request(method, at, data=dict(row.form or {}), headers=headers)


@pytest.fixture(scope="module")
async def lin(site: Site) -> httpx.AsyncClient:
    return await site.client("lin")


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
@pytest.mark.parametrize(("method", "path"), CHANGING, ids=lambda each: each.replace("/", "_"))
async def test_what_is_forged_is_refused(lin: httpx.AsyncClient, method: str, path: str, forged: dict[str, str]) -> None:
    """The session's own secret must come along, and what the browser says of the sender must be us."""
    answer = await sent(lin, method, CHANGING[(method, path)], forged)
    assert answer.status_code == 403
    assert (await lin.get("/api/v1/me")).status_code == 200, "still signed in: nothing was done"


@pytest.mark.parametrize(("method", "path"), CHANGING, ids=lambda each: each.replace("/", "_"))
async def test_another_session_s_secret_is_wrong(site: Site, lin: httpx.AsyncClient, method: str, path: str) -> None:
    """Also that of another session of the same person."""
    other = await site.client("lin")
    answer = await sent(lin, method, CHANGING[(method, path)], {CSRF: other.headers[CSRF]})
    assert answer.status_code == 403


async def test_a_form_may_carry_the_secret_itself(site: Site, lin: httpx.AsyncClient) -> None:
    """Without scripts there are no headers."""
    answer = await lin.post("/me/tokens", data={"title": "", "csrf": await site.csrf(lin)}, headers={CSRF: ""})
    assert answer.status_code == 422, "it was looked at"


async def test_nobody_is_signed_in_by_another_site(site: Site) -> None:
    """Login forgery: else somebody would work under a name that is not theirs."""
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}, {"origin": "null"}):
        visitor = await site.visitor()
        assert (await visitor.post("/sign-in", data={"person": "lin"}, headers=headers)).status_code == 403
        assert "bylaw" not in visitor.cookies


async def test_in_production_only_the_public_address_is_ours(site: Site) -> None:
    """A stack for trying is reached by whatever name leads to it; elsewhere the name in `Host` is the sender's word against ours."""
    open_ = site.backend.setup
    for public, origin, expected in (
        (ADDRESS, "http://other.name", 404),
        ("https://bylaw.example", "https://bylaw.example", 404),
        ("https://bylaw.example", "http://bylaw.example", 404),
    ):
        app = create_app(replace(site.backend, setup=replace(open_, public_url=public)))
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=origin) as visitor:
            answer = await visitor.post("/sign-in", data={"person": "nobody"}, headers={"origin": origin})
            assert answer.status_code == expected
