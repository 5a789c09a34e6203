"""A contract is borrowed on real parts: PostgreSQL, Temporal, the loop, judge, and the default pack in minutes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from activities.ask import Answer, ask
from activities.grants import FileGrants
from activities.migrations import migrate as migrate_world
from activities.outbox import Outbox
from activities.post import Post
from activities.world import World
from domain.kernel import CaseId, PersonId, case_id
from domain.organisation import by_handle
from eventlog.migrations import migrate
from eventlog.postgres import PostgresLog
from eventlog.roles import admit
from tests.activities.posting import Mail
from tests.workflows.running import Running


@pytest.fixture
async def log(admin_database_url: str, database_url: str) -> AsyncIterator[PostgresLog]:
    await migrate(admin_database_url)
    await migrate_world(admin_database_url)
    await admit(admin_database_url, "bylaw")
    made = await PostgresLog.connect(database_url)
    yield made
    await made.close()


class Desk:
    """A counter for people of the sample organisation, whose clock goes with the cases'."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.skipper = TimeSkipper(running.client, config=TimeSkippingConfig(enabled=False))
        running.door = replace(running.door, client=self.skipper.client)

    def who(self, handle: str) -> PersonId:
        found = by_handle(self.running.door.governed.organisation(datetime.now(UTC)), handle)
        assert found is not None
        return found.id

    async def opens(self, handle: str, contract: str) -> CaseId:
        command = uuid4()
        case = case_id("request", command)
        fields = {"contract": contract, "purpose": "a customer asks"}
        answer = await self.asks(handle, case, "open", {"plan": "contract-loan", "fields": fields}, command=command)
        assert answer.outcome == "done", answer
        return case

    async def asks(self, handle: str, case: CaseId, name: str, content: Any = None, **more: Any) -> Answer:
        if case not in self.running.cases:
            self.running.cases.append(case)
        await self.running.door.governed.refresh(self.running.log)
        asked_at = datetime.now(UTC) + self.running.ahead
        return await ask(self.running.door, case, name, content or {}, by=self.who(handle), asked_at=asked_at, **more)

    async def waits(self, case: CaseId, minutes: int) -> None:
        await self.skipper.fast_forward(self.skipper.client.get_workflow_handle(case), timedelta(minutes=minutes))
        self.running.ahead += timedelta(minutes=minutes)

    async def types(self, case: CaseId) -> list[str]:
        return [each.type for each in await self.running.events(case)]

    async def sees(self, case: CaseId, kind: str, times: int = 1) -> None:
        async def seen() -> bool:
            return (await self.types(case)).count(kind) >= times

        await self.running.until(seen)


async def test_a_contract_is_lent_falls_overdue_and_comes_back(client: Client, log: PostgresLog, database_url: str, tmp_path: Path) -> None:
    """SO 2.2.2, SO 4.2.1. One approver by a bare signal; overdue reminds the head by itself; returned, checked, closed."""
    running = await Running.make(client, log)
    mail, outbox = Mail(), Outbox(database_url)
    post = Post(outbox, [mail], running.door.governed, running.door.keyring)
    world = World(door=running.door, post=post, grants=FileGrants(tmp_path))
    async with running.with_world(world):
        desk = Desk(running)
        case = await desk.opens("he", "C-17")
        await running.signal(case, "approve", {"by": "han"})
        await desk.sees(case, "request.approved")
        assert (await desk.asks("tao", case, "hand_out")).outcome == "done"
        second = await desk.opens("lv", "C-17")
        await desk.asks("han", second, "approve")
        assert (await desk.asks("tao", second, "hand_out")).outcome == "refused"
        await desk.waits(case, 60 * 24 * 4)
        await desk.sees(case, "clock.ran_out")
        await desk.sees(case, "request.reminded")
        assert (await desk.asks("he", case, "return")).outcome == "done"
        assert (await desk.asks("jiang-x", case, "confirm_check", {"complete": True})).stage == "closed"
        await running.handle(case).result()
        await desk.asks("lv", second, "withdraw", {"reason": "no need"})
        await running.handle(second).result()
    told = await outbox.read()
    assert {notice.about for notice in told} >= {"overdue"}
    assert len({notice.message for notice in told}) == len(mail.taken)
    await outbox.close()
    await running.replay_all()


async def test_two_loans_of_one_contract_never_both_pass(client: Client, log: PostgresLog) -> None:
    """house:one-holder. Five cases ask for one contract at the same instant; one gets it."""
    running = await Running.make(client, log)
    async with running:
        desk = Desk(running)
        borrowers = ("he", "lv", "shi", "zhang-k", "xu")
        cases = await asyncio.gather(*(desk.opens(who, "C-99") for who in borrowers))
        await asyncio.gather(*(desk.asks("han", case, "approve") for case in cases))
        given = await asyncio.gather(*(desk.asks("tao", case, "hand_out") for case in cases))
        assert sorted(answer.outcome for answer in given) == ["done", *["refused"] * 4]
    await running.replay_all()
