"""What a plan of incidents says of its ending."""

from __future__ import annotations

from typing import Final

from domain.incidents.ending.plan import POINTS, Asked, Causes, EndingRules, NotLetGo
from domain.incidents.plan import IncidentPlan
from domain.policy import Step
from packs import parts
from packs.document import Place
from packs.parts import CITED, Parameters
from packs.reading import Node, Reading

FOR_EVER: Final = ("remind for ever",)
STEPS: Final = ("loss", "causes", "training", "evaluation", "closing")


def read(node: Node, parameters: Parameters) -> EndingRules:
    """This part of the plan; each line may be missing, and with all of them the citation."""
    node = node.mapping(optional=("not_let_go", *STEPS, "rectification", "violation", "breaches", "exercise", *CITED))
    if node.missing or not node.value:
        return EndingRules()
    return EndingRules(
        not_let_go=_not_let_go(node["not_let_go"]) if "not_let_go" in node else None,
        loss=_asked(node["loss"], parameters) if "loss" in node else None,
        causes=_causes(node["causes"], parameters) if "causes" in node else None,
        training=_step(node["training"], parameters) if "training" in node else None,
        evaluation=_asked(node["evaluation"], parameters) if "evaluation" in node else None,
        closing=_step(node["closing"], parameters) if "closing" in node else None,
        rectification=node["rectification"].name() if "rectification" in node else "",
        violation=node["violation"].name() if "violation" in node else "",
        breaches=tuple(each.name() for each in node["breaches"].items()) if "breaches" in node else (),
        exercise=parts.limit(node["exercise"], parameters) if "exercise" in node else None,
        clause=node.citation(),
    )


def _step(node: Node, parameters: Parameters) -> Step:
    node = node.mapping("step")
    return parts.step(node["step"], parameters, FOR_EVER)


def _asked(node: Node, parameters: Parameters) -> Asked:
    node = node.mapping("step", optional=("levels",))
    levels = tuple(each.name() for each in node["levels"].items()) if "levels" in node else ()
    return Asked(step=parts.step(node["step"], parameters, FOR_EVER), levels=levels)


def _causes(node: Node, parameters: Parameters) -> Causes:
    node = node.mapping("step", optional=("whys", "classes"))
    return Causes(
        step=parts.step(node["step"], parameters, FOR_EVER),
        whys=node["whys"].number(1, 20) if "whys" in node else 5,
        classes=parts.table(node["classes"], lambda _, each: each.words()) if "classes" in node else {},
    )


def _not_let_go(node: Node) -> NotLetGo:
    """``{levels: {red: [cause, responsible, measures, taught], blue: []}, clause: MK 2.1.1}``."""
    node = node.mapping("levels", optional=CITED)
    levels = parts.table(node["levels"], lambda _, each: tuple(str(point.one_of(*POINTS)) for point in each.items(empty=True)))
    return NotLetGo(levels=levels, clause=node.citation())


# --- what contradicts itself --------------------------------------------------------------------


def check(reading: Reading, place: Place, plan: IncidentPlan) -> None:
    """Each level says what is not let go, the worst lets nothing go, and what it leads to is a plan of its kind."""
    rules, place = plan.ending, (*place, "ending")
    if rules.not_let_go is not None:
        _levels_fit(reading, (*place, "not_let_go", "levels"), plan, rules.not_let_go)
    for name in ("loss", "evaluation"):
        asked: Asked | None = getattr(rules, name)
        for n, level in enumerate(asked.levels if asked is not None else ()):
            if level not in plan.levels:
                reading.problem((*place, name, "levels", n), "no_such_level", what=level, known=", ".join(plan.levels))
    _goes_on(reading, place, rules)


def _levels_fit(reading: Reading, place: Place, plan: IncidentPlan, rule: NotLetGo) -> None:
    """Red lets nothing go, nor does the worst of a scale that has no red (MK 2.1.1)."""
    for name in rule.levels:
        if name not in plan.levels:
            reading.problem((*place, name), "no_such_level", what=name, known=", ".join(plan.levels))
    for name, level in plan.levels.items():
        if name not in rule.levels:
            reading.problem(place, "missing", what=name)
        elif (level.colour == "red" or plan.rank(name) == 0) and set(rule.levels[name]) != set(POINTS):
            reading.problem((*place, name), "lets_go", what=name, known=", ".join(POINTS))


def _goes_on(reading: Reading, place: Place, rules: EndingRules) -> None:
    known = {each.name: each for _, each in reading.plans}
    for kind, name in (("rectification", rules.rectification), ("violation", rules.violation)):
        if name and (name not in known or known[name].kind != kind):
            reading.problem((*place, kind), "no_such_plan", what=name, known=kind)
    table = getattr(known.get(rules.violation), "breaches", {})
    for n, each in enumerate(rules.breaches):
        if each not in table:
            reading.problem((*place, "breaches", n), "no_such_breach", what=each, known=", ".join(table))
    if rules.violation and not rules.breaches:
        reading.problem(place, "missing", what="breaches")
    if (rules.violation or rules.rectification) and rules.not_let_go is None:
        reading.problem(place, "missing", what="not_let_go")
