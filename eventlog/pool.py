"""A small pool of the driver's own connections.

SQLAlchemy's pool costs about as much time per append as the append itself (its calls cross greenlets), and asyncpg's resets a
connection by a round trip of its own after each use. Every statement of the log is complete in itself, so there is nothing to reset.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import asyncpg

from eventlog.connections import CONNECTION_TROUBLE, for_driver, passing_troubles

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_LONGEST_CALL = 10.0
"""Seconds. A connection that a failover left hanging says nothing for ever; no statement of the log takes nearly so long."""


class DriverPool:
    """At most `size` connections, opened when needed, lent latest first, never lent dead."""

    def __init__(self, url: str, size: int) -> None:
        self._url = for_driver(url)
        self._free = asyncio.Semaphore(size)
        self._idle: list[asyncpg.Connection[Any]] = []
        self._closed = False

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[asyncpg.Connection[Any]]:
        """A connection in autocommit, waited for if all are lent. Troubles that may pass come out as `Unavailable`."""
        async with self._free:
            with passing_troubles():
                connection = await self._take()
                try:
                    yield connection
                except (asyncio.CancelledError, *CONNECTION_TROUBLE):
                    connection.terminate()  # it may not know yet that it is dead, and what was given up may never come back
                    raise
                finally:
                    self._put_back(connection)

    async def _take(self) -> asyncpg.Connection[Any]:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
        return await asyncpg.connect(self._url, timeout=_LONGEST_CALL, command_timeout=_LONGEST_CALL)

    def _put_back(self, connection: asyncpg.Connection[Any]) -> None:
        if self._closed:
            connection.terminate()
        elif not connection.is_closed():
            self._idle.append(connection)

    async def close(self) -> None:
        """End the idle connections now, and those that are lent when they come back."""
        self._closed = True
        while self._idle:
            with suppress(*CONNECTION_TROUBLE):
                await self._idle.pop().close()
