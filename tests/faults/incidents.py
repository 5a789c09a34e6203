"""Incidents brought to each rung of their ladder, and what happens to them while something is away."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from activities.histories import recorded
from domain.clocks import next_due
from domain.deciders import DECIDERS
from domain.kernel import CaseId, case_id
from tests.faults.stack import Stack

PLAN: Final = "incident-four-colour"
POINTS: Final = ("asked", "higher", "top", "acknowledged", "missed")
"""Nobody has it and the first is asked; the next; the top is reminded; somebody has it; somebody has it and an obligation was missed."""
CLIMBS: Final = 12
A_LITTLE: Final = timedelta(seconds=2)
FIRED: Final = ("clock.ran_out", "task.went_up", "incident.top_reminded", "incident.promise_lapsed", "incident.missed", "task.reminded")


@dataclass(slots=True, kw_only=True, eq=False)
class Incident:
    """A red incident at one point, and what had happened to it by then."""

    stack: Stack
    case: CaseId
    point: str
    before: Counter[str]

    async def state(self) -> Any:
        """As its events tell it."""
        state, decider = None, DECIDERS["incident"]
        for each in await self.stack.events(self.case):
            state = decider.evolve(state, recorded(each, self.case))
        return state

    async def next(self) -> datetime:
        """When its next clock is due."""
        clock = next_due((await self.state()).clocks)
        assert clock is not None
        assert clock.due is not None
        return clock.due

    async def nearly(self, before: timedelta) -> None:
        """So long before its next clock is due, by its own time; one that is due sooner runs out first."""
        while (left := await self._left()) <= before:
            await self.passes_next()
        await self.stack.advance(self.case, left - before)
        await self.stack.settled(self.case)
        self.before = await self.counted()

    async def passes_next(self) -> None:
        """Its next clock runs out, and what follows is done."""
        left, ran = await self._left(), (await self.counted())["clock.ran_out"]
        await self.stack.advance(self.case, max(left, timedelta(0)) + A_LITTLE)
        await self.stack.happens(self.case, "clock.ran_out", ran + 1)
        await self.stack.settled(self.case)

    async def _left(self) -> timedelta:
        """How long until its next clock is due, once it rests."""
        await self.stack.settled(self.case)
        return await self.next() - self.stack.now(self.case)

    async def counted(self) -> Counter[str]:
        """How often what time leads to has happened."""
        types = Counter(await self.stack.types(self.case))
        return Counter({name: types[name] for name in FIRED})

    async def people(self, command: str) -> list[str]:
        """Who may give this command now, by handle."""
        state, governed = await self.state(), self.stack.governed
        rules = governed.rules(state.plan, state.pack, self.stack.now(self.case))
        found = DECIDERS["incident"].offers(state, rules, self.stack.now(self.case))
        return [rules.organisation.people[each.person].handle for offer in found if offer.command == command for each in offer.who]

    async def acknowledged(self) -> None:
        """By the first who is asked."""
        answer = await self.stack.ask(self.case, "acknowledge", (await self.people("acknowledge"))[0])
        assert answer.outcome == "done", answer


async def opened(stack: Stack, ago: timedelta = timedelta(0)) -> Incident:
    """A new red incident; opened so long ago, and nobody has looked at it since."""
    command = uuid4()
    case = case_id("incident", command)
    with stack.as_of(case, ago):
        await stack.open(PLAN, "qian", command=command, what="It is down.", harm="death")
    return Incident(stack=stack, case=case, point="asked", before=Counter())


async def incident(stack: Stack, point: str = "asked") -> Incident:
    """A new red incident, brought to this point and left there."""
    made = await opened(stack)
    case, made.point = made.case, point
    await stack.settled(case)
    match point:
        case "higher":
            await _until(made, "task.went_up")
        case "top":
            await _until(made, "incident.top_reminded")
        case "acknowledged":
            await made.acknowledged()
        case "missed":
            await made.acknowledged()
            await _until(made, "incident.missed")
        case _:
            pass
    await stack.settled(case)
    made.before = await made.counted()
    return made


async def _until(made: Incident, kind: str) -> None:
    for _ in range(CLIMBS):
        if kind in await made.stack.types(made.case):
            return
        await made.passes_next()
    raise AssertionError(f"never seen: {kind}")


def said(event: Any) -> dict[str, Any]:
    """What an event holds."""
    found: dict[str, Any] = json.loads(event.data)
    return found
