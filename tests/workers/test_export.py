"""``bylaw export --chain`` and ``bylaw verify-package``: a chain as one file that shows when it was altered."""

from __future__ import annotations

import argparse
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.archive import cloud
from activities.archive.check import NotAPackage, check
from activities.custody import custody_of
from domain.kernel import CaseId, Refused, case_id, uuid_of
from eventlog.encoder import NO_LEAF
from eventlog.memory import MemoryLog
from eventlog.port import Stream
from evidence.at import store_at
from tests.activities.judging import Bench
from tests.views.test_requests import Desk
from tests.workers.test_lists import reached
from views.schema import links
from workers.cli.export import _verify, export
from workers.cli.reach import Reach
from workers.settings import Settings

CONTENT = b"a photograph of the gate"
FACTS = "A customer list was sent to a private mailbox."


@dataclass(kw_only=True)
class Office:
    """A violation with a file and a refusal, tied by hand to a loan of the same person's; and a folder to put packages into."""

    desk: Desk
    reach: Reach
    folder: Path
    violation: CaseId
    loan: CaseId
    digest: str

    async def package(self, name: str = "one.zip", *, person: str = "bai", **more: Any) -> Path:
        asked = {"chain": "VIOL-2026-0001", "to": self.folder / name, "person": person, "with_files": False, "uncover": False}
        assert await export(self.reach, _asked(asked | more)) == 0
        return self.folder / name


def _asked(values: dict[str, Any]) -> argparse.Namespace:
    return argparse.Namespace(**{"json": False, "lang": "en"} | values)


async def pieces() -> AsyncIterator[bytes]:
    yield CONTENT


@pytest.fixture
async def office(engine: AsyncEngine, tmp_path: Path) -> Office:
    desk = Desk(bench=await Bench.make(MemoryLog()), engine=engine)
    bench, command = desk.bench, uuid4()
    await desk.governed.refresh()
    people = {each.handle: each.id for each in desk.governed.organisation(bench.now).people.values()}
    violation = case_id("violation", command)
    fields = {"subject": people["qian"], "breach": "private-mailbox", "facts": FACTS}
    opened = await bench.send(violation, "open", {"id": str(command), "by": people["lin"], "plan": "violation", "fields": fields})
    assert opened.outcome == "done", opened
    settings = Settings(home=tmp_path / "home")
    kept = await store_at(settings.files).put(pieces(), 1000)
    file = {"sha256": kept.digest, "name": "gate.jpg", "media": "image/jpeg", "size": kept.size}
    await desk.do(violation, people["lin"], "add_evidence", **file)
    refused = await bench.send(violation, "submit_report", {"by": people["qian"], "findings": "none", "proven": "not_proven"})
    assert refused.outcome == "refused"
    bench.now += timedelta(hours=1)
    loan = await bench.opened("qian")
    await desk.tasks("lin")
    async with engine.begin() as connection:
        await connection.execute(insert(links), [{"build": 0, "case_id": violation, "other": loan, "relation": "led_to"}])
    return Office(
        desk=desk,
        reach=replace(reached(desk), settings=settings),
        folder=tmp_path,
        violation=violation,
        loan=CaseId(loan),
        digest=kept.digest,
    )


def altered(package: Path, change: dict[str, bytes | None]) -> Path:
    """The same with other members: other bytes, or none."""
    made = package.with_name(f"altered-{uuid4().hex[:6]}.zip")
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            body = change.pop(name, source.read(name))
            if body is not None:
                target.writestr(name, body)
        for name, body in change.items():
            target.writestr(name, body or b"")
    return made


def keys(package: Path) -> list[tuple[str, str]]:
    return [(fault.member, fault.key) for fault in check(package).faults]


async def test_a_package_holds_every_event_of_every_case_as_it_was_hashed(office: Office):
    """E9, I6. Each case's events one a line, what was refused beside them, each file by its digest; and all of it is as it was made."""
    package = await office.package()

    with zipfile.ZipFile(package) as opened:
        names = set(opened.namelist())
        lines = opened.read("events/VIOL-2026-0001.jsonl").splitlines()
        manifest = json.loads(opened.read("manifest.json"))
    stored = await office.desk.bench.log.read(Stream(category="violation", id=cloud.read(lines[0], NO_LEAF).stream.id))
    assert {"events/VIOL-2026-0001.jsonl", "events/LOAN-2026-0001.jsonl", "refused/VIOL-2026-0001.jsonl"} < names
    assert not [name for name in names if name.startswith("files/")]
    leaf = NO_LEAF
    for line, event in zip(lines, stored, strict=True):
        read = cloud.read(line, leaf)
        assert (read.entry, read.data, read.meta) == (event.entry, event.data, event.meta)
        leaf = read.leaf
    assert [(each["digest"], each["included"]) for each in manifest["files"]] == [(office.digest, False)]
    found = check(package)
    assert (found.cases, found.events, found.files, found.faults) == (2, len(stored) + manifest["cases"][1]["events"], 1, ())


async def test_the_same_chain_is_the_same_file(office: Office):
    """Byte for byte, whenever it is made; it is the log that says who took it and when, and which it was."""
    one, two = await office.package("one.zip"), await office.package("two.zip")

    assert one.read_bytes() == two.read_bytes()
    for case in (office.violation, office.loan):
        (row,) = await custody_of(office.desk.bench.log, case)
        assert (row.exported, row.digests[0]) == (True, check(one).manifest)


async def test_files_come_with_it_where_they_are_wanted(office: Office):
    """house:evidence. Their content, each under its digest, and whoever took them stands in their chain of custody."""
    package = await office.package(with_files=True)

    with zipfile.ZipFile(package) as opened:
        assert opened.read(f"files/{office.digest}") == CONTENT
    assert not check(package).faults
    (row,) = await custody_of(office.desk.bench.log, office.violation)
    assert office.digest in row.digests


@pytest.mark.parametrize(("uncover", "wanted"), [(False, False), (True, True)])
async def test_personal_words_are_in_the_story_only_if_they_were_asked_for(office: Office, *, uncover: bool, wanted: bool):
    """house:need-to-know. Whoever has no part in the case asks for them, and the look is in the log; as stored they stay sealed."""
    package = await office.package(uncover=uncover)

    with zipfile.ZipFile(package) as opened:
        stories = [opened.read(f"story.{lang}.html").decode() for lang in ("en", "zh")]
        assert FACTS not in opened.read("events/VIOL-2026-0001.jsonl").decode()
    looks = await office.desk.bench.log.read(Stream(category="look", id=uuid_of(office.violation)))
    assert len(looks) == wanted
    assert [FACTS in story for story in stories] == [wanted, wanted]
    assert "VIOL-2026-0001" in stories[0]
    assert "违规" in stories[1]


async def test_only_who_may_read_the_stored_log_takes_it_out(office: Office):
    """house:need-to-know. A head sees the case and may not; and nothing is left of the file."""
    with pytest.raises(Refused) as no:
        await office.package(person="lin")

    assert no.value.key == "may_not_export"
    assert list(office.folder.glob("*.zip")) == []
    assert not list(office.folder.glob(".*.zip*"))
    assert await custody_of(office.desk.bench.log, office.violation) == []


async def test_a_file_that_is_gone_stops_it(office: Office):
    """A package is whole or it is not there."""
    (kept,) = [each for each in (office.folder / "home").rglob(office.digest) if each.is_file()]
    kept.unlink()

    with pytest.raises(Refused) as no:
        await office.package(with_files=True)

    assert no.value.key == "file_missing"
    assert list(office.folder.glob("*.zip")) == []


async def test_whatever_is_altered_is_named(office: Office):
    """I6. Another byte, a missing member, one too many, an event left out or exchanged: each is said, with where it is."""
    package = await office.package(with_files=True)
    with zipfile.ZipFile(package) as opened:
        name = "events/VIOL-2026-0001.jsonl"
        lines, story = opened.read(name).splitlines(keepends=True), opened.read("story.en.html")

    assert keys(altered(package, {"story.en.html": story + b" "})) == [("story.en.html", "altered")]
    assert keys(altered(package, {"story.en.html": None})) == [("story.en.html", "missing")]
    assert keys(altered(package, {"more.txt": b"x"})) == [("more.txt", "not_listed")]
    assert keys(altered(package, {f"files/{office.digest}": b"another"})) == [(f"files/{office.digest}", "altered")]
    assert (name, "not_all") in keys(altered(package, {name: b"".join(lines[:-1])}))
    assert (name, "not_as_hashed") in keys(altered(package, {name: b"".join([*lines[:1], *lines[2:]])}))
    assert (name, "not_as_hashed") in keys(altered(package, {name: b"".join(lines).replace(b"private-mailbox", b"screen-unlocked")}))


async def test_a_package_whose_manifest_was_made_to_fit_is_still_not_as_hashed(office: Office):
    """I6. Whoever alters an event and its digest in the manifest cannot alter what the log hashed; and the manifest is another one."""
    package = await office.package()
    name = "events/VIOL-2026-0001.jsonl"
    with zipfile.ZipFile(package) as opened:
        body = opened.read(name).replace(b"private-mailbox", b"screen-unlocked")
        manifest = json.loads(opened.read("manifest.json"))
    manifest["members"][name] = {"sha256": sha256(body).hexdigest(), "size": len(body)}
    forged = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    made = altered(package, {name: body, "manifest.json": forged})

    assert keys(made) == [(name, "not_as_hashed"), ("manifest.json", "files_differ")]
    assert check(made).manifest != check(package).manifest


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip at all" * 100], ids=["empty", "broken", "other"])
def test_what_is_no_package_is_said_to_be_none(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]):
    """Bad input has one answer."""
    file = tmp_path / "x.zip"
    file.write_bytes(content)

    with pytest.raises(NotAPackage):
        check(file)
    assert _verify(_asked({"file": file})) == 2
    assert "x.zip" in capsys.readouterr().err


def test_a_manifest_that_cannot_be_read_is_no_package(tmp_path: Path):
    """Bad input has one answer: another format, another shape, no manifest."""
    for number, manifest in enumerate((b"{}", b"[]", b"{", b'{"format":"bylaw-chain/2"}', b'{"format":"bylaw-chain/1","cases":5}', None)):
        file = tmp_path / f"{number}.zip"
        with zipfile.ZipFile(file, "w") as opened:
            if manifest is not None:
                opened.writestr("manifest.json", manifest)
        with pytest.raises(NotAPackage):
            check(file)


async def test_a_package_says_what_came_of_checking_it(office: Office, capsys: pytest.CaptureFixture[str]):
    """Exit codes: 0 and the digest that stands in the log; 1 and what is wrong with it."""
    package = await office.package()
    capsys.readouterr()

    assert _verify(_asked({"file": package})) == 0
    assert check(package).manifest in capsys.readouterr().out
    assert _verify(_asked({"file": altered(package, {"story.zh.html": None}), "lang": "zh"})) == 1
    assert "story.zh.html: 缺失" in capsys.readouterr().err
