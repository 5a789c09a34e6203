"""Letting a machine in: what the pack in force has to say to it before its key is registered (house:alerts)."""

from __future__ import annotations

from console.intake.sources import NAME
from domain.incidents.plan import IncidentPlan
from domain.kernel import Refused
from domain.policy import Pack


def may_be(pack: Pack, plan: str, source: str, machine: str) -> None:
    """Refused unless the plan is one of incidents, lets this machine open them, and the source can be called so."""
    found = pack.plans.get(plan)
    if not isinstance(found, IncidentPlan):
        raise Refused("house:form", "no_such_plan", field="plan", plan=plan[:80])
    if not NAME.fullmatch(source):
        raise Refused("house:form", "wrong_type", field="source", wanted="a-z, 0-9, -")
    if found.alerts is None or machine not in found.alerts.machines:
        raise Refused("house:alerts" if found.alerts is None else found.alerts.clause, "machine_may_not", machine=machine)
