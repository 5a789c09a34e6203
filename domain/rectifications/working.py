"""Whoever is responsible: plan, coach, report (F3, F5, F6)."""

from __future__ import annotations

from domain.casework import form, ladders, people
from domain.casework.draft import Draft
from domain.kernel import Refused
from domain.rectifications import commands as c
from domain.rectifications import events as e
from domain.rectifications.people import said_by
from domain.rectifications.state import Rectification


def submit_plan(draft: Draft[Rectification], command: c.SubmitPlan) -> None:
    """What is going to be done, within 48 hours (MK 5.1.3)."""
    task, holder = people.act(draft.kind, draft.case, draft.asked.by, ("planning",), draft.rules, draft.at, command.step)
    form.required(command.text, "text", task.clause)
    ladders.done(draft, task, holder)
    draft.say(e.Planned(**said_by(holder), text=command.text, clause=task.clause))


def record_coaching(draft: Draft[Rectification], command: c.RecordCoaching) -> None:
    """Whoever was responsible before is coached by whoever is now (MK 5.3.3)."""
    task, holder = people.act(draft.kind, draft.case, draft.asked.by, ("coach",), draft.rules, draft.at, command.step)
    form.required(command.note, "note", task.clause)
    ladders.done(draft, task, holder)
    draft.say(e.Coached(**said_by(holder), note=command.note, clause=task.clause))


def submit_report(draft: Draft[Rectification], command: c.SubmitReport) -> None:
    """Done means: the changed rules and the record of their execution (SO 5.3.1). Others look at it then."""
    task, holder = people.act(draft.kind, draft.case, draft.asked.by, ("rectify",), draft.rules, draft.at, command.step)
    form.required(command.changed_rules, "changed_rules", task.clause)
    form.required(command.execution, "execution", task.clause)
    _pictured(draft)
    ladders.done(draft, task, holder)
    if draft.case.waits_for("planning"):
        ladders.drop(draft, "planning", "reported")
    draft.say(e.Reported(**said_by(holder), changed_rules=command.changed_rules, execution=command.execution, clause=task.clause))
    times = draft.case.times
    ladders.ask(draft, "accept" if times == 1 else f"accept-{times}", draft.plan.accept)


def _pictured(draft: Draft[Rectification]) -> None:
    """A line that wants photographs has one (MK 5.1.1)."""
    clause = draft.plan.photographs_clause
    if clause and not any(file.media.startswith("image/") for file in draft.case.files):
        raise Refused(clause, "photograph_wanted")
