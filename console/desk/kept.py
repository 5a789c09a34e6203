"""How a rule is kept: of the cases that somebody may see, those that it touches, counted as the list counts them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from console.backend import Backend
from console.caller import Caller
from console.desk.lists import counted
from domain.kernel import Clause
from domain.policy import Pack, Plan, Step
from views.reader import MOST_COUNTED, Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A count and the list that it counts. `more`: there are more than that."""

    count: int
    href: str
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The cases in which somebody had to do something under a rule: open and closed ones; done in time, missed, running, overdue now."""

    open: Number
    closed: Number
    met: Number
    missed: Number
    running: Number
    overdue: Number

    @property
    def share(self) -> int | None:
        """Percent of what was due that was done in time; None where nothing was due yet, or more than can be counted."""
        due = self.met.count + self.missed.count
        return None if not due or self.met.more or self.missed.more else round(self.met.count * 100 / due)


WANTED: Mapping[str, Mapping[str, str]] = {
    "open": {"state": "open"},
    "closed": {"state": "closed"},
    "met": {"kept": "met"},
    "missed": {"kept": "missed"},
    "running": {"kept": "running"},
    "overdue": {"kept": "missed", "due": "overdue"},
}
"""Each number as the address of its list says it."""


async def kept(backend: Backend, caller: Caller, pack: Pack) -> Mapping[Clause, Kept]:
    """By rule, for those of the pack that give somebody a time; rules that touched no case that they may see are left out."""
    rules = sorted({clause for plan in pack.plans.values() for clause in _timed(plan)})
    found = await asyncio.gather(*(_kept(backend, caller, clause) for clause in rules))
    return {clause: each for clause, each in zip(rules, found, strict=True) if each.open.count or each.closed.count}


async def _kept(backend: Backend, caller: Caller, clause: Clause) -> Kept:
    return Kept(**{name: await _number(backend, caller, clause, asked) for name, asked in WANTED.items()})


async def _number(backend: Backend, caller: Caller, clause: Clause, asked: Mapping[str, str]) -> Number:
    wanted = Wanted(
        clause=clause,
        open={"open": True, "closed": False}.get(asked.get("state", "")),
        kept=asked.get("kept", ""),  # type: ignore[arg-type] # from the table above
        due=asked.get("due", ""),  # type: ignore[arg-type]
    )
    count = await counted(backend, caller, wanted)
    return Number(count=min(count, MOST_COUNTED), href=f"/cases?{urlencode({**asked, 'clause': clause})}", more=count > MOST_COUNTED)


def _timed(plan: Plan) -> Iterable[Clause]:
    """The rules by which a plan gives somebody a time."""
    steps: list[Step] = [step for stage in plan.approval for step in stage.steps]
    steps += [plan.grant.collect] if plan.grant.collect else []
    steps += [plan.give_back.within] if plan.give_back else []
    return (plan.information.clause, plan.grant.at_most.clause, *(step.within.clause for step in steps))
