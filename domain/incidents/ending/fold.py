"""Writing down the end of an incident. Bookkeeping: it never judges, never fails, never asks the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.casework import fold as shared
from domain.incidents import events as incident
from domain.incidents.ending import events as e
from domain.incidents.ending.gate import ACCEPTED, CONCLUDED, made_good
from domain.incidents.ending.state import Linked, Responsibility, Why
from domain.kernel import Recorded

REPLAYED = "[演练 exercise] "
"""How the finding of a line begins that comes of an exercise: its ledger has no other place to say so."""
NOT_OPENED = "not_opened"


def fold(case: Any, recorded: Recorded) -> Any:
    """One more event of the ending's own, and what it needs of others."""
    case = _commanded(case)
    match recorded.event:
        case incident.Acknowledged() | incident.Met():
            return _with(case, taken_up=True)
        case incident.Obliged() if case.stage == "aftermath":
            return replace(case, stage="open")
        case e.Contained(clause=clause):
            return shared.mark(replace(case, stage="aftermath"), recorded, "contained", clause=clause)
        case e.RectificationRequired() | e.ViolationReported() | e.NotOpened() | e.MeasureTold() | e.FaultTold():
            return _led(case, recorded)
        case e.ClosingRequested() | e.ClosingDecided() | e.Reopened() | e.DuplicateMarked() | e.DuplicateRefused():
            return _closing(case, recorded)
        case _:
            return _found(case, recorded)


def _with(case: Any, **more: Any) -> Any:
    return replace(case, ending=replace(case.ending, **more))


def _commanded(case: Any) -> Any:
    """Whoever commands it now will not close it."""
    who = case.parties.get("commander")
    return _with(case, commanders=case.ending.commanders | {who}) if who and who not in case.ending.commanders else case


# --- found ----------------------------------------------------------------------------------------


def _found(case: Any, recorded: Recorded) -> Any:
    event, ending = recorded.event, case.ending
    match event:
        case e.LossAssessed(loss=loss):
            return _with(case, loss=loss)
        case e.WhyAdded():
            return _with(case, whys=(*ending.whys, Why(why=event.why, because=event.because, by=event.by)))
        case e.CauseFound(cause=cause, cause_class=klass):
            return _with(case, cause=cause, cause_class=klass)
        case e.ResponsibilityFound():
            found = Responsibility(person=event.person, part=event.part, by=event.by)
            return _with(case, responsibilities=(*ending.responsibilities, found), nobody="")
        case e.ResponsibilityWithdrawn(person=person):
            return _with(case, responsibilities=tuple(each for each in ending.responsibilities if each.person != person))
        case e.NobodyAtFault(reason=reason):
            return _with(case, nobody=reason)
        case e.Trained(person=person):
            return _with(case, trained=ending.trained | {person})
        case e.Evaluated():
            return _with(case, evaluated=True)
        case _:
            return case


# --- led to ---------------------------------------------------------------------------------------


def _led(case: Any, recorded: Recorded) -> Any:
    event, ending = recorded.event, case.ending
    match event:
        case e.RectificationRequired():
            return _line(case, recorded, event)
        case e.ViolationReported():
            return _violation(case, recorded, event)
        case e.NotOpened(case=other):
            measures, faults = (_came_to(linked, other, NOT_OPENED) for linked in (ending.measures, ending.faults))
            return _with(case, measures=measures, faults=faults)
        case e.MeasureTold(line=line, outcome=outcome):
            return _with(case, measures=_came_to(ending.measures, line, outcome))
        case e.FaultTold(violation=violation, outcome=outcome):
            return _with(case, faults=_came_to(ending.faults, violation, outcome))
        case _:
            return case


def _came_to(linked: tuple[Linked, ...], case: str, outcome: str) -> tuple[Linked, ...]:
    return tuple(replace(each, outcome=outcome) if each.case == case else each for each in linked)


def _line(case: Any, recorded: Recorded, event: e.RectificationRequired) -> Any:
    """A line of the ledger, linked; it takes the place of those that came to nothing."""
    finding = f"{REPLAYED}{event.finding}" if event.exercise else event.finding
    fields = {"finding": finding, "responsible": event.responsible, "criterion": event.criterion}
    case = _opens(case, recorded, "rectification", event.plan, fields)
    line = Linked(case=case.links[-1].case, person=event.responsible, said=event.finding)
    return _with(case, measures=(*made_good(case.ending.measures, (ACCEPTED,)), line))


def _violation(case: Any, recorded: Recorded, event: e.ViolationReported) -> Any:
    fields = {"subject": event.subject, "breach": event.breach, "facts": event.facts}
    case = _opens(case, recorded, "violation", event.plan, fields, took_part=list(event.took_part))
    fault = Linked(case=case.links[-1].case, person=event.subject, said=event.breach)
    return _with(case, faults=(*made_good(case.ending.faults, CONCLUDED, event.subject), fault), nobody="")


def _opens(case: Any, recorded: Recorded, kind: str, plan: str, fields: Mapping[str, Any], **more: Any) -> Any:
    return shared.owe_opening(case, recorded, kind, kind, plan=plan, fields=fields, **more)


# --- closed, reopened, told twice -----------------------------------------------------------------


def _closing(case: Any, recorded: Recorded) -> Any:
    event = recorded.event
    match event:
        case e.ClosingRequested(clause=clause):
            waiting = case.waits_for("close")
            if waiting is None:
                return case
            return shared.owe(case, recorded, about="incident.closing_requested", slot=waiting.id, clause=clause)
        case e.ClosingDecided(by=closer):
            return _with(case, closer=closer)
        case e.Reopened(clause=clause):
            times = (*case.ending.reopened, recorded.happened_at)
            case = replace(case, stage="open", outcome="", acknowledged=None)
            case = _with(case, taken_up=False, reopened=times, duplicate_of=None)
            case = shared.mark(case, recorded, "reopened", clause=clause)
            return shared.owe(case, recorded, about="incident.reopened", to="responders", clause=clause, urgent=True)
        case e.DuplicateMarked(of=of):
            return shared.owe_telling(_with(case, duplicate_of=of), recorded, of, "duplicate_told", duplicate=case.id)
        case _:
            return _with(case, duplicate_of=None)
