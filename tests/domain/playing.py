"""Playing cases without a server: the deciders, a clock that is set by hand, claims shared by all cases."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from domain import claims, requests
from domain.calendar import Calendar
from domain.claims import Claim
from domain.kernel import BYLAW, SYSTEM, Actor, Asked, CaseId, ClaimKey, PersonId, Recorded, case_id, event_id, uuid_of
from domain.organisation import Organisation, StandIn, by_handle
from domain.policy import Pack
from domain.requests import commands as c
from domain.requests.state import Request
from domain.rules import Rules
from packs import read

PACKS = Path(__file__).parents[2] / "packs"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@cache
def pack() -> Pack:
    return read.pack(read.load(PACKS / "default" / "pack.yaml"))


@cache
def people() -> Organisation:
    return read.organisation(read.load(PACKS / "sample" / "organisation.yaml"))


@cache
def days() -> Calendar:
    return read.calendar(read.load(PACKS / "sample" / "calendar.yaml"))


def at(text: str) -> datetime:
    """An instant of the organisation's zone: ``2026-02-13 10:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@dataclass
class Play:
    """Several cases side by side. `asks` judges one command as the log would: decide, write down, fold."""

    now: datetime
    org: Organisation = field(default_factory=people)
    cases: dict[CaseId, Request] = field(default_factory=dict)
    events: dict[CaseId, list[Recorded]] = field(default_factory=dict)
    held: dict[ClaimKey, Claim] = field(default_factory=dict)
    count: int = 0

    def who(self, handle: str) -> PersonId:
        person = by_handle(self.org, handle)
        assert person is not None, handle
        return person.id

    def actor(self, handle: str) -> Actor:
        person = self.org.people[self.who(handle)]
        return Actor(id=person.id, department=person.department, posts=person.posts)

    def rules(self, plan: str) -> Rules:
        known = _Known(self.held)
        return Rules(plan=pack().plans[plan], settings=pack().settings, calendar=days(), organisation=self.org, claims=known)

    def stands_in(self, stand_in: str, absent: str, start: str, end: str) -> None:
        window = StandIn(
            id=f"s{len(self.org.stand_ins)}", absent=self.who(absent), stand_in=self.who(stand_in), start=at(start), end=at(end), reason="leave"
        )
        self.org = replace(self.org, stand_ins=(*self.org.stand_ins, window))

    def open(self, plan: str, by: str, **fields: Any) -> CaseId:
        command = self.new_id()
        case = case_id("request", command)
        self.judge(case, plan, c.Open(plan=plan, fields=fields), self.actor(by), command)
        return case

    def asks(self, case: CaseId, by: str, command: Any, *, asked_at: datetime | None = None) -> list[Any]:
        """What happens when this person gives this command now; Refused is raised."""
        return self.judge(case, self.cases[case].plan, command, self.actor(by), self.new_id(), asked_at)

    def until(self, instant: datetime) -> list[Any]:
        """Let time pass: every clock of every case runs out when it is due; returns what happened."""
        out: list[Any] = []
        while (due := self._first_due()) is not None and due[0] <= instant:
            self.now = max(self.now, due[0])
            out += self.judge(due[1], self.cases[due[1]].plan, c.TimePassed(clock=due[2], due=due[0]), Actor(id=SYSTEM), self.new_id())
        self.now = instant
        return out

    def deliver(self, case: CaseId) -> list[Any]:
        """Do everything that is owed now, as the world would; returns the duties."""
        done = list(self.cases[case].owed)
        for duty in done:
            self.judge(case, self.cases[case].plan, self._end(case, duty), Actor(id=SYSTEM), self.new_id())
        return done

    def _end(self, case: CaseId, duty: Any) -> Any:
        if duty.kind == "grant":
            return c.Granted(event=duty.event, duty=duty.name, receipt="ok")
        if duty.kind == "revoke":
            return c.Revoked(event=duty.event, duty=duty.name, receipt="ok")
        told = requests.recipients(self.cases[case], duty, self.rules(self.cases[case].plan), self.now)
        return c.Notified(event=duty.event, duty=duty.name, to=tuple(h.person for h in told), receipt="ok")

    def _first_due(self) -> tuple[datetime, CaseId, str] | None:
        due = [(k.due, case.id, k.name) for case in self.cases.values() for k in case.clocks.values() if k.due is not None]
        return min(due, default=None)

    def new_id(self) -> UUID:
        self.count += 1
        return uuid5(BYLAW, f"play {self.count}")

    def judge(self, case: CaseId, plan: str, command: Any, by: Actor, command_id: UUID, asked_at: datetime | None = None) -> list[Any]:
        known, rules = self.cases.get(case), self.rules(plan)
        asked = Asked(case=case, id=command_id, command=command, by=by, at=asked_at or self.now, now=self.now, pack="p")
        decision = requests.decide(known, asked, rules)
        for event in decision.events:
            version = known.version + 1 if known else 1
            recorded = Recorded(
                event=event,
                id=event_id(command_id, "request", uuid_of(case), version),
                version=version,
                happened_at=max(asked.at, known.last_at) if known else asked.at,
                by=by.id,
                case=case,
            )
            known = requests.evolve(known, recorded)
            self.events.setdefault(case, []).append(recorded)
        if known is not None:
            self.cases[case] = known
        for told in decision.for_claims:
            claim = self.held.get(told.claim, Claim(key=told.claim))
            self.held[told.claim] = claims.evolve(
                claim, Recorded(event=told.event, id=command_id, version=claim.version + 1, happened_at=self.now, by=by.id)
            )
        return list(decision.events)


class _Known(dict[ClaimKey, Claim]):
    """A claim that nobody has touched is empty."""

    def __missing__(self, key: ClaimKey) -> Claim:
        return Claim(key=key)
