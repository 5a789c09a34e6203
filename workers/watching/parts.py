"""The auditor's parts in the watchdog's process: one looks, one answers to what it found, one tells the outside that all is well.

They are apart so that a mail server that hangs holds up no look, and a look that takes long no heartbeat.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from activities.alarming import Alarming
from activities.governed import Governed
from activities.outbox import Outbox
from eventlog.connections import pooled
from eventlog.errors import BeyondHead
from eventlog.keyring import PostgresKeyring
from eventlog.leader import leadership
from eventlog.postgres import PostgresLog
from eventlog.unplaced import oldest_unplaced
from views.alarms import Alarms, Audit
from views.errors import OtherLog
from views.projector import rebuild
from views.stopping import until
from views.watched import Clocks
from workers.post import post
from workers.settings import Settings
from workers.watching.auditor import Auditor, is_clean
from workers.watching.heartbeat import Heartbeat, Pulse
from workers.watching.meters import Meters
from workers.watching.poking import poke

EVERY: Final = 15.0  # seconds
CLOCKS: Final = "clocks"
"""What the looking part is called in the pulse."""

_say = structlog.get_logger(__name__)


def now() -> datetime:
    """The time by which clocks are judged."""
    return datetime.now(UTC)


# --- looking ------------------------------------------------------------------------------------------


async def audit(settings: Settings, pulse: Pulse, figures: Meters, stop: asyncio.Event) -> None:
    """Stand for election, then compare armed clocks with the time until `stop` is set."""
    await until(stop, _audit(settings, pulse, figures))


async def _audit(settings: Settings, pulse: Pulse, figures: Meters) -> None:
    async with leadership(settings.database, "bylaw watchdog"), _log(settings) as log, _engine(settings) as engine:
        _say.info("leads", part="watchdog")
        while True:
            await look(log, engine, settings.database, pulse, figures)


async def look(log: PostgresLog, engine: AsyncEngine, url: str, pulse: Pulse, figures: Meters, clock: Callable[[], datetime] = now) -> None:
    """Look again and again. After a restore of the log, of which it knew too much, it begins from position 0."""
    auditor = Auditor(log, engine, partial(oldest_unplaced, engine))
    try:
        while True:
            found, new = await auditor.look(clock())
            pulse.say(CLOCKS, found.at, clean=is_clean(found))
            figures.show(found)
            tell(found, new)
            await asyncio.sleep(EVERY)
    except (OtherLog, BeyondHead) as restored:
        _say.warning("begins again", part="watchdog", reason=str(restored))
        await rebuild(log, url, Clocks())


def tell(found: Audit, new: int) -> None:
    """One line each look: figures only. A warning while anything is late, or hidden."""
    (_say.info if is_clean(found) else _say.warning)(
        "clocks",
        watched=found.watched,
        due=found.backlog,
        late=found.late,
        new=new,
        latest_by_s=round(found.latest_by_s),
        rate=round(found.rate, 1),
        allowance_s=round(found.allowance_s, 1),
        unplaced_s=round(found.unplaced_s),
    )


# --- answering ----------------------------------------------------------------------------------------


async def answer(settings: Settings, stop: asyncio.Event) -> None:
    """Stand for election, then tell the fallback of alarms and ask their cases to look again."""
    await until(stop, _answer(settings))


async def _answer(settings: Settings) -> None:
    async with leadership(settings.database, "bylaw watchdog answers"), _engine(settings) as engine, _alarming(settings) as alarming:
        client = await Client.connect(settings.temporal, namespace=settings.namespace, lazy=True)
        alarms = Alarms(engine)
        while True:
            await tell_all(alarms, alarming, now())
            if asked := await poke(client, alarms, now()):
                _say.info("asked to look again", cases=asked)
            await asyncio.sleep(EVERY)


async def tell_all(alarms: Alarms, alarming: Alarming, at: datetime) -> None:
    """Every notice that is owed; one that cannot be sent now is tried again."""
    for untold in await alarms.untold():
        if await alarming.tell(untold, at):
            await alarms.told(untold.notice, at)


# --- the outside --------------------------------------------------------------------------------------


async def beat(settings: Settings, pulse: Pulse, stop: asyncio.Event) -> None:
    """Tell the outside heartbeat each minute, if one is named."""
    if not settings.heartbeat_url:
        await stop.wait()
        return
    async with _engine(settings) as engine:
        await until(stop, Heartbeat(settings.heartbeat_url, pulse, Alarms(engine).beat).keep(now))


# --- what they stand on -------------------------------------------------------------------------------


@asynccontextmanager
async def _log(settings: Settings) -> AsyncIterator[PostgresLog]:
    log = await PostgresLog.connect(settings.database, pool_size=2)
    try:
        yield log
    finally:
        await log.close()


@asynccontextmanager
async def _engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    engine = pooled(settings.database, size=2)
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def _alarming(settings: Settings) -> AsyncIterator[Alarming]:
    async with AsyncExitStack() as down:
        log = await down.enter_async_context(_log(settings))
        keyring = await PostgresKeyring.connect(settings.keys, pool_size=1)
        down.push_async_callback(keyring.close)
        outbox = Outbox(settings.database, pool_size=1, turns=2)
        down.push_async_callback(outbox.close)
        governed = Governed(log)
        yield Alarming(governed, post(settings, outbox, governed, keyring))
