"""Rosters as iCalendar: what is read, what is told of what cannot be, and that what is written is read back (house:duty-roster)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from activities.ical import Entry, Unreadable, read, write
from domain.governance.facts import DutyWindow
from domain.organisation import Shift, by_handle
from packs.read import find, load, organisation

ORG = organisation(load(find("packs/sample/organisation.yaml")))
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
LIN = ORG.people[next(who for who, each in ORG.people.items() if each.handle == "lin")].id


def event(*lines: str, uid: str = "a", who: str = "SUMMARY:lin") -> bytes:
    return b"\r\n".join([b"BEGIN:VEVENT", f"UID:{uid}".encode(), who.encode(), *(line.encode() for line in lines), b"END:VEVENT"])


def in_a_calendar(*events: bytes) -> bytes:
    return b"\r\n".join([b"BEGIN:VCALENDAR", b"VERSION:2.0", b"PRODID:-//x//y//EN", *events, b"END:VCALENDAR", b""])


def windows(*events: bytes, days: int = 30) -> tuple[DutyWindow, ...]:
    return read(in_a_calendar(*events), ORG, ZONE, NOW, NOW + timedelta(days=days))


def hours(found: tuple[DutyWindow, ...]) -> list[str]:
    return [f"{each.start.astimezone(ZONE):%m-%d %H} {each.end.astimezone(ZONE):%m-%d %H}" for each in found]


LONG_AGO = ("DTSTART:20250101T080000", "DTEND:20250101T200000")
NIGHT = ("DTSTART:20260302T200000", "DTEND:20260303T080000")


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        (NIGHT, ["03-02 20 03-03 08"]),
        (("DTSTART:20260302T120000Z", "DURATION:PT12H"), ["03-02 20 03-03 08"]),
        (("DTSTART;TZID=Europe/Berlin:20260303T080000", "DTEND;TZID=Europe/Berlin:20260303T160000"), ["03-03 15 03-03 23"]),
        (("DTSTART;VALUE=DATE:20260304",), ["03-04 00 03-05 00"]),
        (("DTSTART;VALUE=DATE:20260301", "DTEND;VALUE=DATE:20260304"), ["03-01 00 03-04 00"]),
        (("DTSTART:20260302T080000", "DTEND:20260302T090000"), []),
        (("DTSTART:20260502T080000", "DTEND:20260502T090000"), []),
        ((*NIGHT, "STATUS:CANCELLED"), []),
        ((*NIGHT, "RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3"), ["03-02 20 03-03 08", "03-04 20 03-05 08", "03-06 20 03-07 08"]),
        ((*NIGHT, "RRULE:FREQ=WEEKLY;BYDAY=MO,TU;UNTIL=20260309T120000Z"), ["03-02 20 03-03 08", "03-03 20 03-04 08", "03-09 20 03-10 08"]),
        ((*NIGHT, "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20260303T200000"), ["03-02 20 03-03 08", "03-04 20 03-05 08"]),
        ((*NIGHT, "RDATE:20260305T200000"), ["03-02 20 03-03 08", "03-05 20 03-06 08"]),
        ((*LONG_AGO, "RRULE:FREQ=DAILY;UNTIL=20260303"), ["03-02 08 03-02 20", "03-03 08 03-03 20"]),
    ],
)  # fmt: skip
def test_an_event_is_one_window_or_several(lines: tuple[str, ...], shown: list[str]) -> None:
    """house:duty-roster. Within the time that is read for; instants without a zone are the organisation's; what is cancelled is none."""
    assert hours(windows(event(*lines))) == shown


def test_a_night_stays_a_night_when_clocks_change() -> None:
    """house:duty-roster. A window recurs by the clock on the wall of its own zone."""
    night = event("DTSTART;TZID=Europe/Berlin:20260327T200000", "DTEND;TZID=Europe/Berlin:20260328T080000", "RRULE:FREQ=DAILY;COUNT=3")
    berlin = [(each.start.astimezone(ZoneInfo("Europe/Berlin")).hour, each.end.hour) for each in windows(night)]
    assert berlin == [(20, 8)] * 3


def test_one_occurrence_may_be_moved_given_to_another_or_cancelled() -> None:
    """house:duty-roster. RFC 5545 3.8.4.4: it stands in place of the one that the rule gives, under the same id."""
    series = event(*NIGHT, "RRULE:FREQ=DAILY;COUNT=3")
    other = event("RECURRENCE-ID:20260303T200000", "DTSTART:20260303T210000", "DTEND:20260304T080000", who="SUMMARY:gu")
    gone = event("RECURRENCE-ID:20260304T200000", "DTSTART:20260304T200000", "DTEND:20260305T080000", "STATUS:CANCELLED")
    found = windows(series, other, gone)
    assert [(ORG.people[each.person].handle, hours((each,))[0]) for each in found] == [
        ("lin", "03-02 20 03-03 08"),
        ("gu", "03-03 21 03-04 08"),
    ]
    assert [each.uid for each in found] == ["a/20260302T120000Z", "a/20260303T120000Z"]


@pytest.mark.parametrize(
    "who",
    ["ATTENDEE;CN=lin:mailto:x@example.org", "ATTENDEE:mailto:lin@example.org", f"ATTENDEE:urn:uuid:{LIN}", "SUMMARY: lin "],
)
def test_whoever_attends_is_on_duty(who: str) -> None:
    """house:duty-roster. By id, by the name beside the address, by what stands before the @; without an attendee the summary."""
    assert [each.person for each in windows(event(*NIGHT, who=who))] == [LIN]


@pytest.mark.parametrize(
    ("bad", "key"),
    [
        (event("DTSTART:20260302T200000"), "no_end"),
        (event("DTEND:20260302T200000"), "no_start"),
        (event("DTSTART:20260302T200000", "DTEND:20260302T200000"), "ends_before"),
        (event(*NIGHT, who="SUMMARY:stranger"), "stranger"),
        (event(*NIGHT, who="COMMENT:x"), "nobody"),
        (event(*NIGHT, uid=""), "no_uid"),
        (event("DTSTART:garbage", "DTEND:20260303T080000"), "broken"),
        (event(*NIGHT, "DTSTART:20260302T210000"), "broken"),
        (event(*NIGHT, "EXDATE:garbage"), "broken"),
        (event(*NIGHT, "RRULE:FREQ=NEVER"), "broken"),
        (event(*NIGHT, "RECURRENCE-ID:garbage"), "broken"),
        (event("DTSTART;TZID=Nowhere/Here:20260302T200000", "DURATION:PT8H"), "broken"),
        (event(*NIGHT, "RRULE:garbage"), "bad_rule"),
        (event(*NIGHT, "RRULE:FREQ=DAILY;UNTIL=99991231T235959Z"), "out_of_range"),
        (event("DTSTART;VALUE=DATE:99991231"), "out_of_range"),
        (event(*NIGHT, "RRULE:FREQ=HOURLY"), "too_often"),
        (event(*NIGHT, "RRULE:FREQ=DAILY;BYHOUR=1,2,3"), "too_often"),
        (event("DTSTART:18000101T200000", "DTEND:18000102T080000", "RRULE:FREQ=DAILY"), "too_often"),
        (event(*NIGHT) + b"\r\n" + event(*NIGHT), "twice"),
    ],
)
def test_what_cannot_be_read_is_told_event_by_event(bad: bytes, key: str) -> None:
    """house:duty-roster. One clear reason each, in both languages, and nothing of the calendar is taken."""
    with pytest.raises(Unreadable) as no:
        windows(event(*NIGHT, uid="good"), bad, event(*NIGHT, uid="worse", who="SUMMARY:nobody-at-all"))
    assert sorted(each.key for each in no.value.troubles) == sorted([key, "stranger"])
    assert all(each.said("zh") != each.said("en") for each in no.value.troubles)


@pytest.mark.parametrize(
    "content",
    [b"", b"nonsense", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"x" * 5_000_001],
)
def test_what_is_no_calendar_is_refused_whole(content: bytes) -> None:
    """house:duty-roster. Whatever bytes come: one reason, never a fault."""
    with pytest.raises(Unreadable) as no:
        read(content, ORG, ZONE, NOW, NOW + timedelta(days=30))
    assert [each.uid for each in no.value.troubles] == [""]


def test_what_is_written_is_read_back() -> None:
    """house:duty-roster. The same windows of the same people, under the ids of the roster."""
    lin = by_handle(ORG, "lin")
    assert lin is not None
    shift = Shift(id="s-1", post="legal", person=lin.id, start=NOW, end=NOW + timedelta(hours=8))
    named = Shift(id="s-2", post="legal", person=lin.id, start=NOW + timedelta(days=1), end=NOW + timedelta(days=2), uid="u, v; w\\")
    content = write("legal", "法务", [Entry(shift=each, name="林望舒, (lin)", handle="lin") for each in (shift, named)], NOW)
    found = read(content, ORG, ZONE, NOW, NOW + timedelta(days=30))
    assert found == tuple(DutyWindow(person=lin.id, start=each.start, end=each.end, uid=each.uid or each.id) for each in (shift, named))
