"""What a plan by which something is reported must not be."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from packs.check import of_document
from packs.document import Document
from packs.read import find, load

PACK = load(find("default")).content
PLACE = next(place for place, plan in enumerate(PACK["plans"]) if plan["plan"] == "violation-report")


def problems(**changed: Any) -> list[tuple[str, str]]:
    content = copy.deepcopy(PACK)
    content["plans"][PLACE] |= changed
    return [(each.key, each.field.partition("].")[2]) for each in of_document(Document(file="x", content=content))]


def what(**changed: Any) -> dict[str, Any]:
    fields: dict[str, Any] = PACK["plans"][PLACE]["fields"]
    return {**fields, "what": {**fields["what"], **changed}}


def step(**changed: Any) -> dict[str, Any]:
    return {**PACK["plans"][PLACE]["check"], **changed}


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"fields": what(required=False)}, ("report_says_nothing", "fields")),
        ({"fields": what(personal="subject")}, ("personal_party", "fields.what.personal")),
        ({"check": step(by="head of reporter's department")}, ("by_the_reporter", "check.by")),
        ({"check": step(by="head of subject's department")}, ("no_such_party", "check.by")),
        ({"check": step(then=["refuse"])}, ("no_end", "check.then[0]")),
        ({"leads_to": {"kind": "violation", "plan": "no-such", "clause": "SO 5.1.3"}}, ("no_such_plan_of", "leads_to.plan")),
        ({"leads_to": {"kind": "rectification", "plan": "violation", "clause": "SO 5.1.3"}}, ("no_such_plan_of", "leads_to.plan")),
        ({"leads_to": {"kind": "request", "plan": "contract-loan", "clause": "SO 5.1.3"}}, ("one_of", "leads_to.kind")),
        ({"reward": {"points": 0, "clause": "SO 4.2.3"}}, ("not_number", "reward.points")),
        ({"known_to": [{"by": "post compliance-officer"}]}, ("no_citation", "known_to[0]")),
    ],
)
def test_what_is_wrong_with_a_report_s_plan_is_said_where_it_stands(changed: dict[str, Any], problem: tuple[str, str]) -> None:
    """house:reporter, house:governed. No role that would tell who reported, no report without words, no way that leads nowhere."""
    found = problems(**changed)
    assert problem[1] in [field for _, field in found], found
    if problem[0] in ("report_says_nothing", "by_the_reporter", "no_such_party", "no_such_plan_of", "personal_party"):
        assert problem in found


def test_what_a_reporter_writes_is_sealed() -> None:
    """house:sealed. Under the key of whoever wrote it, and nobody else's."""
    fields = what()
    del fields["what"]["personal"]
    assert ("report_open", "fields.what") in problems(fields=fields)
