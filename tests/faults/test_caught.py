"""Caught between doing and saying so: the append is in the log, and nobody was told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from domain.kernel import Unavailable
from eventlog.port import Recorded
from tests.faults.loans import BORROWERS, STORY, Loan, insist, loan_at
from tests.faults.record import kept, sound
from tests.faults.stack import Stack
from tests.faults.wire import Wire, wire_to

APPROVE = STORY[0]


async def recorded(stack: Stack, command: UUID) -> Recorded:
    """Wait until the command's row is in the log."""
    found: list[Recorded] = []

    async def there() -> bool:
        row = await stack.log.command(command)
        found.extend([row] if row else [])
        return row is not None

    await stack.until(there, f"a row for {command}")
    return found[0]


@asynccontextmanager
async def worker_on_a_wire(stack: Stack, server: str) -> AsyncIterator[Wire]:
    """Another worker in the place of the stack's own, reaching one of its servers by a wire."""
    port = stack.temporal_port if server == "temporal" else stack.postgres.port
    async with wire_to(port) as wire:
        database = stack.settings.database.replace(f":{port}/", f":{wire.port}/")
        other = {"temporal_address": wire.address} if server == "temporal" else {"database_url": database}
        await stack.restart("worker", **other)
        try:
            yield wire
        finally:
            wire.flow()
            await stack.restart("worker")


class Gate:
    """Holds every append at the door of its table, so that a test can do something while one waits there."""

    def __init__(self, connection: asyncpg.Connection[Any]) -> None:
        self._connection = connection

    async def close(self) -> None:
        await self._connection.execute("begin; lock table eventlog.command in exclusive mode")

    async def open(self) -> None:
        await self._connection.execute("rollback")

    async def waits(self) -> bool:
        """Whether an append stands before it."""
        waiting = "select count(*) from pg_locks where relation = 'eventlog.command'::regclass and not granted"
        return bool(await self._connection.fetchval(waiting))


@asynccontextmanager
async def gate(stack: Stack) -> AsyncIterator[Gate]:
    """A closed gate; opened at the latest when the block ends."""
    connection: asyncpg.Connection[Any] = await asyncpg.connect(stack.postgres.admin_url)
    try:
        made = Gate(connection)
        await made.close()
        yield made
    finally:
        await connection.close()


async def once_and_finished(stack: Stack, loan: Loan, command: UUID) -> None:
    """The approval stands in the case once, and the loan can be brought to its end."""
    events = await stack.events(loan.case)
    assert [each.command_id for each in events if each.type == "request.approved"] == [command]
    loan.point = "approved"
    await loan.finish()
    await kept(stack, loan.answers, await sound(stack))


async def test_killed_between_the_append_and_the_answer(stack: Stack):
    """The door finds in the log what the worker could not say any more; the same id again is the same answer, and happened once."""
    loan, command = await loan_at(stack, "opened", "he"), uuid4()
    async with worker_on_a_wire(stack, "temporal") as wire, gate(stack) as held:
        asking = asyncio.create_task(loan.act(APPROVE, command=command))
        await stack.until(held.waits, "the worker's append at the gate")
        wire.hold("out")
        await held.open()
        await recorded(stack, command)
        await stack.kill("worker")
        told = await asking
    again = await insist(loan, APPROVE, command)
    assert (told.outcome, told.version, told.stage) == ("done", again.version, again.stage)
    await once_and_finished(stack, loan, command)


@pytest.mark.deep
async def test_the_reply_of_the_append_is_lost(stack: Stack):
    """The connection dies after the commit and before its answer: judge looks again, finds its own row, and answers from it."""
    loan, command = await loan_at(stack, "opened", "lv"), uuid4()
    async with worker_on_a_wire(stack, "postgres") as wire, gate(stack) as held:
        asking = asyncio.create_task(loan.act(APPROVE, command=command))
        await stack.until(held.waits, "the worker's append at the gate")
        wire.hold("back")
        await held.open()
        await recorded(stack, command)
        wire.cut()
        wire.flow()
        assert (await asking).outcome == "done"
    await once_and_finished(stack, loan, command)


async def test_the_log_hangs_while_somebody_approves(stack: Stack):
    """A person is told in seconds that it is not known to be recorded; the same id later is one decision."""
    loan, command = await loan_at(stack, "opened", "shi"), uuid4()
    async with gate(stack) as held:
        with pytest.raises(Unavailable):
            await loan.act(APPROVE, command=command, door=stack.brief)
        await held.open()
    assert (await insist(loan, APPROVE, command)).outcome == "done"
    await once_and_finished(stack, loan, command)


@pytest.mark.deep
async def test_connections_that_nobody_ended_and_that_carry_nothing(stack: Stack):
    """After a failover the old connections to the log hang for ever; commands go by new ones, and none is lost or done twice."""
    loans = [await loan_at(stack, "opened", borrower) for borrower in BORROWERS]
    commands = [uuid4() for _ in loans]
    async with worker_on_a_wire(stack, "postgres") as wire:
        async with gate(stack) as held:
            acts = (loan.act(APPROVE, command=command, door=stack.brief) for loan, command in zip(loans, commands, strict=True))
            asking = [asyncio.create_task(act) for act in acts]
            await stack.until(held.waits, "an append at the gate")
            wire.strand()
            await held.open()
        await asyncio.gather(*asking, return_exceptions=True)
        for loan, command in zip(loans, commands, strict=True):
            assert (await insist(loan, APPROVE, command)).outcome == "done"
            await once_and_finished(stack, loan, command)


@pytest.mark.deep
async def test_a_worker_hangs_and_another_takes_over(stack: Stack):
    """A worker that was frozen over its own append wakes up late: the other has told what was decided, and nothing happens again."""
    loan, command = await loan_at(stack, "opened", "he"), uuid4()
    async with gate(stack) as held:
        asking = asyncio.create_task(insist(loan, APPROVE, command))
        await stack.until(held.waits, "the worker's append at the gate")
        stack.process("worker").freeze()
        await held.open()
    await recorded(stack, command)
    other = stack.another("worker")
    try:
        assert (await asking).outcome == "done"
        loan.point = "approved"
        answer = await insist(loan, STORY[1], uuid4())
        stack.process("worker").thaw()
        assert answer.outcome == "done"
        loan.point = "lent"
        await loan.finish()
    finally:
        await other.stop()
    events = await sound(stack)
    await kept(stack, loan.answers, events)
    assert [each.command_id for each in await stack.events(loan.case) if each.type == "request.approved"] == [command]
