"""Lines of the rectification ledger, from the finding to the verified effect: the default pack, clause by clause."""

from __future__ import annotations

from typing import Any

import pytest

from domain import reading
from domain.casework.commands import LookAgain
from domain.deciders import DECIDERS
from domain.kernel import SYSTEM, CaseId
from domain.telling import withheld
from tests.domain.chained import Chain
from tests.domain.playing import at, kinds

DONE: dict[str, Any] = {"changed_rules": "loans are entered the same day", "execution": "all of March's entered, checked against the shelf"}
IMAGE: dict[str, Any] = {"sha256": "0" * 64, "name": "gate.jpg", "media": "image/jpeg", "size": 10}


def line(chain: Chain, responsible: str = "he", *, plan: str = "rectification", by: str = "han", **fields: object) -> CaseId:
    """A line about a loan register that is not kept."""
    form = {"finding": "the loan register has gaps", "responsible": chain.who(responsible), "criterion": "no gap in a quarter"}
    return chain.opens(plan, by, {**form, **fields})


def of(chain: Chain, case: CaseId) -> Any:
    """The line as it stands."""
    return chain.cases[case]


def begun(text: str = "2026-03-02 10:00") -> Chain:
    return Chain(now=at(text))


def accepted(chain: Chain, case: CaseId, *by: str) -> None:
    """Reported by whoever is responsible and accepted by the committee."""
    chain.does(case, chain.handles([of(chain, case).requester])[0], "submit_report", **DONE)
    for member in by or ("shen", "cao"):
        chain.does(case, member, "accept")


def test_the_whole_story_of_a_line_that_falls_short() -> None:
    """SO 5.3.1, MK 5.3.3. Sent back once, accepted, short of the mark after three months; the second round is one level up and helps."""
    chain = begun()
    case = line(chain)
    assert chain.due(case, "answer:rectify") == at("2026-03-06 00:00")
    assert chain.can(case, "submit_report") == ["he"]
    chain.does(case, "he", "submit_report", **DONE)
    assert chain.says_no(case, "he", "accept") == ("house:own-work", "may_not_act")
    chain.does(case, "shen", "accept")
    chain.does(case, "cao", "send_back", reason="February is missing")
    assert of(chain, case).stage == "to_rectify"
    assert chain.can(case, "submit_report") == ["he"]
    accepted(chain, case)
    assert of(chain, case).stage == "in_effect"
    assert chain.due(case, "effect") == at("2026-06-03 00:00")
    chain.until(at("2026-06-03 09:00"))
    assert chain.can(case, "confirm_effect") == ["bai"]
    chain.does(case, "bai", "confirm_effect", met=False, measured="three gaps in April")
    assert (of(chain, case).stage, of(chain, case).outcome) == ("closed", "second_round")
    chain.deliver_all()
    second = chain.linked(case, "second_round")
    assert of(chain, second).linked("source") == case
    assert chain.handles([of(chain, second).requester]) == ["han"]
    assert (of(chain, second).round, of(chain, second).coaching) == (2, True)
    chain.does(second, "han", "record_coaching", note="an hour on 4 June")
    accepted(chain, second)
    chain.until(at("2026-09-10 09:00"))
    chain.does(second, "bai", "confirm_effect", met=True, measured="no gap in a quarter")
    assert (of(chain, second).stage, of(chain, second).outcome) == ("closed", "effective")


def test_a_report_names_the_changed_rules_and_their_execution() -> None:
    """SO 5.3.1. Neither alone is done."""
    chain = begun()
    case = line(chain)
    assert chain.says_no(case, "he", "submit_report", execution="x") == ("SO 5.3.1", "missing_field")
    assert chain.says_no(case, "he", "submit_report", changed_rules="x") == ("SO 5.3.1", "missing_field")


def test_a_line_sent_back_ever_so_often_has_one_clock() -> None:
    """SO 5.3.1. Each sending back needs its reason and gives the plan's time once more; what ran before has stopped."""
    chain = begun()
    case = line(chain)
    for time in range(1, 6):
        chain.does(case, "he", "submit_report", **DONE)
        assert chain.says_no(case, "shen", "send_back") == ("house:reason", "missing_field")
        chain.does(case, "shen", "send_back", reason=f"not yet ({time})")
        running = [name for name in of(chain, case).clocks if name.startswith("answer:")]
        assert running == [f"answer:rectify-{time + 1}"]
    assert of(chain, case).times == 6


def test_a_day_that_lies_behind_is_no_due_date() -> None:
    """SO 5.3.1. A line is put right by a day to come; without one the plan's three days count."""
    chain = begun()
    with_day = line(chain, due="2026-03-20")
    assert chain.due(with_day, "answer:rectify") == at("2026-03-21 00:00")
    for day in ("2026-03-02", "2026-02-01"):
        with pytest.raises(Exception, match="due_not_ahead"):
            line(chain, due=day)


def test_only_keepers_of_the_ledger_open_lines() -> None:
    """house:ledger-keepers. Heads, safety, human resources and compliance; another case too, and only it names its source."""
    chain = begun()
    with pytest.raises(Exception, match="may_not_open"):
        line(chain, by="he")
    with pytest.raises(Exception, match="from_the_system"):
        chain.opens("rectification", "han", {}, round=2)
    form = {"finding": "f", "responsible": chain.who("he"), "criterion": "c"}
    case = chain.opens("rectification", SYSTEM, form, source="violation-x", took_part=(chain.who("shen"),))
    chain.does(case, "he", "submit_report", **DONE)
    assert chain.says_no(case, "shen", "accept") == ("house:took-part", "may_not_act")


def test_overdue_goes_up_a_rung_each_time() -> None:
    """SO 5.3.1, house:one-rung-up. Those above may report in the end; nobody at all: not put right, and a second round one level up."""
    chain = begun()
    case = line(chain)
    chain.until(at("2026-03-06 09:00"))
    assert sorted(chain.can(case, "submit_report")) == ["han", "he"]
    chain.until(at("2026-03-10 09:00"))
    assert sorted(chain.can(case, "submit_report")) == ["gu", "han", "he"]
    happened = kinds(chain.until(at("2026-03-20 09:00")))
    assert "SecondRound" in happened
    assert of(chain, case).outcome == "not_rectified"
    chain.deliver_all()
    assert chain.handles([of(chain, chain.linked(case, "second_round")).requester]) == ["han"]


def test_whoever_is_above_and_reports_accepts_nothing_here() -> None:
    """house:own-work. It went up to somebody of the committee, who reported: their own work too."""
    chain = begun()
    case = line(chain, "qian")
    chain.until(at("2026-03-06 09:00"))
    chain.does(case, "lin", "submit_report", **DONE)
    assert chain.says_no(case, "lin", "accept") == ("house:own-work", "may_not_act")
    assert sorted(chain.can(case, "accept")) == ["cao", "shen", "wei-h", "yang-q"]


def test_one_member_has_one_voice() -> None:
    """SO 5.3.1. The same voice again is moot; nor does a stand-in add a second one."""
    chain = begun()
    case = line(chain)
    chain.stands_in("cao", "shen")
    chain.does(case, "he", "submit_report", **DONE)
    chain.does(case, "shen", "accept")
    assert chain.does(case, "shen", "accept") == []
    assert of(chain, case).stage == "to_accept"
    chain.does(case, "cao", "accept")
    assert of(chain, case).accepted


def test_what_was_accepted_is_what_was_shown() -> None:
    """house:what-was-shown. A file that came since is looked at first."""
    chain = begun()
    case = line(chain)
    chain.does(case, "he", "submit_report", **DONE)
    shown = DECIDERS["rectification"].shown(of(chain, case))
    chain.does(case, "he", "add_evidence", **IMAGE)
    assert chain.says_no(case, "shen", "accept", shown=shown) == ("house:what-was-shown", "shown_has_changed")
    chain.does(case, "shen", "accept", shown=DECIDERS["rectification"].shown(of(chain, case)))


def test_nobody_who_accepted_or_sent_back_verifies_the_effect() -> None:
    """MK 5.3.3, house:took-part. The compliance officer stood in for a member: then it goes up."""
    chain = begun()
    case = line(chain)
    chain.stands_in("bai", "shen")
    chain.does(case, "he", "submit_report", **DONE)
    chain.does(case, "bai", "send_back", reason="not yet")
    accepted(chain, case, "cao", "yang-q")
    chain.until(at("2026-06-04 09:00"))
    assert chain.can(case, "confirm_effect") == ["tang-sy"]


def test_more_time_once_each_time_by_whoever_heads_the_responsible() -> None:
    """house:more-time. With a reason, later than now, not for ever; the old end stays on record; nobody gives it to themselves."""
    chain = begun()
    case = line(chain)
    assert chain.says_no(case, "he", "extend", until="5 d", reason="ill") == ("house:own-work", "may_not_act")
    assert chain.says_no(case, "lin", "extend", until="5 d", reason="ill") == ("house:more-time", "task_not_yours")
    assert chain.says_no(case, "han", "extend", until="5 d") == ("house:reason", "missing_field")
    assert chain.says_no(case, "han", "extend", until="soon", reason="ill") == ("house:form", "wrong_type")
    assert chain.says_no(case, "han", "extend", until="1 d", reason="ill") == ("house:form", "not_later")
    assert chain.says_no(case, "han", "extend", until="31 d", reason="ill") == ("house:more-time", "extended_too_long")
    happened = kinds(chain.does(case, "han", "extend", until="2026-03-13", reason="ill"))
    assert happened == ["Extended", "Stopped", "Superseded", "Armed"]
    assert chain.due(case, "answer:rectify") == at("2026-03-14 00:00")
    assert chain.says_no(case, "han", "extend", until="20 d", reason="ill") == ("house:more-time", "extended_already")
    chain.does(case, "he", "submit_report", **DONE)
    chain.does(case, "shen", "send_back", reason="no")
    assert chain.can(case, "extend") == ["han"]


def test_a_head_who_is_responsible_gets_time_from_above() -> None:
    """house:more-time. Nobody gives it to themselves."""
    chain = begun()
    case = line(chain, "han")
    assert chain.can(case, "extend") == ["gu"]
    assert chain.says_no(case, "han", "extend", until="5 d", reason="x") == ("house:own-work", "may_not_act")


def test_another_person_is_made_responsible() -> None:
    """house:hand-over. By the head, with a reason; the time runs on; whoever was responsible still accepts nothing."""
    chain = begun()
    case = line(chain, "yang-q")
    assert chain.says_no(case, "yang-q", "hand_over", to=chain.who("he"), reason="busy") == ("house:own-work", "may_not_act")
    assert chain.says_no(case, "han", "hand_over", to=chain.who("he")) == ("house:reason", "missing_field")
    assert kinds(chain.does(case, "han", "hand_over", to=chain.who("he"), reason="busy")) == ["HandedOver"]
    assert chain.does(case, "han", "hand_over", to=chain.who("he"), reason="busy") == []
    assert chain.can(case, "submit_report") == ["he"]
    assert chain.due(case, "answer:rectify") == at("2026-03-06 00:00")
    assert (of(chain, case).requester, of(chain, case).department) == (chain.who("he"), "marketing")
    chain.does(case, "he", "submit_report", **DONE)
    assert chain.says_no(case, "yang-q", "accept") == ("house:own-work", "may_not_act")


def test_a_responsible_who_leaves_leaves_the_line_to_the_one_above() -> None:
    """house:one-rung-up. It goes up at once, and the head hands it over."""
    chain = begun()
    case = line(chain)
    chain.change("he", active=False)
    chain.system(case, LookAgain())
    assert chain.can(case, "submit_report") == ["han"]
    chain.does(case, "han", "hand_over", to=chain.who("xu"), reason="left")
    assert sorted(chain.can(case, "submit_report")) == ["han", "xu"]


def test_a_hazard_is_put_right_with_photographs() -> None:
    """MK 5.1.1. The notice has photographs: by whoever found it, or of how it is now."""
    chain = begun()
    case = line(chain, plan="hazard-rectification", by="yang-q", place="north gate")
    assert chain.says_no(case, "he", "submit_report", **DONE) == ("MK 5.1.1", "photograph_wanted")
    chain.does(case, "yang-q", "add_evidence", **IMAGE)
    assert chain.does(case, "he", "submit_report", **DONE)


def test_a_spot_check_issues_a_notice() -> None:
    """MK 2.3.2. With a due date, tracked and checked again like any line."""
    chain = begun()
    case = line(chain, plan="rectification-notice", due="2026-03-05")
    assert chain.due(case, "answer:rectify") == at("2026-03-06 00:00")


def test_a_high_risk_has_a_plan_in_48_hours_and_is_accepted_in_90_days() -> None:
    """MK 5.1.3. An ordinary one has neither; a plan that nobody hands in ends nothing; late acceptance is told to the head."""
    chain = begun()
    ordinary = line(chain, plan="audit-finding", risk="ordinary")
    assert not {"acceptance", "answer:planning"} & set(of(chain, ordinary).clocks)
    case = line(chain, plan="audit-finding", risk="high")
    assert chain.due(case, "answer:planning") == at("2026-03-04 10:00")
    assert chain.due(case, "acceptance") == at("2026-06-01 00:00")
    chain.does(case, "he", "submit_plan", text="enter all loans, then count")
    with pytest.raises(Exception, match="after_acceptance"):
        line(chain, plan="audit-finding", risk="high", due="2026-07-01")
    other = line(chain, plan="audit-finding", risk="high")
    chain.until(at("2026-03-10 10:00"))
    assert of(chain, other).waits_for("planning") is None
    assert of(chain, other).stage == "to_rectify"
    chain.does(case, "he", "submit_report", **DONE)
    chain.does(case, "shen", "send_back", reason="no")
    assert of(chain, case).clocks["acceptance"].due == at("2026-06-01 00:00")


def test_the_coaching_comes_before_the_acceptance() -> None:
    """MK 5.3.3. A second round is accepted once whoever fell short was coached, or it is on record that nobody was."""
    chain = begun()
    form = {"finding": "f", "responsible": chain.who("han"), "criterion": "c"}
    case = chain.opens("rectification", SYSTEM, form, round=2, coaching=True, earlier=(chain.who("he"),))
    chain.does(case, "han", "submit_report", **DONE)
    assert chain.says_no(case, "shen", "accept") == ("MK 5.3.3", "coaching_waits")
    chain.until(at("2026-03-12 09:00"))
    assert of(chain, case).waits_for("coach") is not None
    chain.does(case, "han", "record_coaching", note="an hour")
    chain.does(case, "shen", "accept")


def test_rounds_end_where_no_level_is_left() -> None:
    """MK 5.3.3, house:every-step-ends. The next round is never given to somebody who was responsible already; then it is an alarm."""
    chain = begun()
    case = line(chain, "he")
    been = []
    while True:
        been.append(chain.handles([of(chain, case).requester])[0])
        chain.until(of(chain, case).clocks["answer:rectify"].due)
        while of(chain, case).stage != "closed":
            chain.until(min(clock.due for clock in of(chain, case).clocks.values() if clock.due))
        chain.deliver_all("open")
        if of(chain, case).linked("second_round") is None:
            break
        case = chain.linked(case, "second_round")
    assert been == ["he", "han", "gu", "tang-sy"]
    assert "NoLevel" in kinds(recorded.event for recorded in chain.events[case])
    assert [duty.to for duty in of(chain, case).owed if duty.about == "rectification.no_level"] == ["fallback"]


def test_silence_of_the_committee_never_counts_as_acceptance() -> None:
    """SO 5.3.1, house:every-step-ends. Up, up, whom the pack names, then closed undecided with an alarm."""
    chain = begun()
    case = line(chain)
    chain.does(case, "he", "submit_report", **DONE)
    chain.until(at("2026-05-01 09:00"))
    assert of(chain, case).outcome == "unaccepted"
    assert "rectification.unaccepted" in {duty.about for duty in of(chain, case).owed}


def test_silence_of_whoever_verifies_never_counts_as_effect() -> None:
    """MK 5.3.3, house:every-step-ends."""
    chain = begun()
    case = line(chain)
    accepted(chain, case)
    chain.until(at("2026-09-01 09:00"))
    assert of(chain, case).outcome == "unverified"


def test_who_reported_what_a_line_came_of_is_told_to_nobody() -> None:
    """house:reporter. Everybody may see a line; whoever reported stands among those who may not judge it, and that set is on no page."""
    chain = begun()
    report = chain.opens("hazard-snapshot", "qian", {"what": "a cable", "place": "second floor"})
    found: dict[str, Any] = {"summary": "a cable across the corridor", "criterion": "nothing on the way", "responsible": chain.who("he")}
    chain.does(report, "yang-q", "accept_report", **found)
    chain.deliver_all("open")
    case = chain.linked(report, "rectification")
    assert chain.who("qian") in of(chain, case).took_part
    for person in chain.org.people:
        assert withheld("rectification", of(chain, case), chain.events[case], person) == {1: frozenset({"took_part"})}
    assert chain.who("qian") not in reading.parts(DECIDERS["rectification"], chain.events[case])
