"""The sequencer's loop: gives committed events their place in the one order, a few milliseconds after the commit.

It may be slow, die or run twice without harm: positions are given in one transaction behind one row lock, and nobody who appends
ever waits for it.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from eventlog.errors import Unavailable

if TYPE_CHECKING:
    from eventlog.port import EventLog

BATCH = 10_000
_SHORTEST = 0.02  # seconds between steps while events keep coming
_LONGEST = 0.1  # and after a quiet while: what a lone event waits at most
_GROWTH = 1.5
_AFTER_TROUBLE = 1.0


async def run_sequencer(log: EventLog, stop: asyncio.Event) -> None:
    """Step until `stop` is set, faster while there is something to do. Outlives a database that is away for a while."""
    pause = _SHORTEST
    while not stop.is_set():
        try:
            given = await log.sequence(BATCH)
        except Unavailable:
            pause = _AFTER_TROUBLE
        else:
            pause = _next_pause(pause, given)
        if pause > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)


def _next_pause(pause: float, given: int) -> float:
    """None after a full batch, the shortest after any, then longer and longer."""
    if given == BATCH:
        return 0
    if given > 0:
        return _SHORTEST
    return min(max(pause, _SHORTEST) * _GROWTH, _LONGEST)
