"""The loop, on a real Temporal server, with room for two cases in the worker's cache."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

from tests.workflows.running import Running


async def test_a_case_runs_from_opening_to_closing_and_its_workflow_ends(running: Running) -> None:
    """A workflow ends when the rules want nothing more and nothing is owed."""
    case = await running.open()
    assert (await running.ask(case, "add", {"value": "a"})).outcome == "done"
    assert (await running.ask(case, "add", {"value": "bad"})).outcome == "refused"
    await running.closed(case)
    assert await running.values(case) == ["a"]
