"""A violation from its opening to its end, as stories (policy catalogue E)."""

from __future__ import annotations

from domain.kernel import SYSTEM
from tests.domain.playing import at, kinds
from tests.domain.violating import violating


def test_the_story_of_a_violation_without_an_appeal() -> None:
    """SO 5.2.1, SO 5.2.2, house:heard, house:served. Investigated, heard, decided, served, final, published, over, closed."""
    play = violating()
    case = play.violation()
    assert play.of(case).stage == "investigating"
    assert play.can(case, "submit_report") == ["lin"]
    assert play.due(case, "answer:investigate") == at("2026-03-06 00:00")

    play.does(case, "lin", "hear")
    assert play.can(case, "state") == ["qian"]
    play.does(case, "qian", "state", text="It was urgent.")
    play.until(at("2026-03-04 10:00"))
    play.does(case, "lin", "submit_report", findings="It was sent.", proven="proven")
    assert play.can(case, "decide") == ["lin"]

    play.does(case, "lin", "decide", measure="permissions-suspended", reason="It is the first time.")
    assert play.can(case, "serve") == ["qi"]
    play.does(case, "qi", "serve", how="handed_over")
    play.until(at("2026-03-05 09:00"))
    said = play.does(case, "qian", "confirm_receipt")
    assert kinds(said) == ["Stopped", "Served", "Armed", "TookEffect", "PointsGiven", "Armed"]
    assert (play.due(case, "appeal"), play.due(case, "measure")) == (at("2026-03-10 00:00"), at("2026-04-06 00:00"))
    assert (play.blocks(), play.of(case).points) == (1, 8)

    play.until(at("2026-03-10 00:00"))
    assert play.of(case).stage == "window", "a timely appeal may still arrive"
    said = play.until(at("2026-03-10 00:15"))
    assert kinds(said) == ["RanOut", "Final", "Published"]
    assert play.of(case).stage == "final"

    play.deliver_all()
    play.until(at("2026-04-06 00:00"))
    assert play.blocks() == 0
    assert play.of(case).stage == "final", "the end must be carried to the target"
    play.deliver_all()
    assert (play.of(case).stage, play.of(case).outcome) == ("closed", "decided")


def test_the_story_of_an_appeal_that_changes_the_decision() -> None:
    """SO 5.2.3. One append holds filing, stay, held clock and lifted block; the review's own case is opened; what it says replaces."""
    play = violating()
    case = play.violation()
    play.served(case)
    play.deliver_all()
    play.until(at("2026-03-04 23:59"))
    said = play.does(case, "qian", "appeal", grounds="I was told to.")
    assert kinds(said) == ["Stopped", "Appealed", "Stayed", "Held", "Lifted", "PointsTakenBack"]
    assert (play.blocks(), play.of(case).points, play.due(case, "measure")) == (0, 0, None)

    play.deliver_all()
    review = play.linked(case, "appeal")
    assert play.cases[review].plan == "appeal-review"
    play.does(case, SYSTEM, "appeal_concluded", outcome="changed", measure="spoken-warning", reason="It is enough.")
    assert (play.blocks(), play.of(case).points) == (0, 6)
    assert "measure" not in play.of(case).clocks
    play.confirmed(case)
    assert play.of(case).stage == "final"
    play.deliver_all("grant", "revoke")
    assert (play.of(case).stage, play.of(case).outcome) == ("closed", "changed")


def test_the_story_of_a_slight_violation() -> None:
    """SO 5.2.2, house:heard. Level 3: the direct superior hears and decides on the spot, without a report."""
    play = violating()
    case = play.violation("screen-unlocked", by="qi")
    assert play.can(case, "record_statement") == ["lin"]
    assert play.says_no(case, "lin", "decide", measure="spoken-warning", reason="x") == ("house:heard", "not_heard")
    play.does(case, "lin", "record_statement", text="I forgot.")
    assert play.can(case, "decide") == ["lin"]
    play.does(case, "lin", "decide", measure="spoken-warning", reason="It happens.")
    play.confirmed(case)
    play.deliver_all("grant")
    play.until(at("2026-03-05 01:00"))
    assert (play.of(case).stage, play.of(case).outcome) == ("closed", "decided")
