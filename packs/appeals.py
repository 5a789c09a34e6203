"""A plan by which a panel reviews a decision: read, and what it must not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.appeals.plan import OF_AN_OBJECTION, OF_THE_APPELLANT, OF_THE_PANEL, AppealPlan, Panel, Seat
from domain.organisation import nominal
from domain.policy import Plan
from packs import parts
from packs.document import Place
from packs.parts import CITED, Parameters
from packs.reading import FIELD_NAME, Node, Reading

if TYPE_CHECKING:
    from packs.reach import Reach


def read(node: Node, parameters: Parameters) -> AppealPlan:
    """The whole plan."""
    node = parts.plan(node, "panel", "objection", "hearing", "conclude")
    return AppealPlan(
        **parts.common(node),
        panel=_panel(node["panel"], parameters),
        objection=parts.step(node["objection"], parameters, OF_AN_OBJECTION),
        hearing=parts.step(node["hearing"], parameters, OF_THE_APPELLANT),
        conclude=parts.step(node["conclude"], parameters, OF_THE_PANEL),
    )


def _panel(node: Node, parameters: Parameters) -> Panel:
    node = node.mapping("formed", "seats", "departments", "quorum", optional=CITED)
    quorum = node["quorum"].mapping("votes", optional=CITED)
    return Panel(
        form=parts.step(node["formed"], parameters, OF_THE_PANEL),
        seats=parts.table(node["seats"], _seat, FIELD_NAME),
        departments=node["departments"].number(1, 20),
        quorum=quorum["votes"].number(1, 20),
        clause=node.citation(),
        quorum_clause=quorum.citation(),
    )


def _seat(_name: str, node: Node) -> Seat:
    node = node.mapping(optional=("roles", "departments", *CITED))
    departments = node["departments"].items() if "departments" in node else []
    return Seat(roles=parts.roles(node, "roles"), departments=tuple(each.name() for each in departments), clause=node.citation())


def check(reading: Reading, place: Place, plan: Plan) -> None:
    """As many seats as can always come to a result, a quorum that they can reach, and somebody for each seat."""
    assert isinstance(plan, AppealPlan)
    panel, seats = plan.panel, len(plan.panel.seats)
    if seats % 2 == 0:
        reading.problem((*place, "panel", "seats"), "even_panel", seats=seats)
    if not seats < 2 * panel.quorum <= 2 * seats:
        reading.problem((*place, "panel", "quorum", "votes"), "quorum_out_of_reach", low=seats // 2 + 1, high=seats)
    if panel.departments > seats:
        reading.problem((*place, "panel", "departments"), "departments_out_of_reach", seats=seats)
    for name, seat in panel.seats.items():
        if not seat.roles and not seat.departments:
            reading.problem((*place, "panel", "seats", name), "seat_for_nobody", what=name)


def reach(found: Reach) -> None:
    """Each seat has somebody who could sit on it."""
    plan, org = found.plan, found.organisation
    assert isinstance(plan, AppealPlan)
    active = {person.department for person in org.people.values() if person.active}
    for name, seat in plan.panel.seats.items():
        at = (*found.place, "panel", "seats", name)
        for department in seat.departments:
            if department not in org.departments:
                found.reading.problem((*at, "departments"), "unknown_department", what=department)
        held = any(nominal(org, role, {}) for role in seat.roles) or active & set(seat.departments)
        if not held:
            found.reading.problem(at, "vacant", what=name)
