"""A post's roster as iCalendar (RFC 5545): one VEVENT is one window, whoever attends it is on duty.

What is read is expanded within a stretch of time, and read whole or not at all: each event that cannot be taken is told with its
reason. A recurring event gives each of its windows an id of its own, so that reading the same calendar again says nothing new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import icalendar
from dateutil.rrule import rrulestr

from domain.governance.facts import DutyWindow
from domain.kernel import PersonId
from domain.organisation import Organisation, Shift, by_handle
from domain.policy import Words

LARGEST: Final = 5_000_000
"""Bytes of a calendar."""
STEPS: Final = 50_000
"""Occurrences that are looked at of one event, from its first one on."""
ONCE: Final = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID")
OFTEN: Final = ("HOURLY", "MINUTELY", "SECONDLY")

WHY: Mapping[str, Words] = {
    "no_calendar": {"en": "this is no iCalendar file", "zh": "不是 iCalendar 文件"},
    "too_large": {"en": "the file is larger than 5 MB", "zh": "文件超过 5 MB"},
    "no_uid": {"en": "it has no UID", "zh": "没有 UID"},
    "twice": {"en": "another event has the same UID", "zh": "UID 与另一事件相同"},
    "no_start": {"en": "it does not say when it begins", "zh": "没有开始时间"},
    "no_end": {"en": "it does not say when it ends", "zh": "没有结束时间"},
    "ends_before": {"en": "it ends before it begins", "zh": "结束早于开始"},
    "nobody": {
        "en": "it names nobody: give an attendee, or a handle as the summary",
        "zh": "没有写明值班人：请用 ATTENDEE 或以代号作 SUMMARY",
    },
    "stranger": {"en": "nobody who works here is called “{who}”", "zh": "没有在职人员叫作“{who}”"},
    "too_often": {"en": "a window that recurs within a day cannot be read", "zh": "不支持一天内重复的班次"},
    "broken": {"en": "its {who} cannot be read", "zh": "{who} 无法读取"},
    "out_of_range": {"en": "its times cannot be reckoned with", "zh": "时间超出可计算的范围"},
    "bad_rule": {"en": "its rule of recurrence cannot be read", "zh": "重复规则无法读取"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """An event that cannot be taken, by its UID (empty: the file itself), and why: a key of `WHY` with its words."""

    uid: str
    key: str
    who: str = ""

    def said(self, lang: str) -> str:
        """In one line."""
        why = WHY[self.key][lang].format(who=self.who)
        return f"{self.uid}: {why}" if self.uid else why


class Unreadable(ValueError):
    """The calendar is not taken. `troubles` says why, each event for itself."""

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        super().__init__("; ".join(trouble.said("en") for trouble in troubles))
        self.troubles = troubles


class _Wrong(ValueError):
    """What is wrong with one event."""

    def __init__(self, key: str, who: str = "") -> None:
        super().__init__(key)
        self.key, self.who = key, who


# --- in -------------------------------------------------------------------------------------------


def read(content: bytes, org: Organisation, zone: ZoneInfo, start: datetime, until: datetime) -> tuple[DutyWindow, ...]:
    """The windows that end after `start` and begin before `until`, the earliest first. Raises `Unreadable`.

    Instants without a zone are those of `zone`. What is cancelled in the calendar is left out.
    """
    found, troubles, masters = list[DutyWindow](), list[Trouble](), _events(content)
    moved = _moved(masters)
    for event in masters:
        uid = str(event.get("UID", ""))[:200]
        try:
            found += _windows(event, uid, moved.get(uid, {}), partial(_person, org), zone, start, until)
        except _Wrong as wrong:
            troubles.append(Trouble(uid=uid, key=wrong.key, who=wrong.who))
        except OverflowError:
            troubles.append(Trouble(uid=uid, key="out_of_range"))
    troubles += _twice(found)
    if troubles:
        raise Unreadable(troubles)
    return tuple(sorted(found, key=lambda each: (each.start, each.uid)))


def _events(content: bytes) -> Sequence[Any]:
    if len(content) > LARGEST:
        raise Unreadable([Trouble(uid="", key="too_large")])
    try:
        calendars = icalendar.Calendar.from_ical(content, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError) as error:  # what the parser says of what is no calendar
        raise Unreadable([Trouble(uid="", key="no_calendar")]) from error
    if not calendars or any(each.name != "VCALENDAR" for each in calendars):
        raise Unreadable([Trouble(uid="", key="no_calendar")])
    return [event for calendar in calendars for event in calendar.walk("VEVENT")]


def _moved(events: Iterable[Any]) -> Mapping[str, Mapping[datetime | date, Any]]:
    """Single occurrences that were moved or given to another, by the event's UID and when they would have been."""
    found: dict[str, dict[datetime | date, Any]] = {}
    for event in events:
        if "RECURRENCE-ID" in event and not _broken(event):
            found.setdefault(str(event.get("UID", ""))[:200], {})[event["RECURRENCE-ID"].dt] = event
    return found


def _windows(
    event: Any, uid: str, moved: Mapping[datetime | date, Any], person: Any, zone: ZoneInfo, start: datetime, until: datetime
) -> Iterator[DutyWindow]:
    if not uid:
        raise _Wrong("no_uid")
    if name := _broken(event):
        raise _Wrong("broken", name)
    if "RECURRENCE-ID" in event or _cancelled(event):
        return
    begins, ends = _span(event, zone)
    if not {"RRULE", "RDATE"} & set(event):
        yield from _within(DutyWindow(person=person(event), start=begins, end=ends, uid=uid), start, until)
        return
    instead = {_instant(key, zone): each for key, each in moved.items()}
    for at in _occurrences(event, begins, zone, until):
        one = instead.get(at, event)
        named = f"{uid}/{at.astimezone(ZoneInfo('UTC')):%Y%m%dT%H%M%SZ}"
        span = _span(one, zone) if at in instead else (at, _later(at, begins, ends))
        if not _cancelled(one) and span[1] > start:
            yield from _within(DutyWindow(person=person(one), start=span[0], end=span[1], uid=named), start, until)


def _within(window: DutyWindow, start: datetime, until: datetime) -> Iterator[DutyWindow]:
    if window.end > start and window.start < until:
        yield window


def _later(at: datetime, begins: datetime, ends: datetime) -> datetime:
    """As long after it by the clock on the wall as the first one: a night stays a night when clocks change."""
    return at + (ends.replace(tzinfo=None) - begins.replace(tzinfo=None))


def _occurrences(event: Any, begins: datetime, zone: ZoneInfo, until: datetime) -> Iterator[datetime]:
    """By the clock on the wall of the event's own zone, without the exceptions."""
    own = begins.tzinfo
    naive, without = begins.replace(tzinfo=None), {_instant(each, zone) for each in _dates(event, "EXDATE")}
    rules = [_rule(each, naive, own) for each in _several(event.get("RRULE"))]
    starts = {naive, *(_instant(each, zone).astimezone(own).replace(tzinfo=None) for each in _dates(event, "RDATE"))}
    for rule in rules:
        for step, at in enumerate(rule):
            if step > STEPS:
                raise _Wrong("too_often")
            if at.replace(tzinfo=own) >= until:
                break
            starts.add(at)
    yield from (at for at in (each.replace(tzinfo=own) for each in sorted(starts)) if at not in without)


def _rule(rule: Any, naive: datetime, own: Any) -> Iterable[datetime]:
    """As dateutil reads it, its end brought to the clock on the wall."""
    if {str(each).upper() for each in rule.get("FREQ", [])} & set(OFTEN) or {"BYHOUR", "BYMINUTE", "BYSECOND"} & set(rule):
        raise _Wrong("too_often")
    last = next(iter(rule.get("UNTIL", [])), None)
    plain = icalendar.vRecur({key: value for key, value in rule.items() if key != "UNTIL"})
    try:
        found = rrulestr(bytes(plain.to_ical()).decode(), dtstart=naive)  # type: ignore[no-untyped-call]
        return found if last is None else _until(found, _naive(last, own))
    except (ValueError, TypeError) as error:
        raise _Wrong("bad_rule") from error


def _until(found: Iterable[datetime], end: datetime) -> Iterator[datetime]:
    for at in found:
        if at > end:
            return
        yield at


def _naive(value: datetime | date, own: Any) -> datetime:
    if not isinstance(value, datetime):
        return datetime.combine(value, time.max)
    return value.astimezone(own).replace(tzinfo=None) if value.tzinfo else value


def _span(event: Any, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when until when; a whole day ends with the day."""
    if "DTSTART" not in event:
        raise _Wrong("no_start")
    first = event["DTSTART"].dt
    start = _instant(first, zone)
    if "DTEND" in event:
        end = _instant(event["DTEND"].dt, zone)
    elif "DURATION" in event:
        end = start + event["DURATION"].dt
    elif not isinstance(first, datetime):
        end = _instant(first + timedelta(days=1), zone)
    else:
        raise _Wrong("no_end")
    if end <= start:
        raise _Wrong("ends_before")
    return start, end


def _instant(value: datetime | date, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        return datetime.combine(value, time.min, tzinfo=zone)
    return value if value.tzinfo else value.replace(tzinfo=zone)


def _dates(event: Any, name: str) -> Iterator[datetime | date]:
    """Of RDATE and EXDATE, which come once or several times."""
    for each in _several(event.get(name)):
        for at in each.dts:
            yield at.dt[0] if isinstance(at.dt, tuple) else at.dt


def _broken(event: Any) -> str:
    """The first line that says nothing: what is no time, what stands twice, what is of a zone that nobody knows; empty: none."""
    errors = [str(name) for name, _ in event.errors if name]
    twice = [name for name in ONCE if isinstance(event.get(name), list)]
    times = [(name, event.get(name)) for name in ONCE if name in event and name not in (*errors, *twice)]
    nowhere = [name for name, at in times if "TZID" in at.params and isinstance(at.dt, datetime) and at.dt.tzinfo is None]
    return next(iter((*errors, *twice, *nowhere)), "")


def _several(value: Any) -> Sequence[Any]:
    return () if value is None else value if isinstance(value, list) else [value]


def _cancelled(event: Any) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def _person(org: Organisation, event: Any) -> PersonId:
    """The first attendee who works here, by id, by the name beside it or by what stands before the @; else the summary."""
    attendees = [name for each in _several(event.get("ATTENDEE")) for name in _names(each)]
    named = [*attendees, str(event.get("SUMMARY", "")).strip()]
    found = next((who for name in named if name and (who := by_handle(org, name))), None)
    if found is None:
        said = next((name for name in named if name), "")
        raise _Wrong("stranger", said[:80]) if said else _Wrong("nobody")
    return found.id


def _names(attendee: Any) -> Iterator[str]:
    yield str(attendee).removeprefix("urn:uuid:")
    yield str(attendee.params.get("CN", "")) if hasattr(attendee, "params") else ""
    yield str(attendee).removeprefix("mailto:").removeprefix("MAILTO:").partition("@")[0]


def _twice(found: Iterable[DutyWindow]) -> Iterator[Trouble]:
    seen: set[str] = set()
    for each in found:
        if each.uid in seen:
            yield Trouble(uid=each.uid, key="twice")
        seen.add(each.uid)


# --- out ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A window with whom it names, as the calendar says it."""

    shift: Shift
    name: str
    handle: str


def write(post: str, title: str, entries: Iterable[Entry], at: datetime) -> bytes:
    """The roster as a calendar that programs can subscribe to; what is read back from it says nothing new."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Bylaw//roster//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title or post)
    for entry in entries:
        calendar.add_component(_event(entry, at))
    return bytes(calendar.to_ical())


def _event(entry: Entry, at: datetime) -> icalendar.Event:
    event, utc = icalendar.Event(), ZoneInfo("UTC")
    event.add("uid", entry.shift.uid or entry.shift.id)
    event.add("dtstamp", at.astimezone(utc).replace(microsecond=0))
    event.add("dtstart", entry.shift.start.astimezone(utc))
    event.add("dtend", entry.shift.end.astimezone(utc))
    event.add("summary", entry.name)
    attendee = icalendar.vCalAddress(f"urn:uuid:{entry.shift.person}")
    attendee.params["CN"] = entry.handle
    event.add("attendee", attendee)
    return event
