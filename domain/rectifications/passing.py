"""Time passes: silence in the end, the day of the effect, the end of the time to accept (house:every-step-ends)."""

from __future__ import annotations

from typing import Any

from domain.casework import ladders
from domain.casework.draft import Draft
from domain.casework.state import Task
from domain.kernel import Clock
from domain.rectifications import events as e
from domain.rectifications.judging import another_round
from domain.rectifications.state import Rectification


def silence(draft: Draft[Rectification], task: Task) -> None:
    """What follows when nobody did it and no rung is left."""
    match task.name:
        case "planning":
            ladders.drop(draft, task.id, "nobody answered in time")
            draft.say(e.Unplanned(clause=task.clause))
        case "coach":
            ladders.drop(draft, task.id, "nobody answered in time")
            draft.say(e.Uncoached(clause=task.clause))
        case "accept":
            draft.close("unaccepted", task.clause)
        case "check_effect":
            draft.close("unverified", task.clause)
        case _:
            another_round(draft, "nobody answered in time")
            draft.close("not_rectified", task.clause)


def ran_out(draft: Draft[Any], clock: Clock) -> None:
    """The clocks that are nobody's task."""
    match clock.name:
        case "effect":
            draft.say(e.EffectDue(clause=clock.clause))
            ladders.ask(draft, "check_effect", draft.plan.check)
        case "acceptance":
            draft.say(e.Late(clause=clock.clause))
        case _:
            pass  # what waited for a task that is done by now
