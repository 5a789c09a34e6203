"""What reports bring to the machinery that all kinds share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.casework import Kind, decider, people
from domain.casework.decider import offer_of
from domain.casework.state import CLOSED, Task, Work
from domain.kernel import Clause, Holder, Offer, PersonId
from domain.policy import Step
from domain.reports import checking, commands
from domain.reports.fold import fold
from domain.reports.people import barred
from domain.reports.plan import ReportPlan
from domain.reports.procedure import procedure
from domain.reports.state import Report
from domain.rules import Rules

WANTED: Mapping[str, tuple[str, ...]] = {"violation": ("subject", "breach", "summary")}
"""What must be said of a true report, by the kind of case that it leads to."""
OF_A_LINE = ("responsible", "summary", "criterion")


def offers(case: Report, rules: Rules, at: datetime) -> tuple[Offer, ...]:
    """What whoever checks it may do now, and the reporter."""
    if case.stage == CLOSED:
        return ()
    plan: ReportPlan = rules.plan
    leads = plan.leads_to.kind
    wanted: Mapping[str, Mapping[str, Any]] = {
        "accept_report": {"needs": WANTED.get(leads, OF_A_LINE), "takes": ("happened",) if leads == "violation" else ()},
        "reject_report": {"needs": ("reason",)},
        "ask_reporter": {"needs": ("question",), "until": None},
    }
    checking_ = [offer for name, more in wanted.items() for offer in offer_of(KIND, case, rules, at, checking.CHECK, name, **more)]
    return (*checking_, _reply(case))


def _reply(case: Report) -> Offer:
    clock = case.clocks.get("reply")
    mine = (Holder(person=case.reporter, basis="reporter"),)
    return Offer(command="reply", who=mine, clause="house:reporter", needs=("text",), until=clock.due if clock else None)


def files_from(case: Report, rules: Rules, at: datetime) -> frozenset[PersonId]:
    """Whoever checks it puts files to it, and whoever reported."""
    return people.asked_now(KIND, case, rules, at) | {case.reporter}


def talkers(case: Work, rules: Rules, at: datetime) -> frozenset[PersonId]:
    """Only those who check it comment: the reporter's words have a command of their own, and name nobody."""
    return people.asked_now(KIND, case, rules, at)


def step_of(_case: Any, plan: ReportPlan, _task: Task) -> Step:
    """There is one thing to do."""
    return plan.check


def matter(case: Report) -> Mapping[str, Any]:
    """What a decision is bound to: the form, and what the reporter said since."""
    return {"fields": case.fields, "said": [each.text for each in case.said], "stage": case.stage}


def stations(case: Report, rules: Rules) -> tuple[tuple[str, Clause], ...]:
    """It is checked; what it led to ends."""
    plan: ReportPlan = rules.plan
    outcome = () if case.stage == CLOSED and case.mark("outcome") is None else (("outcome", plan.leads_to.clause),)
    return ((checking.CHECK, plan.check.clause), *outcome)


KIND = Kind(
    name="report",
    openings=commands.OPENINGS,
    own=commands.OWN,
    from_cases=commands.FROM_CASES,
    opening=checking.opening,
    judge=checking.judge,
    fold=fold,
    barred=barred,
    step_of=step_of,
    silence=checking.silence,
    offers=offers,
    matter=matter,
    procedure=procedure,
    stations=stations,
    ran_out=checking.ran_out,
    duty_ended=checking.duty_ended,
    duty_failed=checking.duty_failed,
    may_comment=talkers,
    evidence_from=files_from,
)
"""Nobody hands the checking on: a refusal by which somebody may not be named would tell that they reported."""

DECIDER = decider(KIND)
