"""The weekly digest: each head of a department with open cases is told once a week how it stands. Late after an outage, never twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import structlog

from activities.governed import Governed
from activities.letters import Line, lines_of, said
from activities.post import Post
from activities.singly import tell_one
from domain import calendar
from domain.calendar import Calendar
from domain.kernel import BYLAW, PersonId, Refused
from domain.organisation import Department, Organisation, nominal
from domain.policy import Role, Settings
from views.reader import MOST_COUNTED, Reader
from views.weeks import Figures, Span, figures

ABOUT: Final = "week"
LATE: Final = timedelta(hours=1)
"""From so much on, a digest says that it is late."""
BACK: Final = 8
"""So many weeks back is a digest looked for: no holiday is longer."""
RUNGS: Final = 12

_say = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A digest that is due at `at`: it tells of the calendar week before that of its day, and of the rest of that one."""

    name: str
    at: datetime
    this: Span
    last: Span

    @property
    def id(self) -> UUID:
        """The namespace of its notices' keys."""
        return uuid5(BYLAW, f"week/{self.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """What one head is told of."""

    departments: Sequence[tuple[Department, Figures]]


def week_at(days: Calendar, settings: Settings, now: datetime) -> Week | None:
    """The last digest that was due by now. A day off moves it to the next working day; two on one day are the later one."""
    today = calendar.local_day(days, now)
    monday = today - timedelta(days=today.weekday())
    for back in range(BACK):
        first = monday - timedelta(weeks=back)
        at = _instant(days, _working(days, first + timedelta(days=settings.digest_day)), settings.digest_at)
        if at <= now:
            return _week(days, first, at)
    return None


def _week(days: Calendar, monday: date, at: datetime) -> Week:
    year, number, _ = monday.isocalendar()
    begins = [calendar.end_of_day(days, monday + timedelta(days=shift - 1)) for shift in (-7, 0, 7)]
    last, this = Span(start=begins[0], until=begins[1]), Span(start=begins[1], until=begins[2])
    return Week(name=f"{year}-W{number:02d}", at=at, this=this, last=last)


def _working(days: Calendar, day: date) -> date:
    while not calendar.is_working_day(days, day):
        day += timedelta(days=1)
    return day


def _instant(days: Calendar, day: date, at: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(at), ZoneInfo(days.zone)).astimezone(UTC)


def heads(organisation: Organisation) -> Mapping[PersonId, Sequence[Department]]:
    """Who answers for which departments: whoever holds the head's post, or while it is vacant the next one above it that is held."""
    found: dict[PersonId, list[Department]] = {}
    for department in organisation.departments.values():
        role = Role(kind="post", of=department.head)
        rungs = (nominal(organisation, role, {}, rung) for rung in range(RUNGS))
        for holder in next((held for held in rungs if held), ()):
            found.setdefault(holder.person, []).append(department)
    return found


class Weekly:
    """Tells the heads, when it is time."""

    def __init__(self, reader: Reader, governed: Governed, post: Post) -> None:
        self._reader = reader
        self._governed = governed
        self._post = post

    async def tell(self, now: datetime) -> None:
        """Tell every head who was not told of the last week that was due. What cannot be sent now is tried the next time."""
        await self._governed.refresh()
        try:
            settings, days = self._governed.pack_at(now).settings, self._governed.calendar(now)
        except Refused:  # nothing is adopted yet
            return
        week = week_at(days, settings, now)
        if week is None or not settings.notices_leave(days, now):
            return
        if await self._post.outbox.week_told(week.name):
            return
        if not self._began_by(week) or await self._told(week, days, now):
            await self._post.outbox.end_week(week.name)

    def _began_by(self, week: Week) -> bool:
        """Whether there was anything to tell of then: nobody is told late of a week in which nothing was in force."""
        try:
            self._governed.organisation(week.at)
        except Refused:
            return False
        return True

    async def _told(self, week: Week, days: Calendar, now: datetime) -> bool:
        """Whether every head was told, or never can be."""
        organisation, done = self._governed.organisation(now), True
        counted = {name: await figures(self._reader, name, now, week.this, week.last) for name in organisation.departments}
        for person, theirs in heads(organisation).items():
            mine = Mine(departments=[(each, counted[each.id]) for each in theirs if counted[each.id].open])
            if mine.departments:
                line = self._line(week, days, mine, organisation.people[person].language, now)
                done &= await tell_one(self._post, week.id, person, line, about=ABOUT, week=week.name)
        return done

    # --- the words --------------------------------------------------------------------------------

    def _line(self, week: Week, days: Calendar, mine: Mine, language: str, now: datetime) -> Line:
        numbers = [found for _, found in mine.departments]
        names = [department.title.get(language, department.id) for department, _ in mine.departments]
        title = said(
            "week",
            language,
            departments=("、" if language == "zh" else ", ").join(names),
            open=_number([each.open for each in numbers]),
            overdue=_number([each.overdue for each in numbers]),
        )
        late = said("week_late", language, at=calendar.shown(days, week.at)) if now - week.at > LATE else ""
        of = said("week_of", language, start=_day(days, week.last.start), until=_day(days, week.last.until - timedelta(seconds=1)))
        parts = [self._paragraph(name, found, week, days, language) for name, (_, found) in zip(names, mine.departments, strict=True)]
        return Line(text=title, body="\n\n".join([lines_of((of, late)), *parts]))

    def _paragraph(self, name: str, found: Figures, week: Week, days: Calendar, language: str) -> str:
        """Each number with the list that it counts."""
        closed = {"closed_from": _day(days, week.last.start), "closed_until": _day(days, week.last.until - timedelta(seconds=1))}
        return lines_of(
            (
                name,
                said("open", language, count=_number([found.open])),
                self._list(found, state="open"),
                self._overdue(found, days, language),
                said("due_this_week", language, count=_number([found.due])),
                self._list(found, state="open", sort="due"),
                said("answers", language, count=found.answers, met=found.in_time),
                said("closed", language, count=_number([found.closed])),
                self._list(found, state="closed", **closed),
            )
        )

    def _overdue(self, found: Figures, days: Calendar, language: str) -> str:
        if not found.overdue:
            return said("overdue", language, count=0)
        since = [(line, calendar.shown(days, line.due_at)) for line in found.oldest if line.due_at is not None]
        cases = [f"- {said('overdue_case', language, case=line.number, since=shown)}" for line, shown in since]
        named = [f"{case} {self._post.link(f'/cases/{line.number}')}".rstrip() for case, (line, _) in zip(cases, since, strict=True)]
        first = said("overdue_since", language, count=_number([found.overdue]), since=since[0][1] if since else "")
        return lines_of((first, self._list(found, due="overdue"), *named))

    def _list(self, found: Figures, **narrowed: str) -> str:
        return self._post.link(f"/cases?{urlencode({'department': found.department, **narrowed})}")


def _number(counts: Sequence[int]) -> str:
    """A sum, which says where it was not counted to its end."""
    return f"{sum(min(each, MOST_COUNTED) for each in counts)}{'+' if any(each > MOST_COUNTED for each in counts) else ''}"


def _day(days: Calendar, instant: datetime) -> str:
    return calendar.local_day(days, instant).isoformat()
