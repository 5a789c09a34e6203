"""The decision that is final: published, carried out, closed (SO 5.2.2)."""

from __future__ import annotations

from domain.casework.draft import Draft
from domain.kernel import Clause
from domain.violations import effects
from domain.violations import events as e
from domain.violations.plan import Publication, ViolationPlan
from domain.violations.state import Violation


def next_review(plan: ViolationPlan, case: Violation) -> str:
    """The plan by which an appeal against what was served last would be reviewed; empty: it is final."""
    if plan.appeal is None or case.result == "annulled":
        return ""
    return {0: plan.appeal.to, 1: plan.appeal.again}.get(case.appeals, "")


def finish(draft: Draft[Violation]) -> None:
    """No appeal is possible any more; what stands is published."""
    case, plan = draft.case, draft.plan
    measure = case.decision.measure if case.decision is not None else ""
    draft.say(e.Final(outcome=case.result, measure=measure, clause=_clause(plan)))
    if plan.publication is not None and measure:
        _publish(draft, plan.publication, measure)
    close_if_done(draft)


def _publish(draft: Draft[Violation], rule: Publication, measure: str) -> None:
    case = draft.case
    known = {"level": case.level, "breach": case.breach, "measure": measure, "outcome": case.result, "department": case.department}
    shows = {name: known[name] for name in rule.shows if known.get(name)}
    draft.say(e.Published(to=str(rule.to), shows=shows, clause=rule.clause))


def close_if_done(draft: Draft[Violation]) -> None:
    """Closed when it is final, carried out outside, and a measure that has an end has come to it."""
    case = draft.case
    carrying = any(duty.kind in ("grant", "revoke") for duty in case.owed)
    if case.final and not carrying and effects.MEASURE not in case.clocks and case.stage != "closed":
        draft.close(case.result, _clause(draft.plan))


def _clause(plan: ViolationPlan) -> Clause:
    return plan.appeal.within.clause if plan.appeal is not None else plan.service.clause
