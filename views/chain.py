"""Which cases belong together: everything that a case comes from or led to, however far, each once."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Integer, Text, bindparam, select, text

from domain.kernel import CaseId
from views.schema import links

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from views.reader import CaseLine

MOST = 200
"""Cases of one chain that are read; those nearest to the one that is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """`other` is `relation` to `case`: its ``source``, its ``appeal``."""

    case: CaseId
    other: CaseId
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The cases in the order in which they were opened, and what ties them. `more`: there are more than were read."""

    lines: tuple[CaseLine, ...]
    ties: tuple[Tie, ...]
    more: bool = False

    def shown(self, start: CaseId, sees: Callable[[CaseId], bool], *, hidden: bool = True) -> Shown:
        """What somebody sees of it from `start` on: a case that is not theirs to see stands there, and nothing behind it does.

        `hidden`: whether they are told that there is such a case.
        """
        there = {line.case: line for line in self.lines}
        shown, others, waiting = set[CaseId](), set[CaseId](), deque([start])
        while waiting:
            case = waiting.popleft()
            if case not in there or case in shown or case in others:
                continue
            if not sees(case):
                others.update({case} if hidden else ())
                continue
            shown.add(case)
            waiting.extend(self._beside(case))
        ties = tuple(tie for tie in self.ties if {tie.case, tie.other} & shown and {tie.case, tie.other} <= shown | others)
        known = shown | others
        return Shown(start=start, lines=tuple(line for line in self.lines if line.case in known), hidden=frozenset(others), ties=ties)

    def _beside(self, case: CaseId) -> Iterator[CaseId]:
        for tie in self.ties:
            if tie.case == case:
                yield tie.other
            elif tie.other == case:
                yield tie.case


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A chain as somebody sees it. Of `hidden` cases nothing may be said but that they are there."""

    start: CaseId
    lines: tuple[CaseLine, ...]
    hidden: frozenset[CaseId]
    ties: tuple[Tie, ...]

    def led_to(self) -> tuple[Tie, ...]:
        """Each pair of cases once, from the one that was opened first to the other: what this one is to it, where that may be said."""
        place = {line.case: at for at, line in enumerate(self.lines)}
        found: dict[tuple[CaseId, CaseId], str] = {}
        for tie in self.ties:
            if place[tie.case] < place[tie.other]:
                found[tie.case, tie.other] = tie.relation
            else:
                found.setdefault((tie.other, tie.case), "")
        pairs = sorted(found, key=lambda pair: (place[pair[1]], place[pair[0]]))
        said = (("" if {first, then} & self.hidden else found[first, then], first, then) for first, then in pairs)
        return tuple(Tie(case=first, other=then, relation=how) for how, first, then in said)

    def relation(self, case: CaseId) -> str:
        """What a case is to the one from which one looks; empty where they are tied only through others."""
        own = [tie.relation for tie in self.ties if (tie.case, tie.other) == (self.start, case)]
        back = [tie.relation for tie in self.ties if (tie.case, tie.other) == (case, self.start)]
        if not own and not back:
            return ""
        way = "source" if "source" in own or (back and "source" not in back) else "led_to"
        return own[0] if own and case not in self.hidden else way


# From each case to those that it is tied to, either way. One run of a control leads to the next for ever: that is a row of stories,
# and no story.
_WALK = text(
    """
with recursive chain(case_id) as (
  select cast(:case as text) collate "C"
   union
  select n.case_id from chain c, lateral (
    select other as case_id from views.links where build = :build and case_id = c.case_id
     union all
    select case_id from views.links where build = :build and other = c.case_id) n
   where not (starts_with(c.case_id, 'control-') and starts_with(n.case_id, 'control-'))
)
select case_id from chain limit :most
"""
).bindparams(bindparam("case", type_=Text()), bindparam("build", type_=Integer()), bindparam("most", type_=BigInteger()))


async def connected(connection: AsyncConnection, build: int, case: CaseId, most: int) -> list[CaseId]:
    """The case, and all that are tied to it, the nearest first."""
    rows = await connection.execute(_WALK, {"case": case, "build": build, "most": most})
    return [CaseId(each) for each in rows.scalars()]


async def ties(connection: AsyncConnection, build: int, some: Sequence[CaseId]) -> tuple[Tie, ...]:
    """All ties between these cases."""
    both = links.c.case_id.in_(some), links.c.other.in_(some)
    query = select(links.c.case_id, links.c.other, links.c.relation).where(links.c.build == build, *both, links.c.case_id != links.c.other)
    rows = (await connection.execute(query.order_by(links.c.case_id, links.c.other, links.c.relation))).all()
    return tuple(Tie(case=CaseId(row.case_id), other=CaseId(row.other), relation=row.relation) for row in rows)
