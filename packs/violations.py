"""A plan by which violations are investigated and decided: read, and what it must not be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from domain.policy import Plan
from domain.violations.plan import SHOWN, AppealRule, Breach, Level, Measure, Publication, Service, ViolationPlan
from packs import parts
from packs.document import Place
from packs.parts import CITED, Parameters
from packs.reading import FIELD_NAME, Node, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

UNDECIDED: Final = ("undecided",)
GO_ON: Final = ("go_on",)
UNSERVED: Final = ("unserved",)
RELIED_ON: Final = {"subject": "person", "breach": "choice", "facts": "text"}
"""The lines of the form that the rules read."""


def read(node: Node, parameters: Parameters) -> ViolationPlan:
    """The whole plan."""
    node = parts.plan(
        node,
        "breaches",
        "levels",
        "measures",
        "investigation",
        "hearing",
        "service",
        optional=("extension", "appeal", "publication", "rectification"),
    )
    return ViolationPlan(
        **parts.common(node),
        breaches=parts.table(node["breaches"], _breach),
        levels=tuple(_level(each, parameters) for each in node["levels"].items()),
        measures=parts.table(node["measures"], lambda _, each: _measure(each, parameters)),
        investigation=parts.step(node["investigation"], parameters, UNDECIDED),
        extension=parts.limit(node["extension"], parameters) if "extension" in node else None,
        hearing=parts.step(node["hearing"], parameters, GO_ON),
        service=_service(node["service"], parameters),
        **_after(node, parameters),
    )


def _after(node: Node, parameters: Parameters) -> dict[str, Any]:
    """What may be left out."""
    return {
        "appeal": _appeal(node["appeal"], parameters) if "appeal" in node else None,
        "publication": _publication(node["publication"]) if "publication" in node else None,
        "rectifies": node["rectification"].mapping("to")["to"].name() if "rectification" in node else "",
    }


def _breach(_name: str, node: Node) -> Breach:
    node = node.mapping("level", "title", optional=("points", "measures", *CITED))
    return Breach(
        level=node["level"].name(FIELD_NAME),
        title=node["title"].words(),
        clause=node.citation(),
        points=_points(node),
        measures=tuple(each.name() for each in node["measures"].items()) if "measures" in node else (),
    )


def _points(node: Node) -> int:
    return node["points"].number(0, 1000) if "points" in node else 0


def _level(node: Node, parameters: Parameters) -> Level:
    node = node.mapping("level", "title", "decides", "measures", optional=("on_the_spot", *CITED))
    return Level(
        name=node["level"].name(FIELD_NAME),
        title=node["title"].words(),
        clause=node.citation(),
        decides=parts.step(node["decides"], parameters, UNDECIDED),
        measures=tuple(each.name() for each in node["measures"].items()),
        on_the_spot=node["on_the_spot"].flag() if "on_the_spot" in node else False,
    )


def _measure(node: Node, parameters: Parameters) -> Measure:
    node = node.mapping("title", optional=("points", "suspends", "lasts", *CITED))
    clause = node.citation()
    return Measure(
        title=node["title"].words(),
        clause=clause,
        points=_points(node),
        suspends=node["suspends"].flag() if "suspends" in node else False,
        lasts=parts.limit(node["lasts"], parameters, clause) if "lasts" in node else None,
    )


def _service(node: Node, parameters: Parameters) -> Service:
    node = node.mapping("served", "attempts", "every", optional=CITED)
    return Service(
        by=parts.step(node["served"], parameters, UNSERVED),
        attempts=node["attempts"].number(1, 20),
        every=parts.limit(node["every"], parameters),
        clause=node.citation(),
    )


def _appeal(node: Node, parameters: Parameters) -> AppealRule:
    node = node.mapping("within", "to", "stay", optional=("again", *CITED))
    clause = node.citation()
    stay = node["stay"].mapping(optional=("except", *CITED))
    if "except" in stay:
        stay["except"].one_of("urgent risk")
    return AppealRule(
        within=parts.limit(node["within"], parameters, clause),
        to=node["to"].name(),
        stay_clause=stay.citation(),
        except_urgent="except" in stay,
        again=node["again"].name() if "again" in node else "",
    )


def _publication(node: Node) -> Publication:
    node = node.mapping("to", "shows", optional=CITED)
    return Publication(to=node["to"].role(), shows=tuple(each.one_of(*SHOWN) for each in node["shows"].items()), clause=node.citation())


# --- what contradicts itself --------------------------------------------------------------------


def check(reading: Reading, place: Place, plan: Plan) -> None:
    """Tables that do not fit each other, a form without what the rules read, a review by a plan that is not there."""
    assert isinstance(plan, ViolationPlan)
    for at, key, words in (*_form(plan), *_tables(plan)):
        reading.problem((*place, *at), key, **words)
    for at, name, kind in _led_to(plan):
        if name and name not in _plans(reading, kind):
            reading.problem((*place, *at), "no_such_plan", what=name, known=kind)


Wrong = tuple[Place, str, dict[str, object]]


def _form(plan: ViolationPlan) -> Iterator[Wrong]:
    for name, kind in RELIED_ON.items():
        line = plan.field(name)
        if line is None or line.type != kind or not line.required:
            yield ("fields",), "relied_on", {"what": name, "known": kind}
    breach = plan.field("breach")
    if breach is not None and breach.choices and sorted(breach.choices) != sorted(plan.breaches):
        yield ("fields", "breach", "choices"), "not_the_breaches", {}


def _tables(plan: ViolationPlan) -> Iterator[Wrong]:
    levels = [level.name for level in plan.levels]
    for n, name in enumerate(levels):
        if name in levels[:n]:
            yield ("levels", n, "level"), "twice", {"what": name}
    for key, breach in plan.breaches.items():
        if breach.level not in levels:
            yield ("breaches", key, "level"), "not_one_of", {"what": breach.level, "known": ", ".join(levels)}
        for at, measure in enumerate(breach.measures):
            if measure not in plan.measures:
                yield ("breaches", key, "measures", at), "not_one_of", {"what": measure, "known": ", ".join(plan.measures)}
    for place, level in enumerate(plan.levels):
        for at, measure in enumerate(level.measures):
            if measure not in plan.measures:
                yield ("levels", place, "measures", at), "not_one_of", {"what": measure, "known": ", ".join(plan.measures)}


def _led_to(plan: ViolationPlan) -> Iterator[tuple[Place, str, str]]:
    if plan.appeal is not None:
        yield ("appeal", "to"), plan.appeal.to, "appeal"
        yield ("appeal", "again"), plan.appeal.again, "appeal"
    yield ("rectification", "to"), plan.rectifies, "rectification"


def _plans(reading: Reading, kind: str) -> set[object]:
    """The plans of this kind in the same pack."""
    return {each.get("plan") for each in reading.document.content["plans"] if isinstance(each, dict) and each.get("kind") == kind}
