"""How a rule is kept, in the cases that somebody may see: how often in time within a year, which cases it touches, which are overdue."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from console.backend import Backend
from console.caller import Caller
from console.desk.figures import Days, windowed
from console.desk.lists import counted
from domain.kernel import Clause
from domain.policy import Limit, Pack, Plan, parts
from views.figures import Figures, Met
from views.reader import MOST_COUNTED, Wanted

SPAN = "365"
"""How many days back the figures reach; the page of figures has a window of the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A count and the list of it. `more`: there are more than that."""

    count: int
    href: str
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A rule that gives somebody a time. Times of a year: `share` percent of them in time (None: nothing was due). Cases: as of now."""

    share: int | None
    met: Number
    missed: Number
    running: Number
    open: Number
    closed: Number
    overdue: Number


NOW: Mapping[str, Mapping[str, str]] = {
    "open": {"state": "open"},
    "closed": {"state": "closed"},
    "overdue": {"kept": "missed", "due": "overdue"},
}
"""Each count of cases as the address of its list says it."""


async def kept(backend: Backend, caller: Caller, pack: Pack) -> Mapping[Clause, Kept]:
    """By rule; rules that touched no case that they may see are left out."""
    days, window = windowed(backend, caller, SPAN)
    times = {each.clause: each for each in await Figures(backend.reader).met(window)}
    rules = sorted({clause for plan in pack.plans.values() for clause in _timed(plan)})
    found = await asyncio.gather(*(_cases(backend, caller, clause) for clause in rules))
    return {
        clause: _kept(times.get(clause, _none(clause)), days, cases)
        for clause, cases in zip(rules, found, strict=True)
        if cases["open"].count or cases["closed"].count
    }


def _none(clause: Clause) -> Met:
    return Met(clause=clause, met=0, missed=0, running=0, held=0, stopped=0)


def _kept(times: Met, days: Days, cases: Mapping[str, Number]) -> Kept:
    year = {"kept_from": days.first.isoformat(), "kept_until": days.last.isoformat()}
    return Kept(
        share=None if times.share is None else int(times.share * 100),
        met=Number(count=times.met, href=_href(times.clause, {"kept": "met", **year})),
        missed=Number(count=times.missed, href=_href(times.clause, {"kept": "missed", **year})),
        running=Number(count=times.running, href=_href(times.clause, {"kept": "running"})),
        **cases,
    )


async def _cases(backend: Backend, caller: Caller, clause: Clause) -> Mapping[str, Number]:
    return {name: await _number(backend, caller, clause, asked) for name, asked in NOW.items()}


async def _number(backend: Backend, caller: Caller, clause: Clause, asked: Mapping[str, str]) -> Number:
    wanted = Wanted(
        clause=clause,
        open={"open": True, "closed": False}.get(asked.get("state", "")),
        kept=asked.get("kept", ""),  # type: ignore[arg-type] # from the table above
        due=asked.get("due", ""),  # type: ignore[arg-type]
    )
    count = await counted(backend, caller, wanted)
    return Number(count=min(count, MOST_COUNTED), href=_href(clause, asked), more=count > MOST_COUNTED)


def _href(clause: Clause, asked: Mapping[str, str]) -> str:
    return f"/cases?{urlencode({'clause': clause, **asked})}"


def _timed(plan: Plan) -> Iterable[Clause]:
    """The rules by which a plan gives somebody a time."""
    return (limit.clause for limit in parts(plan, Limit))
