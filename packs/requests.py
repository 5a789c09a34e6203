"""A plan by which something is asked for, given and taken back: read, and what it must not be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from domain.kernel import Clause
from domain.policy import Field, GrantRule, Overdue, Plan, RequestPlan, ReturnRule, Role
from packs import parts
from packs.document import Place
from packs.parts import CITED, Parameters
from packs.reading import FIELD_NAME, Node, Reading

if TYPE_CHECKING:
    from packs.reach import Reach

OUTCOMES: Final = ("refuse", "close", "keep", "revoke")
CHECKS: Final = ("completeness",)


def read(node: Node, parameters: Parameters) -> RequestPlan:
    """The whole plan."""
    node = parts.plan(node, "approval", "information", "grant", optional=("return", "overdue"))
    return RequestPlan(
        **parts.common(node),
        approval=tuple(parts.stage(each, parameters, OUTCOMES) for each in node["approval"].items()),
        grant=_grant(node["grant"], parameters),
        give_back=_return(node["return"], parameters) if "return" in node else None,
        overdue=_overdue(node["overdue"], parameters) if "overdue" in node else None,
        information=parts.limit(node["information"], parameters),
    )


# --- what approval gives, and how it ends -------------------------------------------------------


def _grant(node: Node, parameters: Parameters) -> GrantRule:
    node = node.mapping("what", "of", "at_most", optional=("asks", "longer", "reason_in", "handed_out", "collect", *CITED))
    clause = node.citation()
    return GrantRule(
        what=node["what"].one_of("document", "privilege"),
        resource=node["of"].name(FIELD_NAME),
        at_most=parts.limit(node["at_most"], parameters, clause),
        asks=node["asks"].name(FIELD_NAME) if "asks" in node else "",
        longer=node["longer"].one_of("never", "with a reason") if "longer" in node else "never",
        reason_in=node["reason_in"].name(FIELD_NAME) if "reason_in" in node else "",
        given_by=_given_by(node["handed_out"]) if "handed_out" in node else None,
        collect=parts.step(node["collect"], parameters, OUTCOMES) if "collect" in node else None,
        clause=clause,
    )


def _given_by(node: Node) -> Role:
    return parts.permit(node).by


def _return(node: Node, parameters: Parameters) -> ReturnRule:
    node = node.mapping("received_by", "check", "checked", optional=CITED)
    return ReturnRule(
        received_by=node["received_by"].role(),
        check=node["check"].one_of(*CHECKS),
        clause=node.citation(),
        within=parts.step(node["checked"], parameters, OUTCOMES),
    )


def _overdue(node: Node, parameters: Parameters) -> Overdue:
    node = node.mapping("remind", "every", optional=("blocks", *CITED))
    return Overdue(
        remind=node["remind"].role(),
        clause=node.citation(),
        every=parts.limit(node["every"], parameters),
        blocks=_blocks(node["blocks"]) if "blocks" in node else "",
    )


def _blocks(node: Node) -> Clause:
    node = node.mapping("who", optional=CITED)
    node["who"].one_of("borrower for this plan")
    return node.citation()


# --- what contradicts itself --------------------------------------------------------------------


def check(reading: Reading, place: Place, plan: Plan) -> None:
    """Fields that the rules cannot work with, a loan without an end, silence that comes to the wrong thing."""
    assert isinstance(plan, RequestPlan)
    for field in plan.fields:
        for key, words in _wrong_with(field, plan.grant):
            reading.problem((*place, "fields", field.name), key, **words)
    _relied_on(reading, place, plan)
    _given(reading, place, plan)
    _silence(reading, place)


def _wrong_with(field: Field, grant: GrantRule) -> Iterator[tuple[str, dict[str, str]]]:
    if field.personal and field.name in (grant.resource, grant.asks):
        yield "personal_rule", {}
    if field.claim and field.name != grant.resource:
        yield "claim_foreign", {"what": grant.resource}
    if grant.what == "document" and field.name == grant.resource and not field.claim:
        yield "claim_missing", {"what": field.name}


def _relied_on(reading: Reading, place: Place, plan: RequestPlan) -> None:
    """The fields that the grant's rule names are on the form."""
    named = {"of": plan.grant.resource, "asks": plan.grant.asks, "reason_in": plan.grant.reason_in}
    for key, name in named.items():
        if name and plan.field(name) is None:
            reading.problem((*place, "grant", key), "unknown_field", what=name)
    resource = plan.field(plan.grant.resource)
    if resource and not resource.required:
        reading.problem((*place, "grant", "of"), "not_required", what=resource.name)


def _given(reading: Reading, place: Place, plan: RequestPlan) -> None:
    grant = plan.grant
    if grant.what == "document":
        for key, part, at in (
            ("no_return", plan.give_back, place),
            ("no_overdue", plan.overdue, place),
            ("no_hand_out", grant.given_by, (*place, "grant")),
            ("no_collect", grant.collect, (*place, "grant")),
        ):
            if part is None:
                reading.problem(at, key)
    else:
        lent = {"return": plan.give_back, "overdue": plan.overdue}
        for name in (name for name, part in lent.items() if part is not None):
            reading.problem((*place, name), "not_lent", what=name)
        handed = {"handed_out": grant.given_by, "collect": grant.collect}
        for name in (name for name, part in handed.items() if part is not None):
            reading.problem((*place, "grant", name), "not_lent", what=name)
    if grant.longer == "with a reason" and not (grant.asks and grant.reason_in):
        reading.problem((*place, "grant", "longer"), "longer_asks")
    if grant.longer == "never" and grant.reason_in:
        reading.problem((*place, "grant", "reason_in"), "reason_without")


def _silence(reading: Reading, place: Place) -> None:
    """Silence refuses what was asked, and closes what nobody fetches or checks."""
    for at, step in reading.steps_of(place):
        possible = "refuse" if "approval" in at else "close"
        if step.outcome != possible:
            reading.problem((*at, "then", len(step.rungs)), "not_here", what=step.outcome, known=possible)


# --- what nobody can do -------------------------------------------------------------------------


def reach(found: Reach) -> None:
    """Different people must approve, and nobody for themselves: enough must be left for each who may ask."""
    plan = found.plan
    assert isinstance(plan, RequestPlan)
    asked = [step for stage in plan.approval for step in stage.steps]
    found.tell((*found.place, "approval"), "nobody_can", [who for who in found.openers if not found.together(asked, who)])
    if plan.give_back:
        check = [plan.give_back.within]
        found.tell((*found.place, "return", "checked"), "nobody_checks", [who for who in found.openers if not found.together(check, who)])
