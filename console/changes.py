"""What the log tells of cases, and who may hear it: worked out once for each change, never once for each listener."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from console.backend import Backend
from domain import reading, telling
from domain.deciders import DECIDERS
from domain.kernel import SYSTEM, CaseId, PersonId, Recorded, kind_of, uuid_of
from domain.organisation import Organisation
from domain.policy import Permit, ReadingRules
from domain.reading import Reach
from domain.rules import Rules
from eventlog.errors import Unavailable
from eventlog.port import Positioned, StoredEvent, Stream
from views.errors import NotBuilt
from views.kinds import KINDS
from views.telling import id_of, recorded
from views.veil import reporter_of, without

KEPT = 2000
"""Cases whose fold is kept in memory, so that their next event is all that must be read."""
WAIT_FOR_NUMBER_S = 0.3
AT_WORK = frozenset({"clock.ran_out", "duty.failed"})
"""What clocks and duties do that people want to see at once."""


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Who may see a case: by a part in it, by being asked, or by what the pack lets them read. Answers are remembered."""

    rules: ReadingRules
    organisation: Organisation
    at: datetime
    parts: frozenset[PersonId]
    asked: frozenset[PersonId]
    department: str
    plan: str
    about: PersonId
    """Who sees it only by a part in it."""
    readers: tuple[Permit, ...] | None
    """Whom the case's plan itself names: then nobody else reads it."""
    reaches: dict[PersonId, Reach]
    """What each person's reach is under these rules and this organisation; shared by all changes under the same."""

    def has(self, person: PersonId) -> bool:
        """The same answer as `domain.reading.sight` gives."""
        who = self.organisation.people.get(person)
        if who is None or not who.active:
            return False
        if person in self.parts or person in self.asked:
            return True
        if person == self.about:
            return False
        if self.readers is not None:
            return reading.permitted(self.readers, self.organisation, person) is not None
        reach = self.reaches.get(person)
        if reach is None:
            reach = self.reaches[person] = reading.reach(self.rules, self.organisation, person, self.at)
        return reach.everything or self.department in reach.departments or self.plan in reach.plans


@dataclass(frozen=True, kw_only=True)
class Change:
    """One event of a case. `leads`: the first that a command caused and people want to see; lines are told of these alone."""

    position: int
    case: CaseId
    number: str | None
    version: int
    type: str
    at: datetime
    by: PersonId
    data: Mapping[str, Any] = field(repr=False)
    leads: bool
    rules: Rules = field(repr=False)
    audience: Audience = field(repr=False)
    withheld: Callable[[PersonId], bool] = field(repr=False)
    """Whether somebody who may see the case is not told of this."""
    concerned: frozenset[PersonId]
    """Of whom something was or is asked, before this or after it."""

    said: dict[str, str] = field(default_factory=dict, repr=False)
    """How pages say it in each language, and the API; made when it is first wanted, the same for all who hear it."""

    @property
    def as_json(self) -> str:
        """For programs."""
        said = {"case": self.case, "number": self.number, "version": self.version, "type": self.type, "at": self.at.isoformat()}
        return json.dumps(said, ensure_ascii=False)


@dataclass(slots=True, kw_only=True)
class _Known:
    """A case as far as it is folded."""

    state: Any = None
    version: int = 0
    parts: set[PersonId] = field(default_factory=set)
    asked: frozenset[PersonId] = frozenset()
    number: str | None = None


class Watch:
    """Turns what the log tells into changes. Keeps the cases that it saw last."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._known: OrderedDict[CaseId, _Known] = OrderedDict()
        self._reaches: dict[tuple[str, str], dict[PersonId, Reach]] = {}

    async def changes(self, batch: Sequence[Positioned]) -> list[Change]:
        """The changes of cases in these events, in the order of the log. Raises `Unavailable`."""
        found: list[Change] = []
        of_cases = sorted((one for one in batch if one.event.stream.category in KINDS), key=lambda one: (id_of(one.event), one.position))
        for case, events in groupby(of_cases, key=lambda one: id_of(one.event)):
            found += await self._of(case, list(events))
        return sorted(found, key=lambda change: change.position)

    async def _of(self, case: CaseId, batch: Sequence[Positioned]) -> list[Change]:
        known = self._known.get(case)
        if known is None or known.version < batch[0].event.version - 1:
            known = await self._read(case, batch[0].event.version - 1)
        self._known[case] = known
        self._known.move_to_end(case)
        before = known.asked
        for one in batch:
            _take_in(known, one.event)
        rules = self._rules(known)
        known.asked = DECIDERS[kind_of(case)].asked(known.state, rules, self._backend.now())
        known.number = known.number or await self._number(case)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return self._told(case, known, rules, batch, before | known.asked)

    async def _read(self, case: CaseId, version: int) -> _Known:
        """The case as it stood at this version, with whom it asked then."""
        known = _Known()
        events = await self._backend.log.read(_stream(case))
        for event in events[:version]:
            _take_in(known, event)
        if known.state is not None:
            known.asked = DECIDERS[kind_of(case)].asked(known.state, self._rules(known), self._backend.now())
        return known

    def _told(self, case: CaseId, known: _Known, rules: Rules, batch: Sequence[Positioned], concerned: frozenset[PersonId]) -> list[Change]:
        audience = self._audience(known, rules)
        leading, hidden = _leading(kind_of(case), batch), reporter_of(known.state)
        return [
            Change(
                position=one.position,
                case=case,
                number=known.number,
                version=one.event.version,
                type=one.event.type,
                at=one.event.happened_at,
                by=without(_by(one.event), hidden),
                data=without(json.loads(one.event.data), hidden),
                leads=one.position in leading,
                rules=rules,
                audience=audience,
                withheld=partial(_withheld, case, known.state, recorded(KINDS[kind_of(case)], one.event)),
                concerned=concerned,
            )
            for one in batch
        ]

    def _audience(self, known: _Known, rules: Rules) -> Audience:
        pack, organisation = known.state.pack, rules.organisation
        reaches = self._reaches.setdefault((pack, organisation.digest), {})
        if len(self._reaches) > 8:
            self._reaches = {(pack, organisation.digest): reaches}
        return Audience(
            rules=self._backend.governed.pack(pack).reading,
            organisation=organisation,
            at=self._backend.now(),
            parts=frozenset(known.parts),
            asked=known.asked,
            department=known.state.department,
            plan=known.state.plan,
            about=telling.concerned(kind_of(known.state.id), known.state),
            readers=rules.plan.readers,
            reaches=reaches,
        )

    def _rules(self, known: _Known) -> Rules:
        return self._backend.governed.rules(known.state.plan, known.state.pack, self._backend.now(), {})

    async def _number(self, case: CaseId) -> str | None:
        """The lists give a case its number a moment after its first event; where they are behind, it is told without."""
        try:
            await self._backend.reader.at_least(case, 1, within=WAIT_FOR_NUMBER_S)
            return await self._backend.reader.number_of(case)
        except (Unavailable, NotBuilt):
            return None


def _stream(case: CaseId) -> Stream:
    return Stream(category=kind_of(case), id=uuid_of(case))


def _take_in(known: _Known, event: StoredEvent) -> None:
    """Fold one more event, unless it is folded already."""
    if event.version <= known.version:
        return
    kind = event.stream.category
    one: Recorded = recorded(KINDS[kind], event)
    known.state = KINDS[kind].evolve(known.state, one)
    known.parts |= {one.by, *DECIDERS[kind].people_in(one.event)} - {SYSTEM}
    known.version = event.version


def _withheld(case: CaseId, state: Any, event: Recorded, person: PersonId) -> bool:
    """As its page withholds it; of a machine as of somebody without a part."""
    return telling.withheld(kind_of(case), state, [event], person).get(event.version, frozenset()) is None


def _by(event: StoredEvent) -> PersonId:
    return PersonId(json.loads(event.meta).get("by", {}).get("id", SYSTEM))


def _leading(kind: str, batch: Sequence[Positioned]) -> frozenset[int]:
    """The positions of the first event of each command that is no small print."""
    found: dict[UUID | None, int] = {}
    for one in batch:
        if one.event.type.startswith((f"{kind}.", "room.")) or one.event.type in AT_WORK:
            found.setdefault(one.event.command_id, one.position)
    return frozenset(found.values())
