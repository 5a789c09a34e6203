"""Working days: when something is due.

Days come in as data; the organisation's calendar names its time zone, holidays and make-up working days.
All functions take aware instants and return instants in UTC, so that Python's own arithmetic is right
across changes of the clocks; `shown` writes one for people.

    n wd       the day of the event does not count; due at 00:00 after the n-th working day, exclusive
    n d, week  the same with calendar days; a week is seven
    n months   the same day of a later month, clipped to its last, to its end
    h, min     round the clock from the instant
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any, Literal, assert_never
from zoneinfo import ZoneInfo

Unit = Literal["wd", "d", "week", "h", "min", "month"]

LONGEST = 10_000
"""The largest amount a span may have, in any unit."""

WEEKEND = frozenset({5, 6})
"""Saturday and Sunday, as `date.weekday` counts them."""

_DAY = timedelta(days=1)
_SPAN = re.compile(r"([1-9][0-9]{0,5}) (wd|d|days?|weeks?|h|min|months?)", re.ASCII)
_UNITS: Mapping[str, Unit] = {
    "wd": "wd",
    "d": "d",
    "day": "d",
    "days": "d",
    "week": "week",
    "weeks": "week",
    "h": "h",
    "min": "min",
    "month": "month",
    "months": "month",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length of time as people write it: ``2 wd``, ``30 min``, ``48 h``, ``3 months``."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """An organisation's days. Shapes: dates are local to `zone` (IANA); `weekend` holds weekdays, Monday 0."""

    version: str
    zone: str
    holidays: frozenset[date]
    working_weekends: frozenset[date]
    published_through: date
    weekend: frozenset[int] = WEEKEND


# --- spans ------------------------------------------------------------------------------------


def span(text: str) -> Span:
    """Read a length of time. ValueError unless it is a whole amount from 1 to 10,000, one space and a unit."""
    found = _SPAN.fullmatch(text)
    if found is None or int(found[1]) > LONGEST:
        raise ValueError(f"not a length of time: {text[:40]!r} (write it like 2 wd, 3 d, 1 week, 3 months, 48 h, 30 min)")
    return Span(amount=int(found[1]), unit=_UNITS[found[2]])


# --- days -------------------------------------------------------------------------------------


def is_working_day(calendar: Calendar, day: date) -> bool:
    """A make-up working weekend counts; a holiday and any other weekend do not."""
    if day in calendar.working_weekends:
        return True
    return day.weekday() not in calendar.weekend and day not in calendar.holidays


def local_day(calendar: Calendar, instant: datetime) -> date:
    """The organisation's date at this instant."""
    return _local(calendar, instant).date()


def end_of_day(calendar: Calendar, day: date) -> datetime:
    """00:00 after the day, in the organisation's zone."""
    return _wall(calendar, day + _DAY, time())


def is_day_end(calendar: Calendar, instant: datetime) -> bool:
    """Whether a day ends at exactly this instant."""
    return end_of_day(calendar, _last_day(calendar, instant)) == instant


def is_working_day_end(calendar: Calendar, instant: datetime) -> bool:
    """Whether a working day ends at exactly this instant."""
    return is_day_end(calendar, instant) and is_working_day(calendar, _last_day(calendar, instant))


def shown(calendar: Calendar, instant: datetime) -> str:
    """A due instant for people, in local time: the end of a day is 24:00 of that day, not 00:00 of the next."""
    if is_day_end(calendar, instant):
        return f"{_last_day(calendar, instant)} 24:00"
    local = _local(calendar, instant)
    return f"{local:%Y-%m-%d %H:%M:%S}" if local.second else f"{local:%Y-%m-%d %H:%M}"


def provisional(calendar: Calendar, instant: datetime) -> bool:
    """Whether the instant lies beyond the days that the authorities have published."""
    return instant > end_of_day(calendar, calendar.published_through)


# --- due --------------------------------------------------------------------------------------


def due(calendar: Calendar, start: datetime, length: Span) -> datetime:
    """When something that begins at `start` and may take `length` is due. Before it is in time; at it is late."""
    day = local_day(calendar, start)
    match length.unit:
        case "wd":
            return end_of_day(calendar, _nth(_working_days(calendar, day + _DAY), length.amount))
        case "d":
            return end_of_day(calendar, day + _DAY * length.amount)
        case "week":
            return end_of_day(calendar, day + _DAY * 7 * length.amount)
        case "month":
            return end_of_day(calendar, _months_on(day, length.amount))
        case "h":
            return start.astimezone(UTC) + timedelta(hours=length.amount)
        case "min":
            return start.astimezone(UTC) + timedelta(minutes=length.amount)
        case _:
            assert_never(length.unit)


# --- holding ----------------------------------------------------------------------------------


def left(calendar: Calendar, at: datetime, due: datetime, length: Span) -> Mapping[str, Any]:
    """What remains at `at` of a clock that is held: ``{"unit": "s" | "wd" | "d", "amount": …}``.

    Hours and minutes keep seconds; working days the working-day ends left, all else the calendar-day ends left.
    """
    if length.unit in ("h", "min"):
        return {"unit": "s", "amount": max(0.0, (_utc(due) - _utc(at)).total_seconds())}
    first, last = local_day(calendar, at), _last_day(calendar, due)
    days = (first + _DAY * n for n in range((last - first).days + 1))
    if length.unit != "wd":
        return {"unit": "d", "amount": sum(1 for _ in days)}
    still_due = int(_utc(at) < _utc(due))  # though the days left may have become holidays since
    return {"unit": "wd", "amount": max(still_due, sum(is_working_day(calendar, day) for day in days))}


def resume(calendar: Calendar, at: datetime, left: Mapping[str, Any]) -> datetime:
    """The new due instant of a held clock: its k-th day end after `at`, where the day of `at` itself may count."""
    amount, unit = left["amount"], left["unit"]
    if not amount:
        return _utc(at)
    day = local_day(calendar, at)
    match unit:
        case "s":
            return _utc(at) + timedelta(seconds=amount)
        case "wd":
            return end_of_day(calendar, _nth(_working_days(calendar, day), amount))
        case "d":
            return end_of_day(calendar, day + _DAY * (amount - 1))
        case _:
            raise ValueError(f"not what is left of a clock: {unit!r}")


# --- reminders and notices --------------------------------------------------------------------


def before(calendar: Calendar, due: datetime, length: Span, notices_until: str) -> datetime:
    """The instant `length` before `due`.

    Hours before a working-day end count back from `notices_until` (HH:MM) of its last day, while people are there;
    days, months and working days before it are day ends again.
    """
    if length.unit in ("h", "min"):
        base = _hour(calendar, _last_day(calendar, due), notices_until) if is_working_day_end(calendar, due) else _utc(due)
        return base - timedelta(**{"hours" if length.unit == "h" else "minutes": length.amount})
    day = _days_before(calendar, _last_day(calendar, due), length)
    return end_of_day(calendar, day) if is_day_end(calendar, due) else _wall(calendar, day, _local(calendar, due).time())


def notice_time(calendar: Calendar, at: datetime, notices_from: str, notices_until: str) -> datetime:
    """`at` itself if it lies in the notice hours of a working day, else the next time that they open.

    Hours from 00:00 until 24:00 mean at any time, also on days off.
    """
    if (notices_from, notices_until) == ("00:00", "24:00"):
        return _utc(at)
    today = local_day(calendar, at)
    opens, closes = _hour(calendar, today, notices_from), _hour(calendar, today, notices_until)
    if is_working_day(calendar, today) and opens <= at < closes:
        return _utc(at)
    first = today if at < opens else today + _DAY
    return _hour(calendar, _nth(_working_days(calendar, first), 1), notices_from)


# --- arithmetic -------------------------------------------------------------------------------


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant without its offset from UTC")
    return instant.astimezone(UTC)


def _local(calendar: Calendar, instant: datetime) -> datetime:
    return _utc(instant).astimezone(ZoneInfo(calendar.zone))


def _wall(calendar: Calendar, day: date, at: time) -> datetime:
    """What the clock on the wall shows, as an instant; where clocks leap over it, the instant of the leap."""
    return datetime.combine(day, at, ZoneInfo(calendar.zone)).astimezone(UTC)


def _hour(calendar: Calendar, day: date, text: str) -> datetime:
    """HH:MM of the day; 24:00 is its end."""
    return end_of_day(calendar, day) if text == "24:00" else _wall(calendar, day, time.fromisoformat(text))


def _last_day(calendar: Calendar, due: datetime) -> date:
    """The last day on which something due then is in time."""
    return local_day(calendar, _utc(due) - timedelta(microseconds=1))


def _working_days(calendar: Calendar, first: date, step: timedelta = _DAY) -> Iterator[date]:
    """The working days from `first` (in), onwards or backwards."""
    day = first
    while True:
        if is_working_day(calendar, day):
            yield day
        day += step


def _nth(days: Iterator[date], n: int) -> date:
    return next(islice(days, n - 1, None))


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _days_before(calendar: Calendar, day: date, length: Span) -> date:
    match length.unit:
        case "wd":
            return _nth(_working_days(calendar, day - _DAY, -_DAY), length.amount)
        case "d":
            return day - _DAY * length.amount
        case "week":
            return day - _DAY * 7 * length.amount
        case _:
            return _months_on(day, -length.amount)
