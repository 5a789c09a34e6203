"""When each plan of incidents was exercised and revised last, and when it must be again (policy catalogue C13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from domain.calendar import due
from domain.incidents.plan import IncidentPlan
from views.schema import cases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from domain.calendar import Calendar
    from domain.governance.state import InForce
    from domain.kernel import Clause
    from domain.policy import Pack
    from views.reader import Reader

__all__ = ["Exercised", "exercised", "last_exercises", "packs_until", "revised"]

KIND, SETTLED = "incident", "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercised:
    """One plan. `last`: the end of the last exercise, None: it never was one; `due`: None where the plan names no rhythm."""

    plan: IncidentPlan
    last: datetime | None
    revised: datetime
    due: datetime | None
    clause: Clause

    def overdue(self, at: datetime) -> bool:
        """Whether it should have been exercised by then."""
        return self.due is not None and self.due <= at


async def last_exercises(reader: Reader) -> Mapping[str, datetime]:
    """By plan, the end of the last exercise that was brought to its end."""
    async with reader.snapshot() as (connection, build):
        query = (
            select(cases.c.plan, func.max(cases.c.closed_at).label("last"))
            .where(cases.c.build == build, cases.c.kind == KIND, cases.c.exercise, cases.c.outcome == SETTLED)
            .group_by(cases.c.plan)
        )
        return {row.plan: row.last for row in (await connection.execute(query)).all()}


def packs_until(adopted: Iterable[InForce], pack: Callable[[str], Pack], at: datetime) -> Sequence[tuple[datetime, Pack]]:
    """All packs that were in force by then, the first one first, with their instants."""
    return [(each.since, pack(each.digest)) for each in adopted if each.what == "pack" and each.since <= at]


def revised(packs: Sequence[tuple[datetime, Pack]], plan: str) -> datetime:
    """Since when the plan says what it says now. `packs`: all that were ever in force, the first one first, with their instants."""
    since, said = packs[0][0], packs[0][1].plans.get(plan)
    for instant, pack in packs[1:]:
        if pack.plans.get(plan) != said:
            since, said = instant, pack.plans.get(plan)
    return since


def exercised(packs: Sequence[tuple[datetime, Pack]], last: Mapping[str, datetime], days: Calendar) -> tuple[Exercised, ...]:
    """Each plan of incidents of the pack in force. What was never exercised counts from when it first came into force."""
    found = (plan for plan in packs[-1][1].plans.values() if isinstance(plan, IncidentPlan))
    return tuple(_of(plan, packs, last.get(plan.name), days) for plan in found)


def _of(plan: IncidentPlan, packs: Sequence[tuple[datetime, Pack]], last: datetime | None, days: Calendar) -> Exercised:
    rule = plan.ending.exercise
    began = next(instant for instant, pack in packs if plan.name in pack.plans)
    return Exercised(
        plan=plan,
        last=last,
        revised=revised(packs, plan.name),
        due=due(days, last or began, rule.span) if rule is not None else None,
        clause=rule.clause if rule is not None else "",
    )
