"""What a plan of the rectification ledger must not be."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from domain.rectifications.plan import RectificationPlan
from packs.check import of_document
from packs.document import Document
from packs.people import read_organisation
from packs.read import find, load, pack
from packs.reading import Reading

CONTENT = load(find("default")).content
ORGANISATION = read_organisation(Reading(document=load(find("packs/sample/organisation.yaml"))))
Changes = Callable[[dict[str, Any]], Any]


def found(change: Changes, name: str = "audit-finding") -> list[tuple[str, str]]:
    """The problems of the default pack with this plan of it changed."""
    content: dict[str, Any] = copy.deepcopy(dict(CONTENT))
    change(next(plan for plan in content["plans"] if plan["plan"] == name))
    return [(each.field, each.key) for each in of_document(Document(file="pack", content=content), [ORGANISATION])]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda plan: (plan["fields"].pop("criterion"), plan["order"].remove("criterion")), ("plans[audit-finding].fields", "ledger_line")),
        (lambda plan: plan["fields"]["finding"].pop("required"), ("plans[audit-finding].fields", "ledger_line")),
        (lambda plan: plan["fields"]["finding"].update(personal="responsible"), ("plans[audit-finding].fields", "ledger_line")),
        (lambda plan: plan["fields"]["due"].update(type="text"), ("plans[audit-finding].fields", "ledger_line")),
        (lambda plan: plan["falls_short"].update(opens="contract-loan"), ("plans[audit-finding].falls_short.opens", "no_next_round")),
        (lambda plan: plan["falls_short"].update(opens="rectification"), ("plans[audit-finding].falls_short.opens", "next_round_form")),
        (lambda plan: plan.update(quorum=9), ("plans[audit-finding].accept", "nobody_accepts")),
        (lambda plan: plan["accept"].update(then=["go on"]), ("plans[audit-finding].accept.then[0]", "no_end")),
    ],
    ids=[
        "no criterion",
        "a finding may be left out",
        "sealed",
        "a day as text",
        "no such plan",
        "another form",
        "too few people",
        "no end",
    ],
)
def test_what_contradicts_itself_is_told(change: Changes, problem: tuple[str, str]) -> None:
    """SO 5.3.1, MK 5.3.3. Before it is adopted, not when somebody waits for it."""
    assert problem in found(change)


def test_the_plans_that_we_ship() -> None:
    """SO 5.3.1, MK 2.3.2, MK 5.1.1, MK 5.1.3, MK 5.3.3. What the policies say in numbers."""
    plans = {name: plan for name, plan in pack(CONTENT).plans.items() if isinstance(plan, RectificationPlan)}
    spans = {name: str(plan.rectify.within.span) for name, plan in plans.items()}
    assert spans == {"rectification": "3 d", "rectification-notice": "7 d", "hazard-rectification": "3 d", "audit-finding": "30 d"}
    audit = plans["audit-finding"]
    assert audit.planning is not None
    assert audit.acceptance is not None
    assert (str(audit.planning.within.span), str(audit.acceptance.span), audit.acceptance.clause) == ("48 h", "90 d", "MK 5.1.3")
    assert {(str(plan.effect.span), plan.effect.clause) for plan in plans.values()} == {("3 month", "MK 5.3.3")}
    assert {plan.falls_short.plan for plan in plans.values()} == set(plans)
    assert all(plan.falls_short.coaching is not None for plan in plans.values())
    assert [name for name, plan in plans.items() if plan.photographs_clause] == ["hazard-rectification"]
