"""A worker on a real Temporal server, with the toy and real requests, and a world that does as it is told."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid4

from temporalio import activity
from temporalio.client import Client, WithStartWorkflowOperation, WorkflowHandle, WorkflowHistory
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.worker import Replayer

from activities.ask import Answer, Door, ask
from activities.governed import STREAM, Governed
from activities.judge import Judge, JudgeSettings
from activities.wire import CASES, DutyAsk, DutyDone
from activities.world import World
from domain import deciders
from domain.kernel import CaseId, PersonId, case_id, uuid_of
from eventlog.keyring import MemoryKeyring
from eventlog.memory import MemoryLog
from eventlog.port import EventLog, StoredEvent, Stream
from tests.activities.judging import DOOR, adopt
from tests.workflows import toy
from tests.workflows.toy import ToyWorkflow
from tests.workflows.watched import watched_alike
from workers import worker
from workers.worker import case_worker, sandbox, world_worker

HE = PersonId("971f5cb4-b872-4e3d-bbc6-741d26f235fe")
DECIDERS: Any = {"toy": toy, **deciders.DECIDERS}
WORKFLOWS = (ToyWorkflow, *worker.WORKFLOWS)

Deed = Callable[[DutyAsk], Awaitable[DutyDone]]


async def delivered(ask: DutyAsk) -> DutyDone:
    return DutyDone(command="notified", content={"receipt": "ok"})


@dataclass
class Running:
    """`deeds` says what the world does for each kind of duty; `ahead` how far doors' clocks were moved."""

    client: Client
    log: EventLog
    door: Door
    judge: Judge
    deeds: dict[str, Deed] = field(default_factory=dict)
    cases: list[str] = field(default_factory=list)
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    activities: Sequence[Any] = ()
    ahead: timedelta = timedelta(0)
    done: list[tuple[str, DutyAsk]] = field(default_factory=list)

    @classmethod
    async def make(cls, client: Client, log: EventLog | None = None) -> Self:
        log, keyring = log or MemoryLog(), MemoryKeyring()
        if not await log.read(STREAM):
            await adopt(log, "minutes")
        governed = Governed(log)
        judge = Judge(log, governed, keyring, JudgeSettings(unsigned_allowed=True), deciders=DECIDERS)
        door = Door(client=client, log=log, governed=governed, keyring=keyring, secret=DOOR, deciders=DECIDERS)
        return cls(client=client, log=log, door=door, judge=judge)

    def with_world(self, world: World) -> Self:
        """The real world instead of one that does as it is told."""
        self.activities = world.activities()
        return self

    async def __aenter__(self) -> Self:
        await self.stack.enter_async_context(case_worker(self.client, self.judge, workflows=WORKFLOWS, max_cached_workflows=2))
        await self.stack.enter_async_context(world_worker(self.client, self.activities or [self.notify, self.grant, self.tell]))
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stack.aclose()

    # --- the world ------------------------------------------------------------------------------

    @activity.defn(name="notify")
    async def notify(self, ask: DutyAsk) -> DutyDone:
        return await self._do("notify", ask)

    @activity.defn(name="grant")
    async def grant(self, ask: DutyAsk) -> DutyDone:
        return await self._do("grant", ask)

    @activity.defn(name="tell")
    async def tell(self, ask: DutyAsk) -> DutyDone:
        return await self._do("tell", ask)

    async def _do(self, kind: str, ask: DutyAsk) -> DutyDone:
        self.done.append((kind, ask))
        return await self.deeds.get(kind, delivered)(ask)

    # --- doors ----------------------------------------------------------------------------------

    async def open(self) -> CaseId:
        command = uuid4()
        case = case_id("toy", command)
        answer = await self.ask(case, "open", {"plan": "contract-loan"}, command=command)
        assert answer.outcome == "done", answer
        return case

    async def ask(self, case: CaseId, name: str, content: dict[str, Any] | None = None, *, command: UUID | None = None) -> Answer:
        if case not in self.cases:
            self.cases.append(case)
        return await ask(self.door, case, name, content or {}, by=HE, command=command, asked_at=datetime.now(UTC) + self.ahead)

    def handle(self, case: str) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(case)

    async def signal(self, case: str, name: str, *arguments: Any) -> None:
        await self.handle(case).signal(name, args=list(arguments))

    async def bare(self, case: str, name: str, *arguments: Any, update_id: str | None = None) -> dict[str, Any]:
        """An Update by nothing but a Temporal client."""
        if case not in self.cases:
            self.cases.append(case)
        start: Any = WithStartWorkflowOperation(
            case[:-37], id=case, task_queue=CASES, id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING
        )
        said: dict[str, Any] = await self.client.execute_update_with_start_workflow(
            name, args=list(arguments), start_workflow_operation=start, id=update_id
        )
        return said

    # --- what is seen ---------------------------------------------------------------------------

    async def events(self, case: str, category: str | None = None) -> list[StoredEvent]:
        return await self.log.read(Stream(category=category or case[:-37], id=uuid_of(CaseId(case))))

    async def values(self, case: str) -> list[str]:
        return [json.loads(each.data)["value"] for each in await self.events(case) if each.type == "toy.added"]

    async def refusals(self, case: str) -> list[str]:
        return [json.loads(each.data)["key"] for each in await self.events(case, "refused")]

    async def until(self, wanted: Callable[[], Awaitable[bool]], within_s: float = 60) -> None:
        """Wait for what another process does; the deadline is only there to end a broken test."""
        async with asyncio.timeout(within_s):
            while not await wanted():
                await asyncio.sleep(0.02)

    async def closed(self, case: str) -> None:
        answer = await self.ask(CaseId(case), "close")
        assert answer.refusal is None, answer
        await asyncio.wait_for(self.handle(case).result(), 60)

    async def replay_all(self) -> None:
        """What was decided in workflow code is decided the same again, in all runs of all cases; and the watchdog saw the same clocks."""
        await watched_alike(self.log)
        replayer = Replayer(workflows=WORKFLOWS, workflow_runner=sandbox())
        for case in self.cases:
            for history in await self._histories(case):
                await replayer.replay_workflow(history)
                _keep(history)

    async def _histories(self, case: str) -> list[WorkflowHistory]:
        """Every run, from the newest back: lists lag behind, so each run names the one before it."""
        found: list[WorkflowHistory] = []
        run: str | None = None
        while run != "":
            history = await self.client.get_workflow_handle(case, run_id=run).fetch_history()
            found.append(history)
            run = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
        return found


def _keep(history: WorkflowHistory) -> None:
    """Write it down where ``BYLAW_KEEP_HISTORIES`` says: so are the stored ones made."""
    folder = os.environ.get("BYLAW_KEEP_HISTORIES")
    if folder:
        Path(folder, f"{history.workflow_id}-{history.events[0].event_time.nanos}.json").write_text(history.to_json())
