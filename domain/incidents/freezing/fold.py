"""Writing down what is frozen, and what the targets are owed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from domain.casework.fold import mark, owe
from domain.duties import without
from domain.incidents.freezing import events as e
from domain.incidents.freezing.state import Freeze
from domain.kernel import Recorded

NO_END = "9999-12-31T00:00:00+00:00"


def fold(case: Any, recorded: Recorded) -> Any:
    """The part's own events."""
    match recorded.event:
        case e.FrozenNow():
            return _frozen(case, recorded)
        case e.FreezeLifted():
            return _lifted(case, recorded)
        case _:
            return case


def _frozen(case: Any, recorded: Recorded) -> Any:
    event: e.FrozenNow = recorded.event
    freeze = Freeze(id=event.freeze, klass=event.klass, key=event.key, grants=event.grants)
    case = replace(case, frozen=replace(case.frozen, standing=(*case.frozen.standing, freeze)))
    detail = {
        "what": "freeze",
        "holder": event.key if event.klass == "person" else "",
        "resource": f"freeze:{event.klass}",
        "grants": [str(each.grant) for each in event.grants],
        "start": recorded.happened_at.isoformat(),
        "until": NO_END,
    }
    case = owe(case, recorded, about=str(event.freeze), kind="grant", clause=event.clause, urgent=True, detail=detail)
    case = owe(case, recorded, about="incident.frozen", to="responders", name="tell", clause=event.clause, urgent=True)
    return mark(case, recorded, "frozen", outcome=event.klass, clause=event.clause)


def _lifted(case: Any, recorded: Recorded) -> Any:
    """What was still to be carried to the target is not; what was is taken back."""
    event: e.FreezeLifted = recorded.event
    rest = tuple(each for each in case.frozen.standing if each.id != event.freeze)
    case = replace(case, frozen=replace(case.frozen, standing=rest))
    for duty in [duty for duty in case.owed if duty.kind == "grant" and duty.about == str(event.freeze)]:
        case = replace(case, owed=without(case.owed, duty.event, duty.name))
    case = owe(case, recorded, about=str(event.freeze), kind="revoke", clause=event.clause, urgent=True)
    case = owe(case, recorded, about="incident.freeze_lifted", to="responders", name="tell", clause=event.clause, urgent=True)
    return mark(case, recorded, "freeze_lifted", clause=event.clause)
