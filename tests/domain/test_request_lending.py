"""What approval gives: loans and their one holder, overdue, more time, privileges and how they end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain import claims
from domain.calendar import span
from domain.claims import Claim
from domain.kernel import CaseId, ClaimKey, Recorded, Refused
from domain.policy import Overdue, RequestPlan
from domain.requests import commands as c
from domain.requests import events as e
from domain.requests import form
from domain.requests.state import Grant, Stage
from tests.domain.playing import Play, at, kinds


@pytest.fixture
def play() -> Play:
    return Play(now=at("2026-03-02 10:00"))  # a Monday


def approved(play: Play, by: str = "qian", contract: str = "HT-1") -> CaseId:
    case = play.open("contract-loan", by, contract=contract, purpose="x")
    play.asks(case, "lin", c.Approve())
    return case


def lent(play: Play, by: str = "qian", contract: str = "HT-1") -> CaseId:
    case = approved(play, by, contract)
    play.asks(case, "tao", c.HandOut())
    return case


def given(play: Play, by: str = "qian", **fields: Any) -> CaseId:
    """A privilege, decided and in force."""
    case = play.open("privilege-elevation", by, system="ERP", privilege="price-admin", purpose="x", **fields)
    play.asks(case, "lin", c.Approve())
    play.asks(case, "kong", c.Approve())
    play.deliver(case)
    return case


def block(play: Play, klass: str, key: str, clause: str = "house:freeze-on-red") -> None:
    """Somebody else's case freezes a person or a resource."""
    name = ClaimKey(klass=klass, key=key)
    claim = play.held.get(name, Claim(key=name))
    event = claims.Blocked(block=uuid4(), case=CaseId("incident-x"), clause=clause)
    play.held[name] = claims.evolve(claim, Recorded(event=event, id=uuid4(), version=claim.version + 1, happened_at=play.now))


# --- one at a time --------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["HT-1", "ht-1", " HT-1 ", "ＨＴ－１", "HT‐1", "HT–1", "H T - 1", "HT\u200b-1", "Ht\u00ad-1"])
def test_one_contract_is_lent_once(play: Play, number: str) -> None:
    """SO 2.2.2, house:one-holder. Case, width, spaces, dashes and invisible marks make no second contract."""
    lent(play)
    second = approved(play, "sun", number)
    assert play.refuses(second, "tao", c.HandOut()) == ("house:one-holder", "held_by_other")


def test_a_contract_is_free_again_when_it_is_back_and_checked(play: Play) -> None:
    """SO 2.2.2, house:one-holder. Returned is not yet free: it is when its completeness is checked."""
    first, second = lent(play), approved(play, "sun")
    play.asks(first, "qian", c.Return())
    assert play.refuses(second, "tao", c.HandOut())[1] == "held_by_other"
    play.asks(first, "tao", c.ConfirmCheck())
    assert "Lent" in kinds(play.asks(second, "tao", c.HandOut()))


def test_two_numbers_are_two_contracts(play: Play) -> None:
    """house:one-holder. What differs in letters or digits differs."""
    lent(play)
    assert "Lent" in kinds(play.asks(approved(play, "sun", "HT-11"), "tao", c.HandOut()))


def test_a_contract_and_a_secret_document_of_one_number_are_two_things(play: Play) -> None:
    """house:one-holder. Each class of thing has its own numbers."""
    lent(play)
    secret = play.open("trade-secret-loan", "zhao-y", document="HT-1", purpose="x")
    play.asks(secret, "lin", c.Approve())
    assert "Lent" in kinds(play.asks(secret, "tao", c.HandOut()))


@pytest.mark.parametrize("what", ["resource", "person", "borrower"])
def test_whatever_suspends_a_grant_is_read_by_every_granting(play: Play, what: str) -> None:
    """house:freeze-on-red. A freeze of the contract, of the person or of the borrower refuses opening, handing out and more time."""
    plan = play.pack.plans["contract-loan"]
    assert isinstance(plan, RequestPlan)
    waiting, out = approved(play), lent(play, contract="HT-2")
    keys = {
        "resource": form.resource_key(plan, {"contract": "HT-1"}),
        "person": form.person_key(play.who("qian")),
        "borrower": form.borrower_key(play.who("qian"), plan),
    }
    block(play, keys[what].klass, keys[what].key)
    assert play.refuses(waiting, "tao", c.HandOut()) == ("house:freeze-on-red", "blocked")
    with pytest.raises(Refused) as no:
        play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    assert no.value.key == "blocked"
    if what != "resource":
        assert play.refuses(out, "qian", c.Extend(reason="x")) == ("house:freeze-on-red", "blocked")


def test_a_freeze_refuses_a_privilege_at_the_last_yes(play: Play) -> None:
    """house:freeze-on-red, SO 2.3.2. The freeze came after the request: nothing is granted."""
    case = play.open("privilege-elevation", "qian", system="ERP", privilege="price-admin", purpose="x")
    play.asks(case, "lin", c.Approve())
    block(play, "person", play.who("qian"))
    assert play.refuses(case, "kong", c.Approve()) == ("house:freeze-on-red", "blocked")


def test_who_is_no_longer_authorised_is_handed_nothing(play: Play) -> None:
    """SO 2.1.2. Authorised persons only, at the moment of handing out as well."""
    case = play.open("trade-secret-loan", "zhao-y", document="TS-1", purpose="x")
    play.asks(case, "lin", c.Approve())
    play.change("zhao-y", groups=())
    assert play.refuses(case, "tao", c.HandOut()) == ("SO 2.1.2", "may_not_ask")


def test_only_the_archive_hands_out_and_only_what_is_approved(play: Play) -> None:
    """SO 2.2.2. The archivist, or who stands in for them; neither before the approval nor twice."""
    case = play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    assert play.refuses(case, "tao", c.HandOut()) == ("SO 2.2.2", "not_approved")
    play.asks(case, "lin", c.Approve())
    assert play.refuses(case, "sun", c.HandOut()) == ("SO 2.2.2", "not_yours")
    play.stands_in("zou", "tao")
    assert play.can(case, "hand_out") == ["tao", "jiang-x", "zou"]
    play.asks(case, "zou", c.HandOut())
    assert play.refuses(case, "tao", c.HandOut()) == ("SO 2.2.2", "not_approved")


def test_an_approved_document_that_nobody_fetches_lapses(play: Play) -> None:
    """house:every-step-ends. Three working days to fetch it, reminded one before; the approval then lapses, and holds nothing."""
    case = approved(play)
    assert play.due(case, "answer:collect") == at("2026-03-06 00:00")
    out = play.until(at("2026-03-06 00:15"))
    reminded = next(event for event in out if isinstance(event, e.Reminded))
    assert (reminded.step, play.cases[case].outcome) == ("collect", "lapsed")
    assert not any(claim.held for claim in play.held.values())


# --- overdue --------------------------------------------------------------------------------------


def test_an_overdue_loan_reminds_the_head_by_itself_then_upwards_then_is_kept(play: Play) -> None:
    """SO 4.2.1, house:one-rung-up. Head twice, general manager, fallback; the borrower is chased each time; recorded for ever."""
    case = lent(play)
    out = play.until(play.now + timedelta(days=400))
    told = [(event.to, event.clause) for event in out if isinstance(event, e.Reminded)]
    head = "head of requester's department"
    assert told == [(head, "SO 4.2.1"), (head, "SO 4.2.1"), (f"{head} +1", "SO 4.2.1"), ("fallback", "SO 4.2.1")]
    duties = [duty for duty in play.cases[case].owed if duty.about == "overdue"]
    assert [play.handles(play.told(case, duty)) for duty in duties] == [["lin"], ["lin"], ["gu"], ["bai"]]
    chased = [duty for duty in play.cases[case].owed if duty.about == "bring_back"]
    assert [play.handles(play.told(case, duty)) for duty in chased] == [["qian"]] * 4


def test_the_head_who_is_overdue_herself_is_reminded_by_the_one_above(play: Play) -> None:
    """SO 4.2.1, house:one-rung-up. Reminding the borrower of their own loan reminds nobody."""
    case = play.open("contract-loan", "lin", contract="HT-1", purpose="x")
    play.asks(case, "gu", c.Approve())
    play.asks(case, "tao", c.HandOut())
    play.until(at("2026-03-05 00:00"))
    overdue = next(duty for duty in play.cases[case].owed if duty.about == "overdue")
    assert play.handles(play.told(case, overdue)) == ["gu"]


def test_an_overdue_loan_blocks_further_loans_until_it_is_back(play: Play) -> None:
    """house:overdue-blocks. Of the same plan only; also what was approved before; lifted with the check."""
    waiting, case = approved(play, contract="HT-2"), lent(play)
    play.until(at("2026-03-05 10:00"))
    assert play.refuses(waiting, "tao", c.HandOut()) == ("house:overdue-blocks", "blocked")
    play.open("privilege-elevation", "qian", system="ERP", privilege="p", purpose="x")
    play.asks(case, "qian", c.Return())
    assert play.refuses(waiting, "tao", c.HandOut())[1] == "blocked"
    play.asks(case, "tao", c.ConfirmCheck())
    assert "Lent" in kinds(play.asks(waiting, "tao", c.HandOut()))


def test_a_plan_without_a_block_blocks_nobody(play: Play) -> None:
    """house:overdue-blocks. It is a rule of the plan: without it the overdue loan is reminded of, and that is all."""
    plan = play.pack.plans["contract-loan"]
    assert isinstance(plan, RequestPlan)
    overdue: Overdue | None = plan.overdue
    assert overdue is not None
    play.pack = replace(play.pack, plans={"contract-loan": replace(plan, overdue=replace(overdue, blocks=""))})
    case = lent(play)
    play.until(at("2026-03-05 10:00"))
    play.open("contract-loan", "qian", contract="HT-3", purpose="x")
    play.asks(case, "qian", c.Return())
    play.asks(case, "tao", c.ConfirmCheck())
    assert play.cases[case].outcome == "returned"


def test_a_return_in_time_that_arrives_late_was_never_overdue(play: Play) -> None:
    """house:overdue-blocks. Signed before the end, arrived after it: the block is lifted at once; the record keeps both."""
    case = lent(play)
    play.until(at("2026-03-05 00:05"))
    back = next(event for event in play.asks(case, "qian", c.Return(), asked_at=at("2026-03-04 23:59")) if isinstance(event, e.Returned))
    assert (back.in_time, play.cases[case].overdue) == (True, 0)
    play.open("contract-loan", "qian", contract="HT-2", purpose="x")
    assert "Reminded" in kinds(r.event for r in play.events[case])


# --- coming back ----------------------------------------------------------------------------------


def test_its_completeness_is_checked_on_return(play: Play) -> None:
    """SO 2.2.2. By the archive, within one working day; what is missing is said, and the department head told."""
    case = lent(play)
    assert play.refuses(case, "tao", c.ConfirmCheck()) == ("SO 2.2.2", "not_back")
    play.asks(case, "qian", c.Return())
    assert play.due(case, "answer:check") == at("2026-03-04 00:00")
    assert play.refuses(case, "qian", c.ConfirmCheck()) == ("house:own-request", "own_request")
    assert play.refuses(case, "lin", c.ConfirmCheck()) == ("SO 2.2.2", "not_yours")
    assert play.refuses(case, "tao", c.ConfirmCheck(complete=False)) == ("SO 2.2.2", "missing_field")
    play.asks(case, "tao", c.ConfirmCheck(complete=False, note="annex 2 is missing"))
    told = next(duty for duty in play.cases[case].owed if duty.about == "incomplete")
    assert (play.cases[case].outcome, play.handles(play.told(case, told))) == ("incomplete", ["lin"])


def test_a_return_that_nobody_checks_goes_up_and_ends(play: Play) -> None:
    """house:every-step-ends. Archivist, head of administration, fallback; then closed as never checked, and free."""
    case = lent(play)
    play.asks(case, "qian", c.Return())
    out = play.until(play.now + timedelta(days=20))
    assert [play.handles(event.people) for event in out if isinstance(event, e.WentUp)] == [["wei-h"], ["bai"]]
    assert play.cases[case].outcome == "unchecked"
    assert not any(claim.held for claim in play.held.values())


def test_it_may_be_returned_by_the_borrower_or_taken_in_by_the_keeper(play: Play) -> None:
    """SO 2.2.2. By nobody else, and not twice."""
    case = lent(play)
    assert play.can(case, "return") == ["qian", "tao", "jiang-x"]
    assert play.refuses(case, "sun", c.Return()) == ("SO 2.2.2", "not_yours")
    play.asks(case, "jiang-x", c.Return())
    assert play.refuses(case, "qian", c.Return()) == ("SO 2.2.2", "not_out")


# --- more time ------------------------------------------------------------------------------------


def test_more_time_is_a_new_grant_that_follows_the_old_one(play: Play) -> None:
    """SO 2.2.2. The same people decide; the clock of the old term is superseded; the contract is held by one grant at a time."""
    case = lent(play)
    play.asks(case, "qian", c.Extend(reason="not done"))
    more = next(event for event in play.asks(case, "lin", c.Approve()) if isinstance(event, e.Extended))
    assert (more.start, more.until) == (at("2026-03-05 00:00"), at("2026-03-07 00:00"))
    assert play.due(case, "return") == more.until
    assert [grant.ended for grant in play.cases[case].grants] == [True, False]
    held = {claim.key.klass: [taken.grant for taken in claim.held] for claim in play.held.values() if claim.held}
    assert held == {"contract": [more.grant], "person": [more.grant]}


@pytest.mark.parametrize("end", ["refused", "silence", "withdrawn", "lapsed"])
def test_an_extension_that_is_not_given_leaves_the_grant_as_it_was(play: Play, end: str) -> None:
    """SO 2.2.2. Refused, unanswered, withdrawn or lapsed: the term stays, and what was said of it does."""
    play.now = at("2026-03-02 08:00")
    case = play.open("trade-secret-loan", "zhao-y", document="TS-1", purpose="x", duration="20 wd", reason="an audit")
    play.asks(case, "lin", c.Approve())
    play.asks(case, "tao", c.HandOut())
    until = play.due(case, "return")
    play.asks(case, "zhao-y", c.Extend(reason="not done"))
    if end == "refused":
        play.asks(case, "lin", c.Refuse(reason="no"))
    elif end == "withdrawn":
        play.asks(case, "zhao-y", c.Withdraw())
    elif end == "lapsed":
        play.asks(case, "lin", c.SendBack(question="why?"))
    play.until(at("2026-03-12 00:00"))
    found = play.cases[case]
    assert (found.stage, found.asking, found.sent_back, found.slots) == (Stage.OUT, "", False, ())
    assert (list(found.clocks), play.due(case, "return")) == (["return"], until)


def test_returned_while_more_time_is_asked_for(play: Play) -> None:
    """SO 2.2.2. It is back: nobody decides on more time any more, also not when information was wanted."""
    case = lent(play)
    play.asks(case, "qian", c.Extend(reason="not done"))
    play.asks(case, "lin", c.SendBack(question="why?"))
    play.asks(case, "qian", c.Return())
    found = play.cases[case]
    assert (found.stage, found.asking, found.sent_back, [slot.id for slot in found.slots]) == (Stage.BACK, "", False, ["check"])
    assert play.refuses(case, "lin", c.Approve())[1] == "nothing_to_decide"
    assert play.can(case, "amend") == []


def test_while_more_time_is_asked_for_it_may_fall_overdue_and_the_yes_ends_that(play: Play) -> None:
    """SO 2.2.2, house:overdue-blocks. Asked in time, answered late: no longer overdue and not blocked; that it was stays on record."""
    case = lent(play)
    play.now = at("2026-03-04 17:00")
    play.asks(case, "qian", c.Extend(reason="not done"))
    play.until(at("2026-03-05 09:00"))
    assert play.cases[case].overdue == 1
    play.asks(case, "lin", c.Approve())
    assert (play.cases[case].overdue, play.due(case, "return"), "overdue" in play.cases[case].clocks) == (0, at("2026-03-07 00:00"), False)
    play.open("contract-loan", "qian", contract="HT-2", purpose="x")
    play.until(at("2026-03-07 00:00"))
    assert play.cases[case].overdue == 1


def test_what_is_overdue_is_not_extended(play: Play) -> None:
    """SO 4.2.1. More time is asked for before the end."""
    case = lent(play)
    play.until(at("2026-03-05 00:00"))
    assert play.refuses(case, "qian", c.Extend(reason="x")) == ("SO 2.2.2", "cannot_extend")
    assert play.can(case, "extend") == []


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        (c.Extend(), ("SO 2.2.2", "missing_field")),
        (c.Extend(reason=" "), ("SO 2.2.2", "missing_field")),
        (c.Extend(reason="x", asks="3 wd"), ("SO 2.2.2", "too_long_asked")),
        (c.Extend(reason="x", asks="soon"), ("house:form", "wrong_type")),
    ],
)
def test_more_time_wants_a_reason_and_is_no_more_than_the_rule_allows(play: Play, command: object, answer: tuple[str, str]) -> None:
    """SO 2.2.2. At most two working days at a time."""
    assert play.refuses(lent(play), "qian", command) == answer


def test_more_time_is_asked_for_once_at_a_time_and_only_while_it_is_out(play: Play) -> None:
    """SO 2.2.2. Neither before it is lent nor beside another wish."""
    case = approved(play)
    assert play.refuses(case, "qian", c.Extend(reason="x"))[1] == "cannot_extend"
    play.asks(case, "tao", c.HandOut())
    play.asks(case, "qian", c.Extend(reason="x"))
    assert play.refuses(case, "qian", c.Extend(reason="x"))[1] == "cannot_extend"
    assert play.refuses(case, "qian", c.Amend(fields={"contract": "HT-9"}))[1] == "cannot_amend"


# --- how long -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duration", "reason", "until", "refused"),
    [
        ("", "", "2026-03-06 00:00", ""),
        ("1 wd", "", "2026-03-04 00:00", ""),
        ("3 d", "", "2026-03-06 00:00", ""),
        ("5 h", "", "2026-03-02 15:00", ""),
        ("4 wd", "", "", "longer_needs_reason"),
        ("4 wd", "an audit", "2026-03-07 00:00", ""),
        ("2 weeks", "an audit", "2026-03-17 00:00", ""),
        ("0 wd", "", "", "wrong_type"),
        ("10001 wd", "an audit", "", "wrong_type"),
        ("tomorrow", "", "", "wrong_type"),
    ],
)
def test_a_secret_is_lent_for_three_working_days_longer_with_a_reason(
    play: Play, duration: str, reason: str, until: str, refused: str
) -> None:
    """SO 2.1.2, house:shorter-time. Normally at most three working days; shorter as one likes; longer only with a reason."""
    fields = {"document": "TS-1", "purpose": "x", "duration": duration, "reason": reason}
    if refused:
        with pytest.raises(Refused) as no:
            play.open("trade-secret-loan", "zhao-y", **fields)
        assert no.value.key == refused
        return
    case = play.open("trade-secret-loan", "zhao-y", **fields)
    play.asks(case, "lin", c.Approve())
    play.asks(case, "tao", c.HandOut())
    assert play.due(case, "return") == at(until)


def test_what_has_become_too_long_is_cut(play: Play) -> None:
    """SO 2.1.2. Four calendar days were no longer than three working days on a Friday; handed out on a Monday they are cut to those."""
    play.now = at("2026-03-06 10:00")
    case = play.open("trade-secret-loan", "zhao-y", document="TS-1", purpose="x", duration="5 d")
    play.asks(case, "lin", c.Approve())
    play.now = at("2026-03-09 10:00")
    play.asks(case, "tao", c.HandOut())
    assert play.due(case, "return") == at("2026-03-13 00:00")


def test_a_privilege_is_time_boxed(play: Play) -> None:
    """SO 2.3.2, house:time-boxed. Eight hours at most, and no reason makes it longer."""
    for duration, field in (("9 h", "fields.duration"), ("1 d", "fields.duration")):
        with pytest.raises(Refused) as no:
            given(play, duration=duration)
        assert (no.value.clause, no.value.key, no.value.field) == ("house:time-boxed", "too_long_asked", field)
    case = given(play)
    assert play.due(case, "until") == at("2026-03-02 18:00")


# --- privileges -----------------------------------------------------------------------------------


def test_a_privilege_ends_by_itself_and_counts_as_ended_when_the_target_says_so(play: Play) -> None:
    """SO 2.3.2, house:time-boxed. Time over: taken back at once; closed with the confirmation and not before."""
    case = given(play, duration="4 h")
    assert "GrantEnded" in kinds(play.until(at("2026-03-02 14:00")))
    assert play.cases[case].stage is Stage.ENDING
    assert play.refuses(case, "qian", c.Extend(reason="x"))[1] == "cannot_extend"
    play.deliver(case)
    assert (play.cases[case].outcome, play.cases[case].grants[0].ended) == ("ended", True)
    assert not any(claim.held for claim in play.held.values())


def test_the_grant_says_what_the_target_must_know(play: Play) -> None:
    """SO 2.3.2. Holder, privilege, system, from when until when."""
    case = play.open("privilege-elevation", "qian", system="ERP", privilege="price-admin", purpose="x", duration="4 h")
    play.asks(case, "kong", c.Approve())
    play.asks(case, "lin", c.Approve())
    duty = next(d for d in play.cases[case].owed if d.kind == "grant")
    assert (duty.detail["holder"], duty.detail["resource"], duty.detail["fields"]["system"]) == (play.who("qian"), "price-admin", "ERP")
    start, until = (datetime.fromisoformat(duty.detail[name]) for name in ("start", "until"))
    assert until - start == timedelta(hours=4)


def test_a_privilege_may_be_given_back_early(play: Play) -> None:
    """SO 2.3.2. Taken back after use: the holder withdraws, and it ends at once."""
    case = given(play)
    assert "GrantEnded" in kinds(play.asks(case, "qian", c.Withdraw()))
    assert [duty.kind for duty in play.cases[case].owed if duty.kind != "notify"] == ["revoke"]


def test_ending_one_privilege_does_not_cut_another(play: Play) -> None:
    """SO 2.3.2. Two grants of one privilege: the end of the first revokes its own grant and leaves the other's interval."""
    first, second = given(play, duration="2 h"), given(play, duration="6 h")
    play.until(at("2026-03-02 12:00"))
    assert [duty.about for duty in play.deliver(first) if duty.kind == "revoke"] == [str(play.cases[first].grants[0].id)]
    running = play.cases[second].grants[0]
    assert (running.ended, running.until) == (False, at("2026-03-02 16:00"))
    held = {claim.key.klass: [taken.grant for taken in claim.held] for claim in play.held.values() if claim.held}
    assert held == {"privilege": [running.id], "person": [running.id]}


def test_more_time_for_a_privilege_is_a_second_interval_beside_the_first(play: Play) -> None:
    """SO 2.3.2. The first is not cut; at the end of both, both are taken back."""
    case = given(play, duration="2 h")
    play.asks(case, "qian", c.Extend(reason="month end", asks="3 h"))
    play.asks(case, "lin", c.Approve())
    play.asks(case, "kong", c.Approve())
    assert [(grant.until, grant.ended) for grant in play.cases[case].grants] == [
        (at("2026-03-02 12:00"), False),
        (at("2026-03-02 15:00"), False),
    ]
    play.deliver(case)
    play.until(at("2026-03-02 15:00"))
    assert len([duty for duty in play.deliver(case) if duty.kind == "revoke"]) == 2
    assert play.cases[case].outcome == "ended"


def test_a_revocation_that_fails_is_an_alarm_and_tried_again(play: Play) -> None:
    """SO 2.3.2, house:every-step-ends. It must not stay undone: the fallback is told, and in an hour it is owed anew, for ever."""
    case = given(play, duration="2 h")
    play.until(at("2026-03-02 12:00"))
    for _ in range(3):
        duty = next(d for d in play.cases[case].owed if d.kind == "revoke")
        play.system(case, c.DutyFailed(event=duty.event, duty=duty.name, reason="no answer"))
        alarm = next(d for d in play.cases[case].owed if d.about == "duty_failed")
        assert (alarm.urgent, play.handles(play.told(case, alarm))) == (True, ["bai"])
        assert play.cases[case].stage is Stage.ENDING
        play.until(play.now + timedelta(hours=1))
    play.deliver(case)
    assert play.cases[case].outcome == "ended"


def test_a_grant_that_fails_is_told_and_ends_all_the_same(play: Play) -> None:
    """SO 2.3.2. Whether it took effect nobody knows: it is revoked at its end like any other."""
    case = play.open("privilege-elevation", "qian", system="ERP", privilege="p", purpose="x", duration="1 h")
    play.asks(case, "kong", c.Approve())
    play.asks(case, "lin", c.Approve())
    duty = next(d for d in play.cases[case].owed if d.kind == "grant")
    play.system(case, c.DutyFailed(event=duty.event, duty=duty.name, reason="rejected"))
    assert "duty_failed" in [d.about for d in play.cases[case].owed]
    play.until(at("2026-03-02 11:00"))
    assert "revoke" in [d.kind for d in play.cases[case].owed]


@pytest.mark.parametrize("already", ["ending", "closed"])
def test_a_grant_confirmed_after_its_end_is_taken_back_again(play: Play, already: str) -> None:
    """SO 2.3.2. Withdrawn while the grant was under way: whatever came first at the target, it is revoked once more."""
    case = play.open("privilege-elevation", "qian", system="ERP", privilege="p", purpose="x")
    play.asks(case, "kong", c.Approve())
    play.asks(case, "lin", c.Approve())
    under_way = next(d for d in play.cases[case].owed if d.kind == "grant")
    play.asks(case, "qian", c.Withdraw())
    before = next(d for d in play.cases[case].owed if d.kind == "revoke")
    if already == "closed":
        play.deliver(case)
        assert play.cases[case].stage is Stage.CLOSED
    assert kinds(play.system(case, play.end(case, under_way))) == ["Granted", "GrantEnded"]
    assert play.system(case, play.end(case, before)) == []  # what was revoked before the grant came says nothing
    assert play.cases[case].stage is Stage.ENDING
    play.deliver(case)
    assert (play.cases[case].stage, play.cases[case].outcome) == (Stage.CLOSED, "ended")


def test_a_grant_that_was_no_longer_carried_out_needs_no_revoking_again(play: Play) -> None:
    """SO 2.3.2. A void receipt says that nothing was done."""
    case = play.open("privilege-elevation", "qian", system="ERP", privilege="p", purpose="x")
    play.asks(case, "kong", c.Approve())
    play.asks(case, "lin", c.Approve())
    duty = next(d for d in play.cases[case].owed if d.kind == "grant")
    play.asks(case, "qian", c.Withdraw())
    assert play.system(case, c.Granted(event=duty.event, duty=duty.name, receipt="void: no longer wanted")) == []


@pytest.mark.parametrize("command", [c.Notified, c.Granted, c.Revoked, c.DutyFailed])
def test_the_end_of_a_duty_that_is_not_owed_says_nothing(play: Play, command: Any) -> None:
    """house:every-step-ends. An unknown duty, or one of another kind, changes nothing."""
    case = given(play)
    assert play.system(case, command(event=UUID(int=7), duty="grant")) == []
    play.until(at("2026-03-02 18:00"))
    owed = play.cases[case].owed
    revoke = next(d for d in owed if d.kind == "revoke")
    if command in (c.Notified, c.Granted):
        assert play.system(case, command(event=revoke.event, duty=revoke.name)) == []
    assert play.cases[case].owed == owed


def test_grants_have_ids_that_only_their_command_makes(play: Play) -> None:
    """SO 2.2.2. The same command decided again, because somebody was quicker, makes the same grant."""
    case = approved(play)
    command, before = play.new_id(), play.cases[case]
    ids: list[tuple[Grant, ...]] = []
    for _ in range(2):
        play.cases[case] = before
        play.held.clear()
        play.judge(case, "contract-loan", c.HandOut(), play.actor("tao"), command)
        ids.append(play.cases[case].grants)
    assert ids[0] == ids[1]


def test_a_longer_pack_needs_no_code(play: Play) -> None:
    """SO 2.2.2. Another organisation's pack lends for a month, by the same code."""
    plan = play.pack.plans["contract-loan"]
    assert isinstance(plan, RequestPlan)
    longer = replace(plan.grant, at_most=replace(plan.grant.at_most, span=span("1 month")))
    play.pack = replace(play.pack, plans={"contract-loan": replace(plan, grant=longer)})
    assert play.due(lent(play), "return") == at("2026-04-03 00:00")
