"""Which runs of recurring controls must exist, and opening what is missing.

The end of a run opens the next one by itself; what is found missing here is the first one, and what an outage or a refusal left out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

import structlog

from activities.ask import Door, ask
from activities.governed import Governed
from domain.controls import periods, runs
from domain.controls.plan import ControlPlan, posts
from domain.kernel import SYSTEM, Refused, Unavailable, uuid_of
from eventlog.port import Stream

AT_ONCE: Final = 10
"""Posts whose runs are opened at the same time; those of one post follow each other."""
PAGE: Final = 100
"""Runs that are looked up in one reading of the log."""

_say = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a control: of this post, in this period."""

    plan: str
    post: str
    period: str

    @property
    def opening(self) -> UUID:
        """The id of the command that opens it."""
        return runs.opening_id(self.plan, self.post, self.period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look did: runs opened, and runs that could not be; those that are not known to be opened are tried at the next look."""

    opened: int = 0
    refused: int = 0
    unknown: int = 0


class Keeper:
    """Opens what is missing. Any number of them may: a run has one id."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._there: set[UUID] = set()  # runs that exist, which never changes
        self._refused: dict[UUID, date] = {}  # runs that the rules refused, and on which day: asked for again on another one

    async def look(self, now: datetime) -> Look:
        """Every control of the pack in force, for every responsible post of the organisation in force. Raises the log's `Unavailable`."""
        await self._door.governed.refresh(self._door.log)
        asked_for = {*self._there, *(run for run, day in self._refused.items() if day == now.date())}
        present = [run for run in wanted(self._door.governed, now) if run.opening not in asked_for]
        there = await self._known(present)
        turns = asyncio.Semaphore(AT_ONCE)
        found = await asyncio.gather(*(self._open_up_to(run, now, turns) for run in present if run not in there))
        return Look(**{name: sum(getattr(each, name) for each in found) for name in Look.__slots__})

    async def _known(self, wished: Sequence[Run]) -> set[Run]:
        """Those of them that exist."""
        found: set[Run] = set()
        for first in range(0, len(wished), PAGE):
            page = wished[first : first + PAGE]
            reads = [(Stream(category=runs.KIND, id=uuid_of(runs.run_id(each.plan, each.post, each.period))), 0) for each in page]
            _, events = await self._door.log.load(None, reads)
            found |= {run for run, written in zip(page, events, strict=True) if written}
        self._there |= {run.opening for run in found}
        return found

    async def _open_up_to(self, run: Run, now: datetime, turns: asyncio.Semaphore) -> Look:
        """The missing runs of one control and post, oldest first: what is over by now is recorded as missed."""
        async with turns:
            opened = refused = 0
            for each in reversed([run, *await self._missing_before(run, now)]):
                try:
                    done = await self._open(each, now)
                except Unavailable as trouble:
                    _say.warning("run not known to be opened", plan=each.plan, post=each.post, period=each.period, reason=str(trouble))
                    return Look(opened=opened, refused=refused, unknown=1)
                opened, refused = opened + done, refused + (not done)
            return Look(opened=opened, refused=refused)

    async def _missing_before(self, run: Run, now: datetime) -> list[Run]:
        """The runs between this one and the last one that exists, or the beginning of the control, the newest first."""
        found: list[Run] = []
        earlier = before(self._door.governed, run, now)
        while page := [each for _, each in zip(range(PAGE), earlier, strict=False)]:
            there = await self._known(page)
            for each in page:
                if each in there:
                    return found
                found.append(each)
        return found

    async def _open(self, run: Run, now: datetime) -> bool:
        """Whether it is there now. Anybody can guess its id and use it up for something that is refused: then another one is tried.

        If the rules really say no, that stands in the log, and is asked again once a day.
        """
        content, case = runs.opening(run.plan, run.post, run.period), runs.run_id(run.plan, run.post, run.period)
        for command in (run.opening, runs.opening_again(run.opening, now.date())):
            no = (await ask(self._door, case, "open", content, by=SYSTEM, command=command, asked_at=now)).refusal
            if no is None or no.key == "already_open":
                return True
            _say.warning("run refused", plan=run.plan, post=run.post, period=run.period, rule=no.clause, reason=no.key)
        self._refused[run.opening] = now.date()
        return False


# --- which runs there must be ---------------------------------------------------------------------


def wanted(governed: Governed, now: datetime) -> list[Run]:
    """The runs of the present period: one for each control of the pack and each responsible post, on days on which it runs."""
    try:
        pack, days, org = governed.pack_at(now), governed.calendar(now), governed.organisation(now)
    except Refused:  # nothing is adopted yet
        return []
    found = []
    for plan in pack.plans.values():
        if isinstance(plan, ControlPlan) and periods.wanted(days, key := periods.key_of(plan.rhythm, days, now)):
            found += [Run(plan=plan.name, post=post, period=key) for post in posts(plan, org)]
    return found


def before(governed: Governed, run: Run, now: datetime) -> Iterator[Run]:
    """The runs of the periods before this one, the newest first, back to when its post became responsible for its control."""
    days, since = governed.calendar(now), _responsible_since(governed, run, now)
    period = periods.preceding(run.period)
    while periods.ends(days, period) > since:
        if periods.wanted(days, period):
            yield Run(plan=run.plan, post=run.post, period=period)
        period = periods.preceding(period)


def _responsible_since(governed: Governed, run: Run, now: datetime) -> datetime:
    """Since when the packs in force have had the control with this rhythm, and the organisations the post; both without a break."""
    rhythm = periods.rhythm_of(run.period)
    plan = governed.pack_at(now).plans[run.plan]
    since = {"pack": now, "organisation": now}
    broken: set[str] = set()
    for each in reversed([adopted for adopted in governed.state.adopted if adopted.since <= now]):
        if each.what in broken or each.what not in since:
            continue
        if each.what == "pack":
            earlier = governed.pack(each.digest).plans.get(run.plan)
            holds = isinstance(earlier, ControlPlan) and earlier.rhythm == rhythm
        else:
            assert isinstance(plan, ControlPlan)
            holds = run.post in posts(plan, governed.organisation_of(each.digest))
        if holds:
            since[each.what] = each.since
        else:
            broken.add(each.what)
    return max(since.values())
