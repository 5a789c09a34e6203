"""Files at the console: kept before the case knows them, written down before anybody is handed one, never shown in place."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from activities.ask import Answer
from activities.custody import custody_of
from activities.personal import seal
from console import patience
from console.api import evidence as api
from console.desk import cases
from console.desk import evidence as desk
from console.desk.cases import Seen, look_at
from domain.casework.commands import AddEvidence
from domain.kernel import CaseId, Holder, Offer, PersonId, Unavailable, uuid_of
from domain.requests.state import Request
from domain.shapes import COMMANDS
from eventlog.port import Stream
from evidence.at import store_at
from evidence.port import place
from evidence.scan import Scan
from tests.console.site import Site
from views.page import Line

V1 = "/api/v1"
PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 3000
"""More than the API takes otherwise, and more than one piece."""
DIGEST = sha256(PHOTO).hexdigest()


class Shelf:
    """A loan to which files can be put: what a decider that takes files adds to it is added here."""

    def __init__(self, site: Site, number: str) -> None:
        self.site, self.number = site, number
        self.lines: list[Line] = []
        self.givers = {"qian", "lin"}

    async def seen(self, backend: Any, caller: Any, name: str, **how: Any) -> Seen:
        found = await look_at(backend, caller, name, **how)
        mine = caller.id in {self.site.person(handle).id for handle in self.givers}
        offer = Offer(command="add_evidence", who=(Holder(person=caller.id, basis="part"),), clause="house:evidence")
        page = replace(found.page, timeline=[*found.page.timeline, *self.lines])
        return replace(found, page=page, mine=(*found.mine, *((offer,) if mine else ())))

    async def give(self, _backend: Any, caller: Any, name: str, command: str, content: dict[str, Any], *, key: str) -> Answer:
        kept = self.folder / place(content["sha256"])
        assert kept.is_file(), "the case is told of what is kept, not of what will be"
        now, version = datetime.now(UTC), 100 + len(self.lines)
        personal = [((name,), caller.id) for name in ("name", "note") if content[name]]
        sealed = await seal(content, personal, uuid4(), self.site.backend.keyring)
        data = {"taken_at": None, **sealed, "digest": content["sha256"], "by": caller.id}
        line = Line(
            version=version, id="", type="evidence.added", happened_at=now, recorded_at=now, by=caller.id, clause="", data=data, meta={}
        )
        self.lines.append(line)
        assert command == "add_evidence"
        return Answer(outcome="done", case=CaseId(name), command=UUID(key) if key else uuid4(), version=version)

    @property
    def folder(self) -> Path:
        return Path(self.site.backend.setup.files)

    async def custody(self) -> list[tuple[PersonId, tuple[str, ...]]]:
        return [(each.by, each.digests) for each in await custody_of(self.site.backend.log, await self.site.case(self.number))]

    def id(self, handle: str) -> PersonId:
        return self.site.person(handle).id


@pytest.fixture
async def shelf(site: Site, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    made = Shelf(site, await site.open("contract-loan", by="qian", contract=f"HT-{uuid4().hex[:8]}", purpose="x"))
    monkeypatch.setattr(desk, "look_at", made.seen)
    monkeypatch.setattr(api, "look_at", made.seen)
    monkeypatch.setattr(cases, "look_at", made.seen)
    monkeypatch.setattr(desk, "give", made.give)
    monkeypatch.setitem(COMMANDS["request"], "add_evidence", AddEvidence)
    return made


async def sent(who: httpx.AsyncClient, number: str, content: bytes = PHOTO, name: str = "gate.jpg", **fields: str) -> httpx.Response:
    return await who.post(f"{V1}/cases/{number}/evidence", files={"file": (name, content, "image/jpeg")}, data=fields)


# --- putting one ----------------------------------------------------------------------------------


async def test_a_file_is_kept_and_the_case_told(shelf: Shelf) -> None:
    """house:evidence. Answered with digest, size and media type; kept before the case knows of it."""
    qian = await shelf.site.client("qian")
    answer = await sent(qian, shelf.number, note="the north gate", taken_at="2026-03-02T09:00:00+08:00", digest=DIGEST)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert {name: told[name] for name in ("digest", "size", "media", "name")} == {
        "digest": DIGEST,
        "size": len(PHOTO),
        "media": "image/jpeg",
        "name": "gate.jpg",
    }
    (file,) = (await qian.get(f"{V1}/cases/{shelf.number}/evidence")).json()["items"]
    assert (file["note"], file["taken_at"]) == ("the north gate", "2026-03-02T01:00:00Z")


async def test_the_page_takes_a_file_as_its_form_sends_it(shelf: Shelf) -> None:
    """house:evidence. With a browser's local time, and back to the case's page."""
    qian = await shelf.site.client("qian")
    fields = {"note": "at night", "taken_at": "2026-03-02T09:00", "key": str(uuid4())}
    answer = await qian.post(f"/cases/{shelf.number}/evidence", files={"file": ("北门.jpg", PHOTO, "image/jpeg")}, data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{shelf.number}?done=100#done")
    (file,) = (await qian.get(f"{V1}/cases/{shelf.number}/evidence")).json()["items"]
    assert (file["name"], file["note"], file["taken_at"]) == ("北门.jpg", "at night", "2026-03-02T01:00:00Z")


BAD: list[tuple[dict[str, Any], int, str, str]] = [
    ({"content": b""}, 422, "empty_file", "file"),
    ({"name": "../../etc/passwd"}, 422, "path_in_name", "name"),
    ({"digest": "0" * 64}, 422, "wrong_digest", "digest"),
    ({"digest": "not one"}, 422, "wrong_type", "digest"),
    ({"taken_at": "yesterday"}, 422, "wrong_type", "taken_at"),
]


@pytest.mark.parametrize(("bad", "status", "key", "field"), BAD, ids=[f"{key} {field}" for _, _, key, field in BAD])
async def test_bad_input_is_one_refusal(shelf: Shelf, bad: dict[str, Any], status: int, key: str, field: str) -> None:
    """house:evidence. With the field and the rule, and the case hears nothing of it."""
    answer = await sent(await shelf.site.client("qian"), shelf.number, **bad)
    told = answer.json()
    assert (answer.status_code, told["key"], told["field"]) == (status, key, field)
    assert told["clause"] in ("house:evidence", "house:form")
    assert shelf.lines == []


async def test_a_form_without_a_file_is_refused(shelf: Shelf) -> None:
    """house:evidence. Also a file's name without a file."""
    qian = await shelf.site.client("qian")
    for files in ({"other": ("gate.jpg", b"x")}, {"file": (None, "gate.jpg")}):
        answer = await qian.post(f"{V1}/cases/{shelf.number}/evidence", files=files)
        assert (answer.status_code, answer.json()["field"]) == (422, "file")


async def test_a_file_that_is_too_large_is_refused(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """house:evidence. By what came, whatever length was said; and far above the limit before anything is read."""
    qian = await shelf.site.client("qian")
    small = replace(shelf.site.backend, setup=replace(shelf.site.backend.setup, largest_file=len(PHOTO) - 1))
    monkeypatch.setitem(shelf.site.app.state._state, "backend", small)
    told = await sent(qian, shelf.number)
    assert (told.status_code, told.json()["key"], told.json()["clause"]) == (413, "file_too_large", "house:evidence")
    length = str(10**12)
    far = await qian.post(f"{V1}/cases/{shelf.number}/evidence", content=b"x", headers={"content-length": length})
    assert far.status_code == 413


async def test_only_who_may_put_a_file_fills_the_store(shelf: Shelf) -> None:
    """house:evidence. Whoever sees the case and is not asked is refused before anything is kept; others see no case at all."""
    bai, moreau = await shelf.site.client("bai"), await shelf.site.client("moreau")
    refused = await sent(bai, shelf.number, b"never kept")
    assert (refused.status_code, refused.json()["key"]) == (409, "may_not_add_evidence")
    assert (await sent(moreau, shelf.number, b"never kept")).status_code == 404
    assert (await sent(moreau, "LOAN-1999-9999", b"never kept")).status_code == 404
    assert not (shelf.folder / place(sha256(b"never kept").hexdigest())).exists()


async def test_a_digest_alone_puts_no_file(shelf: Shelf) -> None:
    """house:evidence. Else whoever learns a digest would put that file to a case of their own, and read it there."""
    qian = await shelf.site.client("qian")
    answer = await qian.post(f"{V1}/cases/{shelf.number}/commands/add_evidence", json={"sha256": DIGEST})
    assert (answer.status_code, answer.json()["key"]) == (422, "bring_the_file")


async def test_another_site_sends_no_file(shelf: Shelf) -> None:
    """A form of another site can send a file with the cookie, but not with the session's secret."""
    qian = await shelf.site.client("qian")
    del qian.headers["x-csrf-token"]
    assert (await sent(qian, shelf.number)).status_code == 403
    assert (await qian.post(f"/cases/{shelf.number}/evidence", files={"file": ("x", b"x")})).status_code == 403
    assert shelf.lines == []


# --- being handed one -----------------------------------------------------------------------------


@pytest.fixture
async def kept(shelf: Shelf) -> Shelf:
    assert (await sent(await shelf.site.client("qian"), shelf.number, note="the north gate")).status_code == 201
    return shelf


@pytest.mark.parametrize("root", ["", V1], ids=["page", "API"])
async def test_a_file_is_handed_out_and_never_shown(kept: Shelf, root: str) -> None:
    """house:evidence. Byte for byte; to be kept, of no type, in a sandbox: nothing in it runs here. It is in the record."""
    lin = await kept.site.client("lin")
    answer = await lin.get(f"{root}/cases/{kept.number}/evidence/{DIGEST}")
    assert (answer.status_code, answer.content) == (200, PHOTO)
    headers = answer.headers
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-disposition"].startswith('attachment; filename="gate.jpg"')
    assert headers["content-security-policy"].startswith("sandbox")
    assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
    assert (kept.id("lin"), (DIGEST,)) in await kept.custody()


async def test_a_look_within_a_minute_is_one_row(kept: Shelf) -> None:
    """house:evidence. One row for each person, case, file and minute."""
    lin = await kept.site.client("lin")
    await asyncio.gather(*(lin.get(f"{V1}/cases/{kept.number}/evidence/{DIGEST}") for _ in range(5)))
    assert len(await kept.custody()) in (1, 2), "the minute may end in between"


async def test_only_by_a_case_that_is_theirs_to_see(kept: Shelf) -> None:
    """house:evidence. Not by another case, not by a digest alone, not by whoever the case does not show; nobody is written down."""
    other = await kept.site.open("contract-loan", by="wei", contract=f"HT-{uuid4().hex[:8]}", purpose="x")
    moreau, qian = await kept.site.client("moreau"), await kept.site.client("qian")
    assert (await moreau.get(f"{V1}/cases/{kept.number}/evidence/{DIGEST}")).status_code == 404
    kept.lines, lines = [], kept.lines
    assert (await qian.get(f"{V1}/cases/{other}/evidence/{DIGEST}")).status_code == 404
    kept.lines = lines
    assert (await qian.get(f"{V1}/cases/{kept.number}/evidence/{'0' * 64}")).status_code == 404
    assert await kept.custody() == []


async def test_an_altered_file_is_handed_to_nobody(kept: Shelf) -> None:
    """house:evidence. A small one is known to be altered before a byte is sent; what is gone is said to be gone."""
    qian = await kept.site.client("qian")
    small = (await sent(qian, kept.number, b"small")).json()["digest"]
    (kept.folder / place(small)).write_bytes(b"other")
    answer = await qian.get(f"{V1}/cases/{kept.number}/evidence/{small}")
    assert (answer.status_code, answer.json()["key"]) == (409, "altered")
    (kept.folder / place(small)).unlink()
    answer = await qian.get(f"{V1}/cases/{kept.number}/evidence/{small}")
    assert (answer.status_code, answer.json()["key"]) == (409, "file_missing")
    assert await kept.custody() == []


async def test_a_large_altered_file_breaks_off(kept: Shelf) -> None:
    """house:evidence. What is found out on the way is cut off: nobody has it whole, or takes it for whole."""
    (kept.folder / place(DIGEST)).write_bytes(PHOTO[:-1] + b"?")
    qian = await kept.site.client("qian")
    answer = await qian.get(f"{V1}/cases/{kept.number}/evidence/{DIGEST}")
    assert len(answer.content) < len(PHOTO)
    assert int(answer.headers["content-length"]) == len(PHOTO)


async def test_while_the_log_is_away_nobody_is_handed_anything(kept: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """house:evidence. A look that cannot be written down does not happen."""

    async def away(*_: Any, **__: Any) -> bool:
        raise Unavailable("away")

    monkeypatch.setattr(desk, "record_custody", away)
    answer = await (await kept.site.client("qian")).get(f"{V1}/cases/{kept.number}/evidence/{DIGEST}")
    assert answer.status_code == 503
    assert PHOTO[:100] not in answer.content


# --- which there are ------------------------------------------------------------------------------


async def test_the_list_says_who_put_what_and_who_read_it(kept: Shelf) -> None:
    """house:evidence. Who read it only for whom the pack lets read the log as stored; names only where personal words are open."""
    bai, lin = await kept.site.client("bai"), await kept.site.client("lin")
    await lin.get(f"{V1}/cases/{kept.number}/evidence/{DIGEST}")
    listed = {who: (await client.get(f"{V1}/cases/{kept.number}/evidence")).json() for who, client in (("bai", bai), ("lin", lin))}
    assert listed["lin"]["readable"]
    (file,) = listed["lin"]["items"]
    assert (file["digest"], file["name"], file["note"], file["by"]["handle"]) == (DIGEST, "gate.jpg", "the north gate", "qian")
    assert file["readers"] is None
    (covered,) = listed["bai"]["items"]
    assert (covered["name"], covered["note"]) == ("", ""), "shown on request"
    assert [row["by"]["handle"] for row in covered["readers"]] == ["lin"]
    opened = (await bai.get(f"{V1}/cases/{kept.number}/evidence?uncover=true")).json()
    assert opened["items"][0]["name"] == "gate.jpg"
    assert json.dumps(listed["bai"]).count("gate.jpg") == 0


@pytest.mark.parametrize(("lang", "title", "put"), [("en", "Evidence", "Put a file to the case"), ("zh", "证据", "提交文件")])
async def test_the_page_shows_the_files(kept: Shelf, lang: str, title: str, put: str) -> None:
    """house:evidence. Each with who put it and its digest; a form for whoever may put one; who read it for whom it concerns."""
    lin = await kept.site.client("lin", lang)
    await lin.get(f"/cases/{kept.number}/evidence/{DIGEST}")
    page = (await lin.get(f"/cases/{kept.number}")).text
    assert f'href="/cases/{kept.number}/evidence/{DIGEST}"' in page
    assert all(words in page for words in (title, put, "gate.jpg", "the north gate", DIGEST, "750 KiB", 'type="file"', "25 MiB"))
    bai = (await (await kept.site.client("bai", lang)).get(f"/cases/{kept.number}")).text
    assert "gate.jpg" not in bai, "shown on request"
    assert 'type="file"' not in bai
    assert all(words in bai for words in (DIGEST[:12], 'href="/organisation/people/lin"'))


async def test_nobody_is_told_that_the_reporter_put_a_file(kept: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """house:reporter. Neither who put it nor that they looked at it again; but they themselves see it."""
    reporter, case = kept.id("qian"), await kept.site.case(kept.number)
    monkeypatch.setattr(Request, "parties", {"reporter": reporter}, raising=False)
    bai, qian = await kept.site.client("bai"), await kept.site.client("qian")
    await qian.get(f"{V1}/cases/{kept.number}/evidence/{DIGEST}")
    (file,) = (await bai.get(f"{V1}/cases/{kept.number}/evidence")).json()["items"]
    assert file["by"] is None
    assert [row["by"] for row in file["readers"]] == [None]
    (own,) = (await qian.get(f"{V1}/cases/{case}/evidence")).json()["items"]
    assert own["by"]["handle"] == "qian"


# --- a case that takes files by itself --------------------------------------------------------------


async def test_a_report_takes_files_on_its_page(site: Site) -> None:
    """house:evidence. Whoever checks it puts a file, is refused with what was typed kept, and finds a file twice is once."""
    report = await site.open("violation-report", by="qian", what="the north gate stood open")
    qi = await site.client("qi")
    assert 'enctype="multipart/form-data"' in (await qi.get(f"/cases/{report}")).text
    empty = await qi.post(
        f"/cases/{report}/evidence", files={"file": ("gate.jpg", b"", "image/jpeg")}, data={"note": "seen at night", "key": str(uuid4())}
    )
    assert (empty.status_code, "the file is empty" in empty.text, "seen at night" in empty.text) == (422, True, True)
    went = []
    for _ in range(2):
        answer = await qi.post(f"/cases/{report}/evidence", files={"file": ("gate.jpg", PHOTO, "image/jpeg")}, data={"key": str(uuid4())})
        went.append(answer.headers["location"])
    assert [address.partition("?")[2].partition("=")[0] for address in went] == ["done", "moot"]
    done = await qi.get(went[0])
    assert (done.status_code, f"/evidence/{DIGEST}" in done.text) == (200, True)
    assert (await qi.get(f"/cases/{report}/evidence/{DIGEST}")).content == PHOTO


async def test_a_reporter_s_file_does_not_say_whose_it_is(site: Site) -> None:
    """house:reporter. A file that comes with a name is treated as one that comes without: its own name, and a camera's words, stay away."""
    report, key = await site.open("violation-report", by="qian", what="the north gate stood open"), {"idempotency-key": str(uuid4())}
    qian, qi = await site.client("qian"), await site.client("qi")
    sent = {"file": ("Qian Duoduo's phone.txt", b"a list", "text/plain")}
    answers = [await qian.post(f"{V1}/cases/{report}/evidence", files=sent, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    (file,) = (await qi.get(f"{V1}/cases/{report}/evidence")).json()["items"]
    assert (file["name"], file["by"]) == ("1.txt", None)


async def test_the_same_key_is_the_same_file(site: Site) -> None:
    """house:command-id. A file sent again after a doubt is put once; another file under the same key is refused."""
    report, key = await site.open("violation-report", by="qian", what="the north gate stood open"), {"idempotency-key": str(uuid4())}
    qi = await site.client("qi")
    answers = [
        await qi.post(f"{V1}/cases/{report}/evidence", files={"file": ("gate.jpg", content, "image/jpeg")}, headers=key)
        for content in (PHOTO, PHOTO, b"another")
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 422]
    assert answers[0].json() == answers[1].json()
    assert len((await qi.get(f"{V1}/cases/{report}/evidence")).json()["items"]) == 1


# --- what is refused at the door --------------------------------------------------------------------


async def refusals(site: Site, number: str) -> list[dict[str, Any]]:
    """What was written down of refused commands about this case."""
    rows = await site.backend.log.read(Stream(category="refused", id=uuid_of(await site.case(number))))
    return [json.loads(row.data) for row in rows]


@pytest.mark.parametrize(("bad", "key"), [({"digest": "0" * 64}, "wrong_digest"), ({"name": "../../etc/passwd"}, "path_in_name")])
async def test_a_file_that_is_refused_at_the_door_is_written_down(site: Site, bad: dict[str, Any], key: str) -> None:
    """house:evidence. One clear refusal, recorded with its rule and by whom, once for the same form sent twice; the case is as it was."""
    incident = await site.open("incident-four-colour", by="qian", what="x", harm="death")
    qian, header = await site.client("qian"), {"idempotency-key": str(uuid4())}
    file = {"file": (bad.get("name", "gate.jpg"), b"a photograph", "image/jpeg")}
    fields = {"digest": bad["digest"]} if "digest" in bad else {}
    for _ in range(2):
        answer = await qian.post(f"{V1}/cases/{incident}/evidence", files=file, data=fields, headers=header)
        assert (answer.status_code, answer.json()["key"], answer.json()["clause"]) == (422, key, "house:evidence")
    assert [(row["command"], row["key"], row["clause"]) for row in await refusals(site, incident)] == [
        ("add_evidence", key, "house:evidence")
    ]
    assert (await qian.get(f"{V1}/cases/{incident}/evidence")).json()["items"] == []


@pytest.mark.parametrize(("program", "status", "key"), [("sys.exit(1)", 422, "not_clean"), ("os.abort()", 503, "not_scanned")])
async def test_the_scanner_s_word_counts_at_the_door(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, status: int, key: str
) -> None:
    """house:evidence. What is not clean, or could not be looked at, is refused in a sentence, written down, and not kept."""
    incident = await site.open("incident-four-colour", by="qian", what="x", harm="death")
    scan = Scan(command=(sys.executable, "-c", f"import os, sys; sys.stdin.read(); {program}"))
    monkeypatch.setitem(site.app.state._state, "backend", replace(site.backend, store=store_at(str(tmp_path), scan)))
    qian = await site.client("qian")
    answer = await qian.post(f"{V1}/cases/{incident}/evidence", files={"file": ("gate.jpg", b"a photograph", "image/jpeg")})
    assert (answer.status_code, answer.json()["key"], answer.json()["clause"]) == (status, key, "house:evidence")
    assert [row["key"] for row in await refusals(site, incident)] == [key]
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


@pytest.mark.parametrize(
    ("path", "longer"),
    [
        (f"/cases/REP-2026-0001/evidence/{DIGEST}", True),
        ("/api/v1/cases/REP-2026-0001/evidence", True),
        ("/cases/REP-2026-0001/comment", False),
        ("/api/v1/cases/REP-2026-0001/commands/evidence", False),
        ("/cases/REP-2026-0001/evidence/../../me", False),
    ],
)
async def test_only_files_take_longer(path: str, monkeypatch: pytest.MonkeyPatch, *, longer: bool) -> None:
    """A file takes as long as its line does, but not for ever; whatever else hangs is told as before."""
    waited: list[float] = []

    def noted(seconds: float) -> asyncio.Timeout:
        waited.append(seconds)
        return asyncio.timeout(None)

    async def nothing(*_: Any) -> None:
        return None

    monkeypatch.setattr(patience, "asyncio", SimpleNamespace(timeout=noted))
    layer: Any = patience.Patience
    await layer(nothing, answer=nothing)({"type": "http", "method": "POST", "path": path}, nothing, nothing)
    assert waited == [(patience.A_FILE_WITHIN if longer else patience.WITHIN).total_seconds()]
