"""The direct path of governance: load, decide, append, with no workflow between, since no clock runs here and nothing is owed.

The order of things is that of `judge`: known id? answer from the log → who asks, and is it vouched for → personal fields
sealed → the decider → append with the version that was seen; someone was quicker? load and decide again.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID, uuid4

from opentelemetry import propagate

from activities.governed import CASE, STREAM, Governed
from activities.grounds import Grounds, grounds
from activities.personal import raw_digest, request_digest, seal
from activities.refusals import Refusals, Refusing
from activities.signatures import check_public, verify
from activities.writing import Page, actor_out, writes
from domain import governance
from domain.governance.facts import (
    AddDoorKey,
    AdoptFirst,
    CalendarAdopted,
    DutyAssigned,
    DutySwapped,
    DutyWithdrawn,
    OrganisationChanged,
    StandInEnded,
    StandInSet,
)
from domain.kernel import Actor, Asked, CaseId, Decision, PersonId, Refused, Unavailable
from domain.organisation import Organisation
from domain.shapes import canonical, command_in
from eventlog.errors import CommandReused, VersionConflict
from eventlog.keyring import Keyring
from eventlog.port import CommandEntry, EventLog
from eventlog.port import Recorded as Row

TRIES: Final = 20
REFUSALS_PER_MINUTE: Final = 30
"""Where no pack says otherwise yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """What an accepted change may concern, for whoever wakes the open cases.

    `everything`: all of them, because a calendar or more than single people changed, or because it is not known any more.
    """

    people: frozenset[PersonId] = frozenset()
    posts: frozenset[str] = frozenset()
    everything: bool = False


Wake = Callable[[Affected], Awaitable[Sequence[CaseId]]]
"""Which open cases are concerned; may wake them itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Governing:
    """A governance command as it came, before anything is believed. `at` is this process's clock, never the sender's."""

    command: str
    content: Mapping[str, Any]
    by: str
    at: datetime
    id: UUID = field(default_factory=uuid4)
    signature: Mapping[str, Any] | None = None
    asked_at: str = ""
    """As it was signed, to the letter; beside a signature only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it. `made` names what there is now: digests, ids of stand-ins, ids of keys."""

    outcome: Literal["done", "moot", "refused"]
    version: int
    made: tuple[str, ...] = ()
    refusal: Refused | None = None
    wake: tuple[CaseId, ...] = ()


class Governor:
    """Takes governance commands to the log. `unsigned_allowed` only where Bylaw is tried out."""

    def __init__(
        self, log: EventLog, governed: Governed, keyring: Keyring, *, unsigned_allowed: bool = True, wake: Wake | None = None
    ) -> None:
        self._log = log
        self._governed = governed
        self._keyring = keyring
        self._unsigned_allowed = unsigned_allowed
        self._wake = wake
        self._refusals = Refusals(log)

    async def govern(self, asked: Governing) -> Outcome:
        """Judge and record a command; the same id again gives the same outcome. Raises `Unavailable`: send it again."""
        digest, unreadable = await self._digest(asked)
        for _ in range(TRIES):
            row, (events,) = await self._log.load(asked.id, [(STREAM, self._governed.version)])
            self._governed.absorb(events)
            if row is not None:
                return await self._known(row, asked, digest)
            try:
                if unreadable:
                    raise unreadable
                return await self._judge(asked, digest)
            except VersionConflict:
                continue
            except Refused as no:
                return await self._refuse(asked, digest, no)
        raise Unavailable("governance is changing too quickly")

    async def _digest(self, asked: Governing) -> tuple[bytes, Refused | None]:
        try:
            return await request_digest(self._keyring, case=CASE, command=asked.command, by=asked.by, content=asked.content), None
        except Refused as no:
            return await raw_digest(self._keyring, repr(sorted(map(str, asked.content))).encode()), no

    async def _judge(self, asked: Governing, digest: bytes) -> Outcome:
        """One try: VersionConflict when somebody was quicker."""
        state = self._governed.state
        at = max(asked.at, state.last_at or asked.at)
        mark = self._vouched(asked, at)
        found = grounds(asked.command, asked.content, asked.by, self._governed, at)
        sealed = await seal(found.content, governance.personal(asked.command, found.content, found.actor.id), asked.id, self._keyring)
        command = command_in("governance", asked.command, sealed)
        _check_keys(command)
        to_judge = Asked(case=CASE, id=asked.id, command=command, by=found.actor, at=at, now=at)
        decision = governance.decide(state, to_judge, found.ground)
        return await self._append(asked, digest, decision, found, mark, at)

    def _vouched(self, asked: Governing, at: datetime) -> Mapping[str, Any]:
        """What the event keeps of how it is known who asked. Refused (house:signature) when nobody believable vouches."""
        first = asked.command == "adopt_first" and not self._governed.version  # nobody could have signed yet
        if asked.signature is None and (self._unsigned_allowed or first):
            return {"unsigned": True}
        payload = {**asked.content, "id": str(asked.id), "by": asked.by, "asked_at": asked.asked_at, "signature": asked.signature}
        voucher = verify(payload, case=CASE, command=asked.command, keys=lambda key: self._governed.door_key(key, at), now=at)
        if voucher.machine is not None:
            raise Refused("house:signature", "signature_not_for_person", field="by")
        return {"signature": dict(asked.signature or {})}

    async def _append(
        self, asked: Governing, digest: bytes, decision: Decision, found: Grounds, mark: Mapping[str, Any], at: datetime
    ) -> Outcome:
        version = self._governed.version
        meta = {**_meta(asked, found.actor), **mark}
        page = Page(case=CASE, command=asked.id, by=found.actor.id, at=at, meta=meta)
        made = tuple(_made(event) for event in decision.events)
        outcome: Literal["done", "moot"] = "done" if decision.events else "moot"
        answer = canonical({"version": version + len(made), "made": made})
        entry = CommandEntry(id=asked.id, request_digest=digest, outcome=outcome, answer=answer)
        before = found.ground.organisation
        # A moot command writes nothing, but it holds only for the version that it was judged on.
        appended = await self._log.append(entry, writes(page, decision, version, {}))
        if appended.duplicate and appended.command is not None:
            return await self._known(appended.command, asked, digest)
        await self._governed.refresh(self._log)
        affected = _affected(decision, before, found.ground.coming)
        return Outcome(outcome=outcome, version=version + len(made), made=made, wake=await self._woken(affected))

    async def _known(self, row: Row, asked: Governing, digest: bytes) -> Outcome:
        """The old answer. Cases are woken again: whoever was told first may have died before it woke them."""
        if row.request_digest != digest:
            return await self._refuse(asked, digest, Refused("house:command-id", "command_id_used", field="id"), reused=True)
        answer = json.loads(row.answer)
        if row.outcome == "refused":
            return Outcome(outcome="refused", version=answer["version"], refusal=_refusal_in(answer["refusal"]))
        woken = await self._woken(Affected(everything=True)) if row.outcome == "done" else ()
        return Outcome(outcome=row.outcome, version=answer["version"], made=tuple(answer["made"]), wake=woken)

    async def _refuse(self, asked: Governing, digest: bytes, no: Refused, *, reused: bool = False) -> Outcome:
        """Recorded beside all other refusals. Of the content only which fields came: it may be personal and is not sealed yet."""
        refusing = Refusing(
            case=STREAM.id,
            command=asked.id,
            name=asked.command,
            digest=digest,
            no=no,
            content=canonical(sorted(str(name) for name in asked.content)),
            meta=_meta(asked, Actor(id=PersonId(asked.by[:80]))),
            at=asked.at,
            reused=reused,
        )
        try:
            await self._refusals.record(refusing, asked.by, self._per_minute(asked.at))
        except CommandReused:
            return await self._refuse(asked, digest, Refused("house:command-id", "command_id_used", field="id"), reused=True)
        return Outcome(outcome="refused", version=self._governed.version, refusal=no)

    def _per_minute(self, at: datetime) -> int:
        try:
            return self._governed.pack_at(at).settings.refusals_per_minute
        except Refused:
            return REFUSALS_PER_MINUTE

    async def _woken(self, affected: Affected | None) -> tuple[CaseId, ...]:
        return tuple(await self._wake(affected)) if affected is not None and self._wake is not None else ()


async def govern(
    log: EventLog, governed: Governed, keyring: Keyring, command: str, content: Mapping[str, Any], by: str, at: datetime
) -> Outcome:
    """One unsigned command, with a fresh id, where Bylaw is tried out."""
    return await Governor(log, governed, keyring).govern(Governing(command=command, content=content, by=by, at=at))


def _check_keys(command: governance.Command) -> None:
    """house:door-key. The domain knows no Ed25519; what is no key at all is refused before it is asked."""
    match command:
        case AddDoorKey(public=public):
            check_public(public)
        case AdoptFirst(door_key=key, door_public=public) if key or public:
            check_public(public)
        case _:
            return


def _meta(asked: Governing, actor: Actor) -> dict[str, Any]:
    trace: dict[str, str] = {}
    propagate.inject(trace)
    meta: dict[str, Any] = {"by": actor_out(actor), "asked_at": asked.asked_at if asked.signature else asked.at.isoformat()}
    return {**meta, "trace": trace["traceparent"]} if "traceparent" in trace else meta


def _made(event: governance.Event) -> str:
    """What an event made or ended, by its name."""
    for name in ("token", "digest", "id", "key"):
        if hasattr(event, name):
            return str(getattr(event, name))
    raise TypeError(type(event))


def _affected(decision: Decision, before: Organisation, coming: Organisation | None) -> Affected | None:
    """Whom the change concerns; None when no open case needs to look again. Before the first adoption there are none."""
    if before is coming:
        return None
    for event in decision.events:
        match event:
            case CalendarAdopted():
                return Affected(everything=True)
            case OrganisationChanged() if coming is not None:
                return _changed(before, coming)
            case StandInSet() | StandInEnded():
                who = before.people.get(event.absent)
                return Affected(people=frozenset({event.absent, event.stand_in}), posts=frozenset(who.posts if who else ()))
            case DutyAssigned() | DutyWithdrawn() | DutySwapped():
                return _on_duty(decision.events)
            case _:
                continue
    return None


def _on_duty(events: Sequence[governance.Event]) -> Affected:
    """A roster changes by one command for one post."""
    of_duty = [event for event in events if isinstance(event, DutyAssigned | DutyWithdrawn | DutySwapped)]
    return Affected(people=frozenset(event.person for event in of_duty), posts=frozenset(event.post for event in of_duty))


def _changed(before: Organisation, after: Organisation) -> Affected:
    """Who is new, gone or otherwise than before, and every post they held or hold."""
    if (before.posts, before.groups, before.departments) != (after.posts, after.groups, after.departments):
        return Affected(everything=True)
    people = {p for p in {*before.people, *after.people} if _place(before, p) != _place(after, p)}
    posts = {post for org in (before, after) for p in people if p in org.people for post in org.people[p].posts}
    return Affected(people=frozenset(people), posts=frozenset(posts))


def _place(organisation: Organisation, person: PersonId) -> tuple[object, ...]:
    """What of a person decides who may act. Names and addresses do not, and sealed anew they always differ."""
    who = organisation.people.get(person)
    return () if who is None else (who.active, who.department, who.posts, who.groups, who.superior, who.language)


def _refusal_in(data: Mapping[str, Any]) -> Refused:
    return Refused(data["clause"], data["key"], field=data["field"], **data["words"])
