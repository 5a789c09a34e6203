"""A report from its first word to its end, by name and behind a receipt (E10, E11)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.kernel import SYSTEM, Actor, Refused, case_id
from domain.reports.receipts import receipt_of
from domain.reports.state import CHECKING, TAKEN_UP
from domain.shapes import command_in
from tests.domain.playing import at, kinds
from tests.domain.reporting import FOUND, LINE, WHAT, reporting


def test_the_story_of_a_report_by_name() -> None:
    """SO 4.2.3, SO 5.1.3, house:reporter. Checked by HR, asked back, taken up, proven, rewarded; the reporter hears of each."""
    play = reporting()
    case = play.report("qian", about=play.who("sun"))
    assert play.can(case, "accept_report") == ["qi"]
    assert play.due(case, "answer:check") == at("2026-03-06 00:00")

    play.until(at("2026-03-03 10:00"))
    play.does(case, "qi", "ask_reporter", question="On which day was it?")
    assert play.due(case, "answer:check") is None
    play.until(at("2026-03-05 10:00"))
    assert kinds(play.does(case, "qian", "reply", text="On Friday.")) == ["Replied", "Stopped", "Resumed", "Armed"]
    assert play.due(case, "answer:check") == at("2026-03-10 00:00")

    said = play.does(case, "qi", "accept_report", subject=play.who("sun"), **FOUND)
    assert kinds(said)[-3:] == ["Done", "Accepted", "Armed"]
    assert play.stands(case).stage == TAKEN_UP
    duty = play.opening(case)
    assert duty.detail["content"] == {
        "plan": "violation",
        "fields": {"subject": play.who("sun"), "breach": FOUND["breach"], "facts": FOUND["summary"]},
        "took_part": tuple(sorted([play.who("qian"), play.who("qi")])),
        "source": case,
    }
    play.opened(case)

    ended = play.does(case, SYSTEM, "outcome_told", outcome="proven")
    assert kinds(ended) == ["OutcomeLearned", "Rewarded", "Stopped", "Closed"]
    assert (play.stands(case).outcome, play.stands(case).points) == ("proven", 5)
    told = {duty.about: play.told(case, duty) for duty in play.stands(case).owed if duty.to == "reporter"}
    assert told == dict.fromkeys(("reporter.asked", "reporter.accepted", "reporter.rewarded", "report.proven"), (play.who("qian"),))


def test_the_story_of_a_report_behind_a_receipt() -> None:
    """SO 4.2.3, house:reporter. Nobody knows who it is; whoever holds the receipt answers, and nobody is told anything."""
    play = reporting()
    case = play.anonymous()
    assert play.stands(case).anonymous
    play.does(case, "qi", "ask_reporter", question="Which mailbox?")
    play.holder(case, "reply", text="A private one.")
    assert [(each.by_reporter, each.text) for each in play.stands(case).said] == [(False, "Which mailbox?"), (True, "A private one.")]
    play.does(case, "qi", "accept_report", subject=play.who("sun"), **FOUND)
    assert play.opening(case).detail["content"]["took_part"] == (play.who("qi"),)
    play.opened(case)
    play.does(case, SYSTEM, "outcome_told", outcome="proven")
    assert all(not (duty.kind == "notify" and duty.to == "reporter") for duty in play.stands(case).owed)
    with pytest.raises(Refused) as no:
        play.holder(case, "reply", text="One thing more.")
    assert no.value.key == "is_closed"


def test_the_story_of_a_hazard_snapshot() -> None:
    """MK 5.4.3. Verified by the safety officer: points, and a line in the ledger; then it ends."""
    play = reporting()
    case = play.report("he", "hazard-snapshot")
    assert play.can(case, "accept_report") == ["yang-q"]
    play.does(case, "yang-q", "accept_report", responsible=play.who("wei-h"), **LINE)
    content = play.opening(case).detail["content"]
    assert (play.opening(case).about, content["plan"]) == ("rectification", "hazard-rectification")
    assert content["fields"] == {"responsible": play.who("wei-h"), "finding": LINE["summary"], "criterion": LINE["criterion"]}
    assert kinds(play.opened(case)) == ["Notified", "OutcomeLearned", "Rewarded", "Stopped", "Closed"]
    assert (play.stands(case).outcome, play.stands(case).points) == ("verified", 2)


def test_what_could_not_be_opened_is_checked_again() -> None:
    """house:every-step-ends. The other case said no: nothing is lost, and whoever checked it is asked again."""
    play = reporting()
    case = play.report("qian")
    play.does(case, "qi", "accept_report", subject=play.who("sun"), **FOUND)
    said = play.opened(case, "refused: wrong_type (house:form)")
    assert "NotOpened" in kinds(said)
    assert (play.stands(case).stage, play.stands(case).links) == (CHECKING, ())
    assert play.can(case, "accept_report") == ["qi"]
    play.does(case, "qi", "accept_report", subject=play.who("sun"), **FOUND)
    assert play.stands(case).stage == TAKEN_UP


@pytest.mark.parametrize(
    ("wrong", "field", "key"),
    [
        ({"breach": "no-such"}, "breach", "wrong_type"),
        ({"happened": "some day"}, "happened", "wrong_type"),
        ({"summary": "x" * 5_000}, "summary", "too_long"),
    ],
)
def test_what_the_violation_would_not_take_is_said_to_whoever_checks(wrong: dict[str, str], field: str, key: str) -> None:
    """house:form. Refused at once, under the name that the field has here; nothing is taken up."""
    play = reporting()
    case = play.report("qian")
    with pytest.raises(Refused) as no:
        play.does(case, "qi", "accept_report", **{**FOUND, "subject": play.who("sun"), **wrong})
    assert (no.value.field, no.value.key) == (field, key)
    assert play.stands(case).stage == CHECKING


def test_nobody_checks_what_they_reported_or_what_is_said_of_them() -> None:
    """house:reporter, house:own-request. It goes up at once, past whoever reported and whoever it is about."""
    play = reporting()
    assert play.can(play.report("qi"), "accept_report") == ["wei-h"]
    assert play.can(play.report("qian", about=play.who("qi")), "accept_report") == ["wei-h"]
    play.stands_in("qian", "qi")
    assert "qian" not in play.can(play.report("qian"), "accept_report")


def test_who_tells_of_retaliation_is_heard_by_the_compliance_officer() -> None:
    """house:reporter. Not by whom the first report went to."""
    play = reporting()
    assert play.can(play.report("qian", "retaliation-report"), "accept_report") == ["bai"]
    assert play.can(play.report("bai", "retaliation-report"), "accept_report") == ["tang-sy"]


def test_administration_checks_misused_access() -> None:
    """TF 5.1. It leads to a violation that administration investigates."""
    play = reporting()
    case = play.report("qian", "access-report")
    assert play.can(case, "accept_report") == ["wei-h"]
    play.does(case, "wei-h", "accept_report", subject=play.who("sun"), **{**FOUND, "breach": "access-without-need"})
    assert play.opening(case).detail["content"]["plan"] == "access-violation"


def test_a_report_that_nobody_checks_goes_up_and_ends() -> None:
    """house:one-rung-up, house:every-step-ends. HR, administration, the fallback; then it ends unchecked, and an alarm is owed."""
    play = reporting()
    case = play.report("qian")
    play.until(at("2026-03-06 09:00"))
    assert play.can(case, "accept_report") == ["qi", "wei-h"]
    play.until(at("2026-06-01 09:00"))
    assert play.stands(case).outcome == "unchecked"
    [alarm] = [duty for duty in play.stands(case).owed if duty.about == "report.alarm"]
    assert play.told(case, alarm) == (play.who("bai"),)


def test_a_question_without_an_answer_holds_nobody_up() -> None:
    """house:every-step-ends. The time to check runs on with what was left of it."""
    play = reporting()
    case = play.anonymous()
    play.does(case, "qi", "ask_reporter", question="Where?")
    play.until(at("2026-03-10 00:00"))
    assert play.due(case, "answer:check") == at("2026-03-14 00:00")
    play.does(case, "qi", "reject_report", reason="Nothing was found.")
    assert play.stands(case).outcome == "unfounded"


def test_an_outcome_that_nobody_tells_ends_the_report() -> None:
    """house:every-step-ends. A year later, by itself."""
    play = reporting()
    case = play.report("qian")
    play.does(case, "qi", "accept_report", subject=play.who("sun"), **FOUND)
    play.opened(case)
    play.until(at("2027-03-03 00:30"))
    assert play.stands(case).outcome == "ended"


@pytest.mark.parametrize(
    ("by", "command", "content", "no"),
    [
        ("sun", "reply", {"text": "I add"}, ("house:reporter", "only_the_reporter")),
        ("qi", "reply", {"text": "I add"}, ("house:reporter", "only_the_reporter")),
        ("qian", "reply", {"text": " "}, ("house:form", "missing_field")),
        ("qian", "reject_report", {"reason": "x"}, ("house:reporter", "may_not_act")),
        ("sun", "accept_report", FOUND, ("SO 5.1.3", "task_not_yours")),
        ("qi", "accept_report", FOUND, ("house:form", "missing_field")),
        ("qi", "accept_report", {**FOUND, "subject": "nobody"}, ("house:form", "unknown_person")),
        ("qi", "reject_report", {}, ("house:reason", "missing_field")),
        ("qi", "reject_report", {"reason": "x", "shown": "0" * 64}, ("house:what-was-shown", "shown_has_changed")),
        ("qi", "ask_reporter", {"question": ""}, ("house:reason", "missing_field")),
        ("qi", "outcome_told", {"outcome": "proven"}, ("house:form", "from_the_system")),
    ],
)
def test_each_wrong_word_meets_one_refusal(by: str, command: str, content: dict[str, Any], no: tuple[str, str]) -> None:
    """house:form, house:reporter. With the rule, and in words that do not say who reported."""
    play = reporting()
    assert play.says_no(play.report("qian"), by, command, **content) == no


def test_nobody_takes_up_a_violation_of_their_own() -> None:
    """house:own-request. Whoever checks is not the one whom it concerns."""
    play = reporting()
    case = play.report("qian")
    assert play.says_no(case, "qi", "accept_report", subject=play.who("qi"), **FOUND) == ("house:own-request", "may_not_act")


def test_a_receipt_speaks_for_one_report_only() -> None:
    """house:reporter. Neither for another report, nor for one that was made by name; a machine reports nothing."""
    play = reporting()
    mine, other, named = play.anonymous(), play.anonymous(), play.report("qian")
    for case in (other, named):
        stranger = Actor(id=receipt_of(mine), machine=True, basis="receipt")
        with pytest.raises(Refused) as no:
            play.judge(case, "violation-report", command_in("report", "reply", {"text": "x"}), stranger, play.new_id())
        assert no.value.key == "only_the_reporter"
    machine, command = Actor(id=receipt_of(mine), machine=True), play.new_id()
    with pytest.raises(Refused) as no:
        play.judge(
            case_id("report", command),
            "violation-report",
            command_in("report", "open", {"plan": "violation-report", "fields": WHAT}),
            machine,
            command,
        )
    assert no.value.key == "may_not_open"
