"""Working days and due instants (design.md, "Clocks"; SO 2.2.2 for the borrowed contract)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import (
    Calendar,
    Span,
    before,
    due,
    end_of_day,
    is_working_day,
    is_working_day_end,
    left,
    notice_time,
    provisional,
    resume,
    shown,
    span,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def days(*texts: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in texts)


CHINA = Calendar(
    version="cn-2026",
    zone="Asia/Shanghai",
    holidays=days(
        *("2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-02-23", "2026-04-06"),
        *("2026-05-01", "2026-05-04", "2026-05-05", "2026-06-19", "2026-09-25", "2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06"),
        "2026-10-07",
    ),
    working_weekends=days("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"),
    published_through=date(2026, 12, 31),
)


def in_zone(zone: str) -> Calendar:
    return Calendar(version="t", zone=zone, holidays=frozenset(), working_weekends=frozenset(), published_through=date(2030, 1, 1))


BERLIN = in_zone("Europe/Berlin")
BEIRUT = in_zone("Asia/Beirut")  # its clocks leap at midnight


def at(text: str) -> datetime:
    """A local instant of the organisation in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def day_ends(text: str, calendar: Calendar = CHINA) -> datetime:
    return end_of_day(calendar, date.fromisoformat(text))


# --- spans ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2 wd", Span(amount=2, unit="wd")),
        ("30 min", Span(amount=30, unit="min")),
        ("48 h", Span(amount=48, unit="h")),
        ("3 months", Span(amount=3, unit="month")),
        ("1 month", Span(amount=1, unit="month")),
        ("1 week", Span(amount=1, unit="week")),
        ("2 weeks", Span(amount=2, unit="week")),
        ("3 d", Span(amount=3, unit="d")),
        ("3 days", Span(amount=3, unit="d")),
        ("10000 h", Span(amount=10_000, unit="h")),
    ],
)
def test_a_span_is_read_as_people_write_it(text: str, read: Span) -> None:
    """Durations are written as people write them."""
    assert span(text) == read
    assert span(str(read)) == read


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "wd",
            "2",
            "2wd",
            "2  wd",
            " 2 wd",
            "2 wd ",
            "2 wd\n",
            "0 wd",
            "-1 wd",
            "+1 wd",
            "01 wd",
            "1.5 h",
            "10001 h",
            "9" * 400 + " h",
        ),
        *("2 WD", "2 years", "2 s", "1 h 30 min", "٢ wd", "²\u00a0wd", "two wd", "2 wd; 3 wd"),
    ],
)
def test_anything_else_is_no_span(text: str) -> None:
    """Zero, negative, huge and unknown lengths are refused, never guessed."""
    with pytest.raises(ValueError, match="not a length of time"):
        span(text)


# --- due --------------------------------------------------------------------------------------


def test_a_contract_lent_before_spring_festival_is_due_after_it() -> None:
    """SO 2.2.2: two working days. Lent on Friday 13 February 2026: the make-up Saturday counts, the festival does not."""
    assert due(CHINA, at("2026-02-13T10:00"), span("2 wd")) == day_ends("2026-02-24")
    assert due(CHINA, at("2026-02-13T10:00"), span("1 wd")) == day_ends("2026-02-14")


@pytest.mark.parametrize(
    ("start", "length", "last_day"),
    [
        ("2026-03-06T23:59:59", "1 wd", "2026-03-09"),
        ("2026-03-07T12:00", "1 wd", "2026-03-09"),
        ("2026-03-09T00:00", "1 wd", "2026-03-10"),
        ("2026-02-28T09:00", "1 wd", "2026-03-02"),
        ("2026-02-27T09:00", "1 wd", "2026-02-28"),
        ("2026-09-30T09:00", "3 wd", "2026-10-10"),
        ("2026-03-06T10:00", "3 d", "2026-03-09"),
        ("2026-03-06T10:00", "1 week", "2026-03-13"),
        ("2026-01-31T10:00", "1 month", "2026-02-28"),
        ("2026-11-30T10:00", "3 months", "2027-02-28"),
        ("2027-11-30T10:00", "3 months", "2028-02-29"),
        ("2026-12-15T10:00", "12 months", "2027-12-15"),
    ],
)
def test_the_day_of_the_event_does_not_count(start: str, length: str, last_day: str) -> None:
    """Working days, days, weeks and months end at 00:00 after their last day; months are clipped."""
    assert due(CHINA, at(start), span(length)) == day_ends(last_day)


@pytest.mark.parametrize(("length", "then"), [("48 h", "2026-02-15T10:30"), ("30 min", "2026-02-13T11:00")])
def test_hours_and_minutes_run_round_the_clock(length: str, then: str) -> None:
    """Hours and minutes take no notice of holidays or nights."""
    assert due(CHINA, at("2026-02-13T10:30"), span(length)) == at(then)


def test_hours_are_real_hours_when_the_clocks_change() -> None:
    """24 hours over a spring night are 24 hours, though the clock on the wall moves by 25."""
    start = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    end = due(BERLIN, start, span("24 h"))
    assert end - start.astimezone(UTC) == timedelta(hours=24)
    assert end.astimezone(ZoneInfo("Europe/Berlin")).hour == 13


def test_a_day_end_that_the_clocks_leap_over_is_the_instant_of_the_leap() -> None:
    """Beirut's clocks went from 00:00 to 01:00 on 26 March 2023: the day before ended at that instant."""
    start = datetime(2023, 3, 24, 12, tzinfo=ZoneInfo("Asia/Beirut"))
    assert due(BEIRUT, start, span("1 d")) == datetime(2023, 3, 25, 22, tzinfo=UTC)


def test_an_organisation_may_have_another_weekend() -> None:
    """Friday and Saturday off: a Thursday request of one working day is due on Sunday."""
    gulf = Calendar(
        version="t",
        zone="Asia/Riyadh",
        holidays=frozenset(),
        working_weekends=frozenset(),
        published_through=date(2026, 12, 31),
        weekend=frozenset({4, 5}),
    )
    start = datetime(2026, 3, 5, 12, tzinfo=ZoneInfo("Asia/Riyadh"))
    assert due(gulf, start, span("1 wd")) == day_ends("2026-03-08", gulf)


def test_an_instant_without_offset_is_an_error() -> None:
    """Aware instants only."""
    with pytest.raises(ValueError, match="without its offset"):
        due(CHINA, datetime(2026, 3, 6, 10), span("1 h"))


def test_a_due_instant_after_the_last_published_day_is_provisional() -> None:
    """Days that the authorities have not published yet say so."""
    assert not provisional(CHINA, day_ends("2026-12-31"))
    assert provisional(CHINA, day_ends("2027-01-01"))


def test_a_day_end_is_shown_as_24_00_of_that_day() -> None:
    """Before 24:00 of the day is in time; 00:00 of the next would read like a day more."""
    assert shown(CHINA, day_ends("2026-02-24")) == "2026-02-24 24:00"
    assert shown(CHINA, at("2026-02-24T15:30")) == "2026-02-24 15:30"
    assert shown(CHINA, at("2026-02-24T15:30:05")) == "2026-02-24 15:30:05"


# --- holding ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "resumed", "last_day"),
    [
        ("2026-03-02T15:00", "2026-03-02T23:00", "2026-03-05"),  # same day: nothing changes
        ("2026-03-02T15:00", "2026-03-03T09:00", "2026-03-06"),  # the resuming day's own end counts
        ("2026-03-02T15:00", "2026-03-07T09:00", "2026-03-12"),  # resumed on a Saturday
        ("2026-03-05T23:59", "2026-03-06T00:00", "2026-03-06"),  # the last day left
    ],
)
def test_holding_keeps_the_working_day_ends_left(held: str, resumed: str, last_day: str) -> None:
    """3 wd from Monday 2 March 2026 are due after Thursday; what is left is counted in working-day ends."""
    length = span("3 wd")
    end = due(CHINA, at("2026-03-02T10:00"), length)
    assert end == day_ends("2026-03-05")
    assert resume(CHINA, at(resumed), left(CHINA, at(held), end, length)) == day_ends(last_day)


def test_holding_keeps_seconds_of_hours_and_day_ends_of_days() -> None:
    """Hours keep their seconds; days, weeks and months keep calendar-day ends."""
    start = at("2026-03-06T10:00")
    kept = left(CHINA, at("2026-03-06T11:00"), due(CHINA, start, span("4 h")), span("4 h"))
    assert kept == {"unit": "s", "amount": 3 * 3600}
    assert resume(CHINA, at("2026-03-08T00:00"), kept) == at("2026-03-08T03:00")
    days_kept = left(CHINA, at("2026-03-07T11:00"), due(CHINA, start, span("3 d")), span("3 d"))
    assert days_kept == {"unit": "d", "amount": 3}
    assert resume(CHINA, at("2026-03-20T11:00"), days_kept) == day_ends("2026-03-22")


def test_days_that_became_holidays_while_held_leave_at_least_one() -> None:
    """A clock that has not run out is never resumed as if it had."""
    due_at = day_ends("2026-03-06")
    closed = Calendar(
        version="t",
        zone=CHINA.zone,
        holidays=days("2026-03-06"),
        working_weekends=frozenset(),
        published_through=CHINA.published_through,
    )
    assert left(closed, at("2026-03-06T10:00"), due_at, span("2 wd")) == {"unit": "wd", "amount": 1}


def test_what_ran_out_has_nothing_left() -> None:
    """Held at or after the due instant, a clock is due at once when resumed."""
    for text in ("2 h", "2 wd", "2 d"):
        end = due(CHINA, at("2026-03-03T10:00"), span(text))
        assert resume(CHINA, at("2026-03-20T10:00"), left(CHINA, end, end, span(text))) == at("2026-03-20T10:00")


# --- reminders and notices --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due_at", "length", "then"),
    [
        (day_ends("2026-02-24"), "4 h", at("2026-02-24T14:00")),  # counted back from 18:00 of the last day
        (day_ends("2026-02-24"), "30 min", at("2026-02-24T17:30")),
        (at("2026-02-24T16:00"), "4 h", at("2026-02-24T12:00")),  # an hour is counted back plainly
        (day_ends("2026-02-22"), "4 h", at("2026-02-22T20:00")),  # a calendar day end that is no working-day end
        (day_ends("2026-02-24"), "1 wd", day_ends("2026-02-14")),
        (day_ends("2026-03-09"), "3 d", day_ends("2026-03-06")),
        (day_ends("2026-03-31"), "1 month", day_ends("2026-02-28")),
        (at("2026-03-09T15:00"), "1 wd", at("2026-03-06T15:00")),
        (at("2026-03-09T15:00"), "1 week", at("2026-03-02T15:00")),
    ],
)
def test_a_reminder_comes_before_the_end_while_people_are_there(due_at: datetime, length: str, then: datetime) -> None:
    """N h before a working-day end count back from the end of notice hours of its last day."""
    assert before(CHINA, due_at, span(length), "18:00") == then


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("2026-03-06T08:30", "2026-03-06T08:30"),
        ("2026-03-06T17:59:59", "2026-03-06T17:59:59"),
        ("2026-03-06T18:00", "2026-03-09T08:30"),
        ("2026-03-06T00:00", "2026-03-06T08:30"),
        ("2026-02-14T10:00", "2026-02-14T10:00"),  # the make-up Saturday is a working day
        ("2026-02-14T20:00", "2026-02-24T08:30"),  # over Spring Festival
    ],
)
def test_notices_leave_in_notice_hours_of_working_days(asked: str, told: str) -> None:
    """Notices leave between notices_from and notices_until of a working day."""
    assert notice_time(CHINA, at(asked), "08:30", "18:00") == at(told)


def test_notices_may_leave_at_any_time() -> None:
    """Hours from 00:00 until 24:00 are round the clock, days off included; reminders then count back plainly."""
    sunday = at("2026-03-08T03:00")
    assert notice_time(CHINA, sunday, "00:00", "24:00") == sunday
    assert before(CHINA, day_ends("2026-02-24"), span("4 h"), "24:00") == at("2026-02-24T20:00")


# --- what always holds ------------------------------------------------------------------------

instants = st.datetimes(datetime(2025, 12, 1), datetime(2027, 2, 1)).map(lambda naive: naive.replace(tzinfo=UTC))
lengths = st.builds(Span, amount=st.integers(1, 60), unit=st.sampled_from(["wd", "d", "week", "h", "min", "month"]))
calendars = st.sampled_from([CHINA, BERLIN, in_zone("America/New_York"), in_zone("Australia/Lord_Howe"), in_zone("Asia/Beirut")])


@given(calendars, instants, instants, lengths)
def test_who_starts_later_is_never_due_earlier(calendar: Calendar, one: datetime, other: datetime, length: Span) -> None:
    """Due instants are monotone in the start, and lie after it."""
    first, second = sorted((one, other))
    assert first < due(calendar, first, length) <= due(calendar, second, length)


@given(calendars, instants, st.integers(1, 60))
def test_working_days_end_at_local_midnight_after_a_working_day(calendar: Calendar, start: datetime, n: int) -> None:
    """Working days end at 00:00 after a working day, with exactly n working days between."""
    end = due(calendar, start, Span(amount=n, unit="wd"))
    local = end.astimezone(ZoneInfo(calendar.zone))
    first = start.astimezone(ZoneInfo(calendar.zone)).date()
    between = (first + timedelta(days=k) for k in range(1, (local.date() - first).days))
    assert is_working_day_end(calendar, end)
    assert local.time() == time() or calendar.zone == "Asia/Beirut"
    assert sum(is_working_day(calendar, day) for day in between) == n


@given(calendars, instants, lengths, st.data())
def test_holding_and_resuming_on_the_same_day_changes_nothing(
    calendar: Calendar, start: datetime, length: Span, data: st.DataObject
) -> None:
    """For working days and days; hours move by exactly the time that they were held."""
    end = due(calendar, start, length)
    held = data.draw(st.datetimes(start.replace(tzinfo=None), end.replace(tzinfo=None))).replace(tzinfo=UTC)
    if held >= end:
        return
    kept = left(calendar, held, end, length)
    if length.unit in ("h", "min"):
        assert resume(calendar, held + timedelta(hours=3), kept) == end + timedelta(hours=3)
        return
    day = held.astimezone(ZoneInfo(calendar.zone)).date()
    last = end_of_day(calendar, day) - timedelta(microseconds=1)
    resumed = data.draw(st.datetimes(held.replace(tzinfo=None), last.replace(tzinfo=None))).replace(tzinfo=UTC)
    assert resume(calendar, resumed, kept) == end


@given(calendars, instants)
def test_notice_time_is_its_own_notice_time(calendar: Calendar, asked: datetime) -> None:
    """A notice that waits for the hours is not put off again, and never leaves early."""
    told = notice_time(calendar, asked, "08:30", "18:00")
    assert told >= asked
    assert notice_time(calendar, told, "08:30", "18:00") == told


@given(calendars, instants, lengths, lengths)
def test_a_reminder_lies_before_what_it_reminds_of(calendar: Calendar, start: datetime, length: Span, early: Span) -> None:
    """Whatever the units, `before` is earlier than due."""
    end = due(calendar, start, length)
    assert before(calendar, end, early, "18:00") < end
