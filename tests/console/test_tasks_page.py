"""What is due from me: by plain HTTP."""

from __future__ import annotations

import re

import pytest

from tests.console.forms import form, text
from tests.console.site import Site


@pytest.mark.parametrize(("lang", "question", "asked"), [("en", "What is due from me?", "bring back"), ("zh", "我有哪些事要办", "归还")])
async def test_what_is_due_is_listed_soonest_first(site: Site, lang: str, question: str, asked: str) -> None:
    """What, of whom, why I, by when; each leads to its case. A question leaves three working days, a loan two."""
    question_open, lent = [await site.open("contract-loan", by="qian", contract=f"HT-{n}-{lang}", purpose="x") for n in range(2)]
    await site.act(question_open, "send_back", by="lin", question="what for?")
    await site.act(lent, "approve", by="lin")
    await site.act(lent, "hand_out", by="tao")
    qian = await site.client("qian", lang)
    page = (await qian.get("/")).text
    assert question in text(page)
    assert asked in text(page)
    assert page.index(f"/cases/{lent}") < page.index(f"/cases/{question_open}")
    assert "SO 2.2.2" in page


@pytest.mark.parametrize(("lang", "says"), [("en", "Nothing is due from you"), ("zh", "您没有待办事项")])
async def test_nothing_due_says_what_to_do(site: Site, lang: str, says: str) -> None:
    """An empty page is no dead end."""
    yu = await site.client("yu", lang)
    page = (await yu.get("/")).text
    assert says in text(page)
    assert 'href="/open"' in page


async def test_a_task_is_decided_in_its_place(site: Site) -> None:
    """The place in the list holds request, words and commands; afterwards the list says what has happened and goes on without it."""
    number = await site.open("contract-loan", by="qian", contract="HT-PLACE", purpose="a purpose")
    lin = await site.client("lin")
    plain = await lin.get(f"/tasks/{number}/decide")
    assert plain.headers["location"] == f"/cases/{number}#decide"
    place = (await lin.get(f"/tasks/{number}/decide", headers={"hx-request": "true"})).text
    assert "a purpose" in text(place)
    assert "<html" not in place
    answer = await lin.post(f"/cases/{number}/approve", data=form(place, f"/cases/{number}/approve"))
    assert answer.headers["location"].startswith(f"/?done={number}:")
    page = (await lin.get(answer.headers["location"])).text
    assert "Lin Wangshu approved" in text(page)
    assert f'value="{number}"' not in page
    assert f"bylaw log {number}" in page


async def test_whose_a_task_is_says_for_whom(site: Site) -> None:
    """house:stand-in: who acts for somebody reads for whom."""
    number = await site.open("contract-loan", by="qian", contract="HT-FOR", purpose="x")
    await site.act(number, "hand_on", by="lin", to=site.person("kong").id)
    kong = await site.client("kong")
    page = text((await kong.get("/")).text)
    assert number in page
    assert "named" in page


async def test_several_are_answered_at_once_on_what_was_shown(site: Site) -> None:
    """house:what-was-shown: each is shown first; each outcome is told, and one that changed meanwhile is refused alone."""
    numbers = [await site.open("contract-loan", by="qian", contract=f"HT-S{n}", purpose=f"purpose {n}") for n in range(3)]
    lin = await site.client("lin")
    page = (await lin.get("/tasks/several", params={"case": numbers})).text
    assert all(f"purpose {n}" in page for n in range(3))
    values = form(page, "/tasks/several/approve")
    shown = dict(re.findall(r'name="(shown:[^"]+)" value="([^"]*)"', page))
    await site.act(numbers[1], "amend", by="qian", fields={"contract": "HT-S1-CHANGED"})
    data = {**values, **shown, "case": numbers}
    answers = [(await lin.post("/tasks/several/approve", data=data)).text for _ in range(2)]
    for answer in answers:
        assert text(answer).count("done, event") == 2
        assert "house:what-was-shown" in answer
    approved = [sum(event.type == "request.approved" for event in await site.events(number)) for number in numbers]
    assert approved == [1, 0, 1]


async def test_others_tasks_cannot_be_answered_along(site: Site) -> None:
    """Deny by default: cases that one does not see fall out; what nobody gives to several is not there."""
    number = await site.open("contract-loan", by="qian", contract="HT-NOT", purpose="x")
    yu, lin = await site.client("yu"), await site.client("lin")
    assert number not in text((await yu.get("/tasks/several", params={"case": number})).text)
    assert (await yu.post("/tasks/several/approve", data={"case": number})).status_code == 404
    assert (await lin.post("/tasks/several/refuse", data={"case": number})).status_code == 404


@pytest.mark.parametrize("address", ["/?done=x", "/?done=LOAN-1999-0001:3", "/?done=LOAN-1999-0001:99999999999999999999", "/tasks/several"])
async def test_odd_addresses_are_harmless(site: Site, address: str) -> None:
    """A link that somebody made up shows the tasks and claims nothing."""
    lin = await site.client("lin")
    answer = await lin.get(address)
    assert answer.status_code == 200
    assert "This has happened" not in answer.text


@pytest.mark.parametrize(("lang", "says"), [("en", "system down"), ("zh", "系统瘫痪")])
async def test_a_choice_of_a_form_stands_by_its_title(site: Site, lang: str, says: str) -> None:
    """MK 4.3.1. Tasks, cases and a plan's register say what was chosen in the reader's language, never the pack's name for it."""
    number = await site.open("incident-four-colour", by="qian", what="Orders stand still", harm="system-down")
    pages = [("kong", "/"), ("bai", f"/cases?q={number}"), ("bai", "/cases?plan=incident-four-colour")]
    read = [text((await (await site.client(who, lang)).get(path)).text) for who, path in pages]
    assert [
        path for (_, path), page in zip(pages, read, strict=True) if number not in page or says not in page or "system-down" in page
    ] == []
