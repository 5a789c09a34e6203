"""The policy book tells each plan in sentences, from the same data that the decider judges by."""

from __future__ import annotations

import string

import pytest

from domain.deciders import DECIDERS
from domain.policy import Limit, Step, parts
from domain.requests.procedure import SENTENCES
from packs import read
from packs.read import find

PLANS = [plan for name in ("default", "minutes") for plan in read.pack(read.load(find(name)).content).plans.values()]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_every_limit_of_a_plan_is_told_with_its_rule(plan):
    """house:governed. Nobody is bound by a time that the book does not show: each step's term stands in a line that cites a rule."""
    lines = DECIDERS[plan.kind].procedure(plan)
    told = {str(value) for line in lines for value in line.fills.values()}
    assert {str(step.by) for step in parts(plan, Step)} <= told
    assert {str(limit.span) for limit in parts(plan, Limit)} <= told
    assert all(line.clause for line in lines)


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_has_the_same_gaps_in_both_languages(key):
    """SO 2.2.2. A rule reads the same in Chinese and in English."""
    gaps = {lang: {name for _, name, _, _ in string.Formatter().parse(text) if name} for lang, text in SENTENCES[key].items()}
    assert gaps["zh"] == gaps["en"]
