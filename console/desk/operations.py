"""Does everything run? What the watchdog found when it looked last, and what answers now."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from console.backend import Backend
from console.caller import Caller
from console.desk import lists
from console.desk.answering import Answering, answering
from console.desk.times import Times, When
from domain.kernel import CaseId, kind_of
from domain.labels import LABELS, clock_title
from views.alarms import Alarms, Audit
from views.alarms import Late as Alarm
from views.errors import ViewsError

SHOWN: Final = 50
STALE: Final = timedelta(minutes=3)
"""After so long a look says nothing of now: then it is the watchdog that does not run."""
BLIND: Final = 60.0
"""Seconds after which something recorded that has no place in the order hides what it may."""

State = Literal["well", "late", "blind", "stale", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LateLine:
    """One clock that should have run out. `number` is "" where the reader may not see the case, or the lists do not know it."""

    number: str
    clock: str
    due: When


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """`state` is the answer in one word; `audit` what it comes from; `more`: so many late clocks are not shown."""

    state: State
    audit: Audit | None
    looked: When | None
    beat: When | None
    late: Sequence[LateLine]
    more: int
    answers: Answering


async def operations(backend: Backend, caller: Caller) -> Operations:
    """Figures are for everybody; which cases are concerned, for those who may see them."""
    alarms = Alarms(backend.engine)
    times = Times(lang=caller.lang, days=backend.governed.calendar(caller.at), now=caller.at)
    audit, late, answers = await asyncio.gather(alarms.audit(), alarms.late(limit=SHOWN), answering(backend))
    return Operations(
        state=_state(caller, audit),
        audit=audit,
        looked=times.past(audit.at) if audit else None,
        beat=times.past(audit.beat_at) if audit and audit.beat_at else None,
        late=await asyncio.gather(*(_line(backend, caller, times, each) for each in late)),
        more=max((audit.late if audit else 0) - len(late), 0),
        answers=answers,
    )


def _state(caller: Caller, audit: Audit | None) -> State:
    if audit is None:
        return "unknown"
    if caller.at - audit.at > STALE:
        return "stale"
    if audit.late:
        return "late"
    return "blind" if audit.unplaced_s > BLIND else "well"


async def _line(backend: Backend, caller: Caller, times: Times, alarm: Alarm) -> LateLine:
    number, kind = await _number(backend, caller, alarm.case), kind_of(alarm.case)
    clock = clock_title(kind, alarm.clock, caller.lang) if number and kind in LABELS else ""
    return LateLine(number=number, clock=clock, due=times.due(alarm.due, alarm.due, 0))


async def _number(backend: Backend, caller: Caller, case: CaseId) -> str:
    """Where the lists stand still the alarm stands here all the same."""
    try:
        line = await backend.reader.case_line(case, seen_by=lists.seen_by(backend, caller), at=caller.at)
    except ViewsError:
        return ""
    return line.number if line is not None else ""
