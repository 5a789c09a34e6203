"""Recurring controls: one case for each run, of each control, for each responsible post and period (policy catalogue F2, G).

commands · events · state · fold · running (opening, carrying out, missing) · offers · procedure · labels · sentences; `periods`
names the periods, `runs` the cases. The end of a run owes the opening of the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain import casework
from domain.casework.kind import Kind
from domain.controls import commands as c
from domain.controls import running
from domain.controls.events import EVENTS
from domain.controls.fold import evolve
from domain.controls.labels import LABELS
from domain.controls.offers import offers
from domain.controls.people import barred, step_of
from domain.controls.plan import ControlPlan
from domain.controls.procedure import procedure
from domain.controls.sentences import NOTICES, PHRASES, REFUSALS, TIMELINE
from domain.controls.state import Control
from domain.kernel import Clause, Offer
from domain.rules import Rules

__all__ = ["DECIDER", "EVENTS", "LABELS", "NOTICES", "OBLIGATIONS", "PHRASES", "PROOFS", "REFUSALS", "TIMELINE", "met"]

PROOFS: Mapping[str, frozenset[str]] = {running.TASK: frozenset({"complete"})}
OBLIGATIONS: Mapping[str, str] = {}


def met(_clock: str, _event: Any) -> bool:
    """No clock of its own obliges anybody."""
    return False


def _stations(_case: Control, rules: Rules) -> tuple[tuple[str, Clause], ...]:
    plan: ControlPlan = rules.plan
    return (("period", plan.clause), (running.TASK, plan.do.clause))


def _matter(case: Control) -> Mapping[str, Any]:
    return {"plan": case.plan, "fields": case.fields, "findings": case.findings}


def _opens_to(case: Control, rules: Rules, at: datetime) -> tuple[Offer, ...]:
    return offers(KIND, case, rules, at)


KIND: Kind = Kind(
    name="control",
    openings=c.OPENINGS,
    own=c.OWN,
    opening=running.open_,
    judge=running.judge,
    fold=evolve,
    barred=barred,
    step_of=step_of,
    silence=running.silence,
    ran_out=running.ran_out,
    offers=_opens_to,
    matter=_matter,
    procedure=procedure,
    stations=_stations,
    latest=lambda case: case.ends,
    hand_on=frozenset({running.TASK}),
)
DECIDER = casework.decider(KIND)
