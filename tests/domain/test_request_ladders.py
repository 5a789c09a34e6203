"""Waiting: reminders, rungs, ends, stalls, questions, and what a late or early arrival changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain import clocks
from domain.kernel import CaseId
from domain.policy import RequestPlan
from domain.requests import commands as c
from domain.requests import events as e
from domain.requests.state import Stage
from tests.domain import playing
from tests.domain.playing import Play, at, days, kinds

ANSWER = "answer:1-0-0"


@pytest.fixture
def play() -> Play:
    return Play(now=at("2026-03-02 10:00"))  # a Monday


def loan(play: Play, by: str = "qian") -> CaseId:
    return play.open("contract-loan", by, contract="HT-1", purpose="x")


def happened(events: list[object], *wanted: str) -> list[str]:
    return [kind for kind in kinds(events) if kind in wanted]


# --- asking and reminding -------------------------------------------------------------------------


def test_a_step_has_one_working_day_and_a_reminder(play: Play) -> None:
    """SO 2.2.2, house:answer-time. Asked on Monday: due at the end of Tuesday, reminded four hours before the office closes."""
    case = loan(play)
    assert play.due(case, ANSWER) == at("2026-03-04 00:00")
    assert play.due(case, "remind:1-0-0:0") == at("2026-03-03 14:00")
    assert play.cases[case].clocks[ANSWER].clause == "house:answer-time"


def test_reminders_go_only_to_those_who_can_act_and_stop_at_once(play: Play) -> None:
    """house:answer-time. A reminder goes to whoever may answer; once answered, none is owed and no clock of the step runs."""
    case = loan(play)
    play.deliver(case)
    play.until(at("2026-03-03 14:00"))
    remind = next(duty for duty in play.cases[case].owed if duty.about == "remind")
    assert play.handles(play.told(case, remind)) == ["lin"]
    play.asks(case, "lin", c.Approve())
    assert not [duty for duty in play.cases[case].owed if duty.about == "remind"]
    assert not [name for name in play.cases[case].clocks if "1-0-0" in name]
    assert play.told(case, remind) == ()


def test_the_clock_of_a_rung_runs_from_delivery(play: Play) -> None:
    """house:answer-time. Nobody loses time to a slow mail server: delivered on Tuesday, due at the end of Wednesday."""
    case = loan(play)
    play.now = at("2026-03-03 09:00")
    play.deliver(case)
    assert play.due(case, ANSWER) == at("2026-03-05 00:00")
    assert play.due(case, "remind:1-0-0:0") == at("2026-03-04 14:00")
    assert [type(r.event) for r in play.events[case] if isinstance(r.event, clocks.Superseded)] == [clocks.Superseded]


@pytest.mark.parametrize("end", ["failed", "nobody", "never"])
def test_a_dead_mail_server_never_stops_a_ladder(play: Play, end: str) -> None:
    """house:every-step-ends. Not delivered, the clock runs out as armed."""
    case = loan(play)
    duty = play.cases[case].owed[0]
    play.now = at("2026-03-03 09:00")
    if end == "failed":
        play.system(case, c.DutyFailed(event=duty.event, duty=duty.name, reason="no answer from the server"))
    elif end == "nobody":
        play.system(case, c.Notified(event=duty.event, duty=duty.name, to=(), receipt="void"))
    assert play.due(case, ANSWER) == at("2026-03-04 00:00")
    assert "WentUp" in kinds(play.until(at("2026-03-04 00:00")))


def test_a_notice_delivered_late_does_not_move_the_clock_of_the_next_rung(play: Play) -> None:
    """house:one-rung-up. The head's notice comes through when the general manager is asked already: that clock stays."""
    case = loan(play)
    play.until(at("2026-03-04 00:00"))
    due = play.due(case, ANSWER)
    play.now = at("2026-03-05 09:00")
    play.deliver(case, "decide")
    assert play.due(case, ANSWER) == due
    play.deliver(case, "went_up")
    assert play.due(case, ANSWER) == at("2026-03-07 00:00")


def test_urging_reminds_once_an_hour(play: Play) -> None:
    """house:answer-time. The requester may urge; within the hour it says nothing new."""
    case = loan(play)
    assert kinds(play.asks(case, "qian", c.Urge())) == ["Urged"]
    assert play.asks(case, "qian", c.Urge()) == []
    play.now += timedelta(hours=1)
    assert kinds(play.asks(case, "qian", c.Urge())) == ["Urged"]


# --- going up -------------------------------------------------------------------------------------


def test_silence_goes_up_and_all_who_were_asked_may_still_answer(play: Play) -> None:
    """house:one-rung-up. After the head comes the general manager, who alone is told; the head may still answer."""
    case = loan(play)
    play.until(at("2026-03-04 00:00"))
    told = next(duty for duty in play.cases[case].owed if duty.about == "went_up")
    assert play.handles(play.told(case, told)) == ["gu"]
    assert play.can(case, "approve") == ["lin", "gu"]
    assert "Ready" in kinds(play.asks(case, "lin", c.Approve()))


def test_silence_to_the_end_refuses_when_no_timely_act_can_still_arrive(play: Play) -> None:
    """house:every-step-ends. Refused 15 minutes after the last due instant, by the system, and every clock stops."""
    case = loan(play)
    out = play.until(at("2026-03-10 00:00"))
    assert happened(out, "Reminded", "WentUp", "Refused", "Closed") == ["Reminded", "WentUp", "Reminded", "Refused", "Closed"]
    no = next(event for event in out if isinstance(event, e.Refused))
    assert (no.by, no.clause, play.cases[case].outcome) == ("system", "house:answer-time", "refused")
    assert play.events[case][-1].happened_at == at("2026-03-06 00:15")
    assert not play.cases[case].clocks


@pytest.mark.parametrize(("who", "post"), [("lin", "head-of-sales-back-office"), ("gu", "general-manager")])
def test_an_empty_rung_goes_up_at_once(play: Play, who: str, post: str) -> None:
    """house:one-rung-up. A post that nobody holds costs no time, and that it was empty is recorded."""
    play.takes_over(post, "")
    case = play.open("privilege-elevation", "qian", system="ERP", privilege="p", purpose="x")
    play.until(at("2026-03-04 00:00"))
    ups = [(r.event.why, play.handles(r.event.people)) for r in play.events[case] if isinstance(r.event, e.WentUp)]
    first = ("nobody", ["gu"]) if who == "lin" else ("no answer", [])
    assert first in ups
    assert ("no answer" if who == "lin" else "nobody", ["tang-sy"]) in ups


def test_nobody_left_stops_and_alarms_and_never_approves(play: Play) -> None:
    """house:every-step-ends. No head, no general manager: the fallback is alarmed at once, the requester told; in the end refused."""
    play.takes_over("head-of-sales-back-office", "")
    play.takes_over("general-manager", "")
    case = loan(play)
    assert kinds([r.event for r in play.events[case]])[-4:] == ["WentUp", "Stalled", "Armed", "Armed"]
    alarm = next(duty for duty in play.cases[case].owed if duty.about == "alarm")
    assert (alarm.urgent, play.handles(play.told(case, alarm))) == (True, ["bai"])
    assert play.can(case, "approve") == []
    out = play.until(at("2026-03-10 00:00"))
    assert happened(out, "Approved", "Ready", "Refused", "Closed") == ["Refused", "Closed"]


def test_a_stalled_step_is_asked_again_when_somebody_holds_the_post(play: Play) -> None:
    """house:every-step-ends. A head appointed meanwhile may answer at once, and is asked when the time is over."""
    play.takes_over("head-of-sales-back-office", "")
    play.takes_over("general-manager", "")
    case = loan(play)
    play.takes_over("general-manager", "shen")
    assert play.can(case, "approve") == ["shen"]
    out = play.until(at("2026-03-04 00:00"))
    up = next(event for event in out if isinstance(event, e.WentUp))
    assert (up.why, play.handles(up.people)) == ("somebody may answer now", ["shen"])
    assert play.cases[case].stage is Stage.ASKED


@pytest.mark.parametrize("post", ["head-of-sales-back-office", "general-manager"])
def test_a_stalled_step_is_asked_again_at_once_when_the_case_hears_of_it(play: Play, post: str) -> None:
    """house:every-step-ends. Whoever was appointed is told, on whatever rung, and has the full time; hearing it twice is nothing new."""
    play.takes_over("head-of-sales-back-office", "")
    play.takes_over("general-manager", "")
    case = loan(play)
    play.takes_over(post, "shen")
    play.now = at("2026-03-03 10:00")
    assert "WentUp" in kinds(play.system(case, c.LookAgain()))
    told = [play.handles(play.told(case, duty)) for duty in play.cases[case].owed if duty.about == "went_up"]
    assert (told, play.due(case, ANSWER)) == ([["shen"]], at("2026-03-05 00:00"))
    assert play.system(case, c.LookAgain()) == []


def test_a_case_that_waits_for_information_hears_of_changes_afterwards(play: Play) -> None:
    """house:one-rung-up. While the requester is asked nothing goes up; the next silence does."""
    case = loan(play)
    play.asks(case, "lin", c.SendBack(question="?"))
    play.change("lin", active=False)
    assert play.system(case, c.LookAgain()) == []
    play.asks(case, "qian", c.Amend(note="so"))
    assert "WentUp" in kinds(play.system(case, c.LookAgain()))


def test_silence_because_nobody_was_left_is_an_alarm_first(play: Play) -> None:
    """house:every-step-ends. Everybody asked has left: that is no refusal by silence but a stop and an alarm."""
    case = loan(play)
    play.takes_over("head-of-sales-back-office", "")
    play.takes_over("general-manager", "")
    assert "Stalled" in kinds(play.until(at("2026-03-04 00:00")))
    assert play.cases[case].outcome == ""


def test_an_alarm_reaches_somebody_even_when_the_fallback_asks_or_has_left(play: Play) -> None:
    """house:one-rung-up. What concerns the requester goes past them to the next post that is held."""
    play.takes_over("general-manager", "")
    play.change("bai", department="sales-back-office")
    play.takes_over("head-of-sales-back-office", "bai")
    case = loan(play, "bai")
    alarm = next(duty for duty in play.cases[case].owed if duty.about == "alarm")
    assert play.handles(play.told(case, alarm)) == ["tang-sy"]


# --- early and late -------------------------------------------------------------------------------


def test_a_timely_act_counts_although_its_clock_was_recorded_as_run_out(play: Play) -> None:
    """house:every-step-ends. Signed before the end, arrived ten minutes after it: approved; both stay on record."""
    case = loan(play)
    play.until(at("2026-03-06 00:10"))
    assert "closing:1-0-0" in play.cases[case].clocks
    play.asks(case, "gu", c.Approve(), asked_at=at("2026-03-05 23:58"))
    assert play.cases[case].stage is Stage.APPROVED
    assert not [name for name in play.cases[case].clocks if "1-0-0" in name]
    assert [r.event.clock for r in play.events[case] if isinstance(r.event, clocks.RanOut)].count(ANSWER) == 2


def test_what_follows_a_timely_act_begins_when_it_is_written_down(play: Play) -> None:
    """house:every-step-ends. No later than the last event: three working days to fetch it count from the 6th, not from the 5th."""
    case = loan(play)
    play.until(at("2026-03-06 00:10"))
    play.asks(case, "gu", c.Approve(), asked_at=at("2026-03-05 23:58"))
    assert play.due(case, "answer:collect") == at("2026-03-12 00:00")


def test_an_act_that_is_too_late_does_not_slip_in_before_its_clock(play: Play) -> None:
    """house:every-step-ends. Whatever comes in first, what was due before it has run out: the case is refused, not approved."""
    case = loan(play)
    play.until(at("2026-03-06 00:00"))
    play.now = at("2026-03-06 09:00")  # nobody has told the case that time passed
    assert play.refuses(case, "gu", c.Approve()) == ("SO 2.2.2", "nothing_to_decide")


def test_what_is_due_runs_out_in_the_same_decision_and_the_act_meets_what_follows(play: Play) -> None:
    """house:one-rung-up. The head answers after the end of her time: recorded as run out and gone up, and her yes still counts."""
    case = loan(play)
    play.now = at("2026-03-05 09:00")
    out = kinds(play.asks(case, "lin", c.Approve()))
    assert [kind for kind in out if kind in ("RanOut", "WentUp", "Approved", "Ready")] == [
        "RanOut",
        "RanOut",
        "WentUp",
        "Approved",
        "Ready",
    ]


def test_after_an_outage_clocks_run_out_in_order_and_the_next_rung_gets_its_full_time(play: Play) -> None:
    """house:one-rung-up. Three days unnoticed: each clock once, with its lateness; the rung above has a whole working day."""
    case = loan(play)
    play.now = at("2026-03-06 10:00")
    out = play.system(case, c.TimePassed(clock=ANSWER, due=at("2026-03-04 00:00")))
    ran = [(event.clock, event.late_s) for event in out if isinstance(event, clocks.RanOut)]
    assert ran == [("remind:1-0-0:0", 68 * 3600.0), (ANSWER, 58 * 3600.0)]
    assert play.due(case, ANSWER) == at("2026-03-10 00:00")


def test_time_that_has_not_come_says_nothing(play: Play) -> None:
    """house:every-step-ends. A clock that is not due is moot, whoever says that it is."""
    case = loan(play)
    assert play.system(case, c.TimePassed(clock=ANSWER, due=at("2026-03-02 09:00"))) == []


# --- more information -----------------------------------------------------------------------------


def test_a_question_holds_the_clock_and_the_answer_resumes_it(play: Play) -> None:
    """house:answer-time. Two day ends were left; the reminder is counted back from the new end, not held for itself."""
    case = loan(play)
    play.asks(case, "lin", c.SendBack(question="which pages?"))
    assert (play.due(case, ANSWER), play.due(case, "information")) == (None, at("2026-03-06 00:00"))
    assert not [name for name in play.cases[case].clocks if name.startswith("remind")]
    play.now = at("2026-03-04 10:00")
    play.asks(case, "qian", c.Amend(note="pages 3 to 9"))
    assert (play.due(case, ANSWER), play.due(case, "remind:1-0-0:0")) == (at("2026-03-06 00:00"), at("2026-03-05 14:00"))
    assert "information" not in play.cases[case].clocks


@pytest.mark.parametrize(
    "command",
    [c.Approve(), c.Refuse(reason="no"), c.SendBack(question="?"), c.HandOn(to="x"), c.AddApprover(person="x")],  # type: ignore[arg-type]
)
def test_while_the_requester_is_asked_nobody_else_answers(play: Play, command: object) -> None:
    """SO 2.2.2. A case that was sent back waits for the requester alone."""
    case = loan(play)
    play.asks(case, "lin", c.SendBack(question="which pages?"))
    assert play.refuses(case, "lin", command) == ("SO 2.2.2", "waits_for_information")
    assert play.can(case, "approve") == []


def test_an_answer_says_something(play: Play) -> None:
    """house:reason. Neither a question nor an answer may be blank."""
    case = loan(play)
    assert play.refuses(case, "lin", c.SendBack(question="  ")) == ("house:reason", "missing_field")
    play.asks(case, "lin", c.SendBack(question="which pages?"))
    assert play.refuses(case, "qian", c.Amend()) == ("house:reason", "missing_field")


def test_information_that_never_comes_lets_the_request_lapse(play: Play) -> None:
    """house:every-step-ends. Three working days and fifteen minutes later the case is closed as lapsed."""
    case = loan(play)
    play.asks(case, "lin", c.SendBack(question="which pages?"))
    play.until(at("2026-03-06 00:14"))
    assert play.cases[case].stage is Stage.ASKED
    play.until(at("2026-03-06 00:15"))
    assert (play.cases[case].stage, play.cases[case].outcome, play.cases[case].clocks) == (Stage.CLOSED, "lapsed", {})


def test_a_timely_answer_counts_after_the_information_clock(play: Play) -> None:
    """house:every-step-ends. Answered at 23:58, arrived at 00:05: the request goes on."""
    case = loan(play)
    play.asks(case, "lin", c.SendBack(question="which pages?"))
    play.until(at("2026-03-06 00:05"))
    play.asks(case, "qian", c.Amend(note="3"), asked_at=at("2026-03-05 23:58"))
    assert "closing:information" not in play.cases[case].clocks
    assert play.cases[case].stage is Stage.ASKED


def test_a_question_in_the_last_minutes_gives_the_step_its_time_again(play: Play) -> None:
    """house:every-step-ends. Asked for more while the end was taking effect: the end is called off, and the answer is waited for."""
    case = loan(play)
    play.until(at("2026-03-06 00:05"))
    play.asks(case, "gu", c.SendBack(question="why?"))
    assert list(play.cases[case].clocks) == ["information"]
    play.now = at("2026-03-09 10:00")
    play.asks(case, "qian", c.Amend(note="because"))
    assert play.due(case, ANSWER) == at("2026-03-11 00:00")


def test_withdrawn_while_sent_back(play: Play) -> None:
    """SO 2.2.2. The requester may withdraw at any time before it is lent; nothing is left running or shown as waiting."""
    case = loan(play)
    play.asks(case, "lin", c.SendBack(question="which pages?"))
    play.asks(case, "qian", c.Withdraw())
    found = play.cases[case]
    assert (found.stage, found.outcome, found.sent_back, found.clocks) == (Stage.CLOSED, "withdrawn", False, {})


# --- handing on and adding ------------------------------------------------------------------------


def test_handed_on_it_is_the_new_persons_alone_with_full_time(play: Play) -> None:
    """house:answer-time. Who is named is told and has the whole time; who handed it on decides no more."""
    case = loan(play)
    play.now = at("2026-03-03 10:00")
    play.asks(case, "lin", c.HandOn(to=play.who("shen"), reason="on leave"))
    assert play.can(case, "approve") == ["shen"]
    assert play.due(case, ANSWER) == at("2026-03-05 00:00")
    told = [duty for duty in play.cases[case].owed if duty.slot == "1-0-0"]
    assert [(duty.about, play.handles(play.told(case, duty))) for duty in told] == [("handed_on", ["shen"])]
    play.now = at("2026-03-04 09:00")
    play.deliver(case)
    assert play.due(case, ANSWER) == at("2026-03-06 00:00")


def test_what_was_handed_on_goes_up_from_where_it_was(play: Play) -> None:
    """house:one-rung-up. Silence after handing on: one rung above the head; who was named may still answer."""
    case = loan(play)
    play.asks(case, "lin", c.HandOn(to=play.who("shen")))
    play.until(at("2026-03-04 00:00"))
    assert play.can(case, "approve") == ["shen", "gu"]
    assert "Ready" in kinds(play.asks(case, "gu", c.Approve()))


def test_handing_on_to_whoever_has_it_says_nothing_new(play: Play) -> None:
    """house:one-rung-up. To oneself, or to whom it is assigned: moot."""
    case = loan(play)
    assert play.asks(case, "lin", c.HandOn(to=play.who("lin"))) == []
    play.asks(case, "lin", c.HandOn(to=play.who("shen")))
    play.stands_in("kong", "shen")
    assert play.asks(case, "kong", c.HandOn(to=play.who("shen"))) == []


def test_an_added_approver_is_wanted_too(play: Play) -> None:
    """house:took-part. One more yes is asked for; it is granted only with both, in any order."""
    case = loan(play)
    play.asks(case, "lin", c.AddApprover(person=play.who("shen"), reason="a special clause"))
    assert play.asks(case, "lin", c.AddApprover(person=play.who("shen"))) == []
    assert "Ready" not in kinds(play.asks(case, "lin", c.Approve()))
    assert "Ready" in kinds(play.asks(case, "shen", c.Approve()))


def test_silence_of_an_added_approver_goes_up_the_plans_ladder(play: Play) -> None:
    """house:one-rung-up. Whoever was added and says nothing: the rung above the role that the plan asks."""
    case = loan(play)
    play.asks(case, "lin", c.AddApprover(person=play.who("shen")))
    play.asks(case, "lin", c.Approve())
    play.until(at("2026-03-04 00:00"))
    assert play.can(case, "approve") == ["shen", "gu"]
    assert "Ready" in kinds(play.asks(case, "gu", c.Approve()))


# --- every end ------------------------------------------------------------------------------------


def _reaches(play: Play, stage: str) -> CaseId:
    """A loan that waits in this way."""
    case = loan(play)
    if stage == "sent back":
        play.asks(case, "lin", c.SendBack(question="?"))
    if stage in ("approved", "out", "back", "extension"):
        play.asks(case, "lin", c.Approve())
    if stage in ("out", "back", "extension"):
        play.asks(case, "tao", c.HandOut())
    if stage == "back":
        play.asks(case, "qian", c.Return())
    if stage == "extension":
        play.asks(case, "qian", c.Extend(reason="not done"))
    return case


@pytest.mark.parametrize(
    ("stage", "end", "outcome"),
    [
        ("asked", Stage.CLOSED, "refused"),
        ("sent back", Stage.CLOSED, "lapsed"),
        ("approved", Stage.CLOSED, "lapsed"),
        ("out", Stage.OUT, ""),
        ("extension", Stage.OUT, ""),
        ("back", Stage.CLOSED, "unchecked"),
    ],
)
def test_every_waiting_step_ends(play: Play, stage: str, end: Stage, outcome: str) -> None:
    """house:every-step-ends. Nobody ever does anything: each wait ends as declared; what is not returned is kept as overdue."""
    case = _reaches(play, stage)
    play.until(play.now + timedelta(days=400))
    found = play.cases[case]
    assert (found.stage, found.outcome, found.clocks, found.asking) == (end, outcome, {}, "")
    assert end is Stage.CLOSED or found.overdue == 4


COMMANDS = [
    ("lin", c.Approve()), ("lin", c.Refuse(reason="x")), ("lin", c.SendBack(question="?")), ("lin", c.HandOn(to="x")),  # type: ignore[arg-type]
    ("lin", c.AddApprover(person="x")), ("qian", c.Urge()), ("qian", c.Withdraw()), ("qian", c.Amend(fields={"purpose": "y"})),  # type: ignore[arg-type]
    ("qian", c.Extend(reason="x")), ("tao", c.HandOut()), ("qian", c.Return()), ("tao", c.ConfirmCheck()),
    ("qian", c.Open(plan="contract-loan", fields={})),
]  # fmt: skip


@pytest.mark.parametrize(("who", "command"), COMMANDS, ids=lambda value: type(value).__name__)
def test_a_closed_case_refuses_everything_with_its_clause(play: Play, who: str, command: object) -> None:
    """SO 2.2.2. Nothing happens any more in a closed case, and each refusal says where it stands."""
    case = loan(play)
    play.asks(case, "qian", c.Withdraw())
    clause, key = play.refuses(case, who, command)
    assert clause in ("SO 2.2.2", "house:answer-time") or key == "already_open"


def test_duties_that_end_after_the_case_closed_are_written_down_once(play: Play) -> None:
    """house:every-step-ends. A notice accepted after the end is recorded; the same end again says nothing."""
    case = loan(play)
    play.asks(case, "qian", c.Withdraw())
    duty = next(d for d in play.cases[case].owed if d.about == "closed_withdrawn")
    assert kinds(play.system(case, play.end(case, duty))) == ["Notified"]
    assert play.system(case, play.end(case, duty)) == []
    assert play.cases[case].owed == ()


def test_an_hour_is_an_hour_whatever_the_day(play: Play) -> None:
    """house:answer-time. Another pack's answer time of minutes runs round the clock, with the same ladder."""
    from domain.calendar import span

    plan = play.pack.plans["contract-loan"]
    assert isinstance(plan, RequestPlan)
    step = plan.approval[0].steps[0]
    quick = replace(step, within=replace(step.within, span=span("30 min")), remind=())
    play.pack = replace(play.pack, plans={"contract-loan": replace(plan, approval=(replace(plan.approval[0], steps=(quick,)),))})
    case = loan(play)
    end: datetime = at("2026-03-02 11:15")
    play.until(end)
    assert (play.cases[case].outcome, play.events[case][-1].happened_at) == ("refused", end)


# --- days not yet published -----------------------------------------------------------------------


def test_an_answer_due_beyond_the_published_days_moves_when_they_are_published(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    """design.md §4. Asked on the last published day: provisional; the new calendar moves it, and its reminder, by a visible event."""
    last = days().published_through
    play.now = at(f"{last} 10:00")
    case = loan(play)
    assert ANSWER in play.cases[case].provisional
    was = play.due(case, ANSWER)
    more = frozenset(last.replace(year=last.year + 1, month=1, day=day) for day in range(4, 7))
    later = replace(days(), holidays=days().holidays | more, published_through=last.replace(year=last.year + 1), version="next")
    monkeypatch.setattr(playing, "days", lambda: later)
    said = play.system(case, c.LookAgain())
    moved = next(event for event in said if isinstance(event, clocks.Superseded))
    assert (moved.clock, moved.was, moved.why, moved.provisional) == (ANSWER, was, "calendar", False)
    assert moved.due > moved.was
    assert not play.cases[case].provisional
    assert play.system(case, c.LookAgain()) == []
