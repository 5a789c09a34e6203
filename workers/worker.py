"""The worker: the loop and judge on one queue, the world on another, in one process."""

from __future__ import annotations

import asyncio
import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import PollerBehaviorAutoscaling, Worker, WorkerDeploymentConfig
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.ask import Door
from activities.governed import Governed
from activities.grants import FileGrants
from activities.judge import Judge, JudgeSettings
from activities.outbox import Outbox
from activities.wire import CASES, WORLD
from activities.world import World
from domain.kernel import CaseId
from eventlog.errors import Unavailable
from eventlog.keyring import PostgresKeyring
from eventlog.postgres import PostgresLog
from views.errors import NotBuilt
from views.kinds import KINDS
from views.reader import Reader, reader_at
from workers.door_key import own_key
from workers.post import post
from workers.sandbox import Sandbox
from workers.settings import Settings
from workers.telemetry import tracing
from workflows.appeal import AppealWorkflow
from workflows.control import ControlWorkflow
from workflows.incident import IncidentWorkflow
from workflows.rectification import RectificationWorkflow
from workflows.report import ReportWorkflow
from workflows.request import RequestWorkflow
from workflows.violation import ViolationWorkflow

WORKFLOWS: tuple[type, ...] = (
    RequestWorkflow,
    ReportWorkflow,
    ViolationWorkflow,
    AppealWorkflow,
    RectificationWorkflow,
    ControlWorkflow,
    IncidentWorkflow,
)
PASSED_THROUGH = ("domain", "activities", "opentelemetry")
"""Nothing in them is done by a workflow but reading types, and importing them for each case anew would cost 100 ms."""
AT_ONCE = 200
"""Duties that one worker carries out at the same time; most of them only wait for an answer."""
BEAT = timedelta(seconds=4)
"""How often at most Temporal is told that one of them still lives."""
NUMBERS_KEPT = 10_000
GRACE = timedelta(seconds=10)
STICKY = timedelta(seconds=5)
"""So long a case waits for a worker that died before another one takes it."""


def sandbox() -> SandboxedWorkflowRunner:
    """The sandbox stays on; the domain is passed through whole, so that its classes are the same inside and outside."""
    return Sandbox(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH))


def deployment() -> WorkerDeploymentConfig | None:
    """What the Kubernetes controller says of this pod. A case moves to the newest release by itself: it may sleep for years."""
    name, build = os.environ.get("TEMPORAL_DEPLOYMENT_NAME"), os.environ.get("TEMPORAL_WORKER_BUILD_ID")
    if not name or not build:
        return None
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(deployment_name=name, build_id=build),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )


def case_worker(client: Client, judge: Judge, *, workflows: Sequence[type] = WORKFLOWS, max_cached_workflows: int = 1000) -> Worker:
    """The loop and judge. Few slots: a workflow task is work for one processor."""
    return Worker(
        client,
        task_queue=CASES,
        workflows=workflows,
        activities=[judge.judge],
        workflow_runner=sandbox(),
        max_cached_workflows=max_cached_workflows,
        max_concurrent_workflow_tasks=max(2, min(20, max_cached_workflows)),
        max_concurrent_local_activities=100,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        graceful_shutdown_timeout=GRACE,
        deployment_config=deployment(),
        sticky_queue_schedule_to_start_timeout=STICKY,
    )


def world_worker(client: Client, activities: Sequence[Callable[..., Any]]) -> Worker:
    """Whatever touches the world."""
    return Worker(
        client,
        task_queue=WORLD,
        activities=activities,
        max_concurrent_activities=AT_ONCE,
        max_heartbeat_throttle_interval=BEAT,
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
        graceful_shutdown_timeout=GRACE,
        deployment_config=deployment(),
    )


async def main(settings: Settings, *, stop: asyncio.Event) -> None:
    """Work until `stop` is set; what is being done then is finished, within the grace."""
    async with AsyncExitStack() as down:
        log = await PostgresLog.connect(settings.database)
        down.push_async_callback(log.close)
        keyring = await PostgresKeyring.connect(settings.keys)
        down.push_async_callback(keyring.close)
        governed = Governed(log)
        reader = await down.enter_async_context(reader_at(settings.database, log, governed, KINDS))
        outbox = Outbox(settings.database)
        down.push_async_callback(outbox.close)
        client = await Client.connect(settings.temporal, namespace=settings.namespace, plugins=tracing(settings, "worker"))
        judge = Judge(log, governed, keyring, JudgeSettings(unsigned_allowed=settings.embedded))
        await down.enter_async_context(case_worker(client, judge, max_cached_workflows=settings.max_cached_workflows))
        door = Door(client=client, log=log, governed=Governed(log), keyring=keyring, secret=own_key(settings))
        await down.enter_async_context(world_worker(client, world(settings, door, outbox, reader).activities()))
        await stop.wait()


def world(settings: Settings, door: Door, outbox: Outbox, reader: Reader) -> World:
    """The world of this installation: its post, its target systems."""
    ours = post(settings, outbox, door.governed, door.keyring)
    return World(door=door, post=ours, grants=FileGrants(settings.home), number=Numbers(reader))


class Numbers:
    """What people call a case. It never changes, so the lists are asked once for as long as it is remembered."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: OrderedDict[CaseId, str] = OrderedDict()

    async def __call__(self, case: CaseId) -> str | None:
        """A list that is behind for longer than a moment, or away, does not hold a notice up: None."""
        if case not in self._known:
            number = await self._ask(case)
            if number is None:
                return None
            self._known[case] = number
            while len(self._known) > NUMBERS_KEPT:
                self._known.popitem(last=False)
        return self._known[case]

    async def _ask(self, case: CaseId) -> str | None:
        try:
            await self._reader.at_least(case, 1, within=1.0)
            return await self._reader.number_of(case)
        except (NotBuilt, Unavailable):
            return None
