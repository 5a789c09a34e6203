"""A calendar as sections of sentences: what it is, then the days of each year that are not as the week has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from domain.calendar import Calendar
from domain.policy import Words
from domain.procedure import Line, Section
from domain.readable.packs import DAYS

SENTENCES: Mapping[str, Words] = {
    "zone": {"en": "Its days are those of {zone}.", "zh": "时区：{zone}。"},
    "weekend": {"en": "The weekend: {days}.", "zh": "周末：{days}。"},
    "published": {
        "en": "Published through {day}; later days are provisional.",
        "zh": "已公布至 {day}；此后的日期为暂定。",
    },
    "closed": {"en": "Closed: {days}.", "zh": "休息：{days}。"},
    "open": {"en": "A working weekend day: {days}.", "zh": "调休上班：{days}。"},
}
_DAY = timedelta(days=1)


def of_calendar(days: Calendar) -> tuple[Section, ...]:
    """Everything that a calendar says, year by year."""
    weekend = {lang: _joined((DAYS[each][lang] for each in sorted(days.weekend)), lang) for lang in ("en", "zh")}
    head = (
        Line(sentence=SENTENCES["zone"], clause="", fills={"zone": days.zone}),
        Line(sentence=SENTENCES["weekend"], clause="", fills={"days": weekend}),
        Line(sentence=SENTENCES["published"], clause="", fills={"day": days.published_through.isoformat()}),
    )
    years = sorted({day.year for day in days.holidays | days.working_weekends})
    return (Section(subject="calendar", name="", title={}, lines=head), *(_year(days, year) for year in years))


def _year(days: Calendar, year: int) -> Section:
    closed, opened = ((day for day in some if day.year == year) for some in (days.holidays, days.working_weekends))
    lines = [Line(sentence=SENTENCES["closed"], clause="", fills={"days": run}) for run in _runs(closed)]
    lines += [Line(sentence=SENTENCES["open"], clause="", fills={"days": run}) for run in _runs(opened)]
    return Section(subject="year", name=str(year), title={"en": str(year), "zh": f"{year} 年"}, lines=tuple(lines))


def _runs(days: Iterable[date]) -> Iterator[str]:
    """Days that follow each other as one: ``2026-10-01 – 2026-10-08``."""
    first = last = None
    for day in sorted(days):
        if last is not None and first is not None and day != last + _DAY:
            yield _run(first, last)
            first = day
        first, last = first or day, day
    if first is not None and last is not None:
        yield _run(first, last)


def _run(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"


def _joined(words: Iterable[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(words) or "–"
