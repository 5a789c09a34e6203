"""Group append: company changes the speed and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import cast

import pytest

from eventlog.errors import CommandReused, Unavailable, VersionConflict
from eventlog.group import GroupAppend
from eventlog.pool import DriverPool
from eventlog.port import Appended, Outcome
from eventlog.postgres import PostgresLog
from tests.eventlog import raw
from tests.eventlog.making import command, sequence_all, stream, write


@pytest.fixture
async def one_lane(own_database: str) -> AsyncIterator[GroupAppend]:
    """Group append with a single lane: all but the first go together."""
    pool = DriverPool(own_database, 2)
    yield GroupAppend(pool, lanes=1, most=64)
    await pool.close()


async def test_each_of_a_group_has_its_own_outcome(one_lane: GroupAppend, pg: PostgresLog):
    """In one call: new, sent twice, reused, too late, checked only, moot; each is told its own, and only what should be is written."""
    a, b = stream(), stream()
    known = command(answer=b"old")
    await pg.append(known, [write(a, 0)])

    done = await asyncio.gather(
        *(
            one_lane.append(one)
            for one in [
                (command(), [write(stream(), 0)]),  # goes ahead alone
                (command(), [write(b, 0, 3)]),
                (replace(known, answer=b"new"), [write(a, 0)]),
                (command(known.id, asks=b"other"), [write(a, 1)]),
                (command(), [write(a, 0)]),
                (command(outcome="moot"), []),
                (None, [write(stream("governance"), 0)]),
            ]
        ),
        return_exceptions=True,
    )

    assert [type(one) for one in done] == [Appended, Appended, Appended, CommandReused, VersionConflict, Appended, Appended]
    duplicate = cast("Appended", done[2])
    assert duplicate.duplicate
    assert duplicate.command is not None
    assert duplicate.command.answer == b"old"
    await sequence_all(pg)
    assert await pg.head() == 1 + 1 + 3 + 1


async def test_two_of_a_group_for_one_stream_have_one_winner(one_lane: GroupAppend, pg: PostgresLog):
    """The second of a group finds the stream moved by the first."""
    s = stream()
    done = await asyncio.gather(*(one_lane.append((command(), [write(s, 0)])) for _ in range(9)), return_exceptions=True)

    assert sum(isinstance(one, Appended) for one in done) == 1
    assert len(await pg.read(s)) == 1


async def test_one_that_the_database_refuses_does_not_hurt_the_others(one_lane: GroupAppend):
    """What only one of a group did wrong is only its own trouble."""
    bad = replace(command(), outcome=cast("Outcome", "unheard of"))

    done = await asyncio.gather(
        *(one_lane.append((one, [write(stream(), 0)])) for one in (command(), command(), bad, command())), return_exceptions=True
    )

    assert [isinstance(one, Appended) for one in done] == [True, True, False, True]
    assert "known outcome" in str(done[2])


async def test_who_gives_up_waiting_takes_nobody_along(one_lane: GroupAppend, own_database: str):
    """A caller's deadline ends his own wait; the others of the group get their answers."""
    s = stream()
    async with raw.connected(own_database) as holding:
        transaction = holding.transaction()
        await transaction.start()
        await raw.append(holding, command(), write(s, 0))
        held = asyncio.create_task(one_lane.append((command(), [write(s, 1)])))
        await asyncio.sleep(0)
        impatient = asyncio.create_task(one_lane.append((command(), [write(stream(), 0)])))
        patient = asyncio.create_task(one_lane.append((command(), [write(stream(), 0)])))
        await asyncio.sleep(0)
        impatient.cancel()
        await transaction.commit()

        assert not (await held).duplicate
        assert not (await patient).duplicate
    assert impatient.cancelled()


async def test_a_lost_connection_is_told_to_all_and_nothing_is_written_twice(one_lane: GroupAppend, pg: PostgresLog, own_database: str):
    """The database goes away under a group: all are told to try again, and trying again with the same ids does each once."""
    s = stream()
    asked = [(command(), [write(stream(), 0)]) for _ in range(5)]
    async with raw.connected(own_database) as holding:
        transaction = holding.transaction()
        await transaction.start()
        await raw.append(holding, command(), write(s, 0))
        first = [asyncio.create_task(one_lane.append(one)) for one in [(command(), [write(s, 0)]), *asked]]
        await raw.waiting_for_a_lock(own_database)
        await raw.kill(own_database, "%append_one(%")
        done = await asyncio.gather(*first, return_exceptions=True)
        await transaction.commit()
    assert isinstance(done[0], Unavailable)

    again = await asyncio.gather(*(one_lane.append(one) for one in asked))

    assert all(isinstance(one, Appended) for one in again)
    await sequence_all(pg)
    assert await pg.head() == 6
