"""What cases owe the world: telling people, granting, revoking, opening and telling other cases.

At least once, so each is idempotent by the duty's key; its end goes back to the case as a command. Whether it is still owed
is asked of the log first: a notice about a step that no longer waits is void.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.ask import Door, ask
from activities.channels import Channel
from activities.grants import Grants
from activities.histories import Histories, recorded, told
from activities.outbox import Notice, Outbox, notice_key
from activities.personal import open_up
from activities.wire import DutyAsk, DutyDone
from domain import words
from domain.deciders import DECIDERS
from domain.kernel import SYSTEM, CaseId, Duty, PersonId, Rejected, Unavailable, duty_command_id, kind_of, uuid_of
from domain.rules import Rules
from eventlog import errors
from eventlog.port import Stream

VOID = "void: no longer wanted"
CASES_KEPT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A duty that is still owed, and the case as it is now."""

    case: Any
    duty: Duty
    rules: Rules
    at: datetime


async def _no_number(_case: CaseId) -> str | None:
    return None


@dataclass(frozen=True, kw_only=True)
class World:
    """The activities of the queue `world`."""

    door: Door
    channel: Channel
    outbox: Outbox
    grants: Grants
    number: Callable[[CaseId], Any] = _no_number
    """What people call a case, if they call it anything yet."""
    deciders: Mapping[str, Any] = field(default_factory=lambda: DECIDERS)
    histories: Histories = field(default_factory=lambda: Histories(CASES_KEPT))
    """Cases that this process was asked about before, so that only later events are read."""

    def activities(self) -> Sequence[Callable[..., Any]]:
        """All of them, under the names of the kinds of duty."""
        return (self.notify, self.grant, self.revoke, self.open, self.tell)

    @activity.defn(name="notify")
    async def notify(self, asked: DutyAsk) -> DutyDone:
        """Tell everybody concerned, as of now, each in their language."""
        owed = await self._owed(asked)
        if owed is None:
            return DutyDone(command="notified", content={"to": [], "receipt": VOID})
        decider = self.deciders[kind_of(CaseId(asked.case))]
        people = dict.fromkeys(holder.person for holder in decider.recipients(owed.case, owed.duty, owed.rules, owed.at))
        receipts = {await self._tell_one(owed, asked, person) for person in people}
        return DutyDone(command="notified", content={"to": list(people), "receipt": ", ".join(sorted(receipts)) or VOID})

    async def _tell_one(self, owed: Owed, asked: DutyAsk, person: PersonId) -> str:
        key = notice_key(UUID(asked.event), asked.name, person)
        if await self.outbox.has(key):
            return "told before"
        who = owed.rules.organisation.people[person]
        name = await self.number(CaseId(asked.case)) or asked.case
        notice = Notice(
            key=key,
            at=owed.at,
            to=(person,),
            case=CaseId(asked.case),
            about=owed.duty.about,
            clause=owed.duty.clause,
            text=words.text(owed.duty.about, who.language, case=name),
        )
        with _translated():
            receipt = await self.channel.send(notice, str(await open_up(who.address, self.door.keyring)))
        await self.outbox.put(notice)
        return receipt

    @activity.defn(name="grant")
    async def grant(self, asked: DutyAsk) -> DutyDone:
        """Put a grant in force in the target system."""
        owed = await self._owed(asked)
        if owed is None:
            return DutyDone(command="granted", content={"receipt": VOID})
        with _translated():
            receipt = await self.grants.grant(owed.duty.about, owed.duty.detail)
        return DutyDone(command="granted", content={"receipt": receipt})

    @activity.defn(name="revoke")
    async def revoke(self, asked: DutyAsk) -> DutyDone:
        """End a grant in the target system."""
        owed = await self._owed(asked)
        if owed is None:
            return DutyDone(command="revoked", content={"receipt": VOID})
        with _translated():
            receipt = await self.grants.revoke(owed.duty.about)
        return DutyDone(command="revoked", content={"receipt": receipt})

    @activity.defn(name="open")
    async def open(self, asked: DutyAsk) -> DutyDone:
        """Open the case that this one owes; its id comes from the duty, so it opens once."""
        return await self._tell_case(asked)

    @activity.defn(name="tell")
    async def tell(self, asked: DutyAsk) -> DutyDone:
        """Tell another case; what it answers, also a refusal, travels back."""
        return await self._tell_case(asked)

    async def _tell_case(self, asked: DutyAsk) -> DutyDone:
        owed = await self._owed(asked)
        if owed is None:
            return DutyDone(command="notified", content={"to": [], "receipt": VOID})
        target, detail = CaseId(owed.duty.to), owed.duty.detail
        command = duty_command_id(UUID(asked.event), asked.name, target)
        with _translated():
            answer = await ask(
                self.door,
                target,
                str(detail["command"]),
                detail.get("content", {}),
                by=SYSTEM,
                command=command,
                cause=(UUID(asked.event), owed.duty.caused_at),
                on_behalf_of=str(detail.get("on_behalf_of", "")),
            )
        said = answer.refusal
        receipt = answer.outcome if said is None else f"refused: {said.key} ({said.clause})"
        return DutyDone(command="notified", content={"to": [], "receipt": receipt})

    async def _owed(self, asked: DutyAsk) -> Owed | None:
        """The duty, if the case still owes it."""
        door, kind = self.door, kind_of(CaseId(asked.case))
        known = self.histories.of(asked.case)
        reads = ((Stream(category=kind, id=uuid_of(CaseId(asked.case))), known.version), (door.governed.stream, door.governed.version))
        with _translated():
            _, (events, governance) = await door.log.load(None, reads)
        door.governed.absorb(governance)
        decider = self.deciders[kind]
        history = told(decider, known, [recorded(each, asked.case) for each in events])
        self.histories.keep(asked.case, history)
        if history.state is None or history.last_at is None:
            return None
        duty = next((d for d in decider.agenda(history.state).owed if (str(d.event), d.name) == (asked.event, asked.name)), None)
        if duty is None:
            return None
        at = max(datetime.now(UTC), history.last_at)
        rules = door.governed.rules(history.state.plan, history.state.pack, at)
        return Owed(case=history.state, duty=duty, rules=rules, at=at)


@contextmanager
def _translated() -> Iterator[None]:
    """Our errors as Temporal's: what may pass is tried again, what was rejected is not."""
    try:
        yield
    except (Unavailable, errors.Unavailable, OSError) as trouble:
        raise ApplicationError("not now", type="Unavailable") from trouble
    except Rejected as no:
        raise ApplicationError(str(no)[:200], type="Rejected", non_retryable=True) from no
