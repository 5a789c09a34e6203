"""The decision: a measure that the level allows, with a reason, by whom the level names (SO 5.2.2)."""

from __future__ import annotations

from domain.casework import form, ladders, people
from domain.casework.commands import Text
from domain.casework.draft import Draft
from domain.casework.state import Task
from domain.kernel import Holder, Refused
from domain.violations import commands as c
from domain.violations import events as e
from domain.violations.matter import matter
from domain.violations.people import involved
from domain.violations.plan import ViolationPlan
from domain.violations.serving import ask_service
from domain.violations.state import Violation


def decide(draft: Draft[Violation], command: c.Decide) -> None:
    """A measure of the level's own; only after the subject was heard or had the chance."""
    task, holder = _decider(draft)
    plan: ViolationPlan = draft.plan
    level = plan.level(draft.case.level)
    form.required(command.reason, "reason")
    shown = _same_as_shown(draft, command.shown)
    _allowed(draft, command.measure)
    _urgent(plan, command.urgent_risk)
    all_involved = involved(draft, task, holder)
    ladders.done(draft, task, holder, "decided")
    draft.say(
        e.Decided(
            by=draft.by,
            basis=holder.basis,
            stands_in_for=holder.stands_in_for,
            measure=command.measure,
            points=plan.breaches[draft.case.breach].points + plan.measures[command.measure].points,
            reason=command.reason,
            urgent_risk="" if _blank(command.urgent_risk) else command.urgent_risk,
            involved=all_involved,
            shown=shown,
            clause=level.decides.clause,
        )
    )
    ask_service(draft)


def dismiss(draft: Draft[Violation], command: c.Dismiss) -> None:
    """No measure follows, and the case is closed."""
    task, holder = _decider(draft)
    form.required(command.reason, "reason")
    shown = _same_as_shown(draft, command.shown)
    ladders.done(draft, task, holder, "dismissed")
    draft.say(
        e.Dismissed(
            by=draft.by, basis=holder.basis, stands_in_for=holder.stands_in_for, reason=command.reason, shown=shown, clause=task.clause
        )
    )
    draft.close("dismissed", task.clause)


def _decider(draft: Draft[Violation]) -> tuple[Task, Holder]:
    """Whoever decides; before the report is in and the subject was heard nobody does."""
    case = draft.case
    if case.decision is not None:
        raise Refused("house:what-was-shown", "decided_already")
    if case.waits_for("decide") is None:
        if case.report is None and not draft.plan.level(case.level).on_the_spot:
            raise Refused(draft.plan.investigation.clause, "not_reported")
        raise Refused(draft.plan.hearing.clause, "not_heard")
    return people.act(draft.kind, case, draft.asked.by, ("decide",), draft.rules, draft.at)


def _same_as_shown(draft: Draft[Violation], shown: str) -> str:
    """A decision counts for what was shown when it was made (house:what-was-shown)."""
    now = form.digest(matter(draft.case))
    if shown and shown != now:
        raise Refused("house:what-was-shown", "shown_has_changed", field="shown")
    return now


def _allowed(draft: Draft[Violation], measure: str) -> None:
    """What the level allows, or only what the breach itself leads to (MK 3.3.3)."""
    plan, case = draft.plan, draft.case
    known = plan.allowed(case.level, case.breach)
    if measure not in known or measure not in plan.measures:
        level, breach = plan.level(case.level), plan.breaches[case.breach]
        clause = level.clause if known == level.measures else breach.clause
        raise Refused(clause, "measure_not_allowed", field="measure", known=", ".join(known))


def _urgent(plan: ViolationPlan, risk: Text) -> None:
    if not _blank(risk) and plan.appeal is not None and not plan.appeal.except_urgent:
        raise Refused(plan.appeal.stay_clause, "no_urgent_risk", field="urgent_risk")


def _blank(text: Text) -> bool:
    return not text or (isinstance(text, str) and not text.strip())
