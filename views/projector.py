"""Feeds the lists from the log: for ever, by one elected process; or once, into a new build beside the one in use."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from eventlog.connections import passing_troubles, pooled
from eventlog.leader import leadership
from views.projection import Place, Projection, advance, begin_build, check_same_log, in_use, switch, take_over
from views.stopping import until

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Callable

    from sqlalchemy.ext.asyncio import AsyncEngine

    from eventlog.port import EventLog

BATCH = 500
"""Events in one transaction: enough that the commit does not count, few enough that a reader waits little."""


@asynccontextmanager
async def lists_at(url: str) -> AsyncIterator[AsyncEngine]:
    """Connections to the database of the lists."""
    engine = pooled(url, size=4)
    try:
        yield engine
    finally:
        await engine.dispose()


async def run_projector(log: EventLog, url: str, projection: Projection, stop: asyncio.Event) -> None:
    """Stand for election, then feed the list until `stop` is set.

    Raises `Unavailable` and `LeadershipLost` (stand again), `Fenced` (stand again), `NotUnderstood`, `Gap`, `OtherLog` and
    `BeyondHead` (somebody must look).
    """
    await until(stop, _lead(log, url, projection))


async def _lead(log: EventLog, url: str, projection: Projection) -> None:
    async with leadership(url, f"bylaw projector {projection.name}"), lists_at(url) as engine:
        with passing_troubles():
            await feed(log, engine, projection)


async def feed(log: EventLog, engine: AsyncEngine, projection: Projection) -> None:
    """Follow the log from where the list in use stands, for ever.

    Where none is in use (at the first start, after an upgrade that threw the old one away) one is built first. Until it is as far
    as the log nobody reads it: a list that lacks cases would look like a whole one.
    """
    if not await in_use(engine, projection.name):
        await _build_and_switch(log, engine, projection, lambda _done, _all: None)
    place = await take_over(engine, projection.name)
    await check_same_log(engine, log, place)
    batches = log.follow(place.position, BATCH)
    try:
        async for batch in batches:
            place = await advance(engine, projection, place, batch)
    finally:
        if isinstance(batches, AsyncGenerator):  # its listener must not outlive us
            await batches.aclose()


async def rebuild(log: EventLog, url: str, projection: Projection, progress: Callable[[int, int], None] = lambda _done, _all: None) -> int:
    """Build the list anew from the whole log beside the one in use, and put it in its place once it is as far.

    `progress` hears of positions done and of all. Gives the number of events taken in.
    """
    async with lists_at(url) as engine:
        with passing_troubles():
            return await _build_and_switch(log, engine, projection, progress)


async def _build_and_switch(log: EventLog, engine: AsyncEngine, projection: Projection, progress: Callable[[int, int], None]) -> int:
    place = await begin_build(engine, projection)
    while not await switch(engine, log, projection, place := await _catch_up(log, engine, projection, place, progress)):
        pass
    return place.position


async def _catch_up(
    log: EventLog, engine: AsyncEngine, projection: Projection, place: Place, progress: Callable[[int, int], None]
) -> Place:
    while batch := await log.read_all(place.position, BATCH):
        place = await advance(engine, projection, place, batch)
        progress(place.position, await log.head())
    return place
