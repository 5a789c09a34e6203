"""Looks each minute whether what must run does run, apart from everything that it watches.

Beside it, in the same process, stands the auditor of clocks (`workers.watching`), which reads the log itself and none of the lists.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import structlog
from temporalio.client import Client

from activities.controls import Keeper, Look
from activities.governed import Governed
from eventlog.postgres import PostgresLog
from views.kinds import KINDS
from views.reader import Lag, Reader, reader_at
from views.stopping import until
from workers.anew import begin_anew
from workers.house import kept
from workers.keeping import keeper_at
from workers.recover import Recovered, recover
from workers.settings import Settings
from workers.watching import parts
from workers.watching.heartbeat import Pulse
from workers.watching.meters import meters

EVERY: Final = 60.0  # seconds
LATE_AFTER: Final = timedelta(seconds=60)
"""A clock that should have run out so long ago is late. The list is a moment behind, so less would be noise."""
WORKFLOWS: Final = "workflows"
"""What this look is called in the pulse."""
NOTHING: Final = Look()
"""No run was missing."""

_say = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one look found: cases and workflows, clocks that should have run out, how far the list is behind, runs that were missing.

    `begun_anew`: workflows whose history no longer replayed.
    """

    recovered: Recovered
    late: int
    latest_by: timedelta
    lag: Lag
    runs: Look = NOTHING
    begun_anew: int = 0


async def main(settings: Settings, *, stop: asyncio.Event) -> None:
    """Watch until `stop` is set; a server that is away is waited for. Each part goes on whatever happens to the others."""
    pulse = Pulse(WORKFLOWS, parts.CLOCKS)
    async with asyncio.TaskGroup() as running:
        for name, part in (
            ("watchdog", lambda: until(stop, _watch(settings, pulse))),
            ("clocks", partial(parts.audit, settings, pulse, meters(settings), stop)),
            ("alarms", partial(parts.answer, settings, stop)),
            ("heartbeat", partial(parts.beat, settings, pulse, stop)),
        ):
            running.create_task(kept(name, part, stop), name=name)


async def _watch(settings: Settings, pulse: Pulse) -> None:
    log = await PostgresLog.connect(settings.database, pool_size=2)
    try:
        client = await Client.connect(settings.temporal, namespace=settings.namespace, lazy=True)
        async with reader_at(settings.database, log, Governed(log), KINDS) as reader, keeper_at(settings) as controls:
            while True:
                tell(found := await look(client, reader, datetime.now(UTC), controls))
                pulse.say(WORKFLOWS, datetime.now(UTC), clean=found.lag.stopped is None)
                await asyncio.sleep(EVERY)
    finally:
        await log.close()


async def look(client: Client, reader: Reader, now: datetime, controls: Keeper | None = None) -> Round:
    """Start workflows that are missing, begin anew those that cannot go on, open missing runs of controls; count late clocks."""
    lag, recovered, anew = await reader.lag(), await recover(client, reader), await begin_anew(client, datetime.now(UTC))
    late, earliest = await reader.late(now - LATE_AFTER)
    runs = await controls.look(now - LATE_AFTER) if controls is not None else NOTHING
    by = now - earliest if earliest else timedelta(0)
    return Round(recovered=recovered, late=late, latest_by=by, lag=lag, runs=runs, begun_anew=anew)


def tell(found: Round) -> None:
    """One line each round; a warning when anything was not as it must be."""
    wrong = found.recovered.started or found.begun_anew or found.late or found.lag.stopped or found.runs != NOTHING
    (_say.warning if wrong else _say.info)(
        "looked",
        cases=found.recovered.cases,
        started=found.recovered.started,
        begun_anew=found.begun_anew,
        late_clocks=found.late,
        latest_by_s=round(found.latest_by.total_seconds()),
        lag_events=found.lag.events,
        list_stopped=found.lag.stopped,
        runs_opened=found.runs.opened,
        runs_not_opened=found.runs.refused + found.runs.unknown,
    )
