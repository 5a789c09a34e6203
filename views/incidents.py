"""What the lists say of an incident beside what they say of every case: how grave, an exercise or not, when it was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from domain.casework.events import WentUp
from domain.incidents.events import Acknowledged, Met
from domain.incidents.state import Incident

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from domain.kernel import Recorded

ACKNOWLEDGE = "acknowledge"
ISOLATE = "isolate"
"""What the obligations are called by which an incident is isolated begins so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """When somebody first had it, when it was first isolated, and the highest rung that was asked to have it (0: the first).

    `cause_class`: the class of its cause; empty while none was found.
    """

    acknowledged_at: datetime | None
    isolated_at: datetime | None
    rungs: int
    cause_class: str


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
    return Response(acknowledged_at=acknowledged, isolated_at=isolated, rungs=rungs, cause_class=case.ending.cause_class)


def told(case: Any) -> Iterator[str]:
    """What the library of cases is searched by: why it happened, and what was put right. It names nobody (`ending.commands`)."""
    if isinstance(case, Incident):
        ending = case.ending
        yield ending.cause
        yield from (text for why in ending.whys for text in (why.why, why.because))
        yield from (each.said for each in ending.measures)


def standing(case: Any) -> dict[str, Any]:
    """How grave it is and whether it is an exercise, as columns of the list of cases."""
    if not isinstance(case, Incident):
        return {"level": "", "exercise": False}
    return {"level": case.level, "exercise": case.exercise}
