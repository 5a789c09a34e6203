"""Playing cases of every kind side by side, without a server: what one owes another is delivered to it, as the world would.

`Chain` is `Play` for every kind: `asks` and `refuses` take commands by name and content, as they come over the wire.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from domain import claims
from domain.casework import commands as shared
from domain.claims import Claim
from domain.deciders import DECIDERS
from domain.kernel import (
    SYSTEM,
    Actor,
    Asked,
    CaseId,
    Duty,
    PersonId,
    Recorded,
    Refused,
    case_id,
    duty_command_id,
    event_id,
    kind_of,
    uuid_of,
)
from domain.requests import commands as requests
from domain.shapes import command_in, plain
from tests.domain.playing import Play, _reads_what_it_said, wired

MACHINE = Actor(id=SYSTEM, machine=True)
ROUNDS = 50


@dataclass
class Chain(Play):
    """`deliver_all` brings every duty to its end until nothing is owed any more."""

    def opens(self, plan: str, by: str, fields: Mapping[str, Any] | None = None, **more: Any) -> CaseId:
        """Somebody opens a case of this plan."""
        kind, command = self.pack.plans[plan].kind, self.new_id()
        case = case_id(kind, command)
        self._take(case, "open", {"plan": plan, "fields": dict(fields or {}), **more}, self.actor(by) if by != SYSTEM else MACHINE, command)
        return case

    def does(self, case: CaseId, by: str, command: str, *, asked_at: datetime | None = None, **content: Any) -> list[Any]:
        """Somebody gives a command by its name; `SYSTEM` speaks for another case. Refused is raised."""
        return self._take(case, command, content, MACHINE if by == SYSTEM else self.actor(by), self.new_id(), asked_at)

    def says_no(self, case: CaseId, by: str, command: str, *, asked_at: datetime | None = None, **content: Any) -> tuple[str, str]:
        """The clause and the key by which this is refused."""
        with pytest.raises(Refused) as no:
            self.does(case, by, command, asked_at=asked_at, **content)
        return no.value.clause, no.value.key

    def _take(
        self, case: CaseId, name: str, content: Mapping[str, Any], by: Actor, command: UUID, asked_at: datetime | None = None
    ) -> list[Any]:
        plan = self.cases[case].plan if case in self.cases else str(content["plan"])
        return self.judge(case, plan, command_in(kind_of(case), name, plain(dict(content))), by, command, asked_at)

    # --- the world ------------------------------------------------------------------------------

    def system(self, case: CaseId, command: Any) -> list[Any]:
        """Time passes for each kind by its own words."""
        if kind_of(case) != "request" and isinstance(command, requests.TimePassed):
            command = shared.TimePassed(clock=command.clock, due=command.due)
        return super().system(case, command)

    def deliver_all(self, *kinds: str) -> None:
        """Notices reach people, grants come into force, cases are opened and told, also those that come of it."""
        owed: list[tuple[CaseId, Duty]] = []
        for _ in range(ROUNDS):
            owed = [(case, duty) for case in list(self.cases) for duty in self.cases[case].owed if not kinds or duty.kind in kinds]
            if not owed:
                return
            for case, duty in owed:
                self.system(case, self.end(case, duty))
        raise AssertionError(f"still owed after {ROUNDS} rounds: {owed}")

    def end(self, case: CaseId, duty: Duty) -> Any:
        """How the world answers when a duty is done; another case answers for itself."""
        known: dict[str, Any] = {"event": duty.event, "duty": duty.name}
        if kind_of(case) == "request":
            return super().end(case, duty)
        if duty.kind == "grant":
            return shared.Granted(**known, receipt="ok")
        if duty.kind == "revoke":
            return shared.Revoked(**known, receipt="ok")
        if duty.kind == "notify":
            return shared.Notified(**known, to=self.told(case, duty), receipt="ok")
        return shared.Notified(**known, receipt=self._tell(duty))

    def _tell(self, duty: Duty) -> str:
        target, detail = CaseId(duty.to), duty.detail
        given = detail.get("command_id")
        named = kind_of(target) if duty.kind == "open" else target
        command = UUID(str(given)) if given else duty_command_id(duty.event, duty.name, named)
        try:
            self._take(target, str(detail["command"]), detail.get("content", {}), MACHINE, command)
        except Refused as no:
            return f"refused: {no.key} ({no.clause})"
        return "done"

    def told(self, case: CaseId, duty: Duty) -> tuple[PersonId, ...]:
        """Who hears of a duty just now."""
        found = DECIDERS[kind_of(case)].recipients(self.cases[case], duty, self.rules(self.cases[case].plan), self.now)
        return tuple(holder.person for holder in found)

    def can(self, case: CaseId, command: str) -> list[str]:
        """Who may give this command now."""
        found = DECIDERS[kind_of(case)].offers(self.cases[case], self.rules(self.cases[case].plan), self.now)
        return [self.org.people[holder.person].handle for offer in found if offer.command == command for holder in offer.who]

    def linked(self, case: CaseId, relation: str) -> CaseId:
        """The case that is this to that one, which must have been opened."""
        found: CaseId | None = self.cases[case].linked(relation)  # type: ignore[attr-defined] # cases of kinds that link
        assert found is not None
        assert found in self.cases, relation
        return found

    # --- judging --------------------------------------------------------------------------------

    def judge(self, case: CaseId, plan: str, command: Any, by: Actor, command_id: UUID, asked_at: datetime | None = None) -> list[Any]:
        decider, known, rules = DECIDERS[kind_of(case)], self.cases.get(case), self.rules(plan)
        asked = Asked(case=case, id=command_id, command=command, by=by, at=asked_at or self.now, now=self.now, pack="p")
        decision = decider.decide(known, asked, rules)
        assert decider.decide(known, asked, rules) == decision, "the same command meets the same answer"
        _reads_what_it_said(decision, decider.claims(known, asked, rules))
        for event in decision.events:
            recorded = self._written(event, asked, known)
            known = decider.evolve(known, recorded)
        if known is not None:
            self.cases[case] = known
            assert len({(duty.event, duty.name) for duty in known.owed}) == len(known.owed), "each duty has a key of its own"
        for told in decision.for_claims:
            claim = self.held.get(told.claim, Claim(key=told.claim))
            recorded = Recorded(event=wired(told.event), id=command_id, version=claim.version + 1, happened_at=self.now, by=by.id)
            self.held[told.claim] = claims.evolve(claim, recorded)
        return list(decision.events)

    def _written(self, event: Any, asked: Asked, known: Any) -> Recorded:
        version = known.version + 1 if known else 1
        recorded = Recorded(
            event=wired(event),
            id=event_id(asked.id, kind_of(asked.case), uuid_of(asked.case), version),
            version=version,
            happened_at=max(asked.at, known.last_at) if known else asked.at,
            by=asked.by.id,
            case=asked.case,
        )
        self.events.setdefault(asked.case, []).append(recorded)
        return recorded
