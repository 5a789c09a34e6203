"""The client: what it asks, what it sends again and what not, and what it raises."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from console.client import Bylaw, Problem, calls
from console.shapes.cases import Filters
from tests.console.site import ADDRESS, Site

ANSWERED = {"case": "request-1", "number": "LOAN-1", "outcome": "done", "version": 1, "stage": "asked", "command": "c"}
Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
async def lin(site: Site) -> AsyncIterator[Bylaw]:
    """The client, on the application itself."""
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app=site.app), base_url=ADDRESS)
    async with Bylaw(ADDRESS, http=http) as bylaw:
        await bylaw.sign_in("lin")
        yield bylaw


def fake(answer: Answer, **more: Any) -> Bylaw:
    """The client, with a console that answers as it is told."""
    return Bylaw(ADDRESS, http=httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url=ADDRESS), **more)


async def test_what_it_asks_comes_back_typed(site: Site, lin: Bylaw) -> None:
    """One definition of what is said, at both ends."""
    number = await site.open("contract-loan", by="qian", contract="HT-CLIENT", purpose="x")
    await site.settled()
    seen = await lin.case(number)
    assert (seen.stage, seen.requester.handle) == ("asked", "qian")
    assert number in [line.number async for line in lin.all_cases(Filters(limit=1))]
    answer = await lin.approve(number, shown=seen.shown, note="fine")
    assert (answer.outcome, answer.number) == ("done", number)
    assert [line.type for line in (await lin.timeline(number)).lines].count("request.approved") == 1
    assert (await lin.clause("SO 2.2.2")).words
    assert (await lin.figures("all")).departments[0].department.id == "sales-back-office"


async def test_a_no_is_one_exception_with_clause_and_field(site: Site, lin: Bylaw) -> None:
    """Whoever catches it knows the rule and the input at fault."""
    own = await site.open("contract-loan", by="lin", contract="HT-OWN", purpose="x")
    with pytest.raises(Problem) as refused:
        await lin.approve(own, shown="")
    assert (refused.value.status, refused.value.clause) == (409, "house:own-request")
    with pytest.raises(Problem) as wrong:
        await lin.command(own, "amend", {"nonsense": 1})
    assert (wrong.value.status, wrong.value.field) == (422, "nonsense")


async def test_what_is_away_is_asked_again_with_the_same_key() -> None:
    """A command may be sent again under its key: it cannot happen twice."""
    keys: list[str] = []

    def away_twice(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["idempotency-key"])
        return httpx.Response(503 if len(keys) < 3 else 200, json=ANSWERED)

    async with fake(away_twice) as bylaw:
        await bylaw.urge("LOAN-1")
    assert (len(keys), len(set(keys))) == (3, 1)


async def test_a_lost_answer_is_asked_for_again() -> None:
    """A connection that breaks says nothing of what happened; the same key does."""
    sent: list[Any] = []

    def broken_once(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        if len(sent) == 1:
            raise httpx.ReadError("gone", request=request)
        return httpx.Response(200, json=ANSWERED)

    async with fake(broken_once) as bylaw:
        await bylaw.refuse("LOAN-1", "no", shown="d")
    assert sent == [{"reason": "no", "shown": "d"}] * 2


async def test_a_no_is_not_asked_again() -> None:
    """Rules do not change their mind."""
    asked: list[str] = []

    def no(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(409, json={"type": "t", "title": "t", "status": 409, "detail": "no", "clause": "house:reason"})

    async with fake(no) as bylaw:
        with pytest.raises(Problem):
            await bylaw.urge("LOAN-1")
    assert len(asked) == 1


@pytest.mark.parametrize("answer", [httpx.Response(502, text="<html>"), httpx.Response(404, text="no such page")])
async def test_what_is_no_console_is_said_to_be_none(answer: httpx.Response) -> None:
    """Something else may listen at the address."""
    async with fake(lambda _request: answer, deadline_s=0.1) as bylaw:
        with pytest.raises(Problem, match="not as a console does"):
            await bylaw.me()


async def test_patience_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stays away is told, and that the same may be sent again."""
    monkeypatch.setattr(calls, "FIRST_PAUSE_S", 0.01)

    def nobody(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    async with fake(nobody, deadline_s=0.05) as bylaw:
        with pytest.raises(Problem) as gone:
            await bylaw.me()
    assert gone.value.passing


async def test_whoever_cannot_be_chosen_is_told_so(site: Site) -> None:
    """On a stack for trying people are chosen by their handles."""
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app=site.app), base_url=ADDRESS)
    async with Bylaw(ADDRESS, http=http) as bylaw:
        with pytest.raises(Problem, match="nobody is called so"):
            await bylaw.sign_in("no-such-person")
