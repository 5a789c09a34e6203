"""A kind of plan that is nothing like a request: somebody looks at what was reported, and a table says who decides."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from domain import labels
from domain.deciders import DECIDERS
from domain.labelled import KindLabels
from domain.policy import Permit, Plan, Step
from domain.procedure import Line
from domain.step_lines import step_lines
from packs import parts as p
from packs.kinds import KINDS, PlanKind
from packs.parts import Parameters
from packs.read import find, load
from packs.reading import Node

OUTCOMES = {"up": {"en": "Still none: it goes up.", "zh": "仍未办理：上报。"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Plan):
    """Somebody looks at what was reported; tables say who decides."""

    look: Step
    levels: Mapping[str, Permit]


def finding(node: Node, parameters: Parameters) -> Finding:
    node = p.plan(node, "look", "levels")
    return Finding(
        **p.common(node),
        look=p.step(node["look"], parameters, tuple(OUTCOMES)),
        levels=p.table(node["levels"], lambda _, row: p.permit(row)),
    )


def procedure(plan: Finding) -> tuple[Line, ...]:
    who = {"en": "May be reported by: {who}.", "zh": "可以报告的人：{who}。"}
    decides = {"en": "{level}: {who} decides.", "zh": "{level}：由{who}决定。"}
    levels = (Line(sentence=decides, clause=each.clause, fills={"level": name, "who": each.by}) for name, each in plan.levels.items())
    return (Line(sentence=who, clause=plan.who_clause, fills={"who": plan.who}), *step_lines(plan.look, OUTCOMES), *levels)


class Decider:
    OPENINGS = frozenset({"report"})
    procedure = staticmethod(procedure)


LABELS = KindLabels(
    title={"en": "Finding", "zh": "问题"},
    commands={},
    fields={},
    hints={},
    types={},
    choices={},
    stages={},
    outcomes={},
    tasks={},
    clocks={},
    follows={},
    stations={},
    notes={},
)


def made_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """For one test the product knows it as it knows its own kinds."""
    monkeypatch.setitem(KINDS, "finding", PlanKind(read=finding))
    monkeypatch.setitem(DECIDERS, "finding", Decider)
    monkeypatch.setitem(labels.LABELS, "finding", LABELS)


def written() -> dict[str, Any]:
    return {
        "plan": "hazard",
        "kind": "finding",
        "prefix": "FIND",
        "title": {"zh": "隐患", "en": "Hazard"},
        "form": "隐患登记表",
        "clause": "SO 2.2.2",
        "asks": {"who": "employee", "clause": "SO 2.2.2"},
        "fields": {
            "subject": {"type": "person", "title": {"zh": "当事人", "en": "Subject"}},
            "what": {"type": "text", "title": {"zh": "情况", "en": "What"}, "personal": "subject"},
        },
        "look": {
            "by": "head of subject's department",
            "clause": "SO 2.2.2",
            "within": {"setting": "answer-time"},
            "remind": ["4 h before"],
            "then": ["one rung up", "up"],
        },
        "levels": {
            "grave": {"by": "post general-manager", "clause": "SO 2.2.2"},
            "slight": {"by": "direct superior of subject", "house": "reason"},
        },
    }


def content(**changed: Any) -> dict[str, Any]:
    whole = copy.deepcopy(dict(load(find("default")).content))
    whole["plans"].append({**written(), **changed})
    return whole
