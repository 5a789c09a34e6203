"""The auditor of clocks: it reads the log itself, forgets no clock, and finds every one that is late (lessons §3.6, §4.4, §4.6)."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from domain.kernel import CaseId
from domain.shapes import plain
from eventlog.memory import MemoryLog
from tests.views.toy import NOON, stream_of
from tests.workers.clocks import Clocks
from tests.workers.lists import Lists
from views.alarms import Audit
from views.errors import NotUnderstood, OtherLog
from views.watched import Clocks as Projection
from workers.cli.run import clocks_as_text
from workers.watching.allowance import FLOOR, PATIENCE, allowance
from workers.watching.auditor import is_clean
from workers.watching.parts import tell

MOMENT = timedelta(seconds=1)
LATE = NOON + PATIENCE + MOMENT


@pytest.fixture
def clocks(engine: AsyncEngine) -> Clocks:
    return Clocks(engine)


# --- what is late -------------------------------------------------------------------------------------


async def test_a_clock_that_nobody_runs_out_is_an_alarm_after_what_is_allowed(clocks: Clocks):
    """Lessons §3.6. Due and not run out: up to 60 s after its instant nothing is said, then it is an alarm, by name and instant."""
    case = await clocks.case()
    await clocks.arm(case, NOON)

    before, at, after = [await clocks.look(each) for each in (NOON - MOMENT, NOON + PATIENCE, LATE)]

    assert [(each.backlog, each.late, is_clean(each)) for each in (before, at, after)] == [(0, 0, True), (1, 0, True), (1, 1, False)]
    assert (after.watched, after.latest_by_s, after.allowance_s, clocks.new) == (1, 61.0, 60.0, 1)
    assert [(each.case, each.clock, each.due, each.raised) for each in await clocks.all_late()] == [(case, "answer:step", NOON, LATE)]


@pytest.mark.parametrize("how", ["ran_out", "stopped", "held"])
async def test_a_clock_that_ended_or_is_held_is_never_late(clocks: Clocks, how: str):
    """A clock that ran out, was stopped, or is held is due at no instant."""
    case = await clocks.case()
    await clocks.arm(case, NOON)
    await clocks.end(case, how)

    found = await clocks.look(LATE)

    assert (found.watched, found.late) == (0, 0)


@pytest.mark.parametrize("event", ["superseded", "resumed", "armed"])
async def test_a_clock_that_moved_is_late_by_its_new_instant(clocks: Clocks, event: str):
    """Design §4. A later event of the same clock says when it is due; the earlier instant counts no more."""
    case, moved = await clocks.case(), NOON + timedelta(days=3)
    await clocks.arm(case, NOON)
    await clocks.arm(case, moved, event=event)

    assert (await clocks.look(LATE)).late == 0
    assert (await clocks.look(moved + PATIENCE + MOMENT)).late == 1


@pytest.mark.parametrize("closed", ["case.closed", "request.closed"])
async def test_a_closed_case_has_no_clocks(clocks: Clocks, closed: str):
    """What a closing forgot to stop is no alarm; the clocks of others go on, and so does one that is armed after a reopening."""
    case, other = await clocks.case(), await clocks.case()
    await clocks.arm(case, NOON)
    await clocks.arm(other, NOON)
    await clocks.writer.say(stream_of(case), closed, {})
    await clocks.arm(case, NOON, clock="again")

    await clocks.look(LATE)

    assert {(each.case, each.clock) for each in await clocks.all_late()} == {(other, "answer:step"), (case, "again")}


async def test_every_clock_of_a_case_counts_by_itself(clocks: Clocks):
    """Lessons §4.1. One late clock hides no other of the same case, neither at once nor later."""
    case = await clocks.case()
    await clocks.arm(case, NOON, "respond")
    await clocks.arm(case, NOON + timedelta(hours=1), "resolve")

    first, second = await clocks.look(LATE), await clocks.look(LATE + timedelta(hours=1))

    assert (first.late, second.late) == (1, 2)


async def test_an_alarm_ends_when_its_clock_does_and_comes_back_for_another_instant(clocks: Clocks):
    """An alarm is ended by the log alone; the same clock, armed for another instant, is watched like any other."""
    case, again = await clocks.case(), LATE + timedelta(hours=1)
    await clocks.arm(case, NOON)
    await clocks.look(LATE)
    await clocks.end(case, "ran_out")
    ended = await clocks.look(LATE + MOMENT)
    await clocks.arm(case, again)
    late = await clocks.look(again + timedelta(minutes=5))

    assert (ended.late, is_clean(ended), late.late, clocks.new) == (0, True, 1, 1)


# --- nothing is left out ------------------------------------------------------------------------------


async def test_of_ten_thousand_due_clocks_all_are_found(clocks: Clocks):
    """Lessons §4.4. There is no page of rows past which what is due is never reached: all are alarms at once, and pages by key give all."""
    case = await clocks.case()
    events = 10_000
    for nth in range(events):
        await clocks.arm(CaseId(f"toy-{nth:08x}{case[12:]}"), NOON + timedelta(microseconds=nth % 7))

    found = await clocks.look(LATE + timedelta(minutes=1))
    late = await clocks.all_late()

    assert (found.backlog, found.late, clocks.new) == (events, events, events)
    assert len({each.case for each in late}) == len(late) == events
    assert late == sorted(late, key=lambda each: (each.due, each.case, each.clock))


async def test_a_clock_with_a_term_of_four_hundred_days_is_not_forgotten(clocks: Clocks):
    """Lessons §4.5, §4.6. No window: what was armed 400 days ago is watched until it fires, across restarts and whatever came since."""
    case, due = await clocks.case(), NOON + timedelta(days=400)
    await clocks.arm(case, due)
    for day in range(0, 400, 20):
        other = await clocks.case()
        await clocks.arm(other, NOON + timedelta(days=day))
        await clocks.end(other, "ran_out")
        clocks.begin_again()
        assert (await clocks.look(NOON + timedelta(days=day))).late == 0

    assert ((await clocks.look(due + PATIENCE)).late, (await clocks.look(due + PATIENCE + MOMENT)).late) == (0, 1)


async def test_nothing_is_judged_before_the_log_is_read_to_its_end(clocks: Clocks):
    """A clock whose end stands further on in the log is not late, however many events lie between."""
    cases = [await clocks.case() for _ in range(600)]
    for case in cases:
        await clocks.arm(case, NOON)
    for case in cases:
        await clocks.end(case, "ran_out")

    found = await clocks.look(LATE + timedelta(days=1))

    assert (found.position, found.watched, found.late, clocks.new) == (1200, 0, 0, 0)


async def test_lists_that_stand_still_hide_nothing(lists: Lists, engine: AsyncEngine):
    """Lessons §3.6. The projector is stuck or gone, and the lists know of no clock: the watchdog reads the log, and alarms."""
    clocks = Clocks(engine, log=lists.log)
    await lists.writer.say(stream_of(await lists.writer.open()), "toy.unheard_of", {})
    with pytest.raises(NotUnderstood):
        await lists.catch_up()
    await clocks.arm(await clocks.case(), NOON)

    found = await clocks.look(LATE)

    assert (await lists.reader.late(LATE), found.late) == ((0, None), 1)


async def test_a_clocks_event_that_says_nothing_stops_the_look(clocks: Clocks):
    """What is not understood is never taken for all well: the look fails, and goes on failing, so that no heartbeat is told."""
    await clocks.say(await clocks.case(), "armed", "answer:step", due="soon")
    for _ in range(2):
        with pytest.raises(NotUnderstood):
            await clocks.look(LATE)


async def test_a_restored_log_is_noticed_under_a_running_watchdog(clocks: Clocks):
    """After a restore the log has another history: what was known of it is not judged with."""
    await clocks.arm(await clocks.case(), NOON)
    await clocks.look(NOON)
    clocks.auditor._log = MemoryLog()

    with pytest.raises(OtherLog):
        await clocks.look(LATE)


async def test_a_lost_checkpoint_is_made_up_for_from_the_log(clocks: Clocks, engine: AsyncEngine):
    """An upgrade may empty the lists' positions: what it kept by then does no harm, and all is read again from position 0."""
    for how in ("ran_out", "armed"):
        case = await clocks.case()
        await clocks.arm(case, NOON)
        await clocks.look(NOON)
        await clocks.say(case, how, "answer:step", due=NOON.isoformat())
    async with engine.begin() as connection:
        await connection.execute(text("truncate views.projections"))
    clocks.begin_again()

    found = await clocks.look(LATE)

    assert (found.position, found.watched, found.late) == (4, 1, 1)


async def test_the_watchdogs_own_list_is_fed_like_any_other(clocks: Clocks):
    """It is a projection: its rows and its position move together, and a second one that feeds it fences the first."""
    await clocks.arm(await clocks.case(), NOON)
    await clocks.look(NOON)
    other = Clocks(clocks.engine, log=clocks.log)
    await other.look(NOON)
    await clocks.arm(await clocks.case(), NOON)

    with pytest.raises(Exception, match="no longer at position"):
        await clocks.look(NOON)


# --- what is allowed ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("backlog", "rate", "seconds"),
    [
        (0, 0.0, 60),
        (10_000, 0.0, 60),  # nobody works it off: it excuses nothing
        (10_000, 200.0, 110),
        (10_000, 0.1, 60 + 10_000 / FLOOR),  # a trickle measures what fell due
        (1, 500.0, 60.002),
    ],
)
def test_what_is_allowed_is_sixty_seconds_and_the_backlog_by_the_rate(backlog: int, rate: float, seconds: float):
    """Design §4, midnight: alarms on late clocks allow for the measured rate."""
    assert allowance(backlog, rate).total_seconds() == pytest.approx(seconds)


async def test_a_backlog_that_is_worked_off_is_allowed_its_time(engine: AsyncEngine):
    """Of 400 clocks due at one instant 300 ran out within ten seconds: the others have their turn, and no more, before they are late."""
    clocks = Clocks(engine, log=MemoryLog(now=lambda: NOON + timedelta(seconds=60)))
    cases = [await clocks.case() for _ in range(400)]
    for case in cases:
        await clocks.arm(case, NOON)
    for case in cases[:300]:
        await clocks.end(case, "ran_out")

    at, after = [await clocks.look(NOON + timedelta(seconds=each)) for each in (63, 64)]

    assert (at.backlog, at.rate, at.late) == (100, 30.0, 0)
    assert at.allowance_s == pytest.approx(60 + 100 / 30)
    assert after.late == 100


def test_a_rate_is_measured_anew_and_forgotten():
    """Only the last minutes count; and where nothing ran out for a minute there is no rate at all."""
    projection = Projection()
    projection._fired[int(NOON.timestamp()) // 10] = 500

    rates = [projection.rate(NOON + timedelta(seconds=after)) for after in (5, 65, 80)]

    assert rates == [50.0, 50.0, 0.0]


# --- what is said -------------------------------------------------------------------------------------


FOUND = Audit(at=NOON, position=7, watched=3, backlog=1, late=1, rate=0.0, allowance_s=60.0, latest_by_s=75.4, unplaced_s=0.0)


def test_a_look_is_one_line_of_figures_and_a_warning_where_something_is_late():
    """Figures alone: no case, no clock, no person."""
    with capture_logs() as lines:
        tell(FOUND, 1)
        tell(replace(FOUND, late=0, latest_by_s=0.0), 0)

    assert [line["log_level"] for line in lines] == ["warning", "info"]
    assert set(lines[0]) == {"event", "log_level", "watched", "due", "late", "new", "latest_by_s", "rate", "allowance_s", "unplaced_s"}


@pytest.mark.parametrize(("unplaced", "clean"), [(60.0, True), (60.5, False)])
def test_what_no_follower_can_see_is_not_all_well(unplaced: float, *, clean: bool):
    """With a dead sequencer clocks may be armed that the watchdog cannot know: then it does not say that all is well."""
    assert is_clean(replace(FOUND, late=0, unplaced_s=unplaced)) is clean


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"late": 0}, "3 run, none is late (allowed: 60 s for 1 due, at 0.0 a second)"),
        ({}, "3 run, 1 LATE, the worst by 75 s"),
        ({"unplaced_s": 90.0}, "something recorded has waited 90 s for the sequencer"),
        ({"at": NOON}, "NOT LOOKED AT since 2026-03-02T04:00:00+00:00"),
    ],
)
def test_status_says_what_the_last_look_found_and_whether_it_was_of_late(changed: dict[str, Any], words: str):
    """With how much is allowed and by which figures; a look of long ago says nothing of now."""
    assert words in clocks_as_text(plain(asdict(replace(FOUND, **({"at": datetime.now(UTC)} | changed)))))
    assert clocks_as_text(None) == "the watchdog has not looked yet"


async def test_what_a_look_found_can_be_read_by_others(clocks: Clocks):
    """`bylaw status` and the console show the last look; nobody has looked before the first."""
    assert await clocks.alarms.audit() is None
    found = await clocks.look(NOON)
    await clocks.alarms.beat(LATE)
    assert await clocks.alarms.audit() == replace(found, beat_at=LATE)
