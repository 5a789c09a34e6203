"""Writing down what happens to a report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.casework import events as shared
from domain.casework.fold import mark, owe, owe_opening
from domain.kernel import Recorded
from domain.reports import events as e
from domain.reports.state import CHECKING, TAKEN_UP, Report, Said


def fold(case: Any, recorded: Recorded) -> Any:
    """The case with one more event of its own."""
    event = recorded.event
    match event:
        case e.Opened():
            return _opened(recorded)
        case e.ReporterAsked():
            case = replace(case, said=(*case.said, Said(by_reporter=False, text=event.question, at=recorded.happened_at)))
            return _tell_reporter(case, recorded, "reporter.asked", event.clause)
        case e.Replied():
            case = replace(case, said=(*case.said, Said(by_reporter=True, text=event.text, at=recorded.happened_at)))
            return _tell_checkers(case, recorded)
        case e.Accepted():
            return _accepted(case, recorded)
        case e.NotOpened():
            return replace(case, stage=CHECKING, links=case.links[:-1])
        case e.Rejected():
            return replace(case, reason=event.reason)
        case e.OutcomeLearned():
            return mark(case, recorded, "outcome", outcome=event.outcome, clause=event.clause)
        case e.Rewarded():
            return _tell_reporter(replace(case, points=event.points), recorded, "reporter.rewarded", event.clause)
        case shared.Closed():
            return _closed(case, recorded)
        case _:
            return case


def _opened(recorded: Recorded) -> Report:
    event: e.Opened = recorded.event
    return Report(
        id=recorded.case,
        plan=event.plan,
        pack=event.pack,
        requester=event.requester,
        department=event.department,
        fields=event.fields,
        opened_at=recorded.happened_at,
        last_at=recorded.happened_at,
        opener=event.requester,
        stage=CHECKING,
        parties={"reporter": recorded.by},
        anonymous=event.anonymous,
    )


def _accepted(case: Report, recorded: Recorded) -> Report:
    event: e.Accepted = recorded.event
    case = replace(case, stage=TAKEN_UP)
    case = owe_opening(case, recorded, event.kind, event.kind, plan=event.plan, fields=event.form, took_part=event.took_part)
    return _tell_reporter(case, recorded, "reporter.accepted", event.clause)


def _closed(case: Report, recorded: Recorded) -> Report:
    """The reporter hears how it ended; that nobody checked it is an alarm."""
    event: shared.Closed = recorded.event
    case = _tell_reporter(case, recorded, f"report.{event.outcome}", event.clause)
    if event.outcome != "unchecked":
        return case
    alarmed: Report = owe(case, recorded, about="report.alarm", to="fallback", name="alarm", clause=event.clause, urgent=True)
    return alarmed


def _tell_reporter(case: Report, recorded: Recorded, about: str, clause: str) -> Report:
    """Nobody is told behind a receipt: whoever holds it comes back by themselves."""
    if case.anonymous:
        return case
    told: Report = owe(case, recorded, about=about, to="reporter", name="tell-reporter", clause=clause)
    return told


def _tell_checkers(case: Report, recorded: Recorded) -> Report:
    for task in case.tasks:
        case = owe(case, recorded, about="report.words", slot=task.id, name=f"replied-{task.id}", clause="house:reporter")
    return case
