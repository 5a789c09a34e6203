"""The plans of the default pack, each at each level: what the facts make of it, who must do what by when, and by which clause."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from domain import shapes
from domain.controls.plan import ControlPlan
from domain.incidents import events as e
from domain.incidents.plan import IncidentPlan
from domain.kernel import CaseId
from domain.organisation import Shift
from packs import read
from tests.domain.incidents import Incidents
from tests.domain.playing import at, pack

NOW = at("2026-03-09 10:00")
DAY = 24 * 60
PLANS = {name: plan for name, plan in pack().plans.items() if isinstance(plan, IncidentPlan)}


@dataclass(frozen=True, kw_only=True)
class Told:
    """One incident as somebody of the sales back-office reports it, and what must come of it: minutes, who must do it, the clause."""

    plan: str
    facts: dict[str, Any]
    level: str
    obliged: dict[str, tuple[int, str, str]] = field(default_factory=dict)


SO, MK, CS = "SO 4.3.1", "MK 4.2.3", "CS 3.3"
READY = {"hotline": (30, "han", MK), "specialists": (30, "kong", MK), "legal_answers": (30, "shen", MK)}
LEAKED = {
    "start_plan": (120, "lin", "MK 2.3.3"),
    "close_hole": (48 * 60, "kong", "MK 2.3.3"),
    "support_regulators": (72 * 60, "shen", "MK 2.3.3"),
}
STORIES = [
    Told(
        plan="incident-three-level",
        facts={"kind": "leak"},
        level="level-1",
        obliged={
            "isolate": (30, "kong", SO),
            "tell_management": (120, "kong", SO),
            "statement": (DAY, "shen", SO),
            "secure_evidence": (240, "kong", "SO 4.3.2"),
        },
    ),
    Told(
        plan="incident-three-level",
        facts={"kind": "wrong-recipient", "customers": 2},
        level="level-2",
        obliged={"recall": (30, "qian", SO), "ask_deletion": (120, "qian", SO), "apologise": (DAY, "lin", SO)},
    ),
    Told(plan="incident-three-level", facts={"kind": "internal-mistake"}, level="level-2"),
    Told(
        plan="incident-three-level",
        facts={"kind": "minor"},
        level="level-3",
        obliged={"put_right": (30, "qian", SO), "observation_sheet": (DAY, "lin", SO)},
    ),
    Told(
        plan="incident-four-colour",
        facts={"harm": "death"},
        level="red",
        obliged={"isolate_scene": (120, "kong", "MK 4.3.2"), "preliminary_report": (DAY, "han", "MK 4.3.2"), **READY},
    ),
    Told(
        plan="incident-four-colour",
        facts={"harm": "system-down", "data_lost": "lost"},
        level="orange",
        obliged={"isolate_scene": (240, "kong", "MK 4.3.2"), "restore": (72 * 60, "kong", MK), **READY},
    ),
    Told(plan="incident-four-colour", facts={"harm": "one-customer"}, level="yellow"),
    Told(plan="incident-four-colour", facts={"harm": "complaint"}, level="blue"),
    Told(
        plan="incident-event-site",
        facts={"kind": "major", "place": "Hall 3"},
        level="major",
        obliged={"evacuate": (30, "yang-q", "MK 3.2.1"), "police": (30, "yang-q", "MK 3.2.1")},
    ),
    Told(
        plan="incident-event-site",
        facts={"kind": "crowding", "place": "Hall 3"},
        level="crowding",
        obliged={"one_way": (30, "yang-q", "MK 3.2.1")},
    ),
    Told(
        plan="incident-event-site",
        facts={"kind": "equipment", "place": "Hall 3"},
        level="small",
        obliged={"put_right": (120, "yang-q", "MK 3.2.1")},
    ),
    Told(plan="incident-leak", facts={}, level="leak", obliged=LEAKED),
    Told(plan="incident-leak", facts={"customers": 3}, level="leak", obliged={**LEAKED, "tell_customers": (72 * 60, "lin", "MK 2.3.3")}),
    Told(
        plan="incident-leak-customer-information",
        facts={},
        level="leak",
        obliged={
            "start_plan": (30, "xie", "CS 4.5.2"),
            "tell_leaders": (120, "xie", "CS 4.5.2"),
            "tell_authorities": (72 * 60, "shen", "CS 4.5.2"),
        },
    ),
    Told(
        plan="incident-system-fault",
        facts={"since": "09:40", "extent": "Order entry"},
        level="ordinary",
        obliged={"mend": (480, "kong", CS)},
    ),
    Told(
        plan="incident-system-fault",
        facts={"since": "09:40", "extent": "All", "difficulty": "hard", "customers_hit": "hit"},
        level="hard",
        obliged={"diagnosis": (240, "kong", CS), "mend": (DAY, "kong", CS), "stop_gap": (30, "kong", CS)},
    ),
    Told(
        plan="incident-virus",
        facts={},
        level="virus",
        obliged={"disconnect": (30, "qian", "SO 2.3.1"), "scan": (240, "kong", "SO 2.3.1")},
    ),
    Told(plan="incident-suspicious-mail", facts={}, level="mail", obliged={"screenshot": (30, "qian", "SO 4.3.2")}),
    Told(
        plan="hazard-intake",
        facts={"kind": "possible-leak", "area": "sales"},
        level="possible-leak",
        obliged={"take_up": (240, "wei-h", "TF 4.2"), "pass_on": (30, "lin", "CC 3.2")},
    ),
    Told(plan="hazard-intake", facts={"kind": "hazard"}, level="hazard", obliged={"take_up": (DAY, "wei-h", "TF 4.2")}),
]


def named(told: Told) -> str:
    return "-".join((told.plan, told.level, *(str(value) for value in told.facts.values())))


def opened(told: Told) -> tuple[Incidents, CaseId]:
    play = Incidents(now=NOW)
    return play, play.opens(told.plan, "qian", {"what": "It happened.", **told.facts})


def of(play: Incidents, case: CaseId) -> Any:
    return play.cases[case]


def waiting(play: Incidents, case: CaseId) -> dict[str, tuple[int, str, str]]:
    """Each obligation with its minutes, whoever of those that may do it is named in the story, and its clause."""
    return {
        task.name: (int((play.due(case, f"answer:{task.id}") - NOW).total_seconds() // 60), task.role, task.clause)  # type: ignore[operator]
        for task in of(play, case).tasks
        if task.name in of(play, case).begun
    }


# --- stories ------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", STORIES, ids=named)
def test_what_each_level_obliges_to_and_by_when(told: Told) -> None:
    """SO 4.3.1, SO 4.3.2, MK 4.3.1, MK 4.3.2, MK 3.2.1, MK 2.3.3, CS 4.5.2, CS 3.3, SO 2.3.1, TF 4.2, CC 3.2 (C1 to C5, C11, C14, C15).

    The facts make the level; its obligations, and no others, begin at once, each with the minutes and the clause of the text.
    """
    play, case = opened(told)
    assert play.level(case) == told.level
    found = waiting(play, case)
    assert {name: (minutes, clause) for name, (minutes, _, clause) in found.items()} == {
        name: (minutes, clause) for name, (minutes, _, clause) in told.obliged.items()
    }


@pytest.mark.parametrize("told", STORIES, ids=named)
def test_each_obligation_is_done_by_whom_it_is_asked_of_and_the_incident_is_contained(told: Told) -> None:
    """SO 4.3.2, MK 4.3.2, house:ladder. Its owner does it, in time; when all is done, and somebody had it, no clock runs on."""
    play, case = opened(told)
    play.does(case, play.can(case, "acknowledge")[0], "acknowledge")
    for name, (_, owner, _) in told.obliged.items():
        proof: dict[str, Any] = {"evidence": evidence(play, case, owner)} if proves(told, name) else {}
        said = play.does(case, owner, "report_done", obligation=name, **proof)
        assert [(each.obligation, each.late) for each in said if isinstance(each, e.Met)] == [(name, False)]
    if told.plan == "incident-suspicious-mail":
        play.does(case, "qian", "report_done", obligation="delete_mail")
    assert of(play, case).stage == "aftermath"
    assert not of(play, case).missed


@pytest.mark.parametrize("told", [each for each in STORIES if each.obliged], ids=named)
def test_each_obligation_that_nobody_does_is_missed_when_it_is_due_and_goes_up(told: Told) -> None:
    """house:one-rung-up, MK 4.3.2 (C8). Written down at its due instant, once; somebody above may do it from then on."""
    play, case = opened(told)
    missed = {}
    for minutes in sorted({minutes for minutes, _, _ in told.obliged.values()}):
        play.until(NOW + timedelta(minutes=minutes) - timedelta(seconds=1))
        before = set(of(play, case).missed)
        play.until(NOW + timedelta(minutes=minutes))
        missed.update(dict.fromkeys(set(of(play, case).missed) - before, minutes))
    assert missed == {name: minutes for name, (minutes, _, _) in told.obliged.items()}
    climbed = {task.name: task.climbed for task in of(play, case).tasks}
    assert all(climbed[name] >= 1 for name in told.obliged)


def test_every_plan_and_level_has_its_story() -> None:
    """house:incident-times. A level that is added to the pack wants a story here."""
    told = {(each.plan, each.level) for each in STORIES}
    assert told == {(name, level) for name, plan in PLANS.items() for level in plan.levels}


def proves(told: Told, name: str) -> bool:
    return bool(PLANS[told.plan].levels[told.level].obligations[name].evidence)


def evidence(play: Incidents, case: CaseId, by: str) -> str:
    """A file of the case."""
    digest = f"{play.count:064x}"
    play.does(case, by, "add_evidence", sha256=digest, name="screen.png", media="image/png", size=10)
    return digest


# --- clause by clause ---------------------------------------------------------------------------


def test_reports_go_by_level_and_climb() -> None:
    """SO 4.3.2 (C1, C8). Level 1 to the IT director, level 2 to the head of department, level 3 to the direct superior; step by step."""
    for kind, first, then in (("leak", "kong", "gu"), ("wrong-recipient", "lin", "gu"), ("minor", "lin", "gu")):
        play = Incidents(now=NOW)
        case = play.opens("incident-three-level", "qian", {"what": "x", "kind": kind})
        assert play.can(case, "acknowledge") == [first]
        play.until(NOW + timedelta(hours=4))
        assert then in play.can(case, "acknowledge")


def test_whoever_is_on_duty_is_asked_first_round_the_clock() -> None:
    """MK 4.2.3, SO 4.3.2 (C5). At three in the morning it is the roster's person; with nobody on duty the post's holder at once."""
    night = at("2026-03-08 03:00")
    play = Incidents(now=night)
    shift = Shift(id="s", post="it-director", person=play.who("cao"), start=night - timedelta(hours=3), end=night + timedelta(hours=5))
    play.org = replace(play.org, shifts=(shift,))
    case = play.incident(harm="system-down")
    assert [task.rung for task in of(play, case).tasks if task.name == "specialists"] == [0]
    play.does(case, "cao", "report_done", obligation="specialists")
    assert [task.rung for task in of(play, case).tasks if task.name == "legal_answers"] == [1]
    play.does(case, "shen", "report_done", obligation="legal_answers")


@pytest.mark.parametrize("facts", [{"regions": 4}, {"loss": 500_001}, {"regions": 4, "loss": 500_001}])
def test_either_figure_alone_makes_it_red(facts: dict[str, Any]) -> None:
    """house:red-by-figures, MK 4.3.1 (C2). A marked interpretation: "or", each by itself; the rule that the book shows is the house's."""
    play = Incidents(now=NOW)
    assert play.level(play.incident(harm="complaint", **facts)) == "red"
    figures = [each.clause for each in PLANS["incident-four-colour"].levels["red"].when if each.more_than is not None]
    assert figures == ["house:red-by-figures"] * 2


def test_core_systems_come_back_within_72_hours_where_data_was_lost() -> None:
    """MK 4.2.3 (C5). Only then; learnt later, it begins when it is learnt, and a wrong word of it is taken back."""
    play = Incidents(now=NOW)
    case = play.incident(harm="system-down", data_lost="kept")
    assert "restore" not in waiting(play, case)
    play.until(NOW + timedelta(minutes=20))
    play.does(case, "qian", "record_facts", facts={"data_lost": "lost"})
    assert play.due(case, "answer:restore") == NOW + timedelta(minutes=20, hours=72)
    play.does(case, "qian", "record_facts", facts={"data_lost": "kept"})
    assert of(play, case).task("restore") is None


def test_red_and_leaks_freeze() -> None:
    """house:freeze-on-red. Red, level 1 and every leak; nothing else."""
    freezing = {(name, level) for name, plan in PLANS.items() for level, rule in plan.levels.items() if rule.freezes}
    assert freezing == {
        ("incident-four-colour", "red"),
        ("incident-three-level", "level-1"),
        ("incident-leak", "leak"),
        ("incident-leak-customer-information", "leak"),
    }


def test_the_site_lead_may_always_evacuate() -> None:
    """MK 3.2.1 (C3). Asked or not, whatever the level; nobody else who is not asked may."""
    play = Incidents(now=NOW)
    case = play.opens("incident-event-site", "qian", {"what": "A lamp is out.", "kind": "equipment", "place": "Hall 3"})
    play.does(case, "yang-q", "acknowledge")
    play.does(case, "yang-q", "report_done", obligation="put_right")
    assert play.says_no(case, "moreau", "change_level", level="major", reason="Smoke.") == ("MK 3.2.1", "not_a_responder")
    assert "qin" in play.can(case, "change_level")
    play.does(case, "qin", "change_level", level="major", reason="Smoke.")
    assert set(waiting(play, case)) == {"evacuate", "police"}


def test_the_head_of_department_and_it_hear_of_a_leak_at_once() -> None:
    """MK 2.3.3 (C4). Both are asked in the moment it is reported: IT has it, the head starts the plan within two hours."""
    play = Incidents(now=NOW)
    case = play.opens("incident-leak", "qian", {"what": "A list got out."})
    assert play.can(case, "acknowledge") == ["kong"]
    assert (play.can(case, "report_done").count("lin"), play.due(case, "answer:start_plan")) == (1, NOW + timedelta(hours=2))
    told = {handle for duty in of(play, case).owed if duty.kind == "notify" for handle in play.handles(play.told(case, duty))}
    assert {"kong", "lin"} <= told


def test_the_customer_information_department_starts_its_own_plan() -> None:
    """CS 4.5.2 (C4, C12). It hears first; leaders and authorities are told; afterwards the response is evaluated and the plan improved."""
    play = Incidents(now=NOW)
    case = play.opens("incident-leak-customer-information", "qian", {"what": "A list got out."})
    assert play.can(case, "acknowledge") == ["xie"]
    evaluation = PLANS["incident-leak-customer-information"].ending.evaluation
    assert evaluation is not None
    assert (str(evaluation.step.by), evaluation.step.clause) == ("post customer-information", "CS 4.5.2")


def test_authorities_are_told_within_the_parameter_of_the_pack() -> None:
    """house:authorities, CS 4.5.2 (C12). Seventy-two hours, unless the pack says another time."""
    found = pack().parameters["authorities-time"].limit
    assert (str(found.span), found.clause) == ("72 h", "house:authorities")


def test_an_ordinary_fault_is_mended_within_the_parameter_of_the_pack() -> None:
    """CS 3.3, house:mend-time (C11). Eight hours; symptom, time and extent must be told; a stop-gap only where customers are hit."""
    found = pack().parameters["fault-time"].limit
    assert (str(found.span), found.clause) == ("8 h", "house:mend-time")
    assert {line.name for line in PLANS["incident-system-fault"].fields if line.required} == {"what", "since", "extent"}


def test_what_is_wanted_at_once_has_a_time_too() -> None:
    """house:at-once. Half an hour, unless the pack says another time, so that it can be missed."""
    found = pack().parameters["at-once"].limit
    assert (str(found.span), found.clause) == ("30 min", "house:at-once")


def test_a_clause_is_cited_for_its_own_numbers_only() -> None:
    """house:incident-times (C1, C4, C5). These are the lengths of time that the texts set; every other one is the pack's, and says so."""
    found = {
        (within.clause, name, str(within.span))
        for plan in PLANS.values()
        for level in plan.levels.values()
        for name, rule in level.obligations.items()
        if not (within := rule.step.within).clause.startswith("house:")
    }
    assert found == {
        ("SO 4.3.1", "tell_management", "2 h"),
        ("SO 4.3.1", "recall", "30 min"),
        ("MK 4.3.2", "isolate_scene", "2 h"),
        ("MK 4.3.2", "preliminary_report", "24 h"),
        ("MK 4.2.3", "specialists", "30 min"),
        ("MK 4.2.3", "legal_answers", "30 min"),
        ("MK 4.2.3", "restore", "72 h"),
        ("MK 2.3.3", "start_plan", "2 h"),
        ("MK 2.3.3", "close_hole", "48 h"),
    }


def test_a_scale_keeps_its_order_where_packs_are_kept() -> None:
    """MK 4.3.1, MK 3.2.1, house:governed. The worst comes first, also read back from a pack whose keys were sorted."""
    kept = read.pack(json.loads(json.dumps(read.load(read.find("default")).content, sort_keys=True)))
    scales = {name: list(plan.levels) for name, plan in kept.plans.items() if isinstance(plan, IncidentPlan)}
    assert scales == {name: list(plan.levels) for name, plan in PLANS.items()}
    assert scales["incident-four-colour"] == ["red", "orange", "yellow", "blue"]
    assert scales["incident-event-site"] == ["major", "crowding", "small"]


def test_a_suspicious_mail_is_deleted_after_the_screenshot() -> None:
    """SO 2.3.3, SO 4.3.2 (C15, C7). The screenshot is a file of the case; only then is it asked to be deleted."""
    play = Incidents(now=NOW)
    case = play.opens("incident-suspicious-mail", "qian", {"what": "An invoice that nobody ordered."})
    assert play.says_no(case, "qian", "report_done", obligation="delete_mail") == ("SO 2.3.3", "no_such_obligation")
    assert play.says_no(case, "qian", "report_done", obligation="screenshot") == ("SO 4.3.2", "evidence_wanted")
    play.until(NOW + timedelta(minutes=5))
    play.does(case, "qian", "report_done", obligation="screenshot", evidence=evidence(play, case, "qian"))
    assert play.due(case, "answer:delete_mail") == NOW + timedelta(minutes=35)


def test_a_hazard_goes_to_administration_and_the_head_of_sales_passes_on() -> None:
    """TF 4.2, CC 3.2 (C14). Anybody reports it; the head of sales only where it is in sales."""
    play = Incidents(now=NOW)
    case = play.opens("hazard-intake", "moreau", {"what": "A loose cable.", "kind": "hazard", "area": "marketing"})
    assert play.can(case, "acknowledge") == ["wei-h"]
    assert set(waiting(play, case)) == {"take_up"}
    play.does(case, "moreau", "record_facts", facts={"area": "sales"})
    assert set(waiting(play, case)) == {"take_up", "pass_on"}


def test_four_are_not_let_go() -> None:
    """MK 2.1.1, house:not-let-go, house:aftermath (C10). The worst level of each plan has all four, and so has whatever is red."""
    for name, plan in PLANS.items():
        rule = plan.ending.not_let_go
        assert rule is not None, name
        assert set(rule.levels[next(iter(plan.levels))]) == {"cause", "responsible", "measures", "taught"}, name
        assert rule.clause == ("MK 2.1.1" if plan.clause.startswith("MK") else "house:not-let-go"), name


def test_what_follows_an_incident() -> None:
    """MK 4.3.3, MK 5.3.1, SO 4.3.3 (C9). Finance assesses the loss, causes by five whys, those involved are trained."""
    for name, clause in (("incident-four-colour", "MK 4.3.3"), ("incident-three-level", "SO 4.3.3")):
        ending = PLANS[name].ending
        assert ending.loss is not None
        assert ending.causes is not None
        assert ending.training is not None
        assert (str(ending.loss.step.by), ending.loss.step.clause, ending.causes.whys, ending.causes.step.clause) == (
            "post finance",
            clause,
            5,
            clause,
        )
        assert ending.training.clause == ("MK 5.3.1" if clause == "MK 4.3.3" else clause)


def test_every_plan_is_exercised_and_revised_also_by_region() -> None:
    """CS 4.5.1, MK 2.1.2, house:exercised (C13). A yearly control for each, and for each plan of marketing one in each region."""
    controls = {name: plan for name, plan in pack().plans.items() if isinstance(plan, ControlPlan) and name.startswith("exercise-")}
    wanted = {f"exercise-{name.removeprefix('incident-')}" for name in PLANS}
    regional = {f"exercise-{name}-{region}" for name in ("four-colour", "event-site", "leak") for region in ("north", "south")}
    assert set(controls) == wanted | regional
    assert {plan.rhythm for plan in controls.values()} == {"yearly"}
    assert {str(controls[name].do.by) for name in regional} == {"post regional-manager-north", "post regional-manager-south"}
    assert all(plan.ending.exercise is not None for plan in PLANS.values())


def test_incidents_are_open_to_everybody() -> None:
    """house:incidents-open. Each plan; what names people stands in a line that is sealed."""
    assert set(PLANS) <= {each.plan for each in pack().reading.open_to_all if each.clause == "house:incidents-open"}
    assert all(line.personal for plan in PLANS.values() for line in plan.fields if line.name in ("details", "sender"))


@pytest.mark.parametrize(("command", "form"), [("open", "fields"), ("record_facts", "facts")])
def test_what_names_people_is_sealed_whenever_it_is_told(command: str, form: str) -> None:
    """house:sealed, house:need-to-know. At the opening and when it becomes known later; what happened stays open."""
    content = {form: {"what": "A list got out.", "details": "It was hers."}}
    assert shapes.personal("incident", command, content, PLANS["incident-leak"]) == (((form, "details"), "by"),)
