"""The figures: what is counted is what the lists show, and nobody's figure holds what they may not see."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel import PersonId
from tests.views.lines import Given, Lists
from tests.views.test_pages import ON_DATABASE, PEOPLE, _asked_of, governed, lists, may_see, seen_by, some_lines
from tests.views.toy import NOON
from views.figures import Figures, Window
from views.reader import Reader
from views.seen import Seen
from views.wanted import Wanted

__all__ = ["governed", "lists"]

WHOLE = Window(start=NOON - timedelta(days=400), until=NOON + timedelta(days=400), at=NOON)
SHANGHAI = "Asia/Shanghai"


@pytest.fixture
def figures(reader: Reader) -> Figures:
    return Figures(reader)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start = NOON - timedelta(days=20) + timedelta(hours=draw(st.integers(-5, 40)))
    return Window(start=start, until=start + timedelta(hours=draw(st.integers(0, 60))), at=NOON, seen_by=draw(st.none() | seen_by()))


def within(instant: datetime | None, window: Window) -> bool:
    return instant is not None and window.start <= instant < window.until


def shown(some: list[Given], window: Window) -> list[Given]:
    return [one for one in some if may_see(one, window.seen_by)]


@given(some=some_lines(), window=windows())
@ON_DATABASE
async def test_what_was_kept_is_counted_by_clause(lists: Lists, figures: Figures, some: list[Given], window: Window):
    """Met and missed by when they ended, running as of now; the share is of what was met or missed."""
    await lists.empty()
    await lists.put(some)
    counted: dict[str, Counter[str]] = {}
    for row in (one.obligation() for one in shown(some, window)):
        if row["outcome"] == "running" or within(row["ended_at"], window):
            counted.setdefault(row["clause"], Counter())[row["outcome"]] += 1

    found = await figures.met(window)

    assert {each.clause: (each.met, each.missed, each.running) for each in found} == {
        clause: (each["met"], each["missed"], each["running"]) for clause, each in counted.items()
    }
    for each in found:
        judged = each.met + each.missed
        assert each.share == (each.met / judged if judged else None)


@given(some=some_lines(), window=windows())
@ON_DATABASE
async def test_how_long_it_took(lists: Lists, figures: Figures, some: list[Given], window: Window):
    """From asked to answered, and from opened to closed: as many as ended in the window, and half of them within the median."""
    await lists.empty()
    await lists.put(some)
    decided: dict[str, list[timedelta]] = {}
    closed: dict[str, list[timedelta]] = {}
    for one in shown(some, window):
        row, obliged = one.row(), one.obligation()
        if obliged["outcome"] == "met" and within(obliged["ended_at"], window):
            decided.setdefault(one.plan, []).append(obliged["ended_at"] - obliged["started"])
        if within(row["closed_at"], window):
            closed.setdefault(one.plan, []).append(row["closed_at"] - row["opened_at"])

    for found, expected in ((await figures.decided(window), decided), (await figures.closed(window), closed)):
        halves = {plan: (len(took), median(each.total_seconds() for each in took)) for plan, took in expected.items()}
        assert {each.plan: (each.count, each.median.total_seconds()) for each in found} == halves
        assert all(each.median <= each.p90 for each in found)


@given(some=some_lines(), seen=st.none() | seen_by())
@ON_DATABASE
async def test_a_number_is_that_of_the_list_it_leads_to(
    lists: Lists, reader: Reader, figures: Figures, some: list[Given], seen: Seen | None
):
    """Overdue by department, and kept by clause: as many as the list says, narrowed in the same way, seen by the same person."""
    await lists.empty()
    await lists.put(some)
    window = replace(WHOLE, seen_by=seen)
    asked = Wanted(seen_by=seen, at=NOON)

    for late in await figures.overdue(window):
        narrowed = replace(asked, due="overdue", department=late.department)
        assert late.count == await reader.counts(narrowed)
        (first, *_) = await reader.cases(narrowed, sort="due")
        assert late.oldest == first.due_at
    for kept in await figures.met(window):
        narrowed = replace(asked, clause=kept.clause, kept="missed", kept_from=window.start, kept_until=window.until)
        assert kept.missed == await reader.counts(narrowed)
    assert sum(late.count for late in await figures.overdue(window)) == await reader.counts(replace(asked, due="overdue"))


@given(some=some_lines(), seen=st.none() | seen_by())
@ON_DATABASE
async def test_who_has_how_much_to_do(lists: Lists, figures: Figures, some: list[Given], seen: Seen | None):
    """By person what is asked of them now, also standing in, each task once however many of their offices it is asked of."""
    await lists.empty()
    await lists.put(some)
    waiting: Counter[str] = Counter()
    overdue: Counter[str] = Counter()
    for one in some:
        for who in PEOPLE if may_see(one, seen) else ():
            if any(_asked_of(*ask, who) for ask in one.asks):
                waiting[who] += 1
                overdue[who] += one.due_at is not None and one.due_at <= NOON

    found = await figures.load_by_person(replace(WHOLE, seen_by=seen))

    assert {load.who: (load.waiting, load.overdue) for load in found} == {who: (waiting[who], overdue[who]) for who in waiting}
    assert [load.waiting for load in found] == sorted(waiting.values(), reverse=True)


async def test_a_department_has_what_waits_in_its_cases(lists: Lists, figures: Figures):
    """An open case that waits for somebody counts once for the department that asked; one that waits for nobody does not."""
    asked = (("post archivist", 0, ""), ("person", 0, "ben"))
    await lists.put(
        [
            Given(place=1, asks=asked, hours=-1),
            Given(place=2, asks=asked[:1], hours=5),
            Given(place=3),
            Given(place=4, closed=True),
            Given(place=5, department="legal", asks=asked),
        ]
    )

    assert [(load.who, load.waiting, load.overdue) for load in await figures.load_by_department(WHOLE)] == [
        ("sales", 2, 1),
        ("legal", 1, 0),
    ]


async def test_every_week_is_there_and_begins_on_a_monday(lists: Lists, figures: Figures):
    """Weeks are the organisation's: a case that was opened on Sunday evening in UTC belongs to its Monday. Quiet weeks are no gap."""
    sunday = datetime(2026, 2, 15, 17, tzinfo=ZoneInfo("UTC"))  # Monday, 01:00 in Shanghai
    first = Given(place=0)
    hours = int((sunday - first.row()["opened_at"]) / timedelta(hours=1))
    await lists.put([Given(place=hours), Given(place=hours - 2, closed=True), Given(place=hours + 24 * 15)])
    window = Window(start=sunday - timedelta(days=7), until=sunday + timedelta(days=20), at=NOON)

    found = await figures.weeks(window, SHANGHAI)

    assert [(week.monday, week.opened, week.closed) for week in found] == [
        (date(2026, 2, 9), 1, 0),
        (date(2026, 2, 16), 1, 1),
        (date(2026, 2, 23), 0, 0),
        (date(2026, 3, 2), 1, 0),
    ]


async def test_who_sees_nothing_has_no_figures(lists: Lists, figures: Figures):
    """Deny by default: somebody without a part in any case counts nothing."""
    await lists.put([Given(place=place, missed=True, closed=place % 2 == 0) for place in range(6)])
    window = replace(WHOLE, seen_by=Seen(person=PersonId("ben")))

    found: list[Any] = [
        await each(window)
        for each in (figures.met, figures.decided, figures.closed, figures.overdue, figures.load_by_person, figures.load_by_department)
    ]

    assert found == [[]] * 6
    assert all(week.opened == week.closed == 0 for week in await figures.weeks(window, SHANGHAI))
