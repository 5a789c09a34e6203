"""A plan of incidents: its scale, conditions, obligations and ladders; what contradicts itself; what nobody could do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.incidents.labels import OBLIGATIONS
from domain.incidents.plan import Condition, IncidentPlan, Level, Obligation, Raiser
from domain.policy import Plan
from packs import incident_alerts, incident_ending, incident_freezing, incident_room, parts
from packs.document import Place
from packs.parts import CITED, Parameters
from packs.reading import FIELD_NAME, Node, Reading

PARTIES: Final = ("reporter", "commander", "owner")
FOR_EVER: Final = ("remind for ever",)
COLOURS: Final = ("red", "orange", "yellow", "blue", "grey", "green")


def read(node: Node, parameters: Parameters) -> IncidentPlan:
    """The whole plan. The levels stand in order, the worst first."""
    node = parts.plan(node, "levels", "room", "ending", optional=("raises", "freezing", "alerts"))
    return IncidentPlan(
        **parts.common(node),
        levels=_levels(node["levels"], parameters),
        raises=tuple(_raiser(each) for each in node["raises"].items()) if "raises" in node else (),
        room=incident_room.read(node["room"], parameters),
        freezing=incident_freezing.read(node["freezing"], parameters) if "freezing" in node else None,
        alerts=incident_alerts.read(node["alerts"]) if "alerts" in node else None,
        ending=incident_ending.read(node["ending"], parameters),
    )


def _levels(node: Node, parameters: Parameters) -> dict[str, Level]:
    """A list, the worst first: the keys of a table are sorted where a pack is kept, and a scale would lose its order."""
    found: dict[str, Level] = {}
    for each in node.items():
        name, level = _level(each, parameters)
        if name in found:
            each["level"].problem("twice", what=name)
        found[name] = level
    return found


def _level(node: Node, parameters: Parameters) -> tuple[str, Level]:
    node = node.mapping(
        *("level", "title", "colour", "means", "acknowledge", "promise", "again"), optional=("when", "obligations", "freezes", *CITED)
    )
    return node["level"].name(), Level(
        title=node["title"].words(),
        colour=node["colour"].one_of(*COLOURS),
        means=node["means"].words(),
        clause=node.citation(),
        when=tuple(_condition(each) for each in node["when"].items()) if "when" in node else (),
        acknowledge=parts.step(node["acknowledge"], parameters, FOR_EVER),
        promise=parts.limit(node["promise"], parameters),
        again=parts.limit(node["again"], parameters),
        obligations=_obligations(node["obligations"], parameters) if "obligations" in node else {},
        freezes=node["freezes"].flag() if "freezes" in node else False,
    )


def _condition(node: Node) -> Condition:
    """``{line: regions, more_than: 3, clause: …}`` or ``{line: harm, one_of: [death], clause: …}``."""
    node = node.mapping("line", optional=("one_of", "more_than", *CITED))
    return Condition(
        field=node["line"].name(FIELD_NAME),
        one_of=tuple(each.text() for each in node["one_of"].items()) if "one_of" in node else (),
        more_than=node["more_than"].number(0, 10**12) if "more_than" in node else None,
        clause=node.citation(),
    )


def _obligations(node: Node, parameters: Parameters) -> dict[str, Obligation]:
    return {name: _obligation(name, each, parameters) for name, each in node.entries(FIELD_NAME, "not_a_name")}


def _obligation(name: str, node: Node, parameters: Parameters) -> Obligation:
    """A step, with the rule by which it wants a proof; one that is not among the known obligations brings its title."""
    known = OBLIGATIONS.get(name)
    node = node.mapping("step", optional=("title", "evidence", "when", "after"))
    if known is None and "title" not in node:
        node.problem("missing", what="title")
    evidence = node["evidence"].mapping(optional=CITED).citation() if "evidence" in node else ""
    title = node["title"].words() if "title" in node else known or {}
    return Obligation(
        step=parts.step(node["step"], parameters, FOR_EVER),
        title=title,
        evidence=evidence,
        when=tuple(_condition(each) for each in node["when"].items()) if "when" in node else (),
        after=node["after"].name(FIELD_NAME) if "after" in node else "",
    )


def _raiser(node: Node) -> Raiser:
    """``{by: group site-leads, to: major, clause: …}``."""
    node = node.mapping("by", "to", optional=CITED)
    return Raiser(by=node["by"].role(), to=node["to"].name(), clause=node.citation())


# --- what contradicts itself --------------------------------------------------------------------


def check(reading: Reading, place: Place, plan: Plan) -> None:
    """Each condition is about a line of the form that can be so."""
    assert isinstance(plan, IncidentPlan)
    for number, level in enumerate(plan.levels.values()):
        _conditions_fit(reading, (*place, "levels", number, "when"), plan, level.when)
        if level.freezes and plan.freezing is None:
            reading.problem((*place, "levels", number, "freezes"), "freezes_nothing")
        for each, rule in level.obligations.items():
            at = (*place, "levels", number, "obligations", each)
            _conditions_fit(reading, (*at, "when"), plan, rule.when)
            if rule.after and (rule.after == each or rule.after not in level.obligations):
                reading.problem((*at, "after"), "no_such_obligation", what=rule.after)
    incident_room.check(reading, place, plan)
    incident_ending.check(reading, place, plan)
    for number, raiser in enumerate(plan.raises):
        if raiser.to not in plan.levels:
            reading.problem((*place, "raises", number, "to"), "no_such_level", what=raiser.to, known=", ".join(plan.levels))


def _conditions_fit(reading: Reading, place: Place, plan: IncidentPlan, conditions: Sequence[Condition]) -> None:
    for number, condition in enumerate(conditions):
        _condition_fits(reading, (*place, number), plan, condition)


def _condition_fits(reading: Reading, place: Place, plan: IncidentPlan, condition: Condition) -> None:
    line = plan.field(condition.field)
    wanted = "number" if condition.more_than is not None else "choice"
    if line is None or line.type != wanted or line.personal:
        reading.problem(place, "condition_line", what=condition.field, known=wanted)
    elif strange := [value for value in condition.one_of if value not in line.choices]:
        reading.problem(place, "not_a_choice", what=strange[0], known=", ".join(line.choices))
