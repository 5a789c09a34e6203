"""The way of a request as a picture."""

from __future__ import annotations

from typing import Any

import pytest

from domain import requests
from domain.kernel import CaseId
from domain.rail import Station
from domain.requests import commands as c
from tests.domain.playing import Play, at


@pytest.fixture
def play() -> Play:
    return Play(now=at("2026-03-02 10:00"))


def loan(play: Play, by: str = "qian") -> CaseId:
    return play.open("contract-loan", by, contract="HT-1", purpose="x")


def rail(play: Play, case: CaseId, branch: str = "") -> dict[str, Station]:
    found = requests.rail(play.cases[case], play.rules(play.cases[case].plan), play.now)
    return {station.key: station for station in found if station.branch == branch}


def states(play: Play, case: CaseId, branch: str = "") -> dict[str, str]:
    return {key: station.state for key, station in rail(play, case, branch).items()}


def said(play: Play, station: Station) -> tuple[Any, ...]:
    return play.handles(holder.person for holder in station.who), station.when, station.due


def test_a_loan_is_drawn_from_asking_to_closing(play: Play) -> None:
    """SO 2.2.2. A story: each station is next, then now, then done with who and when."""
    case, start = loan(play), play.now
    assert states(play, case) == {"asked": "done", "1-0-0": "now", "collect": "next", "return": "next", "check": "next", "closed": "next"}
    assert said(play, rail(play, case)["asked"]) == (["qian"], start, None)
    assert said(play, rail(play, case)["1-0-0"]) == (["lin"], None, at("2026-03-04 00:00"))
    play.asks(case, "lin", c.Approve())
    assert said(play, rail(play, case)["1-0-0"]) == (["lin"], start, None)
    assert said(play, rail(play, case)["collect"]) == (["tao", "jiang-x"], None, at("2026-03-06 00:00"))
    play.asks(case, "tao", c.HandOut())
    assert said(play, rail(play, case)["collect"]) == (["tao"], start, None)
    assert said(play, rail(play, case)["return"]) == (["qian"], None, at("2026-03-05 00:00"))
    play.asks(case, "qian", c.Return())
    assert (rail(play, case)["check"].state, rail(play, case)["return"].when) == ("now", start)
    play.asks(case, "tao", c.ConfirmCheck(complete=False, note="a page is missing"))
    assert set(states(play, case).values()) == {"done"}
    assert (rail(play, case)["check"].outcome, rail(play, case)["closed"].outcome) == ("incomplete", "incomplete")


def test_what_a_refusal_leaves_out_is_skipped(play: Play) -> None:
    """house:reason. Who refused stands there; what would have followed is passed over."""
    case = loan(play)
    play.asks(case, "lin", c.Refuse(reason="no"))
    found = rail(play, case)
    assert [station.state for station in found.values()] == ["done", "done", "skipped", "skipped", "skipped", "done"]
    assert (found["1-0-0"].outcome, found["closed"].outcome) == ("refused", "refused")


def test_a_question_holds_the_step(play: Play) -> None:
    """house:answer-time. The step is held, and the requester is asked in its place, by their own time."""
    case = loan(play)
    play.asks(case, "lin", c.SendBack(question="why?"))
    found = rail(play, case)
    assert (found["1-0-0"].state, found["1-0-0"].note, found["1-0-0"].due) == ("held", "sent_back", None)
    assert (found["information-1"].state, said(play, found["information-1"])[0]) == ("now", ["qian"])
    assert found["information-1"].due == at("2026-03-06 00:00")
    play.asks(case, "qian", c.Amend(note="so"))
    assert "information-1" not in rail(play, case)


def test_steps_side_by_side_and_added_ones(play: Play) -> None:
    """SO 2.3.2. Both sides at once; who was added stands beside them; what was voided is asked again from the beginning."""
    case = play.open("privilege-elevation", "qian", system="ERP", privilege="admin", purpose="x")
    play.asks(case, "lin", c.AddApprover(person=play.who("shen")))
    play.asks(case, "lin", c.Approve())
    assert list(states(play, case).items())[1:4] == [("1-0-0", "done"), ("1-0-1", "now"), ("1-0-2", "now")]
    play.asks(case, "qian", c.Amend(fields={"system": "CRM"}))
    assert list(states(play, case).items())[1:3] == [("2-0-0", "now"), ("2-0-1", "now")]


def test_a_privilege_is_in_force_until_it_is_taken_back(play: Play) -> None:
    """SO 2.3.2, house:time-boxed. It counts as ended only when the target says so."""
    case = play.open("privilege-elevation", "qian", system="ERP", privilege="admin", purpose="x")
    play.asks(case, "lin", c.Approve())
    play.asks(case, "kong", c.Approve())
    assert (rail(play, case)["granted"].state, rail(play, case)["granted"].note) == ("now", "unconfirmed")
    play.deliver(case)
    assert (rail(play, case)["granted"].note, rail(play, case)["granted"].due) == ("", at("2026-03-02 18:00"))
    play.until(at("2026-03-02 19:00"))
    assert (rail(play, case)["granted"].state, rail(play, case)["revoked"].state) == ("done", "now")
    play.deliver(case)
    assert set(states(play, case).values()) == {"done"}


def test_more_time_is_a_branch(play: Play) -> None:
    """SO 2.1.2. A wish for more time stands beside the way, with its own answers; the way itself stands still meanwhile."""
    case = loan(play)
    play.asks(case, "lin", c.Approve())
    play.asks(case, "tao", c.HandOut())
    before = states(play, case)
    play.asks(case, "qian", c.Extend(reason="not done"))
    assert states(play, case) == before
    assert states(play, case, "extension-2") == {"extension-2": "done", "2-0-0": "now", "extended-2": "next"}
    play.asks(case, "lin", c.Approve())
    assert set(states(play, case, "extension-2").values()) == {"done"}
    play.asks(case, "qian", c.Extend(reason="still not"))
    play.asks(case, "lin", c.Refuse(reason="enough"))
    third = rail(play, case, "extension-3")
    assert [(each.state, each.outcome) for each in third.values()] == [("done", ""), ("done", "refused"), ("skipped", "refused")]
    assert set(states(play, case, "extension-2").values()) == {"done"}


def test_an_overdue_loan_says_so(play: Play) -> None:
    """SO 4.2.1."""
    case = loan(play)
    play.asks(case, "lin", c.Approve())
    play.asks(case, "tao", c.HandOut())
    play.until(at("2026-03-05 10:00"))
    assert (rail(play, case)["return"].state, rail(play, case)["return"].note) == ("now", "overdue")
