"""A case's page: by plain HTTP, as a browser without scripts has it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from console.schema import sessions
from domain.kernel import Unavailable
from tests.console.forms import form, give, text
from tests.console.site import Site

XSS = "<img src=x onerror=alert(1)>\"'`{{7*7}}"


@pytest.mark.parametrize(
    ("lang", "stands", "next_", "proof"),
    [("en", "Waiting for approval", "What comes next", "Anybody may check it"), ("zh", "待审批", "下一步", "任何人都可以核对")],
)
async def test_a_loan_is_approved_on_its_page(site: Site, lang: str, stands: str, next_: str, proof: str) -> None:
    """SO 2.2.2: the page says where the case stands and what approving does; afterwards what has happened, and how to prove it."""
    number = await site.open("contract-loan", by="qian", contract=f"HT-{lang}", purpose="check")
    lin = await site.client("lin", lang)
    page = (await lin.get(f"/cases/{number}")).text
    assert stands in text(page)
    assert f"HT-{lang}" in text(page)
    answer = await give(lin, number, "approve")
    assert answer.status_code == 303, answer.text
    after = text((await lin.get(answer.headers["location"])).text)
    assert next_ in after
    assert proof in after
    assert f"bylaw log {number}" in after


async def test_what_is_not_open_to_the_reader_is_absent_and_somebody_is_named(site: Site) -> None:
    """What I may not do is not greyed out; it is absent, and who can is said."""
    number = await site.open("contract-loan", by="qian", contract="HT-ABSENT", purpose="check")
    qian = await site.client("qian")
    page = (await qian.get(f"/cases/{number}")).text
    assert f"/cases/{number}/approve" not in page
    assert f"/cases/{number}/withdraw" in page
    said = text((await qian.get(f"/cases/{number}/who-can")).text)
    assert "Approve, Refuse" in said
    assert "Lin Wangshu" in said
    assert "it is not out" in said


async def test_a_refusal_shows_what_was_typed_the_rule_and_who_could(site: Site) -> None:
    """house:own-request: a form that is not taken comes back whole, with the rule's own words and who may do it instead."""
    number = await site.open("contract-loan", by="wu-l", contract="HT-OWN", purpose="check")
    wu = await site.client("wu-l")
    mine = form((await wu.get(f"/cases/{number}")).text, f"/cases/{number}/withdraw")
    answer = await wu.post(f"/cases/{number}/refuse", data={**mine, "action": "refuse", "reason": "by myself"})
    assert answer.status_code == 409
    said = text(answer.text)
    assert "by myself" in said
    assert "Lin Wangshu" in said
    assert "house:own-request" in said


async def test_a_missing_reason_is_asked_for_at_its_field(site: Site) -> None:
    """house:reason: the summary leads to the field; the form stands open, with all that was typed."""
    number = await site.open("contract-loan", by="qian", contract="HT-REASON", purpose="check")
    lin = await site.client("lin")
    values = form((await lin.get(f"/cases/{number}")).text, f"/cases/{number}/refuse")
    answer = await lin.post(f"/cases/{number}/refuse", data={**values, "reason": "  "})
    assert answer.status_code == 422
    field = f"field-{values['action']}-reason"
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    again = form(answer.text, f"/cases/{number}/refuse")
    assert again["key"] != values["key"]
    done = await lin.post(f"/cases/{number}/refuse", data={**again, "reason": "not yours to read"})
    assert done.status_code == 303


async def test_a_decision_is_bound_to_what_was_shown(site: Site) -> None:
    """house:what-was-shown: when the request changes meanwhile, the approval is refused and the difference is shown."""
    number = await site.open("contract-loan", by="qian", contract="HT-BEFORE", purpose="check")
    lin = await site.client("lin")
    values = form((await lin.get(f"/cases/{number}")).text, f"/cases/{number}/approve")
    await site.act(number, "amend", by="qian", fields={"contract": "HT-AFTER"})
    answer = await lin.post(f"/cases/{number}/approve", data={**values, "note": "take care"})
    assert answer.status_code == 409
    assert "house:what-was-shown" in answer.text
    assert "<del>HT-BEFORE</del>" in answer.text
    assert "<ins>HT-AFTER</ins>" in answer.text
    assert "take care" in answer.text
    assert (await lin.post(f"/cases/{number}/approve", data=form(answer.text, f"/cases/{number}/approve"))).status_code == 303


async def test_the_second_of_two_sees_that_it_has_been_decided(site: Site) -> None:
    """Two people at once: whoever comes second reads by whom and when, and loses nothing that they typed."""
    number = await site.open("contract-loan", by="qian", contract="HT-TWO", purpose="check")
    await site.act(number, "approve", by="lin")
    tao, jiang = await site.client("tao"), await site.client("jiang-x")
    both = [(who, form((await who.get(f"/cases/{number}")).text, f"/cases/{number}/hand_out")) for who in (tao, jiang)]
    first = await tao.post(f"/cases/{number}/hand_out", data=both[0][1])
    assert first.status_code == 303
    second = await jiang.post(f"/cases/{number}/hand_out", data={**both[1][1], "note": "from the second shelf"})
    assert second.status_code == 409
    said = text(second.text)
    assert "Since you looked last" in said
    assert "Tao Anran handed out HT-TWO" in said
    assert "from the second shelf" in said


async def test_sent_twice_is_done_once(site: Site) -> None:
    """house:command-id: the same form sent again, by impatience or going back, is the same command."""
    number = await site.open("contract-loan", by="qian", contract="HT-TWICE", purpose="check")
    lin = await site.client("lin")
    values = form((await lin.get(f"/cases/{number}")).text, f"/cases/{number}/approve")
    answers = [await lin.post(f"/cases/{number}/approve", data=values) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert [event.type for event in await site.events(number)].count("request.approved") == 1


async def test_since_the_last_look_is_told_once(site: Site) -> None:
    """What others did since then and which lines changed; nothing of it at the first look, nor at the next."""
    number = await site.open("contract-loan", by="qian", contract="HT-1", purpose="check")
    lin = await site.client("lin")
    assert "Since you looked last" not in (await lin.get(f"/cases/{number}")).text
    await site.act(number, "amend", by="qian", fields={"purpose": "check again"}, note="as you said")
    told = (await lin.get(f"/cases/{number}")).text
    assert "<ins>check again</ins>" in told
    assert "as you said" in text(told)
    assert "Since you looked last" not in (await lin.get(f"/cases/{number}")).text


async def test_personal_fields_are_shown_to_others_on_request_and_recorded(site: Site) -> None:
    """house:need-to-know: without a part in the case one presses a button, and that stands in the log; also for words of approvers."""
    number = await site.open("contract-loan", by="qian", contract="HT-P", purpose="a private purpose")
    await site.act(number, "send_back", by="lin", question="a private question")
    bai = await site.client("bai")
    page = (await bai.get(f"/cases/{number}")).text
    assert "private" not in page
    shown = await bai.post(f"/cases/{number}/uncover", data=form(page, f"/cases/{number}/uncover"))
    assert "a private purpose" in shown.text
    assert "a private question" in text(shown.text)
    assert "private" not in (await bai.get(f"/cases/{number}")).text


async def test_what_is_not_theirs_looks_like_nothing(site: Site) -> None:
    """Deny by default: a case of others and one that never was answer alike, whatever one tries."""
    number = await site.open("contract-loan", by="qian", contract="HT-MINE", purpose="check")
    yu = await site.client("yu")
    for path in ("", "/who-can"):
        assert (await yu.get(f"/cases/{number}{path}")).status_code == 404
        assert (await yu.get(f"/cases/LOAN-1999-0001{path}")).status_code == 404
    for command in ("approve", "uncover", "frobnicate"):
        assert (await yu.post(f"/cases/{number}/{command}", data={})).status_code == 404


async def test_whatever_is_typed_stays_text(site: Site) -> None:
    """No field of a form can become markup, in no place where it is shown."""
    number = await site.open("contract-loan", by="qian", contract="HT-<b>X</b>", purpose=XSS)
    lin = await site.client("lin")
    answer = await give(lin, number, "send_back", question=XSS)
    assert answer.status_code == 303
    qian = await site.client("qian")
    values = form((await qian.get(f"/cases/{number}")).text, f"/cases/{number}/amend")
    refused = await qian.post(f"/cases/{number}/amend", data={**values, "fields.contract": "", "note": XSS})
    assert refused.status_code == 422
    await qian.post(f"/cases/{number}/amend", data={**form(refused.text, f"/cases/{number}/amend"), "fields.contract": f"HT{XSS}"[:100]})
    for page in (refused.text, (await lin.get(f"/cases/{number}")).text, (await lin.get("/")).text, (await qian.get("/")).text):
        assert "<img src=x" not in page
        assert "<b>X" not in page
    assert "&lt;img src=x" in refused.text


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_whole_way_of_a_loan_by_its_forms(site: Site, lang: str) -> None:
    """A9, SO 2.2.2: approved, handed out, more time asked and given, returned and checked, each by a form of the page."""
    number = await site.open("contract-loan", by="qian", contract=f"HT-WAY-{lang}", purpose="check")
    people = {name: await site.client(name, lang) for name in ("lin", "tao", "qian")}
    way = [
        ("lin", "approve", {"note": "fine"}),
        ("tao", "hand_out", {}),
        ("qian", "extend", {"reason": "longer", "asks": "1 wd"}),
        ("lin", "approve", {}),
        ("qian", "return", {}),
        ("tao", "confirm_check", {"complete": "true"}),
    ]
    for name, command, typed in way:
        answer = await give(people[name], number, command, **typed)
        assert answer.status_code == 303, (command, text(answer.text))
        assert (await people[name].get(answer.headers["location"])).status_code == 200
    closed = text((await people["qian"].get(f"/cases/{number}")).text)
    assert ("returned and complete" if lang == "en" else "已完整归还") in closed


async def test_a_part_that_is_away_loses_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """house:command-id: the form comes back with what was typed and the same id, so that it may be sent again and happens once."""
    number = await site.open("contract-loan", by="qian", contract="HT-AWAY", purpose="check")
    lin = await site.client("lin")
    values = form((await lin.get(f"/cases/{number}")).text, f"/cases/{number}/refuse")

    async def away(*_args: object, **_named: object) -> None:
        raise Unavailable("Temporal is away")

    with monkeypatch.context() as patched:
        patched.setattr("console.desk.cases.ask", away)
        answer = await lin.post(f"/cases/{number}/refuse", data={**values, "reason": "a long thought"})
    assert answer.status_code == 503
    again = form(answer.text, f"/cases/{number}/refuse")
    assert again["key"] == values["key"]
    assert again["reason"] == "a long thought"
    assert (await lin.post(f"/cases/{number}/refuse", data=again)).status_code == 303


async def test_a_decision_that_wants_a_recent_sign_in_says_so_before(site: Site) -> None:
    """house:fresh-sign-in: who signed in long ago is told before deciding, and sent to sign in when deciding all the same."""
    number = await site.open("privilege-elevation", by="sun", system="ERP", privilege="price-admin", purpose="x")
    lin = await site.client("lin")
    assert "recent sign-in" not in text((await lin.get(f"/cases/{number}")).text)
    async with site.backend.engine.begin() as connection:
        await connection.execute(update(sessions).values(signed_in_at=sessions.c.signed_in_at - timedelta(hours=1)))
    page = (await lin.get(f"/cases/{number}")).text
    assert "recent sign-in" in text(page)
    answer = await lin.post(f"/cases/{number}/approve", data=form(page, f"/cases/{number}/approve"))
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


async def test_what_no_number_is_made_of_is_not_looked_for(site: Site) -> None:
    """house:form. NUL in an address is a case that is not there, and no fault of ours."""
    qian = await site.client("qian")
    assert (await qian.get("/cases/%00")).status_code == 404
    assert (await qian.get("/?done=%00:1")).status_code == 200


async def test_nothing_typed_turns_the_reading_direction(site: Site) -> None:
    """Whoever decides reads what was written: what steers a terminal or turns a line round stands as a mark, line ends stay."""
    number = await site.open("contract-loan", by="qian", contract="HT-\u202e1-00", purpose="one\ntwo \u2066three")
    lin = await site.client("lin")
    pages = [
        (await lin.get(at)).text for at in (f"/cases/{number}", "/cases", "/cases?plan=contract-loan", "/cases.csv?plan=contract-loan")
    ]
    assert all("HT-�1-00" in page for page in pages)
    assert not any("\u202e" in page or "\u2066" in page for page in pages)
    assert "one\ntwo �three" in pages[0]
