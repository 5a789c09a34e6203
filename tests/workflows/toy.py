"""A kind of case as small as it can be: it keeps what it is told, owes what it is asked to, and has one clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RawValue

with workflow.unsafe.imports_passed_through():
    from domain import clocks, duties
    from domain.kernel import Agenda, Asked, ClaimKey, Clock, Decision, Duty, PersonId, Recorded, Refused
    from domain.requests import commands as c
    from domain.rules import Rules
    from workflows.loop import CaseWorkflow
    from workflows.request import NOTHING


@workflow.defn(name="toy")
class ToyWorkflow(CaseWorkflow):
    @workflow.run
    async def run(self, carried: RawValue = NOTHING) -> None:
        await self.carry(carried)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenToy:
    plan: str = "contract-loan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Add:
    """Keep a value. `owes`: a duty of this kind, about `about`; `within_s`: a clock."""

    value: str
    owes: str = ""
    about: str = ""
    within_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ToyOpened:
    plan: str
    pack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    value: str
    owes: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToyClosed:
    pass


COMMANDS = {
    "open": OpenToy,
    "add": Add,
    "close": Close,
    "time_passed": c.TimePassed,
    "notified": c.Notified,
    "granted": c.Granted,
    "duty_failed": c.DutyFailed,
}
EVENTS = {"toy.opened": ToyOpened, "toy.added": Added, "toy.closed": ToyClosed}
OPENINGS = frozenset({"open"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Toy:
    plan: str
    pack: str
    closed: bool = False
    values: tuple[str, ...] = ()
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    owed: tuple[Duty, ...] = ()
    parties: Mapping[str, PersonId] = field(default_factory=dict)


def claims(case: Toy | None, asked: Asked, rules: Rules) -> tuple[ClaimKey, ...]:
    return ()


def decide(case: Toy | None, asked: Asked, rules: Rules) -> Decision:
    if case is None:
        return Decision(events=(ToyOpened(plan=asked.command.plan, pack=asked.pack),))
    match asked.command:
        case Add() as add:
            return _add(case, add, asked)
        case Close():
            return Decision(events=() if case.closed else (ToyClosed(),))
        case c.TimePassed():
            clock = clocks.next_due(case.clocks)
            if clock is None or clock.due is None or clock.due > asked.now:
                return Decision()
            late = (asked.now - clock.due).total_seconds()
            return Decision(events=(clocks.RanOut(clock=clock.name, clause="house:toy", due=clock.due, late_s=late),))
        case c.DutyFailed() as failed:
            return Decision(events=(duties.Failed(event=failed.event, duty=failed.duty, reason=failed.reason),))
        case c.Notified() | c.Granted() as done:
            return Decision(events=(duties.Notified(event=done.event, duty=done.duty, to=(), receipt=done.receipt),))
        case _:
            raise Refused("house:form", "already_open")


def _add(case: Toy, add: Add, asked: Asked) -> Decision:
    if add.value == "bad":
        raise Refused("house:toy", "bad_value", field="value")
    added = Added(value=add.value, owes=add.owes, about=add.about)
    if not add.within_s:
        return Decision(events=(added,))
    due = asked.at + timedelta(seconds=add.within_s)
    armed = clocks.Armed(clock=add.value, clause="house:toy", rule="s", started=asked.at, due=due, calendar="")
    return Decision(events=(added, armed))


def evolve(case: Toy | None, recorded: Recorded) -> Toy:
    event = recorded.event
    if isinstance(event, ToyOpened):
        return Toy(plan=event.plan, pack=event.pack)
    assert case is not None
    match event:
        case Added(value=value, owes=owes):
            case = replace(case, values=(*case.values, value))
            return replace(case, owed=(*case.owed, _duty(event, recorded))) if owes else case
        case ToyClosed():
            return replace(case, closed=True, clocks={})
        case duties.Notified() | duties.Failed():
            return replace(case, owed=duties.without(case.owed, event.event, event.duty))
        case _:
            return replace(case, clocks=clocks.keep(case.clocks, event))


def _duty(event: Added, recorded: Recorded) -> Duty:
    kind: Any = event.owes
    told = {"command": "add", "content": {"value": f"told by {recorded.case}"}} if kind == "tell" else {}
    to, caused_at = event.about or "requester", recorded.happened_at
    return Duty(event=recorded.id, name=kind, kind=kind, caused_at=caused_at, about=event.about, to=to, detail=told, urgent=True)


def agenda(case: Toy) -> Agenda:
    clock = clocks.next_due(case.clocks)
    return Agenda(owed=case.owed, look_again_at=clock.due if clock else None, closed=case.closed, stage="closed" if case.closed else "open")
