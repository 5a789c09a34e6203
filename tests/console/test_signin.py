"""Sessions: how they begin, what ends them, what their cookie is; and which ways in there are."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from console.app import create_app
from console.schema import sessions
from console.setup import Oidc, Setup
from console.signin.sessions import digest
from tests.console.site import ADDRESS, Site
from workers import console as process
from workers.settings import NotReachable, Settings


async def alive(client: httpx.AsyncClient) -> bool:
    page, api = await client.get("/me"), await client.get("/api/v1/me")
    assert (page.status_code, api.status_code) in ((200, 200), (303, 401))
    return page.status_code == 200


async def past(site: Site, client: httpx.AsyncClient, **changed: Any) -> None:
    async with site.backend.engine.begin() as connection:
        await connection.execute(update(sessions).where(sessions.c.digest == digest(client.cookies["bylaw"])).values(**changed))


# --- beginning ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "words"), [("en", "Lin Wangshu"), ("zh", "林望舒")])
async def test_the_page_for_trying_says_that_it_is_a_demonstration(site: Site, lang: str, words: str) -> None:
    """Everybody who works here, by department, in either language; nothing that looks like a password."""
    visitor = await site.visitor(lang)
    page = (await visitor.get("/sign-in")).text
    assert words in page
    assert ("Demonstration" if lang == "en" else "演示") in page
    assert 'type="password"' not in page


async def test_a_new_session_has_a_new_cookie_and_the_old_one_is_dead(site: Site) -> None:
    """Fixation: what was planted before signing in, made up or real, is worth nothing afterwards."""
    visitor = await site.visitor()
    visitor.cookies.set("bylaw", "planted-by-somebody")
    assert (await visitor.post("/sign-in", data={"person": "lin"})).status_code == 303
    first = visitor.cookies.get("bylaw", domain="testserver.local") or visitor.cookies.get("bylaw", domain="")
    values = {each.value for each in visitor.cookies.jar if each.name == "bylaw"}
    assert values != {"planted-by-somebody"}
    assert first is not None
    lin = await site.client("lin")
    before = lin.cookies["bylaw"]
    await lin.post("/sign-in", data={"person": "lin"})
    assert lin.cookies["bylaw"] != before
    thief = await site.visitor()
    thief.cookies.set("bylaw", before)
    assert not await alive(thief)


@pytest.mark.parametrize(("public", "name", "secure"), [(ADDRESS, "bylaw", False), ("https://bylaw.example", "__Host-bylaw", True)])
async def test_the_cookie_is_out_of_reach(site: Site, public: str, name: str, *, secure: bool) -> None:
    """RFC 6265bis: not for scripts, not for other sites, for this host alone and encrypted where the console is."""
    app = create_app(replace(site.backend, setup=replace(site.backend.setup, public_url=public)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=public) as visitor:
        given = (await visitor.post("/sign-in", data={"person": "lin"})).headers["set-cookie"]
    assert given.startswith(f"{name}=")
    parts = {each.strip().lower() for each in given.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= parts
    assert ("secure" in parts) == secure
    assert not [each for each in parts if each.startswith("domain")]


async def test_what_is_kept_of_a_cookie_is_its_digest(site: Site) -> None:
    """Whoever reads the table can be nobody."""
    lin = await site.client("lin")
    async with site.backend.engine.connect() as connection:
        kept = (await connection.execute(select(sessions))).all()
    assert lin.cookies["bylaw"] not in str(kept)


# --- ending ---------------------------------------------------------------------------------------


async def test_a_session_ends_when_it_lies_idle(site: Site) -> None:
    """An hour without anything."""
    lin = await site.client("lin")
    await past(site, lin, seen_at=site.backend.now() - timedelta(minutes=59))
    assert await alive(lin), "and this was something"
    await past(site, lin, seen_at=site.backend.now() - timedelta(minutes=61))
    assert not await alive(lin)


async def test_a_session_ends_however_busy_it_is(site: Site) -> None:
    """Eight hours after signing in."""
    lin = await site.client("lin")
    await past(site, lin, ends_at=site.backend.now())
    assert not await alive(lin)


async def test_what_is_sent_after_the_end_is_kept_though_others_signed_in(site: Site) -> None:
    """Nothing typed is lost: whose session it was is still known when they send, also after somebody else's sign-in tidied up."""
    lin = await site.client("lin")
    csrf = await site.csrf(lin)
    await past(site, lin, ends_at=site.backend.now())
    await site.client("qian")
    typed = {"csrf": csrf, "fields.purpose": "typed before"}
    sent = await lin.post("/open/contract-loan", data=typed, headers={"sec-fetch-site": "same-origin"})
    assert "typed=1" in sent.headers["location"]


async def test_signing_out_ends_it_in_the_table(site: Site) -> None:
    """Not only in this browser: the cookie is taken back, and a copy of it opens nothing."""
    lin = await site.client("lin")
    copy = await site.visitor()
    copy.cookies.set("bylaw", lin.cookies["bylaw"])
    assert await alive(copy)
    answer = await lin.post("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert 'bylaw="";' in answer.headers["set-cookie"]
    assert not await alive(copy)


async def test_signing_out_everywhere_ends_all_of_them(site: Site) -> None:
    """A lost phone."""
    phone, desk = await site.client("lin"), await site.client("lin")
    assert re.search(r"in \d+ other places|in one other place", (await desk.get("/me")).text)
    await desk.post("/me/sign-out-everywhere")
    assert not await alive(phone)
    assert not await alive(desk)


async def test_nobody_signs_out_by_a_link(site: Site) -> None:
    """A picture on another site must not be able to."""
    lin = await site.client("lin")
    assert (await lin.get("/sign-out")).status_code == 405
    assert await alive(lin)


async def test_a_chosen_language_stays(site: Site) -> None:
    """By the link on every page; for the session, on all of its pages."""
    lin = await site.client("lin", "zh")
    assert 'lang="en"' in (await lin.get("/me?lang=en")).text
    assert '<html lang="en"' in (await lin.get("/me")).text
    assert '<html lang="zh-CN"' in (await lin.get("/me?lang=zh")).text
    assert '<html lang="zh-CN"' in (await lin.get("/me")).text


# --- ways in --------------------------------------------------------------------------------------

PROVIDER = {"oidc_issuer": "https://id.example", "oidc_client_secret": "s"}


def settings(tmp_path: Path, **given: Any) -> Settings:
    return Settings(home=tmp_path, database_url="postgresql://x@y/z", temporal_address="y:1", **given)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"embedded": True, **PROVIDER, "console_url": "https://bylaw.example"}, "exactly one of both"),
        ({"embedded": False}, "exactly one of both"),
        ({**PROVIDER, "console_url": "http://bylaw.example"}, "public address must begin with https"),
        ({**PROVIDER}, ""),
        (
            {**PROVIDER, "oidc_issuer": "http://id.example", "console_url": "https://bylaw.example"},
            "provider's address must begin with https",
        ),
        ({**PROVIDER, "console_url": "http://localhost.evil.example"}, "public address must begin with https"),
        ({"embedded": True}, ""),
        ({**PROVIDER, "console_url": "https://bylaw.example"}, ""),
    ],
)
def test_the_choice_of_a_person_is_never_beside_a_provider(tmp_path: Path, given: dict[str, Any], says: str) -> None:
    """The process does not start, with a sentence that names the setting: neither with both, nor with none, nor unencrypted."""
    if says:
        with pytest.raises(NotReachable, match=says):
            process.setup(settings(tmp_path, **given))
    else:
        made = process.setup(settings(tmp_path, **given))
        assert made.demonstration == bool(given.get("embedded"))
        assert (made.oidc is None) == made.demonstration


def test_limits_come_from_the_settings(tmp_path: Path) -> None:
    """Each of them."""
    given = {"console_sign_ins": 1, "console_requests": 2, "console_changes": 3, "console_streams": 4}
    limits = process.setup(settings(tmp_path, embedded=True, **given)).limits
    assert (limits.sign_in, limits.requests, limits.changes, limits.streams) == (1, 2, 3, 4)


def test_no_secret_is_in_what_a_setup_says_of_itself(tmp_path: Path) -> None:
    """It may be printed."""
    given = {**PROVIDER, "oidc_client_secret": "marker-1", "console_url": "https://bylaw.example"}
    made: Setup = process.setup(settings(tmp_path, **{**given, "keys_url": "postgresql://marker-2@y/z"}))
    assert isinstance(made.oidc, Oidc)
    assert "marker" not in repr(made)
