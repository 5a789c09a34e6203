"""Cases of all kinds on a real Temporal server that share one clock: what one owes another is carried by the real world.

A case that another one opens begins at wall time, days before its cause; it is brought forward before anything else happens.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Self
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.testing import TimeSkipper

from activities import world as worlds
from activities.ask import Answer, ask
from activities.governed import STREAM
from activities.grants import FileGrants
from activities.histories import recorded
from activities.wire import LOOK_AGAIN
from activities.world import World
from activities.writing import actor_out
from domain import calendar
from domain.calendar import Calendar
from domain.deciders import DECIDERS
from domain.governance import EVENTS
from domain.governance.facts import CalendarAdopted, OrganisationChanged
from domain.kernel import SYSTEM, Actor, Agenda, CaseId, PersonId, case_id, event_id, kind_of
from domain.organisation import by_handle
from domain.shapes import canonical, plain
from eventlog.port import EventLog, NewEvent, StoredEvent, Write
from packs import read
from tests.activities.judging import EPOCH, adopt
from tests.activities.posting import Satchel
from tests.workflows.running import Running

ZONE = ZoneInfo("Asia/Shanghai")
A_LITTLE = timedelta(seconds=2)
"""A timer of the server fires up to a second of virtual time late."""
STEPS = 400


@dataclass
class Town:
    """`ahead`: how far everybody's clock is before the wall's."""

    running: Running
    skipper: TimeSkipper
    carried: Satchel
    ahead: timedelta = timedelta(0)
    cases: dict[CaseId, bool] = field(default_factory=dict)
    """Whether each still runs."""
    position: int = 0

    @classmethod
    async def make(cls, client: Client, log: EventLog, folder: Path, patch: pytest.MonkeyPatch, holidays: frozenset[date]) -> Self:
        await adopt(log, "default")
        await _adopt_days(log, holidays)
        running, post = await Running.make(client, log), Satchel()
        town = cls(running=running, skipper=TimeSkipper(client), carried=post)
        running.with_world(World(door=running.door, post=post, grants=FileGrants(folder), now=town.now))
        patch.setattr(worlds, "ask", partial(_ask_at, town))
        await running.door.governed.refresh(log)
        return town

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    @property
    def days(self) -> Calendar:
        return self.running.door.governed.calendar(self.now())

    def who(self, handle: str) -> PersonId:
        found = by_handle(self.running.door.governed.organisation(self.now()), handle)
        assert found is not None, handle
        return found.id

    # --- doors ------------------------------------------------------------------------------------

    async def opens(self, plan: str, by: str, fields: dict[str, Any]) -> CaseId:
        kind, command = self.running.door.governed.plan(plan, self.now())[0].kind, uuid4()
        case = case_id(kind, command)
        answer = await ask(
            self.running.door, case, "open", {"plan": plan, "fields": fields}, by=self.who(by), command=command, asked_at=self.now()
        )
        assert answer.outcome == "done", answer
        await self.settled()
        return case

    async def asks(self, case: CaseId, by: str, name: str, **content: Any) -> Answer:
        said = await ask(self.running.door, case, name, content, by=self.who(by), asked_at=self.now())
        await self.settled()
        return said

    async def does(self, case: CaseId, by: str, name: str, **content: Any) -> None:
        answer = await self.asks(case, by, name, **content)
        assert answer.outcome == "done", (name, answer)

    async def leaves(self, handle: str) -> None:
        """Somebody does not work here any more, and every open case hears that the organisation changed."""
        sample = read.load(read.find("packs/sample/organisation.yaml"))
        people = [{**each, "active": each["handle"] != handle} for each in sample.content["people"]]
        document = replace(sample, content={**sample.content, "people": people})
        await _in_force(self.running.log, OrganisationChanged(digest=read.digest(document), document=document.content), self.now())
        await self.running.door.governed.refresh(self.running.log)
        for case in [case for case, runs in self.cases.items() if runs]:
            await self.running.signal(case, LOOK_AGAIN)
        await self.settled()

    # --- time -------------------------------------------------------------------------------------

    async def until(self, instant: datetime) -> None:
        """Everybody's clock goes on, from one due instant to the next, so that nothing happens out of order."""
        for _ in range(STEPS):
            due = await self._next_due()
            if due is None or due > instant:
                await self._forward(max(instant, self.now()))
                return
            await self._forward(max(due + A_LITTLE, self.now()))
        raise AssertionError(f"not there after {STEPS} steps")

    async def _forward(self, instant: datetime) -> None:
        self.ahead = instant - datetime.now(UTC)
        await self.settled()

    async def settled(self) -> None:
        """Everybody is at the same instant, what was due has been judged, and no case owes another anything."""
        async with asyncio.timeout(60):
            while not await self._is_settled():
                await asyncio.sleep(0.02)

    async def _is_settled(self) -> bool:
        await self._discover()
        found = await asyncio.gather(*(self._at_rest(case) for case, runs in self.cases.items() if runs))
        return all(found) and not await self._discover()

    async def _at_rest(self, case: CaseId) -> bool:
        handle = self.running.handle(case)
        described = await handle.describe()
        if described.status is not WorkflowExecutionStatus.RUNNING:
            self.cases[case] = False
            return True
        behind = self.now() - await self.skipper.get_current_time(handle)
        if behind > A_LITTLE:
            await self.skipper.fast_forward(handle, behind)
            return False
        agenda = await self._agenda(case)
        if agenda is None or described.raw_description.HasField("pending_workflow_task"):
            return False
        late = agenda.look_again_at is not None and agenda.look_again_at <= self.now() - A_LITTLE
        return not late and all(duty.kind == "notify" for duty in agenda.owed)

    async def _next_due(self) -> datetime | None:
        await self.settled()
        agendas = [await self._agenda(case) for case, runs in self.cases.items() if runs]
        return min((each.look_again_at for each in agendas if each is not None and each.look_again_at is not None), default=None)

    async def _agenda(self, case: CaseId) -> Agenda | None:
        """From the log: a query in the middle of a judging splits its task, and what ends meanwhile replays in another order [SDK 1.35]."""
        state = await self.state(case)
        return None if state is None else DECIDERS[kind_of(case)].agenda(state)

    async def _discover(self) -> bool:
        """Cases that are new, in the one order of the log; whether there are any."""
        known = len(self.cases)
        await self.running.log.sequence()
        for each in await self.running.log.read_all(self.position):
            self.position = each.position + 1
            stream = each.event.stream
            if stream.category in DECIDERS:
                case = CaseId(f"{stream.category}-{stream.id}")
                self.cases.setdefault(case, True)
                if case not in self.running.cases:
                    self.running.cases.append(case)
        return len(self.cases) > known

    # --- what is seen -----------------------------------------------------------------------------

    async def facts(self, case: CaseId, kind: str) -> list[dict[str, Any]]:
        """The data of the events of this type."""
        found: list[StoredEvent] = await self.running.events(case)
        return [json.loads(each.data) for each in found if each.type == kind]

    async def state(self, case: CaseId) -> Any:
        """The case as its events tell it."""
        state, decider = None, DECIDERS[kind_of(case)]
        for each in await self.running.events(case):
            state = decider.evolve(state, recorded(each, case))
        return state

    async def linked(self, case: CaseId, relation: str) -> CaseId:
        found: CaseId | None = (await self.state(case)).linked(relation)
        assert found in self.cases, relation
        return found


async def _ask_at(town: Town, *arguments: Any, **more: Any) -> Answer:
    """What one case asks of another is asked at the town's time."""
    return await ask(*arguments, asked_at=town.now(), **more)


async def _adopt_days(log: EventLog, holidays: frozenset[date]) -> None:
    """The sample's calendar with these holidays and no make-up days, published for years to come."""
    sample = read.load(read.find("packs/sample/calendar.yaml"))
    days = {"holidays": sorted(day.isoformat() for day in holidays), "working_weekends": []}
    document = replace(sample, content={**sample.content, "days": days, "published_through": f"{sample.content['years']['to']}-12-31"})
    await _in_force(log, CalendarAdopted(digest=read.digest(document), document=document.content), EPOCH)


async def _in_force(log: EventLog, event: CalendarAdopted | OrganisationChanged, at: datetime) -> None:
    command, version = uuid4(), len(await log.read(STREAM)) + 1
    new = NewEvent(
        event_id=event_id(command, STREAM.category, STREAM.id, version),
        type=next(name for name, cls in EVENTS.items() if cls is type(event)),
        schema_version=1,
        happened_at=at,
        data=canonical(plain(event)),
        meta=canonical({"by": actor_out(Actor(id=SYSTEM))}),
    )
    await log.append(None, [Write(stream=STREAM, expected_version=version - 1, events=(new,))])


def local(instant: datetime) -> date:
    """The organisation's date."""
    return instant.astimezone(ZONE).date()


def clock(day: date, text: str) -> datetime:
    """An instant of that day: ``10:00``."""
    return datetime.fromisoformat(f"{day.isoformat()} {text}").replace(tzinfo=ZONE)


def working(days: Calendar, day: date, count: int) -> date:
    """So many working days later."""
    while count:
        day += timedelta(days=1)
        count -= calendar.is_working_day(days, day)
    return day
