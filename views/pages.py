"""A page of the list of cases, found by an index in whatever order and for whomever, also among a million.

Somebody sees few cases, or many. Of few, all that they see are gathered and then put in order. Where it is many, the list is walked
in its order and each line looked at whether they see it; mostly that is done after a few hundred lines. If the walk finds too little
after some thousands, they see few of what is wanted here, and those are gathered after all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import ColumnElement, Select, func, select, true, union, union_all

from views.schema import cases, parts
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

NARROW = 20_000
"""So many cases of a window of time are read and put in order; a wider one is walked through."""


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

    def holds(self, place: ColumnElement[int]) -> list[ColumnElement[bool]]:
        """What is in it."""
        by, held = LEADS[self.sort], list[ColumnElement[bool]]()
        if by is not None and self.lead is not None:
            held.append(by > self.lead if self.beyond else by == self.lead)
        if self.place is not None:
            held.append(place < self.place if self.sort == "newest" else place > self.place)
        return held

    def order(self, place: ColumnElement[int]) -> list[ColumnElement[Any]]:
        """How it is ordered."""
        by = LEADS[self.sort]
        return [*([by] if by is not None else []), place.desc() if self.sort == "newest" else place]


def runs(sort: Sort, key: Sequence[Any] | None) -> list[Run]:
    """The stretches after a key, or from the beginning."""
    if key is None:
        return [Run(sort=sort)]
    if LEADS[sort] is None:
        return [Run(sort=sort, place=key[0])]
    return [Run(sort=sort, lead=key[0], place=key[1]), Run(sort=sort, lead=key[0], beyond=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Cases that are wanted: what must hold of them (`window`: of their times), and who looks; None is the house."""

    held: Sequence[ColumnElement[bool]]
    window: Sequence[ColumnElement[bool]] = ()
    sight: Sight | None = None


async def page(
    connection: AsyncConnection, asked: Asked, columns: Sequence[ColumnElement[Any]], stretches: Sequence[Run], limit: int
) -> list[Row[Any]]:
    """The lines that come next."""
    # The planner does not know that times and places run alike, and would walk through all that came after a narrow window.
    place = cases.c.place + 0 if asked.window and await _at_most(connection, _any(*asked.window), NARROW) else cases.c.place
    few = asked.sight is not None and await _at_most(connection, union_all(*(_cut(each) for each in asked.sight.some(FEW + 1))), FEW)
    found: list[Row[Any]] = []
    for run in stretches:
        wanted = select(*columns).where(*asked.held, *asked.window, *run.holds(cases.c.place)).order_by(*run.order(place))
        if asked.sight is None:
            found += (await connection.execute(wanted.limit(limit - len(found)))).all()
        else:
            found += await _seen(connection, asked.sight, wanted, run, limit - len(found), few=few)
        if len(found) >= limit:
            break
    return found


async def _seen(connection: AsyncConnection, sight: Sight, wanted: Select[Any], run: Run, limit: int, *, few: bool) -> Sequence[Row[Any]]:
    """Of a stretch, the first lines that somebody sees."""
    if not few:
        walked = wanted.limit(WALKED).subquery("walked")
        rows = (await connection.execute(select(walked).where(sight.within(walked)).limit(limit))).all()
        if len(rows) >= limit or await _at_most(connection, wanted.order_by(None), WALKED):
            return rows
    gathered = union(*(_cut(each.limit(limit)) for each in _gathered(sight, wanted, run))).subquery()
    lead = LEADS[run.sort]
    by = [gathered.c[lead.name]] if lead is not None else []
    place = gathered.c.place
    query = select(gathered).order_by(*by, place.desc() if run.sort == "newest" else place).limit(limit)
    return (await connection.execute(query)).all()


def _gathered(sight: Sight, wanted: Select[Any], run: Run) -> list[Select[Any]]:
    """What somebody sees, way by way. The cases in which they have a part stand in an index in the order of their places."""
    departments, part, asking = sight.ways(wanted)
    if LEADS[run.sort] is None:
        part = part.order_by(None).where(*run.holds(parts.c.place)).order_by(*run.order(parts.c.place))
    return [*departments, part, *asking]


async def count(connection: AsyncConnection, asked: Asked, most: int) -> int:
    """How many there are, and `most` if there are more."""
    wanted = select(cases.c.case_id, cases.c.department).where(*asked.held, *asked.window)
    if asked.sight is None:
        return await _count(connection, wanted, most)
    walked = wanted.limit(COUNTED).subquery("walked")
    found = await _count(connection, select(walked.c.case_id).where(asked.sight.within(walked)), most)
    if found >= most or await _at_most(connection, wanted, COUNTED - 1):
        return found
    departments, part, asking = asked.sight.ways(wanted)
    return await _count(connection, union(*(_cut(each.limit(most)) for each in (*departments, part, *asking))), most)


# --- counting a little --------------------------------------------------------------------------------


def _any(*held: ColumnElement[bool]) -> Select[Any]:
    return select(true()).select_from(cases).where(*held)


def _cut(query: Select[Any]) -> Select[Any]:
    """A part of a union, with an order and an end of its own."""
    return query.subquery().select()


async def _count(connection: AsyncConnection, query: Any, most: int) -> int:
    counted = select(func.count()).select_from(query.limit(most).subquery())
    return int((await connection.execute(counted)).scalar_one())


async def _at_most(connection: AsyncConnection, query: Any, most: int) -> bool:
    """Whether it gives no more lines than this; no more than one further is read."""
    return await _count(connection, query, most + 1) <= most
