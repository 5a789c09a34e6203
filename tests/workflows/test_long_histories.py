"""Continue-as-new, forced every few events under traffic: nothing that came in is lost, or answered wrongly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from activities.wire import DutyAsk, DutyDone
from tests.workflows.running import HE, Running
from workers.embedded import EmbeddedTemporal
from workers.embedded.temporal import TEST_SETTINGS


@pytest.fixture(scope="module")
async def short_server(servers_folder: Path) -> AsyncIterator[EmbeddedTemporal]:
    """A server that wants a new run every 30 events."""
    settings = {**TEST_SETTINGS, "limit.historyCount.suggestContinueAsNew": 30}
    server = EmbeddedTemporal(servers_folder / "temporal-short", dynamic_config=settings)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def client(short_server: EmbeddedTemporal) -> Client:
    return await Client.connect(short_server.address, namespace=short_server.namespace)


async def runs_of(running: Running, case: str) -> int:
    described = await running.handle(case).describe()
    assert described.status is not None
    history = await running.handle(case).fetch_history()
    first = history.events[0].workflow_execution_started_event_attributes.first_execution_run_id
    return 1 if first == described.run_id else 2


async def test_sixty_signals_and_sixty_updates_survive_continue_as_new(running: Running) -> None:
    """The undecided inbox is carried, the rest is in the log: 60 of each, none lost, none twice, none answered wrongly."""
    case = await running.open()
    signals = [running.signal(case, "add", {"value": f"signal {n}", "by": HE}) for n in range(60)]
    updates = [running.ask(case, "add", {"value": f"update {n}"}) for n in range(60)]
    *_, answers = await asyncio.gather(asyncio.gather(*signals), asyncio.gather(*updates))
    assert {answer.outcome for answer in answers} == {"done"}

    async def all_in() -> bool:
        return len(await running.values(case)) >= 120

    await running.until(all_in, 60)
    wanted = [f"{kind} {n}" for kind in ("signal", "update") for n in range(60)]
    assert sorted(await running.values(case)) == sorted(wanted)
    assert await runs_of(running, case) > 1
    await running.closed(case)


async def test_refused_and_done_are_told_apart_across_runs(running: Running) -> None:
    """Each Update gets its own answer, whichever run gives it."""
    case = await running.open()
    asked = [running.ask(case, "add", {"value": "bad" if n % 3 == 0 else f"v{n}"}) for n in range(30)]
    answers = await asyncio.gather(*asked)
    assert [answer.outcome for answer in answers] == ["refused" if n % 3 == 0 else "done" for n in range(30)]
    await running.closed(case)


async def test_a_duty_that_never_ends_does_not_keep_a_history_growing(running: Running) -> None:
    """Over its limit a history is cut although a duty runs; the duty is owed still, and is done once in the end."""
    held = asyncio.Event()

    async def wait(ask: DutyAsk) -> DutyDone:
        await held.wait()
        return DutyDone(command="notified", content={})

    running.deeds["notify"] = wait
    case = await running.open()
    await running.ask(case, "add", {"value": "owing", "owes": "notify"})
    for n in range(40):
        assert (await running.ask(case, "add", {"value": str(n)})).outcome == "done"
    assert await runs_of(running, case) > 1
    held.set()
    await running.closed(case)
    assert [each.type for each in await running.events(case)].count("duty.notified") == 1


async def test_a_case_that_is_closed_under_traffic_ends(running: Running) -> None:
    """Draining never loses the last word: what comes while a run ends starts the next."""
    case = await running.open()
    asked: list[Any] = [running.ask(case, "add", {"value": str(n)}) for n in range(25)]
    await asyncio.gather(*asked, running.ask(case, "close"), *(running.ask(case, "add", {"value": "x"}) for _ in range(25)))

    async def ended() -> bool:
        return (await running.handle(case).describe()).status is WorkflowExecutionStatus.COMPLETED

    await running.until(ended)
    assert len(await running.values(case)) == 50
