"""A report from its receipt to its end, in the order in which it happens (SO 4.2.3, SO 5.1.3, MK 5.4.3, TF 5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.casework import form, ladders, people
from domain.casework.draft import Draft
from domain.casework.state import Task
from domain.kernel import Clock, Duty, Holder, PersonId, Refused
from domain.reports import commands as c
from domain.reports import events as e
from domain.reports.people import is_reporter, may_report
from domain.reports.plan import ReportPlan
from domain.reports.state import CHECKING, TAKEN_UP, Report
from domain.requests import form as forms
from domain.requests.commands import is_sealed

CHECK = "check"
OWN_NAMES: Mapping[str, str] = {"facts": "summary", "finding": "summary"}
"""What a line of the other case's form is called where a report is accepted."""
MOST_WORDS = 200
"""So often at most the two may write to each other: whoever writes more is not reporting."""


def opening(draft: Draft[Report]) -> None:
    """SO 4.2.3, SO 5.1.3. Colleagues report, with or without their name; whoever the plan names checks it."""
    plan: ReportPlan = draft.plan
    anonymous = may_report(draft)
    form.check(plan, draft.asked.command.fields, draft.org)
    draft.say(
        e.Opened(
            plan=plan.name,
            pack=draft.asked.pack,
            requester=PersonId(""),
            department="",
            fields=draft.asked.command.fields,
            anonymous=anonymous,
            clause=plan.anonymous_clause if anonymous else plan.who_clause,
        )
    )
    ladders.ask(draft, CHECK, plan.check)


def judge(draft: Draft[Report], command: Any) -> None:
    """The table of contents."""
    match command:
        case c.Reply():
            reply(draft, command)
        case c.AskReporter():
            ask_reporter(draft, command)
        case c.AcceptReport():
            accept(draft, command)
        case c.RejectReport():
            reject(draft, command)
        case c.OutcomeTold():
            learn(draft, command)
        case _:
            raise AssertionError(command)


# --- the two who write to each other ----------------------------------------------------------------


def ask_reporter(draft: Draft[Report], command: c.AskReporter) -> None:
    """Whoever checks asks the reporter, known or not; the time to check stands still until there is an answer."""
    task, _ = _checker(draft)
    form.required(command.question, "question")
    _not_too_many(draft)
    draft.say(e.ReporterAsked(question=command.question, clause=draft.plan.reply.clause))
    draft.stop("reply", "asked again")
    draft.arm("reply", draft.plan.reply)
    draft.stop("remind", "waits for the reporter")
    draft.hold([f"answer:{task.id}"], "waits for the reporter")


def reply(draft: Draft[Report], command: c.Reply) -> None:
    """Nobody but the reporter; also unasked, as long as the report is open (house:reporter)."""
    is_reporter(draft)
    if draft.case.stage not in (CHECKING, TAKEN_UP):
        raise Refused("house:reporter", "is_closed")
    form.required(command.text, "text", "house:form")
    _not_too_many(draft)
    draft.say(e.Replied(text=command.text, clause="house:reporter"))
    draft.stop("reply", "answered")
    _goes_on(draft)


def _not_too_many(draft: Draft[Report]) -> None:
    if len(draft.case.said) >= MOST_WORDS:
        raise Refused("house:reporter", "too_many_words", limit=MOST_WORDS)


def _goes_on(draft: Draft[Report]) -> None:
    """The checker's time runs again with what was left of it."""
    for task in draft.case.tasks:
        held = draft.case.clocks.get(f"answer:{task.id}")
        if held is not None and held.due is None:
            draft.resume([held.name])
            due = draft.case.clocks[held.name].due
            draft.arm_reminders(task.id, draft.plan.check, due or draft.when)


# --- what is found ----------------------------------------------------------------------------------


def _checker(draft: Draft[Report], shown: str = "") -> tuple[Task, Holder]:
    """Whoever checks it; a decision counts for what was shown (house:what-was-shown)."""
    if shown and shown != form.digest(draft.kind.matter(draft.case)):
        raise Refused("house:what-was-shown", "shown_has_changed", field="shown")
    return people.act(draft.kind, draft.case, draft.asked.by, (CHECK,), draft.rules, draft.at)


def accept(draft: Draft[Report], command: c.AcceptReport) -> None:
    """The case that it leads to is opened; nobody who reported or checked judges there (house:took-part)."""
    task, holder = _checker(draft, command.shown)
    plan: ReportPlan = draft.plan
    found = _lines(draft, command)
    involved = {holder.person, *([holder.stands_in_for] if holder.stands_in_for else [])}
    if not draft.case.anonymous:
        involved.add(draft.case.reporter)
    draft.stop("reply", "decided")
    ladders.done(draft, task, holder, "accepted")
    draft.say(
        e.Accepted(kind=plan.leads_to.kind, plan=plan.leads_to.plan, form=found, took_part=tuple(sorted(involved)), clause=task.clause)
    )
    draft.arm("outcome", plan.outcome)


def _lines(draft: Draft[Report], command: c.AcceptReport) -> Mapping[str, Any]:
    """What the other case's form wants to know. Refused where something is missing, or somebody would judge themselves."""
    violation = draft.plan.leads_to.kind == "violation"
    who, other = ("subject", "breach") if violation else ("responsible", "criterion")
    for name in (who, other, "summary"):
        form.required(getattr(command, name), name, "house:form")
    person = form.person(getattr(command, who), who, draft.org)
    if violation and person == draft.by:
        raise people.barring("house:own-request", who)
    lines: dict[str, Any] = {who: person, other: getattr(command, other), "facts" if violation else "finding": command.summary}
    lines |= {"happened": command.happened} if violation and command.happened else {}
    _fits(draft, lines)
    return lines


def _fits(draft: Draft[Report], lines: Mapping[str, Any]) -> None:
    """What that case's form would not take is said to whoever checks, at once."""
    opens = draft.plan.leads_to.opens
    for no in forms.faults(opens, lines, draft.org, whole=True) if opens else ():
        line = no.field.removeprefix("fields.")
        if no.key == "wrong_type" and is_sealed(lines.get(line)):
            continue  # it is sealed here, and arrives there opened
        raise Refused(no.clause, no.key, field=OWN_NAMES.get(line, line), **no.words)


def reject(draft: Draft[Report], command: c.RejectReport) -> None:
    """Nothing of it was found; the reporter reads why."""
    task, holder = _checker(draft, command.shown)
    form.required(command.reason, "reason")
    ladders.done(draft, task, holder, "unfounded")
    draft.say(e.Rejected(reason=command.reason, clause=task.clause))
    draft.close("unfounded", task.clause)


# --- what came of it --------------------------------------------------------------------------------


def learn(draft: Draft[Report], command: c.OutcomeTold) -> None:
    """The violation says how it ended: proven is true, and rewarded."""
    if draft.case.stage == TAKEN_UP:
        _came_out(draft, command.outcome if command.outcome in ("proven", "not_proven") else "ended")


def duty_ended(draft: Draft[Report], duty: Duty, _receipt: str) -> None:
    """MK 5.4.3. A hazard is verified once its line stands in the ledger; a violation tells later what came of it."""
    if duty.kind == "open" and draft.case.stage == TAKEN_UP and draft.plan.leads_to.kind != "violation":
        _came_out(draft, "verified")


def duty_failed(draft: Draft[Report], duty: Duty, reason: str) -> None:
    """The case that it leads to said no: whoever checks it looks again, and nothing is lost."""
    if duty.kind == "open" and draft.case.stage == TAKEN_UP:
        draft.stop("outcome", "not opened")
        draft.say(e.NotOpened(why=reason, clause=draft.plan.leads_to.clause))
        again = 1 + sum(mark.what == CHECK for mark in draft.case.trail)
        ladders.ask(draft, f"{CHECK}-{again}", draft.plan.check)


def _came_out(draft: Draft[Report], outcome: str) -> None:
    plan: ReportPlan = draft.plan
    draft.say(e.OutcomeLearned(outcome=outcome, clause=plan.leads_to.clause))
    if plan.reward is not None and outcome in ("proven", "verified"):
        draft.say(e.Rewarded(points=plan.reward.points, clause=plan.reward.clause))
    draft.close(outcome, plan.leads_to.clause)


# --- time -------------------------------------------------------------------------------------------


def silence(draft: Draft[Report], task: Task) -> None:
    """Nobody checked it: it ends so, and whoever the pack names for the end of ladders is told (house:every-step-ends)."""
    draft.close("unchecked", task.clause)


def ran_out(draft: Draft[Report], clock: Clock) -> None:
    """A question without an answer holds nobody up; a report whose outcome nobody told ends without one."""
    match clock.name:
        case "reply":
            _goes_on(draft)
        case "outcome":
            draft.end_late("outcome", clock.clause)
        case "closing:outcome":
            draft.close("ended", clock.clause)
        case _:
            raise AssertionError(clock.name)
