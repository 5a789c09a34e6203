"""Incidents on the command line, beside the log and at an address: the same words, the same ids, the same refusals."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from console.app import create_app
from console.caller import Caller
from console.desk.governing import govern
from console.intake.sources import read_sources
from tests.console import intakes
from tests.console.conftest import site
from tests.console.site import Site, served
from tests.workers.test_cli_at import Bylaw, alike, bylaw, without_passing

__all__ = ["bylaw", "site"]

SECRET = "BYLAW_INTAKE_SECRET"


@dataclass(frozen=True)
class Place:
    """A console that knows machines, and the file in which they stand."""

    site: Site
    address: str
    file: Path


@pytest.fixture(scope="module")
async def place(site: Site, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    keys = intakes.written(tmp_path_factory.mktemp("intake"))
    now = datetime.now(UTC)
    bai = Caller(person=site.person("bai"), organisation=site.backend.organisation(now), at=now, lang="en")
    known = {"key": keys.monitoring.key, "public": keys.monitoring.public, "title": "Monitoring", "machine": "monitoring"}
    await govern(site.backend, bai, "add_door_key", known)
    async with served(create_app(replace(site.backend, setup=replace(site.backend.setup, intake=read_sources(keys.file))))) as found:
        yield Place(site, found, keys.file)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Any], str]:
    """A body as a file."""

    def write(content: Any) -> str:
        file = tmp_path / f"{uuid4().hex}.json"
        file.write_bytes(content if isinstance(content, bytes) else intakes.body(content))
        return str(file)

    return write


def key() -> str:
    return f"key-{uuid4().hex[:8]}"


# --- alert ------------------------------------------------------------------------------------------


async def test_an_alert_is_handed_in_near_and_far(
    place: Place, bylaw: Bylaw, written: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """C14. Opened beside the log; the same file at an address is the same delivery; another one is counted; over is noted."""
    monkeypatch.setenv("BYLAW_INTAKE", str(place.file))
    monkeypatch.setenv(SECRET, intakes.WRITTEN)
    named = key()
    alert = ("incident", "alert", written(intakes.generic(named)), "--source", "probe")
    opened = await bylaw(*alert)
    assert (opened[0], re.fullmatch(r"opened INC-\d{4}-\d{4}  incident-\S+\n", opened[1]) is not None) == (0, True), opened
    assert await bylaw(*alert, "--at", place.address) == opened
    _, number, case = opened[1].split()
    again = await bylaw(*alert, "--id", "2", "--at", place.address)
    assert again[1] == f"counted on {number}: 2 alerts  {case}\n"
    assert await bylaw(*alert, "--id", "2") == again
    told = json.loads((await bylaw(*alert, "--id", "2", "--json"))[1])
    assert (told["outcome"], told["case"], told["count"], len(told["alerts"])) == ("done", case, 2, 1)
    over = ("incident", "alert", written(intakes.generic(named, status="resolved")), "--source", "probe", "--lang", "zh")
    noted = [(await bylaw(*over))[1], (await bylaw(*over, "--at", place.address))[1]]
    assert noted == [f"已在 {number} 记下告警解除，事件仍由人结束  {case}\n"] * 2
    nothing = ("incident", "alert", written(intakes.generic(key(), status="resolved")), "--source", "probe")
    assert (await bylaw(*nothing))[1] == "over, and nothing was open\n"


async def test_each_alert_of_a_group_has_a_line(
    place: Place, bylaw: Bylaw, written: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """C14. Alertmanager's body, a source with a token: the beginning names the alert, so the same file opens nothing twice."""
    monkeypatch.setenv(SECRET, intakes.TOKEN)
    group = written(intakes.alertmanager(intakes.alert(key()), intakes.alert(key())))
    words = ("incident", "alert", group, "--source", "monitoring")
    far = await bylaw(*words, "--at", place.address)
    assert [line.split()[0] for line in far[1].splitlines()] == ["opened", "opened"], far
    assert await bylaw(*words, "--file", str(place.file)) == far


@pytest.mark.parametrize(
    ("source", "content", "clause"),
    [
        ("probe", {"key": "k"}, "house:form"),
        ("probe", b"{", "house:form"),
        ("probe", intakes.generic("k", facts={"harm": "nonsense"}), "MK 4.3.1"),
        ("stranger", intakes.generic("k"), "house:signature"),
        ("probe", b" " * 1_000_001, ""),
    ],
    ids=["shape", "no JSON", "fact", "unknown key", "too large"],
)
async def test_what_is_refused_is_refused_alike(
    place: Place, bylaw: Bylaw, written: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch, source: str, content: Any, clause: str
) -> None:
    """house:form, house:alerts. The same sentence with its rule near and far; exit code 1."""
    monkeypatch.setenv(SECRET, intakes.TOKEN)
    words = ("incident", "alert", written(content), "--source", source)
    near, far = await bylaw(*words, "--file", str(place.file)), await bylaw(*words, "--at", place.address)
    assert (near[0], far[0]) == (1, 1)
    assert without_passing(near[2]) == without_passing(far[2])
    assert clause in near[2], near[2]


async def test_what_cannot_be_handed_in_is_wrong_use(
    place: Place, bylaw: Bylaw, written: Callable[[Any], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file, no source, no secret: exit code 2; a wrong secret is refused and nobody there is not reachable."""
    file = written(intakes.generic(key()))
    words = ("incident", "alert", file, "--source", "probe")
    monkeypatch.delenv("BYLAW_INTAKE", raising=False)
    monkeypatch.delenv(SECRET, raising=False)
    assert [(await bylaw(*words))[0], (await bylaw(*words, "--at", place.address))[0]] == [2, 2]
    assert (await bylaw("incident", "alert", file, "--source", "nobody", "--file", str(place.file)))[0] == 2
    assert (await bylaw("incident", "alert", "/nowhere", "--source", "probe", "--file", str(place.file)))[0] == 2
    monkeypatch.setenv(SECRET, "whsec_short")
    assert (await bylaw(*words, "--at", place.address))[0] == 2
    monkeypatch.setenv(SECRET, "another-token-that-is-long-enough")
    code, _, said = await bylaw(*words, "--at", place.address)
    assert (code, SECRET in said) == (1, True)
    assert (await bylaw(*words, "--at", "http://127.0.0.1:1"))[0] == 3


# --- reporting, and which are open ------------------------------------------------------------------


async def test_an_incident_is_reported_from_afar(place: Place, bylaw: Bylaw) -> None:
    """SO 4.3.1. The same words near and far; the plan is found by the facts; the same id is the same incident."""
    words = ("incident", "open", "--what", "mail to the wrong customer", "--fact", "kind=wrong-recipient", "--as", "qian", "--exercise")
    near, far = await bylaw(*words), await bylaw(*words, "--at", place.address)
    assert (near[0], far[0]) == (0, 0), far[2]
    assert of_any_case(near[1]) == of_any_case(far[1])
    assert "EXERCISE" in far[1]
    again = [await bylaw(*words, "--id", str(uuid4()), "--json", "--at", place.address)] * 2
    assert again[0] == again[1]
    near_facts, facts = json.loads((await bylaw(*words, "--json"))[1]), json.loads(again[0][1])
    assert near_facts.keys() == facts.keys()
    assert [task["task"] for task in near_facts["tasks"]] == [task["task"] for task in facts["tasks"]]


async def test_the_list_of_incidents_is_the_same_from_afar(place: Place, bylaw: Bylaw) -> None:
    """Whoever oversees reads the same lines; for programs the same facts; each language."""
    red = ("--plan", "incident-four-colour", "--fact", "harm=major-leak", "--fact", "regions=5")
    code, _, said = await bylaw("incident", "open", "--what", "all is lost", *red, "--as", "wei", "--at", place.address)
    assert code == 0, said
    far = ("--at", place.address, "--as", "bai")
    for words in ((), ("--lang", "zh"), ("--plan", "incident-four-colour", "--level", "red"), ("--plan", "incident-virus")):
        near, there = await alike(bylaw, ("incident", "list", *words), ("incident", "list", *words, *far))
        assert without_passing(near[1]) == without_passing(there[1])
        assert there[0] == 0
    near, there = await alike(bylaw, ("incident", "list", "--json"), ("incident", "list", "--json", *far))
    assert json.loads(near[1]) == json.loads(there[1])


@pytest.mark.parametrize(
    "words",
    [("--plan", "contract-loan"), ("--plan", "nothing"), ("--plan", "incident-four-colour", "--fact", "harm=nonsense")],
    ids=["no incident", "no plan", "no such fact"],
)
async def test_a_report_that_cannot_be_is_refused_alike(place: Place, bylaw: Bylaw, words: tuple[str, ...]) -> None:
    """house:form. The same sentence, exit code 1."""
    asked = ("incident", "open", "--what", "x", "--as", "qian", *words)
    near, far = await bylaw(*asked), await bylaw(*asked, "--at", place.address)
    assert (near[0], far[0]) == (1, 1)
    assert near[2] == far[2]


async def test_who_reports_must_be_said(place: Place, bylaw: Bylaw) -> None:
    """Without a token somebody is named: exit code 2, near and far."""
    words = ("incident", "open", "--what", "x")
    assert [(await bylaw(*words))[0], (await bylaw(*words, "--at", place.address))[0]] == [2, 2]


async def test_when_plans_were_exercised_is_the_same_from_afar(place: Place, bylaw: Bylaw) -> None:
    """C13. The same lines and the same facts, for whoever asks."""
    for words in ((), ("--lang", "zh"), ("--json",)):
        near, far = await alike(bylaw, ("incident", "plans", *words), ("incident", "plans", *words, "--at", place.address, "--as", "wei"))
        assert (far[0], far[1]) == (0, near[1]), far[2]


async def test_a_machine_is_let_in_from_afar(place: Place, bylaw: Bylaw, tmp_path: Path) -> None:
    """house:door-key, house:alerts. By one who may, for a machine that the plan names; only then is anything written."""
    words = ("incident", "source", "monitoring", "--format", "generic", "--token", "--file", str(tmp_path / "intake.yaml"))
    far, named = ("--at", place.address), ("--plan", "incident-four-colour")
    for refused in (("--plan", "contract-loan", "--as", "bai"), (*named, "--as", "qian"), (*named, "--machine", "toaster", "--as", "bai")):
        near, there = await bylaw(*words, *refused), await bylaw(*words, *refused, *far)
        assert (near[0], there[0]) == (1, 1)
        assert near[2] == there[2]
    assert list(tmp_path.iterdir()) == []
    code, secret, said = await bylaw(*words, *named, "--as", "bai", *far)
    assert code == 0, said
    source = read_sources(tmp_path / "intake.yaml")["monitoring"]
    assert (source.token.decode(), source.machine) == (secret.strip(), "monitoring")
    await place.site.backend.governed.refresh()
    known = place.site.backend.governed.door_key(source.door.key, datetime.now(UTC))
    assert known is not None
    assert known.machine == "monitoring"
    assert (await bylaw(*words, *named, "--as", "bai", *far))[0] == 1, "nothing is written over"


def of_any_case(text: str) -> str:
    """Without what is each incident's own: its number, its id, its instants."""
    return re.sub(r"[A-Z]+-\d{4}-\d{4}|incident-[0-9a-f-]{36}|\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?", "…", without_passing(text))
