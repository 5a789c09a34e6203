"""A plan by which something is reported, by name or behind a receipt: read, and what it must not be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from domain.policy import Plan
from domain.reports.plan import LeadsTo, ReportPlan, Reward
from packs import parts
from packs.document import Place
from packs.parts import CITED, Parameters
from packs.reading import Node, Reading

OUTCOMES: Final = ("unchecked",)
LEADS: Final = ("violation", "rectification")
SAID: Final = "what"
"""The line of the form in which the reporter says what happened."""


def read(node: Node, parameters: Parameters) -> ReportPlan:
    """The whole plan."""
    node = parts.plan(node, "check", "reply", "leads_to", "outcome", "known_to", optional=("anonymous", "reward"))
    return ReportPlan(
        **parts.common(node),
        readers=parts.permits(node, "known_to"),
        check=parts.step(node["check"], parameters, OUTCOMES),
        reply=parts.limit(node["reply"], parameters),
        leads_to=_leads_to(node["leads_to"]),
        outcome=parts.limit(node["outcome"], parameters),
        anonymous_clause=node["anonymous"].mapping(optional=CITED).citation() if "anonymous" in node else "",
        reward=_reward(node["reward"]) if "reward" in node else None,
    )


def _leads_to(node: Node) -> LeadsTo:
    node = node.mapping("kind", "plan", optional=CITED)
    return LeadsTo(kind=node["kind"].one_of(*LEADS), plan=node["plan"].name(), clause=node.citation())


def linked(plan: ReportPlan, plans: Mapping[str, Plan]) -> ReportPlan:
    """The same with the plan that it leads to, once all are read."""
    return replace(plan, leads_to=replace(plan.leads_to, opens=plans.get(plan.leads_to.plan)))


def _reward(node: Node) -> Reward:
    node = node.mapping("points", optional=CITED)
    return Reward(points=node["points"].number(1, 10_000), clause=node.citation())


def check(reading: Reading, place: Place, plan: Plan) -> None:
    """A report says something, sealed for whoever says it; what it leads to is there; and nobody is found by who reported."""
    assert isinstance(plan, ReportPlan)
    said = plan.field(SAID)
    if said is None or said.type != "text" or not said.required:
        reading.problem((*place, "fields"), "report_says_nothing", what=SAID)
    elif said.personal != "reporter":
        reading.problem((*place, "fields", SAID), "report_open", what=SAID)
    kinds = {found.name: found.kind for _, found in reading.plans}
    if kinds.get(plan.leads_to.plan) != plan.leads_to.kind:
        reading.problem((*place, "leads_to", "plan"), "no_such_plan_of", what=plan.leads_to.plan, known=plan.leads_to.kind)
    for at, role in reading.roles:
        if at[: len(place)] == place and role.of == "reporter":
            reading.problem(at, "by_the_reporter", what=role)
