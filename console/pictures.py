"""Geometry of the pictures on a case's page, from plain data. Shares of the whole in percent, so that a picture is as wide as its place.

Templates draw it (``pieces.html``: `rail`, `clock_bar`); words are all in the list beside each picture, which is whole without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Literal

from domain.calendar import Calendar, end_of_day, is_working_day, local_day

State = Literal["done", "now", "next", "skipped", "held"]
Running = Literal["running", "at_risk", "overdue", "held"]

MOST_TICKS = 24
"""More marks than that on a thin bar are a smear: then none is drawn."""
MOST_DAYS = 800

_DAY = timedelta(days=1)


# --- where a case stands ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One station in the reader's words: what, who did it or must, when it was or is due (`at` ISO 8601, `when` and `left` for people).

    Stations with the same `branch` make one rail; "" is the main one. `branch` is its heading as a person reads it.
    """

    title: str
    state: State
    branch: str = ""
    who: str = ""
    role: str = ""
    at: str = ""
    when: str = ""
    left: str = ""
    clause: str = ""
    note: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A station with the way to it and from it; "" where the rail begins or ends."""

    stop: Stop
    before: State | Literal[""]
    after: State | Literal[""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One rail: the main one without a title, or a branch."""

    title: str
    stations: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rail:
    """The main rail first, then its branches in the order in which they began."""

    tracks: tuple[Track, ...]


def rail(stations: Sequence[Stop]) -> Rail:
    """Stations in order, put on their rails. The way between two of them looks as the later one does."""
    names = dict.fromkeys(["", *(stop.branch for stop in stations)])
    tracks = ((name, [stop for stop in stations if stop.branch == name]) for name in names)
    return Rail(tracks=tuple(Track(title=name, stations=tuple(_drawn(stops))) for name, stops in tracks if stops))


def _drawn(stops: Sequence[Stop]) -> Iterator[Drawn]:
    for place, stop in enumerate(stops):
        following = stops[place + 1].state if place + 1 < len(stops) else ""
        yield Drawn(stop=stop, before=stop.state if place else "", after=following)


# --- clocks -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Days that do not count, from `x`, `width` wide."""

    x: float
    width: float
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A clock from its start (0) to its due instant (100). `spent` of it is gone; `risk` is where it becomes at risk.

    `ticks` are the ends of the days that count, without the last one; `gaps` the days that do not.
    """

    state: Running
    spent: float
    risk: float
    ticks: tuple[float, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def left(self) -> float:
        """What is still there of it."""
        return round(100 - self.spent, 2)


def clock_bar(started: datetime, due: datetime | None, now: datetime, days: Calendar, at_risk: int = 80, *, working: bool = True) -> Bar:
    """A running clock, or a held one (`due` None). `at_risk` in percent; `working`: only working days count, so others are gaps."""
    if due is None:
        return Bar(state="held", spent=0, risk=at_risk)
    spent = _share(started, due, now)
    state: Running = "overdue" if now >= due else "at_risk" if spent >= at_risk else "running"
    between = list(_days(days, started, due))
    counted = [day for day in between if not working or is_working_day(days, day)]
    ends = [_share(started, due, end_of_day(days, day)) for day in counted]
    ticks = tuple(end for end in ends if 0 < end < 100)
    gaps = _gaps(days, started, due, between) if working else ()
    return Bar(state=state, spent=spent, risk=at_risk, ticks=ticks if len(ticks) <= MOST_TICKS else (), gaps=gaps)


def _days(days: Calendar, started: datetime, due: datetime) -> Iterator[date]:
    """Each day that has an hour of the term; none for terms of years, where days cannot be seen."""
    first, last = local_day(days, started), local_day(days, due - timedelta(microseconds=1))
    if 0 <= (last - first).days <= MOST_DAYS:
        yield from (first + _DAY * n for n in range((last - first).days + 1))


def _gaps(days: Calendar, started: datetime, due: datetime, between: Sequence[date]) -> tuple[Gap, ...]:
    """Runs of days that do not count, each as one gap."""
    found = []
    for counts, run in groupby(between, key=lambda day: is_working_day(days, day)):
        if not counts:
            off = list(run)
            start = _share(started, due, end_of_day(days, off[0] - _DAY))
            found.append(Gap(x=start, width=round(_share(started, due, end_of_day(days, off[-1])) - start, 2), days=len(off)))
    return tuple(found)


def _share(started: datetime, due: datetime, at: datetime) -> float:
    """Where an instant lies between two others, in percent."""
    whole = (due - started).total_seconds()
    return round(min(100.0, max(0.0, (at - started).total_seconds() / whole * 100)), 2) if whole > 0 else 100.0


# --- cases that hang together -------------------------------------------------------------------------

STEP, EDGE = 18, 12
"""Pixels between two lanes, and from the side to the first."""

MOST_LANES = 6
"""On a phone there is no room for more: what would need more shares the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """A case's row in the picture of its chain, in pixels from the side.

    It is at `x`; a line comes to it from `start` (None: it is the beginning); others go past it (`through`); one may go `onward`.
    """

    x: int
    start: int | None
    through: tuple[int, ...]
    onward: bool


def joints(parents: Sequence[int | None]) -> tuple[Joint, ...]:
    """One row a case. `parents`: the place of the case that each comes from, which is before its own."""
    last = {parent: place for place, parent in enumerate(parents) if parent is not None}
    lanes, busy, made = list[int](), dict[int, int](), list[Joint]()
    for place, parent in enumerate(parents):
        start = _x(lanes[parent]) if parent is not None else None
        busy = {lane: owner for lane, owner in busy.items() if last[owner] > place}
        lane = next(lane for lane in range(len(parents)) if lane not in busy)
        made.append(Joint(x=_x(lane), start=start, through=tuple(sorted({_x(each) for each in busy})), onward=place in last))
        lanes.append(lane)
        if place in last:
            busy[lane] = place
    return tuple(made)


def width(rows: Sequence[Joint]) -> int:
    """How wide the widest row is."""
    return max((max(row.x, *row.through) if row.through else row.x for row in rows), default=0) + EDGE


def _x(lane: int) -> int:
    return EDGE + STEP * min(lane, MOST_LANES - 1)
