"""A line is put in the ledger: by whoever keeps it, or by another case (F1, F4, F5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from domain import calendar, organisation
from domain.calendar import LONGEST, Span
from domain.casework import form, ladders
from domain.casework.draft import Draft
from domain.kernel import SYSTEM, PersonId, Refused
from domain.policy import Step
from domain.rectifications import events as e
from domain.rectifications.commands import Open
from domain.rectifications.plan import HIGH, RectificationPlan
from domain.rectifications.state import Rectification


def open_(draft: Draft[Rectification]) -> None:
    """One finding, one person responsible, a day by which it is put right (SO 5.3.1)."""
    command: Open = draft.asked.command
    plan: RectificationPlan = draft.plan
    _may_open(draft, command, plan)
    form.check(plan, command.fields, draft.org)
    responsible = form.person(command.fields.get("responsible"), "fields.responsible", draft.org)
    step = _step(draft, plan, command.fields)
    draft.say(_opened(draft, command, responsible))
    if plan.acceptance is not None and is_high(plan, command.fields):
        draft.arm("acceptance", plan.acceptance)
    ask_again(draft, step)
    if plan.planning is not None and is_high(plan, command.fields):
        ladders.ask(draft, "planning", plan.planning)
    if command.coaching and plan.falls_short.coaching is not None:
        ladders.ask(draft, "coach", plan.falls_short.coaching)


def is_high(plan: RectificationPlan, fields: Mapping[str, Any]) -> bool:
    """Whether the risk is high; where the form does not ask, every line of the plan is (MK 5.1.3)."""
    return plan.field("risk") is None or fields.get("risk") == HIGH


def ask_again(draft: Draft[Rectification], step: Step) -> None:
    """Whoever is responsible is asked to put it right, for the first time or once more."""
    times = draft.case.times
    ladders.ask(draft, "rectify" if times == 1 else f"rectify-{times}", step)


def due_in_days(draft: Draft[Rectification], plan: RectificationPlan, day: date) -> Span:
    """The length of time that ends with this day. Refused when it does not lie ahead, or further than a span reaches."""
    today = calendar.local_day(draft.rules.calendar, draft.when)
    if not 0 < (day - today).days <= LONGEST:
        raise Refused(plan.clause, "due_not_ahead", field="fields.due")
    return Span(amount=(day - today).days, unit="d")


def within_acceptance(draft: Draft[Rectification], limit: datetime, due: datetime, name: str) -> None:
    """Refused when it would be put right only after it must be accepted."""
    if due > limit:
        raise Refused(draft.plan.acceptance.clause, "after_acceptance", field=name, limit=calendar.shown(draft.rules.calendar, limit))


def _may_open(draft: Draft[Rectification], command: Open, plan: RectificationPlan) -> None:
    if draft.by == SYSTEM:
        return
    own = {"source": "", "took_part": (), "round": 1, "coaching": False, "earlier": ()}
    for name, usual in own.items():
        if getattr(command, name) != usual:
            raise Refused("house:form", "from_the_system", field=name)
    if not organisation.holds(draft.org, plan.who, {}, draft.by):
        raise Refused(plan.who_clause, "may_not_open", who=str(plan.who))


def _step(draft: Draft[Rectification], plan: RectificationPlan, fields: Mapping[str, Any]) -> Step:
    """Until the day that the form names, else as long as the plan gives."""
    due = fields.get("due")
    if not due:
        return plan.rectify
    span = due_in_days(draft, plan, date.fromisoformat(str(due)))
    if plan.acceptance is not None and is_high(plan, fields):
        within_acceptance(draft, draft.due(plan.acceptance.span), draft.due(span), "fields.due")
    return replace(plan.rectify, within=replace(plan.rectify.within, span=span))


def _opened(draft: Draft[Rectification], command: Open, responsible: PersonId) -> e.Opened:
    return e.Opened(
        plan=command.plan,
        pack=draft.asked.pack,
        requester=responsible,
        department=draft.org.people[responsible].department,
        opener=draft.by,
        fields=command.fields,
        source=command.source,
        took_part=command.took_part,
        round=command.round,
        coaching=command.coaching,
        earlier=command.earlier,
        clause=draft.plan.who_clause,
    )
