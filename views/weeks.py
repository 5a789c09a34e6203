"""A department's week in numbers: what was open, overdue, due, answered and closed. For the weekly digest of its head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from views.reader import MOST_COUNTED, CaseLine, Wanted
from views.schema import obligations

if TYPE_CHECKING:
    from datetime import datetime

    from views.reader import Reader

PAGE = 200
SHOWN = 10
"""So many overdue cases are named; whoever has more looks at the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From an instant (in) until another (out)."""

    start: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The numbers of one department. More than `MOST_COUNTED` are not counted. `oldest`: the overdue cases, longest overdue first."""

    department: str
    open: int
    overdue: int
    oldest: tuple[CaseLine, ...]
    due: int
    answers: int
    in_time: int
    closed: int


async def figures(reader: Reader, department: str, at: datetime, this_week: Span, last_week: Span) -> Figures:
    """As of `at`: what is open, overdue, due until the end of this week; what was answered and closed in the last one."""
    overdue, due, oldest = await _due(reader, department, at, this_week.until)
    answers, in_time = await _answered(reader, department, last_week)
    return Figures(
        department=department,
        open=await reader.counts(Wanted(department=department, open=True)),
        overdue=overdue,
        oldest=oldest,
        due=due,
        answers=answers,
        in_time=in_time,
        closed=await reader.counts(Wanted(department=department, closed_from=last_week.start, closed_until=last_week.until)),
    )


async def _due(reader: Reader, department: str, at: datetime, until: datetime) -> tuple[int, int, tuple[CaseLine, ...]]:
    """How many are overdue and how many due from then on until the end of the week; the first of the overdue ones."""
    overdue = await reader.counts(Wanted(department=department, due="overdue", at=at))
    oldest = await reader.cases(Wanted(department=department, due="overdue", at=at), sort="due", limit=SHOWN)
    due, after = 0, None
    while due <= MOST_COUNTED:
        page = await reader.cases(Wanted(department=department, open=True), sort="due", limit=PAGE, after=after)
        due += len([line for line in page if line.due_at is not None and at < line.due_at <= until])
        if len(page) < PAGE or page[-1].due_at is None or page[-1].due_at > until:
            break
        after = page[-1].cursor("due")
    return overdue, due, tuple(oldest)


async def _answered(reader: Reader, department: str, week: Span) -> tuple[int, int]:
    """How many answers had to be given by a time of that week or were given in it, and how many of them were in time."""
    met = func.count().filter(obligations.c.outcome == "met")
    async with reader.snapshot() as (connection, build):
        query = select(func.count(), met).where(
            obligations.c.build == build,
            obligations.c.department == department,
            obligations.c.task == "decide",
            obligations.c.outcome.in_(("met", "missed")),
            obligations.c.ended_at >= week.start,
            obligations.c.ended_at < week.until,
        )
        row = (await connection.execute(query)).one()
    return row[0], row[1]
