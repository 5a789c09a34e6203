"""Nobody waits for ever: a server that hangs is told as one that is away. Streams and files take as long as they take."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.uploads import is_file
from domain.kernel import Unavailable

WITHIN = timedelta(seconds=15)
"""Longer than the console's own wait for a case's answer, so that who asked learns what is known."""
A_FILE_WITHIN = timedelta(minutes=15)
"""On a slow line. Whoever sends a byte a minute holds nothing open for ever."""
STREAMS = ("/changes", ".csv", ".zip")

Answer = Callable[[Request, Exception], Awaitable[Response]]


class Patience:
    """Ends a request that has no answer yet when its time is over."""

    def __init__(self, app: ASGIApp, *, answer: Answer, within: timedelta = WITHIN) -> None:
        self._app = app
        self._answer = answer
        self._within_s = within.total_seconds()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"].endswith(STREAMS):
            await self._app(scope, receive, send)
            return
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        patience = asyncio.timeout(max(self._within_s, A_FILE_WITHIN.total_seconds()) if is_file(scope) else self._within_s)
        try:
            async with patience:
                await self._app(scope, receive, noted)
        except TimeoutError:
            if begun or not patience.expired():
                raise
            response = await self._answer(Request(scope, receive), Unavailable("no answer in time"))
            await response(scope, receive, send)
