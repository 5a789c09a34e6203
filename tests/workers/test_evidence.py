"""``bylaw evidence``: files of a case, beside the log and at an address."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from evidence.port import place
from tests.console.conftest import site
from tests.console.site import Site
from tests.workers.test_cli_at import Bylaw, address, bylaw

__all__ = ["address", "bylaw", "site"]

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 3000
DIGEST = sha256(PHOTO).hexdigest()
CHECKER = "qi"
"""Personnel, who checks reports."""


@pytest.fixture
async def report(site: Site) -> str:
    """Somebody reports a breach; personnel checks it."""
    return await site.open("violation-report", by="qian", what="the north gate stood open all night")


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "北门.jpg"
    file.write_bytes(PHOTO)
    return file


@pytest.mark.parametrize("far", [False, True], ids=["beside the log", "at an address"])
async def test_a_file_is_put_and_comes_back(bylaw: Bylaw, address: str, site: Site, report: str, photo: Path, *, far: bool) -> None:
    """house:evidence. Byte for byte; the list says who put it, and who was handed it to whom the pack lets know."""
    at = ("--at", address) if far else ()
    code, out, err = await bylaw(
        "evidence", "put", report, str(photo), "--as", CHECKER, "--note", "at night", "--taken-at", "2026-03-02T09:00", *at
    )
    assert (code, out.splitlines()[-1:], err) == (0, [DIGEST], "")
    target = photo.with_name("copy.jpg")
    assert await bylaw("evidence", "get", report, DIGEST, "--to", str(target), "--as", CHECKER, *at) == (0, "", "")
    assert target.read_bytes() == PHOTO
    assert [each.name for each in photo.parent.iterdir() if each.name.startswith(".")] == [], "nothing half is left"
    code, out, err = await bylaw("evidence", "list", report, "--as", CHECKER, "--json", *at)
    assert (code, err) == (0, "")
    (file,) = json.loads(out)
    assert (file["digest"], file["name"], file["size"], file["media"], file["note"]) == (
        DIGEST,
        "北门.jpg",
        len(PHOTO),
        "image/jpeg",
        "at night",
    )
    code, out, _ = await bylaw("evidence", "list", report, "--as", CHECKER, "--lang", "zh", *at)
    assert (code, DIGEST in out, "北门.jpg" in out, "查阅：" in out) == (0, True, True, not far)


BAD = [
    (("put", "{report}", "{tmp}/nothing", "--as", "{checker}"), 2, "there is no file"),
    (("put", "{report}", "{photo}"), 2, "--as PERSON says who asks"),
    (("put", "{report}", "{empty}", "--as", "{checker}"), 1, "file: the file is empty (house:evidence)"),
    (
        ("put", "{report}", "{photo}", "--name", "../x", "--as", "{checker}"),
        1,
        "name: a file's name holds no path (house:evidence)",
    ),
    (("put", "{report}", "{photo}", "--as", "moreau"), 1, "(house:evidence)"),
    (("put", "{loan}", "{photo}", "--as", "qian"), 1, "files cannot be put to this case (house:evidence)"),
    (("put", "REP-1999-9999", "{photo}", "--as", "{checker}"), 1, "case: there is no such case (house:form)"),
    (
        ("get", "{report}", "0" * 64, "--to", "{tmp}/x", "--as", "{checker}"),
        1,
        "digest: no such file was put to this case (house:evidence)",
    ),
    (("get", "{report}", "0" * 64, "--to", "{tmp}/x", "--as", "moreau"), 1, "case: there is no such case (house:form)"),
    (("get", "{report}", "0" * 64, "--to", "{photo}", "--as", "{checker}"), 2, "is there already"),
]


async def test_bad_input_is_said_with_its_rule(bylaw: Bylaw, site: Site, report: str, photo: Path) -> None:
    """house:evidence. One line each, with the field and the rule; nothing is kept and nothing written."""
    (photo.parent / "empty").write_bytes(b"")
    loan = await site.open("contract-loan", by="qian", contract="HT-1", purpose="x")
    names = {"report": report, "loan": loan, "photo": photo, "tmp": photo.parent, "empty": photo.parent / "empty", "checker": CHECKER}
    for words, code, said in BAD:
        found = await bylaw("evidence", *(word.format(**names) for word in words))
        assert (found[0], said in found[2]) == (code, True), (words, found)
    assert photo.read_bytes() == PHOTO
    assert not (photo.parent / "x").exists()


async def test_check_finds_what_was_altered(bylaw: Bylaw, site: Site, report: str, tmp_path: Path) -> None:
    """house:evidence. 0 while all is whole; 1 with the digest and the case when something was altered or taken away."""
    digests = []
    for name in ("one", "two"):
        (tmp_path / name).write_bytes(name.encode() * 100)
        code, out, err = await bylaw("evidence", "put", report, str(tmp_path / name), "--as", CHECKER)
        assert code == 0, err
        digests.append(out.splitlines()[-1])
    code, out, err = await bylaw("evidence", "check")
    assert (code, "all as they were put" in out, err) == (0, True, "")
    kept = Path(site.backend.setup.files)
    (kept / place(digests[0])).write_bytes(b"something else")
    (kept / place(digests[1])).unlink()
    code, out, err = await bylaw("evidence", "check")
    assert code == 1
    assert out.splitlines() == [f"ALTERED  {digests[0]}  {report}", f"MISSING  {digests[1]}  {report}"]
    assert "2 are not as they were put" in err.replace("of which ", "")
    code, out, _ = await bylaw("evidence", "check", "--json")
    assert (code, [each["state"] for each in json.loads(out)["faults"]]) == (1, ["altered", "missing"])


async def test_a_store_that_cannot_be_is_said(bylaw: Bylaw, monkeypatch: pytest.MonkeyPatch) -> None:
    """house:evidence. Whoever mistypes the address learns it in a sentence."""
    monkeypatch.setenv("BYLAW_EVIDENCE", "gs://elsewhere")
    code, out, err = await bylaw("evidence", "check")
    assert (code, out) == (3, "")
    assert "neither a folder nor of the form s3://bucket/prefix" in err
    assert "BYLAW_EVIDENCE" in err
