"""How calendars are made: statutory days, make-up weekends, and the organisation's own exceptions."""

from datetime import date
from pathlib import Path

import pytest

from domain.calendar import Calendar, end_of_day, is_working_day, provisional
from packs.check import problems
from packs.days import PUBLISHED, of_country
from packs.read import Unreadable, calendar, load

SAMPLE = Path("packs/sample/calendar.yaml")


def sample() -> Calendar:
    return calendar(load(SAMPLE))


# The State Council's notices: days off that are weekdays are not listed here, only what surprises.
@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-02-04", True),
        ("2024-02-09", True),
        ("2024-02-12", False),
        ("2024-02-18", True),
        ("2024-09-14", True),
        ("2024-10-12", True),
        ("2025-01-26", True),
        ("2025-01-28", False),
        ("2025-02-08", True),
        ("2025-04-27", True),
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2026-01-02", False),
        ("2026-01-04", True),
        ("2026-02-14", True),
        ("2026-02-16", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),
        ("2026-05-09", True),
        ("2026-06-19", False),
        ("2026-09-20", True),
        ("2026-09-25", False),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),
        ("2026-10-11", False),
    ],
)
def test_make_up_weekends_work_and_holidays_do_not(day: str, *, works: bool) -> None:
    """Statutory holidays and make-up working weekends of the People's Republic of China count."""
    assert is_working_day(sample(), date.fromisoformat(day)) is works


def test_a_calendar_document_names_each_of_its_days() -> None:
    """Whoever reads it later needs no library and gets no other days."""
    document = load(SAMPLE)
    assert "2026-02-14" in document.content["days"]["working_weekends"]
    assert "2026-02-16" in document.content["days"]["holidays"]
    assert calendar(document.content) == calendar(document) == calendar(load(SAMPLE))


def test_years_that_are_not_published_are_provisional() -> None:
    """The library invents later years without saying so; the calendar says so."""
    found = sample()
    assert found.published_through == PUBLISHED["CN"][1]
    assert provisional(found, end_of_day(found, date(2027, 3, 1)))
    assert not provisional(found, end_of_day(found, date(2026, 12, 1)))


def written(tmp_path: Path, old: str, new: str) -> Path:
    text = SAMPLE.read_text()
    assert old in text
    file = tmp_path / "calendar.yaml"
    file.write_text(text.replace(old, new))
    return file


def test_the_organisations_own_days_win(tmp_path: Path) -> None:
    """Closed on a make-up Saturday and on a plain Monday; open on a holiday and on a plain Sunday."""
    file = written(tmp_path, "closed: []", "closed: [2026-02-14, 2026-03-02]")
    file.write_text(file.read_text().replace("open: []", "open: [2026-02-16, 2026-03-08]"))
    found = calendar(load(file))
    assert [is_working_day(found, date(2026, *d)) for d in ((2, 14), (3, 2), (2, 16), (3, 8))] == [False, False, True, True]
    assert found.version != sample().version


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("Asia/Shanghai", "Mars/Base", "zone", "no time zone"),
        ("Asia/Shanghai", "../../etc/passwd", "zone", "no time zone"),
        ("country: CN", "country: ZZ", "country", "no holidays are known"),
        ("from: 2024", "from: 2031", "years", "first year"),
        ("2026-12-31", "2036-12-31", "published_through", "within the years"),
        ("2026-12-31", "31.12.2026", "published_through", "no date"),
        ("closed: []", "closed: [2026-02-30]", "exceptions.closed[0]", "no date"),
        ("zone:", "zones:", "zones", "zones is not known here; known are: zone"),
        ("schema: 1", "schema: 2", "schema", "schema 1"),
    ],
)
def test_a_wrong_calendar_is_refused(tmp_path: Path, old: str, new: str, field: str, reason: str) -> None:
    """Each with its field and what is wrong."""
    file = written(tmp_path, old, new)
    found = problems(file)
    assert any(each.field == field and reason in each.reason for each in found), found
    with pytest.raises(Unreadable):
        calendar(load(file))


def test_a_day_cannot_be_open_and_closed(tmp_path: Path) -> None:
    """Contradictions are refused."""
    file = written(tmp_path, "closed: []", "closed: [2026-03-02]")
    file.write_text(file.read_text().replace("open: []", "open: [2026-03-02]"))
    assert [each.key for each in problems(file)] == ["open_and_closed"]


def test_a_country_without_a_usual_zone_needs_one() -> None:
    """An unknown calendar is an error, never a guess."""
    assert of_country("DE", "Europe/Berlin").zone == "Europe/Berlin"
    for country, zone in (("DE", ""), ("ZZ", "Europe/Berlin"), ("CN", "No/Where")):
        with pytest.raises(ValueError, match=r"known|zone"):
            of_country(country, zone)
