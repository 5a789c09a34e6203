"""One of several processes leads: whoever holds an advisory lock on a connection of its own.

The lock ends with the connection, so a dead leader never blocks the next one. The work of a leader is cancelled as soon as its
connection is known to be gone. A network may keep that from it for a while; so what a leader writes must be fenced once
more where it writes (the sequencer by its head's row lock, a projector by its position's row).
"""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import asyncpg

from eventlog.connections import for_driver, passing_troubles
from eventlog.errors import LeadershipLost, Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.ext.asyncio import AsyncEngine

_NAMESPACE = 0x6279  # advisory locks with two numbers: never the same as the one-number locks of the append
_STAND_AGAIN = 1.0  # seconds between attempts; waiting inside the database would hold its oldest snapshot back
_HEARTBEAT = 5.0  # seconds; a question and its answer prove the connection


@asynccontextmanager
async def leadership(where: str | AsyncEngine, name: str) -> AsyncIterator[None]:
    """Wait until this process leads under `name`, and lead for as long as the block lasts.

    If the connection is lost the block is cancelled and `LeadershipLost` comes out of it. Raises `Unavailable` if the
    database cannot be reached at all.
    """
    url = where if isinstance(where, str) else where.url.render_as_string(hide_password=False)
    with passing_troubles():
        connection: asyncpg.Connection[Any] = await asyncpg.connect(for_driver(url))
    try:
        await _elected(connection, name)
        async with _while_connected(connection, name):
            yield
    finally:
        connection.terminate()


async def _elected(connection: asyncpg.Connection[Any], name: str) -> None:
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], signed=True)
    while True:
        with passing_troubles():
            if await connection.fetchval("select pg_try_advisory_lock($1, $2)", _NAMESPACE, key):
                return
        await asyncio.sleep(_STAND_AGAIN)


@asynccontextmanager
async def _while_connected(connection: asyncpg.Connection[Any], name: str) -> AsyncIterator[None]:
    leader = asyncio.current_task()
    assert leader is not None  # async code always runs in a task
    lost, stopped = asyncio.Event(), asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())

    async def watch() -> None:
        await _until_lost(connection, lost)
        stopped.set()
        leader.cancel()

    watching = asyncio.create_task(watch(), name=f"leadership of {name}")
    try:
        yield
    except asyncio.CancelledError:
        if stopped.is_set():
            stopped.clear()
            if leader.uncancel() == 0:  # our own cancelling, and nobody else's
                raise LeadershipLost(name) from None
        raise
    finally:
        watching.cancel()
        if stopped.is_set():  # cancelled when the block had just ended: take it back, or it hits whatever comes next
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0)
            leader.uncancel()


async def _until_lost(connection: asyncpg.Connection[Any], lost: asyncio.Event) -> None:
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(lost.wait(), _HEARTBEAT)
            return
        try:
            with passing_troubles():
                await connection.fetchval("select 1", timeout=_HEARTBEAT)
        except (Unavailable, TimeoutError):
            return
