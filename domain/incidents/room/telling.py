"""The checklist, situation reports, and who is informed (MK 4.3.2, SO 4.3.2, CS 4.5.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from domain.casework import form, ladders
from domain.casework.draft import Draft
from domain.casework.state import Task
from domain.incidents import acknowledging
from domain.incidents.plan import IncidentPlan
from domain.incidents.room import commands as c
from domain.incidents.room import events as e
from domain.incidents.room import people
from domain.incidents.room.known import known
from domain.incidents.room.plan import WHOM, Item
from domain.incidents.state import Incident
from domain.kernel import Clause, Holder, Refused

REPORT = "situation_report"
CHECKLIST = "house:checklist"
REPORTS = "house:situation-report"


def tick(draft: Draft[Incident], command: c.TickItem) -> None:
    """Control first, then deal: an item waits for the required ones ahead of it. Ticked twice is once."""
    holder = people.responding(draft)
    item, other = _item(draft, command.item)
    if item.name in draft.case.room.ticks:
        return
    if other is not None:
        raise Refused(other.clause, "item_ahead", field="item", what=other.name)
    draft.say(e.Ticked(item=item.name, by=holder.person, basis=holder.basis, note=command.note, clause=item.clause))


def untick(draft: Draft[Incident], command: c.UntickItem) -> None:
    """It is not done after all, with the reason. What waited for it is taken back first, so that the order holds."""
    holder = people.responding(draft)
    item, other = _item(draft, command.item)
    if item.name not in draft.case.room.ticks:
        raise Refused(CHECKLIST, "not_ticked", field="item", what=item.name)
    if other is not None:
        raise Refused(item.clause, "item_behind", field="item", what=other.name)
    form.required(command.reason, "reason", CHECKLIST)
    draft.say(e.Unticked(item=item.name, by=holder.person, basis=holder.basis, reason=command.reason, clause=CHECKLIST))


def _item(draft: Draft[Incident], name: str) -> tuple[Item, Item | None]:
    """The item, and what stands in its way."""
    items = checklist(draft.plan, draft.case)
    place = next((n for n, each in enumerate(items) if each.name == name), None)
    if place is None:
        raise Refused(CHECKLIST, "no_such_item", field="item", what=name[:80])
    return items[place], in_the_way(items, place, draft.case.room.ticks)


def in_the_way(items: Sequence[Item], place: int, ticks: Collection[str]) -> Item | None:
    """Of ticking it off: what is required before it. Of taking that back: what was ticked off after it, where it is required."""
    item = items[place]
    if item.name in ticks:
        return next((each for each in reversed(items[place + 1 :]) if item.required and each.name in ticks), None)
    return next((each for each in items[:place] if each.required and each.name not in ticks), None)


def checklist(plan: IncidentPlan, case: Incident) -> tuple[Item, ...]:
    """What is to be ticked off at the level that it has."""
    return plan.room.checklist.get(case.level, ())


# --- situation reports ----------------------------------------------------------------------------


def report(draft: Draft[Incident], command: c.ReportSituation) -> None:
    """Frozen with what was known; leaders hear of it; the next one is asked for while the level wants them."""
    holder = people.responding(draft)
    form.required(command.text, "text", REPORTS)
    draft.say(
        e.SituationReported(
            number=len(draft.case.room.reports) + 1,
            by=holder.person,
            basis=holder.basis,
            text=command.text,
            known=known(draft.case),
            to=people.leaders(draft.rules, draft.case, draft.at),
            clause=REPORTS,
        )
    )
    task = draft.case.waits_for(REPORT)
    if task is not None:
        ladders.done(draft, task, holder)
        wanted(draft)


def wanted(draft: Draft[Incident]) -> None:
    """One is asked for at some levels, and at others not."""
    plan: IncidentPlan = draft.plan
    if plan.room.report is None or draft.case.level not in plan.room.report.levels:
        ladders.drop(draft, REPORT, "another level")
    elif draft.case.waits_for(REPORT) is None:
        times = 1 + sum(1 for mark in draft.case.trail if mark.what == REPORT)
        ladders.ask(draft, REPORT if times == 1 else f"{REPORT}-{times}", plan.room.report.step)


def silence(draft: Draft[Incident], task: Task) -> None:
    """Nobody is above: the top rung is reminded for ever (house:top-rung)."""
    acknowledging.top(draft, task)


# --- informing ------------------------------------------------------------------------------------


def inform(draft: Draft[Incident], command: c.Inform) -> None:
    """Who was told what. Leaders are sent a notice; of customers it is said who they are, under a key of their own."""
    plan: IncidentPlan = draft.plan
    holder = people.responding(draft)
    clause = rule(plan)
    whom = form.one_of(command.whom, WHOM, "whom", clause)
    templates: Mapping[str, Any] = plan.room.informing.templates if plan.room.informing is not None else {}
    if command.template:
        form.one_of(command.template, tuple(name for name, each in templates.items() if each.whom == whom), "template", clause)
    else:
        form.required(command.text, "text", clause)
    if whom != "leaders":
        form.required(command.recipient, "recipient", clause)
    draft.say(_informed(draft, command, holder, clause))


def rule(plan: IncidentPlan) -> Clause:
    """By which rule people are informed."""
    return plan.room.informing.clause if plan.room.informing is not None else plan.clause or plan.who_clause


def _informed(draft: Draft[Incident], command: c.Inform, holder: Holder, clause: Clause) -> e.Informed:
    to = people.leaders(draft.rules, draft.case, draft.at) if command.whom == "leaders" else ()
    return e.Informed(
        whom=command.whom,
        template=command.template,
        text=command.text,
        recipient=command.recipient,
        to=to,
        by=holder.person,
        basis=holder.basis,
        clause=clause,
    )
