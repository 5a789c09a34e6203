"""What the lists say of an incident beside what they say of every case: how grave, an exercise or not, when it was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.casework.events import WentUp
from domain.incidents.events import Acknowledged, Met
from domain.incidents.state import Incident

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from domain.kernel import Recorded

ACKNOWLEDGE = "acknowledge"
ISOLATE = "isolate"
"""What the obligations are called by which an incident is isolated begins so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """When somebody first had it, when it was first isolated, and the highest rung that was asked to have it (0: the first)."""

    acknowledged_at: datetime | None
    isolated_at: datetime | None
    rungs: int


def response(case: Any, events: Iterable[Recorded]) -> Response | None:
    """Of an incident, from its events; None for any other case."""
    if not isinstance(case, Incident):
        return None
    acknowledged: datetime | None = None
    isolated: datetime | None = None
    rungs = 0
    for one in events:
        match one.event:
            case Acknowledged():
                acknowledged = acknowledged or one.happened_at
            case Met(obligation=name) if name.startswith(ISOLATE):
                isolated = isolated or one.happened_at
            case WentUp(task=task, climbed=climbed) if task.partition("-")[0] == ACKNOWLEDGE:
                rungs = max(rungs, climbed)
            case _:
                pass
    return Response(acknowledged_at=acknowledged, isolated_at=isolated, rungs=rungs)


def standing(case: Any) -> dict[str, Any]:
    """How grave it is and whether it is an exercise, as columns of the list of cases."""
    if not isinstance(case, Incident):
        return {"level": "", "exercise": False}
    return {"level": case.level, "exercise": case.exercise}
