"""What may be asked of a line now, and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.casework.decider import offer_of
from domain.casework.kind import Kind
from domain.casework.people import asked_now
from domain.kernel import Clause, Offer, PersonId
from domain.rectifications.people import in_charge, may_hand_over
from domain.rectifications.plan import RectificationPlan
from domain.rectifications.state import Rectification
from domain.rules import Rules


def offers(kind: Kind, case: Rectification, rules: Rules, at: datetime) -> tuple[Offer, ...]:
    """Every command of the kind's own that is open."""
    return tuple(_offers(kind, case, rules, at))


def _offers(kind: Kind, case: Rectification, rules: Rules, at: datetime) -> Iterator[Offer]:
    yield from offer_of(kind, case, rules, at, "planning", "submit_plan", needs=("text",))
    yield from offer_of(kind, case, rules, at, "coach", "record_coaching", needs=("note",))
    yield from offer_of(kind, case, rules, at, "rectify", "submit_report", needs=("changed_rules", "execution"))
    if case.waits_for("coach") is None:
        yield from offer_of(kind, case, rules, at, "accept", "accept", takes=("note",))
    yield from offer_of(kind, case, rules, at, "accept", "send_back", needs=("reason",))
    yield from offer_of(kind, case, rules, at, "check_effect", "confirm_effect", needs=("met", "measured"), takes=("note",))
    yield from _in_charge(case, rules, at)


def _in_charge(case: Rectification, rules: Rules, at: datetime) -> Iterator[Offer]:
    """More time, and another person, while it waits to be put right."""
    plan: RectificationPlan = rules.plan
    task = case.waits_for("rectify")
    if task is None:
        return
    clock = case.clocks.get(f"answer:{task.id}")
    if clock is not None and case.extended != case.times:
        who = in_charge(case, plan.extension.by, rules.organisation, at)
        yield Offer(command="extend", who=who, clause=plan.extension.clause, needs=("until", "reason"))
    who = may_hand_over(case, plan, rules.organisation, at)
    yield Offer(command="hand_over", who=who, clause=plan.handing_over.clause, needs=("to", "reason"))


def evidence_from(kind: Kind, case: Rectification, rules: Rules, at: datetime) -> frozenset[PersonId]:
    """Who found it, who puts it right, and whoever is asked now: pictures of before and after (MK 5.1.1)."""
    return asked_now(kind, case, rules, at) | {case.opener, case.responsible}


def stations(case: Rectification, rules: Rules) -> tuple[tuple[str, Clause], ...]:
    """The way of a line: the steps that this one has."""
    plan: RectificationPlan = rules.plan
    way = [
        ("rectify", plan.rectify.clause),
        ("accept", plan.accept.clause),
        ("effect", plan.effect.clause),
        ("check_effect", plan.check.clause),
    ]
    for name, step in (("planning", plan.planning), ("coach", plan.falls_short.coaching)):
        if step is not None and (case.waits_for(name) or case.mark(name)):
            way.insert(0, (name, step.clause))
    return tuple(way)
