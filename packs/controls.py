"""A plan of a recurring control: which rhythm, for which posts, what is to be done by when, and what may come of it."""

from __future__ import annotations

from typing import Any, Final

from domain.controls.periods import RHYTHMS
from domain.controls.plan import EACH_HEAD, FIELDS, OPENER, ControlPlan, Findings
from domain.policy import Plan, Role, Step
from packs import parts
from packs.document import Place
from packs.parts import CITED, PREFIX, Parameters
from packs.reading import Node, Reading

OUTCOMES: Final = ("missed",)
HEADS: Final = "each head of department"
RULE: Final = "house:recurring"
"""By which every run opens by itself."""


def read(node: Node, parameters: Parameters) -> ControlPlan:
    """The whole plan. It asks nobody and has no form: a run is named by its period and its post."""
    node = node.mapping("plan", "kind", "prefix", "title", "form", "rhythm", "per", "what", "do", optional=("finds", "ledger", *CITED))
    return ControlPlan(
        **_common(node),
        rhythm=node["rhythm"].one_of(*RHYTHMS),
        what=node["what"].words(),
        do=_step(node["do"], _per(node["per"]), parameters),
        finds=_finds(node["finds"]) if "finds" in node else None,
        ledger=node["ledger"].flag() if "ledger" in node else False,
    )


def _common(node: Node) -> dict[str, Any]:
    return {
        "name": node["plan"].name(),
        "kind": node["kind"].text(),
        "title": node["title"].words(),
        "form": node["form"].text(),
        "prefix": node["prefix"].name(PREFIX, "not_a_prefix"),
        "who": OPENER,
        "who_clause": RULE,
        "fields": FIELDS,
        "clause": node.citation(),
    }


def _per(node: Node) -> Role:
    """The responsible post, or the head of each department."""
    if node.value == HEADS:
        return EACH_HEAD
    found = node.role()
    if not node.missing and found.kind != "post":
        node.problem("not_responsible", what=node.value, known=HEADS)
    return found


def _step(node: Node, by: Role, parameters: Parameters) -> Step:
    """As `parts.step`, of whoever is responsible."""
    whole, node = node, node.mapping("within", "then", optional=("remind", *CITED))
    rungs, outcome = parts.ladder(node["then"], OUTCOMES)
    within = parts.limit(node["within"], parameters)
    found = Step(by=by, clause=node.citation(), within=within, remind=parts.reminders(node), rungs=rungs, outcome=outcome)
    whole.reading.steps.append((whole.place, found))
    return found


def _finds(node: Node) -> Findings:
    """``{rectification: PLAN, violation: PLAN, breaches: [KIND, …], clause: …}``: at least one of the plans."""
    node = node.mapping(optional=("rectification", "violation", "breaches", *CITED))
    return Findings(
        rectification=node["rectification"].name() if "rectification" in node else "",
        violation=node["violation"].name() if "violation" in node else "",
        breaches=tuple(each.name() for each in node["breaches"].items()) if "breaches" in node else (),
        clause=node.citation(),
    )


def check(reading: Reading, place: Place, plan: Plan) -> None:
    """What is found goes on under a plan of its kind, and a violation is one of the kinds that its plan knows."""
    assert isinstance(plan, ControlPlan)
    if plan.finds is not None:
        _goes_on(reading, (*place, "finds"), plan.finds)


def _goes_on(reading: Reading, place: Place, finds: Findings) -> None:
    known = {each.name: each for _, each in reading.plans}
    for kind, name in (("rectification", finds.rectification), ("violation", finds.violation)):
        if name and (name not in known or known[name].kind != kind):
            reading.problem((*place, kind), "no_such_plan", what=name, known=kind)
    table = getattr(known.get(finds.violation), "breaches", {})
    for n, each in enumerate(finds.breaches):
        if each not in table:
            reading.problem((*place, "breaches", n), "no_such_breach", what=each, known=", ".join(table))
    if finds.violation and not finds.breaches:
        reading.problem(place, "missing", what="breaches")
