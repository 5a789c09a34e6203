"""What people did in months gone by: the real judge on a real log, with a clock set by hand. Lists are fed step by step.

No workflow runs: its part, to ask the judge when a clock is due and to say how a duty ended, is done here at once.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from activities.governed import Governed
from activities.judge import Judge, JudgeSettings
from activities.wire import DutyRef, Entry, JudgeAsk, Judged
from console.app import create_app
from console.backend import Backend, backend
from console.setup import Limits
from domain.deciders import DECIDERS
from domain.kernel import CaseId, Refused, case_id, duty_command_id, kind_of, uuid_of
from eventlog.keyring import Keyring
from eventlog.port import EventLog, Stream
from tests.activities.judging import adopt
from tests.console.site import Site, migrated, setup_of
from tests.views.feeding import catch_up
from views.cases import Cases
from views.kinds import KINDS
from views.telling import fold
from workers.settings import Settings

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOTHING: Mapping[str, Any] = {}
ENDS = {"notify": "notified", "grant": "granted", "revoke": "revoked"}


def at(text: str) -> datetime:
    """An instant of the organisation's zone: ``2026-02-13 10:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@dataclass
class Past:
    """People, their cases, and the hand that moves the clock."""

    log: EventLog
    keyring: Keyring
    governed: Governed
    judge: Judge
    now: datetime
    next: dict[CaseId, datetime] = field(default_factory=dict)
    """When each case must be looked at again."""

    async def open(self, plan: str, by: str, beside: Mapping[str, Any] = NOTHING, **fields: Any) -> CaseId:
        """A case that this person opens now; `beside`: what the opening takes beside the form."""
        command = uuid4()
        found, _ = self.governed.plan(plan, self.now)
        case = case_id(found.kind, command)
        await self._send(case, "open", {**beside, "id": str(command), "by": by, "plan": plan, "fields": fields})
        return case

    async def act(self, case: CaseId, command: str, by: str, **content: Any) -> None:
        """Any other command, now."""
        await self._send(case, command, {"id": str(uuid4()), "by": by, **content})

    async def until(self, instant: datetime) -> None:
        """Time passes; each clock runs out when it is due."""
        while (due := min(((when, case) for case, when in self.next.items()), default=None)) is not None and due[0] <= instant:
            self.now = max(self.now, due[0])
            await self._after(due[1], await self.judge.judge(JudgeAsk(case=due[1], kind=kind_of(due[1]), now=self.now, clock=True)))
        self.now = max(self.now, instant)

    async def _send(self, case: CaseId, name: str, content: dict[str, Any], duty: str = "") -> None:
        entry = Entry(name=name, body=json.dumps(content), id=content["id"], arrived=self.now, duty=duty)
        await self._after(case, await self.judge.judge(JudgeAsk(case=case, kind=kind_of(case), now=self.now, entry=entry)))

    async def _after(self, case: CaseId, judged: Judged) -> None:
        """What a workflow would do next: rest until the case's next instant, and see to what is owed."""
        if judged.refusal is not None:
            raise Refused(judged.refusal.clause, judged.refusal.key, field=judged.refusal.field, **judged.refusal.words)
        self.next.pop(case, None)
        if judged.next is not None and not judged.closed:
            self.next[case] = judged.next
        if judged.owed:
            await self._do(case, judged.owed[0])

    async def _do(self, case: CaseId, duty: DutyRef) -> None:
        """One duty, done at once; the next one is owed by what comes of it."""
        content = {"id": str(duty_command_id(UUID(duty.event), duty.name)), "event": duty.event, "duty": duty.name, "receipt": "ok"}
        if duty.kind == "notify":
            content["to"] = await self._told(case, duty)  # type: ignore[assignment] # the rest is text
        await self._send(case, ENDS[duty.kind], content, duty=f"{duty.event}/{duty.name}")

    async def _told(self, case: CaseId, duty: DutyRef) -> list[str]:
        decider = DECIDERS[kind_of(case)]
        state = fold(KINDS[kind_of(case)], await self.log.read(Stream(category=kind_of(case), id=uuid_of(case))))
        owed = [each for each in decider.agenda(state).owed if (str(each.event), each.name) == (duty.event, duty.name)]
        rules = self.governed.rules(state.plan, state.pack, self.now)
        return [holder.person for each in owed for holder in decider.recipients(state, each, rules, self.now)]


@dataclass
class Bygone(Site):
    """A console over what was played."""

    past: Past = None  # type: ignore[assignment] # a field without a default cannot follow those of the parent


@asynccontextmanager
async def bygone_at(settings: Settings, began: datetime, now: datetime) -> AsyncIterator[Bygone]:
    """A console whose clock stands still at `now`, over a log that begins at `began`. Feed its lists with `fed`."""
    await migrated(settings)
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(Backend, "now", lambda _self: now)
        async with AsyncExitStack() as down:
            ready = await down.enter_async_context(backend(setup_of(settings, Limits())))
            clients = await down.enter_async_context(AsyncExitStack())
            await adopt(ready.log, at=began)
            await ready.governed.refresh()
            judge = Judge(ready.log, ready.governed, ready.keyring, JudgeSettings(unsigned_allowed=True))
            past = Past(log=ready.log, keyring=ready.keyring, governed=ready.governed, judge=judge, now=began)
            yield Bygone(app=create_app(ready), backend=ready, settings=settings, clients=clients, past=past)


async def fed(site: Bygone) -> None:
    """Everything that was played stands in the lists."""
    while await site.backend.log.sequence():
        pass
    await catch_up(site.backend.log, site.backend.engine, Cases(site.backend.log, site.backend.governed, KINDS))
