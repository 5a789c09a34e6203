"""A page of the list of cases, found by an index in whatever order and for whomever, also among a million.

Somebody sees few cases, or many. Of few, all that they see are gathered and then put in order. Where it is many, the list is walked
in its order and each line looked at whether they see it; mostly that is done after a few hundred lines. If the walk finds too little
after some thousands, they see few of what is wanted here, and those are gathered after all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, Select, func, select, union_all

from views.schema import cases
from views.seen import Sight

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

Sort = Literal["newest", "oldest", "due", "number"]
"""In a series (LOAN-2026) numbers run as cases were opened, so `number` needs no text of ten digits."""

LEADS: Mapping[Sort, ColumnElement[Any] | None] = {"newest": None, "oldest": None, "due": cases.c.soonest, "number": cases.c.series}
"""What comes before the place in each order. Every order ends with the place, which no two cases share."""

FEW = 2000
"""So many cases are gathered without looking further."""

WALKED = 4000
"""So many lines are walked through for a page …"""

COUNTED = 12_000
"""… and so many for a number."""

NARROW = 10_000
"""So many cases that a condition leaves are read and put in order; what leaves more is walked through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of the list in one order: from a place on, and where the order has a lead, at this lead or beyond it.

    After a key the list goes on in two stretches. As one comparison of two columns the planner would think that hardly anything is
    left after a lead that thousands share, such as a day's end.
    """

    sort: Sort
    lead: Any = None
    beyond: bool = False
    place: int | None = None

    def holds(self) -> list[ColumnElement[bool]]:
        """What is in it."""
        by, held = LEADS[self.sort], list[ColumnElement[bool]]()
        if by is not None and self.lead is not None:
            held.append(by > self.lead if self.beyond else by == self.lead)
        if self.place is not None:
            held.append(cases.c.place < self.place if self.sort == "newest" else cases.c.place > self.place)
        return held

    def order(self, *, walked: bool) -> list[ColumnElement[Any]]:
        """How it is ordered: by walking along an index, or by a sort of all that is read, which the planner must then not avoid."""
        lead, place = LEADS[self.sort], cases.c.place
        by = [place] if lead is None else [lead, place]
        sorted_by: list[ColumnElement[Any]] = list(by) if walked else [func.coalesce(column, column) for column in by]
        return [each.desc() for each in sorted_by] if self.sort == "newest" else sorted_by


def runs(sort: Sort, key: Sequence[Any] | None) -> list[Run]:
    """The stretches after a key, or from the beginning."""
    if key is None:
        return [Run(sort=sort)]
    if LEADS[sort] is None:
        return [Run(sort=sort, place=key[0])]
    return [Run(sort=sort, lead=key[0], place=key[1]), Run(sort=sort, lead=key[0], beyond=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Cases that are wanted: what must hold of them, whether that leaves but few, and who looks (None: the house)."""

    held: Sequence[ColumnElement[bool]]
    narrow: bool = False
    sight: Sight | None = None


async def page(
    connection: AsyncConnection, asked: Asked, columns: Sequence[ColumnElement[Any]], stretches: Sequence[Run], limit: int
) -> list[Row[Any]]:
    """The lines that come next."""
    few = asked.sight is not None and await _sees_few(connection, asked.sight)
    found: list[Row[Any]] = []
    for run in stretches:
        found += await _stretch(connection, asked, run, select(*columns).where(*asked.held, *run.holds()), limit - len(found), few=few)
        if len(found) >= limit:
            break
    return found


async def _stretch(
    connection: AsyncConnection, asked: Asked, run: Run, wanted: Select[Any], limit: int, *, few: bool
) -> Sequence[Row[Any]]:
    """The first lines of one stretch."""
    if asked.sight is None:
        return await _rows(connection, wanted.order_by(*run.order(walked=not asked.narrow)).limit(limit))
    rows = None if few else await _walk(connection, asked, asked.sight, run, wanted, limit)
    if rows is None:
        rows = await _rows(connection, asked.sight.gathered(wanted).order_by(*run.order(walked=False)).limit(limit))
    return rows


async def _rows(connection: AsyncConnection, query: Select[Any]) -> list[Row[Any]]:
    return list((await connection.execute(query)).all())


async def _walk(
    connection: AsyncConnection, asked: Asked, sight: Sight, run: Run, wanted: Select[Any], limit: int
) -> Sequence[Row[Any]] | None:
    """The first lines that somebody sees, from a walk that does not go far; None if that was not far enough."""
    walked = wanted.order_by(*run.order(walked=not asked.narrow)).limit(WALKED).subquery("walked")
    rows = await _rows(connection, select(walked).where(sight.within(walked)).limit(limit))
    return rows if len(rows) >= limit or await at_most(connection, wanted, WALKED) else None


async def count(connection: AsyncConnection, asked: Asked, most: int) -> int:
    """How many there are, and `most` if there are more."""
    wanted, sight = select(cases.c.case_id, cases.c.department, cases.c.plan).where(*asked.held), asked.sight
    if sight is None:
        return await _count(connection, wanted, most)
    if not await _sees_few(connection, sight):
        walked = wanted.limit(COUNTED).subquery("walked")
        found = await _count(connection, select(walked.c.case_id).where(sight.within(walked)), most)
        if found >= most or await at_most(connection, wanted, COUNTED):
            return found
    return await _count(connection, sight.gathered(wanted), most)


async def _sees_few(connection: AsyncConnection, sight: Sight) -> bool:
    return await at_most(connection, union_all(*(each.subquery().select() for each in sight.some(FEW + 1))), FEW)


# --- counting a little --------------------------------------------------------------------------------


async def _count(connection: AsyncConnection, query: Any, most: int) -> int:
    counted = select(func.count()).select_from(query.limit(most).subquery())
    return int((await connection.execute(counted)).scalar_one())


async def at_most(connection: AsyncConnection, query: Any, most: int) -> bool:
    """Whether it gives no more lines than this; no more than one further is read."""
    return await _count(connection, query, most + 1) <= most


async def is_narrow(connection: AsyncConnection, query: Any) -> bool:
    """Whether a condition leaves so little that it is read first and put in order afterwards."""
    return await at_most(connection, query, NARROW)
