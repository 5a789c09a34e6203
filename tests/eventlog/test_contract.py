"""What every implementation of the log keeps. Each test runs against PostgreSQL and against memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest

from eventlog import encoder
from eventlog.errors import BeyondHead, CommandReused, Malformed, VersionConflict
from eventlog.port import EventLog, NewEvent, Stream, Write
from tests.eventlog.making import NOON, command, event, sequence_all, stream, write


async def test_versions_run_from_one_without_gaps(log: EventLog):
    """Per stream: versions 1, 2, 3 …, across appends."""
    s = stream()

    await log.append(command(), [write(s, 0, 3)])
    await log.append(command(), [write(s, 3, 2)])

    assert [one.version for one in await log.read(s)] == [1, 2, 3, 4, 5]


async def test_what_is_read_is_what_was_written(log: EventLog):
    """The log gives every field back as it was, and the command that made the event."""
    s, new, asked = stream(), event(b'{"a": 1}', meta=b"\x00\xff"), command()

    appended = await log.append(asked, [Write(stream=s, expected_version=0, events=(new,))])
    (found,) = await log.read(s)

    assert (found.stream, found.event_id, found.type, found.schema_version) == (s, new.event_id, new.type, 1)
    assert (found.happened_at, found.data, found.meta, found.command_id) == (NOON, new.data, new.meta, asked.id)
    assert appended.command is not None
    assert (found.recorded_at, found.append_seq) == (appended.command.recorded_at, appended.command.append_seq)


ODD = [
    b"",
    b"\x00",
    bytes(range(256)),
    "\ud800".encode("utf-16", "surrogatepass"),
    b'{"n": 12345678901234567890.1}',
    "你好 🧾".encode(),
    b"x" * 300_000,
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
async def test_odd_bytes_come_back_exactly(log: EventLog, odd: bytes):
    """Stored bytes are never parsed or written anew: NULs, lone surrogates, big numbers, 300 kB."""
    s = stream()

    await log.append(command(answer=odd), [Write(stream=s, expected_version=0, events=(event(odd, meta=odd),))])
    (found,) = await log.read(s)

    assert (found.data, found.meta) == (odd, odd)


EXTREMES = [
    datetime(1, 1, 2, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 8, 1, tzinfo=timezone(timedelta(hours=8))),
    datetime(9999, 12, 30, 23, 59, 59, 999999, tzinfo=UTC),
]


@pytest.mark.parametrize("instant", EXTREMES, ids=str)
async def test_an_instant_keeps_its_last_microsecond(log: EventLog, instant: datetime):
    """Times are hashed as whole microseconds; far ends of the calendar and other zones too."""
    s = stream()

    await log.append(None, [Write(stream=s, expected_version=0, events=(event(happened_at=instant),))])
    (found,) = await log.read(s)

    assert found.happened_at == instant
    assert encoder.entry_of(found, encoder.NO_LEAF) == found.entry


async def test_each_event_names_the_leaf_before_it(log: EventLog):
    """The chain of a stream holds within one append and across appends, and the second encoder makes the same entries."""
    s, other = stream(), stream("claim")
    await log.append(command(), [write(s, 0, 3), write(other, 0)])
    await log.append(command(), [write(other, 1, 2), write(s, 3)])

    for one in (s, other):
        previous = encoder.NO_LEAF
        for found in await log.read(one):
            assert encoder.entry_of(found, previous) == found.entry
            assert encoder.leaf_of(found.entry) == found.leaf
            previous = found.leaf


async def test_streams_of_one_id_and_two_categories_are_two_streams(log: EventLog):
    """A case's refusals carry the case's id in another category."""
    case = stream()
    refused = Stream(category="refused", id=case.id)

    await log.append(command(), [write(case, 0)])
    await log.append(command(outcome="refused"), [write(refused, 0)])

    assert len(await log.read(case)) == len(await log.read(refused)) == 1


@pytest.mark.parametrize("expected", [0, 1, 3])
async def test_a_writer_who_saw_another_version_is_told_so(log: EventLog, expected: int):
    """An append names the version it saw; if the stream is elsewhere nothing is written."""
    s, asked = stream(), command()
    await log.append(command(), [write(s, 0, 2)])

    with pytest.raises(VersionConflict) as conflict:
        await log.append(asked, [write(s, expected)])

    assert (conflict.value.stream, conflict.value.expected, conflict.value.actual) == (s, expected, 2)
    assert len(await log.read(s)) == 2
    assert await log.command(asked.id) is None


async def test_an_append_to_several_streams_is_whole_or_not_at_all(log: EventLog):
    """A case and the claims that it touches change together; one stale version stops all."""
    case, claim, asked = stream(), stream("claim"), command()
    await log.append(command(), [write(claim, 0)])

    with pytest.raises(VersionConflict):
        await log.append(asked, [write(case, 0, 2), write(claim, 0)])

    assert await log.read(case) == []
    assert await log.command(asked.id) is None


async def test_a_stream_may_be_checked_without_being_written(log: EventLog):
    """A granting reads the claims that could forbid it; if one moved since, the grant fails."""
    case, claim = stream(), stream("claim")
    await log.append(command(), [write(claim, 0)])

    await log.append(command(), [write(case, 0), Write(stream=claim, expected_version=1)])
    with pytest.raises(VersionConflict):
        await log.append(command(), [write(case, 1), Write(stream=claim, expected_version=0)])

    assert len(await log.read(claim)) == 1


async def test_a_command_sent_again_gets_its_first_answer(log: EventLog):
    """The same id and request write nothing, although the versions have moved on since."""
    s, asked = stream(), command(answer=b"first")
    first = await log.append(asked, [write(s, 0)])
    await log.append(command(), [write(s, 1, 5)])

    again = await log.append(replace(asked, answer=b"second", outcome="moot"), [write(s, 0)])

    assert again.duplicate
    assert again.command == first.command
    assert len(await log.read(s)) == 6


async def test_an_id_used_for_another_request_is_refused(log: EventLog):
    """A command id stands for one request for ever."""
    s, asked = stream(), command(asks=b"one")
    await log.append(asked, [write(s, 0)])

    with pytest.raises(CommandReused) as reused:
        await log.append(command(asked.id, asks=b"another"), [write(s, 1)])

    assert reused.value.command_id == asked.id
    assert len(await log.read(s)) == 1


@pytest.mark.parametrize("outcome", ["moot", "refused", "done"])
async def test_every_command_leaves_a_row(log: EventLog, outcome):
    """Also one that wrote no event, so that it is answered the same way for ever."""
    asked = command(outcome=outcome, answer=b"why")

    await log.append(asked, [])
    found = await log.command(asked.id)

    assert found is not None
    assert (found.outcome, found.answer, found.request_digest) == (outcome, b"why", asked.request_digest)
    assert await log.command(uuid4()) is None


async def test_load_brings_the_command_and_several_streams_at_once(log: EventLog):
    """What a decision needs: is the command known, and what happened after the versions already folded."""
    case, claim, asked = stream(), stream("claim"), command()
    appended = await log.append(asked, [write(case, 0, 3), write(claim, 0, 2)])

    known, (none, of_claim, of_case) = await log.load(asked.id, [(stream(), 0), (claim, 0), (case, 2)])

    assert known == appended.command
    assert none == []
    assert of_claim == await log.read(claim)
    assert [one.version for one in of_case] == [3]
    assert await log.load(None, []) == (None, [])


async def test_positions_are_given_from_zero_in_order(log: EventLog):
    """One total order from position 0; a stream's events stand in it in their order; every event once."""
    a, b = stream(), stream()
    await log.append(command(), [write(a, 0, 2), write(b, 0)])
    assert await log.head() == 0

    await sequence_all(log)
    await log.append(command(), [write(b, 1), write(a, 2)])
    await sequence_all(log)

    found = await log.read_all()
    assert [one.position for one in found] == [0, 1, 2, 3, 4]
    assert [(one.event.stream, one.event.version) for one in found] == [(a, 1), (a, 2), (b, 1), (b, 2), (a, 3)]
    assert await log.head() == 5


async def test_all_can_be_read_in_parts(log: EventLog):
    """From any position, at most so many."""
    await log.append(command(), [write(stream(), 0, 7)])
    await sequence_all(log)

    assert [one.position for one in await log.read_all(2, 3)] == [2, 3, 4]
    assert [one.position for one in await log.read_all(5)] == [5, 6]
    assert await log.read_all(7) == []


async def test_a_sequencer_step_gives_no_more_than_asked(log: EventLog):
    """A long difference is worked off in parts, in order, and what is appended in between comes after."""
    a = stream()
    await log.append(command(), [write(a, 0, 5)])
    first = await log.sequence(2)
    await log.append(command(), [write(stream(), 0, 2)])

    rest = [await log.sequence(2) for _ in range(6)]

    assert [first, *rest][:2] == [2, 2]
    assert sum(rest) == 5
    assert [one.event.version for one in await log.read_all() if one.event.stream == a] == [1, 2, 3, 4, 5]


async def test_a_follower_sees_what_was_and_what_comes(log: EventLog):
    """Batches without end, each where the last one stopped."""
    s = stream()
    await log.append(command(), [write(s, 0, 3)])
    await sequence_all(log)
    seen: list[int] = []

    async with asyncio.timeout(60):
        async for batch in log.follow(1, batch=2):
            seen += [one.position for one in batch]
            if seen == [1, 2]:
                await log.append(command(), [write(s, 3, 2)])
                await sequence_all(log)
            if len(seen) == 4:
                break

    assert seen == [1, 2, 3, 4]


async def test_a_cursor_beyond_the_end_is_an_error(log: EventLog):
    """After a restore to an earlier state a follower must not wait quietly for the log to grow past it."""
    with pytest.raises(BeyondHead):
        await anext(log.follow(1))


async def test_concurrent_duplicates_are_one_command(log: EventLog):
    """Twenty at once with one id: one writes, all get the same row."""
    s, asked = stream(), command()

    done = await asyncio.gather(*(log.append(asked, [write(s, 0)]) for _ in range(20)))

    assert sum(not one.duplicate for one in done) == 1
    assert len({one.command for one in done}) == 1
    assert len(await log.read(s)) == 1


async def test_concurrent_writers_of_one_version_have_one_winner(log: EventLog):
    """Of twenty who saw the same version one writes; the others are told, and nothing of theirs stays."""
    s = stream()
    asked = [command() for _ in range(20)]

    done = await asyncio.gather(*(log.append(one, [write(s, 0)]) for one in asked), return_exceptions=True)

    assert sum(isinstance(one, VersionConflict) for one in done) == 19
    assert len(await log.read(s)) == 1
    assert sum([await log.command(one.id) is not None for one in asked]) == 1


GOOD = event()
BAD = {
    "naive instant": replace(GOOD, happened_at=datetime(2026, 1, 1)),
    "NUL in a name": replace(GOOD, type="a\x00b"),
    "lone surrogate in a name": replace(GOOD, type="\ud800"),
    "no name": replace(GOOD, type=""),
    "long name": replace(GOOD, type="é" * 128),
    "schema version zero": replace(GOOD, schema_version=0),
    "schema version too high": replace(GOOD, schema_version=40_000),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
async def test_what_no_log_could_keep_is_refused(log: EventLog, bad: NewEvent):
    """A mistake of the caller is named before anything is sent."""
    with pytest.raises(Malformed):
        await log.append(command(), [Write(stream=stream(), expected_version=0, events=(bad,))])


async def test_appends_that_make_no_sense_are_refused(log: EventLog):
    """A digest of another length, a stream twice, a negative version, nothing at all, a category that is no name."""
    s = stream()
    for asked, writes in (
        (replace(command(), request_digest=b"short"), []),
        (command(), [write(s, 0), write(s, 1)]),
        (command(), [write(s, -1)]),
        (None, []),
        (None, [Write(stream=s, expected_version=0)]),
        (command(), [write(Stream(category="a\x00", id=s.id), 0)]),
    ):
        with pytest.raises(Malformed):
            await log.append(asked, writes)
