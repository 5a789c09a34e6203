"""By when what a notice speaks of is due, so that whoever is told knows how long there is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.kernel import Duty
from domain.requests.state import Request

CLOCKS: Mapping[str, str] = {"sent_back": "information", "lent": "return", "extended": "return", "granted": "until"}
"""The clock that runs for the person who is told, where the notice is about no step."""
OVERDUE = frozenset({"overdue", "bring_back"})


def due(case: Request, duty: Duty) -> datetime | None:
    """The instant, if any clock runs for it; of a loan that is not back, the instant that has passed."""
    if duty.about in OVERDUE:
        return case.grant.until if case.grant is not None else None
    clock = case.clocks.get(f"answer:{duty.slot}" if duty.slot else CLOCKS.get(duty.about, ""))
    return clock.due if clock is not None else None
