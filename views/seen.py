"""What one person may see in a list: nothing, but where a rule gives it to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Integer, Text, and_, func, literal, or_, select, true, union

from views.candidates import FEW
from views.schema import asks, cases, parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, FromClause, Select, Subquery, Table

    from domain.kernel import PersonId
    from views.whose import Theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Cases in which they have or had a part; of these departments, these plans; all of them. And those that ask something of them now."""

    person: PersonId
    departments: frozenset[str] = field(default_factory=frozenset)
    everything: bool = False
    plans: frozenset[str] = frozenset()
    """Whose cases everybody sees."""
    closed: frozenset[str] = frozenset()
    """Whose cases they see only if they have or had a part in them, whatever else they see."""

    def but_closed(self, build: int, of: Table = cases) -> list[ColumnElement[bool]]:
        """What limits somebody who sees all, in a table that names the plan."""
        if not self.closed:
            return []
        return [or_(of.c.plan.not_in(sorted(self.closed)), self._part(build, of).scalar_subquery())]

    def but_asked_of_closed(self, build: int) -> list[ColumnElement[bool]]:
        """The same over `asks`, which does not name it: such cases are few among all."""
        if not self.closed:
            return []
        hidden = select(cases.c.case_id).where(cases.c.build == build, cases.c.plan.in_(sorted(self.closed)))
        return [asks.c.case_id.not_in(hidden.where(~self._part(build, cases).exists()))]

    def _part(self, build: int, of: Table) -> Select[Any]:
        return select(true()).where(parts.c.build == build, parts.c.case_id == of.c.case_id, parts.c.person == self.person).limit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """The same in one build, with what is theirs to do now."""

    build: int
    seen: Seen
    theirs: Sequence[Theirs]

    def within(self, line: Subquery) -> ColumnElement[bool]:
        """Whether one line is seen. Looked up for each line, one index entry or two, and never for all lines at once."""
        part = select(true()).where(parts.c.build == self.build, parts.c.case_id == line.c.case_id, parts.c.person == self.seen.person)
        ways: list[ColumnElement[bool]] = [part.limit(1).scalar_subquery()]
        if self.seen.departments:
            ways.append(line.c.department.in_(sorted(self.seen.departments)))
        if self.seen.plans:
            ways.append(line.c.plan.in_(sorted(self.seen.plans)))
        if self.theirs:
            asking = select(true()).where(asks.c.build == self.build, asks.c.case_id == line.c.case_id, self._theirs())
            ways.append(asking.limit(1).scalar_subquery())
        return or_(*ways)

    def _theirs(self) -> ColumnElement[bool]:
        return or_(*(and_(asks.c.role == one.role, asks.c.rung == one.rung, asks.c.party.in_(_each(one.parties))) for one in self.theirs))

    def gathered(self, wanted: Select[Any]) -> Select[Any]:
        """Of the cases that are wanted those that are seen: from all that this person sees, each read by its id."""
        ways = [select(parts.c.case_id).where(parts.c.build == self.build, parts.c.person == self.seen.person)]
        ways += [select(cases.c.case_id).where(cases.c.build == self.build, theirs) for theirs in self._of_columns()]
        ways += self._asking()
        ids = union(*ways).cte("seen").prefix_with("materialized")
        return wanted.join(ids, ids.c.case_id == cases.c.case_id)

    def _of_columns(self) -> list[ColumnElement[bool]]:
        """What they see by department, and by plan."""
        seen = ((cases.c.department, self.seen.departments), (cases.c.plan, self.seen.plans))
        return [column.in_(sorted(values)) for column, values in seen if values]

    def _asking(self) -> list[Select[Any]]:
        """The cases that ask something of them. Many people are one array, not as many parameters, and looked up one by one only if few."""
        narrow = [(one.role, one.rung, party) for one in self.theirs if len(one.parties) <= FEW for party in one.parties]
        found = [self._asking_one(one) for one in self.theirs if len(one.parties) > FEW]
        if narrow:
            roles, rungs, parties = (list(column) for column in zip(*narrow, strict=True))
            arrays = literal(roles, ARRAY(Text)), literal(rungs, ARRAY(Integer)), literal(parties, ARRAY(Text))
            office = func.unnest(*arrays).table_valued("role", "rung", "party", name="office").render_derived()
            same = and_(asks.c.role == office.c.role, asks.c.rung == office.c.rung, asks.c.party == office.c.party)
            found.append(select(asks.c.case_id).join(office, and_(asks.c.build == self.build, same)))
        return found

    def _asking_one(self, one: Theirs) -> Select[Any]:
        """Those of one office that is theirs about many people."""
        of_office = and_(asks.c.build == self.build, asks.c.role == one.role, asks.c.rung == one.rung)
        return select(asks.c.case_id).where(of_office, asks.c.party.in_(_each(one.parties)))

    def some(self, most: int) -> list[Select[Any]]:
        """As many lines as there are ways to see cases, each cut at so many."""
        ways = [select(true()).where(parts.c.build == self.build, parts.c.person == self.seen.person)]
        ways += [select(true()).where(cases.c.build == self.build, theirs) for theirs in self._of_columns()]
        ways += [select(true()).select_from(asking.subquery()) for asking in self._asking()]
        return [way.limit(most) for way in ways]


def _each(people: Sequence[str]) -> Select[Any]:
    named: FromClause = func.unnest(literal(list(people), ARRAY(Text))).table_valued("party", name="people").render_derived()
    return select(named.c.party)
