"""The rival: what a bare Temporal workflow costs that has as many updates, timers, local and ordinary activities, and does nothing in them.

``python -m benchmarks._rival`` is its worker, with the options of ours.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections import deque
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, Worker

CASES, WORLD = "rival-cases", "rival-world"
LAST = "last"


@activity.defn
async def nothing(number: int) -> int:
    """Where ours decides and writes."""
    return number


@activity.defn
async def nothing_elsewhere(number: int) -> int:
    """Where ours tells somebody."""
    return number


@workflow.defn(name="rival")
class Rival:
    """Takes updates in, does one local activity for each, and ordinary activities beside; the end of each is one more local activity."""

    def __init__(self) -> None:
        self._inbox: deque[tuple[str, int, asyncio.Future[int] | None]] = deque()
        self._beside: set[asyncio.Task[None]] = set()
        self._last = False

    @workflow.update
    async def step(self, name: str, beside: int) -> int:
        """One command: a local activity, and so many ordinary ones that it causes."""
        answer: asyncio.Future[int] = asyncio.Future()
        self._inbox.append((name, beside, answer))
        return await answer

    @workflow.query
    def at_rest(self) -> bool:
        """Whether nothing is on its way."""
        return not self._inbox and not self._beside

    @workflow.run
    async def run(self) -> None:
        """Until the last command came and everything beside has ended."""
        while not self._finished():
            if not self._inbox:
                await workflow.wait_condition(lambda: bool(self._inbox) or self._finished(), timeout=timedelta(minutes=2))
                continue
            name, beside, answer = self._inbox.popleft()
            said = await workflow.execute_local_activity(nothing, beside, start_to_close_timeout=timedelta(seconds=5))
            self._last = self._last or name == LAST
            if answer is not None:
                answer.set_result(said)
            for _ in range(beside):
                task = asyncio.create_task(self._do_beside())
                self._beside.add(task)
                task.add_done_callback(self._beside.discard)

    def _finished(self) -> bool:
        return self._last and self.at_rest() and workflow.all_handlers_finished()

    async def _do_beside(self) -> None:
        await workflow.execute_activity(nothing_elsewhere, 0, task_queue=WORLD, start_to_close_timeout=timedelta(seconds=60))
        self._inbox.append(("end", 0, None))


@activity.defn
async def now() -> float:
    """The wall's clock."""
    return time.time()


@workflow.defn(name="timer")
class Timer:
    """One timer, and when its workflow went on after it."""

    @workflow.run
    async def run(self, due: float) -> float:
        """Seconds since the epoch, both."""
        await workflow.sleep(max(0.0, due - workflow.time()))
        return await workflow.execute_local_activity(now, start_to_close_timeout=timedelta(seconds=5))


async def main(address: str, namespace: str) -> None:
    """Work until our standard input is closed."""
    client = await Client.connect(address, namespace=namespace)
    # As ours in workers/worker.py.
    cases = Worker(
        client,
        task_queue=CASES,
        workflows=[Rival, Timer],
        activities=[nothing, now],
        max_concurrent_workflow_tasks=20,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=5),
    )
    world = Worker(
        client,
        task_queue=WORLD,
        activities=[nothing_elsewhere],
        max_concurrent_activities=50,
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )
    async with cases, world:
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(os.environ["BYLAW_TEMPORAL_ADDRESS"], os.environ["BYLAW_NAMESPACE"]))
