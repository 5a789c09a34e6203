"""Periods: every instant lies in exactly one of each rhythm, and the next one begins where one ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Calendar, is_working_day
from domain.controls import periods, runs
from domain.controls.periods import RHYTHMS, Rhythm
from tests.domain.playing import at, days

ZONES = [
    "Asia/Shanghai",
    "UTC",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Beirut",
    "Pacific/Apia",
    "Africa/Cairo",
    "Australia/Lord_Howe",
]
instants = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
rhythms = st.sampled_from(RHYTHMS)
zones = st.sampled_from(ZONES)


def calendar(zone: str) -> Calendar:
    return replace(days(), zone=zone)


@given(instants, rhythms, zones)
def test_every_instant_is_in_exactly_one_period(instant: datetime, rhythm: Rhythm, zone: str) -> None:
    """house:recurring. It lies in the period of its key, and neither in the one before nor in the one after."""
    known = calendar(zone)
    key = periods.key_of(rhythm, known, instant)
    assert periods.starts(known, key) <= instant < periods.ends(known, key)
    assert periods.ends(known, periods.preceding(key)) <= instant < periods.starts(known, periods.following(key))


@given(instants, rhythms, zones)
def test_the_next_period_begins_where_one_ends(instant: datetime, rhythm: Rhythm, zone: str) -> None:
    """house:recurring. No gap and no overlap; forth and back comes to the same; the first instant is in, the last one out."""
    known = calendar(zone)
    key = periods.key_of(rhythm, known, instant)
    assert periods.starts(known, periods.following(key)) == periods.ends(known, key)
    assert periods.preceding(periods.following(key)) == key == periods.following(periods.preceding(key))
    assert periods.key_of(rhythm, known, periods.starts(known, key)) == key
    assert periods.key_of(rhythm, known, periods.ends(known, key) - timedelta(microseconds=1)) == key
    assert periods.rhythm_of(key) == rhythm


@pytest.mark.parametrize(
    ("rhythm", "instant", "key", "following"),
    [
        ("daily", "2026-02-13 10:00", "2026-02-13", "2026-02-14"),
        ("weekly", "2026-02-13 10:00", "2026-W07", "2026-W08"),
        ("weekly", "2027-01-01 00:00", "2026-W53", "2027-W01"),
        ("weekly", "2024-12-30 00:00", "2025-W01", "2025-W02"),
        ("monthly", "2026-12-31 23:59", "2026-12", "2027-01"),
        ("quarterly", "2026-10-01 00:00", "2026-Q4", "2027-Q1"),
        ("yearly", "2026-12-31 23:59", "2026", "2027"),
    ],
)
def test_keys_as_people_write_them(rhythm: Rhythm, instant: str, key: str, following: str) -> None:
    """house:recurring. Weeks are those of ISO 8601, which have years of their own; days are those of the organisation."""
    found = periods.key_of(rhythm, days(), at(instant))
    assert (found, periods.following(found)) == (key, following)


@pytest.mark.parametrize("key", ["2026-W54", "2026-13", "2026-Q5", "2026-02-30", "2026-W00", "26", "2026-w07", "", "٢٠٢٦"])
def test_what_is_no_period(key: str) -> None:
    """house:form. Nothing is guessed."""
    with pytest.raises(ValueError, match=r"period|month|week|day"):
        periods.first_day(key)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 20)))
def test_a_daily_control_runs_on_working_days(day: date) -> None:
    """house:recurring. Make-up Saturdays count, holidays do not; the next run is on the next working day, however far."""
    key = periods.next_run(days(), day.isoformat())
    between = [day + timedelta(days=n) for n in range(1, (date.fromisoformat(key) - day).days)]
    assert is_working_day(days(), date.fromisoformat(key))
    assert not any(is_working_day(days(), each) for each in between)


def test_a_run_has_one_name() -> None:
    """house:recurring. It follows from control, post and period; another of any of them is another run."""
    names = {runs.run_id(plan, post, key) for plan in "ab" for post in "cd" for key in ("2026-W07", "2026-W08")}
    assert len(names) == 8
    assert runs.run_id("a", "c", "2026-W07") in names
