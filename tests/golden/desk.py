"""Where people of the sample organisation ask, on a real Temporal server, with a log that can be away and a target that can say no."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from temporalio.client import Client
from temporalio.testing import TimeSkipper

from activities.ask import Answer, Door, ask
from activities.grants import FileGrants
from activities.histories import UNKNOWN, recorded, told
from domain.controls import runs
from domain.deciders import DECIDERS
from domain.kernel import SYSTEM, CaseId, PersonId, Rejected, case_id, kind_of, uuid_of
from domain.organisation import by_handle
from eventlog.errors import Unavailable
from eventlog.memory import MemoryLog
from eventlog.port import Recorded, StoredEvent, Stream

HE, HEAD, IT, ARCHIVIST, ARCHIVIST_TOO = "he", "han", "it-director", "tao", "jiang-x"
WITHIN = 60.0  # seconds that anything may take


class Log(MemoryLog):
    """A log that can be away."""

    away = False

    async def load(self, command_id: Any, reads: Any) -> tuple[Recorded | None, list[list[StoredEvent]]]:
        if self.away:
            raise Unavailable("away")
        return await super().load(command_id, reads)


class Refusing(FileGrants):
    """A target system that can say no."""

    refuses = False

    async def grant(self, grant: str, detail: Mapping[str, Any]) -> str:
        if self.refuses:
            raise Rejected("no such privilege")
        return await super().grant(grant, detail)


@dataclass
class Desk:
    """Each case has a clock of its own, and whoever speaks to it goes by that."""

    client: Client
    door: Door
    log: Any
    skipper: TimeSkipper
    grants: Any = None
    ahead: dict[CaseId, timedelta] = field(default_factory=dict)

    def who(self, name: str) -> PersonId:
        """A person by handle or post; the id of one, or of a receipt, as it is."""
        people = self.door.governed.organisation(datetime.now(UTC))
        found = by_handle(people, name) or next((one for one in people.people.values() if name in one.posts), None)
        return found.id if found is not None else PersonId(name)

    async def opens(self, plan: str = "contract-loan", who: str = HE, *, command: UUID | None = None, **fields: str) -> CaseId:
        """A case of the plan's kind. A loan asks for what the story does not name."""
        command, kind = command or uuid4(), self.door.governed.plan(plan, datetime.now(UTC))[0].kind
        case = case_id(kind, command)
        if kind == "request":
            fields = {**(fields or {"contract": f"C-{command}"}), "purpose": "a customer asks"}
        await self.asks(who, case, "open", {"plan": plan, "fields": fields}, command=command)
        return case

    async def rehearses(self, plan: str, who: str, **fields: str) -> CaseId:
        """An incident that is an exercise."""
        command = uuid4()
        case = case_id("incident", command)
        await self.asks(who, case, "open", {"plan": plan, "fields": fields, "exercise": True}, command=command)
        return case

    async def runs(self, plan: str, post: str, period: str) -> CaseId:
        """A run of a control, as the keeper opens it."""
        content, case = runs.opening(plan, post, period), runs.run_id(plan, post, period)
        await self.asks(SYSTEM, case, "open", content, command=runs.opening_id(plan, post, period))
        return case

    async def asks(self, who: str, case: CaseId, name: str, content: Any = None, *, wanted: str = "done", **more: Any) -> Answer:
        at = datetime.now(UTC) + self.ahead.get(case, timedelta(0))
        answer = await ask(self.door, case, name, content or {}, by=self.who(who), asked_at=at, **more)
        if answer.outcome != wanted:
            raise RuntimeError(f"{name}: {answer}")
        return answer

    async def does(self, who: str, case: CaseId, name: str, **content: Any) -> None:
        """The same, for commands that say much."""
        await self.asks(who, case, name, content)

    async def lent(self, who: str = HE) -> CaseId:
        case = await self.opens(who=who)
        await self.asks(HEAD, case, "approve")
        await self.asks(ARCHIVIST, case, "hand_out")
        return case

    async def waits(self, case: CaseId, minutes: int) -> None:
        """Time passes for this case alone."""
        await self.skipper.fast_forward(self.skipper.client.get_workflow_handle(case), timedelta(minutes=minutes))
        self.ahead[case] = self.ahead.get(case, timedelta(0)) + timedelta(minutes=minutes)

    async def events(self, case: CaseId) -> list[StoredEvent]:
        found: list[StoredEvent] = await self.log.read(Stream(category=kind_of(case), id=uuid_of(case)))
        return found

    async def until(self, case: CaseId, kind: str) -> None:
        async def seen() -> bool:
            return kind in {each.type for each in await self.events(case)}

        await poll(seen)

    async def state(self, case: CaseId) -> Any:
        """The case as its events tell it."""
        return told(DECIDERS[kind_of(case)], UNKNOWN, [recorded(each, case) for each in await self.events(case)]).state

    async def asked(self, case: CaseId, task: str) -> None:
        """Until a task of this name waits."""

        async def waits() -> bool:
            return (await self.state(case)).waits_for(task) is not None

        await poll(waits)

    async def linked(self, case: CaseId, relation: str) -> CaseId:
        """The case that this one has opened, once it stands in the log; it begins no earlier than this one is."""
        found: CaseId = (await self.state(case)).linked(relation)
        await self.until(found, f"{kind_of(found)}.opened")
        await self.keeps_up(found, case)
        return found

    async def keeps_up(self, case: CaseId, other: CaseId) -> None:
        """A case that hears of another is where that one is: nothing comes to it out of its future."""
        behind = self.ahead.get(other, timedelta(0)) - self.ahead.get(case, timedelta(0))
        if behind > timedelta(0):
            await self.waits(case, behind // timedelta(minutes=1))

    async def quiet(self, case: CaseId) -> None:
        """Until nothing is on its way. A query would split a task in the middle of a judging (see tests/workflows/town)."""
        handle = self.client.get_workflow_handle(case)

        async def nothing_owed() -> bool:
            working = (await handle.describe()).raw_description.HasField("pending_workflow_task")
            return not working and not (await self.state(case)).owed

        try:
            await poll(nothing_owed)
        except TimeoutError:
            raise AssertionError(await self._stuck(case)) from None

    async def over(self, case: CaseId) -> None:
        """Until its workflow has ended."""
        try:
            await asyncio.wait_for(self.client.get_workflow_handle(case).result(), WITHIN)
        except TimeoutError:
            raise AssertionError(await self._stuck(case)) from None

    async def _stuck(self, case: CaseId) -> str:
        """What a case that does not come to rest waits for."""
        handle = self.client.get_workflow_handle(case)
        described = (await handle.describe()).raw_description
        trying = [(each.activity_type.name, each.attempt, each.last_failure.message) for each in described.pending_activities]
        return f"{case}: {await handle.query('agenda')}; tries {trying}; {described.pending_workflow_task}"


async def poll(wanted: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what other processes do."""
    async with asyncio.timeout(WITHIN):
        while not await wanted():
            await asyncio.sleep(0.02)
