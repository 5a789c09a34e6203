"""How a list takes in the log: nothing twice, nothing left out, whoever dies or races."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from eventlog.memory import MemoryLog
from eventlog.port import Positioned, Stream
from tests.views.feeding import catch_up
from tests.views.toy import PACK, Writer, stream_of
from views.cases import Cases
from views.errors import Fenced, Gap, NotUnderstood, OtherLog
from views.projection import advance, begin_build, check_same_log, switch, take_over
from views.reader import Reader
from views.schema import asks, cases, numbers, projections


class Killed(Exception):
    """Stands for the end of the process."""


class DiesAfterItsRows(Cases):
    """Writes its rows and dies before the transaction ends."""

    async def apply(self, connection: AsyncConnection, build: int, batch: Sequence[Positioned]) -> None:
        await super().apply(connection, build, batch)
        raise Killed


async def test_killed_between_rows_and_position_nothing_is_lost_or_doubled(
    writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader
):
    """Rows and position are one transaction: after a death in between neither is there, and the next one takes the batch in once."""
    await writer.open()
    dying = DiesAfterItsRows(projection._log, projection._governed, projection._kinds)
    with pytest.raises(Killed):
        await catch_up(log, engine, dying)
    assert (await reader.cases(), (await reader.lag()).position) == ([], 0)

    await catch_up(log, engine, projection)

    assert [line.number for line in await reader.cases()] == ["LOAN-2026-0001"]


async def test_who_was_overtaken_writes_nothing(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader):
    """A projector that does not know that another has taken over is fenced by the epoch."""
    old = await take_over(engine, projection.name)
    await writer.open()
    batch = await log.read_all()
    new = await take_over(engine, projection.name)

    with pytest.raises(Fenced):
        await advance(engine, projection, old, batch)
    await advance(engine, projection, new, batch)

    assert [line.number for line in await reader.cases()] == ["LOAN-2026-0001"]


async def test_the_same_batch_twice_is_taken_in_once(
    writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader
):
    """A batch moves the position from where it was read; a second time it is not there any more."""
    place = await take_over(engine, projection.name)
    await writer.open()
    batch = await log.read_all()
    await advance(engine, projection, place, batch)

    with pytest.raises(Fenced):
        await advance(engine, projection, place, batch)

    assert len(await reader.cases()) == 1


async def test_a_gap_stops_the_list(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader):
    """The next position must come next: at the beginning of a batch and inside it. The list says why it stands."""
    for _ in range(3):
        await writer.open()
    place, batch = await take_over(engine, projection.name), await log.read_all()

    with pytest.raises(Gap, match="position 0 should come next, but 1 came"):
        await advance(engine, projection, place, batch[1:])
    with pytest.raises(Gap, match="position 1 should come next, but 2 came"):
        await advance(engine, projection, place, [batch[0], batch[2]])

    assert (await reader.lag()).stopped == "position 1 should come next, but 2 came"
    assert await reader.cases() == []


async def test_an_event_that_is_not_understood_stops_the_list_and_is_named(
    writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader
):
    """An unknown type is never passed over: the list stays before it and says position, type and stream."""
    case = await writer.open()
    await catch_up(log, engine, projection)
    await writer.say(stream_of(case), "toy.unheard_of", {})

    with pytest.raises(NotUnderstood, match=r"position 1: toy\.unheard_of .* version 2 of toy/"):
        await catch_up(log, engine, projection)

    lag = await reader.lag()
    assert (lag.position, lag.events) == (1, 1)
    assert lag.stopped is not None
    assert "toy.unheard_of" in lag.stopped


async def test_an_unknown_shape_stops_the_list(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases):
    """A known type in a shape that this release cannot read stops the list as well."""
    case = await writer.open()
    await writer.say(stream_of(case), "toy.asked", {}, schema_version=2)

    with pytest.raises(NotUnderstood, match="schema version 2"):
        await catch_up(log, engine, projection)


async def test_an_unknown_plan_stops_the_list(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases):
    """A case whose rules cannot be found has no number and no tasks; the list does not guess."""
    await writer.open(plan="unheard-of")

    with pytest.raises(NotUnderstood, match="no plan unheard-of"):
        await catch_up(log, engine, projection)


async def test_an_unknown_kind_of_case_stops_the_list(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases):
    """A category that this release has never heard of may be a kind of case: it is not passed over."""
    await writer.say(Stream(category="voyage", id=uuid4()), "voyage.opened", {})

    with pytest.raises(NotUnderstood, match="an unknown category"):
        await catch_up(log, engine, projection)


async def test_a_release_that_understands_goes_on(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader):
    """A list that stood still goes on from where it stood, and no longer says that it stands."""
    opening = {"plan": "loan", "pack": PACK, "requester": "ann"}
    await writer.say(Stream(category="voyage", id=uuid4()), "toy.opened", opening)
    with pytest.raises(NotUnderstood):
        await catch_up(log, engine, projection)

    knowing = Cases(log, projection._governed, {**projection._kinds, "voyage": projection._kinds["toy"]})
    await catch_up(log, engine, knowing)

    lag = await reader.lag()
    assert (lag.events, lag.stopped) == (0, None)


async def test_a_case_is_folded_only_as_far_as_the_batch(
    writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader
):
    """Later events of the case, already in the log, do not show before their turn: so a list built again is the same list."""
    case = await writer.open()
    await writer.close(case)
    place = await take_over(engine, projection.name)

    await advance(engine, projection, place, (await log.read_all())[:1])

    (line,) = await reader.cases()
    assert (line.version, line.closed_at) == (1, None)


async def test_a_list_fed_by_another_history_is_not_gone_on_with(
    writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader
):
    """After a restore the same position may hold another event: the list says so instead of mixing two histories."""
    await writer.open()
    place = await catch_up(log, engine, projection)
    await check_same_log(engine, log, place)
    restored = MemoryLog()
    await Writer(restored).open()

    with pytest.raises(OtherLog):
        await check_same_log(engine, restored, place)
    with pytest.raises(OtherLog):
        await check_same_log(engine, MemoryLog(), place)
    assert "another history" in ((await reader.lag()).stopped or "")


async def _everything(engine: AsyncEngine) -> list[list[tuple[object, ...]]]:
    """All rows of the list in use but the build's number, in a fixed order."""
    async with engine.connect() as connection:
        live = (await connection.execute(select(projections.c.build).where(projections.c.live))).scalar_one()
        found = []
        for table in (cases, numbers, asks):
            columns = [column for column in table.c if column.name != "build"]
            rows = (await connection.execute(select(*columns).where(table.c.build == live))).all()
            found.append(sorted(tuple(row) for row in rows))
        return found


async def test_a_list_built_again_is_the_same_list(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases):
    """Built from the whole log, in other batches than live, everything comes out the same; nothing of the old build stays."""
    await catch_up(log, engine, projection)
    for nth in range(7):
        case = await writer.open(plan="key" if nth % 3 else "loan")
        await writer.ask(case, "post archivist")
        await catch_up(log, engine, projection)
        if nth % 2:
            await writer.close(case)
    await catch_up(log, engine, projection)
    before = await _everything(engine)

    place = await catch_up(log, engine, projection, batch=3, place=await begin_build(engine, projection))
    assert await switch(engine, log, projection, place)

    assert await _everything(engine) == before
    async with engine.connect() as connection:
        for table in (projections, cases, asks):
            assert (await connection.execute(select(func.count(func.distinct(table.c.build))))).scalar() == 1


async def test_a_build_behind_the_one_in_use_is_not_put_in_its_place(
    writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader
):
    """Whoever reads never goes back in time: a switch waits until the new build is as far as the old one."""
    await writer.open()
    place = await catch_up(log, engine, projection, place=await begin_build(engine, projection))
    await writer.open()
    live = await catch_up(log, engine, projection)

    assert not await switch(engine, log, projection, place)
    assert (await reader.lag()).position == live.position

    place = await catch_up(log, engine, projection, place=place)
    assert await switch(engine, log, projection, place)
    assert len(await reader.cases()) == 2


async def test_the_projector_of_the_old_build_is_fenced_by_the_switch(
    writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader
):
    """It stands for election again and goes on with the new build."""
    await writer.open()
    old = await catch_up(log, engine, projection)
    assert await switch(engine, log, projection, await catch_up(log, engine, projection, place=await begin_build(engine, projection)))
    await writer.open()

    with pytest.raises(Fenced):
        await advance(engine, projection, old, await log.read_all(old.position))
    await catch_up(log, engine, projection)

    assert [line.number for line in await reader.cases()] == ["LOAN-2026-0002", "LOAN-2026-0001"]


async def test_after_a_restore_a_shorter_log_can_be_built_from(
    writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader
):
    """The old build stands beyond the end of the restored log; having all of it is then enough."""
    for _ in range(3):
        await writer.open()
    await catch_up(log, engine, projection)
    restored = MemoryLog()
    await Writer(restored).open("ben")
    again = Cases(restored, projection._governed, projection._kinds)

    place = await catch_up(restored, engine, again, place=await begin_build(engine, again))
    assert await switch(engine, restored, again, place)

    assert [line.requester for line in await reader.cases()] == ["ben"]


async def test_two_at_once_build_one_list(writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases):
    """A later build clears an earlier one away that was not put into use; whoever feeds that one is fenced."""
    await writer.open()
    first = await begin_build(engine, projection)
    await begin_build(engine, projection)

    with pytest.raises(Fenced):
        await advance(engine, projection, first, await log.read_all())
    with pytest.raises(Fenced):
        await switch(engine, log, projection, replace(first, position=1))
