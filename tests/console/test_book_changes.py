"""Changing the rules on the pages: one person proposes and sees what it would change, another adopts."""

from __future__ import annotations

import httpx
import pytest

from domain.policy import RequestPlan
from packs.read import find
from tests.console.forms import form, text
from tests.console.site import Site

DEFAULT = find("default").read_text()
XSS = "<img src=x onerror=alert(1)>\"'`{{7*7}}"


def pack(answer: str = "1 wd", title: str = "Default policy pack") -> str:
    """The default pack with another time to answer."""
    return DEFAULT.replace(
        "value: 1 wd\n    house: answer-time\n    title: {zh: 审批答复时限",
        f"value: {answer}\n    house: answer-time\n    title: {{zh: 审批答复时限",
        1,
    ).replace("Default policy pack", title)


async def checked(client: httpx.AsyncClient, document: str) -> httpx.Response:
    """The page that says what a document would change."""
    values = form((await client.get("/book/propose")).text, "/book/propose")
    return await client.post("/book/propose/check", data={**values, "text": document})


async def proposed(client: httpx.AsyncClient, document: str, reason: str) -> str:
    """Propose it; the address of the proposal."""
    page = await checked(client, document)
    assert page.status_code == 200, text(page.text)
    answer = await client.post("/book/propose", data={**form(page.text, "/book/propose"), "reason": reason})
    assert answer.status_code == 303, text(answer.text)
    return answer.headers["location"].partition("?")[0]


@pytest.mark.parametrize(
    ("lang", "hours", "said", "waits", "done"),
    [
        ("en", "5 h", "answers within 1 working day 5 hours .", "another person adopts it", "You put it into force"),
        ("zh", "6 h", "须在 5 小时 6 小时 内答复", "须由另一人采用", "您已使其生效"),
    ],
)
async def test_a_shorter_answer_time_is_proposed_by_one_and_adopted_by_another(
    site: Site, lang: str, hours: str, said: str, waits: str, done: str
) -> None:
    """house:second-person. The difference is shown before it is proposed and before it is adopted; cases that open later follow it."""
    bai, gu = await site.client("bai", lang), await site.client("gu", lang)
    assert said in text((await checked(bai, pack(hours))).text)
    place = await proposed(bai, pack(hours), "faster answers")
    assert waits in text((await bai.get(f"{place}?done=1")).text)
    assert f"{place}/adopt" not in (await bai.get(place)).text
    page = (await gu.get(place)).text
    assert "faster answers" in page
    assert said in text(page)
    answer = await gu.post(f"{place}/adopt", data=form(page, f"{place}/adopt"))
    assert answer.status_code == 303, text(answer.text)
    assert done in text((await gu.get(answer.headers["location"])).text)
    plan = site.backend.governed.pack_at(site.backend.now()).plans["contract-loan"]
    assert isinstance(plan, RequestPlan)
    step = plan.approval[0].steps[0]
    assert str(step.within.span) == hours
    assert said in text((await gu.get("/book/compare")).text)


async def test_the_proposer_alone_puts_nothing_into_force(site: Site) -> None:
    """house:second-person. Adopting is absent for the proposer; sent all the same it is refused in the rule's words."""
    bai = await site.client("bai")
    place = await proposed(bai, pack("7 h"), "alone")
    csrf = form((await bai.get("/book/propose")).text, "/book/propose")
    answer = await bai.post(f"{place}/adopt", data={"csrf": csrf["csrf"], "key": csrf["key"]})
    assert answer.status_code == 409
    said = text(answer.text)
    assert "house:second-person" in said
    assert "Gu Mingchuan" in said


@pytest.mark.parametrize("handle", ["qian", "lin", "tao"])
async def test_whoever_may_not_change_the_rules_is_told_who_may(site: Site, handle: str) -> None:
    """house:governed. What I may not do is absent; who can is said; sent all the same it is refused."""
    client = await site.client(handle)
    page = (await client.get("/book/versions")).text
    assert "/book/propose" not in page
    said = text(page)
    assert "Who can change the rules?" in said
    assert "Bai Zhiheng" in said or "Gu Mingchuan" in said
    assert (await client.get("/book/propose")).status_code == 409
    assert (await client.post("/book/propose/check", data={"text": pack("7 h")})).status_code == 409
    answer = await client.post("/book/propose", data={"text": pack("7 h"), "reason": "because"})
    assert answer.status_code == 409
    assert "house:governed" in text(answer.text)


async def test_what_is_wrong_with_a_document_is_said_by_line_and_field(site: Site) -> None:
    """house:form. Nothing typed is lost, and each thing that is wrong is named with its place and its rule."""
    bai = await site.client("bai")
    broken = DEFAULT.replace("head of requester's department", "head of nobody", 1).replace(
        "clause: SO 2.2.2\n    asks", "clause: SO 9.9.9\n    asks", 1
    )
    answer = await checked(bai, broken)
    assert answer.status_code == 422
    said = text(answer.text)
    assert "SO 9.9.9" in said
    assert "plans[contract-loan]" in said
    assert "things are wrong with it" in said
    assert form(answer.text, "/book/propose")["text"].strip() == broken.strip()
    assert "reason" not in form(answer.text, "/book/propose")


@pytest.mark.parametrize("document", ["", "kind: nothing", "- a\n- b", "{", "a: &x 1\nb: *x", "kind: pack\nschema: 1", XSS])
async def test_what_is_no_document_is_refused_and_kept(site: Site, document: str) -> None:
    """house:form. Whatever was pasted, the page comes back with it and says what is wrong; nothing of it is markup."""
    bai = await site.client("bai")
    answer = await checked(bai, document)
    assert answer.status_code == 422
    assert form(answer.text, "/book/propose")["text"].strip() == document.strip()
    assert "<img src=x" not in answer.text


async def test_a_file_counts_before_what_is_typed(site: Site) -> None:
    """A document is uploaded as it lies on somebody's disk; what is no text is said to be none."""
    bai = await site.client("bai")
    values = form((await bai.get("/book/propose")).text, "/book/propose")
    del values["file"]
    answer = await bai.post("/book/propose/check", data=values, files={"file": ("pack.yaml", pack("12 h").encode())})
    assert answer.status_code == 200
    assert "12 hours" in text(answer.text)
    bad = await bai.post("/book/propose/check", data=values, files={"file": ("pack.yaml", b"\xff\xfe\x00")})
    assert bad.status_code == 422
    assert "no text in UTF-8" in text(bad.text)


async def test_a_reason_is_wanted(site: Site) -> None:
    """house:reason. Without one nothing is proposed, the form stands with its document, and the next try is another command."""
    bai = await site.client("bai")
    values = form((await checked(bai, pack("9 h"))).text, "/book/propose")
    answer = await bai.post("/book/propose", data={**values, "reason": "  "})
    assert answer.status_code == 409
    again = form(answer.text, "/book/propose")
    assert again["text"].strip() == pack("9 h").strip()
    assert again["key"] != values["key"]


async def test_the_pack_in_force_may_be_taken_to_begin_with(site: Site) -> None:
    """What counts now comes as YAML to change; unchanged, it would change nothing. An organisation does not: its addresses are sealed."""
    bai = await site.client("bai")
    page = (await bai.get("/book/propose")).text
    digests = {what: site.backend.governed.state.adopted[place].digest for place, what in enumerate(("organisation", "calendar"))}
    values = form((await bai.get(f"/book/propose?of={digests['calendar']}")).text, "/book/propose")
    answer = await bai.post("/book/propose/check", data=values)
    assert "They say the same." in text(answer.text)
    assert (await bai.get(f"/book/propose?of={digests['organisation']}")).status_code == 404
    assert "/book/propose?of=" in page


async def test_words_of_a_pack_are_words(site: Site) -> None:
    """XSS: titles and reasons of a proposal are shown as they are, nowhere as markup."""
    bai = await site.client("bai")
    place = await proposed(bai, pack("8 h", title=XSS.replace('"', "").replace("{", "").replace("}", "")), XSS)
    for address in (place, "/book/versions"):
        page = (await bai.get(address)).text
        assert "onerror=alert(1)" in page
        assert "<img src=x" not in page


async def test_a_change_of_the_organisation_is_said_person_by_person(site: Site) -> None:
    """house:governed. Somebody gets a post: that is said, names as they are called, an address never."""
    bai, gu = await site.client("bai"), await site.client("gu")
    document = (
        find("packs/sample/organisation.yaml")
        .read_text()
        .replace("handle: zou\n", "handle: zou\n    posts: [archivist]\n")
        .replace("zou@example.org", "zou2@example.org")
    )
    place = await proposed(bai, document, "a third archivist")
    page = (await gu.get(place)).text
    said = text(page)
    assert "Holds the post: Archivist." in said
    assert "Zou Xiaoman" in said
    assert "example.org" not in page
    assert "what it says is not shown here" in said
    answer = await gu.post(f"{place}/adopt", data=form(page, f"{place}/adopt"))
    assert answer.status_code == 303
    zou = next(who for who in site.backend.organisation(site.backend.now()).people.values() if who.handle == "zou")
    assert zou.posts == ("archivist",)
