"""A plan of appeals that could never come to a result is refused before it is adopted."""

from __future__ import annotations

from typing import Any

import pytest

from packs.check import of_document
from packs.people import read_organisation
from packs.read import find, load
from packs.reading import Reading

ORGANISATION = read_organisation(Reading(document=load(find("packs/sample/organisation.yaml"))))


def _plan(content: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(plan for plan in content["plans"] if plan["plan"] == "appeal-review")
    return found


def _keys(change: Any) -> set[str]:
    document = load(find("default"))
    change(_plan(document.content))  # type: ignore[arg-type] # a fresh one each time
    return {problem.key for problem in of_document(document, [ORGANISATION])}


def _seats(**seats: Any) -> Any:
    return lambda plan: plan["panel"]["seats"].update(seats)


SEAT = {"roles": ["employee"], "clause": "SO 5.2.3"}


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (_seats(fourth=SEAT), "even_panel"),
        (lambda plan: plan["panel"]["quorum"].update(votes=1), "quorum_out_of_reach"),
        (lambda plan: plan["panel"]["quorum"].update(votes=4), "quorum_out_of_reach"),
        (lambda plan: plan["panel"].update(departments=4), "departments_out_of_reach"),
        (_seats(other={"clause": "SO 5.2.3"}), "seat_for_nobody"),
        (_seats(it={"departments": ["moon"], "clause": "SO 5.2.3"}), "unknown_department"),
        (_seats(legal={"roles": ["group ledgerless"], "clause": "SO 5.2.3"}), "no_group"),
        (lambda plan: plan["conclude"].update(then=["one rung up", "confirmed"]), "no_end"),
        (lambda plan: plan["objection"].update(then=["overruled"]), "no_end"),
        (lambda plan: plan["asks"].update(who="subject"), "no_such_party"),
    ],
)
def test_a_panel_that_cannot_work_is_refused(change: Any, key: str) -> None:
    """SO 5.2.3, house:panel-vote, house:silence-for-appellant. No even panel, no seat for nobody, no silence that confirms."""
    assert key in _keys(change)


def test_the_plan_as_it_stands_is_in_order() -> None:
    """SO 5.2.3. The default plan has no problem of its own, in the sample organisation."""
    document = load(find("default"))
    place = next(n for n, plan in enumerate(document.content["plans"]) if plan["plan"] == "appeal-review")
    found = [
        problem
        for problem in of_document(document, [ORGANISATION])
        if problem.field.startswith(("plans[appeal-review]", f"plans[{place}]"))
    ]
    assert found == []
