"""How long after its instant a clock may stay where it is before that is an alarm."""

from datetime import timedelta
from typing import Final

PATIENCE: Final = timedelta(seconds=60)
"""What every clock is allowed: a worker that was just started, a database that was away for a moment."""
FLOOR: Final = 10.0
"""Clocks in a second. A trickle of clocks measures what fell due, not what could be worked off."""


def allowance(backlog: int, rate: float) -> timedelta:
    """60 s + backlog ÷ rate, where `backlog` clocks are due at once and `rate` of them run out in a second.

    Working-day clocks end together at midnight, so that the last of 10,000 waits for its turn without anything being wrong. The rate
    is the one measured over the last minutes, at least `FLOOR`. It is 0 where none has run out for a minute: then nobody works the
    backlog off, and it excuses nothing.
    """
    return PATIENCE + (timedelta(seconds=backlog / max(rate, FLOOR)) if rate > 0 else timedelta(0))
