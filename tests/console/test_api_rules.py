"""Rules and organisation by the API: read by everybody, changed by two, each stand-in named by whom it concerns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.activities.governing import longer_pack
from tests.console.site import Site

V1 = "/api/v1"


@pytest.fixture(scope="module")
async def bai(site: Site) -> httpx.AsyncClient:
    """The compliance officer."""
    return await site.client("bai")


@pytest.fixture(scope="module")
async def gu(site: Site) -> httpx.AsyncClient:
    """The general manager."""
    return await site.client("gu")


@pytest.fixture(scope="module")
async def ding(site: Site) -> httpx.AsyncClient:
    """Somebody without a post."""
    return await site.client("ding")


def window(days: int = 5, *, after: int = 0) -> dict[str, str]:
    start = datetime.now(UTC) + timedelta(days=after)
    return {"start": start.isoformat(), "end": (start + timedelta(days=days)).isoformat()}


# --- rules ------------------------------------------------------------------------------------------


async def test_everybody_reads_the_rules_with_their_clauses(ding: httpx.AsyncClient) -> None:
    """The policy book is open: what a clause says, and where it is applied."""
    clause = (await ding.get(f"{V1}/clauses/SO 2.2.2")).json()
    assert clause["words"]
    assert "contract-loan" in {place["plan"] for place in clause["applied"]}
    pack = (await ding.get(f"{V1}/pack")).json()
    assert (pack["in_force"], pack["document"]["kind"]) == (True, "pack")
    assert (await ding.get(f"{V1}/packs/{pack['digest'][:10]}")).json() == pack
    assert len((await ding.get(f"{V1}/clauses")).json()["items"]) > 30


async def test_a_pack_is_proposed_by_one_and_adopted_by_another(
    ding: httpx.AsyncClient, bai: httpx.AsyncClient, gu: httpx.AsyncClient
) -> None:
    """house:second-person. Whoever may not change the rules is refused, and so is whoever proposed."""
    sent = {"what": "pack", "document": longer_pack(), "reason": "more time to answer"}
    assert (await ding.post(f"{V1}/proposals", json=sent)).json()["key"] == "may_not_govern"
    key = {"idempotency-key": str(uuid4())}
    first, again = [await bai.post(f"{V1}/proposals", json=sent, headers=key) for _ in range(2)]
    assert (first.status_code, first.json()) == (201, again.json())
    digest = first.json()["made"][0]
    assert (await bai.post(f"{V1}/proposals/{digest}/adopt")).json()["clause"] == "house:second-person"
    waiting = {who: (await who.get(f"{V1}/proposals")).json()["waiting"][0]["may_adopt"] for who in (ding, bai, gu)}
    assert list(waiting.values()) == [False, False, True]
    assert (await gu.post(f"{V1}/proposals/{digest[:8]}/adopt")).json()["made"] == [digest]
    assert (await ding.get(f"{V1}/pack")).json()["digest"] == digest


async def test_a_document_is_checked_before_it_is_proposed(bai: httpx.AsyncClient) -> None:
    """All that is wrong with a pack is told, with its line; what is wrong is not taken."""
    text = "schema: 1\nkind: pack\nname: Not A Name\n"
    problems = (await bai.post(f"{V1}/check", json={"text": text})).json()["problems"]
    assert (3, "name") in {(each["line"], each["field"]) for each in problems}
    answer = await bai.post(f"{V1}/proposals", json={"what": "pack", "text": text, "reason": "why not"})
    assert (answer.status_code, answer.json()["field"]) == (422, "document")
    assert (await bai.post(f"{V1}/check", json={"document": longer_pack()})).json() == {"problems": []}


@pytest.mark.parametrize("sent", [{}, {"text": "a", "document": {}}])
async def test_a_document_comes_in_one_way(bai: httpx.AsyncClient, sent: dict[str, Any]) -> None:
    """house:form. As JSON or as text; two could contradict each other."""
    assert (await bai.post(f"{V1}/check", json=sent)).status_code == 422


# --- plans ------------------------------------------------------------------------------------------


async def test_a_plan_says_its_form_and_who_decides(ding: httpx.AsyncClient) -> None:
    """What the pack says of it, for whoever wants to ask."""
    plan = (await ding.get(f"{V1}/plans/contract-loan")).json()
    assert [line["name"] for line in plan["fields"]][:1] == ["contract"]
    assert plan["steps"][0]["clause"] == "SO 2.2.2"
    may = {each["plan"]: each["may_open"] for each in (await ding.get(f"{V1}/plans")).json()["items"]}
    assert (may["contract-loan"], may["trade-secret-loan"]) == (True, False)
    assert (await ding.get(f"{V1}/plans/no-such")).status_code == 404


async def test_what_would_come_of_a_request_is_shown_before(site: Site) -> None:
    """Who would decide by when; and what is missing, with its rule."""
    qian = await site.client("qian")
    ahead = (await qian.post(f"{V1}/plans/contract-loan/preview", json={"fields": {"contract": "HT-1"}})).json()
    assert [who["person"]["handle"] for who in ahead["steps"][0]["who"]] == ["lin"]
    assert [each["field"] for each in ahead["refusals"]] == ["fields.purpose"]


# --- organisation -------------------------------------------------------------------------------------


async def test_people_are_shown_without_their_addresses(ding: httpx.AsyncClient) -> None:
    """Names and posts are for colleagues; an address is the channel's alone."""
    people = await ding.get(f"{V1}/people")
    lin = (await ding.get(f"{V1}/people/lin")).json()
    assert lin in people.json()["items"]
    assert (lin["name"], lin["posts"][0]["title"]) == ("Lin Wangshu", "Head of sales back-office")
    assert "example.org" not in people.text
    posts = {post["id"]: [who["handle"] for who in post["held_by"]] for post in (await ding.get(f"{V1}/organisation")).json()["posts"]}
    assert posts["archivist"] == ["tao", "jiang-x"]


async def test_a_stand_in_is_named_by_whom_it_concerns_and_ends(site: Site, ding: httpx.AsyncClient) -> None:
    """house:stand-in. The reason is for those whom it concerns; ended, it counts no more."""
    lin, shen = await site.client("lin"), await site.client("shen")
    named = await lin.post(f"{V1}/stand-ins", json={"stand_in": "shen", "reason": "MARKER ill", **window()})
    assert named.status_code == 201, named.text
    id_ = named.json()["made"][0]
    reasons = [(await who.get(f"{V1}/stand-ins")).json()["items"][0]["reason"] for who in (lin, shen, ding)]
    assert reasons == ["MARKER ill", "MARKER ill", None]
    assert (await ding.get(f"{V1}/people/lin")).json()["away"]["handle"] == "shen"
    assert (await ding.post(f"{V1}/stand-ins/{id_}/end", json={"reason": "x"})).json()["key"] == "not_your_stand_in"
    assert (await shen.post(f"{V1}/stand-ins/{id_[:8]}/end", json={"reason": "back"})).json()["outcome"] == "done"
    assert (await ding.get(f"{V1}/stand-ins")).json() == {"items": []}


async def test_a_stand_in_sees_what_was_asked_before(site: Site) -> None:
    """house:stand-in. Tasks that are open already are covered too; who acts for whom is said."""
    number = await site.open("contract-loan", by="he", contract="HT-STAND", purpose="away")
    han, ding = await site.client("han"), await site.client("ding")
    await han.post(f"{V1}/stand-ins", json={"stand_in": "ding", "reason": "leave", **window()})
    tasks = (await ding.get(f"{V1}/tasks")).json()["items"]
    assert [(task["number"], task["stands_in_for"]["handle"]) for task in tasks] == [(number, "han")]


# --- the house --------------------------------------------------------------------------------------


async def test_when_something_is_due_follows_the_organisations_calendar(ding: httpx.AsyncClient) -> None:
    """N wd: the day of the event does not count; the make-up Saturday does, Spring Festival does not."""
    due = (await ding.get(f"{V1}/due", params={"span": "2 wd", "from": "2026-02-13T10:00"})).json()
    assert (due["shown"], due["zone"]) == ("2026-02-24 24:00", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("span", "start"), [("2", "2026-02-13"), ("2 wd", "yesterday"), ("9999 months", "8999-12-31"), ("2 wd", "0001-01-01")]
)
async def test_what_is_no_span_or_instant_is_refused(ding: httpx.AsyncClient, span: str, start: str) -> None:
    """house:form. With the parameter at fault."""
    answer = await ding.get(f"{V1}/due", params={"span": span, "from": start})
    assert (answer.status_code, answer.json()["clause"]) == (422, "house:form")


async def test_my_notices_are_mine(site: Site, ding: httpx.AsyncClient) -> None:
    """What was told to others is not among them."""
    assert (await ding.get(f"{V1}/notices")).status_code == 200


async def test_health_and_readiness_are_open_and_say_nothing_else(site: Site) -> None:
    """For whoever starts processes and sends people to them."""
    nobody = await site.visitor()
    assert (await nobody.get("/health")).json() == {"status": "ok"}
    assert (await nobody.get("/ready")).json() == {"ready": True, "log": True, "lists": True, "temporal": True}


async def test_figures_of_single_people_are_for_whom_the_pack_lets(site: Site, bai: httpx.AsyncClient, ding: httpx.AsyncClient) -> None:
    """house:oversight. Everybody has their own; the compliance officer everybody's."""
    await site.open("contract-loan", by="qian", contract="HT-FIG", purpose="x")
    await site.settled()
    all_of_it, own = [(await who.get(f"{V1}/figures", params={"span": "all"})).json() for who in (bai, ding)]
    assert "lin" in {each["person"]["handle"] for each in all_of_it["people"]}
    assert {each["person"]["handle"] for each in own["people"]} <= {"ding"}
    assert (all_of_it["everybody"], own["everybody"]) == (True, False)
