"""What a plan of incidents must not be: a condition that cannot be so, an obligation after none, a level that is not there."""

import copy
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from packs.check import of_document
from packs.document import Document
from packs.read import load

DEFAULT = Path("packs/default/pack.yaml")
Plan = dict[str, Any]


@cache
def content() -> dict[str, Any]:
    return dict(load(DEFAULT).content)


def told(name: str, change: Callable[[Plan], None]) -> set[tuple[str, str]]:
    """Where and why this change of one plan is told."""
    whole = copy.deepcopy(content())
    change(next(plan for plan in whole["plans"] if plan["plan"] == name))
    return {(each.field.partition("].")[2], each.key) for each in of_document(Document(file="pack", content=whole))}


def obligation(plan: Plan, level: int, name: str) -> dict[str, Any]:
    found: dict[str, Any] = plan["levels"][level]["obligations"][name]
    return found


CHANGES: list[tuple[str, Callable[[Plan], None], tuple[str, str]]] = [
    (
        "incident-four-colour",
        lambda plan: plan["levels"][0]["when"].append({"line": "place", "more_than": 3, "clause": "MK 4.3.1"}),
        ("levels[0].when[3]", "condition_line"),
    ),
    (
        "incident-four-colour",
        lambda plan: plan["levels"][1]["when"][0]["one_of"].append("flood"),
        ("levels[1].when[0]", "not_a_choice"),
    ),
    (
        "incident-four-colour",
        lambda plan: obligation(plan, 1, "restore")["when"][0].update(line="details"),
        ("levels[1].obligations.restore.when[0]", "condition_line"),
    ),
    (
        "incident-suspicious-mail",
        lambda plan: obligation(plan, 0, "delete_mail").update(after="delete_mail"),
        ("levels[0].obligations.delete_mail.after", "no_such_obligation"),
    ),
    (
        "incident-suspicious-mail",
        lambda plan: obligation(plan, 0, "delete_mail").update(after="burn"),
        ("levels[0].obligations.delete_mail.after", "no_such_obligation"),
    ),
    ("incident-event-site", lambda plan: plan["raises"][0].update(to="red"), ("raises[0].to", "no_such_level")),
    ("incident-event-site", lambda plan: plan["levels"][1].update(level="major"), ("levels[1].level", "twice")),
    ("incident-event-site", lambda plan: plan["levels"][0].update(freezes=True), ("levels[0].freezes", "freezes_nothing")),
]


@pytest.mark.parametrize(("name", "change", "expected"), CHANGES, ids=[f"{key} {field}" for _, _, (field, key) in CHANGES])
def test_a_plan_that_contradicts_itself_is_told(name: str, change: Callable[[Plan], None], expected: tuple[str, str]) -> None:
    """house:governed, MK 4.3.1. One sentence for each mistake, at its place, before anybody adopts the pack."""
    assert expected in told(name, change)


def test_the_plans_themselves_say_nothing_wrong() -> None:
    """house:governed. Without a change nothing is told, so what is told above is told of the change."""
    assert told("incident-leak", lambda _: None) == set()
