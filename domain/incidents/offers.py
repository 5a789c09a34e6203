"""Which commands of an incident are open now, and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from domain.casework.decider import offer_of
from domain.casework.kind import Kind
from domain.casework.state import CLOSED
from domain.incidents import areas, obliged
from domain.incidents.levels import raisers
from domain.incidents.people import responders
from domain.incidents.plan import IncidentPlan
from domain.incidents.state import Incident
from domain.kernel import Offer
from domain.organisation import one_each
from domain.rules import Rules


def offers(kind: Kind, case: Incident, rules: Rules, at: datetime) -> tuple[Offer, ...]:
    """First who has it, then what must be done, then how grave it is, then what the parts offer."""
    own = () if case.stage == CLOSED else tuple(_own(kind, case, rules, at))
    return (*own, *areas.each("offers", kind, case, rules, at))


def _own(kind: Kind, case: Incident, rules: Rules, at: datetime) -> Iterator[Offer]:
    plan: IncidentPlan = rules.plan
    yield from offer_of(kind, case, rules, at, "acknowledge", "acknowledge", takes=("note",))
    for name in obliged.waiting(case):
        wanted: dict[str, Any] = {"needs": ("obligation",), "takes": ("note", "evidence")}
        if plan.levels[case.level].obligations[name].evidence:
            wanted = {"needs": ("obligation", "evidence"), "takes": ("note",)}
        yield from offer_of(kind, case, rules, at, name, "report_done", **wanted)
    who = responders(kind, case, rules, at)
    may = one_each((*who, *raisers(plan, case, rules.organisation, at)))
    yield Offer(command="change_level", who=may, clause=plan.level_clause, needs=("level", "reason"))
    yield Offer(command="record_facts", who=who, clause=plan.clause, needs=("facts",))
