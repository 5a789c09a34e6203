"""The worker: the loop and judge on one queue, the world on another, in one process."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import PollerBehaviorAutoscaling, Worker, WorkerDeploymentConfig
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.judge import Judge
from activities.wire import CASES, WORLD
from workflows.request import RequestWorkflow

WORKFLOWS: tuple[type, ...] = (RequestWorkflow,)
PASSED_THROUGH = ("domain", "activities", "opentelemetry")
"""Nothing in them is done by a workflow but reading types, and importing them for each case anew would cost 100 ms."""
GRACE = timedelta(seconds=10)
STICKY = timedelta(seconds=5)
"""So long a case waits for a worker that died before another one takes it."""


def sandbox() -> SandboxedWorkflowRunner:
    """The sandbox stays on; the domain is passed through whole, so that its classes are the same inside and outside."""
    return SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH))


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
        max_concurrent_activities=50,
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
        graceful_shutdown_timeout=GRACE,
        deployment_config=deployment(),
    )
