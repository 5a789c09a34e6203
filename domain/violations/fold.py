"""Writing down what happens to violations. Bookkeeping: it never judges, never fails, never asks the time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.casework import events as shared
from domain.casework.fold import mark, owe, owe_opening, owe_telling
from domain.casework.state import Link
from domain.duties import without
from domain.kernel import CaseId, Holder, PersonId, Recorded, kind_of
from domain.violations import events as e
from domain.violations.state import Decision, Effect, Report, Violation

NO_END = "9999-12-31T00:00:00+00:00"
"""What a target system is told of a measure without an end."""

PROVEN = ("decided", "confirmed", "changed")
"""How a case ends in which something was proven."""


def evolve(case: Any, recorded: Recorded) -> Any:
    """The case with one more event of its own kind written down; the first one makes it."""
    match recorded.event:
        case e.Opened():
            return _opened(recorded)
        case e.Served() | e.TookEffect() | e.Lifted() | e.PointsGiven() | e.PointsTakenBack():
            return _effects(case, recorded)
        case e.WindowEnded() | e.Appealed() | e.Stayed() | e.StayRefused() | e.AppealConcluded():
            return _appeal(case, recorded)
        case e.Final() | e.Published() | e.RectificationRequired() | shared.Closed():
            return _ending(case, recorded)
        case _:
            return _investigation(case, recorded)


def _opened(recorded: Recorded) -> Violation:
    event: e.Opened = recorded.event
    return Violation(
        id=recorded.case,
        plan=event.plan,
        pack=event.pack,
        requester=PersonId(""),
        department=event.department,
        fields=event.fields,
        opened_at=recorded.happened_at,
        last_at=recorded.happened_at,
        opener=event.opener,
        stage="investigating",
        parties={"subject": event.subject},
        took_part=frozenset(event.took_part),
        links=(Link(case=event.source, relation="source"),) if event.source else (),
        subject=event.subject,
        level=event.level,
        breach=event.breach,
        witnesses=frozenset(event.witnesses),
        beneficiaries=frozenset(event.beneficiaries),
    )


# --- until it is decided --------------------------------------------------------------------------


def _investigation(case: Violation, recorded: Recorded) -> Any:
    event = recorded.event
    match event:
        case e.LevelChanged(level=level):
            return mark(replace(case, level=level), recorded, "level_changed", clause=event.clause)
        case e.WitnessNamed(person=person):
            return _named(replace(case, witnesses=case.witnesses | {person}), recorded)
        case e.BeneficiaryNamed(person=person):
            return _named(replace(case, beneficiaries=case.beneficiaries | {person}), recorded)
        case e.ConcernedStruck(person=person):
            return replace(case, witnesses=case.witnesses - {person}, beneficiaries=case.beneficiaries - {person})
        case e.MemberAppointed(person=person):
            case = replace(case, team=(*case.team, person))
            return owe(case, recorded, about="violation.appointed", to="fallback", clause=event.clause, detail={"person": person})
        case e.MemberDismissed(person=person):
            rest = tuple(each for each in case.team if each != person)
            return replace(case, team=rest, involved=case.involved | {person})
        case e.Extended():
            return mark(replace(case, extended=True), recorded, "extended", clause=event.clause)
        case e.HearingCalled(person=person):
            return replace(case, called=True, requester=person)
        case _:
            return _found(case, recorded)


def _named(case: Violation, recorded: Recorded) -> Any:
    """Whoever leads may not keep others out unseen: the pack's fallback hears of each name, and may strike it out."""
    return owe(case, recorded, about="violation.named", to="fallback", clause="house:impartial")


def _found(case: Violation, recorded: Recorded) -> Any:
    event = recorded.event
    match event:
        case e.Heard(outcome=outcome, text=text):
            stage = "deciding" if case.report is not None else case.stage
            case = replace(case, called=True, requester=case.subject, heard=outcome, statement=text, stage=stage)
            return mark(case, recorded, "heard", outcome=outcome, clause=event.clause)
        case e.Reported():
            report = Report(by=event.by, findings=event.findings, outcome=event.outcome)
            stage = "deciding" if case.heard else "hearing"
            return replace(case, report=report, stage=stage, involved=case.involved.union(event.involved))
        case e.Decided():
            decision = Decision(by=event.by, measure=event.measure, points=event.points, reason=event.reason, urgent_risk=event.urgent_risk)
            return replace(case, decision=decision, stage="serving", involved=case.involved.union(event.involved), result="decided")
        case e.Dismissed():
            return owe(case, recorded, about="violation.dismissed", to="subject", clause=event.clause)
        case e.ServiceAttempted(attempt=attempt):
            return owe(replace(case, attempts=attempt), recorded, about="violation.notice", to="subject", clause=event.clause)
        case _:
            return case


# --- in force -------------------------------------------------------------------------------------


def _effects(case: Violation, recorded: Recorded) -> Any:
    event = recorded.event
    match event:
        case e.Served():
            case = replace(case, served_at=event.instant, window_due=None, stage="window")
            return mark(case, recorded, "served", outcome=event.outcome, clause=event.clause)
        case e.TookEffect():
            return _in_force(case, recorded)
        case e.Lifted():
            return _lifted(case, recorded)
        case e.PointsGiven(points=points):
            return replace(case, points=case.points + points)
        case e.PointsTakenBack(points=points):
            return replace(case, points=case.points - points)
        case _:
            return case


def _in_force(case: Violation, recorded: Recorded) -> Any:
    """The target is given an entry of its own. One that suspends is a freeze: what its holder was granted counts for nothing under it."""
    event: e.TookEffect = recorded.event
    case = replace(case, effect=Effect(id=event.effect, measure=event.measure, blocks=event.blocks))
    detail: dict[str, Any] = {
        "what": "freeze" if event.blocks else "measure",
        "holder": case.subject,
        "resource": f"measure:{event.measure}",
        "measure": event.measure,
        "start": event.start.isoformat(),
        "until": event.until.isoformat() if event.until is not None else NO_END,
    }
    if event.blocks:
        detail["grants"] = [str(each) for each in event.grants]
    return owe(case, recorded, kind="grant", about=str(event.effect), clause=event.clause, urgent=True, detail=detail)


def _lifted(case: Violation, recorded: Recorded) -> Any:
    """What was still to be put in force outside is not; what was is taken back."""
    event: e.Lifted = recorded.event
    effect = replace(case.effect, stayed=True) if case.effect is not None and event.why == "stayed" else None
    for duty in [duty for duty in case.owed if duty.kind == "grant" and duty.about == str(event.effect)]:
        case = replace(case, owed=without(case.owed, duty.event, duty.name))
    case = replace(case, effect=effect)
    return owe(case, recorded, kind="revoke", about=str(event.effect), clause=event.clause, urgent=True)


# --- the appeal -----------------------------------------------------------------------------------


def _appeal(case: Violation, recorded: Recorded) -> Any:
    event = recorded.event
    match event:
        case e.WindowEnded(due=due):
            return mark(replace(case, window_due=due), recorded, "appeal", clause=event.clause)
        case e.Appealed(by=by):
            case = replace(case, appeals=case.appeals + 1, reviewed=True, stage="review")
            case = mark(case, recorded, "appeal", who=Holder(person=by, basis="subject"), clause=event.clause)
            return _review(mark(case, recorded, "appealed", clause=event.clause), recorded)
        case e.Stayed():
            case = mark(case, recorded, "stayed", clause=event.clause)
            return owe(case, recorded, about="violation.stayed", to="subject", clause=event.clause)
        case e.StayRefused():
            return owe(case, recorded, about="violation.stay_refused", to="subject", clause=event.clause)
        case e.AppealConcluded():
            return _concluded(case, recorded)
        case _:
            return case


def _review(case: Violation, recorded: Recorded) -> Any:
    """The panel's own case is opened. The grounds stay here, where the panel reads them; the set of those who took part goes along."""
    event: e.Appealed = recorded.event
    decision = case.decision
    return owe_opening(
        case,
        recorded,
        "appeal",
        "appeal",
        plan=event.to,
        fields={},
        took_part=event.involved,
        subject=case.subject,
        department=case.department,
        level=case.level,
        breach=case.breach,
        measure=decision.measure if decision is not None else "",
        allowed=event.allowed,
        filed_at=event.instant.isoformat(),
    )


def _concluded(case: Violation, recorded: Recorded) -> Any:
    """The decision as the review leaves it; it is served again."""
    event: e.AppealConcluded = recorded.event
    if case.decision is not None:
        case = replace(case, decision=replace(case.decision, measure=event.measure, points=event.points))
    if case.effect is not None and case.effect.measure != event.measure:
        case = replace(case, effect=None)
    case = replace(case, reviewed=False, result=event.outcome, stage="serving", attempts=0, served_at=None, window_due=None)
    case = mark(case, recorded, "review", outcome=event.outcome, clause=event.clause)
    return owe(case, recorded, about="violation.concluded", to="subject", clause=event.clause)


# --- the end --------------------------------------------------------------------------------------


def _ending(case: Violation, recorded: Recorded) -> Any:
    event = recorded.event
    match event:
        case e.Final():
            case = mark(replace(case, final=True, stage="final"), recorded, "final", outcome=event.outcome, clause=event.clause)
            return _tell_the_incident(case, recorded, event.outcome)
        case e.Published():
            case = mark(case, recorded, "published", clause=event.clause)
            return owe(case, recorded, about="violation.published", to=event.to, clause=event.clause)
        case e.RectificationRequired():
            fields = {"finding": event.finding, "responsible": event.person, "criterion": event.criterion}
            return owe_opening(case, recorded, "rectification", "rectification", plan=event.to, fields=fields)
        case shared.Closed(outcome=outcome):
            if outcome in ("undecided", "unserved"):
                case = owe(case, recorded, about=f"violation.{outcome}", to="fallback", clause=event.clause)
            case = case if case.final else _tell_the_incident(case, recorded, outcome)
            return _tell_the_report(case, recorded, outcome)
        case _:
            return case


def _tell_the_report(case: Violation, recorded: Recorded, outcome: str) -> Any:
    """Whoever reported hears whether it was true."""
    source = case.linked("source")
    if source is None or kind_of(CaseId(source)) != "report":
        return case
    told = "proven" if outcome in PROVEN else "not_proven"
    return owe_telling(case, recorded, source, "outcome_told", outcome=told)


def _tell_the_incident(case: Violation, recorded: Recorded, outcome: str) -> Any:
    """An incident is not closed before whoever is responsible is dealt with; appeals have run out by then (MK 2.1.1)."""
    source = case.linked("source")
    if source is None or kind_of(source) != "incident":
        return case
    return owe_telling(case, recorded, source, "fault_concluded", violation=case.id, outcome=outcome)
