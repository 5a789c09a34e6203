"""A mail gateway that can be away, and one that hangs. Apprise reaches it as an address of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

from workers.embedded.ports import LOOPBACK

Mood = Literal["takes", "refuses", "hangs"]


class Mail:
    """Takes notices by HTTP. What it took is in `taken`: person's address, and the title."""

    def __init__(self) -> None:
        self.mood: Mood = "takes"
        self.taken: list[tuple[str, str]] = []
        self.tries = 0
        self.port = 0
        self._over = asyncio.Event()

    @property
    def url(self) -> str:
        """The Apprise address."""
        return f"json://{LOOPBACK}:{self.port}/{{address}}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            body = await reader.readexactly(_length(head))
            self.tries += 1
            if self.mood == "hangs":
                await self._over.wait()
                return
            if self.mood == "takes":
                self.taken.append((head.split()[1].lstrip("/"), str(_title(body))))
            status = "200 OK" if self.mood == "takes" else "503 Service Unavailable"
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # who asked has gone
        finally:
            writer.close()

    def become(self, mood: Mood) -> None:
        """Change, also for those who wait."""
        self.mood = mood
        self._over.set()
        self._over = asyncio.Event()

    def end(self) -> None:
        self._over.set()


def _length(head: str) -> int:
    return next(int(line.split(":")[1]) for line in head.splitlines() if line.lower().startswith("content-length"))


def _title(body: bytes) -> Any:
    return json.loads(body).get("title")


@asynccontextmanager
async def mail_gateway() -> AsyncIterator[Mail]:
    """A gateway for as long as the block lasts."""
    mail = Mail()
    server = await asyncio.start_server(mail.answer, LOOPBACK, 0)
    mail.port = server.sockets[0].getsockname()[1]
    try:
        yield mail
    finally:
        mail.end()
        server.close()
