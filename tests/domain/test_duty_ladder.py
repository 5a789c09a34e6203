"""A rung that is on duty for a post: asked by the hour, handed over by the hour, passed at once while it is empty (house:duty-roster)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.kernel import CaseId
from domain.organisation import Shift
from domain.policy import RequestPlan, Stage, role
from domain.requests import commands as c
from domain.requests import events as e
from tests.domain.playing import Play, at


@pytest.fixture
def play() -> Play:
    """Approval of a loan is asked of whoever is on duty for the IT director."""
    made = Play(now=at("2026-03-02 10:00"))
    plan = made.pack.plans["contract-loan"]
    assert isinstance(plan, RequestPlan)
    step = replace(plan.approval[0].steps[0], by=role("on duty for it-director"), rungs=("one rung up", "one rung up"))
    changed = replace(plan, approval=(Stage(steps=(step,)), *plan.approval[1:]))
    made.pack = replace(made.pack, plans={**made.pack.plans, "contract-loan": changed})
    return made


def on_duty(play: Play, who: str, start: str, end: str) -> None:
    window = Shift(id=f"{who} {start}", post="it-director", person=play.who(who), start=at(start), end=at(end))
    play.org = replace(play.org, shifts=(*play.org.shifts, window))


def loan(play: Play) -> CaseId:
    return play.open("contract-loan", "qian", contract="HT-1", purpose="x")


def ups(play: Play, case: CaseId) -> list[tuple[str, list[str]]]:
    """Each time that it went up: why, and to whom."""
    return [(each.event.why, play.handles(each.event.people)) for each in play.events[case] if isinstance(each.event, e.WentUp)]


def test_a_task_is_whoevers_hour_it_is(play: Play) -> None:
    """house:duty-roster. At eight in the evening it changes hands, also what is open already; who goes off duty may not answer any more."""
    on_duty(play, "cao", "2026-03-02 08:00", "2026-03-02 20:00")
    on_duty(play, "yan", "2026-03-02 20:00", "2026-03-03 08:00")
    case = loan(play)
    assert play.can(case, "approve") == ["cao"]
    play.now = at("2026-03-02 20:00")
    assert play.can(case, "approve") == ["yan"]
    assert play.refuses(case, "cao", c.Approve())[1] != ""
    play.asks(case, "yan", c.Approve())


def test_with_nobody_on_duty_it_goes_up_at_once(play: Play) -> None:
    """house:duty-roster, house:one-rung-up. To the post's holder, without waiting, and why is recorded."""
    case = loan(play)
    assert ups(play, case) == [("nobody", ["kong"])]
    assert play.can(case, "approve") == ["kong"]


def test_silence_of_whoever_is_on_duty_goes_up_to_the_post_and_above(play: Play) -> None:
    """house:one-rung-up. The next rung is the post's holder, the one after that whoever is above the post."""
    on_duty(play, "cao", "2026-03-02 08:00", "2026-03-20 20:00")
    case = loan(play)
    play.until(at("2026-03-06 12:00"))
    assert ups(play, case) == [("no answer", ["kong"]), ("no answer", ["gu"])]
    assert play.can(case, "approve") == ["cao", "kong", "gu"]


def test_whoever_asked_does_not_answer_by_being_on_duty(play: Play) -> None:
    """house:own-request. A window gives no power over one's own request: it goes up."""
    on_duty(play, "qian", "2026-03-02 08:00", "2026-03-20 20:00")
    assert ups(play, loan(play)) == [("in conflict", ["kong"])]


def test_a_window_that_ends_with_nobody_next_leaves_the_rung_to_its_clock(play: Play) -> None:
    """house:duty-roster, house:one-rung-up. Nobody may answer meanwhile; when the rung's time is over, the post's holder is asked."""
    on_duty(play, "cao", "2026-03-02 08:00", "2026-03-02 20:00")
    case = loan(play)
    play.until(at("2026-03-02 20:30"))
    assert (play.can(case, "approve"), ups(play, case)) == ([], [])
    play.until(at("2026-03-04 12:00"))
    assert ups(play, case)[0] == ("nobody", ["kong"])
    assert play.can(case, "approve")[0] == "kong"
