"""When something is, as people write it. How long until then is said beside it (`views.saying.left`)."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date

from domain import calendar
from domain.calendar import Calendar, Span
from views.lengths import UNITS

DAYS = {"en": "EEE d MMM", "zh": "M月d日 EEE"}
DAYS_OF_OTHER_YEARS = {"en": "EEE d MMM y", "zh": "y年M月d日 EEE"}
DATES = {"en": "d MMM", "zh": "M月d日"}
DATES_OF_OTHER_YEARS = {"en": "d MMM y", "zh": "y年M月d日"}


def when(days: Calendar, instant: datetime, now: datetime, lang: str) -> str:
    """``Tue 24 Feb, 24:00``, ``2月24日 周二 24:00``: local time, the year only where it is not this one."""
    local = calendar.shown(days, instant)
    return day(date.fromisoformat(local[:10]), calendar.local_day(days, now), lang) + (", " if lang == "en" else " ") + local[11:16]


@lru_cache(maxsize=4096)
def day(which: date, today: date, lang: str) -> str:
    """``Tue 24 Feb``, ``2月24日 周二``."""
    return format_date(which, (DAYS if which.year == today.year else DAYS_OF_OTHER_YEARS)[lang], locale=lang)


def term(span: Span, lang: str) -> str:
    """A length of time in words: ``2 working days``, ``2 个工作日``."""
    one, many, zh = UNITS[span.unit]
    return f"{span.amount} {zh}" if lang == "zh" else f"{span.amount} {one if span.amount == 1 else many}"


def brief(days: Calendar, instant: datetime, now: datetime, lang: str) -> str:
    """``24 Feb``, ``2月24日``: the day alone, for columns of a list."""
    local, today = calendar.local_day(days, instant), calendar.local_day(days, now)
    return format_date(local, (DATES if local.year == today.year else DATES_OF_OTHER_YEARS)[lang], locale=lang)
