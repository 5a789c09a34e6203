"""Playing cases without a server: the deciders, a clock that is set by hand, claims shared by all cases.

Each decision is held against what every decision must keep: it reads the claims that it said it would, its events survive the
wire, its duties have names of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest

from domain import claims, requests
from domain.calendar import Calendar
from domain.claims import Claim
from domain.kernel import (
    BYLAW,
    SYSTEM,
    Actor,
    Asked,
    CaseId,
    ClaimKey,
    Decision,
    Duty,
    PersonId,
    Recorded,
    Refused,
    case_id,
    event_id,
    uuid_of,
)
from domain.organisation import Organisation, StandIn, by_handle
from domain.policy import Pack
from domain.requests import commands as c
from domain.requests.state import Request
from domain.rules import Rules
from domain.shapes import canonical, event_in, event_out
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


def kinds(events: Iterable[Any]) -> list[str]:
    """The names of what happened, in order."""
    return [type(event).__name__ for event in events]


@dataclass
class Play:
    """Several cases side by side. `asks` judges one command as the log would: decide, write down, fold."""

    now: datetime
    org: Organisation = field(default_factory=people)
    pack: Pack = field(default_factory=pack)
    cases: dict[CaseId, Request] = field(default_factory=dict)
    events: dict[CaseId, list[Recorded]] = field(default_factory=dict)
    held: dict[ClaimKey, Claim] = field(default_factory=dict)
    count: int = 0

    # --- the organisation -------------------------------------------------------------------------

    def who(self, handle: str) -> PersonId:
        person = by_handle(self.org, handle)
        assert person is not None, handle
        return person.id

    def who_was(self, handle: str) -> PersonId:
        """The same of somebody who may have left."""
        return next(p.id for p in self.org.people.values() if p.handle == handle)

    def handles(self, ids: Iterable[PersonId]) -> list[str]:
        return [self.org.people[each].handle for each in ids]

    def actor(self, handle: str) -> Actor:
        person = next(p for p in self.org.people.values() if p.handle == handle)
        return Actor(id=person.id, department=person.department, posts=person.posts)

    def stands_in(self, stand_in: str, absent: str, start: str = "2026-01-01", end: str = "2028-01-01") -> None:
        window = StandIn(
            id=f"s{len(self.org.stand_ins)}",
            absent=self.who(absent),
            stand_in=self.who(stand_in),
            start=at(start),
            end=at(end),
            reason="leave",
        )
        self.org = replace(self.org, stand_ins=(*self.org.stand_ins, window))

    def change(self, handle: str, **what: Any) -> None:
        """Somebody's posts, groups, department change; or they leave (``active=False``)."""
        person = next(p for p in self.org.people.values() if p.handle == handle)
        self.org = replace(self.org, people={**self.org.people, person.id: replace(person, **what)})

    def takes_over(self, post: str, by: str) -> None:
        """A post changes hands; `by` "" leaves it vacant."""
        for person in self.org.people.values():
            if post in person.posts and person.handle != by:
                self.change(person.handle, posts=tuple(p for p in person.posts if p != post))
        if by:
            self.change(by, posts=(*self.org.people[self.who(by)].posts, post))

    # --- asking -----------------------------------------------------------------------------------

    def rules(self, plan: str) -> Rules:
        known = _Known(self.held)
        return Rules(plan=self.pack.plans[plan], settings=self.pack.settings, calendar=days(), organisation=self.org, claims=known)

    def open(self, plan: str, by: str, **fields: Any) -> CaseId:
        command = self.new_id()
        case = case_id("request", command)
        self.judge(case, plan, c.Open(plan=plan, fields=fields), self.actor(by), command)
        return case

    def asks(self, case: CaseId, by: str, command: Any, *, asked_at: datetime | None = None) -> list[Any]:
        """What happens when this person gives this command now; Refused is raised."""
        return self.judge(case, self.cases[case].plan, command, self.actor(by), self.new_id(), asked_at)

    def refuses(self, case: CaseId, by: str, command: Any, *, asked_at: datetime | None = None) -> tuple[str, str]:
        """The clause and the key by which this is refused."""
        with pytest.raises(Refused) as no:
            self.asks(case, by, command, asked_at=asked_at)
        return no.value.clause, no.value.key

    # --- time and the world -----------------------------------------------------------------------

    def until(self, instant: datetime) -> list[Any]:
        """Let time pass: every clock of every case runs out when it is due; returns what happened."""
        out: list[Any] = []
        while (due := self._first_due()) is not None and due[0] <= instant:
            self.now = max(self.now, due[0])
            out += self.system(due[1], c.TimePassed(clock=due[2], due=due[0]))
        self.now = max(self.now, instant)
        return out

    def system(self, case: CaseId, command: Any) -> list[Any]:
        """What the system's own clocks and duties say."""
        return self.judge(case, self.cases[case].plan, command, Actor(id=SYSTEM, machine=True), self.new_id())

    def deliver(self, case: CaseId, *abouts: str) -> list[Duty]:
        """Do what is owed now (only what is `about` this, if given), as the world would; returns the duties."""
        done = [duty for duty in self.cases[case].owed if not abouts or duty.about in abouts]
        for duty in done:
            self.system(case, self.end(case, duty))
        return done

    def end(self, case: CaseId, duty: Duty) -> Any:
        """How the world answers when a duty is done."""
        if duty.kind == "grant":
            return c.Granted(event=duty.event, duty=duty.name, receipt="ok")
        if duty.kind == "revoke":
            return c.Revoked(event=duty.event, duty=duty.name, receipt="ok")
        return c.Notified(event=duty.event, duty=duty.name, to=self.told(case, duty), receipt="ok")

    def told(self, case: CaseId, duty: Duty) -> tuple[PersonId, ...]:
        """Who hears of a duty just now."""
        return tuple(h.person for h in requests.recipients(self.cases[case], duty, self.rules(self.cases[case].plan), self.now))

    def due(self, case: CaseId, clock: str) -> datetime | None:
        """When this clock is due; None while it is held."""
        return self.cases[case].clocks[clock].due

    def can(self, case: CaseId, command: str) -> list[str]:
        """Who may give this command now."""
        found = requests.offers(self.cases[case], self.rules(self.cases[case].plan), self.now)
        return [self.org.people[h.person].handle for offer in found if offer.command == command for h in offer.who]

    def _first_due(self) -> tuple[datetime, CaseId, str] | None:
        due = [(k.due, case.id, k.name) for case in self.cases.values() for k in case.clocks.values() if k.due is not None]
        return min(due, default=None)

    # --- judging ----------------------------------------------------------------------------------

    def new_id(self) -> UUID:
        self.count += 1
        return uuid5(BYLAW, f"play {self.count}")

    def judge(self, case: CaseId, plan: str, command: Any, by: Actor, command_id: UUID, asked_at: datetime | None = None) -> list[Any]:
        known, rules = self.cases.get(case), self.rules(plan)
        asked = Asked(case=case, id=command_id, command=command, by=by, at=asked_at or self.now, now=self.now, pack="p")
        decision = requests.decide(known, asked, rules)
        assert requests.decide(known, asked, rules) == decision, "the same command meets the same answer"
        _reads_what_it_said(decision, requests.claims(known, asked, rules))
        for event in decision.events:
            known = requests.evolve(known, self._recorded(event, asked, known))
        if known is not None:
            self.cases[case] = known
            assert len({(duty.event, duty.name) for duty in known.owed}) == len(known.owed), "each duty has a key of its own"
        for told in decision.for_claims:
            claim = self.held.get(told.claim, Claim(key=told.claim))
            recorded = Recorded(event=wired(told.event), id=command_id, version=claim.version + 1, happened_at=self.now, by=by.id)
            self.held[told.claim] = claims.evolve(claim, recorded)
        return list(decision.events)

    def _recorded(self, event: Any, asked: Asked, known: Request | None) -> Recorded:
        version = known.version + 1 if known else 1
        recorded = Recorded(
            event=wired(event),
            id=event_id(asked.id, "request", uuid_of(asked.case), version),
            version=version,
            happened_at=max(asked.at, known.last_at) if known else asked.at,
            by=asked.by.id,
            case=asked.case,
        )
        self.events.setdefault(asked.case, []).append(recorded)
        return recorded


def wired(event: Any) -> Any:
    """The event as it comes back from the log; it is the same."""
    name, version, data = event_out(event)
    assert canonical(data)
    back = event_in(name, version, data)
    assert back == event, name
    return back


def _reads_what_it_said(decision: Decision, named: tuple[ClaimKey, ...]) -> None:
    assert set(decision.relies_on) <= set(named)
    assert {told.claim for told in decision.for_claims} <= set(named)


class _Known(dict[ClaimKey, Claim]):
    """A claim that nobody has touched is empty."""

    def __missing__(self, key: ClaimKey) -> Claim:
        return Claim(key=key)
