"""What one person may see in a list: nothing, but where a rule gives it to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Integer, Text, and_, func, literal, or_, select

from views.schema import asks, cases, parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Select

    from domain.kernel import PersonId
    from views.whose import Theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Cases in which they have or had a part; of these departments; all of them. And cases that ask something of them now."""

    person: PersonId
    departments: frozenset[str] = field(default_factory=frozenset)
    everything: bool = False


def ways(build: int, seen: Seen, theirs: Sequence[Theirs]) -> list[ColumnElement[bool]]:
    """Each way by which a case comes to be seen, as a condition. Taken one by one each has its own index."""
    found = [cases.c.department == department for department in sorted(seen.departments)]
    found.append(cases.c.case_id.in_(select(parts.c.case_id).where(parts.c.build == build, parts.c.person == seen.person)))
    if theirs:
        found.append(cases.c.case_id.in_(_asking(build, theirs)))
    return found


def may_see(build: int, seen: Seen, theirs: Sequence[Theirs]) -> ColumnElement[bool]:
    """All ways in one condition, for what is counted and not paged."""
    return or_(*ways(build, seen, theirs))


def _asking(build: int, theirs: Sequence[Theirs]) -> Select[Any]:
    """The cases that ask something of these offices about these people: thousands of people are one array, not thousands of parameters."""
    each = [(one.role, one.rung, party) for one in theirs for party in one.parties]
    roles, rungs, parties = (list(column) for column in zip(*each, strict=True))
    arrays = literal(roles, ARRAY(Text)), literal(rungs, ARRAY(Integer)), literal(parties, ARRAY(Text))
    office = func.unnest(*arrays).table_valued("role", "rung", "party", name="office").render_derived()
    wanted = and_(asks.c.build == build, asks.c.role == office.c.role, asks.c.rung == office.c.rung, asks.c.party == office.c.party)
    return select(asks.c.case_id).join(office, wanted)
