"""Writing down what happens to incidents. Bookkeeping: it never judges, never fails, never asks the time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.casework import events as shared
from domain.casework.fold import mark, owe
from domain.casework.state import Link
from domain.incidents import events as e
from domain.incidents.areas import AREAS
from domain.incidents.state import Incident
from domain.kernel import Recorded


def fold(case: Any, recorded: Recorded) -> Any:
    """The incident with one more event written down, also by the parts it is made of."""
    case = _own(case, recorded)
    for area in AREAS:
        case = area.fold(case, recorded)
    return case


def _own(case: Any, recorded: Recorded) -> Any:
    event = recorded.event
    match event:
        case e.Opened():
            return _opened(recorded)
        case e.LevelChanged(level=level):
            case = replace(case, level=level, level_since=recorded.happened_at)
            case = mark(case, recorded, "level_changed", outcome=level, clause=event.clause)
            return _tell_all(case, recorded, "incident.level_changed", event.clause)
        case e.FactsRecorded(facts=facts):
            return replace(case, fields={**case.fields, **facts})
        case e.Obliged() | e.Met() | e.Missed():
            return _obligation(case, recorded)
        case e.Acknowledged() | e.PromiseLapsed() | e.TopReminded():
            return _ladder(case, recorded)
        case shared.Closed():
            return _tell_all(case, recorded, "incident.closed", event.clause)
        case _:
            return case


def _opened(recorded: Recorded) -> Incident:
    event: e.Opened = recorded.event
    return Incident(
        id=recorded.case,
        plan=event.plan,
        pack=event.pack,
        requester=event.requester,
        department=event.department,
        fields=event.fields,
        opened_at=recorded.happened_at,
        last_at=recorded.happened_at,
        opener=event.opener,
        stage="open",
        parties={"reporter": event.opener},
        took_part=frozenset(event.took_part),
        links=(Link(case=event.source, relation="source"),) if event.source else (),
        level=event.level,
        level_since=recorded.happened_at,
        exercise=event.exercise,
    )


def _obligation(case: Incident, recorded: Recorded) -> Any:
    event = recorded.event
    match event:
        case e.Obliged(obligation=name, since=since):
            return replace(case, begun={**case.begun, name: case.begun.get(name, since)})
        case e.Missed(obligation=name):
            case = replace(case, missed={**case.missed, name: event.due})
            return mark(case, recorded, "missed", outcome=name, clause=event.clause)
        case _:
            return replace(case, done=case.done | {event.obligation})


def _ladder(case: Incident, recorded: Recorded) -> Any:
    event = recorded.event
    match event:
        case e.Acknowledged(by=person):
            case = replace(case, acknowledged=person, acknowledgements=case.acknowledgements + 1)
            return mark(case, recorded, "acknowledged", clause=event.clause)
        case e.PromiseLapsed():
            return mark(replace(case, acknowledged=None), recorded, "promise_lapsed", clause=event.clause)
        case _:
            case = replace(case, reminded={**case.reminded, event.task: event.times})
            case = owe(case, recorded, about="task_remind", slot=event.task, clause=event.clause, urgent=True)
            if event.times > 1:
                return case
            return owe(case, recorded, about="incident.top_rung", to="fallback", name="alarm", clause=event.clause, urgent=True)


def _tell_all(case: Any, recorded: Recorded, about: str, clause: str) -> Any:
    """Whoever has to do with it hears of it at once."""
    return owe(case, recorded, about=about, to="responders", clause=clause, urgent=True)
