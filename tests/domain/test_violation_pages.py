"""What pages ask of a violation: what would come of opening one, its way as a picture, whose things they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.kernel import SYSTEM, CaseId
from domain.violations import DECIDER, PROOFS
from tests.domain.playing import at
from tests.domain.violating import FACTS, Violating, violating


def test_what_would_come_of_opening_one() -> None:
    """SO 5.2.2, house:form. Whoever may open it sees who would lead and until when; who may not, and a form with holes, is told why."""
    play = violating()
    whole = {"subject": play.who("qian"), "breach": "private-mailbox", "facts": FACTS}
    [asking] = preview(play, "lin", whole).steps
    assert (asking.step, play.handles(h.person for h in asking.who), asking.due) == ("investigate", ["lin"], at("2026-03-06 00:00"))
    slight = preview(play, "qi", {**whole, "breach": "screen-unlocked"}).steps
    assert [each.step for each in slight] == ["hear-slight"]
    assert [no.key for no in preview(play, "zhao-y", whole).refusals] == ["may_not_open"]
    assert {no.field for no in preview(play, "lin", {}).refusals} == {"fields.subject", "fields.breach", "fields.facts"}


def preview(play: Violating, who: str, fields: dict[str, Any]) -> Any:
    return DECIDER.preview(play.rules("violation"), play.who(who), fields, play.now)


def test_its_way_as_a_picture() -> None:
    """SO 5.2.2, SO 5.2.3. From the investigation to the end; the time to appeal runs on it, a review is a station of its own."""
    play = violating()
    case = play.violation()
    assert way(play, case) == {"opened": "done", "investigate": "now", "heard": "next", "decide": "next", "serve": "next"} | LAST
    play.decided(case)
    assert way(play, case)["serve"] == "now"
    play.confirmed(case)
    assert (way(play, case)["serve"], way(play, case)["appeal"]) == ("done", "now")
    play.does(case, "qian", "appeal", grounds="No.")
    assert "review" in way(play, case)
    slight = play.violation("screen-unlocked")
    assert next(iter(list(way(play, slight))[1:])) == "hear"


LAST = {"appeal": "next", "final": "next", "closed": "next"}


def test_the_appeal_stands_in_the_picture_while_it_runs() -> None:
    """SO 5.2.3. Once appealed the time to appeal is over, and it is the review that goes on, elsewhere."""
    play = violating()
    case = play.violation()
    play.served(case)
    assert (way(play, case)["appeal"], "review" in way(play, case)) == ("now", False)
    play.does(case, "qian", "appeal", grounds="No.")
    assert (way(play, case)["appeal"], way(play, case)["review"]) == ("done", "now")
    play.does(case, SYSTEM, "appeal_concluded", outcome="annulled")
    assert (way(play, case)["review"], way(play, case)["serve"]) == ("done", "now")


def way(play: Violating, case: CaseId) -> dict[str, str]:
    stations = DECIDER.rail(play.of(case), play.rules(play.of(case).plan), play.now)
    return {station.title: station.state for station in stations}


def test_each_task_has_a_deed_that_proves_whose_it_is() -> None:
    """house:every-step-ends. Nobody is shown a task that they could do nothing about."""
    play = violating()
    for breach in ("private-mailbox", "screen-unlocked"):
        case = play.violation(breach)
        while play.of(case).tasks:
            for task in play.of(case).tasks:
                assert any(play.can(case, command) for command in PROOFS[task.name]), task
            play.until(min(clock.due for clock in play.of(case).clocks.values() if clock.due is not None))


def test_a_measure_in_a_plan_without_any_that_suspends_asks_for_no_claim() -> None:
    """SO 5.2.1. What is not relied on is not read."""
    play = violating()
    case = play.violation()
    rules = play.rules("violation")
    measures = {name: replace(each, suspends=False) for name, each in rules.plan.measures.items()}
    plain = replace(rules, plan=replace(rules.plan, measures=measures))
    asked: Any = None
    assert DECIDER.claims(play.of(case), asked, plain) == ()
    assert [key.klass for key in DECIDER.claims(play.of(case), asked, rules)] == ["person"]
