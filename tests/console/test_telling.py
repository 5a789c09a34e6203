"""What the person whom a case concerns is shown of it, on every way in."""

from __future__ import annotations

from hashlib import sha256
from uuid import uuid4

import httpx
import pytest

from activities.chained import chained
from console.changes import Watch
from tests.console.site import Site

NOTES, FINDINGS, FILE = "MARKER-ask-sun-again", "MARKER-somebody-saw-it", "MARKER-from-sun.txt"
CONTENT = b"MARKER what sun wrote"
DIGEST = sha256(CONTENT).hexdigest()
SECRETS = (NOTES, FINDINGS, FILE, DIGEST, "named a witness")
V1 = "/api/v1"


@pytest.fixture(scope="module")
async def violation(site: Site) -> str:
    """Investigated, with a witness, a note and a file; heard and reported."""
    subject, witness = site.person("qian").id, site.person("sun").id
    number = await site.open(
        "violation", by="lin", subject=subject, breach="private-mailbox", facts="A list was sent.", happened="2026-01-05"
    )
    await site.act(number, "name_witness", by="lin", person=witness, reason="seen there")
    await site.act(number, "comment", by="lin", text=NOTES)
    lin = await site.client("lin")
    assert (await lin.post(f"{V1}/cases/{number}/evidence", files={"file": (FILE, CONTENT, "text/plain")})).status_code == 201
    await site.act(number, "hear", by="lin")
    await site.act(number, "state", by="qian", text="It was urgent.")
    await site.act(number, "submit_report", by="lin", findings=FINDINGS, proven="proven")
    await site.settled()
    return number


async def everything(client: httpx.AsyncClient, number: str) -> str:
    """All that somebody gets of a case."""
    ways = ("cases/{}", "cases/{}/who-can", "cases/{}/chain", "api/v1/cases/{}", "api/v1/cases/{}/timeline", "api/v1/cases/{}/evidence")
    answers = [await client.get("/" + way.format(number)) for way in (*ways, "api/v1/cases/{}/chain", "api/v1/cases/{}/explain")]
    assert [each.status_code for each in answers] == [200] * len(answers)
    return "\n".join(each.text for each in answers)


async def test_whom_it_concerns_finds_their_own_side_on_every_page(site: Site, violation: str) -> None:
    """SO 5.2.2, house:need-to-know. What they are charged with and said; no witness, note, finding or file of others, whatever the way."""
    got = await everything(await site.client("qian"), violation)
    assert "A list was sent." in got
    assert "It was urgent." in got
    assert [secret for secret in SECRETS if secret in got] == []


async def test_whom_it_concerns_does_not_find_who_opened_it_nor_that_somebody_reported_it(site: Site) -> None:
    """SO 5.2.2, house:reporter. Opened by hand or out of a report, it looks the same to them."""
    subject, fields = site.person("qian"), {"breach": "private-mailbox"}
    by_hand = await site.open("violation", by="bai", subject=subject.id, facts="x", **fields)
    report = await site.open("violation-report", by="okafor", what="y")
    await site.act(report, "accept_report", by="qi", subject=subject.id, summary="y", **fields)
    await site.settled()
    lin, qian = await site.client("lin"), await site.client("qian")
    reported = next(each["number"] for each in (await lin.get("/api/v1/cases?plan=violation")).json()["items"] if each["number"] > by_hand)
    looks = []
    for number in (by_hand, reported):
        await site.act(number, "hear", by="lin")
        found = await everything(qian, number)
        assert not [word for word in ("Bai Ruogu", "Qi Yunshu", "what it came from", "another case") if word in found]
        case = (await qian.get(f"/api/v1/cases/{number}")).json()
        looks.append((case["way"][0]["who"], (await qian.get(f"/api/v1/cases/{number}/chain")).json()["cases"][1:]))
    assert looks[0] == looks[1]
    assert "another case" in await everything(lin, reported)


async def test_whoever_leads_finds_all_of_it(site: Site, violation: str) -> None:
    """SO 5.2.2. The same pages for whoever works on it."""
    got = await everything(await site.client("lin"), violation)
    assert [secret for secret in SECRETS if secret not in got] == []


async def test_a_file_of_others_is_not_handed_to_them(site: Site, violation: str) -> None:
    """house:evidence. Not even to whoever knows its digest."""
    for client in (await site.client("qian"), await site.client("moreau")):
        assert (await client.get(f"/cases/{violation}/evidence/{DIGEST}")).status_code == 404


async def test_after_their_own_deed_they_are_told_what_it_did(site: Site) -> None:
    """What follows from it may not be theirs to know; that it was done is."""
    subject = site.person("qian").id
    number = await site.open("violation", by="lin", subject=subject, breach="private-mailbox", facts="x", happened="2026-01-05")
    await site.act(number, "submit_report", by="lin", findings=FINDINGS, proven="proven")
    await site.settled()
    qian = await site.client("qian")
    answer = await qian.post(f"/cases/{number}/state", data={"text": "MINE", "key": str(uuid4())}, follow_redirects=True)
    assert answer.status_code == 200
    assert 'id="done"' in answer.text


async def test_nothing_withheld_is_pushed_to_them(site: Site, violation: str) -> None:
    """What the page does not tell, the quiet line above it does not tell either."""
    batch = [
        each
        for each in await site.backend.log.read_all(0, 10_000)
        if each.event.stream.id.hex in (await site.case(violation)).replace("-", "")
    ]
    changes = await Watch(site.backend).changes(batch)
    qian, lin = site.person("qian").id, site.person("lin").id
    by_type = {each.type: (each.withheld(qian), each.withheld(lin)) for each in changes}
    assert by_type["violation.witness_named"] == by_type["case.commented"] == by_type["evidence.added"] == (True, False)
    assert by_type["violation.heard"] == (False, False)


async def test_the_command_line_tells_the_same(site: Site, violation: str) -> None:
    """`bylaw show --chain --as` asks the same rule."""
    backend, case = site.backend, await site.case(violation)
    found = await chained(backend.log, backend.governed, backend.reader, case, backend.now(), site.person("qian").id)
    assert "violation.witness_named" not in {event.type for _, event in found.events()}
    whole = await chained(backend.log, backend.governed, backend.reader, case, backend.now(), None)
    assert "violation.witness_named" in {event.type for _, event in whole.events()}
