"""One story per request plan, from opening to closing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain import clocks
from domain.kernel import Refused
from domain.requests import commands as c
from domain.requests import events as e
from domain.requests.state import Stage
from tests.domain.playing import Play, at, kinds


def test_a_contract_is_borrowed_falls_overdue_and_comes_back() -> None:
    """A9 (SO 2.2.2, SO 4.2.1): head approves, archivist lends for 2 wd, overdue reminds the head and blocks, the check frees."""
    play = Play(now=at("2026-02-12 10:00"))
    loan = play.open("contract-loan", "qian", contract="HT-2026-001", purpose="check the delivery terms")
    assert [d.about for d in play.deliver(loan)] == ["decide"]
    play.asks(loan, "lin", c.Approve())
    assert play.cases[loan].stage is Stage.APPROVED
    play.now = at("2026-02-13 09:00")
    lent = play.asks(loan, "tao", c.HandOut())
    assert next(x for x in lent if isinstance(x, e.Lent)).until == at("2026-02-25 00:00")
    ran_out = play.until(at("2026-02-25 00:00"))
    assert [type(x) for x in ran_out][:2] == [clocks.RanOut, e.Reminded]
    overdue = next(d for d in play.cases[loan].owed if d.about == "overdue")
    assert (overdue.to, overdue.clause) == ("head of requester's department", "SO 4.2.1")
    with pytest.raises(Refused) as no:
        play.open("contract-loan", "qian", contract="HT-2026-002", purpose="another")
    assert no.value.clause == "house:overdue-blocks"
    play.now = at("2026-02-25 10:00")
    play.asks(loan, "qian", c.Return())
    play.asks(loan, "jiang-x", c.ConfirmCheck())
    assert (play.cases[loan].stage, play.cases[loan].outcome) == (Stage.CLOSED, "returned")
    assert not play.cases[loan].clocks
    play.open("contract-loan", "qian", contract="HT-2026-001", purpose="again")


def test_a_trade_secret_is_lent_to_the_authorised_only() -> None:
    """A8 (SO 2.1.2, house:head-approves): authorised persons only; the head approves; at most 3 wd, longer only with a reason."""
    play = Play(now=at("2026-03-02 10:00"))
    with pytest.raises(Refused) as no:
        play.open("trade-secret-loan", "qian", document="TS-1", purpose="x")
    assert no.value.clause == "SO 2.1.2"
    with pytest.raises(Refused) as longer:
        play.open("trade-secret-loan", "zhao-y", document="TS-1", purpose="x", duration="5 wd")
    assert (longer.value.key, longer.value.field) == ("longer_needs_reason", "fields.reason")
    case = play.open("trade-secret-loan", "zhao-y", document="TS-1", purpose="x", duration="5 wd", reason="an audit")
    play.asks(case, "lin", c.Approve())
    lent = play.asks(case, "tao", c.HandOut())
    assert next(x for x in lent if isinstance(x, e.Lent)).until == at("2026-03-10 00:00")
    play.asks(case, "tao", c.Return())
    play.asks(case, "tao", c.ConfirmCheck())
    assert play.cases[case].outcome == "returned"


@pytest.mark.parametrize("order", [("lin", "kong"), ("kong", "lin")])
def test_a_privilege_needs_two_different_people_and_ends_by_itself(order: tuple[str, str]) -> None:
    """A4 (SO 2.3.2): department head and IT both approve, in any order; time-boxed; ended only when the target confirms."""
    play = Play(now=at("2026-03-02 10:00"))
    case = play.open("privilege-elevation", "qian", system="ERP", privilege="price-admin", purpose="month end", duration="4 h")
    play.deliver(case)
    assert "GrantDecided" not in kinds(play.asks(case, order[0], c.Approve()))
    with pytest.raises(Refused) as twice:
        play.asks(case, order[0], c.Approve())
    assert twice.value.clause == "house:took-part"
    assert "GrantDecided" in kinds(play.asks(case, order[1], c.Approve()))
    play.deliver(case)
    assert play.cases[case].grants[0].confirmed
    assert "GrantEnded" in kinds(play.until(at("2026-03-02 14:00")))
    assert play.cases[case].stage is Stage.ENDING
    play.deliver(case)
    assert (play.cases[case].stage, play.cases[case].outcome) == (Stage.CLOSED, "ended")


def test_silence_goes_up_and_ends_in_the_declared_outcome() -> None:
    """house:one-rung-up, house:every-step-ends: reminder, one rung up, then refused, 15 minutes after nobody can be in time."""
    play = Play(now=at("2026-03-02 10:00"))
    loan = play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    happened = play.until(at("2026-03-10 00:00"))
    told = [kind for kind in kinds(happened) if kind in ("Reminded", "WentUp", "Refused", "Closed")]
    assert told == ["Reminded", "WentUp", "Reminded", "Refused", "Closed"]
    assert play.cases[loan].outcome == "refused"
    assert play.events[loan][-1].happened_at == at("2026-03-06 00:15")


def test_sent_back_holds_the_clock_and_amending_resumes_it() -> None:
    """A request sent back for information stands still; the answer clock keeps what was left."""
    play = Play(now=at("2026-03-02 10:00"))
    loan = play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    play.asks(loan, "lin", c.SendBack(question="which pages?"))
    assert [k.due for k in play.cases[loan].clocks.values() if k.name.startswith("answer")] == [None]
    play.now = at("2026-03-04 10:00")
    play.asks(loan, "qian", c.Amend(note="pages 3 to 9"))
    assert play.cases[loan].clocks["answer:1-0-0"].due == at("2026-03-06 00:00")
    assert "information" not in play.cases[loan].clocks


def test_an_extension_is_a_new_grant_in_the_same_case() -> None:
    """SO 2.2.2: more time is decided by the same people and follows the old term."""
    play = Play(now=at("2026-03-02 10:00"))
    loan = play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    play.asks(loan, "lin", c.Approve())
    play.asks(loan, "tao", c.HandOut())
    assert play.cases[loan].clocks["return"].due == at("2026-03-05 00:00")
    play.asks(loan, "qian", c.Extend(reason="not done"))
    play.asks(loan, "lin", c.Approve())
    assert play.cases[loan].clocks["return"].due == at("2026-03-07 00:00")
    assert len(play.cases[loan].grants) == 2


def test_a_material_change_voids_approvals_given() -> None:
    """house:what-was-shown: a changed contract number asks again."""
    play = Play(now=at("2026-03-02 10:00"))
    loan = play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    play.asks(loan, "lin", c.Approve())
    play.asks(loan, "qian", c.Amend(fields={"contract": "HT-2"}))
    assert (play.cases[loan].stage, play.cases[loan].round) == (Stage.ASKED, 2)
    with pytest.raises(Refused):
        play.asks(loan, "tao", c.HandOut())


def test_a_step_that_nobody_may_answer_any_more_goes_up_when_the_organisation_changes() -> None:
    """house:one-rung-up: a change of the organisation wakes open cases that name the post."""
    play = Play(now=at("2026-03-02 10:00"))
    loan = play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    assert not play.system(loan, c.LookAgain())
    lin = play.who("lin")
    play.org = replace(play.org, people={**play.org.people, lin: replace(play.org.people[lin], active=False)})
    assert "WentUp" in kinds(play.system(loan, c.LookAgain()))
    play.asks(loan, "gu", c.Approve())
    assert play.cases[loan].stage is Stage.APPROVED
