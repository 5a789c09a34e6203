"""One look: take in the log to its end, compare the clocks that run with the time, and say what is late."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.port import EventLog
from views.alarms import Alarms, Audit
from views.projection import Place, advance, check_same_log, take_over
from views.watched import Clocks
from workers.watching.allowance import PATIENCE, allowance

BATCH = 500
"""Events in one transaction."""

Unplaced = Callable[[], Awaitable[datetime | None]]
"""When the oldest event was recorded that has no place in the one order yet."""


class Auditor:
    """Keeps the clocks that run, from a checkpoint of its own, and judges them. One at a time does: whoever leads."""

    def __init__(self, log: EventLog, engine: AsyncEngine, unplaced: Unplaced) -> None:
        self.alarms = Alarms(engine)
        self._log = log
        self._engine = engine
        self._unplaced = unplaced
        self._clocks = Clocks()
        self._place: Place | None = None

    async def look(self, now: datetime) -> tuple[Audit, int]:
        """What it found, and how many alarms are new. Raises what `advance` and `check_same_log` raise, and `Unavailable`.

        Nothing is judged before all of the log is taken in: a clock whose end was not read yet would look late.
        """
        waits_since = await self._unplaced()
        position = await self._catch_up()
        waiting, rate = await self.alarms.waiting(now), self._clocks.rate(now)
        allowed = allowance(waiting.backlog, rate)
        new = await self.alarms.judge(now, allowed)
        late, earliest = await self.alarms.standing()
        audit = Audit(
            at=now,
            position=position,
            watched=waiting.watched,
            backlog=waiting.backlog,
            late=late,
            rate=rate,
            allowance_s=allowed.total_seconds(),
            latest_by_s=(now - earliest).total_seconds() if earliest else 0.0,
            unplaced_s=max((now - waits_since).total_seconds(), 0.0) if waits_since else 0.0,
        )
        await self.alarms.write(audit)
        return audit, new

    async def _catch_up(self) -> int:
        place = self._place or await take_over(self._engine, self._clocks.name)
        await check_same_log(self._engine, self._log, place)  # each time: a log may be restored under a watchdog that runs
        while batch := await self._log.read_all(place.position, BATCH):
            place = self._place = await advance(self._engine, self._clocks, place, batch)
        self._place = place
        return place.position


def is_clean(audit: Audit) -> bool:
    """Nothing is late, and nothing hides that something might be."""
    return not audit.late and timedelta(seconds=audit.unplaced_s) <= PATIENCE
