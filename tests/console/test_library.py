"""The library of cases: closed incidents by class, found by why they happened (MK 5.3.1, SO 4.3.3)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.kernel import Refused
from tests.console.site import Site
from views.kinds import KINDS
from views.telling import fold

PLAN = "incident-event-site"
V1 = "/api/v1"


async def act(site: Site, number: str, command: str, **content: Any) -> None:
    """By the first of those who may."""
    await site.act(number, command, by=(await site.who_can(number, command, to="shen"))[0], **content)


@pytest.fixture(scope="module")
async def kept(site: Site) -> str:
    """A small one, closed with its cause found."""
    number = await site.open(PLAN, by="qian", what="A gate was stuck", kind="equipment", place="North hall")
    await act(site, number, "acknowledge")
    await act(site, number, "report_done", obligation="put_right")
    for place in range(5):
        await act(site, number, "add_why", why=f"Why number {place}?", because="Because a hinge had rusted.")
    await act(site, number, "find_cause", root_cause="Nobody had looked after the gate. 闸口无人维护。", cause_class="process")
    await act(site, number, "close", reason="All done.")
    await site.settled()
    return number


async def numbers(site: Site, by: str = "moreau", **asked: Any) -> list[str]:
    answer = await (await site.client(by)).get(f"{V1}/library", params=asked)
    assert answer.status_code == 200, answer.text
    return [each["number"] for each in answer.json()["items"]]


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ({}, True),
        ({"cause_class": "process"}, True),
        ({"cause_class": "outside"}, False),
        ({"plan": PLAN, "q": "hinge"}, True),
        ({"q": "rust looked"}, True),
        ({"q": "无人维护"}, True),
        ({"q": "volcano"}, False),
        ({"exercise": True}, False),
    ],
)
async def test_it_is_found_by_class_and_by_its_words(site: Site, kept: str, asked: dict[str, Any], *, there: bool) -> None:
    """MK 5.3.1. Each word begins one of the cause's, a why's or a measure's; exercises stand apart."""
    assert (kept in await numbers(site, **asked)) is there


async def test_its_page_finds_it_too(site: Site, kept: str) -> None:
    """MK 5.3.1. By class or words, in either language; an address that means nothing begins anew."""
    english, chinese = await site.client("moreau"), await site.client("moreau", "zh")
    page = (await english.get("/library", params={"q": "hinge", "class": "process"})).text
    assert kept in page
    assert "Because a hinge had rusted." in page
    assert kept in (await chinese.get("/library", params={"q": "无人维护"})).text
    assert kept not in (await english.get("/library", params={"q": "volcano"})).text
    assert (await english.get("/library", params={"after": "nonsense"})).status_code == 303


async def test_it_says_what_it_came_from_and_names_nobody(site: Site, kept: str) -> None:
    """SO 4.3.3. Somebody of another department reads cause, whys and class, in their language."""
    body = (await (await site.client("moreau", "zh")).get(f"{V1}/library", params={"q": "hinge"})).json()
    found = next(each for each in body["items"] if each["number"] == kept)
    assert found["cause_class"] == {"id": "process", "title": "流程缺陷"}
    assert len(found["whys"]) == 5
    assert {"human-error", "process", "technical-cause"} <= {each["id"] for each in body["classes"]}
    assert not {"by", "responsible", "reporter"} & set(found)


async def test_what_others_accepted_was_put_right(site: Site) -> None:
    """MK 2.1.1, MK 4.3.3. The line tells the incident that it was accepted; then it closes, and the library has the measure."""
    number = await site.open(PLAN, by="qian", what="Too many came", kind="crowding", place="South hall")
    await act(site, number, "acknowledge")
    await act(site, number, "report_done", obligation="one_way")
    for place in range(5):
        await act(site, number, "add_why", why=f"Why number {place}?", because="Because nobody counted.")
    await act(site, number, "find_cause", root_cause="Nobody counted who came in.", cause_class="process")
    person = site.person("qian").id
    await act(site, number, "require_rectification", finding="A turnstile counts.", responsible=person, criterion="Never too many.")
    with pytest.raises(Refused, match="not_let_go"):
        await act(site, number, "close")
    await site.settled()
    other = fold(KINDS["incident"], await site.events(number)).linked("rectification")
    line = await site.backend.reader.number_of(other)
    assert line is not None
    await site.act(line, "submit_report", by="qian", changed_rules="One.", execution="Built.")
    for voice in ("cao", "shen"):
        await site.act(line, "accept", by=voice)
    await site.settled()
    await act(site, number, "close")
    await site.settled()
    body = (await (await site.client("moreau")).get(f"{V1}/library", params={"q": "turnstile"})).json()
    assert [(each["number"], each["measures"]) for each in body["items"]] == [(number, ["A turnstile counts."])]


async def test_a_reopened_one_is_open_again_and_leaves_the_library(site: Site) -> None:
    """house:level-change. Its workflow had ended; a new ladder is asked all the same, and it is closed once more."""
    number = await site.open(PLAN, by="qian", what="A lamp flickers", kind="equipment", place="East hall")
    for again in (False, True):
        if again:
            await act(site, number, "reopen", reason="It flickers again.")
            assert number not in await numbers(site, plan=PLAN)
        await act(site, number, "acknowledge")
        if not again:
            await act(site, number, "report_done", obligation="put_right")
        await act(site, number, "close")
        await site.settled()
        assert number in await numbers(site, plan=PLAN)
