"""The head of whoever is responsible: more time, with a reason; somebody else responsible, with a reason (F1, F7)."""

from __future__ import annotations

from datetime import date, datetime

from domain import calendar, clocks
from domain.casework import form, ladders
from domain.casework.draft import Draft
from domain.casework.people import barring
from domain.casework.state import Task
from domain.kernel import Clock, Refused
from domain.rectifications import commands as c
from domain.rectifications import events as e
from domain.rectifications.opening import within_acceptance
from domain.rectifications.people import OWN_WORK, in_charge_now, may_hand_over, said_by
from domain.rectifications.plan import RectificationPlan
from domain.rectifications.state import Rectification


def extend(draft: Draft[Rectification], command: c.Extend) -> None:
    """Once each time that it is to be put right. The end moves visibly; nobody gives it to themselves."""
    rule = draft.plan.extension
    task, clock, due = _running(draft)
    holder = in_charge_now(draft, rule.by, rule.clause)
    form.required(command.reason, "reason")
    if draft.case.extended == draft.case.times:
        raise Refused(rule.clause, "extended_already")
    until = _until(draft, command.until)
    if until <= due:
        raise Refused("house:form", "not_later", field="until", due=calendar.shown(draft.rules.calendar, due))
    if until > draft.due(rule.at_most.span):
        raise Refused(rule.at_most.clause, "extended_too_long", field="until", limit=rule.at_most.span)
    if limit := draft.case.clocks.get("acceptance"):
        within_acceptance(draft, limit.due or until, until, "until")
    draft.say(e.Extended(**said_by(holder), was=due, until=until, reason=command.reason, clause=rule.clause))
    _move(draft, task, clock, due, until)


def hand_over(draft: Draft[Rectification], command: c.HandOver) -> None:
    """Another person is responsible; the time runs on, for the obligation is the same (house:hand-over)."""
    plan: RectificationPlan = draft.plan
    rule = plan.handing_over
    if draft.case.waits_for("rectify") is None:
        raise Refused(rule.clause, "nothing_waits", stage=draft.case.stage)
    found = may_hand_over(draft.case, plan, draft.org, draft.at)
    holder = next((each for each in found if each.person == draft.by), None)
    if holder is None:
        own = draft.by == draft.case.responsible
        raise barring(OWN_WORK) if own else Refused(rule.clause, "task_not_yours", who=str(rule.by))
    form.required(command.reason, "reason")
    to = form.person(command.to, "to", draft.org)
    if to == draft.case.responsible:
        return
    was, department = draft.case.responsible, draft.org.people[to].department
    said = e.HandedOver(by=draft.by, basis=holder.basis, was=was, to=to, department=department, reason=command.reason, clause=rule.clause)
    draft.say(said)
    ladders.look_again(draft)


def _running(draft: Draft[Rectification]) -> tuple[Task, Clock, datetime]:
    """The task of putting it right, while its time runs."""
    task = draft.case.waits_for("rectify")
    clock = draft.case.clocks.get(f"answer:{task.id}") if task is not None else None
    if task is None or clock is None or clock.due is None:
        raise Refused(draft.plan.extension.clause, "nothing_waits", stage=draft.case.stage)
    return task, clock, clock.due


def _until(draft: Draft[Rectification], text: str) -> datetime:
    """The end of a day, or a length of time from now."""
    form.required(text, "until", "house:form")
    try:
        return draft.due(calendar.span(text))
    except ValueError:
        pass
    try:
        return calendar.end_of_day(draft.rules.calendar, date.fromisoformat(text))
    except (ValueError, OverflowError):
        raise Refused("house:form", "wrong_type", field="until", wanted="2026-03-20 | 5 d") from None


def _move(draft: Draft[Rectification], task: Task, clock: Clock, was: datetime, until: datetime) -> None:
    """A day that somebody set is no guess: it stays when the calendar is published."""
    for name in [each for each in sorted(draft.case.clocks) if each.startswith(f"remind:{task.id}:")]:
        draft.say(clocks.Stopped(clock=name, why="extended"))
    draft.say(clocks.Superseded(clock=clock.name, was=was, due=until, why="extended", provisional=False))
    draft.arm_reminders(task.id, draft.plan.rectify, until)
