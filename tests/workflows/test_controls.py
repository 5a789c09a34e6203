"""Recurring controls on real parts: PostgreSQL, Temporal, the keeper, and runs that open the next one by themselves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from temporalio.client import Client

from activities.controls import Keeper, Look
from activities.grants import FileGrants
from activities.migrations import migrate as migrate_world
from activities.outbox import Outbox
from activities.post import Post
from activities.world import World
from domain.controls import periods, runs
from domain.kernel import CaseId
from eventlog.migrations import migrate
from eventlog.postgres import PostgresLog
from eventlog.roles import admit
from tests.activities.judging import adopt
from tests.activities.posting import Mail
from tests.workflows.running import Running
from tests.workflows.test_requests import Desk
from workers.embedded import ensure_namespace

FOLLOW, HEAD = "weekly-followup", "head-of-sales-back-office"


@pytest.fixture
async def client(temporal_address: str) -> Client:
    """Each test has a namespace of its own: runs have the same ids in all of them."""
    name = f"test-{uuid4().hex[:12]}"
    await ensure_namespace(temporal_address, name)
    return await Client.connect(temporal_address, namespace=name)


@pytest.fixture
async def log(postgres: Any) -> AsyncIterator[PostgresLog]:
    """Each test has a database of its own: what is adopted in it, and when, decides which runs there must be."""
    name = f"test_{uuid4().hex[:12]}"
    await postgres.create_database(name)
    await migrate(postgres.admin_url_of(name))
    await migrate_world(postgres.admin_url_of(name))
    await admit(postgres.admin_url_of(name), "bylaw")
    made = await PostgresLog.connect(postgres.url_of(name))
    made.url = postgres.url_of(name)  # type: ignore[attr-defined] # for the outbox beside it
    yield made
    await made.close()
    await postgres.drop_database(name)


class Office(Desk):
    """A desk from which runs of controls are seen; each case has a clock of its own, which begins at the wall's."""

    def __init__(self, running: Running) -> None:
        super().__init__(running)
        self.keeper = Keeper(running.door)

    def period(self, at: datetime, rhythm: periods.Rhythm = "weekly") -> str:
        return periods.key_of(rhythm, self.running.door.governed.calendar(at), at)

    def starts(self, period: str) -> datetime:
        return periods.starts(self.running.door.governed.calendar(datetime.now(UTC)), period)

    async def forward(self, case: CaseId, to: datetime) -> None:
        """This case's clock goes on to that instant, and with it the clock of whoever speaks next."""
        if case not in self.running.cases:
            self.running.cases.append(case)
        ahead = to - datetime.now(UTC)
        await asyncio.wait_for(self.skipper.fast_forward(self.skipper.client.get_workflow_handle(case), ahead), 60)
        self.running.ahead = ahead

    async def happened(self, case: CaseId, kind: str) -> None:
        await self.running.until(lambda: self._has(case, kind))

    async def _has(self, case: CaseId, kind: str) -> bool:
        return kind in await self.types(case)


async def office(client: Client, log: PostgresLog, folder: Path, adopted: datetime) -> tuple[Running, Outbox]:
    await adopt(log, "minutes", at=adopted)
    running = await Running.make(client, log)
    await running.door.governed.refresh(log)
    outbox = Outbox(log.url)  # type: ignore[attr-defined]
    post = Post(outbox, [Mail()], running.door.governed, running.door.keyring)
    return running.with_world(World(door=running.door, post=post, grants=FileGrants(folder))), outbox


async def test_three_weeks_one_of_them_missed(client: Client, log: PostgresLog, tmp_path: Path) -> None:
    """SO 5.3.1, MK 5.3.2 (F2), house:recurring. Adopted, the first run opens; done or missed, the next week's opens by itself."""
    running, outbox = await office(client, log, tmp_path, datetime.now(UTC) - timedelta(minutes=1))
    async with running:
        desk = Office(running)
        now = datetime.now(UTC)
        first = desk.period(now)
        assert (await desk.keeper.look(now)).opened >= 5, "a run for each head of department"
        assert await desk.keeper.look(now) == Look(), "nothing is missing any more"

        weeks = [first]
        for _ in range(3):
            weeks.append(periods.following(weeks[-1]))
        cases = [runs.run_id(FOLLOW, HEAD, week) for week in weeks]
        assert (await desk.asks("he", cases[0], "complete", {"summary": "not mine"})).outcome == "refused"
        assert (await desk.asks("lin", cases[0], "complete", {"summary": "all on time"})).stage == "closed"

        await desk.happened(cases[1], "control.opened")
        await desk.forward(cases[1], desk.starts(weeks[1]) + timedelta(minutes=20))
        await desk.happened(cases[1], "control.missed")

        await desk.happened(cases[2], "control.opened")
        await desk.forward(cases[2], desk.starts(weeks[2]) + timedelta(minutes=1))
        await desk.happened(cases[2], "control.began")
        assert (await desk.asks("lin", cases[2], "complete", {"summary": "caught up"})).stage == "closed"
        await desk.happened(cases[3], "control.opened")
        assert (await desk.types(cases[3]))[-1] == "clock.armed", "it waits for its week"
        running.cases.extend(cases[1:])
    told = {(notice.case, notice.about) for notice in await outbox.read(limit=500)}
    assert (cases[1], "control.missed") in told
    await outbox.close()
