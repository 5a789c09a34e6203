"""The incident room: who commands, who helps, what is ticked off, reported and told (MK 4.3.2, SO 4.3.2, CS 4.5.2)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import organisation
from domain.casework.commands import LookAgain
from domain.incidents.room import events as e
from domain.incidents.room.state import Report
from domain.kernel import CaseId, Refused
from domain.policy import role
from domain.shapes import personal
from tests.domain.playing import at, kinds
from tests.domain.rooms import Rooms

NOW = at("2026-03-09 10:00")
PEOPLE = ("qian", "lin", "gu", "tang-sy", "shen", "bai")


@pytest.fixture
def play() -> Rooms:
    return Rooms(now=NOW)


def notices(play: Rooms, case: CaseId, about: str) -> list[str]:
    """Who is owed a notice of this, by handle."""
    owed = [duty for duty in play.cases[case].owed if duty.about == f"incident.{about}"]
    return [play.org.people[person].handle for duty in owed for person in play.told(case, duty)]


def on_duty(play: Rooms, case: CaseId) -> str:
    """Somebody acknowledges, and responds from then on."""
    first = play.can(case, "acknowledge")[0]
    play.does(case, first, "acknowledge")
    return first


# --- command --------------------------------------------------------------------------------------


def test_the_head_of_the_department_commands_from_the_opening_on(play: Rooms) -> None:
    """MK 4.3.2. One commander, the head of the department; they are told, and they are a party of the case."""
    case = play.incident(harm="death")
    assert play.commander(case) == "lin"
    assert notices(play, case, "command_given") == ["lin"]
    found = organisation.holders(play.org, role("commander"), play.cases[case].parties, play.now)
    assert play.handles(each.person for each in found) == ["lin"]


def test_an_empty_post_of_command_is_climbed(play: Rooms) -> None:
    """house:one-rung-up. No head: whoever is above commands, and an incident is never without a commander for that."""
    play.takes_over("head-of-sales-back-office", "")
    assert play.commander(play.incident(harm="death")) == "gu"


def test_command_is_taken_from_somebody_only_with_a_reason(play: Rooms) -> None:
    """house:command-handover. By who acknowledged or is above; both are told; what waits keeps its clocks."""
    case = play.incident(harm="death")
    clocks = {name: clock.due for name, clock in play.cases[case].clocks.items()}
    assert play.says_no(case, "gu", "take_command") == ("house:command-handover", "missing_field")
    assert play.says_no(case, "bai", "take_command", reason="I can.") == ("MK 4.3.2", "may_not_take_command")
    play.does(case, "gu", "take_command", reason="It is grave.")
    assert play.commander(case) == "gu"
    assert notices(play, case, "command_taken") == ["lin"]
    assert {name: clock.due for name, clock in play.cases[case].clocks.items() if name != "promise"} == clocks
    held = [(play.org.people[each.person].handle, each.until is None) for each in play.room(case).held if each.role == "commander"]
    assert held == [("lin", False), ("gu", True)]


def test_whoever_acknowledged_may_take_command(play: Rooms) -> None:
    """MK 4.3.2. Who has it may lead it, with a reason as long as somebody else does."""
    case = play.incident(harm="death")
    first = on_duty(play, case)
    play.does(case, first, "take_command", reason="I am on the spot.")
    assert play.commander(case) == first
    assert play.does(case, first, "take_command") == []


def test_command_is_handed_over_by_the_commander_to_somebody_who_works_here(play: Rooms) -> None:
    """house:command-handover. Not by others, not to who has left; whoever gets it is told."""
    case = play.incident(harm="death")
    play.change("sun", active=False)
    assert play.says_no(case, "gu", "hand_over_command", to=str(play.who("shen")))[1] == "not_the_commander"
    assert play.says_no(case, "lin", "hand_over_command", to=str(play.who_was("sun")))[1] == "unknown_person"
    play.does(case, "lin", "hand_over_command", to=str(play.who("shen")))
    assert play.commander(case) == "shen"
    assert "shen" in notices(play, case, "command_given")


def test_a_commander_who_left_is_succeeded_at_once(play: Rooms) -> None:
    """house:command-handover. Whom the plan names commands, if need be one rung up; they are told; nobody commands from outside."""
    case = play.incident(harm="death")
    play.change("lin", active=False)
    play.system(case, LookAgain())
    assert play.commander(case) == "gu"
    assert "gu" in notices(play, case, "command_given")
    assert play.system(case, LookAgain()) == []


# --- groups, experts, shifts ----------------------------------------------------------------------


def test_the_commander_fills_the_groups(play: Rooms) -> None:
    """MK 4.3.2. Technical, liaison, logistics and no others; who is in one responds, and it is told who was in it when."""
    case = play.incident(harm="death")
    sun = str(play.who("sun"))
    assert play.says_no(case, "qian", "assign_role", role="technical", person=sun)[1] == "not_the_commander"
    assert play.says_no(case, "lin", "assign_role", role="cooking", person=sun)[1] == "wrong_type"
    play.does(case, "lin", "assign_role", role="technical", person=sun)
    assert notices(play, case, "role_assigned") == ["sun"]
    assert "sun" in play.can(case, "change_level")
    play.now += timedelta(hours=1)
    play.does(case, "sun", "release_role", role="technical", person=sun)
    (held,) = [each for each in play.room(case).held if each.role == "group:technical"]
    assert (held.since, held.until) == (NOW, NOW + timedelta(hours=1))
    assert "sun" not in play.can(case, "change_level")


def test_experts_are_called_by_kind(play: Rooms) -> None:
    """MK 4.3.2. Some by the level itself, others when somebody who responds asks; only whom the plan names; told at once."""
    case = play.incident(harm="death")
    director = [play.org.people[each].handle for each in play.room(case).holding("expert:network")]
    assert notices(play, case, "expert_called") == director
    assert play.does(case, "qian", "call_expert", field="network") == []
    assert play.says_no(case, "qian", "call_expert", field="law", person=str(play.who("bai")))[1] == "no_such_expert"
    assert kinds(play.does(case, "qian", "call_expert", field="law")) == ["ExpertCalled"]
    assert "shen" in play.can(case, "report_situation")


def test_nobody_there_to_call_is_said(play: Rooms) -> None:
    """MK 4.3.2. An empty post is no expert: whoever calls must hear so."""
    play.takes_over("legal", "")
    case = play.incident(harm="system-down")
    assert play.says_no(case, "qian", "call_expert", field="law") == ("MK 4.3.2", "nobody_to_call")


def test_a_shift_is_handed_over_as_a_whole_but_for_command(play: Rooms) -> None:
    """house:command-handover. The acknowledgement and the groups change hands; the promise goes on; command goes by itself."""
    case = play.incident(harm="death")
    first = on_duty(play, case)
    play.does(case, "lin", "assign_role", role="liaison", person=str(play.who(first)))
    assert play.says_no(case, "qian", "hand_over_shift", to=str(play.who("wei")))[1] == "nothing_to_hand_over"
    play.does(case, first, "hand_over_shift", to=str(play.who("wei")), note="It is quiet.")
    found: Any = play.cases[case]
    assert found.acknowledged == play.who("wei")
    assert play.room(case).holding("group:liaison") == (play.who("wei"),)
    assert notices(play, case, "shift_handed_over") == ["wei"]
    assert (play.commander(case), "promise" in found.clocks) == ("lin", True)


# --- the checklist --------------------------------------------------------------------------------


def test_control_first_then_deal(play: Rooms) -> None:
    """MK 4.3.2, house:checklist. What comes after a required item waits for it; what comes before does not; twice is once."""
    case = play.incident(harm="death")
    assert play.says_no(case, "qian", "tick", item="deal") == ("MK 4.3.2", "item_ahead")
    assert play.says_no(case, "bai", "tick", item="control")[1] == "not_a_responder"
    assert play.says_no(case, "qian", "tick", item="cook")[1] == "no_such_item"
    play.does(case, "qian", "tick", item="control", note="The gate is shut.")
    play.does(case, "qian", "tick", item="deal")
    assert play.does(case, "lin", "tick", item="deal") == []
    tick = play.room(case).ticks["control"]
    assert (tick.by, tick.at, tick.note) == (play.who("qian"), NOW, "The gate is shut.")


def test_a_tick_is_taken_back_with_its_reason(play: Rooms) -> None:
    """house:checklist. The item is open again and the record keeps both; what waited for it is taken back first; it is no progress."""
    case = play.incident(harm="death")
    assert play.says_no(case, "qian", "untick", item="control", reason="x") == ("house:checklist", "not_ticked")
    for item in ("control", "deal"):
        play.does(case, "qian", "tick", item=item)
    assert play.says_no(case, "qian", "untick", item="control", reason="Not yet.") == ("MK 4.3.2", "item_behind")
    assert play.says_no(case, "bai", "untick", item="deal", reason="Not yet.")[1] == "not_a_responder"
    assert play.says_no(case, "qian", "untick", item="deal", reason=" ") == ("house:checklist", "missing_field")
    (said,) = play.does(case, "lin", "untick", item="deal", reason="That was the other gate.")
    assert isinstance(said, e.Unticked)
    assert (said.item, said.by, said.reason) == ("deal", play.who("lin"), "That was the other gate.")
    assert set(play.room(case).ticks) == {"control"}
    play.does(case, "qian", "untick", item="control", reason="It is open again.")
    assert play.says_no(case, "qian", "tick", item="deal") == ("MK 4.3.2", "item_ahead")


# --- situation reports ----------------------------------------------------------------------------


def test_a_situation_report_is_frozen_with_what_was_known(play: Rooms) -> None:
    """SO 4.3.2, house:situation-report. Level, obligations with their ends, roles, files at that instant; numbered; leaders are told."""
    case = play.incident(harm="death")
    play.until(NOW + timedelta(hours=2))
    (said, *_) = play.does(case, "qian", "report_situation", text="Under control.")
    assert isinstance(said, e.SituationReported)
    assert (said.number, said.known["level"]) == (1, "red")
    assert "isolate_scene" in said.known["missed"]
    assert datetime.fromisoformat(said.known["open"]["preliminary_report"]) == NOW + timedelta(hours=24)
    assert said.known["roles"]["commander"] == [play.who("lin")]
    assert notices(play, case, "situation_reported") == ["gu"]
    play.does(case, "lin", "change_level", level="blue", reason="Over.")
    play.does(case, "lin", "report_situation", text="Over.")
    first, second = play.room(case).reports
    assert (first.known["level"], second.known["level"], second.number) == ("red", "blue", 2)


def test_reports_are_asked_for_again_and_again_while_the_level_stands(play: Rooms) -> None:
    """house:situation-report. Every four hours of the commander; any responder's report serves; late ones go up; another level ends it."""
    case = play.incident(harm="death")
    assert play.due(case, "answer:situation_report") == NOW + timedelta(hours=4)
    play.until(NOW + timedelta(hours=1))
    play.does(case, "qian", "report_situation", text="Under control.")
    assert play.due(case, "answer:situation_report-2") == play.now + timedelta(hours=4)
    assert "WentUp" in kinds(play.until(NOW + timedelta(hours=5)))
    play.does(case, "lin", "change_level", level="orange", reason="Better.")
    assert not [task for task in play.cases[case].tasks if task.name == "situation_report"]  # type: ignore[attr-defined]


def test_a_report_that_nobody_writes_is_reminded_for_ever(play: Rooms) -> None:
    """house:top-rung. The ladder of a situation report has a top, and whoever stands there is reminded."""
    case = play.incident(harm="death")
    said = play.until(NOW + timedelta(days=3))
    assert len([each for each in said if type(each).__name__ == "TopReminded" and each.task == "situation_report"]) > 50
    assert case in play.cases


# --- informing ------------------------------------------------------------------------------------


def test_leaders_are_sent_a_notice_each_and_others_are_said_to_be_told(play: Rooms) -> None:
    """CS 4.5.2. Who was told what, by whom; leaders by a notice with its delivery, customers and authorities in words."""
    case = play.incident(harm="death")
    assert play.says_no(case, "lin", "inform", whom="neighbours", text="x")[1] == "wrong_type"
    assert play.says_no(case, "lin", "inform", whom="leaders") == ("CS 4.5.2", "missing_field")
    assert play.says_no(case, "lin", "inform", whom="customers", template="customers-leak") == ("CS 4.5.2", "missing_field")
    assert play.says_no(case, "lin", "inform", whom="authorities", template="customers-leak", recipient="x")[1] == "wrong_type"
    play.does(case, "lin", "inform", whom="leaders", text="It is grave.")
    assert notices(play, case, "informed") == ["gu"]
    play.does(case, "lin", "inform", whom="customers", template="customers-leak", recipient="Mr Meng, 1 Long Street")
    told = play.room(case).informed
    assert [(each.whom, each.template, len(each.to)) for each in told] == [("leaders", "", 1), ("customers", "customers-leak", 0)]


def test_whom_we_told_outside_is_sealed_under_a_key_of_theirs() -> None:
    """house:outsiders. Not under the writer's: theirs can be erased, and what was said stays."""
    content = {"whom": "customers", "text": "We are sorry.", "recipient": "Mr Meng, 1 Long Street"}
    assert set(personal("incident", "inform", content, None)) == {(("text",), "by"), (("recipient",), "outsiders")}


# --- at any time ----------------------------------------------------------------------------------

ACTS = st.sampled_from(("take_command", "hand_over_command", "hand_over_shift", "report_situation", "change_level"))
STEPS = st.lists(st.tuples(ACTS, st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.integers(0, 180)), max_size=12)


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_one_commander_at_any_time_and_reports_never_change(steps: list[tuple[str, str, str, int]]) -> None:
    """MK 4.3.2, house:situation-report. Whatever is asked by whomever: exactly one commands, and what was reported stays as it was."""
    play = Rooms(now=NOW)
    case = play.incident(harm="death")
    on_duty(play, case)
    reports: tuple[Report, ...] = ()
    for act, by, to, minutes in steps:
        play.until(play.now + timedelta(minutes=minutes))
        try:
            play.does(case, by, act, **_content(play, act, to))
        except Refused:
            continue
        assert len(play.room(case).holding("commander")) == 1
        assert play.room(case).holding("commander") == (play.cases[case].parties["commander"],)
        assert play.room(case).reports[: len(reports)] == reports
        reports = play.room(case).reports


def _content(play: Rooms, act: str, to: str) -> dict[str, Any]:
    match act:
        case "take_command":
            return {"reason": "It is grave."}
        case "hand_over_command" | "hand_over_shift":
            return {"to": str(play.who(to))}
        case "report_situation":
            return {"text": "Under control."}
        case _:
            return {"level": "orange" if to < "m" else "red", "reason": "Now."}
