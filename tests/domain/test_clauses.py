"""Every clause has code and a test."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.policy import Pack, ReadingRules, cited
from tests.domain.playing import pack

TESTS = Path(__file__).parents[1]
CITATION = re.compile(r"\b[A-Z]{2} \d+(?:\.\d+)*|house:[a-z0-9-]+")


def _docstrings() -> Iterator[str]:
    """What each test says that it proves."""
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                yield ast.get_docstring(node) or ""


def _proved() -> set[str]:
    return {found for text in _docstrings() for found in CITATION.findall(text)}


def _all_of(whole: Pack) -> set[str]:
    plans = {clause for plan in whole.plans.values() for clause in cited(plan)}
    return (plans | set(_of_reading(whole.reading)) | {parameter.limit.clause for parameter in whole.parameters.values()}) - {""}


def _of_reading(rules: ReadingRules) -> Iterator[str]:
    yield from (rules.department_clause, rules.personal_clause)
    yield from (permit.clause for permit in (*rules.all_cases, *rules.figures, *rules.stored, *rules.notices))
    yield from (each.clause for each in rules.open_to_all)


def test_every_clause_that_the_default_pack_cites_has_a_test() -> None:
    """SO 2.1.2, SO 2.2.2, SO 2.3.2, SO 4.2.1. What a plan cites, some test names as what it proves."""
    found = _all_of(pack())
    assert {"SO 2.1.2", "SO 2.2.2", "SO 2.3.2", "SO 4.2.1", "house:one-holder"} <= found
    assert sorted(found - _proved()) == []


def test_every_clause_that_is_cited_has_its_words() -> None:
    """house:form. The policy book can show each citation: a clause in the texts, a house rule among the house rules."""
    whole = pack()
    for clause in _all_of(whole):
        assert clause.removeprefix("house:") in (whole.house_rules if clause.startswith("house:") else whole.clauses), clause


@pytest.mark.parametrize("room", ["domain", "activities"])
def test_every_house_rule_in_code_has_its_words(room: str) -> None:
    """house:form. A refusal never cites a rule that the default pack does not have the words of."""
    found: set[str] = set()
    for path in sorted((TESTS.parent / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"house:[a-z0-9-]+", node.value):
                found.add(node.value.removeprefix("house:"))
    assert found - {"x"} <= set(pack().house_rules)
