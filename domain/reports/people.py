"""Who may do what about a report, and who may not."""

from __future__ import annotations

from collections.abc import Mapping

from domain import organisation
from domain.casework.draft import Draft
from domain.kernel import Clause, PersonId, Refused
from domain.reports.receipts import BASIS, receipt_of
from domain.reports.state import Report


def may_report(draft: Draft[Report]) -> bool:
    """Whether somebody reports behind a receipt; refused (may_not_open) when they may not report at all."""
    by, plan = draft.asked.by, draft.plan
    if by.basis == BASIS:
        if not plan.anonymous_clause:
            raise Refused(plan.who_clause, "name_wanted")
        return True
    if by.machine or not organisation.holds(draft.org, plan.who, {}, by.id):
        raise Refused(plan.who_clause, "may_not_open", who=plan.who)
    return False


def barred(case: Report, _task: str) -> Mapping[PersonId, Clause]:
    """Nobody checks what they reported, nor what is said of them (house:reporter, house:own-request)."""
    about = case.fields.get("about")
    return {**({PersonId(about): "house:own-request"} if isinstance(about, str) and about else {}), case.reporter: "house:reporter"}


def is_reporter(draft: Draft[Report]) -> None:
    """Refused for everybody else, in words that do not say who it is."""
    if draft.by != draft.case.reporter:
        raise Refused("house:reporter", "only_the_reporter")
    if draft.case.anonymous and draft.by != receipt_of(draft.case.id):
        raise Refused("house:reporter", "only_the_reporter")
