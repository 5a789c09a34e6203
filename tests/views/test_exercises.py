"""When plans of incidents were exercised and revised last, and when they must be again (C13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.domain.ending import whole
from tests.domain.incidents import FOUR_COLOURS
from tests.domain.playing import days, pack
from views.cases import NEVER
from views.exercises import Exercised, exercised, last_exercises, revised
from views.reader import Reader
from views.schema import cases, projections

JANUARY = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
MARCH = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)


def four_colours(last: dict[str, datetime]) -> Exercised:
    found = exercised([(JANUARY, pack())], last, days())
    return next(each for each in found if each.plan.name == FOUR_COLOURS)


def test_a_plan_that_was_never_exercised_counts_from_its_beginning() -> None:
    """CS 4.5.1, MK 2.1.2. Each plan is exercised in its rhythm; with the last exercise the time begins anew."""
    never, once = four_colours({}), four_colours({FOUR_COLOURS: MARCH})
    assert never.last is None
    assert not never.overdue(JANUARY + timedelta(days=360))
    assert never.overdue(JANUARY + timedelta(days=366))
    assert not once.overdue(JANUARY + timedelta(days=366))
    assert (once.clause, once.overdue(MARCH + timedelta(days=366))) == ("MK 2.1.2", True)


def test_a_plan_is_revised_when_a_pack_says_something_else_of_it() -> None:
    """CS 4.5.1. A pack that changes other plans revises this one not."""
    plan = pack().plans[FOUR_COLOURS]
    other = replace(pack(), digest="other", title={"zh": "别的", "en": "Another"})
    changed = whole(plan.ending)  # type: ignore[attr-defined] # a plan of incidents
    packs = [(JANUARY, pack()), (MARCH, other)]
    assert revised(packs, FOUR_COLOURS) == JANUARY
    later = MARCH + timedelta(days=1)
    assert revised([*packs, (later, changed)], FOUR_COLOURS) == later


async def test_only_exercises_that_came_to_their_end_count(reader: Reader, engine: AsyncEngine) -> None:
    """C13. Neither an incident, nor an exercise that goes on, nor one that was a duplicate."""
    rows = [
        ("a", True, "settled", JANUARY),
        ("b", True, "settled", MARCH),
        ("c", False, "settled", MARCH + timedelta(days=1)),
        ("d", True, "duplicate", MARCH + timedelta(days=1)),
        ("e", True, "", None),
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(projections).values(name="cases", build=0, position=0, epoch=0, live=True))
        for place, (case, exercise, outcome, closed) in enumerate(rows):
            known = {"build": 0, "case_id": case, "place": place, "number": f"INC-2026-{place}", "series": "INC-2026", "kind": "incident"}
            known |= {"plan": FOUR_COLOURS, "pack": "p", "requester": "", "department": "", "stage": "", "outcome": outcome}
            known |= {"running": closed is None, "waits": False, "opened_at": JANUARY, "closed_at": closed, "due": "", "soonest": NEVER}
            await connection.execute(insert(cases).values(**known, version=1, exercise=exercise))
    assert await last_exercises(reader) == {FOUR_COLOURS: MARCH}
