"""A run whose workflow task fails again and again is set back to its beginning: what came in comes again, and the log knows what was done.

A history that no longer replays keeps a case still until somebody acts. Nothing is lost by beginning anew: signals and Updates are
applied again in their order, under the ids that they had (`workflows.inbox`), and the log answers those that it knows.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

import structlog
from temporalio.api.common.v1 import WorkflowExecution as Execution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import Client, WorkflowExecution
from temporalio.service import RPCError

from activities.wire import CASES

FAILING: Final = f"ExecutionStatus = 'Running' AND TaskQueue = '{CASES}' AND TemporalReportedProblems = 'category=WorkflowTaskFailed'"
"""The server says so of a run whose workflow task has failed several times in a row, and takes it back when one succeeds."""
PATIENCE: Final = timedelta(minutes=5)
"""How old a run must be: one that fails from its beginning, by a mistake of a release, is not set back every minute."""
AT_ONCE: Final = 10
MOST: Final = 1000
"""Runs in one look."""
ENDED: Final = (EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED, EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
REASON: Final = "its workflow task fails again and again"

_say = structlog.get_logger(__name__)


async def begin_anew(client: Client, now: datetime, patience: timedelta = PATIENCE) -> int:
    """Set back every run that cannot go on; gives how many. One that cannot be set back is said, and tried at the next look."""
    stuck = [found async for found in client.list_workflows(FAILING, limit=MOST) if found.start_time <= now - patience]
    done = 0
    for first in range(0, len(stuck), AT_ONCE):
        done += sum(await asyncio.gather(*(_set_back(client, found) for found in stuck[first : first + AT_ONCE])))
    return done


async def _set_back(client: Client, found: WorkflowExecution) -> bool:
    try:
        await client.workflow_service.reset_workflow_execution(
            ResetWorkflowExecutionRequest(
                namespace=client.namespace,
                workflow_execution=Execution(workflow_id=found.id, run_id=found.run_id),
                reason=REASON,
                workflow_task_finish_event_id=await _first_task(client, found),
                request_id=str(uuid4()),
            )
        )
    except RPCError as trouble:
        _say.warning("a run that fails cannot be set back", case=found.id, reason=trouble.status.name)
        return False
    return True


async def _first_task(client: Client, found: WorkflowExecution) -> int:
    """The event that ended the run's first workflow task. RPCError where the history is gone."""
    handle = client.get_workflow_handle(found.id, run_id=found.run_id)
    return await anext((event.event_id async for event in handle.fetch_history_events(page_size=10) if event.event_type in ENDED), 0)
