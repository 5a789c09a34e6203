"""What others do is heard at once, by whoever may see it and nobody else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import update

from console.app import create_app
from console.changes import Change, Watch
from console.limits import TooMany
from console.listening import WAITING, WAITING_FOR_A_PAGE, Listener, Listening
from console.schema import sessions
from console.setup import Limits
from console.signin.alive import Credential
from console.signin.sessions import digest
from console.streams import event, spoken
from domain import reading
from domain.deciders import DECIDERS
from domain.kernel import PersonId, kind_of
from eventlog.errors import Unavailable
from eventlog.port import EventLog, Positioned
from tests.activities.governing import organisation_without
from tests.console.provider import served
from tests.console.site import Site
from tests.console.test_tokens import bearer, govern, grant, made, secret_in
from views.kinds import KINDS
from views.page import page
from workers.embedded.ports import free_ports


@pytest.fixture(scope="module")
async def address(site: Site) -> AsyncIterator[str]:
    """The same console on a port: a stream has no end that a test could wait for."""
    async with served(site.app, free_ports(1)[0]) as made_:
        yield made_


class Heard:
    """A stream's events, read as they come."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.aiter_lines()

    async def next(self) -> dict[str, str]:
        found: dict[str, str] = {}
        async with asyncio.timeout(60):
            async for line in self._lines:
                if not line and "event" in found:
                    return found
                name, _, value = line.partition(": ")
                if line and not line.startswith(":"):
                    found[name] = f"{found[name]}\n{value}" if name in found else value
        raise AssertionError("the stream ended")

    async def ended(self) -> bool:
        async with asyncio.timeout(60):
            async for line in self._lines:
                assert "change" not in line
        return True

    async def change(self) -> dict[str, Any]:
        said = await self.next()
        assert said["event"] == "change", said
        found: dict[str, Any] = json.loads(said["data"])
        return {**found, "id": int(said["id"])}


@asynccontextmanager
async def listening(site: Site, address: str, who: httpx.AsyncClient, path: str, **headers: str) -> AsyncIterator[Heard]:
    """Listen as whoever this client is signed in as; the follower has begun when the block begins."""
    known = {"cookie": "; ".join(f"{each.name}={each.value}" for each in who.cookies.jar), **headers}
    if "authorization" in who.headers:
        known["authorization"] = who.headers["authorization"]
    async with httpx.AsyncClient(timeout=30) as client, client.stream("GET", f"{address}{path}", headers=known) as answer:
        assert answer.status_code == 200, await answer.aread()
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield Heard(answer)


async def loan(site: Site, by: str = "qian") -> str:
    return await site.open("contract-loan", by=by, contract=f"HT-{uuid4().hex[:8]}", purpose="purpose-marker")


# --- pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "said", "show"), [("en", "Lin Wangshu approved", "Show"), ("zh", "林望舒 批准", "查看")])
async def test_who_looks_at_a_case_is_told_what_others_do(site: Site, address: str, lang: str, said: str, show: str) -> None:
    """A quiet line: who did what, when, and a link that fetches the page's main part."""
    number = await loan(site)
    qian = await site.client("qian", lang)
    async with listening(site, address, qian, f"/changes?case={number}") as heard:
        await site.act(number, "approve", by="lin")
        line = await heard.next()
    assert line["event"] == "line"
    assert said in line["data"]
    assert show in line["data"]
    assert f'hx-get="/cases/{number}"' in line["data"]
    assert "<time" in line["data"]
    assert int(line["id"]) > 0


async def test_one_s_own_deeds_are_no_news(site: Site, address: str) -> None:
    """Whoever approves sees the page change by their own doing; what comes next from another is told."""
    number = await loan(site)
    lin = await site.client("lin")
    async with listening(site, address, lin, f"/changes?case={number}") as heard:
        await site.act(number, "approve", by="lin")
        await site.settled()
        await site.act(number, "withdraw", by="qian", reason="personal-marker")
        line = (await heard.next())["data"]
    assert "Qian Duoduo withdrew" in line
    assert "personal-marker" not in line, "people's own words stand on the page, for those who see them"


async def test_new_work_is_told_to_whoever_it_is_for(site: Site, address: str) -> None:
    """The line names the case; another department's head hears nothing of it."""
    lin, han = await site.client("lin"), await site.client("han")
    async with listening(site, address, lin, "/changes?tasks=1") as hers, listening(site, address, han, "/changes?tasks=1") as theirs:
        number = await loan(site)
        line = (await hers.next())["data"]
        assert number in line
        assert "Qian Duoduo asked" in line
        assert "purpose-marker" not in line
        other = await loan(site, by="moreau")
        assert other in (await theirs.next())["data"], "the first that they hear of is their own department's"


async def test_a_task_that_somebody_else_did_is_told(site: Site, address: str) -> None:
    """Two people on one step: the second learns that it has been decided."""
    lin = await site.client("lin")
    number = await loan(site)
    async with listening(site, address, lin, "/changes?tasks=1") as heard:
        await site.act(number, "withdraw", by="qian", reason="x")
        assert (await heard.next())["event"] == "line"


async def test_what_happened_between_the_page_and_the_stream_is_not_missed(site: Site, address: str) -> None:
    """The page says which version it shows."""
    number = await loan(site)
    qian = await site.client("qian")
    before = len(await site.events(number))
    await site.act(number, "approve", by="lin")
    async with listening(site, address, qian, f"/changes?case={number}&version={before}") as heard:
        assert "has changed since you opened it" in (await heard.next())["data"]


@pytest.mark.parametrize("path", ["/changes?case={}", "/changes?case=LOAN-1999-0001", "/changes?case=../x", "/changes"])
async def test_nobody_listens_to_a_case_that_they_may_not_see(site: Site, path: str) -> None:
    """It is as if there were none."""
    number = await loan(site)
    outsider = await site.client("moreau")
    assert (await outsider.get(path.format(number))).status_code == 404


# --- programs -------------------------------------------------------------------------------------


async def test_a_program_hears_every_event_of_what_its_owner_may_see(site: Site, address: str) -> None:
    """In the order of the log, each with its case's number and version; of other departments' cases nothing."""
    lin = await site.client("lin")
    async with listening(site, address, lin, "/api/v1/changes") as heard:
        theirs = await loan(site, by="moreau")
        number = await loan(site)
        heard_of = [await heard.change()]
        while len(events := [each for each in heard_of if each["number"] == number]) < 2:
            heard_of.append(await heard.change())
    assert theirs not in {each["number"] for each in heard_of}
    assert [each["version"] for each in events] == [1, 2]
    assert events[0]["type"] == "request.opened"
    assert events[0]["case"] == await site.case(number)
    assert events[0]["id"] < events[1]["id"]


async def test_whoever_comes_back_hears_what_they_missed(site: Site, address: str) -> None:
    """`Last-Event-ID`: what came after it first, then what comes now; nothing twice, nothing left out."""
    lin = await site.client("lin")
    async with listening(site, address, lin, "/api/v1/changes") as heard:
        number = await loan(site)
        while (said := await heard.change())["number"] != number:
            pass
        last = said["id"]
    await site.act(number, "approve", by="lin")
    versions: list[int] = []
    async with listening(site, address, lin, "/api/v1/changes", **{"last-event-id": str(last)}) as heard:
        await site.act(number, "withdraw", by="qian", reason="x")
        total = len(await site.events(number))
        while not versions or versions[-1] < total:
            said = await heard.change()
            if said["number"] == number:
                versions.append(said["version"])
    assert versions == list(range(2, total + 1))


async def test_whoever_missed_too_much_is_told_to_look(site: Site, address: str) -> None:
    """So is whoever names a position that the log does not have, as after a restore."""
    lin = await site.client("lin")
    async with listening(site, address, lin, "/api/v1/changes", **{"last-event-id": "999999999"}) as heard:
        said = await heard.next()
        assert said["event"] == "reload"
        assert int(said["id"]) < 999_999_999
    assert (await lin.get("/api/v1/changes", headers={"last-event-id": "<script>"})).status_code == 422


async def test_a_machine_hears_all_if_it_may(site: Site, address: str) -> None:
    """The right is `follow changes`; `read cases` is another."""
    program = await bearer(site, await grant(site, "follow changes", machine=f"m-{uuid4().hex[:6]}"))
    async with listening(site, address, program, "/api/v1/changes") as heard:
        number = await loan(site)
        while (await heard.change())["number"] != number:
            pass
    other = await bearer(site, await grant(site, "read cases", machine=f"m-{uuid4().hex[:6]}"))
    assert (await other.get("/api/v1/changes")).status_code == 403


# --- the end of it --------------------------------------------------------------------------------


async def test_signing_out_ends_every_stream_of_the_session(site: Site, address: str) -> None:
    """At once, and the page is told not to come again."""
    lin = await site.client("lin")
    async with listening(site, address, lin, "/changes?tasks=1") as page_, listening(site, address, lin, "/api/v1/changes") as api:
        await lin.post("/sign-out")
        assert (await page_.next())["event"] == "end"
        assert (await api.next())["event"] == "end"
        assert await api.ended()


async def test_an_ended_or_withdrawn_token_s_streams_end(site: Site, address: str) -> None:
    """A person's and a machine's."""
    lin = await site.client("lin")
    program = await bearer(site, secret_in((await made(lin, f"t-{uuid4()}")).text))
    async with listening(site, address, program, "/api/v1/changes") as heard:
        page_ = (await lin.get("/me")).text
        for token in {part.split("/end")[0] for part in page_.split("/me/tokens/")[1:] if "/end" in part}:
            await lin.post(f"/me/tokens/{token}/end")
        assert (await heard.next())["event"] == "end"
    secret = await grant(site, "follow changes", machine=f"m-{uuid4().hex[:6]}")
    machine = await bearer(site, secret)
    async with listening(site, address, machine, "/api/v1/changes") as heard:
        known = site.backend.governed.state.tokens.values()
        token = max(known, key=lambda each: each.since).token
        await govern(site, "withdraw_token", {"token": token, "reason": "lost"})
        assert (await heard.next())["event"] == "end"


async def test_a_page_that_is_left_open_keeps_no_session_alive(site: Site, address: str) -> None:
    """An hour without anything but the stream itself, and both are over."""
    lin = await site.client("lin")
    async with listening(site, address, lin, "/changes?tasks=1") as heard:
        async with site.backend.engine.begin() as connection:
            mine = sessions.c.digest == digest(lin.cookies["bylaw"])
            await connection.execute(update(sessions).where(mine).values(seen_at=site.backend.now() - timedelta(hours=1)))
        await site.app.state.listening.look()
        assert (await heard.next())["event"] == "end"


async def test_whoever_leaves_the_organisation_hears_no_more(site: Site, address: str) -> None:
    """As soon as it is in the log."""
    okafor = await site.client("okafor")
    async with listening(site, address, okafor, "/api/v1/changes") as heard:
        await govern(site, "propose", {"what": "organisation", "document": organisation_without("okafor"), "reason": "left"}, by="bai")
        await govern(site, "adopt", {"digest": next(iter(site.backend.governed.state.proposals))}, by="gu")
        while (said := await heard.next())["event"] == "change":
            pass
        assert said["event"] == "end"


async def test_with_the_last_listener_the_follower_ends(site: Site, address: str) -> None:
    """Nobody listens, nothing follows; whoever hangs up is gone."""
    lin = await site.client("lin")
    hub: Listening = site.app.state.listening
    async with listening(site, address, lin, "/changes?tasks=1"):
        assert len(hub._listeners) == 1

    async def nobody() -> bool:
        return not hub._listeners and not hub._tasks

    await site.until(nobody)


async def test_streams_are_few(site: Site) -> None:
    """Of one session's pages four at most, for a browser has six connections to a server; of one person eight. Said, not hung."""
    backend = replace(site.backend, setup=replace(site.backend.setup, limits=Limits(streams=3, page_streams=1)))
    hub = Listening(backend)
    mine = Credential(kind="session", digest="aa", person=PersonId("x"))
    other = Credential(kind="session", digest="bb", person=PersonId("x"))
    first = Listener(who="x", credential=mine, tasks=True)
    await hub.join(first)
    with pytest.raises(TooMany):
        await hub.join(Listener(who="x", credential=mine, tasks=True))
    rest = [Listener(who="x", credential=other, tasks=True), Listener(who="x", credential=mine)]
    for each in rest:
        await hub.join(each)
    with pytest.raises(TooMany):
        await hub.join(Listener(who="x", credential=other))
    hub.leave(first)
    again = Listener(who="x", credential=mine, tasks=True)
    await hub.join(again)
    for each in (*rest, again):
        hub.leave(each)
    assert not hub._tasks


async def test_too_many_streams_are_a_problem_in_words(site: Site, address: str) -> None:
    """429, when to come again, and no connection that hangs."""
    app = create_app(replace(site.backend, setup=replace(site.backend.setup, limits=Limits(streams=1, page_streams=1))))
    async with served(app, free_ports(1)[0]) as place:
        lin = await site.client("lin")
        async with listening(site, place, lin, "/api/v1/changes"), httpx.AsyncClient() as client:
            cookie = "; ".join(f"{each.name}={each.value}" for each in lin.cookies.jar)
            answer = await client.get(f"{place}/api/v1/changes", headers={"cookie": cookie, "accept-language": "en"})
            assert answer.status_code == 429
            assert answer.headers["retry-after"] == "15"
            assert "At most 1 at once" in answer.json()["detail"]


# --- parts ----------------------------------------------------------------------------------------


async def test_a_slow_listener_costs_no_memory(site: Site) -> None:
    """What does not fit becomes one word: look for yourself. An end is never lost."""
    number = await loan(site)
    change = (await Watch(site.backend).changes(await everything(site)))[-1]
    for listener, most in (
        (Listener(who="m", credential=Credential(kind="machine", digest="", person=None)), WAITING),
        (Listener(who="m", credential=Credential(kind="session", digest="", person=PersonId("x")), tasks=True), WAITING_FOR_A_PAGE),
    ):
        for _ in range(most + 1):
            listener.tell(change)
        assert list(listener._waiting) == ["missed"]
        for _ in range(most):
            listener.tell(change)
        listener.tell("end")
        listener.tell(change)
        assert listener._waiting[-1] == "end"
        assert len(listener._waiting) <= most + 1
    assert number


async def test_who_hears_of_a_case_is_who_may_see_it(site: Site) -> None:
    """The audience that is worked out once gives each person the answer that the page gives them."""
    for by in ("qian", "moreau"):
        await loan(site, by=by)
    changes = await Watch(site.backend).changes(await everything(site))
    last = {change.case: change for change in changes}
    at = site.backend.now()
    organisation = site.backend.organisation(at)
    for case, change in last.items():
        found = await page(site.backend.log, site.backend.governed, KINDS, case, at)
        assert found is not None
        decider = DECIDERS[kind_of(case)]
        for person in organisation.people:
            sight = reading.sight(
                site.backend.governed.pack(found.case.pack).reading,
                organisation,
                person,
                at,
                parts=reading.parts(decider, found.history),
                department=found.case.department,
                plan=found.case.plan,
                asked=person in decider.asked(found.case, found.rules, at),
            )
            assert change.audience.has(person) == sight.case, (case, person)


class Stumbling:
    """The log, away at the first try to follow it and again after its first batch."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.tries = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    async def follow(self, start: int = 0, batch: int = 1000) -> AsyncIterator[list[Positioned]]:
        self.tries += 1
        if self.tries == 1:
            raise Unavailable("away")
        async with aclosing(self._log.follow(start, 1)) as batches:  # type: ignore[type-var]
            async for each in batches:
                yield each
                if self.tries < 3:
                    raise Unavailable("away again")


async def test_a_database_that_goes_and_comes_back_loses_no_change(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The follower begins again where it was: nothing twice, nothing left out."""
    monkeypatch.setattr("console.listening.PAUSE_S", 0.01)
    log = Stumbling(site.backend.log)
    hub = Listening(replace(site.backend, log=log))
    listener = Listener(who="m", credential=Credential(kind="machine", digest="", person=None))
    await hub.join(listener)
    number = await loan(site)
    heard: list[int] = []
    async with asyncio.timeout(60):
        while len(heard) < 2:
            said = await listener.next(5)
            heard += [each.version for each in said if isinstance(each, Change) and each.number == number]
    hub.leave(listener)
    assert heard[:2] == [1, 2]
    assert log.tries >= 3


async def test_what_cannot_be_read_is_passed_over_and_said(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """One event of a kind that nobody knows silences no listener: they are told to look, and hear what comes next."""
    hub = Listening(site.backend)
    listener = Listener(who="m", credential=Credential(kind="machine", digest="", person=None))
    await hub.join(listener)
    known = Watch.changes

    async def once(_watch: Watch, _batch: object) -> list[Change]:
        monkeypatch.setattr(Watch, "changes", known)
        raise LookupError("an event of tomorrow")

    monkeypatch.setattr(Watch, "changes", once)
    await loan(site)
    heard: list[object] = []
    async with asyncio.timeout(60):
        while "missed" not in heard:
            heard += await listener.next(5)
    number = await loan(site)
    async with asyncio.timeout(60):
        while not [each for each in heard if isinstance(each, Change) and each.number == number]:
            heard += await listener.next(5)
    hub.leave(listener)


async def test_a_quiet_stream_says_that_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else whatever stands between would cut it."""
    monkeypatch.setattr("console.streams.HEARTBEAT_S", 0.01)
    listener = Listener(who="x", credential=Credential(kind="machine", digest="", person=None))

    async def words(_said: object) -> str:
        return ""

    stream = spoken(listener, words)
    assert (await anext(stream)).startswith("retry: ")
    assert await anext(stream) == ":\n\n"
    listener.tell("end")
    assert [each async for each in stream] == ["event: end\ndata: \n\n"]


def test_no_line_of_data_can_become_another_field() -> None:
    """HTML §9.2.5: each line has its name before it, whatever it holds."""
    assert event("line", "a\nevent: end\rb\r\n\nc", id=7) == "id: 7\nevent: line\ndata: a\ndata: event: end\ndata: b\ndata: \ndata: c\n\n"


async def everything(site: Site) -> list[Any]:
    return await site.backend.log.read_all(0, 10_000)
