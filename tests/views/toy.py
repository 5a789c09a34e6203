"""A kind of case small enough to see through, and governed data as plain values: the lists' machinery needs no more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from domain.calendar import Calendar, Span
from domain.kernel import CaseId, Offer, PersonId, Recorded
from domain.organisation import Department, Organisation, Person, Post, StandIn, holders
from domain.policy import Limit, Pack, Plan, Role, Settings
from domain.policy import role as read_role
from domain.rules import Rules
from eventlog.port import CommandEntry, EventLog, NewEvent, Stream, Write
from views.telling import Ask, Due, Kind, Told

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = Limit(span=Span(amount=1, unit="wd"), clause="house:day")
PACK = "pack-1"


# --- the case: opened, asked of a role until an instant, answered, closed ----------------------


@dataclass(frozen=True, kw_only=True)
class Toy:
    id: CaseId
    plan: str
    pack: str
    requester: PersonId
    opened_at: datetime
    asked: Mapping[str, Any] = field(default_factory=dict)
    closed: bool = False
    links: tuple[tuple[CaseId, str], ...] = ()


def read(name: str, version: int, data: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    if name not in ("toy.opened", "toy.asked", "toy.answered", "toy.closed", "toy.tied") or version != 1:
        raise KeyError(name)
    return name, data


def evolve(case: Toy | None, recorded: Recorded) -> Toy:
    name, data = recorded.event
    if case is None:
        return Toy(id=recorded.case, opened_at=recorded.happened_at, **data)
    if name == "toy.tied":
        return replace(case, links=(*case.links, (CaseId(data["case"]), data["relation"])))
    changes: dict[str, dict[str, Any]] = {
        "toy.asked": {"asked": data},
        "toy.answered": {"asked": {}},
        "toy.closed": {"asked": {}, "closed": True},
    }
    return replace(case, **changes[name])


def told(case: Toy, plan: Plan) -> Told:
    due_at = datetime.fromisoformat(case.asked["due"]) if case.asked.get("due") else None
    asks = (ask(case, case.asked["role"], due_at),) if case.asked else ()
    return Told(
        plan=case.plan,
        pack=case.pack,
        requester=case.requester,
        department="sales",
        stage="closed" if case.closed else "asked" if case.asked else "opened",
        outcome="done" if case.closed else "",
        opened_at=case.opened_at,
        running=not case.closed,
        due=Due(what="decide", since=case.opened_at, at=due_at) if due_at else None,
        wake_at=due_at,
        asks=asks,
    )


def ask(case: Toy, role: str, due_at: datetime | None) -> Ask:
    party = {"requester": case.requester}.get(read_role(role).of, "")
    return Ask(task="decide", step="1", role=role, rung=0, party=party, since=case.opened_at, due_at=due_at)


def offers(case: Toy, rules: Rules, at: datetime) -> list[Offer]:
    """Whoever holds the role, but never the requester: what only a decider knows."""
    if not case.asked:
        return []
    who = holders(rules.organisation, read_role(case.asked["role"]), {"requester": case.requester}, at)
    free = tuple(h for h in who if case.requester not in (h.person, h.stands_in_for))
    return [Offer(command="approve", who=free, clause="SO 1", slot="1")]


TOYS = {
    "toy": Kind(
        read=read,
        evolve=evolve,
        ended=lambda case: case.closed,
        told=told,
        offers=offers,
        proofs={"decide": frozenset({"approve"})},
        links=lambda case: case.links,
    )
}


# --- governed data -----------------------------------------------------------------------------


def person(name: str, *posts: str, department: str = "sales") -> Person:
    return Person(id=PersonId(name), handle=name, name={"en": name}, department=department, posts=posts)


def away(absent: str, stand_in: str, start: datetime, days: int = 7) -> StandIn:
    return StandIn(
        id=f"{absent}-{stand_in}",
        absent=PersonId(absent),
        stand_in=PersonId(stand_in),
        start=start,
        end=start + timedelta(days=days),
        reason="leave",
    )


def organisation(*people: Person, stand_ins: tuple[StandIn, ...] = ()) -> Organisation:
    return Organisation(
        digest="o",
        title={"en": "o"},
        people={each.id: each for each in people},
        posts={
            "head-of-sales": Post(id="head-of-sales", title={"en": "head"}),
            "archivist": Post(id="archivist", title={"en": "archivist"}),
        },
        groups={},
        departments={"sales": Department(id="sales", title={"en": "sales"}, head="head-of-sales")},
        stand_ins=stand_ins,
    )


def plan(name: str = "loan", prefix: str = "LOAN") -> Plan:
    return Plan(
        name=name,
        kind="toy",
        title={"en": name},
        form="",
        prefix=prefix,
        who=Role(kind="employee"),
        who_clause="",
        fields=(),
    )


@dataclass
class Governed:
    """Governed data that a test sets."""

    organisation_now: Organisation = field(default_factory=organisation)
    zone: str = "Asia/Shanghai"
    plans: Mapping[str, Plan] = field(default_factory=lambda: {"loan": plan(), "key": plan("key", "KEY")})

    async def refresh(self) -> None: ...

    def pack(self, digest: str) -> Pack:
        fallback = read_role("post archivist")
        settings = Settings(late_delivery=Span(amount=15, unit="min"), notices_from="08:30", notices_until="18:00", fallback=fallback)
        return Pack(digest=digest, name="p", title={"en": "p"}, settings=settings, plans=self.plans)

    def calendar(self, at: datetime) -> Calendar:
        return Calendar(version="c", zone=self.zone, holidays=frozenset(), working_weekends=frozenset(), published_through=at.date())

    def organisation(self, at: datetime) -> Organisation:
        return self.organisation_now

    def rules(self, plan: str, pack: str, at: datetime, claims: Mapping[Any, Any]) -> Rules:
        found, now = self.pack(pack), self.organisation_now
        return Rules(plan=found.plans[plan], settings=found.settings, calendar=self.calendar(at), organisation=now, claims=claims)


# --- writing -----------------------------------------------------------------------------------


class Writer:
    """Appends toy events to a log, counting versions itself."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._versions: dict[Stream, int] = {}

    async def open(self, requester: str = "ann", *, plan: str = "loan", at: datetime = NOON) -> CaseId:
        stream = Stream(category="toy", id=uuid4())
        await self.say(stream, "toy.opened", {"plan": plan, "pack": PACK, "requester": requester}, at)
        return CaseId(f"toy-{stream.id}")

    async def ask(self, case: CaseId, role: str, due: datetime | None = None, at: datetime = NOON) -> None:
        await self.say(stream_of(case), "toy.asked", {"role": role, "due": due.isoformat() if due else None}, at)

    async def tie(self, case: CaseId, other: CaseId, relation: str) -> None:
        await self.say(stream_of(case), "toy.tied", {"case": other, "relation": relation})

    async def close(self, case: CaseId, at: datetime = NOON) -> None:
        await self.say(stream_of(case), "toy.closed", {}, at)

    async def say(self, stream: Stream, name: str, data: Mapping[str, Any], at: datetime = NOON, schema_version: int = 1) -> None:
        body, meta = json.dumps(data).encode(), json.dumps({"by": {"id": "ann"}}).encode()
        event = NewEvent(event_id=uuid4(), type=name, schema_version=schema_version, happened_at=at, data=body, meta=meta)
        version = self._versions.get(stream, 0)
        entry = CommandEntry(id=uuid4(), request_digest=bytes(32), outcome="done", answer=b"")
        await self._log.append(entry, [Write(stream=stream, expected_version=version, events=(event,))])
        self._versions[stream] = version + 1


def stream_of(case: CaseId) -> Stream:
    return Stream(category=case[:-37], id=UUID(case[-36:]))
