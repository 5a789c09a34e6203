"""Lists of cases for one person: only what is theirs to see, read from the lists and held against the record.

The lists narrow by who somebody is (`Seen`). Then each case of a page is read from the log, for its form, and judged by
`domain.reading` as its own page would be: what a list wrongly held would still not be shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from activities.personal import open_up
from console.backend import Backend
from console.caller import Caller, Machine
from console.desk import sights
from console.desk.cases import HIDDEN
from console.desk.folds import Fold
from domain import reading
from domain.deciders import DECIDERS
from domain.kernel import PersonId
from domain.policy import Permit, Plan
from domain.reading import Reach, Sight
from domain.shapes import plain
from views.kinds import KINDS
from views.reader import CaseLine, Lag, Seen, Sort, Wanted
from views.wording import SHORT

PAGE = 50
BATCH = 200
"""Cases that are read at once for a file."""

PATIENCE_S, LOOK_AGAIN_S = 0.5, 0.05
"""How long a list may be behind before it is said, and how often it is looked at until then."""

NOBODY = PersonId("")
"""A machine has a part in no case."""

DueState = Literal["", "running", "at_risk", "overdue", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case of a list as one person sees it. `values` is its form, with `HIDDEN` for what is not shown to them."""

    line: CaseLine
    plan: Plan
    sight: Sight
    values: Mapping[str, Any]
    passed: Mapping[str, datetime]
    """When each station of its way was passed, by the station's title; only in a register."""

    @property
    def about(self) -> Sequence[Any]:
        """What it concerns, in short: those lines of the form that are words and nobody's own."""
        lines = (line for line in self.plan.fields if line.type in SHORT and not line.personal)
        return [value for line in lines if (value := self.values.get(line.name)) not in (None, "")]

    def state(self, at: datetime) -> DueState:
        """How near its next due instant is."""
        if self.line.closed_at is not None:
            return "done"
        if self.line.due_at is None:
            return ""
        if self.line.due_at <= at:
            return "overdue"
        return "at_risk" if self.line.risk_at is not None and self.line.risk_at <= at else "running"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page of a list; `after` is the cursor of the next one, None at the end."""

    rows: Sequence[Row]
    after: str | None


def reach_of(backend: Backend, caller: Caller) -> Reach:
    """What this person may read beside the cases in which they have a part or are asked, by the pack in force."""
    return reading.reach(backend.governed.pack_at(caller.at).reading, caller.organisation, caller.id, caller.at)


def seen_by(backend: Backend, caller: Caller | Machine, plans: frozenset[str] = frozenset()) -> Seen:
    """The same as the lists want it. A machine's right to read cases is one to read all but those that the plan lets but few read.

    `plans`: which of those that are open to all are asked for; other lists hold what concerns somebody, not what anybody may see.
    """
    if isinstance(caller, Machine):
        return Seen(person=NOBODY, everything=True, closed=frozenset(_closing(backend)))
    found = reach_of(backend, caller)
    closed = _closed(backend, caller) if found.everything else frozenset()
    return Seen(person=caller.id, departments=found.departments, everything=found.everything, plans=found.plans & plans, closed=closed)


def _closed(backend: Backend, caller: Caller) -> frozenset[str]:
    """Such plans that do not name this person."""
    named = _closing(backend).items()
    return frozenset(name for name, readers in named if reading.permitted(readers, caller.organisation, caller.id) is None)


def _closing(backend: Backend) -> Mapping[str, tuple[Permit, ...]]:
    """Plans that were ever in force and themselves name who reads their cases, with whom."""
    return {name: plan.readers for name, plan in plans(backend).items() if plan.readers is not None}


def theirs(backend: Backend, caller: Caller | Machine, wanted: Wanted) -> Wanted:
    """Of what is wanted, what is theirs to see, now."""
    return replace(wanted, seen_by=seen_by(backend, caller, _plans(backend, caller, wanted)), at=caller.at)


def _plans(backend: Backend, caller: Caller | Machine, wanted: Wanted) -> frozenset[str]:
    """The plans of which alone cases are wanted."""
    if not (wanted.plan or wanted.kind):
        return frozenset()
    plans = backend.governed.pack_at(caller.at).plans.values()
    return frozenset(each.name for each in plans if wanted.plan in ("", each.name) and wanted.kind in ("", each.kind))


async def listed(
    backend: Backend, caller: Caller | Machine, wanted: Wanted, *, sort: Sort = "newest", limit: int = PAGE, after: str | None = None
) -> Listed:
    """A page of the cases that this person may see. Raises `NotACursor`, `NotBuilt`."""
    lines = await backend.reader.cases(theirs(backend, caller, wanted), sort=sort, limit=limit + 1, after=after)
    page = lines[:limit]
    rows = await _rows(backend, caller, page, register=bool(wanted.plan))
    return Listed(rows=rows, after=page[-1].cursor(sort) if len(lines) > limit else None)


async def every(backend: Backend, caller: Caller | Machine, wanted: Wanted, *, sort: Sort = "newest") -> AsyncIterator[Row]:
    """All of them, read page by page."""
    after: str | None = None
    while True:
        page = await listed(backend, caller, wanted, sort=sort, limit=BATCH, after=after)
        for row in page.rows:
            yield row
        if page.after is None:
            return
        after = page.after


async def counted(backend: Backend, caller: Caller | Machine, wanted: Wanted) -> int:
    """How many they may see: exact up to `views.reader.MOST_COUNTED`, one more than that for any more."""
    return await backend.reader.counts(theirs(backend, caller, wanted))


async def behind(backend: Backend) -> Lag | None:
    """How far the lists are behind what the log held when this began; None when they have all of it within half a second."""
    first = await backend.reader.lag()
    if first.stopped is None and first.events <= 0:
        return None
    try:
        async with asyncio.timeout(PATIENCE_S):
            while (now := await backend.reader.lag()).stopped is None:
                if now.position >= first.head:
                    return None
                await asyncio.sleep(LOOK_AGAIN_S)
            return now
    except TimeoutError:
        return first


def plans(backend: Backend) -> Mapping[str, Plan]:
    """Every plan that a pack in force ever had, by name, each as the newest of them has it: its cases may still be there."""
    adopted = (each.digest for each in backend.governed.state.adopted if each.what == "pack")
    return {name: plan for digest in adopted for name, plan in backend.governed.pack(digest).plans.items()}


# --- one page of cases, read from the log ---------------------------------------------------------


async def _rows(backend: Backend, caller: Caller | Machine, lines: Sequence[CaseLine], *, register: bool) -> Sequence[Row]:
    """The cases of these lines that this person may see, with their forms, and in a register with their ways."""
    if not lines:
        return []
    await backend.governed.refresh()
    folds = await backend.folds.of(backend.log, [line.case for line in lines])
    read = [(line, fold) for line, fold in zip(lines, folds, strict=True) if fold.case is not None]
    rows = [(_row(backend, caller, line, fold), fold) for line, fold in read]
    seen = [(row, fold) for row, fold in rows if row.sight.case]
    return await _opened(backend, [replace(row, passed=_passed(backend, caller, row, fold)) if register else row for row, fold in seen])


def _row(backend: Backend, caller: Caller | Machine, line: CaseLine, read: Fold) -> Row:
    """Values of personal lines are there only for those who see them without asking; opened later, all in one go."""
    plan = backend.governed.pack(line.pack).plans[line.plan]
    sight = sights.sight(backend, caller, line.case, read)
    personal = {each.name for each in plan.fields if each.personal}
    values = plain(KINDS[line.kind].values(read.case))
    shown = {name: HIDDEN if name in personal and sight.personal != "shown" else value for name, value in values.items()}
    return Row(line=line, plan=plan, sight=sight, values=shown, passed={})


def _passed(backend: Backend, caller: Caller | Machine, row: Row, read: Fold) -> Mapping[str, datetime]:
    """The main way only: a wish for more time is not another loan."""
    rules = backend.governed.rules(row.line.plan, row.line.pack, caller.at)
    stations = DECIDERS[row.line.kind].rail(read.case, rules, caller.at)
    return {each.title: each.when for each in stations if each.state == "done" and each.when is not None and not each.branch}


async def _opened(backend: Backend, rows: Sequence[Row]) -> Sequence[Row]:
    """Everything that is sealed and theirs to see, with one look at the keys."""
    sealed = {place: {k: v for k, v in row.values.items() if v is not HIDDEN} for place, row in enumerate(rows)}
    opened = await open_up({str(place): values for place, values in sealed.items()}, backend.keyring)
    return [replace(row, values={**row.values, **opened[str(place)]}) for place, row in enumerate(rows)]
