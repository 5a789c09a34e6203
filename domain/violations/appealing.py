"""The appeal on the decision's own case, the stay, and what the review comes to (SO 5.2.3)."""

from __future__ import annotations

from datetime import datetime

from domain import calendar
from domain.casework import form, ladders
from domain.casework.draft import Draft
from domain.kernel import Refused
from domain.violations import commands as c
from domain.violations import effects, finishing, people
from domain.violations import events as e
from domain.violations.plan import AppealRule
from domain.violations.serving import ask_service
from domain.violations.state import Violation

CONCLUSIONS = ("confirmed", "changed", "annulled")


def appeal(draft: Draft[Violation], command: c.Appeal) -> None:
    """In writing and in time: filing, stay, held clocks and lifted blocks are one append, so that no measure fires in between."""
    rule: AppealRule | None = draft.plan.appeal
    if rule is None:
        raise Refused(draft.plan.service.clause, "no_appeal")
    _may_appeal(draft, rule)
    form.required(command.grounds, "grounds", rule.within.clause)
    draft.stop("appeal", "appealed")
    decided = draft.case.decision.measure if draft.case.decision is not None else ""
    draft.say(
        e.Appealed(
            by=draft.by,
            instant=draft.at,
            grounds=command.grounds,
            to=finishing.next_review(draft.plan, draft.case),
            allowed=draft.plan.milder(draft.case.level, draft.case.breach, decided),
            involved=people.took_part(draft.case),
            clause=rule.within.clause,
        )
    )
    _stay(draft, rule)


def _may_appeal(draft: Draft[Violation], rule: AppealRule) -> None:
    """The subject, once for each decision that was served, before the end of the time."""
    case, clause = draft.case, rule.within.clause
    if draft.by != case.subject:
        raise Refused(clause, "only_subject")
    if case.reviewed or (case.appeals and not finishing.next_review(draft.plan, case)):
        raise Refused(clause, "appealed_already")
    if case.decision is None or case.served_at is None:
        raise Refused(clause, "nothing_served")
    if case.result == "annulled":
        raise Refused(clause, "nothing_to_appeal")
    due = _until(case)
    if due is None or draft.at >= due or case.final:
        days = draft.rules.calendar
        raise Refused(
            clause,
            "appeal_too_late",
            served=calendar.shown(days, case.served_at),
            due=calendar.shown(days, due) if due is not None else "",
            asked=calendar.shown(days, draft.at),
        )


def _until(case: Violation) -> datetime | None:
    """The end of the time to appeal, while it runs and after."""
    clock = case.clocks.get("appeal")
    return clock.due if clock is not None else case.window_due


def _stay(draft: Draft[Violation], rule: AppealRule) -> None:
    """The decision waits, unless it says that an urgent risk requires it to stand; containment is no part of it and never stops."""
    decision, effect = draft.case.decision, draft.case.effect
    if decision is not None and decision.urgent_risk and rule.except_urgent:
        draft.say(e.StayRefused(by=decision.by, reason=decision.urgent_risk, clause=rule.stay_clause))
        return
    measures, grants = ((effect.measure,), (effect.id,)) if effect is not None else ((), ())
    draft.say(e.Stayed(measures=measures, grants=grants, clause=rule.stay_clause))
    effects.lift(draft, "stayed")
    effects.take_points(draft, "stayed")


# --- the review's answer --------------------------------------------------------------------------


def conclude(draft: Draft[Violation], command: c.AppealConcluded) -> None:
    """Confirmed, changed or annulled; it is served like the decision itself. Told twice it counts once."""
    case, plan = draft.case, draft.plan
    if not case.reviewed or case.decision is None:
        return
    form.one_of(command.outcome, CONCLUSIONS, "outcome")
    measure = {"confirmed": case.decision.measure, "annulled": ""}.get(command.outcome, command.measure)
    if (measure and measure not in plan.measures) or (command.outcome == "changed" and not measure):
        raise Refused("house:form", "wrong_type", field="measure", wanted=" | ".join(plan.measures))
    _take(draft, command, measure)


def _take(draft: Draft[Violation], command: c.AppealConcluded, measure: str) -> None:
    plan, before = draft.plan, draft.case.decision.measure if draft.case.decision is not None else ""
    points = plan.breaches[draft.case.breach].points + plan.measures[measure].points if measure else 0
    said = e.AppealConcluded(
        outcome=command.outcome,
        measure=measure,
        points=points if command.points is None else command.points,
        reason=command.reason,
        clause=plan.appeal.within.clause,
    )
    if measure != before:
        effects.lift(draft, command.outcome)
    draft.say(said)
    if draft.case.points != said.points:
        effects.take_points(draft, command.outcome)
    if measure and measure == before:
        effects.resume(draft)
    elif measure:
        effects.begin(draft)
    ladders.drop(draft, "serve", command.outcome)
    ask_service(draft)
