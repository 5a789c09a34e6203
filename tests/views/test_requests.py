"""What the lists say of requests under the default pack: from opening to closing, to whom each step is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.govern import govern
from activities.governed import Governed
from domain.kernel import case_id
from domain.organisation import by_handle
from eventlog.memory import MemoryLog
from tests.activities.judging import Bench
from tests.views.feeding import catch_up
from views.cases import Cases
from views.inbox import Inbox, Task
from views.kinds import KINDS
from views.reader import CaseLine, Reader


@dataclass
class Desk:
    """A judge and the lists, fed whenever they are read."""

    bench: Bench
    engine: AsyncEngine

    def __post_init__(self) -> None:
        self.governed = Governed(self.bench.log)
        self.projection = Cases(self.bench.log, self.governed, KINDS)
        self.reader = Reader(self.bench.log, self.engine, Inbox(self.bench.log, self.governed, KINDS))

    async def do(self, case: str, by: str, command: str, **content: Any) -> None:
        judged = await self.bench.send(case, command, {"by": by, **content})
        assert judged.outcome == "done", judged.refusal

    async def tasks(self, handle: str) -> list[Task]:
        await catch_up(self.bench.log, self.engine, self.projection)
        await self.governed.refresh()
        person = by_handle(self.governed.organisation(self.bench.now), handle)
        assert person is not None
        return await self.reader.inbox(person.id, self.bench.now)

    async def todo(self, *handles: str) -> dict[str, list[str]]:
        """What each must do."""
        return {handle: [task.task for task in await self.tasks(handle)] for handle in handles}

    async def line(self) -> CaseLine:
        await catch_up(self.bench.log, self.engine, self.projection)
        (line,) = await self.reader.cases()
        return line


@pytest.fixture
async def desk(engine: AsyncEngine) -> Desk:
    return Desk(bench=await Bench.make(MemoryLog()), engine=engine)


async def test_a_contract_loan_is_due_from_one_after_the_other(desk: Desk):
    """A9: the head decides, the borrower fetches what the archivist hands out, brings it back, an archivist checks; then nobody."""
    case, everybody = await desk.bench.opened("he"), ("han", "he", "tao", "qian")
    assert await desk.todo(*everybody) == {"han": ["decide"], "he": [], "tao": [], "qian": []}
    assert (await desk.line()).number == "LOAN-2026-0001"

    await desk.do(case, "han", "approve")
    assert await desk.todo(*everybody) == {"han": [], "he": ["collect"], "tao": ["hand_out"], "qian": []}

    await desk.do(case, "tao", "hand_out")
    assert await desk.todo(*everybody) == {"han": [], "he": ["return"], "tao": [], "qian": []}

    await desk.do(case, "he", "return")
    assert await desk.todo(*everybody) == {"han": [], "he": [], "tao": ["confirm_check"], "qian": []}

    await desk.do(case, "tao", "confirm_check")
    assert await desk.todo(*everybody) == {"han": [], "he": [], "tao": [], "qian": []}
    line = await desk.line()
    assert (line.stage, line.outcome, line.closed_at) == ("closed", "returned", desk.bench.now)


async def test_the_clock_in_the_list_is_the_one_of_the_answer(desk: Desk):
    """Reminders are clocks too, but what is due is the answer: its term begins when it is asked and ends with its clock."""
    await desk.bench.opened("he")

    (task,), line = await desk.tasks("han"), await desk.line()

    due = datetime.fromisoformat("2026-11-19T16:00:00+00:00")
    assert (task.since, task.due_at, task.clause, task.basis) == (desk.bench.now, due, "SO 2.2.2", "post head-of-marketing")
    assert (line.due, line.due_since, line.due_at) == ("decide", desk.bench.now, due)
    assert await desk.reader.late(due - timedelta(hours=9)) == (1, due - timedelta(hours=10))


async def test_an_overdue_loan_stays_due_from_the_borrower_since_its_day(desk: Desk):
    """SO 4.2.1. After its clock ran out the loan is still due from the borrower, since the instant that it was due."""
    case = await desk.bench.opened("he")
    await desk.do(case, "han", "approve")
    await desk.do(case, "tao", "hand_out")
    (before,) = await desk.tasks("he")
    assert before.due_at is not None

    await desk.bench.time_passes(case, before.due_at + timedelta(days=2))

    (task,), line = await desk.tasks("he"), await desk.line()
    assert (task.task, task.due_at) == ("return", before.due_at)
    assert (line.due, line.due_at) == ("return", before.due_at)
    assert await desk.todo("han") == {"han": []}


async def test_sent_back_it_is_due_from_the_requester_alone(desk: Desk):
    """While information is awaited the approver's clock is held, and nothing is due from the approver."""
    case = await desk.bench.opened("he")
    await desk.do(case, "han", "send_back", question="which customer?")
    assert await desk.todo("han", "he") == {"han": [], "he": ["amend"]}
    assert (await desk.line()).stage == "sent_back"

    await desk.do(case, "he", "amend", note="the one in the north")

    assert await desk.todo("han", "he") == {"han": ["decide"], "he": []}


async def test_a_stand_in_has_the_task_that_was_open_before(desk: Desk):
    """house:stand-in. A stand-in covers the tasks already open, and the task says for whom."""
    case = await desk.bench.opened("he")
    assert await desk.todo("xu") == {"xu": []}
    await _delegate(desk, "han", "xu")

    (task,) = await desk.tasks("xu")

    han = by_handle(desk.governed.organisation(desk.bench.now), "han")
    assert han is not None
    assert (task.task, task.stands_in_for) == ("decide", han.id)
    await desk.do(case, "xu", "approve")
    assert await desk.todo("han", "xu") == {"han": [], "xu": []}


async def test_a_stand_in_has_no_task_in_their_own_request(desk: Desk):
    """house:own-request. Standing in is never a way round for one's own request."""
    await _delegate(desk, "han", "xu")
    await desk.bench.opened("xu")

    assert await desk.todo("han", "xu") == {"han": ["decide"], "xu": []}


async def test_two_must_approve_and_who_did_has_no_task_left(desk: Desk):
    """A4: head and IT decide in any order; who has answered is asked no more, the other still is."""
    command = uuid4()
    plan, _ = (await _governed(desk)).plan("privilege-elevation", desk.bench.now)
    content = {"id": str(command), "by": "he", "plan": plan.name, "fields": {f.name: "x" for f in plan.fields if f.required}}
    case = case_id("request", command)
    judged = await desk.bench.send(case, "open", content)
    assert judged.outcome == "done", judged.refusal
    assert await desk.todo("han", "kong") == {"han": ["decide"], "kong": ["decide"]}

    await desk.do(case, "kong", "approve")

    assert await desk.todo("han", "kong") == {"han": ["decide"], "kong": []}


async def test_handed_on_it_is_the_new_persons_alone(desk: Desk):
    """Who was named has the task, by name and not by post."""
    case = await desk.bench.opened("he")
    await _governed(desk)
    zhu = by_handle(desk.governed.organisation(desk.bench.now), "zhu")
    assert zhu is not None

    await desk.do(case, "han", "hand_on", to=zhu.id, reason="knows the customer")

    assert await desk.todo("han", "zhu") == {"han": [], "zhu": ["decide"]}


async def test_gone_up_every_rung_that_was_asked_has_the_task(desk: Desk):
    """house:one-rung-up. Who was asked first may still answer; the superior is asked as well."""
    case = await desk.bench.opened("he")

    await desk.bench.time_passes(case, desk.bench.now + timedelta(days=3))

    assert await desk.todo("han", "gu") == {"han": ["decide"], "gu": ["decide"]}


async def _governed(desk: Desk) -> Governed:
    await desk.governed.refresh()
    return desk.governed


async def _delegate(desk: Desk, absent: str, stand_in: str) -> None:
    governed, now = await _governed(desk), desk.bench.now
    content = {"stand_in": stand_in, "start": now.isoformat(), "end": (now + timedelta(days=5)).isoformat(), "reason": "on leave"}
    outcome = await govern(desk.bench.log, governed, desk.bench.keyring, "delegate", content, absent, now)
    assert outcome.outcome == "done", outcome.refusal
