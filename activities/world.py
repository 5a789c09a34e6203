"""What cases owe the world: telling people, granting, revoking, opening and telling other cases.

At least once, so each is idempotent by the duty's key; its end goes back to the case as a command. Whether it is still owed
is asked of the log first: a notice about a step that no longer waits is void.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol
from uuid import UUID

from temporalio import activity

from activities.ask import Door, ask
from activities.attempt import Later, attempt
from activities.grants import Grants
from activities.histories import Histories, recorded, told
from activities.letters import Line
from activities.notices import Notice, moment_of, notice_key
from activities.personal import open_up
from activities.post import VOID, Says
from activities.wire import DutyAsk, DutyDone
from domain import calendar, words
from domain.deciders import DECIDERS
from domain.kernel import SYSTEM, CaseId, Duty, PersonId, duty_command_id, kind_of, uuid_of
from domain.rules import Rules
from eventlog.port import Stream

CASES_KEPT: Final = 10_000
NOT_TOLD: Final = "notice_failed"
"""What a duty is about that tells of a notice which reached nobody."""
AT_ONCE: Final = timedelta(seconds=1)


class Postal(Protocol):
    """What carries notices to people: see `activities.post.Post`."""

    @property
    def has_other_channel(self) -> bool:
        """Whether there is a way round the first channel."""

    def link(self, path: str) -> str:
        """An address of the console's."""

    async def deliver(self, notices: Sequence[Notice], says: Says, along: Sequence[Notice] = ()) -> Sequence[str]:
        """Tell them all; their receipts. `along` goes in the same messages, where it is put for the same lanes."""

    async def withdraw(self, event: UUID, duty: str) -> None:
        """A duty is no longer owed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A duty that is still owed, and the case as it is now."""

    id: CaseId
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
    post: Postal
    grants: Grants
    number: Callable[[CaseId], Any] = _no_number
    """What people call a case, if they call it anything yet."""
    deciders: Mapping[str, Any] = field(default_factory=lambda: DECIDERS)
    histories: Histories = field(default_factory=lambda: Histories(CASES_KEPT))
    """Cases that this process was asked about before, so that only later events are read."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def activities(self) -> Sequence[Callable[..., Any]]:
        """All of them, under the names of the kinds of duty."""
        return (self.notify, self.grant, self.revoke, self.open, self.tell)

    @activity.defn(name="notify")
    async def notify(self, asked: DutyAsk) -> DutyDone:
        """Tell everybody concerned, as of now, each in their language; in notice hours, unless it is urgent."""
        async with attempt():
            owed = await self._owed(asked)
            if owed is None:
                await self.post.withdraw(UUID(asked.event), asked.name)
                return DutyDone(command="notified", content={"to": [], "receipt": VOID})
            _in_notice_hours(owed)
            people = self._people(owed)
            notices = [self._notice(owed, person) for person in people]
            receipts = await self.post.deliver(notices, self.line, self._along(owed, people))
            if VOID in receipts:
                raise Later(AT_ONCE)  # somebody else is concerned now
            return DutyDone(command="notified", content={"to": people, "receipt": ", ".join(sorted(set(receipts))) or VOID})

    async def line(self, notice: Notice) -> Line | None:
        """What a notice says now; None when its case no longer owes it to this person."""
        owed = await self._owed(DutyAsk(case=notice.case, event=str(notice.event), name=notice.duty))
        if owed is None or notice.to not in self._people(owed):
            return None
        language = owed.rules.organisation.people[notice.to].language
        name, due = await self.number(CaseId(notice.case)) or notice.case, self._decider(notice.case).due(owed.case, owed.duty)
        return Line(
            text=words.text(owed.duty.about, language, case=name),
            plan=owed.rules.plan.title.get(language, owed.rules.plan.name),
            clause=owed.duty.clause,
            due=due,
            due_shown=calendar.shown(owed.rules.calendar, due) if due else "",
            link=self.post.link(f"/cases/{name}{'#decide' if owed.duty.slot else ''}"),
            case=name,
        )

    def _people(self, owed: Owed) -> list[PersonId]:
        found = self._decider(owed.id).recipients(owed.case, owed.duty, owed.rules, owed.at)
        return list(dict.fromkeys(holder.person for holder in found))

    def _along(self, owed: Owed, people: Sequence[PersonId]) -> list[Notice]:
        """What else these people are told at once of this moment of the case, each by a duty of its own."""
        if not _at_once(owed.duty):
            return []
        others = (replace(owed, duty=each) for each in self._decider(owed.id).agenda(owed.case).owed if _together(each, owed.duty))
        return [self._notice(each, person) for each in others for person in self._people(each) if person in people]

    def _notice(self, owed: Owed, person: PersonId) -> Notice:
        """A notice that could not be delivered is told of by another way than the one that failed."""
        duty = owed.duty
        return Notice(
            key=notice_key(duty.event, duty.name, person),
            to=person,
            case=owed.id,
            event=duty.event,
            duty=duty.name,
            about=duty.about,
            clause=duty.clause,
            moment=moment_of(owed.id, duty.caused_at, person) if _at_once(duty) else None,
            other_channel=duty.about == NOT_TOLD and self.post.has_other_channel,
        )

    @activity.defn(name="grant")
    async def grant(self, asked: DutyAsk) -> DutyDone:
        """Put a grant in force in the target system."""
        async with attempt():
            owed = await self._owed(asked)
            receipt = VOID if owed is None else await self.grants.grant(owed.duty.about, owed.duty.detail)
            return DutyDone(command="granted", content={"receipt": receipt})

    @activity.defn(name="revoke")
    async def revoke(self, asked: DutyAsk) -> DutyDone:
        """End a grant in the target system."""
        async with attempt():
            owed = await self._owed(asked)
            receipt = VOID if owed is None else await self.grants.revoke(owed.duty.about)
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
        async with attempt():
            owed = await self._owed(asked)
            receipt = VOID if owed is None else await self._ask(asked, owed.duty)
            return DutyDone(command="notified", content={"to": [], "receipt": receipt})

    async def _ask(self, asked: DutyAsk, duty: Duty) -> str:
        """What the other case answered."""
        target, detail = CaseId(duty.to), duty.detail
        named = kind_of(target) if duty.kind == "open" else target  # the case's own id follows from the command that opens it
        given = detail.get("command_id")  # of what others open as well, under the same id
        content = await open_up(detail.get("content", {}), self.door.keyring)  # sealed for this case: sealed anew for that one
        answer = await ask(
            self.door,
            target,
            str(detail["command"]),
            content,
            by=SYSTEM,
            command=UUID(str(given)) if given else duty_command_id(UUID(asked.event), asked.name, named),
            cause=(UUID(asked.event), duty.caused_at),
            on_behalf_of=str(detail.get("on_behalf_of", "")),
        )
        said = answer.refusal
        return answer.outcome if said is None else f"refused: {said.key} ({said.clause})"

    async def _owed(self, asked: DutyAsk) -> Owed | None:
        """The duty, if the case still owes it."""
        door, kind = self.door, kind_of(CaseId(asked.case))
        known = self.histories.of(asked.case)
        reads = ((Stream(category=kind, id=uuid_of(CaseId(asked.case))), known.version), (door.governed.stream, door.governed.version))
        _, (events, governance) = await door.log.load(None, reads)
        door.governed.absorb(governance)
        decider = self._decider(asked.case)
        history = told(decider, known, [recorded(each, asked.case) for each in events])
        self.histories.keep(asked.case, history)
        if history.state is None or history.last_at is None:
            return None
        duty = next((d for d in decider.agenda(history.state).owed if (str(d.event), d.name) == (asked.event, asked.name)), None)
        if duty is None:
            return None
        at = max(self.now(), history.last_at, asked.not_before or history.last_at)
        rules = door.governed.rules(history.state.plan, history.state.pack, at)
        return Owed(id=CaseId(asked.case), case=history.state, duty=duty, rules=rules, at=at)

    def _decider(self, case: str) -> Any:
        return self.deciders[kind_of(CaseId(case))]


def _at_once(duty: Duty) -> bool:
    """It waits for nothing that comes of another moment; what an outage held up does (decision 098)."""
    return duty.kind == "notify" and duty.urgent and not duty.late


def _together(one: Duty, other: Duty) -> bool:
    """Two duties of the same moment, told at once."""
    return _at_once(one) and one.caused_at == other.caused_at and (one.event, one.name) != (other.event, other.name)


def _in_notice_hours(owed: Owed) -> None:
    """Whatever held it up, also a night's outage: nobody is disturbed outside the hours, unless it is urgent."""
    opens = owed.rules.settings.notice_time(owed.rules.calendar, owed.at)
    if opens > owed.at and not owed.duty.urgent:
        raise Later(opens - owed.at)
