"""Clocks as logged facts: armed, held, resumed, superseded, stopped, ran out. Never edited.

A due instant is computed once, in `decide`, and stands in the event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain import calendar
from domain.calendar import Calendar
from domain.kernel import Clause, Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Armed:
    """An obligation begins: the rule as written, its clause, and when it is due.

    `provisional`: the due instant lies beyond the days that the calendar has published.
    """

    clock: str
    clause: Clause
    rule: str
    started: datetime
    due: datetime
    calendar: str
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The clock stands; what is left is kept (seconds, or day ends)."""

    clock: str
    left: Mapping[str, Any]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """The clock goes on with what was left."""

    clock: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Superseded:
    """The same obligation with another due instant; the old one stays on record.

    `rule`, `clause`: by which it is due from now on, where they are others than before.
    """

    clock: str
    was: datetime
    due: datetime
    why: str
    provisional: bool = False
    rule: str = ""
    clause: Clause = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """The obligation is met, or void."""

    clock: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RanOut:
    """The obligation was not met in time. `late_s`: by how many seconds this was noticed late."""

    clock: str
    clause: Clause
    due: datetime
    late_s: float


ClockEvent = Armed | Held | Resumed | Superseded | Stopped | RanOut
Clocks = Mapping[str, Clock]


def keep(clocks: Clocks, event: ClockEvent) -> Clocks:
    """The running and held clocks after this event."""
    rest = {name: clock for name, clock in clocks.items() if name != event.clock}
    match event:
        case Armed():
            rest[event.clock] = Clock(
                name=event.clock, clause=event.clause, rule=event.rule, started=event.started, due=event.due, calendar=event.calendar
            )
        case Held(left=left):
            rest[event.clock] = replace(clocks[event.clock], due=None, left=left)
        case Resumed(due=due):
            rest[event.clock] = replace(clocks[event.clock], due=due, left=None)
        case Superseded(due=due):
            clock = clocks[event.clock]
            rest[event.clock] = replace(clock, due=due, rule=event.rule or clock.rule, clause=event.clause or clock.clause)
        case Stopped() | RanOut():
            pass
    return rest


def still_provisional(names: frozenset[str], event: ClockEvent) -> frozenset[str]:
    """The clocks whose end lies beyond the published days, after this event."""
    rest = names - {event.clock}
    return rest | {event.clock} if isinstance(event, Armed | Superseded) and event.provisional else rest


def anew(clocks: Clocks, names: frozenset[str], days: Calendar) -> Iterator[Superseded]:
    """What a calendar that was adopted since says of the ends of these clocks; nothing where it knows no more than before.

    Reminders and late consequences follow from other instants and are no spans from their start.
    """
    for name in sorted(names & clocks.keys()):
        clock = clocks[name]
        if clock.due is None or name.startswith(("remind:", "closing:")):
            continue
        due = calendar.due(days, clock.started, calendar.span(clock.rule))
        due = max(due, clock.due) if name.startswith("answer:") else due  # a rung's time may run from its notice, not from its start
        late = calendar.provisional(days, due)
        if due != clock.due or not late:
            yield Superseded(clock=name, was=clock.due, due=due, why="calendar", provisional=late)


def next_due(clocks: Clocks) -> Clock | None:
    """The running clock that is due first; names break a tie so that the order never varies."""
    running = [clock for clock in clocks.values() if clock.due is not None]
    return min(running, key=lambda clock: (clock.due, clock.name), default=None)


def at_risk(since: datetime, due: datetime, at: datetime, percent: int) -> bool:
    """Whether so many percent of the term are over, but not all of it."""
    return since + (due - since) * percent / 100 <= at < due
