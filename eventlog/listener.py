"""The ear of a follower or of the sequencer: one connection that listens for notices, and is made anew when it is lost."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

import asyncpg

from eventlog import sql
from eventlog.connections import for_driver, passing_troubles
from eventlog.errors import Unavailable

if TYPE_CHECKING:
    from types import TracebackType

_RETRY = 1.0  # seconds between attempts; meanwhile followers poll


class Listener:
    """Hears notices between `async with` and its end. Losing the connection is never an error: whoever listens also polls."""

    def __init__(self, url: str, channel: str = sql.CHANNEL) -> None:
        self._url = for_driver(url)
        self._channel = channel
        self._noticed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._keep_listening(), name="eventlog listener")
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def forget(self) -> None:
        """Call before reading: a notice that comes from now on is heard."""
        self._noticed.clear()

    async def heard(self, within: float) -> bool:
        """Wait for a notice since `forget`; False after so many seconds without one."""
        try:
            async with asyncio.timeout(within):  # in Python 3.11 `wait_for` forgets that it was cancelled when a notice comes just then
                await self._noticed.wait()
        except TimeoutError:
            return False
        return True

    async def _keep_listening(self) -> None:
        while True:
            with suppress(Unavailable), passing_troubles():
                await self._listen_once()
            await asyncio.sleep(_RETRY)

    async def _listen_once(self) -> None:
        ended = asyncio.Event()
        connection: asyncpg.Connection[Any] = await asyncpg.connect(self._url)
        try:
            connection.add_termination_listener(lambda _: ended.set())
            await connection.add_listener(self._channel, lambda *_: self._noticed.set())
            self._noticed.set()  # something may have been told while nobody listened
            await ended.wait()
        finally:
            connection.terminate()
