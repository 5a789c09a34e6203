"""Plans of violations: what they must hold, and what contradicts itself."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from packs.check import of_document
from packs.document import Document
from packs.read import find, load, pack

NAME = "violation"
Change = Callable[[dict[str, Any]], Any]


def changed(how: Change) -> dict[str, Any]:
    """The default pack with its plan of violations changed so."""
    content: dict[str, Any] = copy.deepcopy(dict(load(find("default")).content))
    how(next(plan for plan in content["plans"] if plan["plan"] == NAME))
    return content


def found(how: Change) -> set[str]:
    return {problem.key for problem in of_document(Document(file="pack", content=changed(how)))}


@pytest.mark.parametrize(
    ("how", "key"),
    [
        (lambda plan: plan["breaches"]["private-mailbox"].update(level="dreadful"), "not_one_of"),
        (lambda plan: plan["levels"][0]["measures"].append("flogging"), "not_one_of"),
        (lambda plan: plan["breaches"]["deliberate-leak"].update(measures=["flogging"]), "not_one_of"),
        (lambda plan: plan["levels"].append(plan["levels"][0]), "twice"),
        (lambda plan: plan["levels"][0]["decides"]["then"].pop(), "no_end"),
        (lambda plan: plan["levels"][0]["decides"].update(by="head of reporter's department"), "no_such_party"),
        (lambda plan: plan["fields"]["breach"]["choices"].pop(), "not_the_breaches"),
        (lambda plan: plan["fields"]["facts"].update(required=False), "relied_on"),
        (lambda plan: (plan["fields"].pop("subject"), plan["order"].remove("subject")), "relied_on"),
        (lambda plan: plan["appeal"].update(to="no-such-review"), "no_such_plan"),
        (lambda plan: plan["appeal"].update(again="rectification"), "no_such_plan"),
        (lambda plan: plan["appeal"]["stay"].update({"except": "mercy"}), "not_one_of"),
        (lambda plan: plan["rectification"].update(to="appeal-review"), "no_such_plan"),
        (lambda plan: plan["publication"].update(shows=["subject"]), "not_one_of"),
        (lambda plan: plan["service"].update(attempts=0), "not_a_number"),
    ],
)
def test_what_a_plan_of_violations_cannot_be(how: Change, key: str) -> None:
    """SO 5.2.1, SO 5.2.2, SO 5.2.3. Tables fit each other, the form has what the rules read, a publication names nobody."""
    assert key in found(how)


@pytest.mark.parametrize("part", ["appeal", "publication", "rectification"])
def test_what_a_plan_of_violations_can_do_without(part: str) -> None:
    """SO 5.2.2. An organisation may know no appeal, no publication, no ledger."""
    assert found(lambda plan: plan.pop(part)) == set()
    plan: Any = pack(changed(lambda plan: plan.pop(part))).plans[NAME]
    assert not {"appeal": plan.appeal, "publication": plan.publication, "rectification": plan.rectifies}[part]


def test_the_plans_of_the_sales_and_the_access_rules() -> None:
    """SO 5.2.1, SO 5.2.2, TF 2.2. Who leads and decides, within what time; only where the text names none there is an extension."""
    sales: Any = pack(load(find("default"))).plans["violation"]
    access: Any = pack(load(find("default"))).plans["access-violation"]
    assert [(level.name, str(level.decides.by), level.on_the_spot) for level in sales.levels] == [
        ("grave", "post general-manager", False),
        ("ordinary", "head of subject's department", False),
        ("slight", "direct superior of subject", True),
    ]
    assert (str(sales.investigation.by), str(sales.investigation.within.span)) == ("head of subject's department", "3 wd")
    assert str(access.investigation.by) == "post head-of-administration"
    assert (sales.extension, str(access.extension.span)) == (None, "2 wd")
    assert (str(sales.appeal.within.span), sales.appeal.stay_clause, sales.appeal.except_urgent) == ("2 wd", "SO 5.2.3", True)
