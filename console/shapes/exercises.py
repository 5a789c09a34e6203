"""When plans of incidents were exercised, as the API tells it."""

from __future__ import annotations

from pydantic import Field

from console.shapes.common import AT, DUE, Clause, Instant, Said, example

_PLAN = {
    "plan": "incident-four-colour",
    "title": "Four-colour incident plan",
    "exercised": None,
    "revised": AT,
    "due": DUE,
    "overdue": False,
    "clause": "MK 2.1.2",
}


class ExercisedPlan(Said):
    """A plan of incidents. `exercised`: the end of its last exercise; `revised`: since when it says what it says now."""

    model_config = example(**_PLAN)

    plan: str
    title: str
    exercised: Instant | None = Field(description="Null: never.")
    revised: Instant
    due: Instant | None = Field(description="When it must be exercised again; null where the plan names no rhythm.")
    overdue: bool
    clause: Clause


class Exercises(Said):
    """All plans of incidents of the pack in force. `behind`: how many events the lists do not know yet."""

    model_config = example(items=[_PLAN], behind=0)

    items: list[ExercisedPlan]
    behind: int
