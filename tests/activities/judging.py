"""A judge on a log with the sample organisation in force, and entries as a workflow hands them over."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from activities.governed import STREAM, Governed
from activities.judge import Judge, JudgeSettings
from activities.signatures import DoorSecret, new_door_key, sign
from activities.wire import Entry, Fault, JudgeAsk, Judged
from activities.writing import actor_out
from domain.governance import EVENTS
from domain.governance.facts import CalendarAdopted, DoorKeyAdded, OrganisationChanged, PackAdopted
from domain.kernel import SYSTEM, Actor, case_id, event_id, uuid_of
from domain.shapes import canonical, plain
from eventlog.keyring import Keyring, MemoryKeyring
from eventlog.memory import MemoryLog
from eventlog.port import EventLog, NewEvent, StoredEvent, Stream, Write
from packs import read

PACKS = Path(__file__).parents[2] / "packs"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
DOOR = new_door_key()


@cache
def _document(path: str) -> Any:
    return read.load(PACKS / path)


def first_documents(pack: str) -> list[Any]:
    documents = [
        (PackAdopted, f"{pack}/pack.yaml"),
        (CalendarAdopted, "sample/calendar.yaml"),
        (OrganisationChanged, "sample/organisation.yaml"),
    ]
    adopted = [cls(digest=read.digest(_document(path)), document=_document(path).content) for cls, path in documents]
    return [*adopted, DoorKeyAdded(key=DOOR.key, public=DOOR.public, title="a test's door")]


async def adopt(log: EventLog, pack: str = "default", at: datetime = EPOCH) -> None:
    """Put pack, calendar, organisation and a door's key in force."""
    names, command = {cls: name for name, cls in EVENTS.items()}, uuid4()
    events = [
        NewEvent(
            event_id=event_id(command, STREAM.category, STREAM.id, version),
            type=names[type(event)],
            schema_version=1,
            happened_at=at,
            data=canonical(plain(event)),
            meta=canonical({"by": actor_out(Actor(id=SYSTEM))}),
        )
        for version, event in enumerate(first_documents(pack), 1)
    ]
    await log.append(None, [Write(stream=STREAM, expected_version=0, events=tuple(events))])


def entry(name: str, content: Any = None, *, at: datetime, fault: Fault = "", body: str | None = None, duty: str = "") -> Entry:
    return Entry(name=name, body=json.dumps(content) if body is None else body, id=str(uuid4()), arrived=at, fault=fault, duty=duty)


def signed(case: str, command: str, payload: dict[str, Any], secret: DoorSecret = DOOR) -> dict[str, Any]:
    expires = datetime.fromisoformat(payload["asked_at"]) + timedelta(hours=1)
    return sign(secret, payload, case=case, command=command, expires=expires)


@dataclass
class Bench:
    """A judge, its log, and a clock set by hand."""

    log: EventLog
    keyring: Keyring
    judge: Judge
    now: datetime = field(default=datetime(2026, 11, 18, 2, 0, tzinfo=UTC))

    @classmethod
    async def make(cls, log: EventLog | None = None, *, pack: str = "default", deciders: Any = None, **settings: Any) -> Bench:
        log, keyring = log or MemoryLog(), MemoryKeyring()
        await adopt(log, pack)
        more = {"deciders": deciders} if deciders else {}
        judge = Judge(log, Governed(log), keyring, JudgeSettings(**{"unsigned_allowed": True, **settings}), **more)
        return cls(log=log, keyring=keyring, judge=judge)

    async def send(self, case: str, name: str, content: Any = None, **more: Any) -> Judged:
        ask = JudgeAsk(case=case, kind=case[:-37], now=self.now, entry=entry(name, content, at=self.now, **more))
        return await self.judge.judge(ask)

    async def look(self, case: str) -> Judged:
        return await self.judge.judge(JudgeAsk(case=case, kind=case[:-37], now=self.now))

    async def time_passes(self, case: str, to: datetime) -> Judged:
        self.now = to
        return await self.judge.judge(JudgeAsk(case=case, kind=case[:-37], now=to, clock=True))

    async def opened(self, by: str = "he", contract: str = "C-1") -> str:
        command = uuid4()
        case = case_id("request", command)
        judged = await self.send(case, "open", self.loan(command, by, contract))
        assert judged.outcome == "done", judged
        return case

    def loan(self, command: UUID, by: str, contract: str = "C-1") -> dict[str, Any]:
        return {"id": str(command), "by": by, "plan": "contract-loan", "fields": {"contract": contract, "purpose": "a customer asks"}}

    async def events(self, case: str, category: str | None = None) -> list[StoredEvent]:
        return await self.log.read(Stream(category=category or case[:-37], id=uuid_of(case)))  # type: ignore[arg-type]

    async def refused(self, case: str) -> list[dict[str, Any]]:
        return [json.loads(each.data) for each in await self.events(case, "refused")]
