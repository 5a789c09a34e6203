"""The one order: nothing that commits late is skipped, nothing is turned round, nothing elsewhere holds it up."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from eventlog.errors import VersionConflict
from eventlog.port import Appended, Stream, Write
from eventlog.postgres import PostgresLog
from tests.eventlog import raw
from tests.eventlog.making import command, sequence_all, stream, write
from tests.eventlog.starter import make_database, run_sql

Place = tuple[int, Stream, int]


async def order(log: PostgresLog) -> list[Place]:
    return [(one.position, one.event.stream, one.event.version) for one in await log.read_all()]


async def test_a_late_commit_comes_later_and_is_not_skipped(pg: PostgresLog, own_database: str):
    """Began first, committed last: it gets a position after what followers have already read."""
    early, late = stream(), stream()
    async with raw.connected(own_database) as slow:
        transaction = slow.transaction()
        await transaction.start()
        await raw.append(slow, command(), write(late, 0, 2))
        await pg.append(command(), [write(early, 0)])
        await sequence_all(pg)
        assert await order(pg) == [(0, early, 1)]

        await transaction.commit()
        await sequence_all(pg)

    assert await order(pg) == [(0, early, 1), (1, late, 1), (2, late, 2)]


async def test_an_early_transaction_number_does_not_turn_a_stream_round(pg: PostgresLog, own_database: str):
    """Number taken first, version 2 written second: version 1 of the rival still stands before it."""
    s = stream()
    async with raw.connected(own_database) as slow, slow.transaction():
        await raw.take_xid(slow)
        await pg.append(command(), [write(s, 0)])
        assert isinstance(await raw.append(slow, command(), write(s, 1)), Appended)
    await sequence_all(pg)

    assert await order(pg) == [(0, s, 1), (1, s, 2)]


async def test_commits_between_two_looks_are_in_one_of_them(pg: PostgresLog, own_database: str):
    """Several transactions open across several looks, ended in another order than begun: each event is seen exactly once."""
    streams = [stream() for _ in range(4)]
    async with raw.connected(own_database) as a, raw.connected(own_database) as b, raw.connected(own_database) as c:
        first, second, third = a.transaction(), b.transaction(), c.transaction()
        await first.start()
        await raw.append(a, command(), write(streams[0], 0, 2))
        await second.start()
        await raw.take_xid(b)
        await sequence_all(pg)
        await third.start()
        await raw.append(c, command(), write(streams[2], 0))
        await raw.append(b, command(), write(streams[1], 0))
        await third.commit()
        await sequence_all(pg)
        await pg.append(command(), [write(streams[3], 0)])
        await first.commit()
        await sequence_all(pg)
        await second.commit()
        await sequence_all(pg)

    places = await order(pg)
    assert [place for place, _, _ in places] == list(range(5))
    assert [s for _, s, _ in places] == [streams[2], streams[0], streams[0], streams[3], streams[1]]


async def test_what_is_rolled_back_leaves_no_hole(pg: PostgresLog, own_database: str):
    """Numbers burnt by transactions that came to nothing are not positions."""
    s = stream()
    for version in range(3):
        async with raw.connected(own_database) as doomed:
            transaction = doomed.transaction()
            await transaction.start()
            await raw.append(doomed, command(), write(s, version), write(stream(), 0))
            await sequence_all(pg)
            await transaction.rollback()
        await pg.append(command(), [write(s, version)])
    await sequence_all(pg)

    assert await order(pg) == [(0, s, 1), (1, s, 2), (2, s, 3)]


async def test_open_transactions_elsewhere_hold_nothing_up(pg: PostgresLog, own_database: str, log_server: str, log_template: str):
    """A session that sits in its transaction, here or in another database of the cluster, stalls no follower."""
    elsewhere = await make_database(log_server, log_template)
    async with raw.connected(elsewhere) as far, raw.connected(own_database) as near, far.transaction(), near.transaction():
        await raw.append(far, command(), write(stream(), 0))
        await raw.take_xid(near)
        for _ in range(3):
            await pg.append(command(), [write(stream(), 0)])
            await sequence_all(pg)

        assert await pg.head() == 3


async def test_a_prepared_transaction_holds_nothing_up(pg: PostgresLog, own_database: str):
    """One half of a two-phase commit that nobody ends for days: what others append goes on, and its own events come when it ends."""
    forgotten, name = stream(), f"forgotten {uuid4()}"
    async with raw.connected(own_database) as connection:
        if not int(await connection.fetchval("show max_prepared_transactions")):
            pytest.skip("this server has no prepared transactions")
        await connection.execute("begin")
        await raw.append(connection, command(), write(forgotten, 0))
        await connection.execute(f"prepare transaction '{name}'")
        await pg.append(command(), [write(stream(), 0)])
        await sequence_all(pg)
        assert await pg.head() == 1

        await connection.execute(f"commit prepared '{name}'")
    await sequence_all(pg)
    assert (await order(pg))[1:] == [(1, forgotten, 1)]


async def test_an_old_snapshot_does_not_hide_what_is_new(pg: PostgresLog, own_database: str):
    """A long REPEATABLE READ reader keeps its own picture and disturbs nobody else's."""
    async with raw.connected(own_database) as reader, reader.transaction(isolation="repeatable_read"):
        assert await reader.fetchval("select count(*) from eventlog.log") == 0
        await pg.append(command(), [write(stream(), 0)])
        await sequence_all(pg)

        assert await reader.fetchval("select count(*) from eventlog.log") == 0
        assert await pg.head() == 1


async def test_two_sequencers_give_each_position_once(pg: PostgresLog):
    """The row lock keeps them apart; election is only for economy."""
    for _ in range(10):
        await asyncio.gather(*(pg.append(command(), [write(stream(), 0, 2)]) for _ in range(5)), pg.sequence(3), pg.sequence(4))
    await sequence_all(pg)

    places = await order(pg)
    assert [place for place, _, _ in places] == list(range(100))
    assert len({(s, version) for _, s, version in places}) == 100


async def test_a_long_difference_is_worked_off_towards_one_target(pg: PostgresLog, own_database: str):
    """Parts of a catch-up stay in order although events arrive and old transactions end in between."""
    a, late, b = stream(), stream(), stream()
    await pg.append(command(), [write(a, 0, 5)])
    async with raw.connected(own_database) as slow:
        transaction = slow.transaction()
        await transaction.start()
        await raw.append(slow, command(), write(late, 0, 2))
        assert await pg.sequence(2) == 2
        await pg.append(command(), [write(b, 0, 2)])
        await transaction.commit()
        while await pg.sequence(2):
            pass

    places = await order(pg)
    assert [place for place, _, _ in places] == list(range(9))
    assert [version for _, s, version in places if s == a] == [1, 2, 3, 4, 5]
    assert {s for _, s, _ in places} == {a, late, b}


async def test_a_checked_stream_cannot_move_before_the_append_is_through(pg: PostgresLog, own_database: str):
    """Who grants after looking at a claim stands in the order before whoever changes that claim meanwhile."""
    case, claim = stream(), stream("claim")
    async with raw.connected(own_database) as granting:
        transaction = granting.transaction()
        await transaction.start()
        await raw.append(granting, command(), write(case, 0), Write(stream=claim, expected_version=0))
        freeze = asyncio.create_task(pg.append(command(), [write(claim, 0)]))
        await raw.waiting_for_a_lock(own_database)
        assert not freeze.done()
        await transaction.commit()
        await freeze
    await sequence_all(pg)

    assert await order(pg) == [(0, case, 1), (1, claim, 1)]


async def test_a_check_waits_for_a_writer_and_then_sees_him(pg: PostgresLog, own_database: str):
    """The other way round: the claim is being changed, so the grant that saw it before is refused."""
    claim = stream("claim")
    async with raw.connected(own_database) as freezing:
        transaction = freezing.transaction()
        await transaction.start()
        await raw.append(freezing, command(), write(claim, 0))
        grant = asyncio.create_task(pg.append(command(), [write(stream(), 0), Write(stream=claim, expected_version=0)]))
        await raw.waiting_for_a_lock(own_database)
        await transaction.commit()

        with pytest.raises(VersionConflict):
            await grant


async def test_many_may_check_one_stream_at_a_time(pg: PostgresLog, own_database: str):
    """Reading a claim together is no conflict: nobody waits for another granting."""
    claim = stream("claim")
    async with raw.connected(own_database) as granting, granting.transaction():
        await raw.append(granting, command(), write(stream(), 0), Write(stream=claim, expected_version=0))

        await pg.append(command(), [write(stream(), 0), Write(stream=claim, expected_version=0)])


async def test_streams_in_any_order_never_block_each_other_for_good(pg: PostgresLog):
    """Appends that touch the same streams in opposite orders take their locks in one order: no deadlock, one winner each round."""
    streams = [stream() for _ in range(4)]
    singles = await PostgresLog.connect(pg._url, pool_size=16, lanes=16, group=1)
    for version in range(10):
        turned = [streams[n:] + streams[:n] for n in range(4)] + [streams[::-1]]
        tries = [singles.append(command(), [write(s, version) for s in one]) for one in turned]
        done = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(isinstance(one, Appended) for one in done) == 1
        assert sum(isinstance(one, VersionConflict) for one in done) == 4
    await singles.close()


async def test_a_duplicate_waits_for_the_first_to_end(pg: PostgresLog, own_database: str):
    """The same command while its first sending is not through: a duplicate if that commits, the command itself if it does not."""
    for commits in (True, False):
        asked, s = command(), stream()
        async with raw.connected(own_database) as first:
            transaction = first.transaction()
            await transaction.start()
            await raw.append(first, asked, write(s, 0))
            second = asyncio.create_task(pg.append(asked, [write(s, 0)]))
            await raw.waiting_for_a_lock(own_database)
            await (transaction.commit() if commits else transaction.rollback())

            assert (await second).duplicate is commits
        assert len(await pg.read(s)) == 1


async def test_a_duplicate_is_known_whichever_streams_it_names(pg: PostgresLog, own_database: str):
    """The same command decided twice may touch other claims; its row alone says that it is the same."""
    asked = command()
    async with raw.connected(own_database) as first:
        transaction = first.transaction()
        await transaction.start()
        await raw.append(first, asked, write(stream(), 0))
        second = asyncio.create_task(pg.append(asked, [write(stream(), 0), write(stream(), 0)]))
        await raw.waiting_for_a_lock(own_database)
        await transaction.commit()

        assert (await second).duplicate
    await sequence_all(pg)
    assert await pg.head() == 1


async def test_append_refuses_a_frozen_picture(own_database: str):
    """Under REPEATABLE READ what was committed while waiting could not be seen, so the function does not work there."""
    async with raw.connected(own_database) as connection, connection.transaction(isolation="repeatable_read"):
        with pytest.raises(Exception, match="READ COMMITTED"):
            await raw.append(connection, command(), write(stream(), 0))


async def test_a_restored_log_is_not_followed_past_its_end(pg: PostgresLog, own_database: str):
    """A position is never given twice: the head's row cannot be set back."""
    await pg.append(command(), [write(stream(), 0)])
    await sequence_all(pg)

    with pytest.raises(Exception, match="never taken back"):
        await run_sql(own_database, "update eventlog.head set next_position = 0")
