"""Writing down what happens to a line of the ledger."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.casework import events as shared
from domain.casework.fold import mark, owe, owe_opening, owe_telling
from domain.casework.state import Link
from domain.kernel import Holder, PersonId, Recorded, kind_of
from domain.rectifications import events as e
from domain.rectifications.state import Rectification, Report

ACCEPTED = "accepted"
ALARMS = ("unaccepted", "unverified")
"""Ends by which somebody is alarmed: nobody decided, and nothing was decided for them."""


def fold(case: Any, recorded: Recorded) -> Any:
    """One more event of the kind's own; the first makes the line."""
    event = recorded.event
    match event:
        case e.Opened():
            return _opened(recorded)
        case e.Planned() | e.Coached() | e.Reported():
            return _worked(case, recorded)
        case e.Voiced() | e.SentBack() | e.Accepted():
            return _judged(case, recorded)
        case e.Extended():
            case = replace(case, extended=case.times)
            return owe(case, recorded, about="rectification.extended", to="responsible", clause=event.clause)
        case e.HandedOver(to=to):
            parties = {**case.parties, "requester": to, "responsible": to}
            case = replace(case, requester=to, department=event.department, parties=parties, workers=case.workers | {to})
            return owe(case, recorded, about="rectification.handed_over", to="responsible", clause=event.clause)
        case e.EffectDue(clause=clause):
            return mark(replace(case, stage="to_check"), recorded, "effect", clause=clause)
        case e.Late(clause=clause):
            return owe(case, recorded, about="rectification.late", to="head of responsible's department", clause=clause)
        case e.Unplanned(clause=clause):
            return mark(case, recorded, "planning", outcome="none", clause=clause)
        case e.Uncoached(clause=clause):
            return mark(case, recorded, "coach", outcome="none", clause=clause)
        case _:
            return _ending(case, recorded)


def _opened(recorded: Recorded) -> Rectification:
    event: e.Opened = recorded.event
    return Rectification(
        id=recorded.case,
        plan=event.plan,
        pack=event.pack,
        requester=event.requester,
        department=event.department,
        fields=event.fields,
        opened_at=recorded.happened_at,
        last_at=recorded.happened_at,
        opener=event.opener,
        stage="to_rectify",
        parties={"requester": event.requester, "responsible": event.requester},
        took_part=frozenset(event.took_part),
        links=(Link(case=event.source, relation="source"),) if event.source else (),
        round=event.round,
        coaching=event.coaching,
        earlier=event.earlier,
        workers=frozenset({event.requester, *event.earlier}),
    )


def _worked(case: Rectification, recorded: Recorded) -> Rectification:
    event: e.Planned | e.Coached | e.Reported = recorded.event
    case = replace(case, workers=case.workers | _with(event.by, event.stands_in_for))
    match event:
        case e.Planned(text=text):
            return replace(case, planned=text)
        case e.Reported():
            report = Report(by=event.by, changed_rules=event.changed_rules, execution=event.execution)
            return replace(case, stage="to_accept", report=report, voices=())
        case _:
            return case


def _judged(case: Rectification, recorded: Recorded) -> Any:
    event: e.Voiced | e.SentBack | e.Accepted = recorded.event
    match event:
        case e.Voiced():
            voice = Holder(person=event.by, basis=event.basis, stands_in_for=event.stands_in_for)
            return replace(case, voices=(*case.voices, voice), judges=case.judges | _with(event.by, event.stands_in_for))
        case e.SentBack():
            judges = case.judges | _with(event.by, event.stands_in_for)
            return replace(case, stage="to_rectify", voices=(), judges=judges, times=case.times + 1)
        case e.Accepted():
            case = replace(case, stage="in_effect", accepted=True)
            case = _tell_the_incident(case, recorded, ACCEPTED)
            return owe(case, recorded, about="rectification.accepted", to="responsible", clause=event.clause)


def _tell_the_incident(case: Any, recorded: Recorded, outcome: str) -> Any:
    """An incident is not closed before its measures are in place, as others say (MK 2.1.1)."""
    source = case.linked("source")
    if source is None or kind_of(source) != "incident":
        return case
    return owe_telling(case, recorded, source, "measure_accepted", line=case.id, outcome=outcome)


def _ending(case: Rectification, recorded: Recorded) -> Any:
    event = recorded.event
    if isinstance(event, shared.Closed) and not case.accepted:
        case = _tell_the_incident(case, recorded, event.outcome)
    match event:
        case e.SecondRound():
            return _owe_round(case, recorded)
        case e.NoLevel(clause=clause):
            return owe(case, recorded, about="rectification.no_level", to="fallback", clause=clause, urgent=True, name="alarm")
        case shared.Closed(outcome=outcome, clause=clause) if outcome in ALARMS:
            return owe(case, recorded, about=f"rectification.{outcome}", to="fallback", clause=clause, urgent=True, name="alarm")
        case shared.Closed(clause=clause):
            return owe(case, recorded, about="rectification.closed", to="responsible", clause=clause)
        case _:
            return case


def _owe_round(case: Rectification, recorded: Recorded) -> Rectification:
    """The next round has the same finding and criterion; the day is that of its own plan."""
    event: e.SecondRound = recorded.event
    fields = {name: value for name, value in case.fields.items() if name != "due"}
    opened: Rectification = owe_opening(
        case,
        recorded,
        "rectification",
        "second_round",
        plan=event.plan,
        fields={**fields, "responsible": event.to},
        round=event.round,
        coaching=event.coaching,
        earlier=(*case.earlier, case.responsible),
        took_part=tuple(sorted(case.took_part | case.workers)),
    )
    return opened


def _with(person: PersonId, absent: PersonId | None) -> frozenset[PersonId]:
    return frozenset({person, absent} if absent else {person})
