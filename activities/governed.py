"""Governed data as of an instant: pack, calendar, organisation with its stand-ins, door keys; folded once and kept.

One read of what came after the known version brings it up to date (`refresh`). Whoever reads more of the log in the same
round trip takes `stream` and `version` along and hands the events to `absorb`. Names and addresses stay sealed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import uuid5
from zoneinfo import ZoneInfo

from activities.histories import recorded
from domain import governance
from domain.calendar import Calendar
from domain.claims import Claim
from domain.governance import DoorKey, Governance, Token, What
from domain.kernel import BYLAW, CaseId, ClaimKey, Refused
from domain.organisation import Organisation, Shift, StandIn
from domain.policy import Pack, Plan
from domain.rules import Rules
from eventlog.errors import Corrupt
from eventlog.port import EventLog, StoredEvent, Stream
from packs import read

STREAM: Final = Stream(category="governance", id=uuid5(BYLAW, "governance"))
CASE: Final = CaseId(f"governance-{STREAM.id}")
"""What a signature over a governance command names as its case."""


class Governed:
    """The governance stream as this process knows it. Synchronous look-ups; Refused where nothing was adopted yet."""

    stream: Final = STREAM

    def __init__(self, log: EventLog | None = None) -> None:
        self._log = log
        self._state = governance.NOTHING
        self._packs: dict[str, Pack] = {}
        self._calendars: dict[str, Calendar] = {}
        self._organisations: dict[str, Organisation] = {}
        self._roster: _Roster | None = None

    @property
    def state(self) -> Governance:
        """The fold itself."""
        return self._state

    @property
    def version(self) -> int:
        """How far the stream is known."""
        return self._state.version

    def absorb(self, events: Iterable[StoredEvent]) -> None:
        """Take in events of the stream; those known already are skipped. Raises `Corrupt` when one is missing."""
        for stored in events:
            if stored.version > self.version + 1:
                raise Corrupt(f"governance goes on with version {stored.version} after {self.version}")
            if stored.version == self.version + 1:
                self._state = governance.evolve(self._state, recorded(stored, CASE))

    async def refresh(self, log: EventLog | None = None) -> None:
        """Read what came since. Raises `Unavailable`."""
        source = log or self._log
        if source is None:
            raise TypeError("no log to read from")
        self.absorb(await source.read(self.stream, self.version))

    # --- as of an instant ---------------------------------------------------------------------

    def pack(self, digest: str) -> Pack:
        """A pack that was proposed or adopted at any time, by its digest. Refused when there is none."""
        if digest not in self._packs:
            self._packs[digest] = replace(read.pack(self._document(digest)), digest=digest)
        return self._packs[digest]

    def pack_at(self, at: datetime) -> Pack:
        """The pack under which cases were opened at the instant."""
        return self.pack(self._in_force("pack", at))

    def plan(self, name: str, at: datetime) -> tuple[Plan, Pack]:
        """A plan of the pack in force at the instant. Refused (house:form) when it has none of this name."""
        pack = self.pack_at(at)
        return _plan(pack, name), pack

    def calendar(self, at: datetime) -> Calendar:
        """The calendar in force at the instant."""
        digest = self._in_force("calendar", at)
        if digest not in self._calendars:
            self._calendars[digest] = read.calendar(self._document(digest))
        return self._calendars[digest]

    def organisation(self, at: datetime) -> Organisation:
        """The organisation in force at the instant, with the stand-ins and the roster known by then."""
        base = self.organisation_of(self._in_force("organisation", at))
        windows = governance.stand_ins(self._state, at)
        shifts = self._shifts(at)
        if not windows and not shifts:
            return base
        return replace(base, stand_ins=tuple(_stand_in(window) for window in windows), shifts=shifts)

    def _shifts(self, at: datetime) -> tuple[Shift, ...]:
        """The roster as known at the instant, in the organisation's zone: kept until something changes it or a window ends."""
        if not self._state.duties:
            return ()
        if self._roster is None or not self._roster.covers(self._state, at):
            self._roster = _roster(self._state, ZoneInfo(self.calendar(at).zone), at)
        return self._roster.shifts

    def organisation_of(self, digest: str) -> Organisation:
        """An organisation by its digest, without stand-ins."""
        if digest not in self._organisations:
            self._organisations[digest] = replace(read.organisation(self._document(digest)), digest=digest)
        return self._organisations[digest]

    def organisations(self) -> Sequence[Organisation]:
        """Every organisation that was ever in force, oldest first, without stand-ins: whoever left is still called by name."""
        adopted = (each.digest for each in self._state.adopted if each.what == "organisation")
        return [self.organisation_of(digest) for digest in dict.fromkeys(adopted)]

    def door_key(self, key: str, at: datetime) -> DoorKey | None:
        """The door key, if it was believed at the instant."""
        return governance.door_key(self._state, key, at)

    def token(self, digest: str, at: datetime) -> Token | None:
        """The machine's token whose secret has this digest, if it lets somebody in at the instant."""
        return governance.token_by_digest(self._state, digest, at)

    def rules(self, plan: str, pack: str, at: datetime, claims: Mapping[ClaimKey, Claim] | None = None) -> Rules:
        """What a decision may know: a plan of the pack that the case runs under; everything else as of the instant."""
        found = self.pack(pack)
        return Rules(
            plan=_plan(found, plan),
            settings=found.settings,
            calendar=self.calendar(at),
            organisation=self.organisation(at),
            claims=claims or {},
        )

    def _in_force(self, what: What, at: datetime) -> str:
        found = governance.in_force(self._state, what, at)
        if found is None:
            raise Refused("house:governed", "nothing_adopted")
        return found.digest

    def _document(self, digest: str) -> governance.Document:
        found = self._state.documents.get(digest)
        if found is None:
            raise Refused("house:governed", "no_such_proposal", digest=digest[:80])
        return found


def _plan(pack: Pack, name: str) -> Plan:
    found = pack.plans.get(name)
    if found is None:
        raise Refused("house:form", "no_such_plan", field="plan", plan=name[:80])
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Roster:
    """The windows of `version`, as they are from `since` (in) until the first of them ends (out); None: for ever."""

    version: int
    since: datetime
    until: datetime | None
    shifts: tuple[Shift, ...]

    def covers(self, state: Governance, at: datetime) -> bool:
        """Whether nothing of it is otherwise at the instant."""
        return self.version == state.version and self.since <= at and (self.until is None or at < self.until)


def _roster(state: Governance, zone: ZoneInfo, at: datetime) -> _Roster:
    known = governance.duties(state, at)
    past = state.last_at is not None and at < state.last_at  # what is known then may be otherwise a moment later
    over = [each.end for each in state.duties.values() if each.end <= at]  # whoever looks back before one of these sees it again
    return _Roster(
        version=state.version,
        since=at if past else max([state.last_at or at, *over]),
        until=at if past else min((each.end for each in known), default=None),
        shifts=tuple(_shift(each, zone) for each in known),
    )


def _shift(duty: governance.Duty, zone: ZoneInfo) -> Shift:
    start, end = duty.start.astimezone(zone), duty.end.astimezone(zone)
    return Shift(id=duty.id, post=duty.post, person=duty.person, start=start, end=end, uid=duty.uid)


def _stand_in(window: governance.StandInSet) -> StandIn:
    return StandIn(id=window.id, absent=window.absent, stand_in=window.stand_in, start=window.start, end=window.end, reason=window.reason)
