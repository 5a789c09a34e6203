"""The pictures of a case: where it stands, and why "2 working days" is a week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console import pages, pictures
from console.pictures import EDGE, MOST_LANES, STEP, Stop, joints
from domain.calendar import Calendar, due, span

SPRING = Calendar(
    version="cn",
    zone="Asia/Shanghai",
    holidays=frozenset(date(2026, 2, day) for day in range(15, 24)),
    working_weekends=frozenset({date(2026, 2, 14)}),
    published_through=date(2026, 12, 31),
)
LENT = datetime(2026, 2, 13, 2, tzinfo=UTC)
"""A Friday, 10:00 there; the Saturday after it is made up, then Spring Festival."""
BACK = due(SPRING, LENT, span("2 wd"))


def bar(now: datetime, **how: bool) -> pictures.Bar:
    return pictures.clock_bar(LENT, BACK, now, SPRING, 80, **how)


def test_days_off_are_a_gap() -> None:
    """SO 2.2.2: two working days over Spring Festival; the nine days between them are one gap."""
    found = bar(LENT)
    assert [gap.days for gap in found.gaps] == [9]
    assert found.gaps[0].width == pytest.approx(9 * 24 / ((BACK - LENT).total_seconds() / 3600) * 100, abs=0.02)


def test_ends_of_working_days_are_ticks() -> None:
    """Look: working days as ticks. Friday and the made-up Saturday end within the term, Tuesday with it."""
    assert len(bar(LENT).ticks) == 2


def test_the_bar_empties() -> None:
    """Look: what is left shrinks to nothing as the due instant comes."""
    half = LENT + (BACK - LENT) / 2
    assert [bar(at).left for at in (LENT, half, BACK)] == [100, 50, 0]


@pytest.mark.parametrize(
    ("share", "state"), [(0.0, "running"), (0.79, "running"), (0.8, "at_risk"), (0.99, "at_risk"), (1.0, "overdue"), (3, "overdue")]
)
def test_at_risk_from_four_fifths_on(share: float, state: str) -> None:
    """Look: the mark at 80 %; at the due instant it is late."""
    assert bar(LENT + (BACK - LENT) * share).state == state


def test_a_held_clock_shows_no_time() -> None:
    """design.md §4: a held clock has no due instant."""
    found = pictures.clock_bar(LENT, None, LENT, SPRING)
    assert (found.state, found.ticks, found.gaps) == ("held", (), ())


def test_hours_have_no_gaps() -> None:
    """design.md §4: hours run round the clock, also on days off."""
    assert bar(LENT, working=False).gaps == ()


def test_a_term_of_years_is_drawn_without_days() -> None:
    """Days that cannot be told apart are left out."""
    found = pictures.clock_bar(LENT, LENT + timedelta(days=3650), LENT, SPRING)
    assert (found.ticks, found.gaps) == ((), ())


def test_a_start_at_its_due_instant_is_over() -> None:
    """A term without length divides by nothing."""
    assert pictures.clock_bar(LENT, LENT, LENT, SPRING).state == "overdue"


def test_a_branch_is_a_second_rail() -> None:
    """Look: branches as a second rail, the main one first."""
    stops = [Stop(title="a", state="done"), Stop(title="x", state="now", branch="Extension"), Stop(title="b", state="next")]
    tracks = pictures.rail(stops).tracks
    assert [(track.title, [drawn.stop.title for drawn in track.stations]) for track in tracks] == [("", ["a", "b"]), ("Extension", ["x"])]


def test_the_way_to_a_station_looks_as_the_station_does() -> None:
    """Look: done, now, next; a rail has a beginning and an end."""
    drawn = pictures.rail([Stop(title="a", state="done"), Stop(title="b", state="held")]).tracks[0].stations
    assert [(each.before, each.after) for each in drawn] == [("", "held"), ("held", "")]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pictures_are_well_formed_and_their_words_are_escaped(lang: str) -> None:
    """What a person typed is never markup; the list says all that the picture shows."""
    nasty = "<script>&\"'"
    stops = [
        Stop(title=nasty, state="held", who=nasty, when="x", at="2026", note=nasty, overdue=True),
        Stop(title="b", state="skipped", branch=nasty),
    ]
    source = '{% from "pieces.html" import rail, clock_bar %}<div>{{ rail(picture, "Steps") }}{{ clock_bar(bar) }}</div>'
    drawn = pages.environment(lang).from_string(source).render(picture=pictures.rail(stops), bar=bar(LENT))
    read = "".join(ET.fromstring(drawn).itertext())
    assert read.count(nasty) == 4
    assert ("on hold" if lang == "en" else "暂停") in read


# --- cases that hang together -------------------------------------------------------------------------


def test_a_chain_is_one_straight_line():
    """Each case came of the one before: all of them on one lane, each with the line that comes to it."""
    rows = joints([None, 0, 1])

    assert [(row.x, row.start, row.through, row.onward) for row in rows] == [(12, None, (), True), (12, 12, (), True), (12, 12, (), False)]


def test_a_branch_has_a_lane_of_its_own():
    """A violation led to an appeal and to a rectification: the line to the second goes past the first."""
    rows = joints([None, 0, 0])

    assert [(row.x, row.start, row.through) for row in rows] == [(12, None, ()), (30, 12, (12,)), (12, 12, ())]


@given(st.lists(st.integers(0, 30), max_size=30))
def test_no_line_runs_into_a_case_that_it_does_not_lead_to(drawn: list[int]):
    """However cases hang together: no case stands on a line that goes past it, unless there is no room for more lanes."""
    parents = [None if not place else number % place for place, number in enumerate(drawn)]
    for row in joints(parents):
        assert row.x not in row.through or row.x == EDGE + STEP * (MOST_LANES - 1)
