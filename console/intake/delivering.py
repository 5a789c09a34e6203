"""From an alert to its incident: the open one that holds its key, else a new one that takes the key in the same append.

The same alert again finds what became of it, whatever happened since: its ids come from the source, the key, and the delivery or
the instant at which it began. Whoever was quicker is found by looking again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal, Protocol
from uuid import UUID, uuid5

from temporalio.client import Client

from activities.ask import Answer, Door, ask
from activities.governed import Governed
from activities.histories import recorded
from console.backend import PATIENCE
from console.intake.filling import form_of
from console.intake.formats import Noticed
from console.intake.sources import Source
from domain.claims import Released, Taken
from domain.incidents.alerts.commands import FIRING, RESOLVED
from domain.incidents.alerts.events import AlertReceived
from domain.incidents.alerts.holding import grant_of, key_of
from domain.incidents.commands import NO_CASE
from domain.incidents.plan import IncidentPlan
from domain.kernel import BYLAW, CaseId, ClaimKey, Refused, Unavailable, case_id, uuid_of
from eventlog.keyring import Keyring
from eventlog.port import EventLog, Stream
from views.reader import Reader

KIND: Final = "incident"
TRIES: Final = 8
LATELY: Final = 3
"""So many incidents of a key are looked at for whether they have this very alert."""
_LISTED: Final = 2.0
_EVENTS: Final = 60


class Reached(Protocol):
    """What an alert's way wants: the console's backend has it, and so has a command line beside the log."""

    @property
    def client(self) -> Client:
        """Temporal."""

    @property
    def log(self) -> EventLog:
        """The record."""

    @property
    def governed(self) -> Governed:
        """Packs, organisation, door keys."""

    @property
    def keyring(self) -> Keyring:
        """What seals personal lines."""

    @property
    def reader(self) -> Reader:
        """The lists, for what people call a case."""

    def now(self) -> datetime:
        """This process's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """Where an alert went. `count`: how many its incident has by it. No case: it is over, and nothing was open."""

    outcome: Literal["done", "moot"]
    case: CaseId = NO_CASE
    number: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One incident that had the key: its grant, and how many events the claim had before."""

    taken: Taken
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the log says of a key."""

    version: int = 0
    holders: Sequence[Held] = ()
    now: CaseId | None = None


@dataclass(slots=True)
class Turns:
    """One at a time opens, of each key: the others of a flood find it open, and none is refused for having come second."""

    _locks: dict[ClaimKey, tuple[asyncio.Lock, int]] = field(default_factory=dict)

    @asynccontextmanager
    async def of(self, key: ClaimKey) -> AsyncIterator[None]:
        """Wait for one's turn."""
        lock, waiting = self._locks.get(key, (asyncio.Lock(), 0))
        self._locks[key] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._locks[key]
            if waiting == 1:
                del self._locks[key]
            else:
                self._locks[key] = (lock, waiting - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert on its way."""

    source: Source
    noticed: Noticed
    plan: IncidentPlan
    fields: Mapping[str, Any]
    id: UUID

    @property
    def key(self) -> ClaimKey:
        """What only one open incident has."""
        return key_of(self.source.machine, self.noticed.key)

    def graver(self) -> dict[str, Any]:
        """Of a further alert only what the levels ask about: no line of theirs is personal."""
        asked = {each.field for level in self.plan.levels.values() for each in level.when}
        return {line: value for line, value in self.fields.items() if line in asked}

    def opening(self, version: int) -> UUID:
        """The command by which it opens an incident, when the claim has so many events."""
        return uuid5(self.id, f"open/{version}")

    def to(self, case: CaseId) -> UUID:
        """The command by which it goes to an open one."""
        return uuid5(self.id, case)


async def deliver(backend: Reached, turns: Turns, source: Source, noticed: Noticed, delivery: str) -> Delivered:
    """To the end: it is in the log. Raises `Refused` with the rule, `Unavailable`."""
    at = backend.now()
    plan, _ = backend.governed.plan(source.plan, at)
    if not isinstance(plan, IncidentPlan):
        raise Refused("house:form", "no_such_plan", field="plan", plan=source.plan[:80])
    door = Door(
        client=backend.client, log=backend.log, governed=backend.governed, keyring=backend.keyring, secret=source.door, deadline=PATIENCE
    )
    fields = form_of(source, noticed, plan)
    found = Delivery(source=source, noticed=noticed, plan=plan, fields=fields, id=_id(source, noticed, delivery))
    told = await _once(backend, door, found, may_open=False)
    if told is None:
        async with turns.of(found.key):
            told = await _until_told(backend, door, found)
    return told


async def _until_told(backend: Reached, door: Door, found: Delivery) -> Delivered:
    for _ in range(TRIES):
        told = await _once(backend, door, found, may_open=True)
        if told is not None:
            return told
    raise Unavailable("others were quicker each time: send it again, it cannot happen twice")


def _id(source: Source, noticed: Noticed, delivery: str) -> UUID:
    """The same message is the same alert; where the sender does not name messages, the same beginning is."""
    named = delivery or noticed.delivery
    if not named and noticed.started is None:
        raise Refused("house:command-id", "missing_field", field="started")
    status = RESOLVED if noticed.resolved else FIRING
    parts = (source.name, noticed.key, named or noticed.started.isoformat(), status)  # type: ignore[union-attr] # one of both is there
    return uuid5(BYLAW, "\x1f".join(("intake", *parts)))


async def _once(backend: Reached, door: Door, found: Delivery, *, may_open: bool) -> Delivered | None:
    """None: nothing is open, or what was open a moment ago is not; look again, in one's turn."""
    past = await _past(backend.log, found.key)
    known = await _known(backend, found, past)
    if known is not None:
        return known
    if past.now is not None:
        return await _to_open(backend, door, found, past.now)
    if found.noticed.resolved:
        return Delivered(outcome="moot")
    return await _opens(backend, door, found, past.version) if may_open else None


async def _past(log: EventLog, key: ClaimKey) -> Past:
    past = Past()
    for stored in await log.read(Stream(category="claim", id=key.stream)):
        match recorded(stored, "").event:
            case Taken() as taken:
                holders = (*past.holders, Held(taken=taken, before=stored.version - 1))
                past = Past(version=stored.version, holders=holders[-LATELY:], now=taken.case)
            case Released():
                past = Past(version=stored.version, holders=past.holders)
            case _:
                past = Past(version=stored.version, holders=past.holders, now=past.now)
    return past


async def _known(backend: Reached, found: Delivery, past: Past) -> Delivered | None:
    """What became of this very alert before: it opened an incident, or it went to one that is closed by now."""
    for held in past.holders:
        case = held.taken.case
        if held.taken.grant == grant_of(found.opening(held.before)):
            return Delivered(outcome="done", case=case, number=await _number(backend, case), count=1)
        if case != past.now and (row := await backend.log.command(found.to(case))) is not None and row.outcome != "refused":
            version = int(json.loads(row.answer)["version"])
            return Delivered(
                outcome="done", case=case, number=await _number(backend, case), count=await _count(backend, case, version, row.id)
            )
    return None


async def _to_open(backend: Reached, door: Door, found: Delivery, case: CaseId) -> Delivered | None:
    noticed = found.noticed
    content = {
        "key": noticed.key,
        "status": RESOLVED if noticed.resolved else FIRING,
        **({"started": noticed.started.isoformat()} if noticed.started else {}),
        **({} if noticed.resolved else {"facts": found.graver()}),
    }
    command = found.to(case)
    answer = await ask(door, case, "alert", content, by=found.source.machine, command=command)
    if _refused(answer, "is_closed"):
        return None
    count = await _count(backend, case, answer.version, command)
    return Delivered(outcome="done", case=case, number=await _number(backend, case), count=count)


async def _opens(backend: Reached, door: Door, found: Delivery, version: int) -> Delivered | None:
    command = found.opening(version)
    case = case_id(KIND, command)
    content = {"plan": found.source.plan, "fields": dict(found.fields), "alert": found.noticed.key}
    answer = await ask(door, case, "open", content, by=found.source.machine, command=command)
    if _refused(answer, "alert_held"):
        return None
    await backend.reader.at_least(case, answer.version, within=_LISTED)
    return Delivered(outcome="done", case=case, number=await _number(backend, case), count=1)


def _refused(answer: Answer, lost: str) -> bool:
    """Whether somebody was quicker. Raises any other refusal."""
    if answer.refusal is None:
        return False
    no = answer.refusal
    if no.key != lost:
        raise Refused(no.clause, no.key, field=no.field, **no.words)
    return True


async def _number(backend: Reached, case: CaseId) -> str:
    return await backend.reader.number_of(case) or case


async def _count(backend: Reached, case: CaseId, version: int, command: UUID) -> int:
    """How many the incident had with this one, which is among the last events of that version; 0 for what is not counted."""
    for stored in await backend.log.read(Stream(category=KIND, id=uuid_of(case)), max(0, version - _EVENTS)):
        event = recorded(stored, case).event if stored.command_id == command else None
        if isinstance(event, AlertReceived):
            return event.count
    return 0
