"""Charts as geometry, drawn on the server: bars that lie, and small columns that stand. Every axis begins at zero.

Lengths along the reading width are percentages (``"62.50%"``), so that a chart fits a phone and a wall without scaling its
letters; heights are pixels. What is drawn says nothing by colour alone: parts of other meaning are hatched, and the words stand
beside them. A chart never stands without its table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import ceil

ROW, LETTERS, THICK = 44, 15, 14
"""Height of a bar with its label, of the label alone, and of the bar itself."""
FOOT = 22
"""Height of the axis below the bars."""
PLOT, HEAD, BELOW = 132, 16, 22
"""Heights of a chart of columns: the plot, the room above it for its highest label, the names below."""
WIDE = 93.0
"""Percent of the width that columns take; the rest is for the numbers of their axis."""
LONGEST = 34
"""Characters of a label beside its value; more end in an ellipsis, the table has all of them."""
NAMES = 6
"""How many columns are named at most."""
STEPS = (1, 2, 5)
MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
TERMS = (
    *(MINUTE * each for each in (1, 2, 5, 10, 15, 30)),
    *(HOUR * each for each in (1, 2, 4, 8, 12)),
    *(DAY * each for each in (1, 2, 5, 10, 20, 30, 60, 90, 180, 365)),
)
"""Steps of an axis of time, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a bar; `kind` is its class and its pattern: met, missed, span, reach, waiting, overdue, opened, closed."""

    kind: str
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: what it is of, its parts from zero on, and what it says."""

    label: str
    parts: tuple[Part, ...]
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A drawn part: percentages along, pixels down."""

    kind: str
    x: str
    width: str
    y: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark of the axis: where, on which side of it its words stand, and the words."""

    at: str
    anchor: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A bar with the room it takes."""

    label: str
    said: str
    y: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Bars that lie, one below another, over one axis."""

    height: int
    foot: int
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A mark of the standing axis."""

    y: float
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Columns that stand side by side, in groups with a name each."""

    height: int
    base: int
    wide: str
    pieces: tuple[Piece, ...]
    lines: tuple[Line, ...]
    names: tuple[Tick, ...]


def bars(shown: Sequence[Bar], *, most: float, step: float, said: Callable[[float], str]) -> Bars:
    """Bars over an axis from zero to `most`, marked at every `step`; `said` writes an amount."""
    rows = tuple(_row(bar, place * ROW, most) for place, bar in enumerate(shown))
    foot = len(rows) * ROW
    return Bars(height=foot + FOOT, foot=foot, rows=rows, ticks=_ticks(most, step, said))


def shares(shown: Sequence[Bar], said: Callable[[float], str]) -> Bars:
    """Bars of which each part is a share of one."""
    return bars(shown, most=1.0, step=0.25, said=said)


def amounts(shown: Sequence[Bar], said: Callable[[float], str]) -> Bars:
    """Bars of counts."""
    most, step = scale(_longest(shown))
    return bars(shown, most=most, step=step, said=said)


def terms(shown: Sequence[Bar], said: Callable[[float], str]) -> Bars:
    """Bars of lengths of time, in seconds."""
    most, step = scale_of_time(_longest(shown))
    return bars(shown, most=most, step=step, said=said)


def columns(groups: Sequence[tuple[str, Sequence[Part]]], said: Callable[[float], str]) -> Columns:
    """A group of columns for each name, oldest first. Of many groups only some are named."""
    most, step = scale(max((part.amount for _, parts in groups for part in parts), default=0))
    room = WIDE / max(len(groups), 1)
    pieces = tuple(piece for place, (_, parts) in enumerate(groups) for piece in _standing(parts, place * room, room, most))
    lines = tuple(Line(y=_down(level * step, most), said=said(level * step)) for level in range(round(most / step) + 1))
    every = max(ceil(len(groups) / NAMES), 1)
    names = tuple(Tick(at=_percent(place * room), anchor="start", said=name) for place, (name, _) in list(enumerate(groups))[::every])
    return Columns(height=HEAD + PLOT + BELOW, base=HEAD + PLOT, wide=_percent(WIDE), pieces=pieces, lines=lines, names=names)


# --- axes -----------------------------------------------------------------------------------------


def scale(highest: float) -> tuple[float, float]:
    """Where an axis of counts ends, and its step: whole numbers, at most five marks."""
    size = 1
    while True:
        for step in STEPS:
            if highest <= 4 * step * size:
                return float(max(ceil(highest / (step * size)), 1) * step * size), float(step * size)
        size *= 10


def scale_of_time(highest: float) -> tuple[float, float]:
    """The same for seconds: steps that people count time in."""
    for step in TERMS:
        if highest <= 4 * step:
            return max(ceil(highest / step), 1) * step, step
    years, step = scale(highest / TERMS[-1])
    return years * TERMS[-1], step * TERMS[-1]


def _longest(shown: Sequence[Bar]) -> float:
    return max((sum(part.amount for part in bar.parts) for bar in shown), default=0)


def _ticks(most: float, step: float, said: Callable[[float], str]) -> tuple[Tick, ...]:
    last = round(most / step)
    anchors = {0: "start", last: "end"}
    return tuple(
        Tick(at=_percent(100 * level / last), anchor=anchors.get(level, "middle"), said=said(level * step)) for level in range(last + 1)
    )


# --- pieces ---------------------------------------------------------------------------------------


def _row(bar: Bar, y: int, most: float) -> Row:
    starts = list(accumulate((part.amount for part in bar.parts), initial=0.0))
    pieces = tuple(
        Piece(kind=part.kind, x=_percent(100 * start / most), width=_percent(100 * (end - start) / most), y=y + LETTERS + 6, height=THICK)
        for part, (start, end) in zip(bar.parts, pairwise(starts), strict=True)
        if part.amount > 0
    )
    return Row(label=shortened(bar.label), said=bar.said, y=y, pieces=pieces)


def _standing(parts: Sequence[Part], x: float, room: float, most: float) -> list[Piece]:
    """One group of columns, with a fifth of its room left free."""
    thick = room * 0.8 / max(len(parts), 1)
    return [
        Piece(
            kind=part.kind,
            x=_percent(x + place * thick),
            width=_percent(thick * 0.92),
            y=_down(part.amount, most),
            height=round(PLOT * part.amount / most, 1),
        )
        for place, part in enumerate(parts)
        if part.amount > 0
    ]


def _down(amount: float, most: float) -> float:
    return round(HEAD + PLOT * (1 - amount / most), 1)


def _percent(value: float) -> str:
    return f"{value:.2f}%"


def shortened(label: str) -> str:
    """The label, as far as there is room."""
    return label if len(label) <= LONGEST else label[: LONGEST - 1].rstrip() + "…"
