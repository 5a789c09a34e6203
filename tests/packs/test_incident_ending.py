"""What a plan says of the end of its incidents, and what it must not."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from domain.incidents.ending.plan import POINTS, EndingRules
from domain.incidents.plan import IncidentPlan
from packs.check import of_document
from packs.document import Document
from packs.incident_ending import read
from packs.people import read_organisation
from packs.read import find, load, pack
from packs.reading import Node, Reading

CONTENT = load(find("default")).content
ORGANISATION = read_organisation(Reading(document=load(find("packs/sample/organisation.yaml"))))
PLAN = "incident-four-colour"
AT = f"plans[{PLAN}].ending."


def problems(change: Callable[[dict[str, Any]], Any]) -> list[tuple[str, str]]:
    """Those of the default pack, with the end of its four-colour plan changed so."""
    content: dict[str, Any] = copy.deepcopy(dict(CONTENT))
    change(next(each for each in content["plans"] if each["plan"] == PLAN)["ending"])
    found = of_document(Document(file="pack", content=content), [ORGANISATION])
    return [(each.field.removeprefix(AT), each.key) for each in found if each.field.startswith(AT.rstrip("."))]


def test_an_end_without_rules_is_an_end() -> None:
    """house:own-work. Every rule of it may be left out; then whoever responds, but not its commander, closes it."""
    reading = Reading(document=Document(file="pack", content={}))
    assert read(Node(reading, (), {}), {}) == EndingRules()
    assert reading.problems == []
    assert problems(lambda _: None) == []


@pytest.mark.parametrize("name", ["default", "minutes"])
def test_every_plan_lets_nothing_go_where_it_is_worst(name: str) -> None:
    """MK 2.1.1. Of each plan that has an end with rules the worst level wants all four; each plan is exercised in a rhythm (CS 4.5.1)."""
    plans = [each for each in pack(load(find(name))).plans.values() if isinstance(each, IncidentPlan)]
    strict = [each for each in plans if each.ending.not_let_go is not None]
    assert strict
    for plan in strict:
        assert set(plan.ending.points(next(iter(plan.levels)))) == set(POINTS), plan.name
        assert plan.ending.exercise is not None, plan.name


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda end: end["not_let_go"]["levels"].update(red=["cause"]), ("not_let_go.levels.red", "lets_go")),
        (lambda end: end["not_let_go"]["levels"].update(purple=[]), ("not_let_go.levels.purple", "no_such_level")),
        (lambda end: end["not_let_go"]["levels"].pop("blue"), ("not_let_go.levels", "missing")),
        (lambda end: end["not_let_go"]["levels"].update(blue=["luck"]), ("not_let_go.levels.blue[0]", "not_one_of")),
        (lambda end: end["loss"].update(levels=["purple"]), ("loss.levels[0]", "no_such_level")),
        (lambda end: end["causes"].update(whys=0), ("causes.whys", "not_a_number")),
        (lambda end: end["closing"]["step"].update(then=["drop it"]), ("closing.step.then[0]", "no_end")),
        (lambda end: end["closing"]["step"].update(by="post wizard"), ("closing.step.by", "no_post")),
        (lambda end: end.update(rectification="violation"), ("rectification", "no_such_plan")),
        (lambda end: end.update(breaches=["sleeping"]), ("breaches[0]", "no_such_breach")),
        (lambda end: end.pop("breaches"), ("", "missing")),
        (lambda end: end.pop("not_let_go"), ("", "missing")),
        (lambda end: end.pop("clause"), ("", "cites_nothing")),
    ],
)
def test_what_contradicts_itself_is_told_with_its_place(change: Callable[[dict[str, Any]], Any], problem: tuple[str, str]) -> None:
    """house:governed."""
    found = [(field if field != AT.rstrip(".") else "", key) for field, key in problems(change)]
    assert problem in found
