"""What time, silence and the world lead to in an incident."""

from __future__ import annotations

from typing import Any

from domain.casework.draft import Draft
from domain.casework.state import CLOSED, Task
from domain.incidents import acknowledging, areas
from domain.incidents.state import Incident
from domain.kernel import Clock, Duty


def silence(draft: Draft[Incident], task: Task) -> None:
    """No rung is left: a part's own outcome, else the top rung is reminded for ever."""
    area = areas.with_task(task.name)
    if area is not None:
        area.silence(draft, task)
    else:
        acknowledging.top(draft, task)


def ran_out(draft: Draft[Incident], clock: Clock) -> None:
    """The kind's own clocks."""
    name, _, rest = clock.name.partition(":")
    match name:
        case acknowledging.PROMISE:
            acknowledging.lapsed(draft, clock)
        case acknowledging.AGAIN:
            acknowledging.remind(draft, rest)
        case _:
            return  # the outcome of a task that was done meanwhile


def before_look(draft: Draft[Any]) -> None:
    """The organisation or the calendar changed."""
    if draft.case.stage != CLOSED:
        for area in areas.AREAS:
            area.looked(draft)


def duty_ended(draft: Draft[Any], duty: Duty, receipt: str) -> None:
    """The world did what was owed."""
    for area in areas.AREAS:
        area.duty_ended(draft, duty, receipt)


def duty_failed(draft: Draft[Any], duty: Duty, reason: str) -> None:
    """The world would not."""
    for area in areas.AREAS:
        area.duty_failed(draft, duty, reason)
