"""The watchdog reads clocks from the log by itself, without a decider: in every story it must see what the cases themselves know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.kernel import CaseId
from eventlog.port import EventLog
from views.kinds import KINDS
from views.telling import id_of, recorded
from views.watched import Clocks


async def watched_alike(log: EventLog) -> None:
    """After every event the clocks that the watchdog keeps for the case are those that run in its folded state."""
    projection, watched, cases = Clocks(), dict[CaseId, dict[str, datetime]](), dict[CaseId, Any]()
    for one in await log.read_all(0, 1_000_000):
        kind, case = KINDS.get(one.event.stream.category), id_of(one.event)
        if kind is None:
            continue
        cases[case] = kind.evolve(cases.get(case), recorded(kind, one.event))
        left, closed = projection._left([one])
        kept = {} if closed else watched.get(case, {})
        moved = {clock: due for (_, clock), due in left.items()}
        watched[case] = {clock: due for clock, due in (kept | moved).items() if due is not None}
        assert watched[case] == running(cases[case].clocks), (one.event.type, case)


def running(clocks: Mapping[str, Any]) -> Mapping[str, datetime]:
    """Those that are due at some instant."""
    return {name: clock.due for name, clock in clocks.items() if clock.due is not None}
