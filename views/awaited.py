"""What of an incident waits now, for whom, until when: the lines under its number, wherever it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.kernel import Clause, Holder
from views.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """One task. `due` None: no clock runs."""

    task: str
    who: Sequence[Holder]
    due: datetime | None
    clause: Clause


def awaited(found: Page) -> Sequence[Awaited]:
    """The soonest first."""
    case = found.case
    who = {offer.slot: offer.who for offer in reversed(found.offers) if offer.slot}
    clocks = {task.id: case.clocks.get(f"answer:{task.id}") for task in case.tasks}
    told = [
        Awaited(task=task.name, who=who.get(task.id, ()), due=clock.due if (clock := clocks[task.id]) else None, clause=task.clause)
        for task in case.tasks
    ]
    return sorted(told, key=lambda each: (each.due is None, each.due))
