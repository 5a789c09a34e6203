"""Obligations: each a task with its own clock, owner, clause and proof. Missed ones go up; the miss stays (C5, house:one-rung-up)."""

from __future__ import annotations

from domain import clocks
from domain.casework import ladders, people
from domain.casework.draft import Draft
from domain.incidents import acknowledging, areas
from domain.incidents import events as e
from domain.incidents.commands import ReportDone
from domain.incidents.plan import IncidentPlan, Obligation
from domain.incidents.state import Incident
from domain.kernel import Refused

ACKNOWLEDGE = "acknowledge"


def waiting(case: Incident) -> list[str]:
    """The obligations that somebody must still meet."""
    return [task.name for task in case.tasks if task.name != ACKNOWLEDGE and areas.with_task(task.name) is None]


def arrange(draft: Draft[Incident], why: str) -> None:
    """What the level and the facts oblige to begins; what they no longer do is dropped, and it says why."""
    plan: IncidentPlan = draft.plan
    rules = plan.obliged(draft.case.level, draft.case.fields, draft.case.done)
    for name in waiting(draft.case):
        if name not in rules:
            ladders.drop(draft, name, why)
    for name, rule in rules.items():
        stand(draft, name, rule)


def stand(draft: Draft[Incident], name: str, rule: Obligation) -> None:
    """It stands at this level: asked for, or, where it stood already, with its time counted anew from when it first began."""
    case = draft.case
    if name in case.done:
        return
    if case.task(name) is not None:
        _superseded(draft, name, rule)
        return
    draft.say(e.Obliged(obligation=name, since=case.begun.get(name, draft.when), clause=rule.step.clause))
    ladders.ask(draft, name, rule.step)


def _superseded(draft: Draft[Incident], name: str, rule: Obligation) -> None:
    """Another length of time for what waits: never an earlier start, never undone once missed."""
    clock = draft.case.clocks.get(f"answer:{name}")
    if clock is None or clock.due is None or name in draft.case.missed:
        return
    due = max(draft.due(rule.step.within.span, draft.case.begun[name]), draft.when)
    if due != clock.due:
        draft.move_end(name, rule.step, due, "another level", rule.step.within)


def missed(draft: Draft[Incident], ran_out: clocks.RanOut) -> None:
    """The first time that its clock runs out is the breach; it is written down once, and for ever."""
    name = ran_out.clock.partition(":")[2]
    if name in draft.case.begun and name not in draft.case.missed and name not in draft.case.done:
        draft.say(e.Missed(obligation=name, due=ran_out.due, clause=ran_out.clause))


def report_done(draft: Draft[Incident], command: ReportDone) -> None:
    """By whom it was asked of, with the proof that the plan wants (C7)."""
    plan: IncidentPlan = draft.plan
    rule = plan.levels[draft.case.level].obligations.get(command.obligation)
    if rule is None or draft.case.task(command.obligation) is None:
        raise Refused(plan.clause, "no_such_obligation", field="obligation", what=command.obligation[:80])
    task, holder = people.act(draft.kind, draft.case, draft.asked.by, (command.obligation,), draft.rules, draft.at)
    there = any(file.digest == command.evidence for file in draft.case.files)
    if rule.evidence and not there:
        raise Refused(rule.evidence, "evidence_wanted", field="evidence")
    if command.evidence and not there:
        raise Refused("house:evidence", "no_such_file", field="evidence")
    late = command.obligation in draft.case.missed
    ladders.done(draft, task, holder, "late" if late else "in time")
    draft.say(
        e.Met(
            obligation=command.obligation,
            by=holder.person,
            basis=holder.basis,
            note=command.note,
            evidence=command.evidence,
            late=late,
            clause=task.clause,
        )
    )
    arrange(draft, "facts")
    acknowledging.progress(draft)
