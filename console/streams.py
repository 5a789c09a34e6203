"""A stream of server-sent events (WHATWG HTML §9.2): what a listener hears, said by the page's or the API's own words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from console.listening import ENDS, HEARTBEAT_S, Listener, Listening, Said

AGAIN_MS = 3000
"""So long a browser waits before it comes again."""

Words = Callable[[Said], Awaitable[str]]


class Stream(StreamingResponse):
    """Goes on until the listener may hear no more or hangs up; then the listener is gone from the hub, however it ended."""

    def __init__(self, listening: Listening, listener: Listener, words: Words) -> None:
        # What stands between must not keep events back until there are many of them.
        super().__init__(spoken(listener, words), media_type="text/event-stream", headers={"x-accel-buffering": "no"})
        self._listening, self._listener = listening, listener

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The whole of it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._listening.leave(self._listener)


async def spoken(listener: Listener, words: Words) -> AsyncIterator[str]:
    """Each thing that the listener hears; a comment now and then, so that both ends know the other lives."""
    yield f"retry: {AGAIN_MS}\n\n"
    going_on = True
    while going_on:
        said = await listener.next(HEARTBEAT_S)
        going_on = not said or said[-1] not in ENDS
        told = [await words(each) for each in said if each not in ENDS]
        end = [event("end", "")] if said and said[-1] == "end" else []
        if text := "".join(told + end) or (":\n\n" if going_on else ""):
            yield text


def event(name: str, data: str, id: int | None = None) -> str:
    """One event. Lines of data each have their name before them."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"{f'id: {id}{chr(10)}' if id is not None else ''}event: {name}\n{lines}\n"
