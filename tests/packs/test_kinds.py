"""A kind of plan that is nothing like a request: it is read, checked and said by what it brings, and by nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from domain.policy import RequestPlan, Step, parts
from domain.readable import of_pack
from domain.registers import Register, register
from packs import read
from packs.check import of_document
from packs.document import Document, Problem
from packs.people import read_organisation
from packs.read import find, load
from packs.reading import Reading
from tests.packs.finding import Finding, content, made_known, written

ORGANISATION = read_organisation(Reading(document=load(find("packs/sample/organisation.yaml"))))


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    made_known(monkeypatch)


def problems(**changed: Any) -> list[Problem]:
    return of_document(Document(file="x", content=content(**changed)), [ORGANISATION])


def test_a_plan_without_approval_is_read_beside_the_others() -> None:
    """SO 2.2.2, house:governed. Its own reader makes its own plan, by the common lines and its own; the requests stay what they are."""
    pack = read.pack(content())
    assert problems() == []
    found = pack.plans["hazard"]
    assert isinstance(found, Finding)
    assert (found.kind, found.prefix, str(found.who), found.look.outcome) == ("finding", "FIND", "employee", "up")
    assert {name: str(each.by) for name, each in found.levels.items()} == {
        "grave": "post general-manager",
        "slight": "direct superior of subject",
    }
    assert [found.field("what") and found.field("what").personal] == ["subject"]  # type: ignore[union-attr]
    assert isinstance(pack.plans["contract-loan"], RequestPlan)
    assert pack.plans["contract-loan"] == read.pack(load(find("default"))).plans["contract-loan"]


@pytest.mark.parametrize(
    ("part", "changes", "field", "reason"),
    [
        ("look", {"clause": "SO 9.9.9"}, "look.clause", "not among the clauses"),
        ("look", {"by": "post astronaut"}, "look.by", "no post astronaut"),
        ("look", {"then": ["refuse"]}, "look.then[0]", "must be one of up"),
        ("look", {"then": ["one rung up"] * 5 + ["up"]}, "look.then[4]", "nobody holds"),
        ("look", {"then": ["post astronaut", "up"]}, "look.then[0]", "no post astronaut"),
        ("look", {"remind": ["2 wd before"]}, "look.remind[0]", "before the beginning"),
        ("look", {"within": {"setting": "no-time"}}, "look.within.setting", "no parameter"),
        ("levels", {"grave": {"by": "post general-manager"}}, "levels.grave", "cites nothing"),
        ("levels", {"Grave": {"by": "post general-manager", "house": "reason"}}, "levels.Grave", "is no name"),
        ("levels", {"grave": {"by": "group nobody", "house": "reason"}}, "levels.grave.by", "no group nobody"),
        ("fields", {"what": {"type": "text", "title": {"en": "x"}, "personal": "stranger"}}, "fields.what.personal", "no party"),
        ("fields", {"subject": {"type": "person", "title": {"en": "x"}, "personal": "subject"}}, "fields.subject", "only a text"),
    ],
)
def test_whatever_kind_a_plan_is_of_its_rules_are_checked(part: str, changes: dict[str, Any], field: str, reason: str) -> None:
    """house:governed, house:every-step-ends. Citations, posts, rungs, reminders and tables: without a line of code of the kind."""
    found = problems(**{part: {**written()[part], **changes}})
    assert any(each.field == f"plans[hazard].{field}" and reason in each.reason for each in found), "\n".join(map(str, found))


def test_what_belongs_to_another_kind_is_not_known_here() -> None:
    """house:governed. A finding grants nothing, so a grant in it is a mistake that somebody should see."""
    [found] = problems(grant={"what": "document"})
    assert (found.key, found.field) == ("unknown_key", "plans[hazard].grant")


def test_a_plan_of_any_kind_stands_in_the_book() -> None:
    """house:governed. Its head, what its kind says of it, and its form, each line with its rule."""
    pack = read.pack(content())
    [section] = [each for each in of_pack(pack) if each.name == "hazard"]
    said = [line.sentence["en"] for line in section.lines]
    assert "{who} answers within {within}." in said
    assert "Still none: it goes up." in said
    assert said.count("{level}: {who} decides.") == 2
    assert {str(step.by) for step in parts(pack.plans["hazard"], Step)} <= {str(f) for line in section.lines for f in line.fills.values()}
    assert register(pack.plans["hazard"]) == Register()
    assert register(pack.plans["contract-loan"]).kept
