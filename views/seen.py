"""What one person may see in a list: nothing, but where a rule gives it to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import and_, false, or_, select

from views.schema import asks, cases, parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

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
        found.append(cases.c.case_id.in_(select(asks.c.case_id).where(asks.c.build == build, asked_of(theirs))))
    return found


def may_see(build: int, seen: Seen, theirs: Sequence[Theirs]) -> ColumnElement[bool]:
    """All ways in one condition, for what is counted and not paged."""
    return or_(*ways(build, seen, theirs))


def asked_of(theirs: Sequence[Theirs]) -> ColumnElement[bool]:
    """What is asked of these offices about these people."""
    each = (and_(asks.c.role == one.role, asks.c.rung == one.rung, asks.c.party.in_(one.parties)) for one in theirs)
    return or_(false(), *each)
