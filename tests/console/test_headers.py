"""What every answer carries, and what no input gets past: scripts, headers, paths, addresses."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import quote

import httpx
import pytest

from console.app import create_app
from console.headers import ALWAYS, NAMELESS
from console.signin.back import safe
from tests.console.site import ADDRESS, CSRF, Site
from tests.console.test_matrix import ROWS

SCRIPT = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"
INJECTED = "x\r\nx-injected: 1\r\n\r\n<b>"
NAMED = {"case": "LOAN-2026-0001", "pack": "0" * 64, "none": "0" * 64, "uuid": "00000000-0000-4000-8000-000000000000"}
READING = {path: row for (method, path), row in ROWS.items() if method == "GET" and not row.stream}
CHANGING = {path: row for (method, path), row in ROWS.items() if method == "POST" and not row.ends}
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on|hx-vals=['\"]js:", re.IGNORECASE)


@pytest.fixture(scope="module")
async def lin(site: Site) -> httpx.AsyncClient:
    return await site.client("lin")


@pytest.fixture(scope="module")
async def nobody(site: Site) -> httpx.AsyncClient:
    return await site.visitor()


def carries_all(answer: httpx.Response) -> None:
    nameless = answer.request.url.path.startswith(NAMELESS)
    for name, value in {**ALWAYS, **({"referrer-policy": "no-referrer"} if nameless else {})}.items():
        assert answer.headers.get(name) == value, (name, answer.request.url, answer.status_code)
    assert "cache-control" in answer.headers
    assert "server" not in answer.headers


def clean(answer: httpx.Response) -> None:
    """Nothing of what was sent has become a part of the page or of the headers."""
    assert answer.status_code < 500, answer.text
    assert "x-injected" not in answer.headers
    if answer.headers.get("content-type", "").startswith("text/html"):
        for dangerous in ("<script>alert", "<img src=x"):
            assert dangerous not in answer.text, answer.request.url
        assert "{{7*7}}" in answer.text or "alert(1)" not in answer.text, "shown as it was typed, if at all"
    carries_all(answer)


# --- on every answer ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", READING, ids=lambda each: each.replace("/", "_"))
async def test_every_answer_carries_them(lin: httpx.AsyncClient, nobody: httpx.AsyncClient, path: str) -> None:
    """Found, refused or sent elsewhere, for somebody and for nobody."""
    at = READING[path].at.format(**NAMED)
    for client in (lin, nobody):
        carries_all(await client.get(at))


async def test_so_does_what_is_not_there_or_not_allowed(lin: httpx.AsyncClient) -> None:
    """404, 405, 415, 422, 403."""
    for answer in (
        await lin.get("/nothing/here"),
        await lin.delete("/cases"),
        await lin.post("/api/v1/cases", content=b"x", headers={"content-type": "text/plain"}),
        await lin.post("/api/v1/cases", json={}),
        await lin.post("/sign-out", headers={CSRF: ""}),
    ):
        carries_all(answer)


async def test_so_does_a_fault_of_ours(site: Site) -> None:
    """500: as a page and as a problem; nothing of the error's own words."""
    app = create_app(site.backend)

    async def boom() -> None:
        raise RuntimeError("secret-words")

    app.get("/boom")(boom)
    app.get("/api/v1/boom")(boom)
    transport = httpx.ASGITransport(app=app)  # that nothing is raised through to the server is a part of it
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        for path in ("/boom", "/api/v1/boom"):
            answer = await client.get(path)
            assert answer.status_code == 500
            assert "secret-words" not in answer.text
            carries_all(answer)
            assert path == "/boom" or answer.json()["type"] == "urn:bylaw:problem:fault"


async def test_encrypted_addresses_stay_so(site: Site) -> None:
    """RFC 6797, where the console is reached by https; nowhere else."""
    for public, expected in (("https://bylaw.example", True), (ADDRESS, False)):
        app = create_app(replace(site.backend, setup=replace(site.backend.setup, public_url=public)))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=public) as client:
            assert ("strict-transport-security" in (await client.get("/health")).headers) == expected


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    """Content Security Policy level 3."""
    policy = ALWAYS["content-security-policy"]
    assert "default-src 'none'" in policy
    assert not [word for word in ("unsafe", "*", "http:", "https:", "data:", "blob:") if word in policy]
    for part in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "script-src 'self'", "style-src 'self'"):
        assert part in policy


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_no_page_has_anything_inline(site: Site, lang: str) -> None:
    """What the policy forbids would only not work; so it is not there."""
    number = await site.open("contract-loan", by="qian", contract=f"HT-INLINE-{lang}", purpose="x")
    lin = await site.client("lin", lang)
    pages = [
        row.at.format(**{**NAMED, "case": number}) for path, row in READING.items() if not path.startswith(("/api", "/static", "/favicon"))
    ]
    for at in pages:
        answer = await lin.get(at)
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert not INLINE.search(answer.text), (at, INLINE.search(answer.text))


async def test_nothing_about_people_is_kept_by_caches(lin: httpx.AsyncClient) -> None:
    """Pages are not stored; what the API lets a caller keep is theirs alone and asked for again; files may be kept for ever."""
    assert (await lin.get("/")).headers["cache-control"] == "no-store"
    assert "private" in (await lin.get("/api/v1/cases")).headers["cache-control"]
    assert "immutable" in (await lin.get("/static/style.css?x")).headers["cache-control"]


# --- what is put in -------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [SCRIPT, INJECTED, "../../../etc/passwd", "\u202e\u0000", "%2e%2e%2f", "𝕏" * 300], ids=range(6))
@pytest.mark.parametrize("path", READING, ids=lambda each: each.replace("/", "_"))
async def test_no_path_no_query_and_no_header_gets_through(lin: httpx.AsyncClient, path: str, bad: str) -> None:
    """Everything that a route takes from an address, and the headers that pages look at."""
    quoted = quote(bad, safe="")
    at = re.sub(r"{[a-z_]+}", quoted, path)
    clean(await lin.get(at))
    names = (
        "next",
        "lang",
        "plan",
        "search",
        "stage",
        "case",
        "version",
        "pack",
        "before",
        "after",
        "done",
        "cursor",
        "sort",
        "contract",
        "span",
    )
    query = "&".join(f"{name}={quoted}" for name in names)
    known = READING[path].at.format(**NAMED)
    clean(await lin.get(f"{known}{'&' if '?' in known else '?'}{query}"))
    latin = bad.encode().replace(b"\r", b" ").replace(b"\n", b" ").replace(b"\0", b" ")
    headers = [
        (name.encode(), latin)
        for name in ("accept-language", "referer", "hx-current-url", "user-agent", "if-none-match", "x-forwarded-for")
    ]
    clean(await lin.get(known, headers=headers))


@pytest.mark.parametrize("bad", [SCRIPT, INJECTED, "\u202e\u0000"], ids=range(3))
@pytest.mark.parametrize("path", CHANGING, ids=lambda each: each.replace("/", "_"))
async def test_no_field_gets_through(lin: httpx.AsyncClient, path: str, bad: str) -> None:
    """Shown again as it was typed, and as nothing else."""
    row = CHANGING[path]
    names = (
        "title",
        "reason",
        "ends",
        "person",
        "next",
        "fields.contract",
        "contract",
        "purpose",
        "case",
        "key",
        "shown",
        "document",
        "what",
        "question",
    )
    at = row.at.format(**NAMED)
    if row.json is not None:
        clean(await lin.post(at, json=dict.fromkeys(names, bad)))
    else:
        clean(await lin.post(at, data={**dict.fromkeys(names, bad), **{f"line:{name}": bad for name in names}}))


@pytest.mark.parametrize(
    "name",
    [
        "../app.py",
        "..%2fapp.py",
        "%2e%2e/app.py",
        "....//app.py",
        "/etc/passwd",
        "style.css/../../app.py",
        "style.css%00.png",
        ".",
        "",
        "STYLE.CSS",
    ],
)
async def test_static_files_are_those_that_were_put_there(nobody: httpx.AsyncClient, name: str) -> None:
    """A name is one of ours, or there is nothing."""
    answer = await nobody.get(f"/static/{name}")
    assert answer.status_code == 404
    assert "create_app" not in answer.text


ELSEWHERE = [
    "https://elsewhere.example",
    "//elsewhere.example",
    "///elsewhere.example",
    "/\\elsewhere.example",
    "\\\\elsewhere.example",
    "/\t/elsewhere.example",
    " //elsewhere.example",
    "http:elsewhere.example",
    "https:///elsewhere.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "//testserver@elsewhere.example",
    "http://[bad",
    "/sign-in?next=/sign-in",
    "/\r\nset-cookie: a=b",
    "/" + "x" * 5000,
    "",
]


@pytest.mark.parametrize("address", ELSEWHERE, ids=range(len(ELSEWHERE)))
async def test_nobody_is_sent_elsewhere_after_signing_in(site: Site, address: str) -> None:
    """No open redirect: neither when choosing a person, nor when what was typed is shown again."""
    visitor = await site.visitor()
    answer = await visitor.post("/sign-in", data={"person": "lin", "next": address})
    for given in (answer, await visitor.get("/sign-in/kept", params={"next": address})):
        place = given.headers["location"]
        assert httpx.URL(ADDRESS).join(place).host == httpx.URL(ADDRESS).host
        assert place.startswith("/")
        assert not place.startswith(("//", "/\\", "/sign-in"))
        assert "set-cookie: a=b" not in str(given.headers)
    assert safe(address).startswith("/")
    assert not safe(address).startswith("//")


async def test_a_page_of_ours_is_come_back_to_with_its_query(site: Site) -> None:
    """Also in another language, and with whatever a query may hold."""
    visitor = await site.visitor()
    off = await visitor.get("/cases?plan=contract-loan&search=" + quote("合同 & <b>"))
    place = httpx.URL(off.headers["location"]).params["next"]
    answer = await visitor.post("/sign-in", data={"person": "lin", "next": place})
    assert httpx.URL(answer.headers["location"]).params["search"] == "合同 & <b>"
