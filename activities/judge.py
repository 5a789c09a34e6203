"""Where a case's commands are judged: load, decide, append. The only place where domain and log meet.

The order of things: read what came → known id? answer from the log → who asks, and who vouches → as of which instant →
the decider → append with the versions that were seen. Someone was quicker? Load and decide again.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid5

from opentelemetry import propagate
from temporalio import activity

from activities.answering import Answering, refusal_of
from activities.governed import Governed
from activities.histories import Histories, History, claim_told, recorded, told
from activities.personal import is_sealed, request_digest, seal, sealed_for
from activities.received import Received, read
from activities.refusals import Refusals, Refusing, refusal_out, shown
from activities.vouching import OURSELVES, Vouched, vouch
from activities.wire import Entry, JudgeAsk, Judged, Outcome, Refusal
from activities.writing import Page, actor_out, as_recorded, writes
from domain import calendar
from domain.claims import Claim
from domain.clocks import next_due
from domain.deciders import DECIDERS
from domain.kernel import SYSTEM, Asked, CaseId, ClaimKey, Decision, Refused, Unavailable, clock_command_id, uuid_of
from domain.policy import Pack, Plan
from domain.rules import Rules
from domain.shapes import FROM_THE_SYSTEM, canonical, command_in, personal
from eventlog.errors import CommandReused, VersionConflict
from eventlog.keyring import Keyring
from eventlog.port import CommandEntry, EventLog, Stream
from eventlog.port import Recorded as Row

_NOBODY = {"by": {"id": "", "department": "", "posts": [], "machine": False, "basis": ""}}
_PER_MINUTE = 30
_LONGEST_PAUSE_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeSettings:
    """What an installation decides about judging."""

    unsigned_allowed: bool = False
    """Take commands that no door signed, and mark them so. Never in production."""
    duty_within: timedelta = timedelta(hours=24)
    """After this long of trying, a duty counts as failed."""
    cases_kept: int = 10_000
    tries: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command while it is judged: what came, where the case stands, what its row will say was asked."""

    ask: JudgeAsk
    received: Received
    history: History
    digest: bytes

    @property
    def case(self) -> CaseId:
        """Whom it concerns."""
        return CaseId(self.ask.case)

    @property
    def arrived(self) -> datetime:
        """The workflow's clock when it came in."""
        return self.ask.entry.arrived if self.ask.entry else self.ask.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A command ready for the decider."""

    asked: Asked
    rules: Rules
    page: Page


class Judge:
    """Judges the commands of all cases, for as many workers as there are: the log is the lock."""

    def __init__(
        self,
        log: EventLog,
        governed: Governed,
        keyring: Keyring,
        settings: JudgeSettings,
        *,
        deciders: Mapping[str, Any] = DECIDERS,
    ) -> None:
        self._log = log
        self._governed = governed
        self._keyring = keyring
        self._settings = settings
        self._deciders = deciders
        self._histories = Histories(settings.cases_kept)
        self._refusals = Refusals(log)

    @activity.defn(name="judge")
    async def judge(self, ask: JudgeAsk) -> Judged:
        """Judge what came in, or the clock that is due, or only look. Raises `Unavailable`: try again, nothing happens twice."""
        if not self._is_case(ask):
            return Judged(outcome="refused", version=0, stage="", closed=True, refusal=Refusal(clause="house:form", key="unknown_case"))
        for attempt in range(self._settings.tries):
            try:
                return await self._once(ask)
            except VersionConflict:
                self._histories.forget(ask.case)
                await asyncio.sleep(random.uniform(0, min(0.005 * 2**attempt, _LONGEST_PAUSE_S)))  # noqa: S311 - jitter, no secret
        raise Unavailable(f"{ask.case}: somebody else was quicker {self._settings.tries} times")

    def _is_case(self, ask: JudgeAsk) -> bool:
        try:
            uuid_of(CaseId(ask.case))
        except ValueError:
            return False
        return ask.kind in self._deciders and ask.case.startswith(f"{ask.kind}-")

    async def _once(self, ask: JudgeAsk) -> Judged:
        if ask.entry is not None:
            return await self._came_in(ask, ask.entry)
        _, history = await self._load(ask, None)
        return await self._time_passed(ask, history) if ask.clock else self._judged("moot", ask, history)

    async def _load(self, ask: JudgeAsk, command: UUID | None) -> tuple[Row | None, History]:
        """The command's row; the case, governance, and the claims that the case asked for last, up to now; in one round trip."""
        known = self._histories.of(ask.case)
        reads = [
            (Stream(category=ask.kind, id=uuid_of(CaseId(ask.case))), known.version),
            (self._governed.stream, self._governed.version),
            *((_claim_stream(key), claim.version) for key, claim in known.claims.items()),
        ]
        row, (events, governance, *news) = await self._log.load(command, reads)
        self._governed.absorb(governance)
        claims = {key: claim_told(claim, new) for (key, claim), new in zip(known.claims.items(), news, strict=True)}
        history = told(self._deciders[ask.kind], replace(known, claims=claims), (recorded(each, ask.case) for each in events))
        self._histories.keep(ask.case, history)
        return row, history

    # --- what came in -----------------------------------------------------------------------------

    async def _came_in(self, ask: JudgeAsk, entry: Entry) -> Judged:
        try:
            received = read(entry)
        except Refused as no:
            return await self._unreadable(ask, entry, no)
        row, history = await self._load(ask, received.id)
        command = Command(ask=ask, received=received, history=history, digest=await self._digest(ask, received))
        if row is None:
            return await self._decide(command)
        if row.request_digest == command.digest:
            return self._as_recorded(row, command)
        if entry.duty:  # somebody used up the id of a duty's end; the duty ends all the same
            return await self._unforeseen(command)
        return await self._refuse(command, Refused("house:form", "id_reused", field="id"), OURSELVES, reused=True)

    async def _unreadable(self, ask: JudgeAsk, entry: Entry, no: Refused) -> Judged:
        received = Received(id=UUID(entry.id), name=entry.name, content={"unreadable": entry.digest or entry.body}, payload={})
        row, history = await self._load(ask, received.id)
        command = Command(ask=ask, received=received, history=history, digest=await self._digest(ask, received))
        return self._as_recorded(row, command) if row else await self._refuse(command, no, None)

    async def _digest(self, ask: JudgeAsk, received: Received) -> bytes:
        """As the door took it, or for a bare command taken here, where the door is."""
        if received.digest is not None:
            return received.digest
        asked = {name: value for name, value in received.content.items() if name != "shown"}
        said = received.content.get("shown", "")
        return await request_digest(
            self._keyring,
            case=ask.case,
            command=received.name,
            by=received.by,
            content=asked,
            shown=said if isinstance(said, str) else "",
        )

    async def _time_passed(self, ask: JudgeAsk, history: History) -> Judged:
        """The clock that is due first. Nothing due leaves no trace; its id may come again."""
        clock = next_due(history.state.clocks) if history.state is not None else None
        if clock is None or clock.due is None or clock.due > ask.now:
            return self._judged("moot", ask, history)
        content = {"clock": clock.name, "due": clock.due.isoformat()}
        named = clock_command_id(CaseId(ask.case), clock.name, clock.due)
        received = Received(id=named, name="time_passed", content=content, payload={}, by=SYSTEM)
        command = Command(ask=ask, received=received, history=history, digest=await self._digest(ask, received))
        return await self._decide(command)

    async def _unforeseen(self, command: Command) -> Judged:
        """Our own command's id is taken, yet what it says is true and not told: tell it under the next id.

        A clock may be armed again for an instant at which it ran out before; and anybody can guess an id and use it up.
        """
        again = uuid5(command.received.id, f"again/{command.history.version}")
        return await self._decide(replace(command, received=replace(command.received, id=again)))

    # --- the decision -----------------------------------------------------------------------------

    async def _decide(self, command: Command) -> Judged:
        vouched: Vouched | None = None
        try:
            vouched = self._who(command)
            heard = await self._hear(command, vouched)
            decision = self._decider(command).decide(command.history.state, heard.asked, heard.rules)
        except Refused as no:
            return await self._refuse(command, no, vouched)
        return await self._append(command, heard, decision)

    def _decider(self, command: Command) -> Any:
        return self._deciders[command.ask.kind]

    def _who(self, command: Command) -> Vouched:
        received, ours = command.received, command.ask.clock or bool(command.received.duty)
        if not ours and received.name in FROM_THE_SYSTEM:
            raise Refused("house:form", "from_the_system", field="command", command=received.name)
        if command.history.state is None and received.name not in self._decider(command).OPENINGS:
            raise Refused("house:form", "unknown_case", case=command.case)
        if ours:
            return OURSELVES
        return vouch(received, command.case, self._governed, command.arrived, unsigned_allowed=self._settings.unsigned_allowed)

    async def _hear(self, command: Command, vouched: Vouched) -> Heard:
        """The command as the decider is asked it: its plan, its instant, its personal fields sealed, the claims it must see."""
        received, state = command.received, command.history.state
        wanted = command_in(command.ask.kind, received.name, received.content)
        plan, pack = self._plan(state, wanted, command.arrived)
        content = await self._sealed(command, plan, vouched)
        at = self._instant(command, vouched, pack)
        asked = Asked(
            case=command.case,
            id=received.id,
            command=wanted if content is received.content else command_in(command.ask.kind, received.name, content),
            by=vouched.actor,
            at=at,
            now=max(command.ask.now, at),
            pack=pack.digest,
        )
        rules = self._governed.rules(plan.name, pack.digest, at)
        keys = self._decider(command).claims(state, asked, rules)
        if keys:
            rules = replace(rules, claims=await self._claims(keys, command.history))
        return Heard(asked=asked, rules=rules, page=self._page(command, vouched, asked))

    def _plan(self, state: Any, wanted: Any, at: datetime) -> tuple[Plan, Pack]:
        """A case keeps the pack that it was opened under; an opening takes the one in force."""
        if state is None:
            return self._governed.plan(wanted.plan, at)
        pack = self._governed.pack(state.pack)
        return pack.plans[state.plan], pack

    async def _sealed(self, command: Command, plan: Plan, vouched: Vouched) -> Mapping[str, Any]:
        """For a bare command the door is here. What a door signed is sealed already; if not, it is now."""
        received = command.received
        found = personal(command.ask.kind, received.name, received.content, plan)
        people = self._governed.organisation(command.arrived).people
        paths = [(path, sealed_for(whose, case=command.ask.case, by=vouched.actor.id, people=people)) for path, whose in found]
        if "signature" in vouched.mark and all(is_sealed(_at(received.content, path)) for path, _ in paths):
            return received.content
        if not paths and vouched is OURSELVES:
            return received.content
        return await seal(received.content, paths, received.id, self._keyring)

    def _instant(self, command: Command, vouched: Vouched, pack: Pack) -> datetime:
        """The signed instant of asking, unless it lies in the future or too far back; else when it arrived."""
        at, asked_at = command.arrived, vouched.asked_at
        if asked_at is not None and asked_at <= at:
            limit = calendar.due(self._governed.calendar(at), asked_at, pack.settings.late_delivery)
            at = asked_at if at <= limit else at
        cause = command.received.cause
        return max(at, cause.at) if cause is not None and vouched.actor.machine else at

    async def _claims(self, keys: tuple[ClaimKey, ...], history: History) -> Mapping[ClaimKey, Claim]:
        """These claims; a round trip only for those that did not come with the case."""
        missing = [key for key in keys if key not in history.claims]
        _, found = await self._log.load(None, [(_claim_stream(key), 0) for key in missing]) if missing else (None, [])
        read = {key: claim_told(Claim(key=key), events) for key, events in zip(missing, found, strict=True)}
        return {key: read[key] if key in read else history.claims[key] for key in keys}

    def _page(self, command: Command, vouched: Vouched, asked: Asked) -> Page:
        last = command.history.last_at
        return Page(
            case=command.case,
            command=asked.id,
            by=vouched.actor.id,
            at=max(asked.at, last) if last is not None else asked.at,
            meta={**self._meta(command, vouched), "pack": asked.pack},
        )

    def _meta(self, command: Command, vouched: Vouched | None) -> dict[str, Any]:
        if vouched is None:
            return dict(_NOBODY)
        received = command.received
        meta: dict[str, Any] = {"by": actor_out(vouched.actor), **vouched.mark}
        if vouched.asked_at is not None:
            meta["asked_at"] = vouched.asked_at.isoformat()
        if received.cause is not None:
            meta["cause"] = str(received.cause.event)
        elif "event" in received.content and received.duty:
            meta["cause"] = str(received.content["event"])
        if received.on_behalf_of:
            meta["on_behalf_of"] = received.on_behalf_of
        trace: dict[str, str] = {}
        propagate.inject(trace)
        return {**meta, "trace": trace["traceparent"]} if "traceparent" in trace else meta

    async def _append(self, command: Command, heard: Heard, decision: Decision) -> Judged:
        moot = not decision.events and not decision.for_claims
        if moot and command.ask.clock:
            return self._judged("moot", command.ask, command.history)
        new = as_recorded(heard.page, decision, command.history.version)
        history = told(self._decider(command), command.history, new)
        agenda = self._decider(command).agenda(history.state)
        outcome: Literal["moot", "done"] = "moot" if moot else "done"
        answer = canonical({"version": history.version, "stage": agenda.stage})
        row = CommandEntry(id=heard.asked.id, request_digest=command.digest, outcome=outcome, answer=answer)
        written = () if moot else writes(heard.page, decision, command.history.version, heard.rules.claims)
        ours = command.ask.clock or bool(command.received.duty)
        try:
            appended = await self._log.append(row, written)
        except CommandReused:
            if ours:
                return await self._unforeseen(command)
            raise VersionConflict(_stream(command), command.history.version, command.history.version) from None
        if appended.duplicate and command.ask.clock:
            return await self._unforeseen(command)
        if appended.duplicate and appended.command is not None:
            _, fresh = await self._load(command.ask, None)
            return self._as_recorded(appended.command, replace(command, history=fresh))
        self._histories.keep(command.ask.case, replace(history, claims=heard.rules.claims))
        return self._judged(outcome, command.ask, history)

    # --- answers ----------------------------------------------------------------------------------

    async def _refuse(self, command: Command, no: Refused, vouched: Vouched | None, *, reused: bool = False) -> Judged:
        """Write the refusal down, and answer with it, or with what was answered before."""
        received, entry = command.received, command.ask.entry
        refusing = Refusing(
            case=uuid_of(command.case),
            command=received.id,
            name=received.name,
            digest=command.digest,
            no=no,
            content=canonical(dict(received.content)) if received.payload or entry is None else shown(entry),
            meta=self._meta(command, vouched),
            at=command.arrived,
            reused=reused,
        )
        actor = vouched.actor.id if vouched else f"nobody/{command.case}"
        row = await self._refusals.record(refusing, actor, self._per_minute(command))
        if row is not None and row.duplicate and row.command is not None:
            return self._as_recorded(row.command, command)
        return self._judged("refused", command.ask, command.history, refusal_of(refusal_out(no)))

    def _per_minute(self, command: Command) -> int:
        state = command.history.state
        return self._governed.pack(state.pack).settings.refusals_per_minute if state is not None else _PER_MINUTE

    def _as_recorded(self, row: Row, command: Command) -> Judged:
        """The answer of old, whatever happened since; the agenda of now."""
        said = json.loads(row.answer).get("refusal")
        refusal = refusal_of(said) if said else None
        return self._judged(row.outcome, command.ask, command.history, refusal)

    def _judged(self, outcome: Outcome, ask: JudgeAsk, history: History, refusal: Refusal | None = None) -> Judged:
        answering = Answering(governed=self._governed, within=self._settings.duty_within)
        return answering.judged(self._deciders[ask.kind], outcome, ask, history, refusal)


def _claim_stream(key: ClaimKey) -> Stream:
    return Stream(category="claim", id=key.stream)


def _stream(command: Command) -> Stream:
    return Stream(category=command.ask.kind, id=uuid_of(command.case))


def _at(content: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = content
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value
