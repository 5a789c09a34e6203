"""A plan of the rectification ledger: read, and what contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.policy import Plan
from domain.rectifications.plan import Extension, FallsShort, RectificationPlan
from packs import parts
from packs.document import Place
from packs.parts import CITED, Parameters
from packs.reading import Node, Reading

if TYPE_CHECKING:
    from packs.reach import Reach

PARTIES: Final = ("requester", "responsible")
RELIED_ON: Final = {"finding": "text", "responsible": "person", "criterion": "text"}
"""Lines that the form must have: what was found, who puts it right, by what the effect is measured."""
USED: Final = {"due": "date", "risk": "choice"}
"""Lines that the rules read where the form has them."""
GOES_ON, UNDECIDED, AGAIN = ("go on",), ("undecided",), ("second round",)


def read(node: Node, parameters: Parameters) -> RectificationPlan:
    """The whole plan."""
    node = parts.plan(
        node,
        *("rectify", "accept", "quorum", "effect", "checked", "falls_short", "extension", "handing_over"),
        optional=("planning", "acceptance", "photographs"),
    )
    return RectificationPlan(
        **parts.common(node),
        planning=parts.step(node["planning"], parameters, GOES_ON) if "planning" in node else None,
        rectify=parts.step(node["rectify"], parameters, AGAIN),
        accept=parts.step(node["accept"], parameters, UNDECIDED),
        quorum=node["quorum"].number(1, 50),
        acceptance=parts.limit(node["acceptance"], parameters) if "acceptance" in node else None,
        photographs_clause=node["photographs"].mapping(optional=CITED).citation() if "photographs" in node else "",
        effect=parts.limit(node["effect"], parameters),
        check=parts.step(node["checked"], parameters, UNDECIDED),
        falls_short=_falls_short(node["falls_short"], parameters),
        extension=_extension(node["extension"], parameters),
        handing_over=parts.permit(node["handing_over"]),
    )


def _falls_short(node: Node, parameters: Parameters) -> FallsShort:
    node = node.mapping("opens", optional=("coaching", *CITED))
    coaching = parts.step(node["coaching"], parameters, GOES_ON) if "coaching" in node else None
    return FallsShort(plan=node["opens"].name(), clause=node.citation(), coaching=coaching)


def _extension(node: Node, parameters: Parameters) -> Extension:
    node = node.mapping("by", "at_most", optional=CITED)
    clause = node.citation()
    return Extension(by=node["by"].role(), at_most=parts.limit(node["at_most"], parameters, clause), clause=clause)


# --- what contradicts itself --------------------------------------------------------------------


def check(reading: Reading, place: Place, plan: Plan) -> None:
    """The form has what the rules read, and the next round's form has the same lines."""
    assert isinstance(plan, RectificationPlan)
    for name, kind in {**RELIED_ON, **USED}.items():
        line = plan.field(name)
        wanted = name in RELIED_ON
        if (line is None and wanted) or (line is not None and (line.type != kind or line.personal or (wanted and not line.required))):
            reading.problem((*place, "fields"), "ledger_line", what=name, known=kind)
    _next_round(reading, place, plan)


def _next_round(reading: Reading, place: Place, plan: RectificationPlan) -> None:
    following = next((each for _, each in reading.plans if each.name == plan.falls_short.plan), None)
    at = (*place, "falls_short", "opens")
    if not isinstance(following, RectificationPlan):
        reading.problem(at, "no_next_round", what=plan.falls_short.plan)
    elif strange := [line.name for line in plan.fields if following.field(line.name) is None]:
        reading.problem(at, "next_round_form", what=strange[0])


# --- what nobody can do -------------------------------------------------------------------------


def reach(found: Reach) -> None:
    """Whoever is responsible, enough others are left to accept it, and one more to verify it."""
    plan = found.plan
    assert isinstance(plan, RectificationPlan)
    others = [*[plan.accept] * plan.quorum, plan.check]
    anybody = [person.id for person in found.organisation.people.values() if person.active]
    found.tell((*found.place, "accept"), "nobody_accepts", [who for who in anybody if not found.together(others, who)])
