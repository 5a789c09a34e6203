"""Tokens: people's own, and machines'. What they open, what they never open, and when they end."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select, update

from activities.govern import Governing, Governor
from console.schema import kept, sessions, tokens
from console.signin.sessions import digest
from domain.governance import digest_of_secret
from tests.console.site import Site


async def made(client: httpx.AsyncClient, title: str = "a script", **typed: str) -> httpx.Response:
    page = (await client.get("/me")).text
    key, ends = (re.search(rf'name="{name}"[^>]* value="([^"]+)"', page) for name in ("key", "ends"))
    assert key is not None
    assert ends is not None
    return await client.post("/me/tokens", data={"title": title, "key": key[1], "ends": ends[1], **typed})


def secret_in(page: str) -> str:
    found = re.search(r"bylaw_[\w-]{43}", page)
    assert found is not None, page
    return found[0]


async def bearer(site: Site, secret: str, **headers: str) -> httpx.AsyncClient:
    """A program."""
    client = await site.visitor()
    client.headers.update({"authorization": f"Bearer {secret}", **headers})
    return client


async def long_ago(site: Site, client: httpx.AsyncClient, **past: Any) -> None:
    """As if they had signed in an hour before."""
    when = site.backend.now() - timedelta(hours=1)
    async with site.backend.engine.begin() as connection:
        mine = sessions.c.digest == digest(client.cookies["bylaw"])
        await connection.execute(update(sessions).where(mine).values({"signed_in_at": when, **past}))


async def grant(site: Site, *rights: str, machine: str = "archive-robot") -> str:
    """A machine's token, as a governing person adds it."""
    secret = f"secret-{uuid4()}"
    content = {
        "token": f"t-{uuid4().hex[:8]}",
        "digest": digest_of_secret(secret),
        "machine": machine,
        "title": "The archive's robot",
        "rights": list(rights),
        "until": (site.backend.now() + timedelta(days=30)).isoformat(),
    }
    await govern(site, "add_token", content)
    return secret


async def govern(site: Site, command: str, content: dict[str, Any], by: str = "bai") -> None:
    backend = site.backend
    governor = Governor(backend.log, backend.governed, backend.keyring)
    asked = Governing(command=command, content=content, by=site.person(by).id, at=backend.now())
    outcome = await governor.govern(asked)
    assert outcome.refusal is None, outcome


# --- people's own ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_token_is_shown_once_and_acts_as_its_owner(site: Site, lang: str) -> None:
    """What is kept of it is its SHA-256; the page has it when it is made and never again."""
    lin = await site.client("lin", lang)
    answer = await made(lin)
    secret = secret_in(answer.text)
    page = (await lin.get("/me")).text
    assert secret not in page
    assert "a script" in page
    program = await bearer(site, secret)
    assert (await program.get("/api/v1/me")).json()["handle"] == "lin"
    async with site.backend.engine.connect() as connection:
        kept = (await connection.execute(select(tokens).where(tokens.c.digest == digest(secret)))).one()
    assert secret not in str(kept)
    assert kept.used_at is not None


async def test_sent_twice_it_is_made_once(site: Site) -> None:
    """The form's key is the token's id."""
    sun = await site.client("sun")
    key = str(uuid4())
    assert (await made(sun, "once", key=key)).status_code == 200
    assert (await made(sun, "once", key=key)).headers["location"] == "/me"
    assert (await sun.get("/me")).text.count("once") == 2, "its title and its button"


async def test_a_token_opens_no_page_and_needs_no_csrf(site: Site) -> None:
    """Pages are for people at a browser. Other sites cannot send a token, so nothing else must come with it."""
    secret = secret_in((await made(await site.client("lin"))).text)
    program = await bearer(site, secret)
    assert (await program.get("/")).headers["location"].startswith("/sign-in")
    assert (await program.get("/me")).status_code == 303
    answer = await program.post("/api/v1/me", headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 405, "past the check of whence it comes"


async def test_an_ended_or_run_out_token_opens_nothing(site: Site) -> None:
    """At once."""
    lin = await site.client("lin")
    for title in ("to end", "to run out"):
        program = await bearer(site, secret_in((await made(lin, title)).text))
        assert (await program.get("/api/v1/me")).status_code == 200
        if title == "to end":
            page = (await lin.get("/me")).text
            address = re.search(r'action="(/me/tokens/[^"]+)"', page)
            assert address is not None
            assert (await lin.post(address[1])).status_code == 303
        else:
            async with site.backend.engine.begin() as connection:
                await connection.execute(update(tokens).values(ends_at=site.backend.now()))
        answer = await program.get("/api/v1/me")
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_nobody_ends_another_s_token(site: Site) -> None:
    """It is as if it were not there."""
    lin, qian = await site.client("lin"), await site.client("qian")
    program = await bearer(site, secret_in((await made(lin, "mine")).text))
    address = re.search(r'action="(/me/tokens/[^"]+)"', (await lin.get("/me")).text)
    assert address is not None
    assert (await qian.post(address[1])).status_code == 404
    assert (await program.get("/api/v1/me")).status_code == 200


async def test_a_wrong_token_is_not_made_good_by_a_session(site: Site) -> None:
    """Who shows a token is who the token says, or nobody."""
    lin = await site.client("lin")
    for header in ("Bearer nonsense", "Bearer", "Basic bGluOmxpbg==", "bearer \N{SNOWMAN}"):
        assert (await lin.get("/api/v1/me", headers=[(b"authorization", header.encode())])).status_code == 401
    assert (await lin.get("/", headers={"authorization": "Bearer nonsense"})).status_code == 200, "pages do not look at it"


@pytest.mark.parametrize(
    "typed",
    [
        {"title": " "},
        {"title": "x" * 81},
        {"title": "a\nb"},
        {"ends": "2020-01-01"},
        {"ends": "9999-12-31"},
        {"ends": "soon"},
        {"ends": ""},
    ],
)
async def test_a_form_that_cannot_be_taken_comes_back_with_what_was_typed(site: Site, typed: dict[str, str]) -> None:
    """422, what is wrong, a link to the field."""
    answer = await made(await site.client("lin"), **{"title": "<i>typed</i>", **typed})
    assert answer.status_code == 422
    assert 'href="#field-' in answer.text
    assert "&lt;i&gt;typed" in answer.text or "title" in typed
    assert "bylaw_" not in answer.text


async def test_making_a_token_wants_a_recent_sign_in(site: Site) -> None:
    """house:fresh-sign-in. A token outlives the session, so a found phone must not be enough to make one."""
    lin = await site.client("lin")
    await long_ago(site, lin)
    answer = await made(lin)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=%2F&again=1") or "again=1" in answer.headers["location"]


# --- recent sign-ins ------------------------------------------------------------------------------


async def asked_for_rights(site: Site) -> str:
    wanted = {"system": "CRM", "privilege": f"p-{uuid4().hex[:6]}", "purpose": "quarter", "duration": "4 h"}
    return await site.open("privilege-elevation", by="qian", **wanted)


def form_at(page: str, address: str) -> dict[str, str]:
    """What the form that sends to this address holds before anybody types."""
    form = re.search(rf'<form[^>]*action="{re.escape(address)}"[^>]*>.*?</form>', page, re.DOTALL)
    assert form is not None, page
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))


OURS = {"sec-fetch-site": "same-origin", "referer": "http://testserver/cases/X"}


async def test_a_decision_that_wants_a_recent_sign_in_waits_for_it(site: Site) -> None:
    """house:fresh-sign-in, SO 2.3.2. Off to sign in, back, what was typed is shown again, and only then sent: by the same person."""
    number = await asked_for_rights(site)
    lin = await site.client("lin")
    page = (await lin.get(f"/cases/{number}")).text
    address = f"/cases/{number}/refuse"
    sent = {**form_at(page, address), "reason": "too <long>"}
    await long_ago(site, lin)
    off = await lin.post(address, data=sent, headers={**OURS, "referer": f"http://testserver/cases/{number}"})
    assert off.headers["location"] == f"/sign-in?next=%2Fcases%2F{number}&again=1&typed=1"
    assert "recent sign-in" in (await lin.get(off.headers["location"])).text
    back = await lin.post("/sign-in", data={"person": "lin", "next": f"/cases/{number}"})
    assert back.headers["location"] == f"/sign-in/kept?next=%2Fcases%2F{number}"
    again = (await lin.get(back.headers["location"])).text
    assert "too &lt;long&gt;" in again
    assert f'Refuse <a href="/cases/{number}">' in again, "what it is, in words"
    lin.headers["x-csrf-token"] = ""
    done = await lin.post(address, data=form_at(again, address))
    assert done.status_code == 303, done.text
    assert "done=" in done.headers["location"]


async def test_what_was_typed_is_given_to_nobody_else(site: Site) -> None:
    """Who signs in next at this browser sees nothing of it; nor is it in the table for whoever reads that."""
    number = await asked_for_rights(site)
    lin = await site.client("lin")
    await long_ago(site, lin)
    page = (await lin.get(f"/cases/{number}")).text
    address = f"/cases/{number}/refuse"
    await lin.post(address, data={**form_at(page, address), "reason": "marker-of-lin"}, headers=OURS)
    async with site.backend.engine.connect() as connection:
        rows = (await connection.execute(select(kept.c.sealed))).scalars().all()
    assert rows
    assert not [row for row in rows if b"marker-of-lin" in row]
    assert (await lin.post("/sign-in", data={"person": "qian", "next": "/"})).headers["location"] == "/"
    nothing = await lin.get("/sign-in/kept?next=//elsewhere.example")
    assert nothing.headers["location"] == "/"


async def test_a_form_sent_after_the_session_ended_is_kept_too(site: Site) -> None:
    """Nothing typed is lost with a session that lay idle."""
    qian = await site.client("qian")
    await long_ago(site, qian, seen_at=site.backend.now() - timedelta(hours=2))
    off = await qian.post("/open/contract-loan", data={"csrf": "gone", "fields.purpose": "kept words"}, headers=OURS)
    assert "typed=1" in off.headers["location"]
    back = await qian.post("/sign-in", data={"person": "qian", "next": "/open/contract-loan"})
    assert "kept words" in (await qian.get(back.headers["location"])).text


async def test_what_another_site_sends_is_not_kept(site: Site) -> None:
    """Else somebody could put words into a person's mouth that they then only confirm."""
    qian = await site.client("qian")
    await long_ago(site, qian, seen_at=site.backend.now() - timedelta(hours=2))
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}, {"origin": "null"}, {}):
        off = await qian.post("/open/contract-loan", data={"purpose": "forged"}, headers=headers)
        assert "typed" not in off.headers["location"]


async def test_a_script_is_told_to_take_the_whole_browser_to_sign_in(site: Site) -> None:
    """HTMX would put the sign-in page into a corner of this one."""
    nobody = await site.visitor()
    answer = await nobody.get("/cases", headers={"hx-request": "true", "hx-current-url": "http://testserver/cases?plan=x"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/sign-in?next=%2Fcases%3Fplan%3Dx")


async def test_a_token_is_never_a_recent_sign_in(site: Site) -> None:
    """However new it is; the answer says so in a sentence."""
    number = await asked_for_rights(site)
    secret = secret_in((await made(await site.client("lin"), "fresh")).text)
    program = await bearer(site, secret, **{"accept-language": "en"})
    answer = await program.post(f"/api/v1/cases/{number}/commands/approve", json={})
    assert answer.status_code == 403, answer.text
    assert answer.json()["type"] == "urn:bylaw:problem:sign-in-again"
    assert "a token does not count" in answer.json()["detail"]
    assert answer.json()["clause"] == "house:fresh-sign-in"


# --- machines -------------------------------------------------------------------------------------


async def test_a_machine_has_the_rights_that_it_was_given_and_no_others(site: Site) -> None:
    """house:machine-token. Deny by default; what lacks is named."""
    program = await bearer(site, await grant(site, "read pack"), **{"accept-language": "en"})
    assert (await program.get("/api/v1/pack")).status_code == 200
    for address, right in (("/api/v1/cases", "read cases"), ("/api/v1/organisation", "read organisation"), ("/api/v1/me", "")):
        answer = await program.get(address)
        assert answer.status_code == 403, address
        assert answer.json()["type"] == "urn:bylaw:problem:no-right"
        assert right in answer.json()["detail"]


async def test_a_withdrawn_token_opens_nothing(site: Site) -> None:
    """At once and for good."""
    secret = await grant(site, "read pack")
    program = await bearer(site, secret)
    assert (await program.get("/api/v1/pack")).status_code == 200
    token = site.backend.governed.token(digest_of_secret(secret), site.backend.now())
    assert token is not None
    await govern(site, "withdraw_token", {"token": token.token, "reason": "lost"})
    assert (await program.get("/api/v1/pack")).status_code == 401


async def test_a_machine_that_reads_cases_sees_nothing_personal(site: Site) -> None:
    """house:need-to-know. All cases, no sealed field of any."""
    number = await site.open("contract-loan", by="qian", contract=f"HT-{uuid4().hex[:6]}", purpose="purpose-marker")
    program = await bearer(site, await grant(site, "read cases"))
    answer = await program.get(f"/api/v1/cases/{number}")
    assert answer.status_code == 200, answer.text
    assert "purpose-marker" not in answer.text


async def test_no_list_of_a_machine_tells_of_reports(site: Site) -> None:
    """house:machine-token, house:reporter. Neither a line nor a number: what few may read is counted nowhere else either."""
    program = await bearer(site, await grant(site, "read cases", "read figures"))

    async def counted() -> tuple[int, int]:
        figures = (await program.get("/api/v1/figures?span=90")).json()
        return sum(each["open"] for each in figures["departments"]), sum(each["opened"] for each in figures["weeks"])

    before = await counted()
    report = await site.open("violation-report", by="qian", what="the north gate stood open")
    assert await counted() == before
    listed = await program.get("/api/v1/cases?plan=violation-report")
    assert (listed.json()["items"], report in (await program.get("/api/v1/cases")).text) == ([], False)
