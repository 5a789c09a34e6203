"""Signing in through the organisation's provider, honest and lying."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import select, update

from console.app import create_app
from console.schema import begun, sessions
from console.setup import Oidc
from console.signin.sessions import digest
from tests.console.provider import CLIENT, SECRET, Provider, our_secret_as_key, provider_on_a_port
from tests.console.site import Site

HOME = "http://localhost"
COOKIE = "bylaw"


@pytest.fixture(scope="module")
async def running() -> AsyncIterator[Provider]:
    async with provider_on_a_port() as made:
        yield made


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.honest()
    return running


@pytest.fixture
def console(site: Site, provider: Provider) -> Site:
    """The same installation with a provider instead of a choice."""
    oidc = Oidc(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET)
    return with_oidc(site, oidc)


def with_oidc(site: Site, oidc: Oidc) -> Site:
    setup = replace(site.backend.setup, demonstration=False, oidc=oidc, public_url=HOME)
    backend = replace(site.backend, setup=setup)
    return replace(site, backend=backend, app=create_app(backend))


async def browser(console: Site) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=console.app, raise_app_exceptions=False)
    return await console.clients.enter_async_context(httpx.AsyncClient(transport=transport, base_url=HOME))


async def at_provider(address: str) -> str:
    """What the provider's page sends the browser back with."""
    async with httpx.AsyncClient() as person:
        answer = await person.get(address)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removeprefix(HOME)


async def signed_in(client: httpx.AsyncClient, page: str = "/sign-in") -> httpx.Response:
    """All the way; the answer to the provider's answer."""
    off = await client.get(page)
    assert off.status_code == 303, off.text
    return await client.get(await at_provider(off.headers["location"]))


async def who(client: httpx.AsyncClient) -> int:
    return (await client.get("/api/v1/me")).status_code


# --- honest ---------------------------------------------------------------------------------------


async def test_a_person_comes_back_to_where_they_were(console: Site) -> None:
    """RFC 6749 §4.1, RFC 7636: a code with a challenge becomes a session of the person whose handle the claim says."""
    client = await browser(console)
    first = await client.get("/api/v1/me")
    assert first.status_code == 401
    page = await client.get("/cases?plan=contract-loan")
    assert page.status_code == 303
    back = await signed_in(client, page.headers["location"])
    assert back.headers["location"] == "/cases?plan=contract-loan"
    assert (await client.get("/api/v1/me")).json()["handle"] == "lin"


async def test_what_is_asked_of_the_provider(console: Site, provider: Provider) -> None:
    """A challenge by S256, a state and a nonce that nobody guesses, and how old a sign-in may be."""
    await signed_in(await browser(console))
    asked = provider.asked[-1]
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert (asked["max_age"], asked["scope"], asked["redirect_uri"]) == ("28800", "openid profile", f"{HOME}/sign-in/back")


async def test_an_address_names_a_person_in_whatever_case(site: Site, provider: Provider) -> None:
    """With the claim `email` the sealed address counts, opened."""
    provider.signs_in = {"email": "Lin@Example.org", "email_verified": True}
    console = with_oidc(site, Oidc(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET, claim="email"))
    client = await browser(console)
    assert (await signed_in(client)).status_code == 303
    assert (await client.get("/api/v1/me")).json()["handle"] == "lin"


@pytest.mark.parametrize(
    "claims",
    [
        {"preferred_username": "nobody-<b>"},
        {"preferred_username": ""},
        {"preferred_username": None},
        {"preferred_username": ["lin"]},
        {"preferred_username": "LIN"},
    ],
)
async def test_whoever_is_nobody_here_learns_whom_to_ask(console: Site, provider: Provider, claims: dict[str, object]) -> None:
    """Exactly one active person, or a page that says whom to ask; roles in the token make nobody somebody."""
    provider.signs_in = {**claims, "groups": ["general-manager"], "roles": ["admin"]}
    client = await browser(console)
    answer = await signed_in(client, "/sign-in?lang=en")
    assert answer.status_code == 403
    assert "<b>" not in answer.text
    said = (await client.get(answer.url.path, headers={"accept-language": "en"})).status_code
    assert said == 403
    assert "合规负责人" in answer.text or "Compliance officer" in answer.text
    assert await who(client) == 401


async def test_an_address_that_is_not_verified_is_nobody_s(site: Site, provider: Provider) -> None:
    """Else whoever may write an address into their profile could be anybody."""
    provider.signs_in = {"email": "lin@example.org", "email_verified": False}
    console = with_oidc(site, Oidc(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET, claim="email"))
    assert (await signed_in(await browser(console))).status_code == 403


async def test_the_cookie_is_new_and_the_old_one_dead(console: Site) -> None:
    """No session can be planted before (fixation): its value changes at sign-in, and the old row is gone."""
    client = await browser(console)
    await signed_in(client)
    old = client.cookies[COOKIE]
    await signed_in(client)
    assert client.cookies[COOKIE] != old
    thief = await browser(console)
    thief.cookies.set(COOKIE, old)
    assert await who(thief) == 401


async def test_signing_out_ends_it_here_and_there(console: Site, provider: Provider) -> None:
    """RP-Initiated Logout: on to the provider, and back to a page that says so."""
    client = await browser(console)
    await signed_in(client)
    client.headers["x-csrf-token"] = await console.csrf(client)
    answer = await client.post("/sign-out")
    assert answer.headers["location"].startswith(f"{provider.issuer}/leave?client_id=bylaw&post_logout_redirect_uri=http")
    assert (await client.get(await at_provider(answer.headers["location"]))).status_code == 200
    assert await who(client) == 401


async def test_forms_may_lead_on_to_the_provider_and_nowhere_else(console: Site, provider: Provider) -> None:
    """Browsers hold redirects after a form against `form-action`."""
    policy = (await (await browser(console)).get("/sign-in/out")).headers["content-security-policy"]
    assert f"form-action 'self' {provider.issuer};" in policy


async def test_changed_keys_are_found_at_once(console: Site, provider: Provider) -> None:
    """A key that is not known is looked for; the old one counts no more."""
    assert (await signed_in(await browser(console))).status_code == 303
    old = provider.keys[0]
    provider.rotate()
    assert (await signed_in(await browser(console))).status_code == 303
    provider.signs_with, provider.header = old, {"kid": old.kid}
    assert (await signed_in(await browser(console))).status_code == 403


# --- recent ---------------------------------------------------------------------------------------


async def since(console: Site, client: httpx.AsyncClient) -> timedelta:
    async with console.backend.engine.connect() as connection:
        found = await connection.execute(select(sessions.c.signed_in_at).where(sessions.c.digest == digest(client.cookies[COOKIE])))
        when = found.scalar_one()
    return timedelta(seconds=(console.backend.now() - when).total_seconds())


async def test_an_old_sign_in_at_the_provider_is_no_recent_one(console: Site, provider: Provider) -> None:
    """house:fresh-sign-in. What counts is when the person proved who they are, not when they came here."""
    provider.signed_in_s_ago = 3600
    client = await browser(console)
    await signed_in(client)
    assert await since(console, client) > timedelta(minutes=59)


async def test_a_provider_that_does_not_say_when_counts_as_never(console: Site, provider: Provider) -> None:
    """Signing in works, and no fresh decision follows from it."""
    provider.said = {"auth_time": None}
    client = await browser(console)
    assert (await signed_in(client)).status_code == 303
    assert await since(console, client) > timedelta(days=365)


async def test_again_asks_the_person_anew(console: Site, provider: Provider) -> None:
    """`prompt=login` and `max_age=0`; a page says why before it."""
    provider.signed_in_s_ago = 3600
    client = await browser(console)
    await signed_in(client)
    page = await client.get("/sign-in?next=/cases&again=1")
    assert page.status_code == 200
    assert 'href="/sign-in/start?next=%2Fcases&amp;again=1"' in page.text
    assert (await signed_in(client, "/sign-in/start?next=/cases&again=1")).headers["location"] == "/cases"
    assert (provider.asked[-1]["prompt"], provider.asked[-1]["max_age"]) == ("login", "0")
    assert await since(console, client) < timedelta(minutes=1)


@pytest.mark.parametrize("said", [{"auth_time": 1_700_000_000}, {"auth_time": None}, {"auth_time": "now"}, {"auth_time": 1e300}])
async def test_a_provider_that_did_not_ask_anew_is_not_believed(console: Site, provider: Provider, said: dict[str, object]) -> None:
    """`auth_time` must be after the sign-in was begun: a provider may ignore `prompt`."""
    provider.said = said
    client = await browser(console)
    assert (await signed_in(client, "/sign-in/start?again=1")).status_code == 403
    assert await who(client) == 401


async def test_older_than_a_session_lasts_is_too_old(console: Site, provider: Provider) -> None:
    """`max_age` was asked for, so it is checked (OpenID Connect Core §3.1.2.1)."""
    provider.signed_in_s_ago = 9 * 3600
    assert (await signed_in(await browser(console))).status_code == 403


# --- lying ----------------------------------------------------------------------------------------

LONG_AGO = 1_700_000_000
LIES = {
    "another issuer": {"iss": "https://elsewhere.example"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "somebody-else"},
    "no audience": {"aud": None},
    "other parties besides, and not for us": {"aud": [CLIENT, "other"], "azp": "other"},
    "other parties besides, and nobody said for whom": {"aud": [CLIENT, "other"]},
    "for another party": {"azp": "other"},
    "run out": {"exp": LONG_AGO},
    "never runs out": {"exp": None},
    "made in the future": {"iat": 4_000_000_000},
    "never made": {"iat": None},
    "not yet": {"nbf": 4_000_000_000},
    "another nonce": {"nonce": "x" * 43},
    "no nonce": {"nonce": None},
    "not for this access token": {"at_hash": "x" * 22},
    "nobody": {"sub": None},
}


@pytest.mark.parametrize("said", LIES.values(), ids=LIES.keys())
async def test_a_token_that_says_something_else_signs_nobody_in(console: Site, provider: Provider, said: dict[str, object]) -> None:
    """OpenID Connect Core 1.0 §3.1.3.7, each point of it."""
    provider.said = said
    client = await browser(console)
    answer = await signed_in(client)
    assert answer.status_code == 403
    assert COOKIE not in client.cookies


async def test_a_token_signed_by_somebody_else_signs_nobody_in(console: Site, provider: Provider) -> None:
    """The signature must be by one of the provider's keys, whatever name the token gives to its own."""
    provider.signs_with = RSAKey.generate_key(2048)
    assert (await signed_in(await browser(console))).status_code == 403
    provider.signs_with = our_secret_as_key()
    provider.header = {"alg": "HS256"}
    assert (await signed_in(await browser(console))).status_code == 403


@pytest.mark.parametrize("token", ["eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "not a token", "a.b.c", "é.é.é"])
async def test_an_unsigned_or_broken_token_signs_nobody_in(console: Site, provider: Provider, token: str) -> None:
    """`none` is no signature, although the provider says that it may use it."""
    provider.token = token
    assert (await signed_in(await browser(console))).status_code == 403


async def test_an_answer_works_once(console: Site) -> None:
    """What comes back a second time was not begun."""
    client = await browser(console)
    off = await client.get("/sign-in")
    back = await at_provider(off.headers["location"])
    name, value = next((each.name, each.value) for each in client.cookies.jar if each.name.startswith("bylaw-begun-"))
    assert (await client.get(back)).status_code == 303
    client.cookies.set(name, value or "")
    assert (await client.get(back)).status_code == 403


async def test_somebody_else_s_answer_is_not_taken(console: Site) -> None:
    """Login forgery: an answer that belongs to another browser's sign-in signs nobody in, with or without a sign-in of one's own."""
    attacker, victim = await browser(console), await browser(console)
    theirs = await at_provider((await attacker.get("/sign-in")).headers["location"])
    assert (await victim.get(theirs)).status_code == 403
    mine = await at_provider((await victim.get("/sign-in")).headers["location"])
    code, state = parse_qs(urlsplit(theirs).query)["code"][0], parse_qs(urlsplit(mine).query)["state"][0]
    mixed = await victim.get("/sign-in/back", params={"code": code, "state": state, "iss": parse_qs(urlsplit(mine).query)["iss"][0]})
    assert mixed.status_code == 403, "the code was for another challenge"
    assert await who(victim) == 401


async def test_an_answer_that_names_another_provider_is_not_taken(console: Site) -> None:
    """RFC 9207: else one provider's code could be sent to another."""
    client = await browser(console)
    back = await at_provider((await client.get("/sign-in")).headers["location"])
    wrong = back.replace("iss=http", "iss=https")
    assert (await client.get(wrong)).status_code == 403


async def test_a_sign_in_begun_long_ago_has_run_out(console: Site) -> None:
    """Ten minutes."""
    client = await browser(console)
    back = await at_provider((await client.get("/sign-in")).headers["location"])
    async with console.backend.engine.begin() as connection:
        await connection.execute(update(begun).values(ends_at=console.backend.now()))
    assert (await client.get(back)).status_code == 403


async def test_a_provider_that_says_no_is_told(console: Site) -> None:
    """Its own words are not repeated on our page."""
    client = await browser(console)
    off = (await client.get("/sign-in")).headers["location"]
    asked = parse_qs(urlsplit(off).query)
    issuer = off.split("/authorize")[0]
    params = {"error": "access_denied", "error_description": "<script>", "state": asked["state"][0], "iss": issuer}
    answer = await client.get("/sign-in/back", params=params)
    assert answer.status_code == 403
    assert "<script>" not in answer.text.split("<main")[1]


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": 5},
        {"jwks_uri": ""},
        {"id_token_signing_alg_values_supported": ["HS256"]},
    ],
)
async def test_a_provider_that_describes_itself_wrongly_is_not_used(site: Site, provider: Provider, metadata: dict[str, object]) -> None:
    """Discovery §4.3: the issuer must be the one that was named; what cannot be checked is not taken."""
    provider.metadata = metadata
    console = with_oidc(site, Oidc(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET))
    client = await browser(console)
    off = await client.get("/sign-in")
    if off.status_code == 303:
        off = await client.get(await at_provider(off.headers["location"]))
    assert off.status_code == 403


# --- away -----------------------------------------------------------------------------------------


async def test_a_provider_that_is_away_is_said_to_be(site: Site, provider: Provider) -> None:
    """Nobody gets in, whoever is in goes on, and it works again by itself."""
    provider.away = True
    console = with_oidc(site, Oidc(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET))
    client = await browser(console)
    answer = await client.get("/sign-in?lang=en")
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    provider.away = False
    back = await at_provider((await client.get("/sign-in")).headers["location"])
    provider.away = True
    assert (await client.get(back)).status_code == 503
    provider.away = False
    assert (await client.get(back)).status_code == 303, "the same answer, tried again"
    provider.away = True
    assert await who(client) == 200


async def test_nobody_listens_at_the_provider_s_address(site: Site) -> None:
    """No connection at all is the same."""
    console = with_oidc(site, Oidc(issuer="http://127.0.0.1:9", client_id=CLIENT, client_secret=SECRET))
    assert (await (await browser(console)).get("/sign-in")).status_code == 503


# --- never both -----------------------------------------------------------------------------------


async def test_beside_a_provider_nobody_is_chosen(console: Site) -> None:
    """The demonstration's choice does not exist there, neither as a page nor as an address."""
    client = await browser(console)
    page = await client.get("/sign-in?again=1")
    assert 'name="person"' not in page.text
    assert (await client.post("/sign-in", data={"person": "lin"})).status_code == 404
    assert await who(client) == 401


async def test_on_a_stack_for_trying_there_is_no_provider(site: Site) -> None:
    """Nor the other way round."""
    client = await site.visitor()
    for page in ("/sign-in/start", "/sign-in/back?state=x&code=y", "/sign-in/out"):
        assert (await client.get(page)).status_code == 404
