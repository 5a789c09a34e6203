"""Asking for something: by plain HTTP."""

from __future__ import annotations

import pytest

from tests.console.forms import form, text
from tests.console.site import Site


@pytest.mark.parametrize(
    ("lang", "question", "plan", "others"),
    [
        ("en", "What can you ask for?", "Loan of a contract", "Persons authorised to read trade secrets"),
        ("zh", "您可以申请什么？", "合同借阅", "商业秘密授权人员"),
    ],
)
async def test_the_catalogue_holds_what_one_may_ask_for(site: Site, lang: str, question: str, plan: str, others: str) -> None:
    """SO 2.1.2: what others alone may ask for is no link, and who they are is said."""
    yu = await site.client("yu", lang)
    page = (await yu.get("/open")).text
    said = text(page)
    assert question in said
    assert plan in said
    assert others in said
    assert "/open/contract-loan" in page
    assert "/open/trade-secret-loan" not in page


@pytest.mark.parametrize(
    ("lang", "who", "silence", "happened"),
    [("en", "Lin Wangshu", "it counts as refused", "This has happened"), ("zh", "林望舒", "视为不批准", "已办理")],
)
async def test_who_decides_by_when_is_shown_before_sending(site: Site, lang: str, who: str, silence: str, happened: str) -> None:
    """SO 2.2.2: the form shows who answers, by when, what silence leads to; sent, it leads to the case with its number."""
    qian = await site.client("qian", lang)
    page = (await qian.get("/open/contract-loan")).text
    assert who in text(page)
    assert silence in text(page)
    typed = {"fields.contract": f"HT-NEW-{lang}", "fields.purpose": "check"}
    ahead = await qian.post("/open/contract-loan/preview", data={**form(page, "/open/contract-loan"), **typed})
    assert f'value="HT-NEW-{lang}"' in ahead.text
    part = await qian.post(
        "/open/contract-loan/preview", data={**form(page, "/open/contract-loan"), **typed}, headers={"hx-request": "true"}
    )
    assert "<html" not in part.text
    assert who in text(part.text)
    answer = await qian.post("/open/contract-loan", data=form(ahead.text, "/open/contract-loan"))
    assert answer.status_code == 303, text(answer.text)
    assert answer.headers["location"].startswith("/cases/LOAN-")
    case = text((await qian.get(answer.headers["location"])).text)
    assert happened in case
    assert f"HT-NEW-{lang}" in case


async def test_a_refused_form_keeps_what_was_typed(site: Site) -> None:
    """house:form: the summary leads to the line at fault; nothing typed is lost; the next try is another command."""
    qian = await site.client("qian")
    values = form((await qian.get("/open/contract-loan")).text, "/open/contract-loan")
    answer = await qian.post("/open/contract-loan", data={**values, "fields.purpose": "a purpose <b>"})
    assert answer.status_code == 422
    assert 'href="#field-fields.contract"' in answer.text
    assert 'id="field-fields.contract"' in answer.text
    assert "a purpose &lt;b&gt;" in answer.text
    again = form(answer.text, "/open/contract-loan")
    assert again["key"] != values["key"]


async def test_what_stands_in_the_way_is_said_as_one_types(site: Site) -> None:
    """house:one-holder, house:shorter-time: objections to what is typed, none yet to what is empty."""
    held = await site.open("contract-loan", by="zhou", contract="HT-HELD", purpose="x")
    await site.act(held, "approve", by="lin")
    await site.act(held, "hand_out", by="tao")
    qian, gu = await site.client("qian"), await site.client("gu")
    ahead = text((await qian.post("/open/contract-loan/preview", data={"fields.contract": "ht-held"})).text)
    assert held in ahead
    assert "house:one-holder" in ahead
    assert "this must be filled in" not in ahead
    long = {"fields.document": "D-1", "fields.purpose": "x", "fields.duration": "9 wd"}
    assert "more than 3 working days only with a reason" in text((await gu.post("/open/trade-secret-loan/preview", data=long)).text)


async def test_whoever_may_not_ask_is_told_who_may(site: Site) -> None:
    """SO 2.1.2: the address can be typed; the rule answers."""
    yu = await site.client("yu")
    page = await yu.get("/open/trade-secret-loan")
    assert "only Persons authorised to read trade secrets may ask for this" in text(page.text)
    values = form(page.text, "/open/trade-secret-loan")
    answer = await yu.post("/open/trade-secret-loan", data={**values, "fields.document": "D-1", "fields.purpose": "x"})
    assert answer.status_code == 409
    assert "SO 2.1.2" in answer.text


async def test_sent_twice_is_one_case(site: Site) -> None:
    """house:command-id: impatience opens one case."""
    qian = await site.client("qian")
    values = form((await qian.get("/open/contract-loan?contract=HT-ONCE")).text, "/open/contract-loan")
    assert values["fields.contract"] == "HT-ONCE"
    sent = {**values, "fields.purpose": "x"}
    answers = [await qian.post("/open/contract-loan", data=sent) for _ in range(2)]
    assert answers[0].headers["location"] == answers[1].headers["location"]


async def test_there_is_no_such_plan(site: Site) -> None:
    """A plan that is not in force is not there."""
    qian = await site.client("qian")
    for answer in (await qian.get("/open/no-such-plan"), await qian.post("/open/no-such-plan", data={})):
        assert answer.status_code == 404
