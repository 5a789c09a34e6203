"""Violations as a kind of case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_never

from domain.casework import Draft, Kind, decider
from domain.casework.people import asked_now
from domain.casework.state import Task
from domain.kernel import Asked, ClaimKey, Clause, Duty, Holder, Offer, PersonId, Refused
from domain.policy import Step
from domain.requests.form import person_key
from domain.rules import Rules
from domain.violations import appealing, deciding, fold, investigating, opening, passing, people, rectifying, serving, telling
from domain.violations import commands as c
from domain.violations.matter import matter
from domain.violations.offers import offers
from domain.violations.plan import ViolationPlan
from domain.violations.procedure import procedure
from domain.violations.state import Violation


def judge(draft: Draft[Violation], command: c.Command) -> None:
    """The table of contents. What is to be put right may be seen after the matter itself is closed; a late appeal is told the dates."""
    if draft.case.stage == "closed" and not isinstance(command, c.RequireRectification | c.Appeal):
        raise Refused("house:form", "is_closed")
    match command:
        case c.ChangeLevel():
            investigating.change_level(draft, command)
        case c.NameWitness():
            investigating.name_witness(draft, command)
        case c.NameBeneficiary():
            investigating.name_beneficiary(draft, command)
        case c.StrikeConcerned():
            investigating.strike_concerned(draft, command)
        case c.Appoint():
            investigating.appoint(draft, command)
        case c.DismissMember():
            investigating.dismiss_member(draft, command)
        case c.Hear():
            investigating.hear(draft)
        case c.RecordStatement():
            investigating.record_statement(draft, command)
        case c.State():
            investigating.state(draft, command)
        case c.Extend():
            investigating.extend(draft, command)
        case c.SubmitReport():
            investigating.submit_report(draft, command)
        case c.Decide():
            deciding.decide(draft, command)
        case c.Dismiss():
            deciding.dismiss(draft, command)
        case c.Serve():
            serving.serve(draft, command)
        case c.ConfirmReceipt():
            serving.confirm_receipt(draft)
        case c.Appeal():
            appealing.appeal(draft, command)
        case c.AppealConcluded():
            appealing.conclude(draft, command)
        case c.RequireRectification():
            rectifying.require_rectification(draft, command)
        case _:
            assert_never(command)


def step_of(_case: Any, plan: ViolationPlan, task: Task) -> Step:
    """By which rule a task waits; who decides, and hears on the spot, is said by the level in the task's id."""
    match task.name:
        case "investigate":
            return plan.investigation
        case "state":
            return plan.hearing
        case "serve":
            return plan.service.by
        case _:
            return plan.level(task.id.split("-")[1]).decides


def claims(case: Violation | None, _asked: Asked, rules: Rules) -> tuple[ClaimKey, ...]:
    """What the subject was granted does not count while a measure suspends it."""
    suspending = any(measure.suspends for measure in rules.plan.measures.values())
    return (person_key(case.subject),) if case is not None and suspending else ()


def recipients(_case: Violation, duty: Duty, rules: Rules, _at: datetime) -> tuple[Holder, ...]:
    """Somebody who was named."""
    person = rules.organisation.people.get(duty.detail.get("person", ""))
    return (Holder(person=person.id, basis="named"),) if person is not None and person.active else ()


def stations(case: Violation, rules: Rules) -> tuple[tuple[str, Clause], ...]:
    """From the investigation to the decision that is final."""
    plan: ViolationPlan = rules.plan
    level = plan.level(case.level)
    first = ("hear", level.decides.clause) if level.on_the_spot else ("investigate", plan.investigation.clause)
    found = [first, ("heard", plan.hearing.clause), ("decide", level.decides.clause), ("serve", plan.service.clause)]
    if plan.appeal is not None:
        found.append(("appeal", plan.appeal.within.clause))
        if case.appeals:
            found.append(("review", plan.appeal.within.clause))
    return (*found, ("final", plan.service.clause))


def may_comment(case: Any, rules: Rules, at: datetime) -> frozenset[PersonId]:
    """Whoever is asked now, the team, and the subject once they are to be heard."""
    if case.stage == "closed":
        return frozenset()
    subject = frozenset({case.subject}) if case.called else frozenset()
    return asked_now(KIND, case, rules, at) | frozenset(case.team) | subject


def evidence_from(case: Violation, rules: Rules, at: datetime) -> frozenset[PersonId]:
    """Whoever is asked now, the team, and the subject while they may speak or appeal."""
    speaks = case.waits_for("state") is not None or "appeal" in case.clocks or case.reviewed
    return asked_now(KIND, case, rules, at) | frozenset(case.team) | (frozenset({case.subject}) if speaks else frozenset())


def due(case: Violation, duty: Duty) -> datetime | None:
    """By when an appeal must be made."""
    clock = case.clocks.get("appeal") if duty.about == "violation.notice" else None
    return clock.due if clock is not None else None


def _offers(case: Violation, rules: Rules, at: datetime) -> tuple[Offer, ...]:
    return offers(KIND, case, rules, at)


def _matter(case: Any) -> Mapping[str, Any]:
    return matter(case)


KIND: Kind = Kind(
    name="violation",
    openings={"open": c.Open},
    own=c.OWN,
    from_cases=frozenset({"appeal_concluded"}),
    opening=opening.opening,
    judge=judge,
    fold=fold.evolve,
    barred=people.barred,
    step_of=step_of,
    silence=passing.silence,
    offers=_offers,
    matter=_matter,
    procedure=procedure,
    stations=stations,
    ran_out=passing.ran_out,
    claims=claims,
    recipients=recipients,
    people_in=people.people_in,
    due=due,
    duty_ended=passing.duty_ended,
    duty_failed=passing.duty_failed,
    may_comment=may_comment,
    evidence_from=evidence_from,
    fit=people.fit,
    withheld=telling.withheld,
    concerned=telling.concerned,
    hand_on=frozenset({"investigate", "serve"}),
)

DECIDER = decider(KIND)
