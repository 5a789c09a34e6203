"""The small ones that only one of may work at a time: sequencer, projector, weekly digest and keeper, each elected through the database.

Both may run in one process or alone. Any number of processes may stand by; if the one that leads dies, another follows.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from functools import partial
from typing import Final

import structlog
from temporalio.service import RPCError

from activities.controls import Keeper, Look
from activities.gaps import Gaps
from activities.governed import Governed
from activities.handover import Handover
from activities.outbox import Outbox
from activities.weekly import Weekly
from eventlog.errors import EventLogError, LeadershipLost, Unavailable
from eventlog.keyring import PostgresKeyring
from eventlog.leader import leadership
from eventlog.listener import Listener
from eventlog.postgres import PostgresLog
from eventlog.sequencer import run_sequencer
from eventlog.sql import APPENDED
from views.cases import Cases
from views.errors import Fenced, NotBuilt, ViewsError
from views.kinds import KINDS
from views.projector import run_projector
from views.reader import reader_at
from views.stopping import until
from workers.keeping import keeper_at
from workers.post import post
from workers.settings import Settings

PASSING: Final = (Unavailable, LeadershipLost, Fenced, NotBuilt, RPCError, OSError)
"""What ends by itself: a server that is away, another process that leads, a list that was just built anew."""

DIGEST_EVERY = 20.0  # seconds between looks whether a digest is due, and whether somebody has come on duty
KEEP_EVERY = 10.0  # seconds between looks whether a run of a control is missing: a pack that was adopted owes the first ones
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before the next try, doubled each time
STEADY = 60.0  # seconds after which all counts as well again

_say = structlog.get_logger(__name__)


async def main(settings: Settings, only: str | None = None, *, stop: asyncio.Event) -> None:
    """Run all of them, or the one that is named, until `stop` is set."""
    parts = {"sequencer": sequencer, "projector": projector, "digest": digest, "keeper": keeper}
    chosen = parts if only is None else {only: parts[only]}
    async with asyncio.TaskGroup() as running:
        for name, part in chosen.items():
            running.create_task(kept(name, partial(part, settings, stop), stop), name=name)


async def sequencer(settings: Settings, stop: asyncio.Event) -> None:
    """Gives committed events their place in the one order."""
    log = await PostgresLog.connect(settings.database, pool_size=2)
    try:
        await until(stop, _lead_and_sequence(log, settings.database, stop))
    finally:
        await log.close()


async def _lead_and_sequence(log: PostgresLog, url: str, stop: asyncio.Event) -> None:
    async with leadership(url, "bylaw sequencer"), Listener(url, APPENDED) as ear:
        _say.info("leads", part="sequencer")
        await run_sequencer(log, stop, ear)


async def projector(settings: Settings, stop: asyncio.Event) -> None:
    """Feeds the lists from the log."""
    log = await PostgresLog.connect(settings.database, pool_size=4)
    try:
        await run_projector(log, settings.database, Cases(log, Governed(log), KINDS), stop)
    finally:
        await log.close()


async def digest(settings: Settings, stop: asyncio.Event) -> None:
    """Tells heads of departments of their week, who keeps a roster of its gaps, whoever comes on duty of what waits."""
    async with AsyncExitStack() as down:
        log = await PostgresLog.connect(settings.database, pool_size=2)
        down.push_async_callback(log.close)
        keyring = await PostgresKeyring.connect(settings.keys, pool_size=1)
        down.push_async_callback(keyring.close)
        outbox = Outbox(settings.database, pool_size=1, turns=2)
        down.push_async_callback(outbox.close)
        governed = Governed(log)
        reader = await down.enter_async_context(reader_at(settings.database, log, governed, KINDS))
        office = post(settings, outbox, governed, keyring)
        told = (Handover(reader, governed, office), Weekly(reader, governed, office), Gaps(governed, office))
        await until(stop, _lead_and_tell(told, settings.database))


async def _lead_and_tell(told: Sequence[Handover | Weekly | Gaps], url: str) -> None:
    async with leadership(url, "bylaw digest"):
        _say.info("leads", part="digest")
        while True:
            for each in told:
                await each.tell(datetime.now(UTC))
            await asyncio.sleep(DIGEST_EVERY)


async def keeper(settings: Settings, stop: asyncio.Event) -> None:
    """Opens the runs of recurring controls that are missing."""
    async with keeper_at(settings) as controls:
        if controls is not None:
            await until(stop, _lead_and_keep(controls, settings.database))


async def _lead_and_keep(controls: Keeper, url: str) -> None:
    async with leadership(url, "bylaw keeper"):
        _say.info("leads", part="keeper")
        while True:
            found = await controls.look(datetime.now(UTC))
            if found != Look():
                _say.info("kept", opened=found.opened, refused=found.refused, unknown=found.unknown)
            await asyncio.sleep(KEEP_EVERY)


async def kept(name: str, work: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Do it again whenever it ends, until `stop` is set: one part that fails must not take the others down."""
    pause = FIRST_PAUSE
    while not stop.is_set():
        began = time.monotonic()
        try:
            await work()
        except PASSING as reason:
            _say.warning("tries again", part=name, reason=repr(reason), seconds=pause)
        except (ViewsError, EventLogError) as reason:
            _say.error("stands still", part=name, reason=str(reason), seconds=pause)
        except Exception:  # noqa: BLE001 - the top of a part: whatever it is, it is told, and the other parts go on
            _say.exception("failed", part=name, seconds=pause)
        pause = FIRST_PAUSE if time.monotonic() - began > STEADY else min(pause * 2, LONGEST_PAUSE)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
