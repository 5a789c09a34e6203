"""Asking a case whose clock is late to look again; one without a workflow is given one by the same call."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final

import structlog
from temporalio.client import Client
from temporalio.common import WorkflowIDReusePolicy
from temporalio.service import RPCError

from activities.wire import CASES, LOOK_AGAIN
from domain.kernel import CaseId, kind_of
from views.alarms import Alarms

AT_ONCE: Final = 50
"""Signals in flight: a server that has just come up is not run over."""
TRY: Final = timedelta(seconds=5)

_say = structlog.get_logger(__name__)


async def poke(client: Client, alarms: Alarms, now: datetime) -> int:
    """Ask every case that is due for it, page by page; gives how many were asked. While Temporal is away nobody is."""
    asked, after = 0, ""
    while page := await alarms.to_poke(now, after=after):
        try:
            for first in range(0, len(page), AT_ONCE):
                await asyncio.gather(*(_look_again(client, case) for case in page[first : first + AT_ONCE]))
        except (RPCError, RuntimeError) as trouble:
            _say.warning("no case can be asked to look again", reason=type(trouble).__name__)
            return asked
        await alarms.poked(page, now)
        asked, after = asked + len(page), page[-1]
    return asked


async def _look_again(client: Client, case: CaseId) -> None:
    await client.start_workflow(
        kind_of(case),
        id=case,
        task_queue=CASES,
        start_signal=LOOK_AGAIN,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        rpc_timeout=TRY,
    )
