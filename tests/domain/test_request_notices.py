"""Notices of a request: by when what they speak of is due, and what follows one that reached nobody."""

from __future__ import annotations

from datetime import datetime

import pytest

from domain import requests
from domain.kernel import CaseId, Duty
from domain.requests import commands as c
from tests.domain.playing import Play, at


@pytest.fixture
def play() -> Play:
    return Play(now=at("2026-03-02 10:00"))  # a Monday


def loan(play: Play) -> CaseId:
    return play.open("contract-loan", "qian", contract="HT-1", purpose="x")


def lent(play: Play) -> CaseId:
    case = loan(play)
    play.asks(case, "lin", c.Approve())
    play.asks(case, "tao", c.HandOut())
    return case


def owed(play: Play, case: CaseId, about: str) -> Duty:
    return next(duty for duty in play.cases[case].owed if duty.about == about)


def due(play: Play, case: CaseId, about: str) -> datetime | None:
    return requests.due(play.cases[case], owed(play, case, about))


def fails(play: Play, case: CaseId, duty: Duty) -> None:
    play.system(case, c.DutyFailed(event=duty.event, duty=duty.name, reason="Unavailable"))


def test_whoever_is_asked_hears_by_when(play: Play) -> None:
    """SO 2.2.2, house:answer-time. The notice names the instant at which the step's own clock runs out."""
    case = loan(play)
    assert due(play, case, "decide") == play.due(case, "answer:1-0-0") == at("2026-03-04 00:00")


def test_whoever_must_say_more_hears_by_when(play: Play) -> None:
    """SO 2.2.2. A question is due when the requester's own clock says."""
    case = loan(play)
    play.asks(case, "lin", c.SendBack(question="which one?"))
    assert due(play, case, "sent_back") == play.due(case, "information")


def test_a_borrower_hears_until_when_and_since_when(play: Play) -> None:
    """SO 2.2.2, SO 4.2.1. Lent until an instant; overdue since the very same."""
    case = lent(play)
    until = play.due(case, "return")
    assert due(play, case, "lent") == until
    assert until is not None
    play.until(until)
    assert due(play, case, "bring_back") == due(play, case, "overdue") == until


def test_what_is_only_told_is_due_never(play: Play) -> None:
    """house:answer-time. Nobody has to do anything about a case that is closed."""
    case = loan(play)
    play.asks(case, "lin", c.Refuse(reason="no"))
    assert due(play, case, "closed_refused") is None


def test_the_fallback_hears_once_of_a_notice_that_reached_nobody(play: Play) -> None:
    """house:every-step-ends. A notice that failed for good is told of, to somebody else; that this failed too is told to nobody."""
    case = loan(play)
    fails(play, case, owed(play, case, "decide"))
    failed = owed(play, case, "notice_failed")
    assert (play.handles(play.told(case, failed)), failed.clause, failed.urgent) == (["bai"], "SO 2.2.2", False)
    fails(play, case, failed)
    assert not play.cases[case].owed


def test_an_alarm_that_reached_nobody_is_an_alarm(play: Play) -> None:
    """house:every-step-ends. It does not wait for the morning either."""
    play.takes_over("head-of-sales-back-office", "")
    for post in ("general-manager", "chairman", "compliance-officer"):
        play.takes_over(post, "")
    case = loan(play)
    fails(play, case, owed(play, case, "alarm"))
    assert owed(play, case, "notice_failed").urgent
