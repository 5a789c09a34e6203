"""The sequencer's loop: gives committed events their place in the one order, a few milliseconds after the commit.

It may be slow, die or run twice without harm: positions are given in one transaction behind one row lock, and nobody who appends
ever waits for it. It steps when it hears that something was appended, and by itself ten times a second, for a hint may be lost.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from eventlog.errors import Unavailable

if TYPE_CHECKING:
    from eventlog.port import EventLog

BATCH = 10_000
_APART = 0.005  # seconds between steps at least, whatever is heard: under load each gives more positions for the same commit
_SHORTEST = 0.02  # between steps while events keep coming and nothing is heard
_LONGEST = 0.1  # and after a quiet while: what a lone event waits at most
_GROWTH = 1.5
_AFTER_TROUBLE = 1.0


class Ear(Protocol):
    """Hears that something was appended."""

    def forget(self) -> None:
        """What comes from now on is heard."""

    async def heard(self, within: float) -> bool:
        """Wait so many seconds for it."""


async def run_sequencer(log: EventLog, stop: asyncio.Event, ear: Ear | None = None) -> None:
    """Step until `stop` is set, faster while there is something to do. Outlives a database that is away for a while."""
    pause = _SHORTEST
    while not stop.is_set():
        if ear is not None:
            ear.forget()
        try:
            given = await log.sequence(BATCH)
        except Unavailable:
            pause = _AFTER_TROUBLE
        else:
            pause = _next_pause(pause, given)
        if pause > 0:
            await _rest(stop, pause, ear if pause < _AFTER_TROUBLE else None)


async def _rest(stop: asyncio.Event, pause: float, ear: Ear | None) -> None:
    """Until something is heard, but not too often; or so long."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), pause if ear is None else _APART)
    if ear is not None and not stop.is_set():
        await ear.heard(max(0.0, pause - _APART))


def _next_pause(pause: float, given: int) -> float:
    """None after a full batch, the shortest after any, then longer and longer."""
    if given == BATCH:
        return 0
    if given > 0:
        return _SHORTEST
    return min(max(pause, _SHORTEST) * _GROWTH, _LONGEST)
