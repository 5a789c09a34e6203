"""Every clause has code and a test."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.policy import Limit, Pack, Plan, ReadingRules, Step
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


def _of_step(step: Step) -> Iterator[str]:
    yield from (step.clause, step.within.clause, step.signed_in.clause if step.signed_in else "")


def _of_plan(plan: Plan) -> Iterator[str]:
    """Every citation of a plan, wherever it stands."""
    limits: list[Limit] = [plan.information, plan.grant.at_most]
    steps = [step for stage in plan.approval for step in stage.steps]
    yield from (plan.clause, plan.who_clause, plan.grant.clause)
    for line in plan.fields:
        yield line.clause
        yield line.claim.clause if line.claim else ""
    if plan.grant.collect:
        steps.append(plan.grant.collect)
    if plan.give_back:
        yield plan.give_back.clause
        steps.append(plan.give_back.within)
    if plan.overdue:
        yield from (plan.overdue.clause, plan.overdue.blocks)
        limits.append(plan.overdue.every)
    yield from (limit.clause for limit in limits)
    for step in steps:
        yield from _of_step(step)


def _cited(whole: Pack) -> set[str]:
    plans = {clause for plan in whole.plans.values() for clause in _of_plan(plan)}
    return (plans | set(_of_reading(whole.reading)) | {parameter.limit.clause for parameter in whole.parameters.values()}) - {""}


def _of_reading(rules: ReadingRules) -> Iterator[str]:
    yield from (rules.department_clause, rules.personal_clause)
    yield from (permit.clause for permit in (*rules.all_cases, *rules.figures, *rules.stored, *rules.notices))


def test_every_clause_that_the_default_pack_cites_has_a_test() -> None:
    """SO 2.1.2, SO 2.2.2, SO 2.3.2, SO 4.2.1. What a plan cites, some test names as what it proves."""
    cited = _cited(pack())
    assert {"SO 2.1.2", "SO 2.2.2", "SO 2.3.2", "SO 4.2.1", "house:one-holder"} <= cited
    assert sorted(cited - _proved()) == []


def test_every_clause_that_is_cited_has_its_words() -> None:
    """house:form. The policy book can show each citation: a clause in the texts, a house rule among the house rules."""
    whole = pack()
    for clause in _cited(whole):
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
