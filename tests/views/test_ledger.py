"""Of what was to be put right, how much is: by department and quarter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from views.cases import NEVER
from views.ledger import rates
from views.reader import Reader
from views.schema import cases, obligations, projections

SHANGHAI = "Asia/Shanghai"
NOW = datetime(2026, 5, 20, 4, 0, tzinfo=UTC)
YEAR = NOW - timedelta(days=365)


def day_ends(text: str) -> datetime:
    """24:00 of a day in Shanghai."""
    return datetime.fromisoformat(f"{text}T16:00:00+00:00")


async def given(engine: AsyncEngine, *lines: tuple[str, str, str, list[datetime]], plan: str = "rectification") -> None:
    """Lines as (department, stage, outcome, each time to put right that was given)."""
    rows, owed = [], list[dict[str, Any]]()
    for place, (department, stage, outcome, times) in enumerate(lines):
        case = f"rectification-{place}"
        rows.append(
            {"build": 0, "case_id": case, "place": place, "number": f"RECT-2026-{place}", "series": "RECT-2026", "kind": "rectification"}
            | {"plan": plan, "pack": "p", "requester": "ann", "department": department, "stage": stage, "outcome": outcome}
            | {"running": not outcome, "waits": False, "opened_at": NOW, "due": "", "soonest": NEVER, "version": 1}
        )
        for nth, due in enumerate(times):
            owed.append(
                {"build": 0, "case_id": case, "armed": nth + 2, "clock": "answer:rectify", "task": "rectify", "plan": plan}
                | {"department": department, "clause": "SO 5.3.1", "rule": "3 d", "started": NOW, "due_at": due, "outcome": "met"}
            )
    async with engine.begin() as connection:
        await connection.execute(insert(projections).values(name="cases", build=0, position=0, epoch=0, live=True))
        await connection.execute(insert(cases), rows)
        await connection.execute(insert(obligations), owed)


async def found(reader: Reader, plans: frozenset[str] | None = None) -> list[tuple[str, int, int, int, int]]:
    return [(each.department, each.year, each.quarter, each.done, each.due) for each in await rates(reader, NOW, YEAR, SHANGHAI, plans)]


async def test_a_day_that_ends_a_quarter_belongs_to_it(reader: Reader, engine: AsyncEngine) -> None:
    """F8. 24:00 of 31 March is the next day's 00:00, in the organisation's days, and counts in the first quarter all the same."""
    await given(
        engine,
        ("sales", "in_effect", "", [day_ends("2026-03-31")]),
        ("sales", "to_rectify", "", [day_ends("2026-04-01")]),
        ("it", "to_accept", "", [day_ends("2025-12-31")]),
    )
    assert await found(reader) == [("sales", 2026, 2, 0, 1), ("sales", 2026, 1, 1, 1), ("it", 2025, 4, 0, 1)]


async def test_the_last_time_that_was_given_counts(reader: Reader, engine: AsyncEngine) -> None:
    """F8. What was sent back or given more time is one line, due when it last was."""
    await given(engine, ("sales", "to_rectify", "", [day_ends("2026-03-10"), day_ends("2026-03-20"), day_ends("2026-04-10")]))
    assert await found(reader) == [("sales", 2026, 2, 0, 1)]


@pytest.mark.parametrize(
    ("stage", "outcome", "done"),
    [
        ("to_rectify", "", 0),
        ("to_accept", "", 0),
        ("in_effect", "", 1),
        ("to_check", "", 1),
        ("closed", "effective", 1),
        ("closed", "second_round", 1),
        ("closed", "unverified", 1),
        ("closed", "not_rectified", 0),
        ("closed", "unaccepted", 0),
    ],
)
async def test_put_right_is_what_others_have_accepted(reader: Reader, engine: AsyncEngine, stage: str, outcome: str, done: int) -> None:
    """F8. Reported is not enough; what fell short three months later had been put right, and is due again in its second round."""
    await given(engine, ("sales", stage, outcome, [day_ends("2026-04-01")]))
    assert await found(reader) == [("sales", 2026, 2, done, 1)]


async def test_a_time_that_still_runs_counts_once_it_is_done(reader: Reader, engine: AsyncEngine) -> None:
    """F8. Nobody is behind before the day; whoever is early is counted."""
    await given(
        engine,
        ("sales", "to_rectify", "", [day_ends("2026-06-01")]),
        ("it", "in_effect", "", [day_ends("2026-06-01")]),
    )
    assert await found(reader) == [("it", 2026, 2, 1, 1)]


async def test_only_of_plans_that_one_may_see_whole(reader: Reader, engine: AsyncEngine) -> None:
    """MK 5.3.2. A rate over lines that somebody does not see would tell of them."""
    await given(engine, ("sales", "in_effect", "", [day_ends("2026-04-01")]), plan="audit-finding")
    assert await found(reader, frozenset({"rectification"})) == []
    assert await found(reader, frozenset({"audit-finding"})) == [("sales", 2026, 2, 1, 1)]
