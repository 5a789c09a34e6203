"""Lists in a database of a test's own, made from a log in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.memory import MemoryLog
from tests.views.feeding import catch_up
from tests.views.toy import TOYS, Governed, Writer
from views.cases import Cases
from views.inbox import Inbox
from views.projection import take_over
from views.reader import Reader


@dataclass
class Lists:
    """A log of toy cases and the lists that are made of it."""

    engine: AsyncEngine
    log: MemoryLog = field(default_factory=MemoryLog)

    def __post_init__(self) -> None:
        self.writer = Writer(self.log)
        self.projection = Cases(self.log, Governed(), TOYS)
        self.reader = Reader(self.log, self.engine, Inbox(self.log, Governed(), TOYS))

    async def begin(self) -> None:
        await take_over(self.engine, self.projection.name)

    async def catch_up(self) -> None:
        await catch_up(self.log, self.engine, self.projection)

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        """Look until it holds; twenty seconds are a failure."""
        async with asyncio.timeout(60):
            while not await holds():
                await asyncio.sleep(0.05)
