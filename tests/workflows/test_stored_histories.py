"""Cases that earlier releases began go on under this one: their histories, kept in the repository, are replayed.

A file is never changed. A new shape of the loop adds files: run the tests with ``BYLAW_KEEP_HISTORIES=FOLDER`` and keep some,
without the identities of the machines that they were made on.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from tests.workflows.running import WORKFLOWS
from workers.worker import sandbox

STORED = sorted((Path(__file__).parent / "histories").glob("*.json"))


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem.split("--")[0])
async def test_a_stored_history_is_decided_the_same_again(path: Path) -> None:
    """The loop is upgraded under running cases, so it must do what it did."""
    _, case = path.stem.split("--")
    history = WorkflowHistory.from_json(case, path.read_text())
    await Replayer(workflows=WORKFLOWS, workflow_runner=sandbox()).replay_workflow(history)


def test_there_are_stored_histories_to_hold_the_loop_to() -> None:
    """An empty folder would prove nothing."""
    assert len(STORED) >= 5
