"""A line of the ledger on real parts: PostgreSQL, Temporal with its time moved, the default pack in minutes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from temporalio.client import Client

from activities import ledger
from activities.grants import FileGrants
from activities.ledger import THERE, Line, bring_in
from activities.world import World
from domain.kernel import CaseId, case_id
from eventlog.migrations import migrate
from eventlog.postgres import PostgresLog
from eventlog.roles import admit
from tests.activities.posting import Satchel
from tests.workflows.running import Running
from tests.workflows.test_requests import Desk
from views.kinds import KINDS
from views.telling import fold

DONE = {"changed_rules": "entered the same day", "execution": "counted against the shelf"}


@pytest.fixture
async def log(admin_database_url: str, database_url: str) -> AsyncIterator[PostgresLog]:
    await migrate(admin_database_url)
    await admit(admin_database_url, "bylaw")
    made = await PostgresLog.connect(database_url)
    yield made
    await made.close()


async def folded(running: Running, case: CaseId) -> Any:
    """The line as its events tell it."""
    return fold(KINDS["rectification"], await running.events(case))


async def done(desk: Desk, handle: str, case: CaseId, name: str, content: Any = None) -> None:
    answer = await desk.asks(handle, case, name, content)
    assert answer.outcome == "done", (name, answer)


async def test_a_line_is_sent_back_accepted_falls_short_and_owes_its_second_round(client: Client, log: PostgresLog, tmp_path: Path) -> None:
    """SO 5.3.1, MK 5.3.3. Time brings the effect's day; the second round is opened once, one level up; nobody judges their own work."""
    running = await Running.make(client, log)
    async with running.with_world(World(door=running.door, post=Satchel(), grants=FileGrants(tmp_path))):
        desk, command = Desk(running), uuid4()
        await running.door.governed.refresh(log)
        case = case_id("rectification", command)
        form = {"finding": "the loan register has gaps", "responsible": desk.who("he"), "criterion": "no gap in a quarter"}
        assert (await desk.asks("han", case, "open", {"plan": "rectification", "fields": form}, command=command)).outcome == "done"
        await done(desk, "he", case, "submit_report", DONE)
        assert (await desk.asks("he", case, "accept")).outcome == "refused"
        await done(desk, "shen", case, "send_back", {"reason": "February is missing"})
        await desk.waits(case, 4)  # nobody does it in time: the head may
        await desk.sees(case, "task.went_up")
        await done(desk, "han", case, "submit_report", DONE)
        await done(desk, "shen", case, "accept")
        await done(desk, "cao", case, "accept")
        await desk.waits(case, 11)
        await desk.sees(case, "rectification.effect_due")
        await done(desk, "bai", case, "confirm_effect", {"met": False, "measured": "three gaps"})
        await desk.sees(case, "rectification.second_round")
        second = (await folded(running, case)).linked("second_round")
        await desk.sees(second, "rectification.opened")
        await running.handle(case).result()
        assert (await folded(running, second)).responsible == desk.who("han")
        assert (await folded(running, second)).linked("source") == case
    await running.replay_all()


async def test_a_file_of_lines_that_is_brought_in_twice_is_in_the_ledger_once(
    client: Client, log: PostgresLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """house:command-id. More lines than are on their way at once; each is opened by its own key, whoever sends it again."""
    monkeypatch.setattr(ledger, "AT_ONCE", 3)
    running = await Running.make(client, log)
    async with running:
        desk = Desk(running)
        await running.door.governed.refresh(log)
        fields = {"finding": "a gap", "responsible": desk.who("he"), "criterion": "none"}
        lines = [Line(place=place, key=f"K-{place}", plan="rectification", fields=fields) for place in range(9)]
        first = [(line, answer.outcome) async for line, answer in bring_in(running.door, lines[:7], desk.who("han"))]
        assert {outcome for _, outcome in first} == {"done"}
        again = {line.key: answer async for line, answer in bring_in(running.door, lines, desk.who("han"))}
        assert again.keys() == {line.key for line in lines}
        assert {answer.refusal for answer in again.values()} == {None}
        other = [replace(lines[0], fields={**fields, "finding": "another"})]
        assert [answer.refusal and answer.refusal.key async for _, answer in bring_in(running.door, other, desk.who("han"))] == [THERE]
        for line in lines:
            assert [each.type for each in await running.events(line.case)].count("rectification.opened") == 1
