"""What earlier releases left goes on under this one: running cases, events, databases."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from domain.deciders import DECIDERS
from domain.kernel import PersonId, Recorded, kind_of
from domain.shapes import EVENTS, VERSIONS, event_in, event_out, plain
from tests.conftest import PostgresServer
from tests.golden.fingerprints import fingerprints
from tests.golden.samples import folded
from tests.golden.schema import build, dump
from workers.worker import WORKFLOWS, sandbox

HERE = Path(__file__).parent
RELEASES = sorted((path.parent for path in HERE.glob("*/events.json")), key=lambda path: [int(part) for part in path.name.split(".")])
NEWEST = RELEASES[-1]
HISTORIES = sorted(HERE.glob("*/histories/*.json"))


def read(path: Path) -> Any:
    return json.loads(path.read_text())


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
async def test_every_stored_history_is_decided_the_same_again(path: Path) -> None:
    """A case may sleep for years and wakes under the newest release: replay with the worker's own sandbox must find nothing changed."""
    history = WorkflowHistory.from_json(path.stem, path.read_text())
    await Replayer(workflows=WORKFLOWS, workflow_runner=sandbox()).replay_workflow(history)


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_every_stored_event_is_read_and_folded(release: Path) -> None:
    """Events are for ever: each shape that was ever written is lifted, read, written in the newest shape, and read again."""
    stored = read(release / "events.json")
    for each in stored:
        event = event_in(each["type"], each["schema_version"], each["data"])
        name, version, data = event_out(event)
        assert (name, version) == (each["type"], VERSIONS.get(name, 1))
        assert event_in(name, version, json.loads(json.dumps(plain(data)))) == event
    assert all(state is not None for state in folded(stored))


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_every_stored_case_stands_where_it_stood(release: Path) -> None:
    """A new release folds an old case to the stage it was left in, and does not open what was closed."""
    for name, kept in read(release / "cases.json").items():
        decider, state = DECIDERS[kind_of(kept["case"])], None
        for version, each in enumerate(kept["events"], 1):
            state = decider.evolve(state, as_recorded(kept["case"], version, each))
        agenda = decider.agenda(state) if state is not None else None
        left = {"stage": agenda.stage, "closed": agenda.closed} if agenda else None
        assert left == kept["left"], name


def as_recorded(case: Any, version: int, each: dict[str, Any]) -> Recorded:
    return Recorded(
        event=event_in(each["type"], each["schema_version"], each["data"]),
        id=UUID(each["id"]),
        version=version,
        happened_at=datetime.fromisoformat(each["happened_at"]),
        by=PersonId(each["by"]),
        case=case,
    )


def test_every_event_type_is_stored() -> None:
    """A type once released never disappears, and a new type or schema version is stored with the release that brings it."""
    stored = {(each["type"], each["schema_version"]) for release in RELEASES for each in read(release / "events.json")}
    newest = {(each["type"], each["schema_version"]) for each in read(NEWEST / "events.json")}
    present = {(name, VERSIONS.get(name, 1)) for name in EVENTS}
    assert {name for name, _ in stored} <= set(EVENTS), "an event type that was released is gone: the log still holds it, so put it back"
    assert present == newest, "an event type is new or changed: raise its schema version with a lift, and run tools/golden for this release"


def test_the_workflows_make_the_same_calls_in_the_same_order() -> None:
    """The loop is upgraded under running cases: what it asks of Temporal, and in which order, does not change unawares."""
    now, then = fingerprints(), read(NEWEST / "fingerprints.json")
    assert now == then, (
        "The workflow code calls Temporal otherwise than the last release did. If a running case can notice, guard the change with "
        "workflow.patched; if none can (all stored histories replay, and none is missing that walks there), run "
        "tools/golden --only fingerprints, and say why in the commit."
    )


@pytest.fixture
async def empty(postgres: PostgresServer) -> AsyncIterator[str]:
    name = f"golden_{uuid.uuid4().hex[:12]}"
    await postgres.create_database(name)
    yield postgres.admin_url_of(name)
    await postgres.drop_database(name)


@pytest.mark.parametrize("by_way_of_previous", [False, True], ids=["from nothing", "from the revision before"])
async def test_migrating_gives_the_stored_schema(empty: str, *, by_way_of_previous: bool) -> None:
    """A database that went through the revisions and a fresh one are the same, and the same as the release's."""
    await build(empty, by_way_of_previous=by_way_of_previous)
    found = await dump(empty)
    assert found == (NEWEST / "schema.sql").read_text(), "the schema changed: it needs a new revision, then tools/golden --only schema"
