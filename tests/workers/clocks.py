"""Clocks in a log, armed and ended by hand, and the auditor that watches them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.kernel import CaseId
from eventlog.memory import MemoryLog
from eventlog.port import Stream
from tests.views.toy import NOON, Writer, stream_of
from views.alarms import Alarms, Audit, Late
from workers.watching.auditor import Auditor


async def nothing_unplaced() -> datetime | None:
    return None


@dataclass
class Clocks:
    """A log in memory, and a watchdog's own tables in a real database."""

    engine: AsyncEngine
    log: MemoryLog = field(default_factory=MemoryLog)

    def __post_init__(self) -> None:
        self.writer = Writer(self.log)
        self.alarms = Alarms(self.engine)
        self.begin_again()

    def begin_again(self) -> None:
        """As after a restart: what it knows is what stands in the database."""
        self.auditor = Auditor(self.log, self.engine, nothing_unplaced)

    async def case(self) -> CaseId:
        """One that nobody but its own clocks speaks of."""
        return CaseId(f"toy-{uuid4()}")

    async def arm(self, case: CaseId, due: datetime, clock: str = "answer:step", event: str = "armed") -> None:
        await self.say(case, event, clock, due=due.isoformat())

    async def end(self, case: CaseId, how: str, clock: str = "answer:step") -> None:
        await self.say(case, how, clock)

    async def say(self, case: CaseId, event: str, clock: str, **more: str) -> None:
        stream = Stream(category="toy", id=stream_of(case).id)
        await self.writer.say(stream, f"clock.{event}", {"clock": clock, **more}, NOON)

    async def look(self, now: datetime) -> Audit:
        found, self.new = await self.auditor.look(now)
        return found

    async def all_late(self) -> list[Late]:
        """Page by page."""
        found: list[Late] = []
        while page := await self.alarms.late(after=found[-1] if found else None):
            found += page
        return found
