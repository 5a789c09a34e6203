"""Cases by the API: opened, answered, read, listed; who may not see one learns nothing."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.console.site import Site

V1 = "/api/v1"
Query = dict[str, str | int]
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
async def qian(site: Site) -> httpx.AsyncClient:
    return await site.client("qian")


@pytest.fixture(scope="module")
async def lin(site: Site) -> httpx.AsyncClient:
    """Who heads the requester's department."""
    return await site.client("lin")


@pytest.fixture
async def loan(site: Site) -> str:
    """A loan that waits for its answer."""
    return await site.open("contract-loan", by="qian", contract=f"HT-{uuid4().hex[:8]}", purpose="a customer asks")


def asked(contract: str, **more: Any) -> dict[str, Any]:
    return {"plan": "contract-loan", "fields": {"contract": contract, "purpose": "a customer asks", **more}}


# --- opening and answering ----------------------------------------------------------------------------


async def test_a_loan_goes_its_whole_way_by_the_api(site: Site, qian: httpx.AsyncClient, lin: httpx.AsyncClient) -> None:
    """SO 2.2.2. Asked, approved by the head of department, handed out, returned, checked."""
    opened = await qian.post(f"{V1}/cases", json=asked("HT-WAY"))
    assert opened.status_code == 201, opened.text
    case = f"{V1}/cases/{opened.json()['number']}"
    seen = await lin.get(case)
    approved = await lin.post(f"{case}/commands/approve", json={}, headers={"if-match": seen.headers["etag"]})
    assert approved.status_code == 200, approved.text
    tao = await site.client("tao")
    for person, command in ((tao, "hand_out"), (qian, "return"), (tao, "confirm_check")):
        answer = await person.post(f"{case}/commands/{command}", json={"complete": True} if command == "confirm_check" else {})
        assert answer.json()["outcome"] == "done", answer.text
    assert (await qian.get(case)).json()["closed"] is True


async def test_what_was_opened_says_where_it_is(qian: httpx.AsyncClient) -> None:
    """RFC 9110 §10.2.2. A new case has an address."""
    opened = await qian.post(f"{V1}/cases", json=asked("HT-PLACE"))
    assert (await qian.get(opened.headers["location"])).json()["id"] == opened.json()["case"]


async def test_the_same_key_is_the_same_request(qian: httpx.AsyncClient) -> None:
    """An id gives the same outcome whatever happened since: a request sent twice is one request."""
    key = {"idempotency-key": "my-first-request"}
    first, again = [await qian.post(f"{V1}/cases", json=asked("HT-KEY"), headers=key) for _ in range(2)]
    assert first.json() == again.json()


async def test_another_request_with_a_key_that_was_used_is_refused(qian: httpx.AsyncClient) -> None:
    """house:form. A key never stands for two things."""
    key = {"idempotency-key": str(uuid4())}
    await qian.post(f"{V1}/cases", json=asked("HT-KEY-1"), headers=key)
    answer = await qian.post(f"{V1}/cases", json=asked("HT-KEY-2"), headers=key)
    assert answer.status_code == 422
    assert answer.json()["key"] == "id_reused"


async def test_the_key_of_one_person_is_not_that_of_another(qian: httpx.AsyncClient, lin: httpx.AsyncClient) -> None:
    """What somebody calls their command is their own: nobody meets another's command by its name."""
    key = {"idempotency-key": "loan-1"}
    one, other = [await person.post(f"{V1}/cases", json=asked("HT-OWN"), headers=key) for person in (qian, lin)]
    assert one.json()["case"] != other.json()["case"]


async def test_a_refusal_names_rule_and_clause(qian: httpx.AsyncClient, loan: str) -> None:
    """house:own-request, as RFC 9457 tells it."""
    answer = await qian.post(f"{V1}/cases/{loan}/commands/approve", json={})
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["clause"] == "house:own-request"


async def test_a_refusal_is_in_the_words_of_the_organisation(site: Site, lin: httpx.AsyncClient) -> None:
    """SO 2.2.2, house:one-holder. Who does it by title, the other case by number: no names of the pack, no ids."""
    first, second = [await site.open("contract-loan", by=who, contract="HT-WORDS", purpose="x") for who in ("qian", "zhou")]
    for loan in (first, second):
        await site.act(loan, "approve", by="lin")
    theirs = await lin.post(f"{V1}/cases/{first}/commands/hand_out", json={}, headers={"accept-language": "zh"})
    assert "档案" in theirs.json()["detail"], theirs.text
    await site.act(first, "hand_out", by="tao")
    tao = await site.client("tao")
    held = await tao.post(f"{V1}/cases/{second}/commands/hand_out", json={})
    assert first in held.json()["detail"], held.text


async def test_a_decision_counts_for_what_was_shown(site: Site, lin: httpx.AsyncClient, loan: str) -> None:
    """house:what-was-shown. If the request changed meanwhile, the answer to the old one is refused."""
    seen = await lin.get(f"{V1}/cases/{loan}")
    await site.act(loan, "amend", by="qian", fields={"contract": "HT-OTHER"})
    for match, body in ((seen.headers["etag"], {}), (f'"{seen.json()["shown"]}"', {}), ("", {"shown": seen.json()["shown"]})):
        answer = await lin.post(f"{V1}/cases/{loan}/commands/approve", json=body, headers={"if-match": match})
        assert answer.json()["clause"] == "house:what-was-shown", answer.text


async def test_people_may_be_called_by_their_handles(site: Site, lin: httpx.AsyncClient, loan: str) -> None:
    """A caller knows handles; the log knows ids."""
    answer = await lin.post(f"{V1}/cases/{loan}/commands/hand_on", json={"to": "han", "reason": "knows it better"})
    assert answer.status_code == 200, answer.text
    han, after = await site.client("han"), {"after": f"{answer.json()['case']}:{answer.json()['version']}"}
    assert [task["number"] for task in (await han.get(f"{V1}/tasks", params=after)).json()["items"]] == [loan]


@pytest.mark.parametrize(
    ("command", "body", "field"),
    [
        ("approve", {"nonsense": 1}, "nonsense"),
        ("no_such", {}, "command"),
        ("time_passed", {"clock": "x", "due": "2026-01-01T00:00:00Z"}, "command"),
        ("hand_on", {"to": "nobody-called-so"}, "to"),
        ("approve", {"note": 5}, "note"),
        ("approve", {"shown": 5}, "shown"),
        ("approve", {"note": "\ud800"}, "note"),
    ],
)
async def test_what_a_command_does_not_know_is_refused_by_name(
    lin: httpx.AsyncClient, loan: str, command: str, body: dict[str, Any], field: str
) -> None:
    """house:form. Whoever sends what cannot be read is told which part."""
    answer = await lin.post(f"{V1}/cases/{loan}/commands/{command}", content=json.dumps(body), headers=JSON)
    assert answer.status_code in (409, 422), answer.text
    assert answer.json()["field"] == field, answer.text


# --- reading --------------------------------------------------------------------------------------------


async def test_a_case_says_where_it_stands_and_who_can(lin: httpx.AsyncClient, loan: str) -> None:
    """One answer holds form, clocks, way and offers; what is open to me is marked."""
    said = (await lin.get(f"{V1}/cases/{loan}")).json()
    assert said["stage"] == "asked"
    assert {each["command"] for each in said["offers"] if each["mine"]} >= {"approve", "refuse"}
    assert [clock["clause"] for clock in said["clocks"] if clock["name"].startswith("answer")] == ["house:answer-time"]
    assert [station["state"] for station in said["way"]][:2] == ["done", "now"]


async def test_the_timeline_speaks_the_readers_language(site: Site, loan: str) -> None:
    """Each event is a sentence, in Chinese and in English."""
    said = {lang: (await (await site.client("lin", lang)).get(f"{V1}/cases/{loan}/timeline")).json() for lang in ("zh", "en")}
    assert "Qian Duoduo" in said["en"]["lines"][0]["text"]
    assert "钱朵朵" in said["zh"]["lines"][0]["text"]


async def test_who_can_and_explain_name_clauses_and_their_words(lin: httpx.AsyncClient, loan: str) -> None:
    """The clause travels with its words."""
    who = (await lin.get(f"{V1}/cases/{loan}/who-can")).json()
    why = (await lin.get(f"{V1}/cases/{loan}/explain")).json()
    assert [offer["command"] for offer in who["offers"]] == [offer["command"] for offer in why["offers"]]
    assert all(rule["words"] for rule in why["rules"])
    assert why["next"]["clause"] == "house:answer-time"


async def test_what_has_not_changed_is_not_sent_again(lin: httpx.AsyncClient, site: Site, loan: str) -> None:
    """RFC 9110 §13.1.2. A tag stands for one representation."""
    first = await lin.get(f"{V1}/cases/{loan}")
    tag = {"if-none-match": first.headers["etag"]}
    again = await lin.get(f"{V1}/cases/{loan}", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    await site.act(loan, "urge", by="qian")
    assert (await lin.get(f"{V1}/cases/{loan}", headers=tag)).status_code == 200


# --- what is not theirs -----------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["", "/timeline", "/events", "/who-can", "/explain"])
async def test_whoever_has_no_part_learns_nothing(site: Site, loan: str, part: str) -> None:
    """What somebody may not see looks like what is not there: same status, same words."""
    ding = await site.client("ding")
    hidden, missing = await ding.get(f"{V1}/cases/{loan}{part}"), await ding.get(f"{V1}/cases/LOAN-1999-0001{part}")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json() == missing.json()


async def test_nobody_commands_what_they_do_not_see(site: Site, loan: str) -> None:
    """The same holds for asking a case for something."""
    ding = await site.client("ding")
    hidden = await ding.post(f"{V1}/cases/{loan}/commands/urge", json={})
    missing = await ding.post(f"{V1}/cases/LOAN-1999-0001/commands/urge", json={})
    assert (hidden.status_code, hidden.json()) == (404, missing.json())


async def test_stored_events_are_for_whom_the_pack_lets(site: Site, lin: httpx.AsyncClient, loan: str) -> None:
    """house:oversight. The compliance officer reads the log as it is kept; the head of department does not."""
    bai = await site.client("bai")
    stored = (await bai.get(f"{V1}/cases/{loan}/events")).json()
    assert stored["events"][0]["type"] == "request.opened"
    assert (await lin.get(f"{V1}/cases/{loan}/events")).status_code == 404


async def test_personal_lines_are_uncovered_on_request_and_the_look_is_recorded(site: Site) -> None:
    """house:need-to-know. The compliance officer has no part: values are hidden until asked for."""
    number = await site.open("trade-secret-loan", by="zhou", document="TS-1", purpose="MARKER a tender")
    bai = await site.client("bai")
    hidden = [line for line in (await bai.get(f"{V1}/cases/{number}")).json()["fields"] if line["personal"]]
    assert hidden
    assert all(line["hidden"] and line["value"] is None for line in hidden)
    shown = (await bai.get(f"{V1}/cases/{number}", params={"uncover": 1})).json()
    assert all(not line["hidden"] and line["value"] for line in shown["fields"] if line["personal"])


# --- lists ------------------------------------------------------------------------------------------------


async def test_a_list_holds_what_one_may_see_page_by_page(site: Site, lin: httpx.AsyncClient) -> None:
    """Lists page by key; nobody meets a case twice, none is left out."""
    numbers = [await site.open("contract-loan", by="sun", contract=f"HT-P-{n}", purpose="pages") for n in range(5)]
    await site.settled()
    found: list[str] = []
    page: dict[str, Any] = {"next": ""}
    while page["next"] is not None:
        page = (await lin.get(f"{V1}/cases", params={"requester": "sun", "limit": 2, "cursor": page["next"]})).json()
        found += [line["number"] for line in page["items"]]
    assert found == numbers[::-1]


async def test_an_outsiders_list_is_empty(site: Site, loan: str) -> None:
    """Deny by default, in lists too."""
    await site.settled()
    ding = await site.client("ding")
    assert (await ding.get(f"{V1}/cases")).json()["items"] == []


async def test_what_one_just_did_is_in_the_list(qian: httpx.AsyncClient, lin: httpx.AsyncClient) -> None:
    """`?after=CASE:VERSION` waits until the lists know one's own write."""
    opened = (await qian.post(f"{V1}/cases", json=asked("HT-AFTER"))).json()
    after: Query = {"after": f"{opened['case']}:{opened['version']}", "limit": 200}
    assert opened["number"] in [line["number"] for line in (await qian.get(f"{V1}/cases", params=after)).json()["items"]]
    assert opened["number"] in [task["number"] for task in (await lin.get(f"{V1}/tasks", params=after)).json()["items"]]


async def test_a_task_says_why_from_me_and_until_when(lin: httpx.AsyncClient, loan: str) -> None:
    """What is due from whom, soonest first, under which clause."""
    mine = (await lin.get(f"{V1}/tasks", params={"limit": 200})).json()["items"]
    task = next(each for each in mine if each["number"] == loan)
    assert (task["task"], task["clause"], task["requester"]["handle"]) == ("decide", "SO 2.2.2", "qian")
    assert [each["due"] for each in mine] == sorted(each["due"] for each in mine)
