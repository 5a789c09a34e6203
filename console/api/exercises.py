"""When plans of incidents were exercised and revised last."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from console.api.http import cached, tagged
from console.callers import Reached, ReadingPack
from console.desk import lists
from console.shapes import exercises as s
from domain.labels import said
from views.exercises import exercised, last_exercises, packs_until

router = APIRouter(tags=["plans"])


@router.get("/exercises", response_model=s.Exercises, responses=cached(), summary="When plans of incidents were exercised")
async def exercises(request: Request, reached: Reached, caller: ReadingPack) -> Response:
    """Each plan of incidents: its last exercise, its last revision, and when it must be exercised again."""
    known = packs_until(reached.governed.state.adopted, reached.governed.pack, caller.at)
    found = exercised(known, await last_exercises(reached.reader), reached.governed.calendar(caller.at))
    behind = await lists.behind(reached)
    items = [
        s.ExercisedPlan(
            plan=each.plan.name,
            title=said(each.plan.title, caller.lang) or each.plan.name,
            exercised=each.last,
            revised=each.revised,
            due=each.due,
            overdue=each.overdue(caller.at),
            clause=each.clause,
        )
        for each in found
    ]
    return tagged(request, s.Exercises(items=items, behind=behind.events if behind else 0), lang=caller.lang)
