"""The periods of recurring controls: each has a key, and every instant lies in exactly one of each rhythm.

    daily 2026-02-13 · weekly 2026-W07 (ISO 8601) · monthly 2026-02 · quarterly 2026-Q1 · yearly 2026

Days are those of the organisation's zone: a period begins at 00:00 of its first day and ends where the next one begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Final, Literal, cast

from domain import calendar
from domain.calendar import Calendar

Rhythm = Literal["daily", "weekly", "monthly", "quarterly", "yearly"]
RHYTHMS: Final[tuple[Rhythm, ...]] = ("daily", "weekly", "monthly", "quarterly", "yearly")
"""`daily` is every working day."""

_DAY: Final = timedelta(days=1)
_MONTHS: Final[Mapping[str, int]] = {"monthly": 1, "quarterly": 3, "yearly": 12}
_KEYS: Final[Mapping[Rhythm, re.Pattern[str]]] = {
    "daily": re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII),
    "weekly": re.compile(r"([0-9]{4})-W([0-9]{2})", re.ASCII),
    "monthly": re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII),
    "quarterly": re.compile(r"([0-9]{4})-Q([1-4])", re.ASCII),
    "yearly": re.compile(r"([0-9]{4})", re.ASCII),
}


# --- keys and days ----------------------------------------------------------------------------


def key_of_day(rhythm: Rhythm, day: date) -> str:
    """The period in which a day lies."""
    return _WRITTEN[rhythm](day)


def rhythm_of(key: str) -> Rhythm:
    """Which rhythm a key belongs to. ValueError when it is no key."""
    found = next((rhythm for rhythm, pattern in _KEYS.items() if pattern.fullmatch(key)), None)
    if found is None:
        raise ValueError(f"not a period: {key[:40]!r}")
    return found


def first_day(key: str) -> date:
    """The first day of a period. ValueError when there is no such period."""
    rhythm = rhythm_of(key)
    parts = [int(part) for part in cast("re.Match[str]", _KEYS[rhythm].fullmatch(key)).groups()]
    match rhythm:
        case "daily":
            return date(*parts)
        case "weekly":
            return date.fromisocalendar(parts[0], parts[1], 1)
        case "monthly":
            return date(parts[0], parts[1], 1)
        case "quarterly":
            return date(parts[0], 3 * parts[1] - 2, 1)
        case "yearly":
            return date(parts[0], 1, 1)


def following(key: str) -> str:
    """The period that begins where this one ends."""
    rhythm, first = rhythm_of(key), first_day(key)
    return key_of_day(rhythm, _later(first, rhythm))


def preceding(key: str) -> str:
    """The period that ends where this one begins."""
    return key_of_day(rhythm_of(key), first_day(key) - _DAY)


def _later(first: date, rhythm: Rhythm) -> date:
    if rhythm in ("daily", "weekly"):
        return first + (_DAY if rhythm == "daily" else 7 * _DAY)
    year, month = divmod(first.year * 12 + first.month - 1 + _MONTHS[rhythm], 12)
    return date(year, month + 1, 1)


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


_WRITTEN: Final[Mapping[Rhythm, Callable[[date], str]]] = {
    "daily": date.isoformat,
    "weekly": _week,
    "monthly": lambda day: f"{day.year:04d}-{day.month:02d}",
    "quarterly": lambda day: f"{day.year:04d}-Q{(day.month + 2) // 3}",
    "yearly": lambda day: f"{day.year:04d}",
}


# --- instants ---------------------------------------------------------------------------------


def key_of(rhythm: Rhythm, days: Calendar, at: datetime) -> str:
    """The period in which an instant lies."""
    return key_of_day(rhythm, calendar.local_day(days, at))


def starts(days: Calendar, key: str) -> datetime:
    """When a period begins; this instant is in it."""
    return calendar.end_of_day(days, first_day(key) - _DAY)


def ends(days: Calendar, key: str) -> datetime:
    """When it ends; this instant is not in it any more."""
    return starts(days, following(key))


# --- runs -------------------------------------------------------------------------------------


def wanted(days: Calendar, key: str) -> bool:
    """Whether a control runs in this period: a daily one on working days only."""
    return rhythm_of(key) != "daily" or calendar.is_working_day(days, first_day(key))


def next_run(days: Calendar, key: str) -> str:
    """The first period after this one in which a control runs."""
    key = following(key)
    while not wanted(days, key):
        key = following(key)
    return key
