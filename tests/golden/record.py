"""Cases on a real Temporal server, with the product's own worker, left in every state that a release can find them in.

Each function below is one story: it leaves a case somewhere, open or finished. What is kept is the case's history (each of its
runs) and its events.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from activities.ask import Door
from activities.governed import Governed
from activities.histories import UNKNOWN, recorded, told
from activities.judge import Judge, JudgeSettings
from activities.wire import CASES
from activities.world import World
from domain.deciders import DECIDERS
from domain.kernel import CaseId, case_id, kind_of
from eventlog.keyring import MemoryKeyring
from eventlog.port import StoredEvent
from tests.activities.judging import DOOR, adopt
from tests.activities.posting import Satchel
from tests.golden import happenings, matters
from tests.golden.desk import ARCHIVIST_TOO, HE, HEAD, IT, Desk, Log, Refusing
from workers.embedded import EmbeddedTemporal
from workers.embedded.temporal import TEST_SETTINGS
from workers.worker import case_worker, world_worker

_MACHINE = re.compile(r"\d+@[\w.-]+")
"""How a worker or client calls itself: process and machine."""


# --- stories ------------------------------------------------------------------------------------


async def asked(desk: Desk) -> CaseId:
    """Waits for the head of department."""
    case = await desk.opens()
    await desk.quiet(case)
    return case


async def sent_back(desk: Desk) -> CaseId:
    """The answer's clock is held, the requester must say more."""
    case = await desk.opens()
    await desk.asks(HEAD, case, "send_back", {"question": "for which customer?"})
    await desk.quiet(case)
    return case


async def out(desk: Desk) -> CaseId:
    """Lent, not yet due back."""
    case = await desk.lent()
    await desk.quiet(case)
    return case


async def overdue(desk: Desk, who: str = "xu") -> CaseId:
    """Lent, overdue, the head was reminded; who is overdue borrows nothing more, hence somebody else each time."""
    case = await desk.lent(who)
    await desk.waits(case, 4)
    await desk.until(case, "request.reminded")
    await desk.quiet(case)
    return case


async def came_back_late(desk: Desk) -> CaseId:
    """Finished, after a reminder."""
    case = await overdue(desk, "lv")
    await desk.asks("lv", case, "return")
    await desk.asks(ARCHIVIST_TOO, case, "confirm_check", {"complete": True})
    await desk.over(case)
    return case


async def loan(desk: Desk) -> CaseId:
    """Finished as it should."""
    case = await desk.lent()
    await desk.asks(HE, case, "return")
    await desk.asks(ARCHIVIST_TOO, case, "confirm_check", {"complete": True})
    await desk.over(case)
    return case


async def refused(desk: Desk) -> CaseId:
    """Finished with a no."""
    case = await desk.opens()
    await desk.asks(HEAD, case, "refuse", {"reason": "not needed"})
    await desk.over(case)
    return case


async def withdrawn(desk: Desk) -> CaseId:
    """Finished by the requester."""
    case = await desk.opens()
    await desk.asks(HE, case, "withdraw", {"reason": "no need"})
    await desk.over(case)
    return case


async def nobody_answered(desk: Desk) -> CaseId:
    """Up the ladder by clocks alone, to its end."""
    case = await desk.opens()
    await desk.quiet(case)
    for _ in range(30):
        if "request.closed" in {each.type for each in await desk.events(case)}:
            break
        await desk.waits(case, 2)
    await desk.over(case)
    return case


async def elevated(desk: Desk) -> CaseId:
    """A privilege is in force; two approved it."""
    case = await desk.opens("privilege-elevation", system="CRM", privilege="export")
    await desk.asks(HEAD, case, "approve")
    await desk.asks(IT, case, "approve")
    await desk.until(case, "request.granted")
    await desk.quiet(case)
    return case


async def elevation_over(desk: Desk) -> CaseId:
    """Finished: the privilege ended by itself."""
    case = await elevated(desk)
    await desk.waits(case, 9)
    await desk.over(case)
    return case


async def target_said_no(desk: Desk) -> CaseId:
    """The grant failed for good, which is an event; somebody was alarmed."""
    desk.grants.refuses = True
    try:
        case = await desk.opens("privilege-elevation", system="CRM", privilege="export")
        await desk.asks(HEAD, case, "approve")
        await desk.asks(IT, case, "approve")
        await desk.until(case, "duty.failed")
    finally:
        desk.grants.refuses = False
    return case


async def bare_signals(desk: Desk) -> CaseId:
    """Nothing but a Temporal client: nonsense of every shape, then an approval."""
    case = await desk.opens()
    handle = desk.client.get_workflow_handle(case)
    await handle.signal("approve")
    await handle.signal("approve", args=[1, 2, 3])
    await handle.signal("no_such_command", {"by": "han"})
    await handle.signal("approve", "x" * 66_000)
    await handle.signal("approve", {"by": "he"})
    await handle.signal("approve", {"by": "han"})
    await desk.until(case, "request.approved")
    await desk.quiet(case)
    return case


async def all_at_once(desk: Desk) -> CaseId:
    """Signals and Updates in one workflow task."""
    case = await desk.opens()
    handle = desk.client.get_workflow_handle(case)
    await asyncio.gather(
        *(handle.signal("urge", {"by": "he"}) for _ in range(5)),
        *(handle.execute_update("urge", {"by": "he"}) for _ in range(5)),
        desk.asks(HEAD, case, "approve"),
    )
    await desk.quiet(case)
    return case


async def never_opened(desk: Desk) -> CaseId:
    """A case of which nothing is known: refused, and the workflow ends."""
    case = case_id("request", uuid4())
    start: Any = WithStartWorkflowOperation("request", id=case, task_queue=CASES, id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING)
    await desk.client.execute_update_with_start_workflow("approve", {"by": "han"}, start_workflow_operation=start)
    await desk.over(case)
    return case


async def log_was_away(desk: Desk) -> CaseId:
    """Judging failed for as long as a person is kept waiting, then went on."""
    case = await desk.opens()
    await desk.quiet(case)
    handle = desk.client.get_workflow_handle(case)
    desk.log.away = True
    try:
        said = await handle.execute_update("approve", {"by": "han"})
    finally:
        desk.log.away = False
    if said["outcome"] != "unknown":
        raise RuntimeError(f"the log was away, and yet {said}")
    await desk.asks(HEAD, case, "approve")
    await desk.quiet(case)
    return case


async def handed_over(desk: Desk) -> CaseId:
    """Continued as new under a stream of commands; its server suggests it early."""
    case = await desk.opens()
    handle = desk.client.get_workflow_handle(case)
    for _ in range(12):
        await asyncio.gather(handle.signal("urge", {"by": "he"}), handle.execute_update("urge", {"by": "he"}))
        await desk.quiet(case)
    await desk.asks(HEAD, case, "approve")
    await desk.quiet(case)
    return case


async def violation_handed_over(desk: Desk) -> CaseId:
    """Continued as new while its measure is stayed."""
    return await matters.stayed(desk)


STORIES = (
    asked, sent_back, out, overdue, came_back_late, loan, refused, withdrawn, nobody_answered, elevated, elevation_over, target_said_no,
    bare_signals, all_at_once, never_opened, log_was_away,
)  # fmt: skip
SHORT = (handed_over, violation_handed_over)
"""Stories for a server that suggests a new run after this many events."""
SUGGESTED_AFTER = 60
AT_ONCE = 16
Story = Callable[[Desk], Awaitable[CaseId]]


# --- keeping ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the stories left: histories by name, and each case's events with what they fold to."""

    histories: dict[str, str]
    cases: dict[str, Any]


async def record(folder: Path, say: Callable[[str], None]) -> Kept:
    """Play all stories on servers in this folder: those that take something away from all by themselves, the others side by side."""
    kept = Kept(histories={}, cases={})
    for name, alone, beside, settings in (
        ("long", STORIES, (*matters.LEFT, *happenings.LEFT), TEST_SETTINGS),
        ("short", SHORT, (), {**TEST_SETTINGS, "limit.historyCount.suggestContinueAsNew": SUGGESTED_AFTER}),
    ):
        async with desk_at(folder / name, settings) as desk:
            for story in alone:
                await _keep(kept, desk, story, say)
            turns = asyncio.Semaphore(AT_ONCE)
            await asyncio.gather(*(_in_turn(turns, kept, desk, story, say) for story in beside))
    return kept


async def _in_turn(turns: asyncio.Semaphore, kept: Kept, desk: Desk, story: Story, say: Callable[[str], None]) -> None:
    async with turns:
        await _keep(kept, desk, story, say)


async def _keep(kept: Kept, desk: Desk, story: Story, say: Callable[[str], None]) -> None:
    """Play one, and keep what it leaves."""
    name, fresh = story.__name__, replace(desk, ahead={})
    case = await story(fresh)
    found = await runs(fresh.client, case)
    kept.histories.update({f"{name}-{number}": text for number, text in enumerate(found, 1)})
    kept.cases[name] = folded_as(case, await fresh.events(case))
    say(f"{name}: {len(found)} run(s), {len(kept.cases[name]['events'])} events")


@asynccontextmanager
async def desk_at(folder: Path, settings: Mapping[str, Any]) -> AsyncIterator[Desk]:
    """Server, log and worker for as long as the block lasts."""
    async with AsyncExitStack() as down:
        server = EmbeddedTemporal(folder, dynamic_config=settings)
        down.push_async_callback(server.stop)
        client = await Client.connect(await server.start(), namespace=server.namespace)
        skipper = TimeSkipper(client, config=TimeSkippingConfig(enabled=False))
        log, keyring = Log(), MemoryKeyring()
        await adopt(log, "minutes")
        governed = Governed(log)
        await governed.refresh()
        door = Door(client=skipper.client, log=log, governed=governed, keyring=keyring, secret=DOOR)
        grants = Refusing(folder)
        world = World(door=door, post=Satchel(), grants=grants)
        judge = Judge(log, Governed(log), keyring, JudgeSettings(unsigned_allowed=True))
        await down.enter_async_context(case_worker(client, judge, max_cached_workflows=1000))
        await down.enter_async_context(world_worker(client, world.activities()))
        yield Desk(client=client, door=door, log=log, grants=grants, skipper=skipper)


async def runs(client: Client, case: CaseId) -> list[str]:
    """All runs of a case, oldest first, without the names of the machines that they were made on."""
    found: list[str] = []
    run: str | None = (await client.get_workflow_handle(case).describe()).raw_description.workflow_execution_info.first_run_id
    while run:
        history = json.loads((await client.get_workflow_handle(case, run_id=run).fetch_history()).to_json())
        text = json.dumps(_without_traces(history), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        found.append(_MACHINE.sub("golden", text) + "\n")
        ended = history["events"][-1].get("workflowExecutionContinuedAsNewEventAttributes", {})
        run = ended.get("newExecutionRunId")
    return found


def _without_traces(value: Any) -> Any:
    """Where code lay on the machine that failed is nobody's business, and replay does not read it."""
    if isinstance(value, dict):
        return {key: _without_traces(each) for key, each in value.items() if key not in ("stackTrace", "encodedAttributes")}
    return [_without_traces(each) for each in value] if isinstance(value, list) else value


def folded_as(case: CaseId, events: list[StoredEvent]) -> dict[str, Any]:
    """A case's events as they stand in the log, and where they leave it."""
    decider = DECIDERS[kind_of(case)]
    history = told(decider, UNKNOWN, [recorded(each, case) for each in events])
    agenda = decider.agenda(history.state) if history.state is not None else None
    return {
        "case": case,
        "events": [
            {
                "id": str(each.event_id),
                "type": each.type,
                "schema_version": each.schema_version,
                "happened_at": each.happened_at.isoformat(),
                "by": json.loads(each.meta)["by"]["id"],
                "data": json.loads(each.data),
            }
            for each in events
        ],
        "left": {"stage": agenda.stage, "closed": agenda.closed} if agenda else None,
    }
