"""Opening a violation, and what waits next: investigation, hearing, decision (SO 5.2.2)."""

from __future__ import annotations

from datetime import date

from domain import calendar, organisation
from domain.casework import form, ladders
from domain.casework.draft import Draft
from domain.kernel import SYSTEM, PersonId, Refused
from domain.organisation import Organisation
from domain.violations import commands as c
from domain.violations import events as e
from domain.violations.plan import ViolationPlan
from domain.violations.state import Violation

JUDGING = ("investigate", "hear", "decide")
"""The tasks of which one waits until it is decided."""


def opening(draft: Draft[Violation]) -> None:
    """By whoever the plan lets, or by another case: the level is that of the breach."""
    command: c.Open = draft.asked.command
    plan: ViolationPlan = draft.plan
    _may_open(draft, command)
    subject = _checked(draft, command)
    breach = plan.breaches[command.fields["breach"]]
    draft.say(
        e.Opened(
            plan=command.plan,
            pack=draft.asked.pack,
            subject=subject,
            department=_department(draft.org, subject),
            opener=draft.by,
            level=breach.level,
            breach=command.fields["breach"],
            fields=command.fields,
            witnesses=tuple(sorted(set(command.witnesses))),
            beneficiaries=tuple(sorted(set(command.beneficiaries))),
            took_part=tuple(sorted(set(command.took_part))),
            source=command.source,
            clause=breach.clause,
        )
    )
    arrange(draft)


def _checked(draft: Draft[Violation], command: c.Open) -> PersonId:
    """The form, and everybody whom it names; returns whom it is about."""
    form.check(draft.plan, command.fields, draft.org)
    subject = form.person(command.fields["subject"], "fields.subject", draft.org)
    _in_the_past(draft, str(command.fields.get("happened", "")))
    for name in ("witnesses", "beneficiaries", "took_part"):
        _known(draft.org, getattr(command, name), name)
    return subject


def _may_open(draft: Draft[Violation], command: c.Open) -> None:
    """Another case has judged already who may."""
    if draft.by == SYSTEM:
        return
    for name in ("source", "took_part"):  # whoever could fill it could bar whomever they like, and nobody would see why
        if getattr(command, name):
            raise Refused("house:form", "from_the_system", field=name)
    parties = {"subject": command.fields.get("subject", ""), "requester": draft.by}
    if not organisation.holds(draft.org, draft.plan.who, parties, draft.by):
        raise Refused(draft.plan.who_clause, "may_not_open", who=draft.plan.who)


def _in_the_past(draft: Draft[Violation], happened: str) -> None:
    if happened and date.fromisoformat(happened) > calendar.local_day(draft.rules.calendar, draft.at):
        raise Refused("house:form", "in_the_future", field="fields.happened")


def _known(org: Organisation, named: tuple[str, ...], name: str) -> None:
    """They may have left since."""
    for person in named:
        if person not in org.people:
            raise Refused("house:form", "unknown_person", field=name, person=person[:80])


def _department(org: Organisation, subject: PersonId) -> str:
    """Whose heads may read it; nobody's when the subject is one of them, and would read their own."""
    who = org.people[subject]
    return "" if set(who.posts) & set(organisation.leading(org, who.department)) else who.department


# --- what waits next ------------------------------------------------------------------------------


def arrange(draft: Draft[Violation], why: str = "done") -> None:
    """Ask for what comes next, and drop what is not wanted any more: the report, the hearing, or the decision."""
    wanted = _wanted(draft)
    for task in [each for each in draft.case.tasks if each.name in JUDGING and each.id != wanted]:
        ladders.drop(draft, task.id, why)
    if wanted == "state":
        call(draft)
    elif wanted and draft.case.task(wanted) is None:
        level = draft.plan.level(draft.case.level)
        ladders.ask(draft, wanted, draft.plan.investigation if wanted == "investigate" else level.decides)


def _wanted(draft: Draft[Violation]) -> str:
    """The id of the task that must wait now; ``state``: the subject is to be asked; empty: they are being asked."""
    case = draft.case
    on_the_spot = draft.plan.level(case.level).on_the_spot
    if case.decision is not None:
        return ""
    if case.report is None and not on_the_spot:
        return "investigate"
    if case.heard:
        return f"decide-{case.level}"
    if case.waits_for("state") is not None:
        return ""
    return f"hear-{case.level}" if on_the_spot and case.report is None else "state"


def call(draft: Draft[Violation]) -> None:
    """The subject is told what it is about, and has their time to say something (house:heard)."""
    step = draft.plan.hearing
    draft.say(e.HearingCalled(person=draft.case.subject, by=draft.by, clause=step.clause))
    ladders.ask(draft, "state", step)
