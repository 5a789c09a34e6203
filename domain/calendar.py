"""Working days: when something is due.

Days come in as data; the organisation's calendar names its time zone, holidays and make-up working days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

Unit = Literal["wd", "d", "week", "h", "min", "month"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length of time as people write it: ``2 wd``, ``30 min``, ``48 h``, ``3 months``."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """An organisation's days. Shapes: dates are local to `zone` (IANA)."""

    version: str
    zone: str
    holidays: frozenset[date]
    working_weekends: frozenset[date]
    published_through: date


# The functions: see the tests; signatures are the contract.
def span(text: str) -> Span: ...
def due(calendar: Calendar, start: datetime, length: Span) -> datetime: ...
def provisional(calendar: Calendar, instant: datetime) -> bool: ...
def left(calendar: Calendar, at: datetime, due: datetime, length: Span) -> Mapping[str, Any]: ...
def resume(calendar: Calendar, at: datetime, left: Mapping[str, Any]) -> datetime: ...
def before(calendar: Calendar, due: datetime, length: Span, notices_until: str) -> datetime: ...
def notice_time(calendar: Calendar, at: datetime, notices_from: str, notices_until: str) -> datetime: ...
