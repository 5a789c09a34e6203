"""A wire between two processes that can be held in either direction, or cut.

Held one way, one side hears what the other says and cannot answer: so a process is caught between what it has done and saying so.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from workers.embedded.ports import LOOPBACK


class Wire:
    """Passes bytes on to `port`. `out` is what the caller says, `back` what is answered."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.port = 0
        self._flows = {"out": asyncio.Event(), "back": asyncio.Event()}
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.flow()

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    def hold(self, way: str) -> None:
        """From now on nothing passes this way; what was passed is passed."""
        self._flows[way].clear()

    def flow(self) -> None:
        """Everything passes, also what was held."""
        for event in self._flows.values():
            event.set()

    def strand(self) -> None:
        """The connections of now never carry anything again, and nobody is told; new ones do. As after a failover."""
        for task in self._tasks:
            task.cancel()

    def cut(self) -> None:
        """All connections end now. New ones are taken."""
        for writer in self._writers:
            writer.transport.abort()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            there, back = await asyncio.open_connection(LOOPBACK, self._to)
        except OSError:
            writer.transport.abort()
            return
        self._writers |= {writer, back}
        for source, target, way in ((reader, back, "out"), (there, writer, "back")):
            task = asyncio.create_task(self._pass(source, target, self._flows[way]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, flows: asyncio.Event) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                await flows.wait()
                target.write(data)
                await target.drain()
        with suppress(OSError):
            target.close()

    def end(self) -> None:
        self.strand()
        self.cut()


@asynccontextmanager
async def wire_to(port: int) -> AsyncIterator[Wire]:
    """A wire to this port on this machine, for as long as the block lasts."""
    wire = Wire(port)
    server = await asyncio.start_server(wire.take, LOOPBACK, 0)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        wire.end()
