"""Who reported, as the pages and the API tell it: to themselves, to whom the plan names with a record of the look, to nobody else."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from domain.kernel import uuid_of
from eventlog.port import Stream
from tests.console.forms import text
from tests.console.site import Site

WHAT = "Customer lists go to a private mailbox."
API = "/api/v1"
OPTIONS = re.compile(r"<option.*?</option>", re.DOTALL)
"""Lists of all who work here, from which one may be chosen, tell of nobody."""


@pytest.fixture(scope="module")
async def number(site: Site) -> str:
    """A report by name, with a word from either side."""
    found = await site.open("violation-report", by="qian", what=WHAT)
    await site.act(found, "ask_reporter", by="qi", question="On which day?")
    await site.act(found, "reply", by="qian", text="On Friday.")
    return found


def tells(site: Site, answer: httpx.Response) -> list[str]:
    """By what of whoever reported an answer names them."""
    person, said = site.person("qian"), OPTIONS.sub("", answer.text)
    return [each for each in (person.id, "qian", "Duoduo", "钱朵朵", "sales-back-office", "Sales back-office") if each in said]


@pytest.mark.parametrize("page", ["", "/who-can", "/chain"])
async def test_whoever_checks_it_does_not_learn_who_reported(site: Site, number: str, page: str) -> None:
    """house:reporter. Neither from its page nor from who can do what, though they read every word."""
    checker = await site.client("qi")
    answer = await checker.get(f"/cases/{number}{page}")
    assert answer.status_code == 200
    assert tells(site, answer) == []
    if not page:
        assert WHAT in text(answer.text)
        assert "the reporter wrote: On Friday." in text(answer.text)


@pytest.mark.parametrize("path", ["", "/timeline", "/who-can", "/explain", "/chain"])
async def test_nor_from_the_api(site: Site, number: str, path: str) -> None:
    """house:reporter. No id, no handle, no department; the events as they are stored are nobody's."""
    checker = await site.client("qi")
    answer = await checker.get(f"{API}/cases/{number}{path}")
    assert answer.status_code == 200, answer.text
    assert tells(site, answer) == []
    for handle in ("qi", "bai"):
        assert (await (await site.client(handle)).get(f"{API}/cases/{number}/events")).status_code in (403, 404, 409)


async def test_the_reporter_sees_it_as_their_own(site: Site, number: str) -> None:
    """house:reporter. Under the name that they gave, with what they may still do."""
    mine = await site.client("qian")
    answer = await mine.get(f"/cases/{number}")
    assert answer.status_code == 200
    assert "Duoduo" in text(answer.text)
    assert f"/cases/{number}/reply" in answer.text
    assert 'class="by">reported by ' in answer.text
    told = (await (await site.client("qi")).get(f"/cases/{number}")).text
    assert 'class="by"><' in told, "nobody stands there whom it could seem to concern"


@pytest.mark.parametrize("handle", ["gu", "lin", "sun", "wei-h"])
async def test_nobody_else_reads_a_report(site: Site, number: str, handle: str) -> None:
    """house:reporter. What the pack lets others read counts for nothing here: not for the general manager, nor for any head."""
    client = await site.client(handle)
    assert (await client.get(f"/cases/{number}")).status_code == 404
    assert (await client.get(f"{API}/cases/{number}")).status_code == 404
    listed = (await client.get(f"{API}/cases?kind=report")).json()
    assert [each["number"] for each in listed["items"] if each["number"] == number] == []
    assert number not in (await client.get("/cases")).text


async def test_who_may_learn_it_looks_and_the_look_is_written_down(site: Site, number: str) -> None:
    """house:reporter. The compliance officer reads it, and learns who reported only by a look that is in the record."""
    officer, case = await site.client("bai"), await site.case(number)
    before = await officer.get(f"/cases/{number}")
    assert before.status_code == 200
    assert tells(site, before) == []
    looks = Stream(category="look", id=uuid_of(case))
    assert await site.backend.log.read(looks) == []
    after = await officer.post(f"/cases/{number}/uncover")
    assert "Duoduo" in text(after.text)
    [look] = await site.backend.log.read(looks)
    assert json.loads(look.data)["fields"] == ["what", "place", "reporter"]
    assert json.loads(look.meta)["by"]["id"] == site.person("bai").id


async def test_a_report_stands_in_lists_without_anybody(site: Site, number: str) -> None:
    """house:reporter. Whoever checks it finds it among their tasks and cases, and nobody's name with it."""
    checker = await site.client("qi")
    for address in ("/", "/cases", "/cases?kind=report", f"/cases?search={number}", "/figures", "/notices"):
        answer = await checker.get(address)
        assert answer.status_code == 200, address
        assert [each for each in tells(site, answer) if "office" not in each] == [], address
    assert number in (await checker.get("/cases")).text
    assert (await checker.get("/cases?requester=qian")).text.count(number) == 0
    assert number in (await checker.get("/")).text


async def test_notices_of_others_do_not_tell_it(site: Site, number: str) -> None:
    """house:reporter. Whoever may read the notices of others reads none about a report."""
    officer, mine = await site.client("bai"), await site.client("qian")
    assert (await officer.get("/notices?of=qian")).text.count(number) == 0
    assert (await mine.get("/notices")).status_code == 200


async def test_changes_are_told_without_a_name(site: Site, number: str) -> None:
    """house:reporter. A line that arrives by itself says no more than the page."""
    from console.changes import Watch

    case = await site.case(number)
    watch = Watch(site.backend)
    batch = [one for one in await site.backend.log.read_all(0, 1000) if one.event.stream.id == uuid_of(case)]
    changes = await watch.changes(batch)
    assert changes
    me = site.person("qian").id
    assert all(me not in json.dumps(dict(each.data)) and each.by != me for each in changes)
    heard = {handle for handle in ("qi", "bai", "gu", "lin", "sun", "qian") if changes[-1].audience.has(site.person(handle).id)}
    assert heard == {"qi", "bai", "qian"}


async def test_what_it_led_to_tells_no_more(site: Site) -> None:
    """house:reporter, house:took-part. Head, person concerned, colleagues: nobody learns of who made the report."""
    found = await site.open("violation-report", by="qian", what=WHAT)
    await site.act(
        found, "accept_report", by="qi", subject=site.person("feng").id, breach="private-mailbox", summary="The mail log shows it."
    )
    await site.settled()
    case = await site.case(found)
    chain = await site.backend.reader.chain(case)
    [violation] = [line for line in chain.lines if line.kind == "violation"]
    for handle in ("lin", "feng", "sun", "gu", "bai"):
        client = await site.client(handle)
        for path in ("", "/timeline", "/who-can", "/chain", "/explain", "/evidence"):
            answer = await client.get(f"{API}/cases/{violation.number}{path}")
            named = [each for each in tells(site, answer) if "office" not in each]
            assert named == [], (handle, path)
        for path in ("", "/who-can", "/chain"):
            answer = await client.get(f"/cases/{violation.number}{path}")
            assert [each for each in tells(site, answer) if "office" not in each] == [], (handle, path)
            assert found not in answer.text or handle == "bai", "that there is a report is nobody's to know"
    assert (await (await site.client("lin")).get(f"/cases/{violation.number}")).status_code == 200
    assert (await (await site.client("qian")).get(f"/cases/{violation.number}")).status_code == 404


async def test_a_hazard_is_taken_up_into_the_ledger(site: Site) -> None:
    """MK 5.4.3. What whoever checks writes is sealed on its way, and is the ledger line's finding, which anybody may read."""
    found = await site.open("hazard-snapshot", by="qian", what="A cable across the stairs.", place="north wing")
    (who, *_) = await site.who_can(found, "accept_report", to="qian")
    given = {"responsible": site.person("zhu").id, "summary": "A cable lies across the stairs.", "criterion": "none in three months"}
    await site.act(found, "accept_report", by=who, **given)
    await site.settled()
    chain = await site.backend.reader.chain(await site.case(found))
    [line] = [each for each in chain.lines if each.kind == "rectification"]
    page = await (await site.client("zhu")).get(f"/cases/{line.number}")
    assert given["summary"] in page.text
