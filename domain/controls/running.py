"""How a run opens, begins, is carried out, and what follows when nobody did (F2, G; house:recurring)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from domain import clocks
from domain.casework import form, ladders, people
from domain.casework.draft import Draft
from domain.casework.state import Task
from domain.controls import commands as c
from domain.controls import events as e
from domain.controls import periods, runs
from domain.controls.plan import ControlPlan, department_of, posts
from domain.controls.state import Control
from domain.kernel import SYSTEM, Clause, Clock, PersonId, Refused
from domain.policy import Role

Drafted = Draft[Control]
TASK = "carry_out"
RULE = "house:recurring"
OVER = "the period is over"
LONGEST = 1000
"""Characters of what is handed on to another case's form."""


# --- opening --------------------------------------------------------------------------------------


def open_(draft: Drafted) -> None:
    """Opened by the system alone, as the one case that control, post and period have. Judged by the instant of asking."""
    asked: c.Open = draft.asked.command
    if draft.asked.by.id != SYSTEM:
        raise Refused(RULE, "opens_by_itself")
    form.check(draft.plan, asked.fields, draft.org)
    post, period = str(asked.fields["post"]), _period(draft.plan, asked.fields["period"])
    if draft.asked.case != runs.run_id(asked.plan, post, period):
        raise Refused(RULE, "not_this_run")
    draft.say(_opened(draft, asked, post, period))
    if not _still_runs(draft):
        draft.close("ended", clause=RULE)
    elif draft.at >= draft.case.ends:
        _miss(draft, OVER)
    elif draft.at < draft.case.starts:
        _wait(draft)
    else:
        _begin(draft)


def _period(plan: ControlPlan, key: Any) -> str:
    """A period. Refused (house:form) when there is none of this name."""
    try:
        periods.first_day(key)
        periods.following(periods.following(key))
    except (ValueError, OverflowError):
        raise Refused("house:form", "wrong_type", field="fields.period", wanted=plan.rhythm) from None
    return str(key)


def _still_runs(draft: Drafted) -> bool:
    """Whether the control has this rhythm and this post: a pack or an organisation that was adopted since may say otherwise."""
    plan, case = draft.plan, draft.case
    return periods.rhythm_of(case.period) == plan.rhythm and case.post in posts(plan, draft.org)


def _opened(draft: Drafted, asked: c.Open, post: str, period: str) -> e.Opened:
    days = draft.rules.calendar
    return e.Opened(
        plan=asked.plan,
        pack=draft.asked.pack,
        requester=PersonId(""),
        department=department_of(draft.org, post),
        opener=draft.by,
        fields=dict(asked.fields),
        source=asked.source,
        took_part=asked.took_part,
        post=post,
        period=period,
        starts=periods.starts(days, period),
        ends=periods.ends(days, period),
        following=periods.next_run(days, period),
        clause=draft.plan.clause,
    )


def _wait(draft: Drafted) -> None:
    """The period is still to come."""
    _arm(draft, "period", draft.case.starts, RULE)


def _arm(draft: Drafted, clock: str, due: datetime, clause: Clause) -> None:
    """An end of the period: a day of the almanac, which no calendar that is published later moves."""
    version = draft.rules.calendar.version
    draft.say(clocks.Armed(clock=clock, clause=clause, rule=draft.case.period, started=draft.when, due=due, calendar=version))


def _begin(draft: Drafted) -> None:
    """Whoever holds the responsible post is asked; nobody does: it goes up, recorded."""
    case = draft.case
    if not periods.wanted(draft.rules.calendar, case.period):  # it became a day off since it was opened
        draft.close("not_due", clause=RULE)
        return
    if not _still_runs(draft):
        draft.close("ended", clause=RULE)
        return
    draft.say(e.Began(period=case.period, clause=draft.plan.do.clause))
    _arm(draft, "period_end", case.ends, draft.plan.do.within.clause)
    ladders.ask(draft, TASK, replace(draft.plan.do, by=Role(kind="post", of=case.post)))


# --- what whoever is asked may do -----------------------------------------------------------------


def judge(draft: Drafted, command: Any) -> None:
    """The table of contents."""
    match command:
        case c.Complete():
            _complete(draft, command)
        case c.ReportFinding():
            _report_finding(draft, command)
        case c.ReportViolation():
            _report_violation(draft, command)
        case _:
            raise AssertionError(command)


def _complete(draft: Drafted, command: c.Complete) -> None:
    """Done in one step: what was looked at and found, in a few words."""
    task, holder = _act(draft)
    if command.shown and command.shown != form.digest(draft.kind.matter(draft.case)):
        raise Refused("house:what-was-shown", "shown_has_changed", field="shown")
    form.required(command.summary, "summary", task.clause)
    if not 0 <= command.findings < 10**6:
        raise Refused("house:form", "wrong_type", field="findings", wanted="0 … 999999")
    draft.say(e.Completed(by=draft.by, summary=command.summary, findings=command.findings, clause=task.clause))
    ladders.done(draft, task, holder, "done")
    draft.close("done", clause=task.clause)


def _report_finding(draft: Drafted, command: c.ReportFinding) -> None:
    """Every problem found becomes a line of the ledger, with one person responsible (SO 5.3.1)."""
    _act(draft)
    finds = draft.plan.finds
    if finds is None or not finds.rectification:
        raise Refused(RULE, "finds_nothing_such")
    _said(command.finding, "finding", finds.clause)
    _said(command.criterion, "criterion", finds.clause)
    draft.say(
        e.FindingReported(
            by=draft.by,
            plan=finds.rectification,
            finding=command.finding,
            responsible=form.person(command.responsible, "responsible", draft.org),
            criterion=command.criterion,
            clause=finds.clause,
        )
    )


def _said(text: str, name: str, clause: Clause) -> None:
    """Something was said, and no more than the form of the case that opens takes."""
    form.required(text, name, clause)
    if len(text) > LONGEST:
        raise Refused(clause, "too_long", field=name, limit=LONGEST)


def _report_violation(draft: Drafted, command: c.ReportViolation) -> None:
    """A violation is investigated by others: whoever found it, and for whom they stood in, took part."""
    _, holder = _act(draft)
    finds = draft.plan.finds
    if finds is None or not finds.violation:
        raise Refused(RULE, "finds_nothing_such")
    form.required(command.facts, "facts", finds.clause)
    draft.say(
        e.ViolationReported(
            by=draft.by,
            plan=finds.violation,
            subject=form.person(command.subject, "subject", draft.org),
            breach=form.one_of(command.breach, finds.breaches, "breach", finds.clause),
            facts=command.facts,
            took_part=tuple(each for each in (draft.by, holder.stands_in_for) if each),
            clause=finds.clause,
        )
    )


def _act(draft: Drafted) -> tuple[Task, Any]:
    """Whoever is asked, within the period: what comes later than its end is too late, though the end is not yet recorded."""
    found = people.act(draft.kind, draft.case, draft.asked.by, (TASK,), draft.rules, draft.at)
    if draft.at >= draft.case.ends:
        raise Refused(RULE, "period_over", period=draft.case.period)
    return found


# --- time -----------------------------------------------------------------------------------------


def ran_out(draft: Drafted, clock: Clock) -> None:
    """The period begins; it ends; and nothing said within it can arrive any more."""
    match clock.name:
        case "period":
            _begin(draft)
        case "period_end":
            draft.end_late("period_end", clock.clause)
        case "closing:period_end":
            _miss(draft, OVER)
        case _:
            raise AssertionError(clock.name)


def silence(draft: Drafted, _task: Task) -> None:
    """Nobody did it in time, and no rung is left."""
    _miss(draft, ladders.SILENCE)


def _miss(draft: Drafted, why: str) -> None:
    """Recorded; the next run opens all the same."""
    case, clause = draft.case, draft.plan.do.within.clause
    draft.say(e.Missed(period=case.period, post=case.post, why=why, clause=clause))
    draft.close("missed", clause=clause)
