"""What somebody had to do by when, and whether they did: from a case's clock events alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from domain import clocks
from domain.kernel import SYSTEM, PersonId, Recorded
from domain.requests import events as e
from views.obligations import Obligation, obligations
from views.requests import REQUESTS

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DUE = NOON + timedelta(days=1)
HEAD = PersonId("head")


def hours(number: float) -> datetime:
    return NOON + timedelta(hours=number)


def armed(clock: str, clause: str = "SO 2.2.2", due: datetime = DUE) -> clocks.Armed:
    return clocks.Armed(clock=clock, clause=clause, rule="1 wd", started=NOON, due=due, calendar="c")


def approved(step: str, by: str = HEAD) -> e.Approved:
    return e.Approved(step=step, by=PersonId(by), basis="", stands_in_for=None, shown="", note="", clause="SO 2.2.2")


def found(*appends: tuple[datetime, str, tuple[Any, ...]]) -> tuple[Obligation, ...]:
    """The obligations after these commands: when, by whom, what they said."""
    version, told = 0, []
    for at, by, events in appends:
        together = []
        for event in events:
            version += 1
            together.append(Recorded(event=event, id=UUID(int=version), version=version, happened_at=at, by=PersonId(by)))
        told.append(tuple(together))
    return obligations(REQUESTS, told)


def stopped(clock: str, why: str = "any") -> clocks.Stopped:
    return clocks.Stopped(clock=clock, why=why)


def test_an_answer_in_time_meets_its_clock():
    """The clock stops with the deed, and who did it is named."""
    (one,) = found(
        (NOON, "ann", (armed("answer:1-0-0"),)),
        (hours(2), "head", (approved("1-0-0"), stopped("answer:1-0-0", "answered"))),
    )

    assert (one.task, one.outcome, one.person, one.ended_at, one.due_at) == ("decide", "met", "head", hours(2), DUE)


def test_what_stops_before_its_deed_in_the_same_command_is_met():
    """A document that is handed out stops every clock first, and then is lent: one command all the same."""
    lent = e.Lent(
        grant=UUID(int=9), resource="C", to=PersonId("ann"), by=PersonId("tao"), start=NOON, until=DUE, note="", clause="SO 2.2.2"
    )
    one, other = found(
        (NOON, "head", (armed("answer:collect"),)),
        (hours(1), "tao", (stopped("answer:collect", "handed out"), lent, armed("return"))),
    )

    assert (one.task, one.outcome, one.person) == ("collect", "met", "tao")
    assert (other.task, other.outcome, other.ended_at) == ("return", "running", None)


def test_one_answer_meets_only_its_own_step():
    """A4. If one of two refuses the other's time is void, not met."""
    refused = e.Refused(step="1-0-0", by=HEAD, basis="", stands_in_for=None, shown="", reason="no", clause="SO 2.3.2")
    one, other = found(
        (NOON, "ann", (armed("answer:1-0-0"), armed("answer:1-0-1"))),
        (hours(1), "head", (refused, stopped("answer:1-0-0", "refused"), stopped("answer:1-0-1", "refused"))),
    )

    assert ((one.outcome, one.person), (other.outcome, other.person)) == (("met", "head"), ("stopped", None))


def test_what_ran_out_stays_missed():
    """A breach that is on record is never cleared by finishing late; it ended when it was due."""
    (one,) = found(
        (NOON, "head", (armed("return"),)),
        (hours(30), SYSTEM, (clocks.RanOut(clock="return", clause="SO 2.2.2", due=DUE, late_s=21600.0),)),
        (hours(40), "ann", (e.Returned(by=PersonId("ann"), basis="", in_time=False, note="", clause="SO 2.2.2"),)),
    )

    assert (one.outcome, one.ended_at, one.late_s, one.person) == ("missed", DUE, 21600.0, None)


def test_held_it_has_no_end_and_resumed_another():
    """While a question is open nobody is late; afterwards what was left runs."""
    held = clocks.Held(clock="answer:1-0-0", left={"unit": "wd", "amount": 1}, why="sent back for information")
    start = (NOON, "ann", (armed("answer:1-0-0"),))
    pause = (hours(1), "head", (held, armed("information")))
    later = hours(50)

    one, question = found(start, pause)
    assert (one.outcome, one.due_at, question.task) == ("held", None, "amend")

    amended = e.Amended(fields={}, note="so", material=(), voids=False)
    resumed = clocks.Resumed(clock="answer:1-0-0", due=later)
    one, question = found(start, pause, (hours(2), "ann", (stopped("information", "answered"), amended, resumed)))
    assert (one.outcome, one.due_at, question.outcome, question.person) == ("running", later, "met", "ann")


def test_each_rung_has_its_own_line():
    """A step that went up is missed below, and begins anew above under the same name."""
    below, above = found(
        (NOON, "ann", (armed("answer:1-0-0"),)),
        (DUE, SYSTEM, (clocks.RanOut(clock="answer:1-0-0", clause="SO 2.2.2", due=DUE, late_s=0.0), armed("answer:1-0-0", due=hours(60)))),
        (hours(30), "gu", (approved("1-0-0", "gu"), stopped("answer:1-0-0"))),
    )

    assert (below.outcome, above.outcome, above.person, above.armed) == ("missed", "met", "gu", 3)


def test_reminders_and_the_like_oblige_nobody():
    """Only what somebody must do is an obligation; a closing, a rhythm, the end of a privilege come by themselves."""
    names = ("remind:1-0-0:0", "closing:1-0-0", "overdue", "until", "revoke_again")

    assert found((NOON, SYSTEM, tuple(armed(name) for name in names))) == ()


def test_a_later_due_instant_is_the_one_that_counts():
    """A clock that runs from the delivery of its notice, or was extended, is late only after the new instant."""
    later = clocks.Superseded(clock="return", was=DUE, due=hours(48), why="extended")
    (one,) = found((NOON, "head", (armed("return"),)), (hours(1), "head", (later,)))

    assert (one.due_at, one.outcome) == (hours(48), "running")
