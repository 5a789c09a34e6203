"""``bylaw incident``: in seconds, by whoever is at a terminal (C14)."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from console.app import create_app
from console.intake.sources import read_sources
from domain.kernel import case_id
from tests.console.intakes import body, generic
from tests.console.site import ADDRESS, Site
from workers.cli import called

Bylaw = Callable[..., Coroutine[Any, Any, tuple[int, str, str]]]


@pytest.fixture
def bylaw(site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Bylaw:
    """The command line beside the site: exit code, what it printed, what it complained."""
    settings = site.settings
    for name, value in (
        ("DATABASE_URL", settings.database),
        ("TEMPORAL_ADDRESS", settings.temporal),
        ("NAMESPACE", settings.namespace),
        ("HOME", str(settings.home)),
        ("EMBEDDED", "true"),
    ):
        monkeypatch.setenv(f"BYLAW_{name}", value)

    async def asked(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = await asyncio.to_thread(called, ("incident", *words))
        said = capsys.readouterr()
        own = [line for line in said.out.splitlines(keepends=True) if not LOGGED.match(line)]
        return code, "".join(own), said.err

    return asked


LOGGED = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[")
"""What the site's own parts log stands on the same screen here."""
OPEN = ("open", "--plan", "incident-four-colour", "--what", "The mail server is down.")


async def test_an_incident_is_opened_in_one_line(bylaw: Bylaw) -> None:
    """MK 4.3.1. Its number, how grave it is, who is asked, what is due when: in both languages, and as JSON."""
    code, out, _ = await bylaw(*OPEN, "--fact", "harm=system-down", "--as", "qian")
    first, *tasks = out.splitlines()
    assert code == 0
    assert first.startswith("INC-")
    assert "II, grave" in first
    assert any(line.strip().startswith("acknowledge: ") and " due " in line for line in tasks)
    code, out, _ = await bylaw(*OPEN, "--fact", "harm=death", "--fact", "regions=4", "--exercise", "--as", "qian", "--lang", "zh")
    assert (code, "演练" in out, "接警" in out, "截止" in out) == (0, True, True, True)
    code, out, _ = await bylaw("list", "--json")
    listed = json.loads(out)
    assert [(each["level"], each["exercise"]) for each in listed] == [("red", True), ("orange", False)]
    code, out, _ = await bylaw("list", "--level", "orange")
    assert (code, [line[:4] for line in out.splitlines() if not line.startswith("!")]) == (0, ["INC-"]), "whoever reads late is told so"


async def test_the_same_id_is_the_same_incident_and_a_level_wants_a_reason(bylaw: Bylaw) -> None:
    """house:level-change. A refusal says its rule and ends with 1; sent again, it cannot happen twice."""
    command = uuid4()
    again = (*OPEN, "--fact", "harm=complaint", "--level", "red", "--as", "qian", "--id", str(command), "--json")
    code, _, complaint = await bylaw(*again)
    assert (code, "house:level-change" in complaint) == (1, True)
    command = uuid4()
    told = (*again[:-2], str(command), "--json", "--reason", "It spreads.")
    answers = [json.loads((await bylaw(*told))[1]) for _ in range(2)]
    assert [each["case"] for each in answers] == [case_id("incident", command)] * 2
    assert answers[0]["level"] == "red"
    assert answers[0]["tasks"][0]["due"]
    code, _, complaint = await bylaw("open", "--what", "x", "--plan", "contract-loan", "--as", "qian")
    assert code == 1


async def test_a_machine_is_let_in_by_one_line(bylaw: Bylaw, site: Site, tmp_path: Path) -> None:
    """house:door-key, house:alerts. Its key is registered by who may, its secret printed once; the plan must name the machine."""
    file = tmp_path / "intake.yaml"
    source = ("source", "probe", "--plan", "incident-four-colour", "--format", "generic", "--file", str(file), "--as")
    code, _, complaint = await bylaw(*source, "bai")
    assert (code, "house:alerts" in complaint) == (1, True), "the plan does not name `probe`"
    code, _, _ = await bylaw(*source, "qian", "--machine", "monitoring")
    assert (code, list(tmp_path.iterdir())) == (1, []), "not everybody lets machines in, and nothing is left of the attempt"
    code, out, _ = await bylaw(*source, "bai", "--machine", "monitoring", "--token")
    assert (code, file.stat().st_mode & 0o077) == (0, 0)
    assert (await bylaw(*source, "bai", "--machine", "monitoring"))[0] == 1, "a name is given once"
    sources = read_sources(file)
    assert sources["probe"].token == out.strip().encode()
    app = create_app(replace(site.backend, setup=replace(site.backend.setup, intake=sources)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ADDRESS, timeout=60) as client:
        headers = {"authorization": f"Bearer {out.strip()}", "content-type": "application/json"}
        answer = await client.post("/intake/probe", content=body(generic()), headers=headers)
    assert (answer.status_code, answer.json()["outcome"]) == (202, "done")
