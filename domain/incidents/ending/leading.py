"""What an incident leads to: lines of the ledger, violations, and what these tell it (design 3a)."""

from __future__ import annotations

from typing import Any

from domain.casework import form
from domain.casework.draft import Draft
from domain.incidents.ending import commands as c
from domain.incidents.ending import events as e
from domain.incidents.ending.finding import said
from domain.incidents.ending.people import among, who
from domain.incidents.ending.plan import EndingRules
from domain.incidents.ending.state import PENDING
from domain.kernel import CaseId, Duty, Refused

OPENINGS = ("rectification", "violation")


def require_rectification(draft: Draft[Any], command: c.RequireRectification) -> None:
    """A measure is a line of the ledger, with one person responsible, accepted by others (MK 4.3.3, SO 5.3.1)."""
    rules: EndingRules = draft.plan.ending
    holder = among(draft, who(draft).finds())
    if not rules.rectification:
        raise Refused(rules.clause, "leads_to_none")
    said(command.finding, "finding", rules.clause)
    said(command.criterion, "criterion", rules.clause)
    draft.say(
        e.RectificationRequired(
            by=holder.person,
            plan=rules.rectification,
            finding=command.finding,
            responsible=form.person(command.responsible, "responsible", draft.org),
            criterion=command.criterion,
            exercise=draft.case.exercise,
            clause=rules.clause,
        )
    )


def report_violation(draft: Draft[Any], command: c.ReportViolation) -> None:
    """In one step where somebody is at fault. Of an exercise none: nobody broke a rule in what was only played (CS 4.5.1)."""
    rules: EndingRules = draft.plan.ending
    holder = among(draft, who(draft).finds())
    if draft.case.exercise:
        raise Refused("house:exercise", "only_an_exercise")
    if not rules.violation:
        raise Refused(rules.clause, "leads_to_none")
    form.required(command.facts, "facts", rules.clause)
    subject = form.person(command.subject, "subject", draft.org)
    if subject == draft.by:
        raise Refused("house:impartial", "may_not_act", field="subject")
    draft.say(
        e.ViolationReported(
            by=draft.by,
            plan=rules.violation,
            subject=subject,
            breach=form.one_of(command.breach, rules.breaches, "breach", rules.clause),
            facts=command.facts,
            took_part=tuple(each for each in (draft.by, holder.stands_in_for) if each),
            clause=rules.clause,
        )
    )


def told_measure(draft: Draft[Any], command: c.MeasureAccepted) -> None:
    """Told twice it counts once; of a line that is none of this incident's, nothing."""
    found = next((each for each in draft.case.ending.measures if each.case == command.line), None)
    if found is not None and found.outcome != command.outcome:
        draft.say(e.MeasureTold(line=command.line, outcome=command.outcome, clause=draft.plan.ending.clause))


def told_fault(draft: Draft[Any], command: c.FaultConcluded) -> None:
    """As above."""
    found = next((each for each in draft.case.ending.faults if each.case == command.violation), None)
    if found is not None and found.outcome != command.outcome:
        draft.say(e.FaultTold(violation=command.violation, outcome=command.outcome, clause=draft.plan.ending.clause))


def not_opened(draft: Draft[Any], duty: Duty, reason: str) -> None:
    """What could not be opened is waited for by nobody; it must be asked for again."""
    ending = draft.case.ending
    waiting = any(each.case == duty.to and each.outcome == PENDING for each in (*ending.measures, *ending.faults))
    if duty.kind == "open" and duty.about in OPENINGS and waiting:
        draft.say(e.NotOpened(case=CaseId(duty.to), why=reason, clause="house:every-step-ends"))
