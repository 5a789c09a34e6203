"""A real HTTP server of a test's own, which hears what is told to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus


@dataclass
class Ears:
    """What was asked, and what is answered."""

    url: str = ""
    answer: HTTPStatus = HTTPStatus.OK
    lines: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, one answer."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next((int(line.partition(":")[2]) for line in head.splitlines() if line.lower().startswith("content-length")), 0)
        self.bodies.append(await reader.readexactly(length))
        self.lines.append(head.splitlines()[0])
        writer.write(f"HTTP/1.1 {self.answer.value} {self.answer.phrase}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()
        self.heard.set()


@asynccontextmanager
async def listening() -> AsyncIterator[Ears]:
    """Ears at a free port, as long as the block lasts."""
    ears = Ears()
    server = await asyncio.start_server(ears.hear, "127.0.0.1", 0)
    ears.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/beat/secret"
    async with server:
        yield ears
