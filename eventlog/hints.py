"""Whoever appends tells the sequencer so, that it need not look ten times a second to be quick, nor be late because it does not.

A hint is worth nothing: it may be lost, come twice or too early, for the sequencer looks by itself all the same. It is sent beside the
append, not in it: a notice in a transaction takes a lock that every appending transaction would then queue for (decision 016).
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from eventlog import sql
from eventlog.errors import Unavailable

if TYPE_CHECKING:
    from eventlog.pool import DriverPool

APART = 0.01
"""Seconds between the hints of a process: what is appended meanwhile is meant by the next."""


class Hints:
    """Sends them over a pool, at most one at a time."""

    def __init__(self, pool: DriverPool) -> None:
        self._pool = pool
        self._sending: asyncio.Task[None] | None = None
        self._again = False

    def give(self) -> None:
        """Something was appended. Never waits, never fails."""
        self._again = True
        if self._sending is None:
            self._sending = asyncio.create_task(self._send(), name="eventlog hint")

    async def _send(self) -> None:
        try:
            while self._again:
                self._again = False
                with suppress(Unavailable):
                    async with self._pool.lend() as driver:
                        await driver.execute(sql.HINT)
                await asyncio.sleep(APART)
        finally:
            self._sending = None

    async def close(self) -> None:
        """Send no more."""
        if self._sending is not None:
            self._sending.cancel()
            with suppress(asyncio.CancelledError):
                await self._sending
