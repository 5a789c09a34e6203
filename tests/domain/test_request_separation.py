"""Who may decide: separation of duties at the moment of each decision, over the whole chain."""

from __future__ import annotations

import pytest

from domain import requests
from domain.kernel import CaseId, Refused
from domain.requests import commands as c
from domain.requests import events as e
from tests.domain.playing import Play, at, kinds

OWN = ("house:own-request", "own_request")
PART = ("house:took-part", "took_part")
NOON = "2026-03-02 12:00"


@pytest.fixture
def play() -> Play:
    return Play(now=at(NOON))


def loan(play: Play, by: str = "qian") -> CaseId:
    return play.open("contract-loan", by, contract="HT-1", purpose="x")


def privilege(play: Play, by: str = "qian") -> CaseId:
    return play.open("privilege-elevation", by, system="ERP", privilege="price-admin", purpose="month end")


# --- own request ----------------------------------------------------------------------------------


def test_nobody_approves_their_own_request(play: Play) -> None:
    """house:own-request. The head who asks is not asked: it goes one rung up at once, to the general manager."""
    case = loan(play, "lin")
    assert play.refuses(case, "lin", c.Approve()) == OWN
    assert play.can(case, "approve") == ["gu"]
    up = next(r.event for r in play.events[case] if isinstance(r.event, e.WentUp))
    assert (up.why, up.clause, play.handles(up.people)) == ("in conflict", "house:one-rung-up", ["gu"])


@pytest.mark.parametrize("command", [c.Approve(), c.Refuse(reason="no"), c.SendBack(question="?"), c.AddApprover(person="x")])  # type: ignore[arg-type]
def test_nor_does_the_requester_steer_the_decision(play: Play, command: object) -> None:
    """house:own-request. The requester neither approves, refuses, sends back nor adds somebody."""
    assert play.refuses(loan(play), "qian", command) == OWN


def test_the_requester_does_not_approve_as_somebodys_stand_in(play: Play) -> None:
    """house:own-request. Standing in for the head gives nobody a way to their own request."""
    play.stands_in("qian", "lin")
    case = loan(play)
    assert play.refuses(case, "qian", c.Approve()) == OWN
    assert play.can(case, "approve") == ["lin"]


def test_nor_does_the_requesters_stand_in_approve_for_them(play: Play) -> None:
    """house:own-request. A head's stand-in does not approve the head's own loan."""
    play.stands_in("sun", "lin")
    case = loan(play, "lin")
    assert play.refuses(case, "sun", c.Approve()) == OWN
    assert play.can(case, "approve") == ["gu"]


def test_a_requester_who_becomes_head_meanwhile_does_not_approve(play: Play) -> None:
    """house:own-request. Posts change hands while the request waits; nobody is left on the rung, and silence goes up."""
    case = loan(play)
    play.takes_over("head-of-sales-back-office", "qian")
    assert play.refuses(case, "qian", c.Approve()) == OWN
    assert play.refuses(case, "lin", c.Approve())[1] == "not_yours"
    play.until(at("2026-03-04 00:00"))
    assert play.can(case, "approve") == ["gu"]


def test_escalation_does_not_reach_the_requester(play: Play) -> None:
    """house:own-request, house:one-rung-up. The general manager's own request passes over the general manager, and says so."""
    play.change("gu", department="sales-back-office")
    case = privilege(play, "gu")
    happened = play.until(at("2026-03-04 00:00"))
    ups = [(event.why, play.handles(event.people)) for event in happened if isinstance(event, e.WentUp) and event.step == "1-0-0"]
    assert ups == [("no answer", []), ("in conflict", ["tang-sy"])]
    assert play.refuses(case, "gu", c.Approve()) == OWN


def test_a_step_is_not_handed_on_to_the_requester_or_their_stand_in(play: Play) -> None:
    """house:own-request. Naming somebody is no way round: neither the requester nor who acts for them just now."""
    play.stands_in("kong", "qian")
    case = loan(play)
    for name, command in (("qian", c.HandOn), ("kong", c.HandOn)):
        assert play.refuses(case, "lin", command(to=play.who(name))) == OWN
    assert play.refuses(case, "lin", c.AddApprover(person=play.who("kong"))) == OWN


def test_a_step_goes_only_to_somebody_with_a_post(play: Play) -> None:
    """house:stand-in. Handing on or adding never widens powers: somebody without a post decides nothing."""
    case = loan(play)
    assert play.refuses(case, "lin", c.HandOn(to=play.who("sun")))[1] == "holds_no_post"
    with pytest.raises(Refused) as nobody:
        play.asks(case, "lin", c.AddApprover(person="nobody"))  # type: ignore[arg-type]
    assert (nobody.value.key, nobody.value.field) == ("unknown_person", "person")


# --- one person, one voice ------------------------------------------------------------------------


def test_one_person_does_not_approve_twice(play: Play) -> None:
    """SO 2.3.2, house:took-part. Two different people must both approve."""
    case = privilege(play)
    play.asks(case, "lin", c.Approve())
    assert play.refuses(case, "lin", c.Approve()) == PART


def test_who_holds_both_posts_answers_once_and_the_other_step_goes_up_at_once(play: Play) -> None:
    """SO 2.3.2, house:took-part, house:one-rung-up. One person behind both roles of A4: the general manager must be the second."""
    play.takes_over("it-director", "lin")
    case = privilege(play)
    events = play.asks(case, "lin", c.Approve())
    up = next(event for event in events if isinstance(event, e.WentUp))
    assert (up.why, play.handles(up.people)) == ("in conflict", ["gu"])
    assert play.refuses(case, "lin", c.Approve()) == PART
    assert "GrantDecided" in kinds(play.asks(case, "gu", c.Approve()))


def test_the_head_of_it_is_asked_twice_and_decides_once(play: Play) -> None:
    """SO 2.3.2, house:took-part. A request from IT has its director on both steps."""
    case = privilege(play, "hua")
    play.asks(case, "kong", c.Approve(step="1-0-1"))
    assert play.can(case, "approve") == ["gu"]


@pytest.mark.parametrize(("first", "second"), [("sun", "lin"), ("lin", "sun")])
def test_a_stand_in_and_the_one_they_stand_in_for_are_one_voice(play: Play, first: str, second: str) -> None:
    """SO 2.3.2, house:took-part. Lin holds both posts and Sun stands in for her: whichever of them answers first, the other may not."""
    play.takes_over("it-director", "lin")
    play.stands_in("sun", "lin")
    case = privilege(play)
    play.asks(case, first, c.Approve())
    assert play.refuses(case, second, c.Approve()) == PART
    assert play.can(case, "approve") == ["gu"]


def test_two_stand_ins_of_one_person_are_one_voice(play: Play) -> None:
    """house:took-part. Nor do two stand-ins of the same head, one after the other."""
    play.takes_over("it-director", "lin")
    play.stands_in("sun", "lin", end="2026-03-02 13:00")
    play.stands_in("feng", "lin", start="2026-03-02 13:00")
    case = privilege(play)
    play.asks(case, "sun", c.Approve())
    play.now = at("2026-03-02 14:00")
    assert play.refuses(case, "feng", c.Approve()) == PART


def test_who_stands_in_for_both_answers_once(play: Play) -> None:
    """SO 2.3.2, house:took-part. One stand-in of both approvers is still one person."""
    play.stands_in("sun", "lin")
    play.stands_in("sun", "kong")
    case = privilege(play)
    play.asks(case, "sun", c.Approve())
    assert play.refuses(case, "sun", c.Approve()) == PART
    assert play.can(case, "approve") == ["kong"]


def test_who_approved_is_not_named_for_another_step(play: Play) -> None:
    """house:took-part. The second approver neither hands on to the first nor adds them, nor adds themselves."""
    case = privilege(play)
    play.asks(case, "lin", c.Approve())
    for command in (c.HandOn(to=play.who("lin")), c.AddApprover(person=play.who("lin")), c.AddApprover(person=play.who("kong"))):
        assert play.refuses(case, "kong", command) == PART


def test_a_post_that_changes_hands_after_the_approval_does_not_give_a_second_voice(play: Play) -> None:
    """house:took-part. The head approves, then becomes IT director: the other step is not hers."""
    case = privilege(play)
    play.asks(case, "lin", c.Approve())
    play.takes_over("it-director", "lin")
    assert play.refuses(case, "lin", c.Approve()) == PART
    play.until(at("2026-03-04 00:00"))
    assert play.can(case, "approve") == ["gu"]


def test_asked_again_after_a_change_the_same_people_decide_again(play: Play) -> None:
    """house:what-was-shown. An approval that a change has voided is no part taken."""
    case = privilege(play)
    play.asks(case, "lin", c.Approve())
    play.asks(case, "qian", c.Amend(fields={"system": "CRM"}))
    assert sorted(play.can(case, "approve")) == ["kong", "lin"]


# --- stand-ins ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "may"),
    [
        ("2026-03-01", "2026-03-10", True),
        ("2026-03-02 12:00", "2026-03-10", True),
        ("2026-03-03", "2026-03-10", False),
        ("2026-02-01", "2026-03-02 12:00", False),
    ],
)
def test_a_stand_in_answers_within_the_window_also_what_was_asked_before(*, play: Play, start: str, end: str, may: bool) -> None:
    """house:stand-in. From the start (in) until the end (out), and in tasks already open; the basis is recorded."""
    case = loan(play)
    play.stands_in("sun", "lin", start, end)
    if not may:
        assert play.refuses(case, "sun", c.Approve()) == ("SO 2.2.2", "not_yours")
        return
    yes = next(event for event in play.asks(case, "sun", c.Approve()) if isinstance(event, e.Approved))
    assert (play.handles([yes.stands_in_for]), yes.basis) == (  # type: ignore[list-item]
        ["lin"],
        "stands in for lin: post head-of-sales-back-office",
    )


def test_somebody_who_has_left_decides_nothing(play: Play) -> None:
    """house:stand-in. Neither who has left nor who stood in for them; it goes up."""
    play.stands_in("sun", "lin")
    case = loan(play)
    play.change("lin", active=False)
    assert play.refuses(case, "sun", c.Approve())[1] == "not_yours"
    play.until(at("2026-03-04 00:00"))
    assert play.can(case, "approve") == ["gu"]


def test_own_right_comes_before_standing_in(play: Play) -> None:
    """house:stand-in. Who may answer in their own right does not answer for somebody else."""
    play.stands_in("kong", "lin")
    case = privilege(play)
    yes = next(event for event in play.asks(case, "kong", c.Approve()) if isinstance(event, e.Approved))
    assert (yes.step, yes.stands_in_for) == ("1-0-1", None)


def test_who_is_named_answers_the_step_that_names_them(play: Play) -> None:
    """house:took-part. Somebody added while standing in for another answers for themselves, so that the other is still heard."""
    play.change("sun", posts=("legal",))
    play.stands_in("sun", "lin")
    case = loan(play)
    play.asks(case, "lin", c.AddApprover(person=play.who("sun")))
    yes = next(event for event in play.asks(case, "sun", c.Approve()) if isinstance(event, e.Approved))
    assert (yes.step, yes.stands_in_for) == ("1-0-1", None)
    assert "Ready" in kinds(play.asks(case, "lin", c.Approve()))


# --- outside the decision -------------------------------------------------------------------------


def test_the_borrower_neither_hands_out_nor_checks(play: Play) -> None:
    """house:own-request, house:second-person. An archivist who borrows is handed it, and checked, by somebody else."""
    case = loan(play, "tao")
    play.asks(case, "wei-h", c.Approve())
    assert play.refuses(case, "tao", c.HandOut()) == OWN
    play.asks(case, "jiang-x", c.HandOut())
    play.asks(case, "tao", c.Return())
    assert play.refuses(case, "tao", c.ConfirmCheck()) == OWN
    play.asks(case, "jiang-x", c.ConfirmCheck())


def test_nor_does_who_stands_in_for_the_borrower(play: Play) -> None:
    """house:own-request. The borrowing archivist's stand-in is the borrower over again."""
    play.stands_in("zou", "tao")
    case = loan(play, "tao")
    play.asks(case, "wei-h", c.Approve())
    assert play.refuses(case, "zou", c.HandOut()) == ("SO 2.2.2", "not_yours")


@pytest.mark.parametrize(
    "command",
    [c.Withdraw(), c.Amend(fields={"purpose": "y"}), c.Urge(), c.Extend(reason="x")],
)
def test_what_is_the_requesters_is_nobody_elses(play: Play, command: object) -> None:
    """SO 2.2.2. Only the requester withdraws, amends, urges or asks for more time."""
    assert play.refuses(loan(play), "lin", command) == ("SO 2.2.2", "only_requester")


@pytest.mark.parametrize("name", ["time_passed", "notified", "granted", "revoked", "duty_failed"])
def test_a_person_does_not_speak_for_the_system(play: Play, name: str) -> None:
    """house:form. Clocks and duties are the system's own; from a person they are refused before anything is judged."""
    event, due = play.new_id(), at(NOON)
    command = c.COMMANDS[name](**({"clock": "x", "due": due} if name == "time_passed" else {"event": event, "duty": "notify"}))
    assert play.refuses(loan(play), "lin", command) == ("house:form", "from_the_system")


def test_a_step_may_ask_for_a_fresh_sign_in(play: Play) -> None:
    """house:fresh-sign-in. What a step's command asks of the door stands in its offer; other plans ask nothing."""
    elevation, borrowed = privilege(play), loan(play)
    asked = {each.command: each.signed_in for each in requests.offers(play.cases[elevation], play.rules("privilege-elevation"), play.now)}
    assert {name for name, limit in asked.items() if limit} == {"approve", "refuse", "send_back", "hand_on", "add_approver"}
    assert {(str(limit.span), limit.clause) for limit in asked.values() if limit} == {("15 min", "house:fresh-sign-in")}
    assert not any(each.signed_in for each in requests.offers(play.cases[borrowed], play.rules("contract-loan"), play.now))
