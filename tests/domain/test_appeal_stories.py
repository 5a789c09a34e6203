"""Reviews of a decision from the opening to the end (policy catalogue E7–E9)."""

from __future__ import annotations

import pytest

from domain.appeals import events as e
from domain.casework import events as shared
from domain.kernel import CaseId
from tests.domain.appealing import SOURCE, Reviewing, reviewing
from tests.domain.playing import at, kinds


@pytest.fixture
def play() -> Reviewing:
    return reviewing()


def test_a_review_as_a_story(play: Reviewing) -> None:
    """SO 5.2.3. HR forms the panel, it hears, finds and votes; the decision's case is told, then it closes."""
    case = play.appeals()
    assert play.can(case, "appoint") == ["qi"]
    assert play.due(case, "review") == at("2026-03-10 00:00")
    play.sits(case)
    assert play.of(case).stage == "sitting"
    assert play.due(case, "answer:vote") == at("2026-03-10 00:00")
    assert "review" not in play.of(case).clocks
    assert play.can(case, "vote") == []
    play.does(case, "qian", "state", text="It was not me.")
    play.does(case, "cao", "find", text="The mailbox was not hers.")
    assert play.can(case, "vote") == ["shen", "cao", "han"]
    play.votes(case, "shen", "change", "spoken-warning")
    play.votes(case, "cao", "confirm")
    said = play.votes(case, "han", "change", "spoken-warning")
    concluded = next(event for event in said if isinstance(event, e.Concluded))
    assert (concluded.outcome, concluded.measure, concluded.by_silence) == ("changed", "spoken-warning", False)
    assert concluded.dissent == ({"member": play.who("cao"), "reason": "cao says so"},)
    assert [vote["choice"] for vote in concluded.votes] == ["change", "confirm", "change"]
    play.deliver_all()
    told = {"command": "appeal_concluded", "outcome": "changed", "measure": "spoken-warning", "reason": "han says so"}
    assert play.heard == [told]
    assert (play.of(case).stage, play.of(case).outcome) == ("closed", "changed")


def test_one_with_a_conflict_is_replaced_as_a_story(play: Reviewing) -> None:
    """house:took-part, SO 5.2.3. A member says that they are in conflict; another takes the seat, and the time runs on."""
    case = play.appeals()
    play.ready(case)
    play.votes(case, "han", "confirm")
    due = play.due(case, "answer:vote")
    play.does(case, "han", "recuse", reason="we are cousins")
    assert play.of(case).ballots == ()
    assert play.says_no(case, "shen", "vote", choice="annul", reason="x") == ("SO 5.2.3", "panel_not_whole")
    assert play.says_no(case, "qi", "appoint", person=play.who("han"), seat="other") == ("house:took-part", "may_not_act")
    play.does(case, "qi", "appoint", person=play.who("zhu"), seat="other")
    assert play.due(case, "answer:vote") == due
    assert play.can(case, "vote") == ["shen", "cao", "zhu"]
    for member in ("shen", "cao", "zhu"):
        play.votes(case, member, "annul")
    play.deliver_all()
    assert play.heard[0]["outcome"] == "annulled"


def test_an_objection_is_decided_before_the_member_votes_as_a_story(play: Reviewing) -> None:
    """house:took-part. The appellant objects; HR upholds it: the vote that was cast does not count, and somebody else is named."""
    case = play.appeals()
    play.ready(case)
    play.votes(case, "cao", "confirm")
    play.does(case, "qian", "object", member=play.who("cao"), reason="she runs the mail server")
    assert play.says_no(case, "shen", "uphold", reason="x")[0] == "house:panel-apart"
    assert play.says_no(case, "qian", "object", member=play.who("cao"), reason="again")[1] == "objected_already"
    assert play.can(case, "uphold") == ["qi"]
    play.does(case, "qi", "uphold", reason="so it is")
    assert (play.of(case).ballots, play.of(case).seat_of(play.who("cao"))) == ((), "")
    play.does(case, "qi", "appoint", person=play.who("hua"), seat="it")
    assert set(play.can(case, "vote")) == {"shen", "hua", "han"}


def test_an_objection_that_fails_lets_the_votes_be_counted_as_a_story(play: Reviewing) -> None:
    """house:took-part, house:panel-vote. While it is open nothing is concluded; overruled, what was voted counts."""
    case = play.appeals()
    play.ready(case)
    play.votes(case, "cao", "annul")
    play.does(case, "shen", "object", member=play.who("cao"), reason="perhaps")
    play.votes(case, "shen", "annul")
    said = play.votes(case, "han", "annul")
    assert not any(isinstance(event, e.Concluded) for event in said)
    said = play.does(case, "qi", "overrule", reason="no")
    assert any(isinstance(event, e.Concluded) for event in said)


def test_a_silent_panel_goes_up_and_ends_for_the_appellant_as_a_story(play: Reviewing) -> None:
    """house:silence-for-appellant, house:one-rung-up. Reminded, up to HR's superior, who may replace, up again, then annulled."""
    case = play.appeals()
    play.ready(case)
    play.votes(case, "shen", "confirm")
    said = play.until(at("2026-03-10 00:00"))
    assert [event.people for event in said if isinstance(event, shared.WentUp)] == [(play.who("wei-h"),)]
    assert set(play.can(case, "replace")) == {"qi", "wei-h"}
    assert set(play.can(case, "vote")) == {"cao", "han"}
    assert play.says_no(case, "wei-h", "replace", member=play.who("shen"), person=play.who("bai"), reason="x")[1] == "has_voted"
    play.does(case, "wei-h", "replace", member=play.who("cao"), person=play.who("hua"), reason="silent")
    assert set(play.can(case, "vote")) == {"hua", "han"}
    said = play.until(at("2026-04-10 00:00"))
    concluded = next(event for event in said if isinstance(event, e.Concluded))
    assert (concluded.outcome, concluded.by_silence, concluded.dissent) == ("annulled", True, ())
    assert concluded.clause == "house:silence-for-appellant"
    play.deliver_all()
    assert (play.heard[0]["outcome"], play.of(case).stage) == ("annulled", "closed")


def test_a_panel_that_nobody_forms_ends_for_the_appellant_as_a_story(play: Reviewing) -> None:
    """house:silence-for-appellant, house:every-step-ends. HR, its superior, the manager: nobody names anybody."""
    case = play.appeals(involved=("lin",))
    said = play.until(at("2026-04-10 00:00"))
    assert kinds(said).count("WentUp") == 2
    assert play.of(case).outcome == "annulled"


def test_the_decisions_case_that_will_not_hear_is_an_alarm(play: Reviewing) -> None:
    """house:every-step-ends. Somebody is told, and the review is over all the same."""
    play.answers = "refused: unknown_case (house:form)"
    case = play.appeals()
    play.ready(case)
    for member in ("shen", "cao", "han"):
        play.votes(case, member, "confirm")
    play.deliver_all("tell")
    assert "work_failed" in [duty.about for duty in play.of(case).owed]
    assert play.of(case).stage == "closed"


def test_what_was_concluded_stays_so(play: Reviewing) -> None:
    """SO 5.2.3. Whoever leaves the panel after its conclusion, and before the decision's case was told, undoes nothing of it."""
    case = play.appeals()
    play.ready(case)
    for member in ("shen", "cao"):
        play.votes(case, member, "confirm")
    if play.of(case).stage != "concluded":
        play.votes(case, "han", "confirm")
    assert play.says_no(case, "shen", "recuse", reason="We are cousins.") == ("SO 5.2.3", "is_concluded")
    play.deliver_all("tell")
    assert [said["outcome"] for said in play.heard] == ["confirmed"]


def test_the_filing_sets_the_time_and_the_link_leads_back(play: Reviewing) -> None:
    """SO 5.2.3. Five working days from the filing, also when the review is opened later; the decision's case is its source."""
    play.now = at("2026-03-03 00:05")
    case = play.appeals(filed_at=at("2026-03-02 23:59").isoformat())
    assert play.due(case, "review") == at("2026-03-10 00:00")
    assert play.of(case).linked("source") == CaseId(SOURCE)
