"""What must be found, dealt with, put right and taught before an incident is closed, and what comes after (C9, C10, C13)."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from domain.casework import events as casework
from domain.incidents import DECIDER
from domain.incidents.ending import events as e
from domain.incidents.ending.plan import EndingRules
from domain.kernel import SYSTEM, Refused
from tests.domain.ending import WHYS, Endings, whole
from tests.domain.playing import at, kinds, pack

NOW = at("2026-03-09 10:00")
FOUR = ("finds_the_cause", "nobody_is_at_fault", "a_measure_is_accepted", "somebody_is_taught")


def play() -> Endings:
    return Endings(now=NOW)


# --- contained ------------------------------------------------------------------------------------


def test_the_end_is_asked_for_once_everything_is_done() -> None:
    """MK 4.3.3, house:aftermath. Loss, cause, training and closing each have a clock of their own; nobody need have it any more."""
    game = play()
    case = game.incident()
    assert game.state(case).stage == "open"
    game.takes_it(case)
    asked = {task.name for task in game.state(case).tasks}
    assert (game.state(case).stage, asked) == ("aftermath", {"assess_loss", "find_cause", "record_training", "close"})
    assert set(game.state(case).clocks) == {f"answer:{name}" for name in asked}


def test_nobody_reports_the_situation_through_the_aftermath() -> None:
    """MK 4.3.2. How it stands is asked for again and again while something is done about it; then no more."""
    game = Endings(now=NOW, pack=pack())
    case = game.incident(harm="death")
    assert game.state(case).waits_for("situation_report") is not None
    game.takes_it(case)
    assert game.state(case).stage == "aftermath"
    assert game.state(case).waits_for("situation_report") is None


def test_the_evaluation_is_asked_for_where_the_plan_says() -> None:
    """CS 4.5.2. At red the response is evaluated, and the plan improved; at orange this plan asks nobody."""
    game = play()
    case = game.contained("death")
    assert "evaluate_response" in {task.name for task in game.state(case).tasks}
    game.first(case, "evaluate", text="Fast.", improvement="A second number to call.")
    assert game.state(case).ending.evaluated
    assert game.state(case).waits_for("evaluate_response") is None


def test_what_nobody_does_is_reminded_for_ever() -> None:
    """house:top-rung. An incident is never forgotten between its containment and its end."""
    game = play()
    game.contained("complaint")
    said = game.until(NOW + timedelta(days=90))
    assert {each.task for each in said if type(each).__name__ == "TopReminded"} == {"close"}


def test_a_graver_level_begins_it_again() -> None:
    """house:level-change. What it obliges to waits; closing does not."""
    game = play()
    case = game.contained("complaint")
    assert game.state(case).stage == "aftermath"
    game.first(case, "change_level", level="orange", reason="It spreads.")
    assert game.state(case).stage == "open"
    assert game.state(case).waits_for("close") is None
    assert game.can(case, "report_done")


# --- what is found --------------------------------------------------------------------------------


def test_a_cause_comes_after_as_many_whys_as_the_plan_wants() -> None:
    """SO 4.3.3."""
    game = play()
    case = game.contained()
    cause: dict[str, Any] = {"root_cause": "No alarm.", "cause_class": "technical"}
    who = game.can(case, "add_why")[0]
    for why, because in WHYS[:2]:
        game.does(case, who, "add_why", why=why, because=because)
    assert game.says_no(case, who, "find_cause", **cause) == ("MK 4.3.3", "too_few_whys")
    game.does(case, who, "add_why", why=WHYS[2][0], because=WHYS[2][1])
    assert game.says_no(case, who, "find_cause", root_cause="No alarm.", cause_class="magic") == ("MK 4.3.3", "wrong_type")
    game.does(case, who, "find_cause", **cause)
    assert (game.state(case).ending.cause, len(game.state(case).ending.whys)) == ("No alarm.", 3)


def test_the_loss_is_assessed_by_whom_the_plan_names() -> None:
    """MK 4.3.3. Finance says it, in whole yuan; nobody else does."""
    game = play()
    case = game.contained()
    assert game.says_no(case, "wu-l", "assess_loss", loss=1)[1] == "not_yours_to_end"
    finance = game.can(case, "assess_loss")
    assert game.says_no(case, finance[0], "assess_loss", loss=-1)[1] == "wrong_type"
    game.the_loss_is_known(case)
    assert game.state(case).ending.loss == 12_000


def test_nobody_finds_their_own_responsibility_or_takes_it_back() -> None:
    """MK 5.3.1, house:impartial."""
    game = play()
    case = game.contained()
    who = game.can(case, "find_responsibility")[0]
    me = game.who(who)
    assert game.says_no(case, who, "find_responsibility", person=me, part="doer") == ("house:impartial", "may_not_act")
    game.does(case, who, "find_responsibility", person=game.who("you"), part="manager", text="Did not look.")
    assert game.says_no(case, who, "nobody_at_fault", reason="None.")[1] == "somebody_is_named"
    game.does(case, who, "withdraw_responsibility", person=game.who("you"), reason="Was on leave.")
    game.does(case, who, "nobody_at_fault", reason="None.")


# --- four not-let-go ------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(FOUR)), ids=lambda order: "-".join(each[0] for each in order))
def test_nothing_closes_before_all_four_in_whatever_order_they_come(order: tuple[str, ...]) -> None:
    """MK 2.1.1. After each of them closing is tried, and refused with what is missing, until the last one is there."""
    game = play()
    case = game.contained()
    game.the_loss_is_known(case)
    for each in order:
        closer = game.can(case, "close")[0]
        assert game.says_no(case, closer, "close") == ("MK 2.1.1", "not_let_go")
        getattr(game, each)(case)
    game.first(case, "close", reason="All done.")
    assert (game.state(case).stage, game.state(case).outcome, game.state(case).clocks) == ("closed", "settled", {})


def test_a_light_level_wants_what_the_plan_says() -> None:
    """MK 2.1.1. At yellow this plan wants the cause and the measures, at blue nothing."""
    game = play()
    light, yellow = game.contained("complaint"), game.contained("material")
    game.first(light, "close")
    assert game.lacks(yellow) == ("cause", "measures")
    game.finds_the_cause(yellow)
    game.a_measure_is_accepted(yellow)
    game.first(yellow, "close")
    assert game.state(yellow).stage == "closed"


def test_what_was_asked_for_is_there_before_it_closes() -> None:
    """MK 4.3.3. With all four the loss still has to be assessed where the plan asks for it."""
    game = play()
    case = game.contained()
    for each in FOUR:
        getattr(game, each)(case)
    assert game.says_no(case, game.can(case, "close")[0], "close") == ("MK 4.3.3", "still_asked")
    assert game.says_no(case, game.can(case, "request_closing")[0], "request_closing")[1] == "still_asked"
    game.the_loss_is_known(case)
    game.first(case, "request_closing", note="All there.")
    game.first(case, "close")
    assert game.state(case).stage == "closed"


def test_obligations_come_first() -> None:
    """MK 4.3.2. Whoever closes while something is still to be done against the clock is told what."""
    game = play()
    case = game.incident()
    assert game.says_no(case, "shen", "close") in (("MK 4.3.1", "obligations_wait"), ("MK 4.3.3", "not_yours_to_end"))
    assert game.can(case, "close") == []


# --- somebody is at fault -------------------------------------------------------------------------


def test_whoever_is_responsible_is_dealt_with_to_the_end() -> None:
    """MK 2.1.1, MK 5.3.1. A named person's violation must be final; one that nobody decided has dealt with nobody."""
    game = play()
    case = game.contained()
    game.first(case, "find_responsibility", person=game.who("you"), part="doer", text="Left it open.")
    for each in ("finds_the_cause", "a_measure_is_accepted", "somebody_is_taught"):
        getattr(game, each)(case)
    assert game.lacks(case) == ("responsible",)
    game.first(case, "report_violation", subject=game.who("you"), breach="screen-unlocked", facts="Left it open.")
    game.deliver_all("open")
    violation = game.linked(case, "violation")
    assert game.lacks(case) == ("responsible",)
    game.does(case, SYSTEM, "fault_concluded", violation=violation, outcome="undecided")
    assert game.lacks(case) == ("responsible",)
    game.first(case, "report_violation", subject=game.who("you"), breach="screen-unlocked", facts="Once more.")
    game.deliver_all("open")
    game.does(case, SYSTEM, "fault_concluded", violation=game.linked(case, "violation"), outcome="decided")
    assert game.lacks(case) == ()


def test_everybody_responsible_is_taught() -> None:
    """SO 4.3.3. Teaching somebody else does not count for them."""
    game = play()
    case = game.contained()
    game.first(case, "find_responsibility", person=game.who("han"), part="manager")
    game.somebody_is_taught(case)
    assert "taught" in game.lacks(case)
    game.first(case, "record_training", person=game.who("han"))
    assert "taught" not in game.lacks(case)


def test_a_violation_tells_the_incident_when_it_is_over() -> None:
    """SO 5.2.2, MK 2.1.1. Only when no appeal is possible any more; nobody tells it but the violation itself."""
    game = play()
    case = game.contained("complaint")
    game.first(case, "report_violation", subject=game.who("you"), breach="screen-unlocked", facts="Left it open.")
    game.deliver_all("open")
    violation = game.linked(case, "violation")
    assert game.says_no(case, "shen", "fault_concluded", violation=violation, outcome="decided")[1] == "from_the_system"
    game.until(NOW + timedelta(days=90))
    game.deliver_all("tell")
    (fault,) = game.state(case).ending.faults
    assert fault.outcome == game.state(violation).outcome != ""


# --- measures -------------------------------------------------------------------------------------


def test_a_line_that_came_to_nothing_is_made_good_by_another() -> None:
    """MK 2.1.1, SO 5.3.1. A measure that nobody accepted is not in place, though another one is, until one took its place."""
    game = play()
    case = game.contained("material")
    game.finds_the_cause(case)
    game.first(case, "require_rectification", finding="First.", responsible=game.who("you"), criterion="It works.")
    game.deliver_all("open")
    first = game.linked(case, "rectification")
    game.a_measure_is_accepted(case)
    assert game.lacks(case) == ("measures",)
    game.does(case, SYSTEM, "measure_accepted", line=first, outcome="unaccepted")
    assert game.lacks(case) == ("measures",)
    game.a_measure_is_accepted(case)
    assert game.lacks(case) == ()


def test_what_could_not_be_opened_is_waited_for_by_nobody() -> None:
    """house:every-step-ends. A line that the ledger refused counts for nothing, and another is asked for."""
    game = play()
    case = game.contained("material")
    game.first(case, "require_rectification", finding="It.", responsible=game.who("you"), criterion="It works.")
    game.change("you", active=False)
    game.deliver_all("open")
    (line,) = game.state(case).ending.measures
    assert line.outcome == "not_opened"


# --- who closes, what comes after -----------------------------------------------------------------


def test_nobody_closes_what_they_took_up() -> None:
    """house:own-work. The commander and whoever acknowledged leave closing to another."""
    game = play()
    case = game.incident(harm="complaint")
    game.change("han", posts=("safety-officer", "compliance-officer"))
    game.does(case, "han", "acknowledge")
    assert "han" not in game.can(case, "close")
    assert game.says_no(case, "han", "close") == ("house:own-work", "may_not_act")


def test_a_closed_incident_is_reopened_with_a_reason() -> None:
    """house:level-change. A new ladder begins; what stood stays on record; it is closed once more in the same way."""
    game = play()
    case = game.contained("complaint")
    game.first(case, "close")
    who = game.can(case, "reopen")[0]
    assert game.says_no(case, who, "reopen", reason="")[1] == "missing_field"
    game.does(case, who, "reopen", reason="It came back.")
    assert (game.state(case).stage, game.state(case).outcome) == ("open", "")
    assert [task.name for task in game.state(case).tasks] == ["acknowledge"]
    game.takes_it(case)
    game.first(case, "close")
    assert game.state(case).outcome == "settled"
    assert len([mark for mark in game.state(case).trail if mark.what == "closed"]) == 2


def test_whoever_closed_it_may_reopen_it() -> None:
    """house:level-change. Also when closing had gone up to them, past whoever the plan asks, who had a part in it."""
    game = play()
    case = game.incident(harm="complaint")
    game.change("bai", posts=())
    game.change("han", posts=("safety-officer", "compliance-officer"))
    game.does(case, "han", "acknowledge")
    closer = game.can(case, "close")[0]
    game.does(case, closer, "close")
    assert closer not in {"han", "bai"}
    assert closer in game.can(case, "reopen")


def test_a_duplicate_is_closed_when_the_other_one_has_it() -> None:
    """house:duplicates. Both are linked, nothing is deleted, and the other goes on."""
    game = play()
    one, two = game.incident(), game.incident()
    game.does(two, "qian", "mark_duplicate", of=one, reason="The same outage.")
    assert game.state(two).stage == "open"
    game.deliver_all()
    assert (game.state(two).outcome, game.state(one).stage) == ("duplicate", "open")
    assert (game.state(two).linked("duplicate_of"), game.state(one).linked("duplicate")) == (one, two)


def test_of_two_that_name_each_other_one_stays_open() -> None:
    """house:duplicates. Whichever is told first refuses: what happened is told by one incident at least."""
    game = play()
    one, two = game.incident(), game.incident()
    game.does(two, "qian", "mark_duplicate", of=one, reason="The same.")
    game.does(one, "qian", "mark_duplicate", of=two, reason="The same.")
    game.deliver_all("tell")
    assert {game.state(one).stage, game.state(two).stage} == {"open", "closed"}
    left = one if game.state(one).stage == "open" else two
    assert game.says_no(left, "qian", "mark_duplicate", of=left, reason="Me.")[1] == "not_another_incident"


# --- exercises ------------------------------------------------------------------------------------


def test_an_exercise_runs_so_and_accuses_nobody() -> None:
    """CS 4.5.1, MK 2.1.2. Its lines say what they come of; of a violation there is none."""
    game = play()
    case = game.contained(exercise=True)
    finder = game.can(case, "require_rectification")[0]
    content: dict[str, Any] = {"subject": game.who("you"), "breach": "screen-unlocked", "facts": "Played."}
    assert game.says_no(case, finder, "report_violation", **content) == ("house:exercise", "only_an_exercise")
    assert game.can(case, "report_violation") == []
    game.the_loss_is_known(case)
    game.first(case, "find_responsibility", person=game.who("you"), part="doer")
    for each in ("finds_the_cause", "a_measure_is_accepted", "somebody_is_taught"):
        getattr(game, each)(case)
    assert "演练" in game.state(game.linked(case, "rectification")).fields["finding"]
    game.first(case, "close")
    assert game.state(case).outcome == "settled"


def test_a_plan_that_says_nothing_of_the_end_is_closed_by_another_who_responds() -> None:
    """house:own-work. Nobody is asked for anything, and nothing is wanted."""
    game = Endings(now=NOW, pack=whole(EndingRules()))
    case = game.contained("complaint")
    said = game.first(case, "close")
    assert "ClosingDecided" in kinds(said)
    assert any(isinstance(each, casework.Closed) for each in said)
    assert not any(isinstance(each, e.CauseFound) for each in said)


# --- a whole story --------------------------------------------------------------------------------


def test_a_story_to_the_end_with_fault_appeal_window_and_measure() -> None:
    """MK 2.1.1, MK 4.3.3, SO 5.2.2. An outage by somebody's fault: closed only once no appeal is possible and the measure is accepted."""
    game = play()
    case = game.contained("complaint")
    game.first(case, "change_level", level="yellow", reason="More than one customer.")
    game.finds_the_cause(case)
    game.first(case, "find_responsibility", person=game.who("qian"), part="doer", text="Sent it.")
    game.first(case, "report_violation", subject=game.who("qian"), breach="private-mailbox", facts="Sent it.")
    game.a_measure_is_accepted(case)
    violation = game.linked(case, "violation")
    investigator = game.can(violation, "hear")[0]
    game.does(violation, investigator, "hear")
    game.does(violation, "qian", "state", text="It was urgent.")
    game.does(violation, investigator, "submit_report", findings="It was sent.", proven="proven")
    decider = game.can(violation, "decide")[0]
    game.does(violation, decider, "decide", measure="written-warning", reason="First time.")
    game.does(violation, game.can(violation, "serve")[0], "serve", how="handed_over")
    game.does(violation, "qian", "confirm_receipt")
    game.deliver_all()
    assert game.state(case).ending.faults[0].outcome == "", "an appeal is still possible"
    assert not {game.state(case).ending.responsibilities[0].by} & {game.who(who) for who in game.can(violation, "decide")}
    game.until(game.now + timedelta(days=30))
    game.deliver_all()
    assert game.state(case).ending.faults[0].outcome == "decided"
    game.first(case, "close", reason="Dealt with.")
    assert (game.state(case).stage, {link.relation for link in game.state(case).links}) == ("closed", {"rectification", "violation"})


def test_whose_fault_it_was_held_to_be_is_not_told_to_everybody() -> None:
    """house:need-to-know. Incidents may be open to all; blame is told to those who work on it, and to whoever is named."""
    game = play()
    case = game.contained()
    game.first(case, "find_responsibility", person=game.who("you"), part="doer", text="Left it open.")
    hidden = {who: DECIDER.kind.withheld(game.state(case), game.events[case], game.who(who)) for who in ("you", "ibanez")}
    blamed = [each.version for each in game.events[case] if isinstance(each.event, e.ResponsibilityFound)]
    finder = game.state(case).ending.responsibilities[0].by
    assert DECIDER.kind.withheld(game.state(case), game.events[case], finder) == {}
    assert (hidden["you"], hidden["ibanez"]) == ({}, dict.fromkeys(blamed))


def test_whose_it_is_to_end_an_incident_stands_in_the_refusal() -> None:
    """SO 4.3.3. Who may not close it hears who may."""
    game = play()
    case = game.incident(harm="system-down")
    with pytest.raises(Refused, match="not_yours_to_end") as no:
        game.does(case, "hua", "close", reason="It is over.")
    assert no.value.words["who"] == "post compliance-officer"
