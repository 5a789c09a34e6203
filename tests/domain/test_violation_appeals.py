"""Served, appealed, stayed, reviewed: what the appeal does to a decision, to the second (SO 5.2.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from domain import calendar
from domain.calendar import Calendar
from domain.casework.commands import LookAgain
from domain.claims import Claim, Taken
from domain.clocks import Superseded
from domain.kernel import SYSTEM, CaseId, Refused
from domain.requests.form import person_key
from tests.domain import playing
from tests.domain.playing import at, kinds
from tests.domain.violating import Violating, failed, violating

LATE = ("SO 5.2.3", "appeal_too_late")


def served(instant: str, measure: str = "permissions-suspended", **more: Any) -> tuple[Violating, CaseId]:
    """A decision that its subject confirmed at this instant."""
    play = violating(at(instant))
    case = play.violation()
    play.decided(case, measure, **more)
    play.confirmed(case)
    return play, case


@pytest.mark.parametrize(
    ("instant", "due"),
    [
        ("2026-03-02 23:59", "2026-03-05 00:00"),
        ("2026-03-03 00:01", "2026-03-06 00:00"),
        ("2026-02-12 17:00", "2026-02-15 00:00"),  # the eve of a make-up Saturday before Spring Festival
        ("2026-02-14 17:00", "2026-02-26 00:00"),  # the last day before the festival, a Saturday that is worked
        ("2026-09-30 17:00", "2026-10-10 00:00"),  # the eve of National Day; the 10th is worked, and too late
    ],
)
def test_the_time_to_appeal_is_counted_in_working_days(instant: str, due: str) -> None:
    """SO 5.2.3. Two working days after the day of service, by the organisation's calendar: holidays do not count, make-up days do."""
    play, case = served(instant)
    assert play.due(case, "appeal") == at(due)


def test_in_the_last_minute_is_in_time() -> None:
    """SO 5.2.3. Judged on the instant of asking: an appeal made before the end counts, though it arrives a quarter of an hour after."""
    play, case = served("2026-03-02 17:00")
    play.until(at("2026-03-05 00:10"))
    assert play.of(case).stage == "window"
    play.does(case, "qian", "appeal", grounds="No.", asked_at=at("2026-03-04 23:59"))
    assert play.of(case).stage == "review"
    filed = next(duty for duty in play.of(case).owed if duty.kind == "open").detail["content"]["filed_at"]
    assert datetime.fromisoformat(filed) == at("2026-03-04 23:59"), "the time of the review runs from the filing"
    assert "closing:appeal" not in play.of(case).clocks
    play.until(at("2026-03-06 10:00"))
    assert not play.of(case).final


def test_who_comes_after_the_case_is_closed_reads_the_dates_too() -> None:
    """SO 5.2.3. A warning has no end to wait for, so that its case closes as soon as it is final: late is late, with the dates."""
    play, case = served("2026-03-02 17:00", "written-warning")
    play.until(at("2026-03-20 00:00"))
    play.deliver_all()
    assert play.of(case).stage == "closed"
    assert play.says_no(case, "qian", "appeal", grounds="No.") == LATE


def test_a_minute_late_is_refused_with_the_dates() -> None:
    """SO 5.2.3. Whoever is late reads when it was served, until when an appeal could be made and when this one was."""
    play, case = served("2026-03-02 17:00")
    play.until(at("2026-03-05 00:01"))
    assert play.says_no(case, "qian", "appeal", grounds="No.") == LATE
    play.until(at("2026-03-05 01:00"))
    play.deliver_all()
    assert play.of(case).final
    with pytest.raises(Refused) as no:
        play.does(case, "qian", "appeal", grounds="No.")
    assert no.value.words == {"served": "2026-03-02 17:00", "due": "2026-03-04 24:00", "asked": "2026-03-05 01:00"}


def test_an_appeal_is_the_subjects_and_in_writing() -> None:
    """SO 5.2.3. Nobody else appeals, also not in their name; without grounds it is none; a second one only where the plan has one."""
    play, case = served("2026-03-02 17:00")
    play.stands_in("sun", "qian")
    for other in ("lin", "sun", "qi"):
        assert play.says_no(case, other, "appeal", grounds="No.") == ("SO 5.2.3", "only_subject")
    assert play.says_no(case, "qian", "appeal", grounds="  ") == ("SO 5.2.3", "missing_field")
    play.does(case, "qian", "appeal", grounds="No.")
    assert play.says_no(case, "qian", "appeal", grounds="No.") == ("SO 5.2.3", "appealed_already")
    play.does(case, SYSTEM, "appeal_concluded", outcome="confirmed")
    play.confirmed(case)
    assert play.says_no(case, "qian", "appeal", grounds="No.") == ("SO 5.2.3", "appealed_already")


def test_before_it_is_served_there_is_nothing_to_appeal() -> None:
    """SO 5.2.3. The time begins with the service, and so does the right."""
    play = violating()
    case = play.violation()
    assert play.says_no(case, "qian", "appeal", grounds="No.") == ("SO 5.2.3", "nothing_served")
    play.decided(case)
    assert play.says_no(case, "qian", "appeal", grounds="No.") == ("SO 5.2.3", "nothing_served")


def test_an_urgent_risk_lets_the_decision_stand() -> None:
    """SO 5.2.3. Who said it and why is on record; nothing is lifted, held or taken back meanwhile."""
    play, case = served("2026-03-02 17:00", urgent_risk="The list is still out there.")
    before = (play.blocks(), play.of(case).points, play.due(case, "measure"))
    said = play.does(case, "qian", "appeal", grounds="No.")
    assert kinds(said) == ["Stopped", "Appealed", "StayRefused"]
    assert (said[-1].by, said[-1].reason) == (play.who("lin"), "The list is still out there.")
    assert (play.blocks(), play.of(case).points, play.due(case, "measure")) == before


def test_what_ran_is_suspended_at_the_target_and_given_back_by_the_stay() -> None:
    """SO 5.2.1, SO 5.2.3. The entry there is a freeze of its own that names what ran; the stay takes the entry back and ends no grant."""
    play = violating()
    key = person_key(play.who("qian"))
    ran = Taken(grant=uuid4(), case=CaseId("request-1"), holder=play.who("qian"), start=play.now, until=at("2027-01-01 00:00"))
    play.held[key] = Claim(key=key, version=1, held=(ran,))
    case = play.violation()
    play.served(case)
    carried = next(duty for duty in play.of(case).owed if duty.kind == "grant")
    assert (carried.detail["what"], carried.detail["holder"], carried.detail["grants"]) == ("freeze", play.who("qian"), [str(ran.grant)])
    play.does(case, "qian", "appeal", grounds="No.")
    assert [(duty.kind, duty.about) for duty in play.of(case).owed if duty.kind in ("grant", "revoke")] == [("revoke", carried.about)]
    assert (play.held[key].held, play.blocks()) == ((ran,), 0)


def test_a_warning_suspends_nothing() -> None:
    """SO 5.2.1. Only a measure of which the pack says so freezes what was granted."""
    play = violating()
    case = play.violation()
    play.served(case, "written-warning")
    assert [duty.detail["what"] for duty in play.of(case).owed if duty.kind == "grant"] == ["measure"]


def test_a_plan_may_let_no_decision_stand() -> None:
    """SO 5.2.3. Where the pack excepts no urgent risk, a decision cannot claim one."""
    play = violating()
    plan: Any = play.pack.plans["violation"]
    plain = replace(plan, appeal=replace(plan.appeal, except_urgent=False))
    play.pack = replace(play.pack, plans={**play.pack.plans, "violation": plain})
    case = play.violation()
    play.reported(case)
    no = play.says_no(case, "lin", "decide", measure="written-warning", reason="So.", urgent_risk="It leaks.")
    assert no == ("SO 5.2.3", "no_urgent_risk")


def test_what_is_confirmed_goes_on_with_what_was_left() -> None:
    """SO 5.2.3. Confirmed: in force again under a new id, with the time that was left and the points that were taken back."""
    play, case = served("2026-03-02 17:00")
    before = play.of(case).effect
    play.until(at("2026-03-04 10:00"))
    play.does(case, "qian", "appeal", grounds="No.")
    play.until(at("2026-03-10 10:00"))
    said = play.does(case, SYSTEM, "appeal_concluded", outcome="confirmed")
    assert kinds(said)[:4] == ["AppealConcluded", "Resumed", "TookEffect", "PointsGiven"]
    assert play.due(case, "measure") == at("2026-04-09 00:00"), "six days later than it was"
    assert (play.blocks(), play.of(case).points) == (1, 8)
    assert before is not None
    assert play.of(case).effect is not None
    assert said[2].effect != before.id


def test_what_the_review_came_to_stands_though_nobody_serves_it() -> None:
    """house:served, house:every-step-ends. It is in force already: final, and nobody is asked for anything any more."""
    play, case = served("2026-03-02 17:00")
    play.does(case, "qian", "appeal", grounds="No.")
    play.does(case, SYSTEM, "appeal_concluded", outcome="confirmed")
    play.until(at("2026-03-20 00:00"))
    assert (play.of(case).stage, play.of(case).tasks, play.blocks()) == ("final", (), 1)


def test_after_an_annulment_nothing_is_in_force() -> None:
    """SO 5.2.3. Blocks lifted, points taken back, no clock, the target told; nothing is published of what does not stand."""
    play, case = served("2026-03-02 17:00", urgent_risk="The list is still out there.")
    play.does(case, "qian", "appeal", grounds="No.")
    play.does(case, SYSTEM, "appeal_concluded", outcome="annulled")
    assert (play.blocks(), play.of(case).points, play.of(case).effect) == (0, 0, None)
    assert "measure" not in play.of(case).clocks
    assert [duty.kind for duty in play.of(case).owed if duty.kind in ("grant", "revoke")] == ["revoke"]
    play.confirmed(case)
    play.deliver_all()
    assert (play.of(case).stage, play.of(case).outcome) == ("closed", "annulled")
    assert "Published" not in kinds(r.event for r in play.events[case])


def test_a_second_appeal_where_the_plan_has_one() -> None:
    """SO 5.2.3. The conclusion is served like the decision, and the time runs again; a third appeal there is not."""
    play = violating()
    plan: Any = play.pack.plans["violation"]
    twice = replace(plan, appeal=replace(plan.appeal, again="appeal-review"))
    play.pack = replace(play.pack, plans={**play.pack.plans, "violation": twice})
    case = play.violation()
    play.served(case)
    for _ in range(2):
        play.does(case, "qian", "appeal", grounds="No.")
        play.does(case, SYSTEM, "appeal_concluded", outcome="confirmed")
        play.confirmed(case)
    assert play.of(case).final
    assert play.says_no(case, "qian", "appeal", grounds="No.")[1] == "appealed_already"


def test_the_review_says_it_once_and_only_the_review() -> None:
    """SO 5.2.3, house:form. Nobody says for the panel what it came to; told twice it counts once; what it cannot say is refused."""
    play, case = served("2026-03-02 17:00")
    play.does(case, "qian", "appeal", grounds="No.")
    assert play.says_no(case, "gu", "appeal_concluded", outcome="annulled") == ("house:form", "from_the_system")
    assert play.says_no(case, SYSTEM, "appeal_concluded", outcome="forgotten")[1] == "wrong_type"
    assert play.says_no(case, SYSTEM, "appeal_concluded", outcome="changed")[1] == "wrong_type"
    play.does(case, SYSTEM, "appeal_concluded", outcome="annulled")
    assert play.does(case, SYSTEM, "appeal_concluded", outcome="confirmed") == []


def test_a_review_that_cannot_be_opened_counts_for_the_appellant() -> None:
    """SO 5.2.3, house:every-step-ends. The world that would not is told to those responsible, and nothing stays in force."""
    play, case = served("2026-03-02 17:00")
    play.does(case, "qian", "appeal", grounds="No.")
    duty = next(duty for duty in play.of(case).owed if duty.kind == "open")
    play.system(case, failed(duty))
    assert (play.of(case).result, play.of(case).reviewed, play.blocks()) == ("annulled", False, 0)
    assert "work_failed" in {duty.about for duty in play.of(case).owed}


def test_the_review_gets_what_it_needs_and_no_names_by_deed() -> None:
    """SO 5.2.3, house:took-part, house:reporter. One set of all who took part; the milder measures; when it was filed."""
    play = violating()
    case = play.violation(took_part=(play.who("zhao-y"), play.who("qi")), witnesses=(play.who("sun"),))
    play.decided(case)
    play.confirmed(case)
    play.does(case, "qian", "appeal", grounds="No.")
    content = next(duty for duty in play.of(case).owed if duty.kind == "open").detail["content"]
    assert sorted(play.handles(content["took_part"])) == ["lin", "qi", "sun", "zhao-y"]
    assert list(content["took_part"]) == sorted(content["took_part"])
    assert (content["measure"], content["allowed"]) == ("permissions-suspended", ("spoken-warning", "written-warning"))
    assert "grounds" not in content


# --- beyond the published year --------------------------------------------------------------------


def test_a_year_whose_days_are_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    """SO 5.2.3. The end is marked provisional, and computed anew by a visible event when the calendar comes."""
    known = playing.days()
    until = max(day for day in (known.published_through,))
    eve = f"{until} 17:00"
    play, case = served(eve)
    first = play.due(case, "appeal")
    assert "appeal" in play.of(case).provisional
    assert first is not None

    longer: Calendar = replace(
        known,
        version="later",
        published_through=until.replace(year=until.year + 1),
        holidays=known.holidays | {calendar.local_day(known, first)},
    )
    holiday = replace(longer, holidays=longer.holidays | {until.replace(year=until.year + 1, month=1, day=4)})
    monkeypatch.setattr(playing, "days", lambda: holiday)
    said = play.system(case, LookAgain())
    moved = [event for event in said if isinstance(event, Superseded) and event.clock == "appeal"]
    assert [(event.was, event.why, event.provisional) for event in moved] == [(first, "calendar", False)]
    assert play.due(case, "appeal") != first
    assert "appeal" not in play.of(case).provisional


def test_a_plan_without_an_appeal_is_final_when_served() -> None:
    """house:served. What the pack does not give, nobody waits for."""
    play = violating()
    plan: Any = play.pack.plans["violation"]
    play.pack = replace(play.pack, plans={**play.pack.plans, "violation": replace(plan, appeal=None)})
    case = play.violation()
    play.served(case, "written-warning")
    assert play.of(case).final
    assert play.says_no(case, "qian", "appeal", grounds="No.") == ("house:served", "no_appeal")
    play.deliver_all("grant")
    assert play.of(case).stage == "closed"
