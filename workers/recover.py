"""Losing Temporal loses no case: every case that still owes something is in the list, and its workflow can be started again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from activities.wire import CASES
from views.reader import CaseLine, Reader

PAGE: Final = 1000
AT_ONCE: Final = 50
"""Starts in flight: a server that has just come up is not run over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """How many cases must have a workflow, and how many of them had none and were given one."""

    cases: int
    started: int


async def recover(client: Client, reader: Reader) -> Recovered:
    """Start the workflow of every case that owes something and has none. Starting one that runs already changes nothing."""
    running = await running_workflows(client)
    cases = started = 0
    async for page in pages(reader):
        cases += len(page)
        missing = [line for line in page if line.case not in running]
        for first in range(0, len(missing), AT_ONCE):
            await asyncio.gather(*(_start(client, line) for line in missing[first : first + AT_ONCE]))
        started += len(missing)
    return Recovered(cases=cases, started=started)


async def running_workflows(client: Client) -> set[str]:
    """The cases whose workflow runs, as Temporal's index tells it: perhaps a moment late, which does no harm here."""
    query = f"ExecutionStatus = 'Running' AND TaskQueue = '{CASES}'"
    return {found.id async for found in client.list_workflows(query, page_size=PAGE)}


async def _start(client: Client, line: CaseLine) -> None:
    """Without a command: the workflow looks at its agenda and goes on from there."""
    await client.start_workflow(
        line.kind,
        id=line.case,
        task_queue=CASES,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )


async def pages(reader: Reader) -> AsyncIterator[Sequence[CaseLine]]:
    """Every case that still owes something, oldest first."""
    after = -1
    while page := await reader.running(limit=PAGE, after=after):
        yield page
        after = page[-1].place
