"""What a decision puts in force, holds and takes back: the measure, its end, what it suspends, points."""

from __future__ import annotations

from uuid import UUID

from domain import claims
from domain.casework.draft import Draft
from domain.requests.form import person_key
from domain.violations import events as e
from domain.violations.plan import ViolationPlan
from domain.violations.state import Violation

MEASURE = "measure"
"""The clock of a measure that has an end."""


def begin(draft: Draft[Violation]) -> None:
    """The measure of the decision is in force, with its full time, and its points count."""
    decision = draft.case.decision
    if decision is None or not decision.measure:
        return
    lasts = draft.plan.measures[decision.measure].lasts
    if lasts is not None:
        draft.arm(MEASURE, lasts)
    _in_force(draft, decision.measure)
    give_points(draft)


def resume(draft: Draft[Violation]) -> None:
    """What was stayed goes on with what was left of it: nothing is added and nothing given away."""
    effect = draft.case.effect
    if effect is not None and effect.stayed:
        draft.resume((MEASURE,))
        _in_force(draft, effect.measure)
    give_points(draft)


def lift(draft: Draft[Violation], why: str) -> None:
    """Nothing of it is in force any more; a stay keeps what is left of its time."""
    effect = draft.case.effect
    if why == "stayed":
        draft.hold((MEASURE,), why)
    else:
        draft.stop(MEASURE, why)
    if effect is None or effect.stayed:
        return
    clause = draft.plan.measures[effect.measure].clause
    draft.say(e.Lifted(effect=effect.id, measure=effect.measure, why=why, clause=clause))
    if effect.blocks:
        draft.claim(person_key(draft.case.subject), claims.Unblocked(block=effect.id, case=draft.case.id))


def give_points(draft: Draft[Violation]) -> None:
    """What the decision yields, as far as the record does not carry it."""
    case, plan = draft.case, draft.plan
    if case.decision is not None and case.decision.points and not case.points:
        clause = plan.breaches[case.breach].clause
        draft.say(e.PointsGiven(person=case.subject, points=case.decision.points, plan=case.plan, clause=clause))


def take_points(draft: Draft[Violation], why: str) -> None:
    """What the record carries for it is taken off."""
    case, plan = draft.case, draft.plan
    if case.points:
        clause = plan.breaches[case.breach].clause
        draft.say(e.PointsTakenBack(person=case.subject, points=case.points, plan=case.plan, why=why, clause=clause))


def _in_force(draft: Draft[Violation], name: str) -> None:
    plan: ViolationPlan = draft.plan
    rule, clock = plan.measures[name], draft.case.clocks.get(MEASURE)
    effect = draft.new_id(f"effect {draft.case.version}")
    said = e.TookEffect(
        effect=effect,
        measure=name,
        start=draft.when,
        until=clock.due if clock is not None else None,
        blocks=rule.suspends,
        clause=rule.clause,
        grants=_running(draft) if rule.suspends else (),
    )
    draft.say(said)
    if rule.suspends:
        block = claims.Blocked(block=effect, case=draft.case.id, clause=rule.clause)
        draft.claim(person_key(draft.case.subject), block)


def _running(draft: Draft[Violation]) -> tuple[UUID, ...]:
    """What the subject holds now and cannot use meanwhile; it is given back by the end of the measure, not granted again."""
    return tuple(taken.grant for taken in draft.rules.claims[person_key(draft.case.subject)].held)
