"""What is to be put right after a violation becomes a line of the ledger (SO 5.3.1)."""

from __future__ import annotations

from domain.casework import form
from domain.casework.draft import Draft
from domain.kernel import PersonId, Refused
from domain.violations import commands as c
from domain.violations import events as e
from domain.violations.state import Violation


def require_rectification(draft: Draft[Violation], command: c.RequireRectification) -> None:
    """By whoever led or decided, at any time after the decision, as often as needed."""
    clause = draft.plan.clause
    if not draft.plan.rectifies:
        raise Refused(clause, "no_rectification")
    if draft.case.decision is None:
        raise Refused(clause, "not_decided")
    if draft.by not in responsible(draft.case):
        raise Refused(clause, "only_decider")
    form.required(command.finding, "finding", "house:form")
    form.required(command.criterion, "criterion", "house:form")
    person = form.person(command.responsible, "responsible", draft.org)
    draft.say(
        e.RectificationRequired(
            by=draft.by,
            person=person,
            finding=command.finding,
            criterion=command.criterion,
            to=draft.plan.rectifies,
            clause=clause,
        )
    )


def responsible(case: Violation) -> frozenset[PersonId]:
    """Whoever led, and whoever decided."""
    found = {each.by for each in (case.report, case.decision) if each is not None}
    return frozenset(found)
