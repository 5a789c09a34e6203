"""What nobody foresaw. The caller learns that it is our fault; our log, where it happened.

Neither the error's own words nor values of variables are logged: those of a database hold what somebody typed.
"""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Answer = Callable[[Request, Exception], Awaitable[Response]]

_say = structlog.get_logger(__name__)


class Faults:
    """The top of every request, inside the layer that adds headers: these stand on this answer as on any other."""

    def __init__(self, app: ASGIApp, *, answer: Answer) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:  # noqa: BLE001 - the top of a request
            say(scope, error)
            if begun or scope["type"] != "http":  # the server must cut it off, or half would be taken for whole
                raise HalfAnswered from None
            await (await self._answer(Request(scope, receive), error))(scope, receive, send)


class HalfAnswered(Exception):
    """A fault after the answer had begun."""


def say(scope: Scope, error: BaseException) -> None:
    """One line for our log: kind of error, route, and the way to the place."""
    frames = traceback.extract_tb(error.__traceback__)
    route = getattr(scope.get("route"), "path", "")
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    _say.error("fault", route=route, method=scope.get("method", ""), error=type(error).__qualname__, where=where)
