"""How often somebody may ask: counted for each caller, told with every answer, refused in words."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import httpx
import pytest
from limits.aio.storage import MemoryStorage

from console.app import create_app
from console.limits import Limiter, TooMany
from console.setup import Limits
from tests.console.site import Site
from tests.console.test_tokens import bearer, grant, made, secret_in


def limited(site: Site, limits: Limits) -> Site:
    backend = replace(site.backend, setup=replace(site.backend.setup, limits=limits))
    return replace(site, backend=backend, app=create_app(backend))


async def test_each_caller_has_a_number_of_requests_a_minute(site: Site) -> None:
    """429 as a problem, with when to go on; others go on meanwhile."""
    console = limited(site, Limits(requests=5))
    lin, han = await console.client("lin"), await console.client("han")
    answers = [await lin.get("/api/v1/me") for _ in range(6)]
    assert [each.status_code for each in answers] == [200] * 5 + [429]
    assert answers[0].headers["ratelimit-policy"] == '"requests";q=5;w=60'
    assert answers[0].headers["ratelimit"].startswith('"requests";r=4;t=')
    no = answers[-1]
    assert no.headers["content-type"] == "application/problem+json"
    assert 1 <= int(no.headers["retry-after"]) <= 60
    assert no.headers["ratelimit"].startswith('"requests";r=0;t=')
    assert "At most 5 a minute" in no.json()["detail"]
    assert (await han.get("/api/v1/me")).status_code == 200


async def test_what_changes_something_is_counted_by_itself_too(site: Site) -> None:
    """Reading goes on when writing is used up."""
    console = limited(site, Limits(requests=50, changes=2))
    lin = await console.client("lin")
    answers = [await lin.post("/api/v1/check", json={}) for _ in range(3)]
    assert [each.status_code for each in answers] == [422, 422, 429]
    assert answers[0].headers["ratelimit-policy"] == '"changes";q=2;w=60'
    assert (await lin.get("/api/v1/me")).status_code == 200


async def test_a_person_s_token_counts_for_the_person_and_a_machine_for_itself(site: Site) -> None:
    """Several tokens do not make several people."""
    console = limited(site, Limits(requests=3))
    lin = await console.client("lin")
    programs = [await bearer(console, secret_in((await made(lin, f"program {number}")).text)) for number in range(2)]
    answers = [await programs[turn % 2].get("/api/v1/me") for turn in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    machine = await bearer(console, await grant(console, "read pack", machine="counted"))
    assert (await machine.get("/api/v1/plans")).status_code == 200


async def test_pages_are_not_counted(site: Site) -> None:
    """Whoever decides quickly is not stopped."""
    console = limited(site, Limits(requests=1, changes=1))
    lin = await console.client("lin")
    assert [(await lin.get("/")).status_code for _ in range(4)] == [200] * 4


async def test_signing_in_is_counted_for_each_address(site: Site) -> None:
    """The page says when to go on; what is typed elsewhere goes on."""
    console = limited(site, Limits(sign_in=3))
    visitor = await console.visitor()
    answers = [await visitor.post("/sign-in", data={"person": "nobody"}) for _ in range(4)]
    assert [each.status_code for each in answers] == [404, 404, 404, 429]
    assert "retry-after" in answers[-1].headers
    assert "<h1" in answers[-1].text
    elsewhere = httpx.ASGITransport(app=console.app, client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=elsewhere, base_url="http://testserver") as other:
        assert (await other.post("/sign-in", data={"person": "lin"})).status_code == 303


async def test_whoever_forwards_is_believed_only_where_it_was_said(site: Site) -> None:
    """Else anybody could be counted as somebody else at each try."""
    console = limited(site, Limits(sign_in=1))
    visitor = await console.visitor()
    first = await visitor.post("/sign-in", data={"person": "nobody"}, headers={"x-forwarded-for": "198.51.100.1"})
    second = await visitor.post("/sign-in", data={"person": "nobody"}, headers={"x-forwarded-for": "198.51.100.2"})
    assert (first.status_code, second.status_code) == (404, 429)


async def test_memory_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asked long ago takes no place."""
    limiter = Limiter(Limits(requests=2))
    for number in range(100):
        await limiter.hit("requests", f"somebody {number}")
    later = time.time() + 300
    monkeypatch.setattr("time.time", lambda: later)
    await limiter.hit("requests", "one more")
    await limiter.hit("requests", "one more")
    with pytest.raises(TooMany):
        await limiter.hit("requests", "one more")
    await asyncio.sleep(0)  # what is over is thrown away beside
    storage = limiter._counted.storage
    assert isinstance(storage, MemoryStorage)
    assert len(storage.storage) < 10
