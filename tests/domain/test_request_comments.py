"""house:comments. Whoever asked and whoever is asked now may say something; it decides nothing, and the other side hears of it."""

from __future__ import annotations

import pytest

from domain.kernel import CaseId
from domain.requests import commands as c
from tests.domain.playing import Play, at, kinds


@pytest.fixture
def play() -> Play:
    return Play(now=at("2026-03-02 10:00"))


def loan(play: Play) -> CaseId:
    return play.open("contract-loan", "qian", contract="HT-1", purpose="x")


def heard(play: Play, case: CaseId) -> list[list[str]]:
    """Who is told of comments."""
    return [play.handles(play.told(case, duty)) for duty in play.cases[case].owed if duty.about == "commented"]


@pytest.mark.parametrize(("who", "told"), [("qian", [["lin"]]), ("lin", [["qian"]])])
def test_the_other_side_is_told_and_nothing_is_decided(play: Play, who: str, told: list[list[str]]) -> None:
    """house:comments. What the requester says goes to whoever is asked, what these say to the requester; the clocks run on."""
    case = loan(play)
    before = play.cases[case]
    assert kinds(play.asks(case, who, c.Comment(text="a word"))) == ["Commented"]
    assert heard(play, case) == told
    assert (play.cases[case].stage, play.cases[case].clocks, play.cases[case].slots) == (before.stage, before.clocks, before.slots)
    assert who in play.can(case, "comment")


def test_whoever_has_nothing_to_do_with_it_does_not_comment(play: Play) -> None:
    """house:comments. Neither a colleague nor the archivist before anything is to be handed out."""
    case = loan(play)
    for other in ("sun", "tao"):
        assert play.refuses(case, other, c.Comment(text="a word")) == ("house:comments", "only_concerned")


def test_a_comment_says_something_and_not_after_the_end(play: Play) -> None:
    """house:comments. A blank one is refused, and so is one to a closed case."""
    case = loan(play)
    assert play.refuses(case, "qian", c.Comment(text=" ")) == ("house:comments", "missing_field")
    play.asks(case, "lin", c.Refuse(reason="no"))
    assert play.refuses(case, "qian", c.Comment(text="but")) == ("house:comments", "cannot_comment")
