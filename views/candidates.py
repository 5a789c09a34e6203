"""What is asked of somebody's offices, soonest first, by key; it costs the same however much is asked of others.

Tasks of an office stand in the index by whom they are about and when they are due. About a few people the first few of each are taken
and put in order; more only of those of whom more may come before the end of the page. About many people that would be many look-ups,
and most likely their tasks are dense among all of the office: so those are walked through in order, but not far; if that was not
enough each is looked up after all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, BigInteger, DateTime, Integer, Text, bindparam, text

from domain.kernel import CaseId

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Row, TextClause
    from sqlalchemy.ext.asyncio import AsyncConnection
    from sqlalchemy.types import TypeEngine

    from views.whose import Office, Theirs

FEW = 200
"""About so many people the tasks of each are looked up."""

WALKED = 5000
"""About more, so many of the office's tasks are walked through."""

Found = tuple["datetime", CaseId, str, str, "datetime"]
"""When it is due, in which case, what, at which step; and since when it is asked."""

_TYPES: dict[str, TypeEngine[Any]] = {
    "build": Integer(),
    "due": DateTime(timezone=True),
    **dict.fromkeys(("case", "task", "step", "role"), Text()),
    "rung": Integer(),
    **dict.fromkeys(("most", "walked"), BigInteger()),
    **dict.fromkeys(("roles", "parties"), ARRAY(Text)),
    "rungs": ARRAY(Integer),
}


def _typed(statement: str, *names: str) -> TextClause:
    """A statement with the types of its parameters, which the driver must know."""
    return text(statement).bindparams(*(bindparam(name, type_=_TYPES[name]) for name in names))


_PLACE = ("build", "due", "case", "task", "step", "most")

# Every office of which anything is asked: from each to the next along the index, however many rows lie between.
_OFFICES = _typed(
    """
with recursive office as (
  (select role, rung from views.asks where build = :build order by role, rung limit 1)
  union all
  select n.role, n.rung from office o, lateral (
    select role, rung from views.asks where build = :build and (role, rung) > (o.role, o.rung) order by role, rung limit 1) n
)
select role, rung from office
""",
    "build",
)

# The first tasks of each office about each of these people.
_OF_EACH = _typed(
    """
select t.nth, a.due_at, a.case_id, a.task, a.step, a.since
  from unnest(:roles, :rungs, :parties) with ordinality as t (role, rung, party, nth)
 cross join lateral (
  select due_at, case_id, task, step, since from views.asks
   where build = :build and role = t.role and rung = t.rung and party = t.party
     and (due_at, case_id, task, step) > (:due, :case, :task, :step)
   order by due_at, case_id, task, step limit :most) a
""",
    *_PLACE,
    "roles",
    "rungs",
    "parties",
)

# The first tasks about these people among the first of one office. (Of `any` with thousands the planner would weigh each one.)
_WALK = _typed(
    """
select due_at, case_id, task, step, since from (
  select due_at, case_id, task, step, since, party from views.asks
   where build = :build and role = :role and rung = :rung and (due_at, case_id, task, step) > (:due, :case, :task, :step)
   order by due_at, case_id, task, step limit :walked) walked
 where party in (select unnest(:parties)) limit :most
""",
    *_PLACE,
    "role",
    "rung",
    "parties",
    "walked",
)


async def offices(connection: AsyncConnection, build: int) -> list[Office]:
    """Role and rung of all that is asked of anybody."""
    return [(row.role, row.rung) for row in (await connection.execute(_OFFICES, {"build": build})).all()]


async def candidates(
    connection: AsyncConnection, build: int, theirs: Sequence[Theirs], after: tuple[datetime, CaseId, str, str], most: int
) -> list[Found]:
    """The next `most` tasks of these offices in order; one that is asked of several of them comes once."""
    place = dict(zip(("due", "case", "task", "step"), after, strict=True)) | {"build": build}
    few, found = [one for one in theirs if len(one.parties) <= FEW], set[Found]()
    for one in (each for each in theirs if len(each.parties) > FEW):
        rows = await _walk(connection, one, place, most)
        if rows is None:
            few.append(one)
        else:
            found |= rows
    if few:
        found |= await _of_each(connection, few, place, most)
    return sorted(found)[:most]


async def _of_each(connection: AsyncConnection, theirs: Sequence[Theirs], place: dict[str, object], most: int) -> set[Found]:
    """The first few of each, as if all had alike; then the rest of those who have more before the page's end."""
    each = [(one.role, one.rung, party) for one in theirs for party in one.parties]
    few = min(most, 2 + 2 * most // len(each))
    found = await _first(connection, each, place, few)
    end = sorted({task for tasks in found.values() for task in tasks})[most - 1 : most]
    again = [each[nth - 1] for nth, tasks in found.items() if few <= len(tasks) < most and (not end or max(tasks) < end[0])]
    more = await _first(connection, again, place, most) if again else {}
    return {task for tasks in (*found.values(), *more.values()) for task in tasks}


async def _first(
    connection: AsyncConnection, each: Sequence[tuple[str, int, str]], place: dict[str, object], most: int
) -> dict[int, list[Found]]:
    """At most so many tasks of each office about one person, by its place among them."""
    roles, rungs, parties = (list(column) for column in zip(*each, strict=True))
    found: dict[int, list[Found]] = {}
    for row in await connection.execute(_OF_EACH, place | {"roles": roles, "rungs": rungs, "parties": parties, "most": most}):
        found.setdefault(row.nth, []).append(_found(row))
    return found


async def _walk(connection: AsyncConnection, one: Theirs, place: dict[str, object], most: int) -> set[Found] | None:
    """None when the walk ended before so many were found."""
    asked = place | {"role": one.role, "rung": one.rung, "parties": list(one.parties), "walked": WALKED, "most": most}
    rows = (await connection.execute(_WALK, asked)).all()
    return {_found(row) for row in rows} if len(rows) >= most else None


def _found(row: Row[Any]) -> Found:
    return row.due_at, CaseId(row.case_id), row.task, row.step, row.since
