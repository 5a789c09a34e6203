"""The rectification ledger in numbers: of what was to be put right, how much is (policy catalogue F8).

Its lines are cases like others (`views.reader.Reader.cases` with ``Wanted(kind=KIND)``), found by indexes of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Integer as Whole
from sqlalchemy import and_, cast, exists, extract, func, literal, or_, select

from views.schema import LEDGER, TO_RECTIFY, cases, obligations

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from views.reader import Reader

__all__ = ["KIND", "Rate", "rates"]

KIND = LEDGER

ACCEPTED = ("in_effect", "to_check")
"""Stages in which others have accepted it …"""

ENDED_ACCEPTED = ("effective", "second_round", "fell_short", "unverified")
"""… and the ends that only such a line comes to: also what fell short three months later had been put right in its round."""

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Of the lines of a department whose last time to be put right ended in a quarter: how many have been accepted by now."""

    department: str
    year: int
    quarter: int
    due: int
    done: int

    @property
    def share(self) -> float:
        """0 to 1; the target is 1."""
        return self.done / self.due


async def rates(reader: Reader, at: datetime, since: datetime, zone: str, plans: frozenset[str] | None = None) -> Sequence[Rate]:
    """Each department and quarter in which anything was due, the newest quarter first.

    `zone`: whose days make the quarters. `plans`: only of these; None: of all. A line that is accepted before its time
    counts in the quarter of its time; one whose time still runs counts nowhere.
    """
    # A day's end, 24:00, is the next day's 00:00: it belongs to the day that ends.
    local = func.timezone(literal(zone), obligations.c.due_at - literal(_INSTANT))
    year, quarter = (cast(extract(part, local), Whole).label(part) for part in ("year", "quarter"))
    done = or_(cases.c.stage.in_(ACCEPTED), cases.c.outcome.in_(ENDED_ACCEPTED))
    some = [cases.c.plan.in_(sorted(plans))] if plans is not None else []
    async with reader.snapshot() as (connection, build):
        query = (
            select(cases.c.department, year, quarter, func.count().label("due"), func.count().filter(done).label("done"))
            .select_from(obligations)
            .join(cases, and_(cases.c.build == build, cases.c.kind == KIND, cases.c.case_id == obligations.c.case_id))
            .where(*_last(build), obligations.c.due_at >= since, or_(obligations.c.due_at <= at, done), *some)
            .group_by(cases.c.department, year, quarter)
            .order_by(year.desc(), quarter.desc(), cases.c.department)
        )
        rows = (await connection.execute(query)).all()
    return [Rate(department=row.department, year=row.year, quarter=row.quarter, due=row.due, done=row.done) for row in rows]


def _last(build: int) -> list[ColumnElement[bool]]:
    """Of each line the last time that it was given: one that was sent back or extended has more than one."""
    later = obligations.alias("later")
    again = exists().where(
        later.c.build == build,
        later.c.case_id == obligations.c.case_id,
        later.c.task == TO_RECTIFY,
        later.c.armed > obligations.c.armed,
    )
    return [obligations.c.build == build, obligations.c.task == TO_RECTIFY, ~again]
