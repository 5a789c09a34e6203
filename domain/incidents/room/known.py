"""What is known of an incident at an instant, as plain values: a situation report is frozen with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.incidents.state import Incident


def known(case: Incident) -> Mapping[str, Any]:
    """Texts, numbers and lists only; instants in ISO 8601."""
    return {
        "level": case.level,
        "level_since": case.level_since.isoformat(),
        "exercise": case.exercise,
        "acknowledged": case.acknowledged or "",
        "met": sorted(case.done),
        "missed": {name: due.isoformat() for name, due in sorted(case.missed.items())},
        "open": {task.name: _due(case, task.id) for task in case.tasks if task.name in case.begun},
        "roles": _roles(case),
        "ticked": sorted(case.room.ticks),
        "files": len(case.files),
        "alerts": case.alerts.count,
    }


def _due(case: Incident, task: str) -> str:
    clock = case.clocks.get(f"answer:{task}")
    return clock.due.isoformat() if clock is not None and clock.due is not None else ""


def _roles(case: Incident) -> Mapping[str, list[str]]:
    roles = dict.fromkeys(each.role for each in case.room.now())
    return {role: [str(person) for person in case.room.holding(role)] for role in roles}
