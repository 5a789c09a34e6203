"""Bodies that are too large are not taken, whether their length is said or counted as they come. Only files may be larger."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.callers import language
from console.problems import as_json, plainly
from console.uploads import OVERHEAD, is_upload

LARGEST_BODY = 1_000_000
"""Bytes. The pack of a large organisation has some hundred thousand."""


class Bodies:
    """One ASGI layer. The framework's own limit would answer before our headers and without a problem document."""

    def __init__(self, app: ASGIApp, *, largest_file: int, refused: Callable[[Scope], None]) -> None:
        self._app = app
        self._refused = refused
        self._with_file = largest_file + OVERHEAD

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._with_file if is_upload(scope) else LARGEST_BODY
        if _length(scope) > most:
            self._refused(scope)
            problem = plainly(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, language(Request(scope)), {"connection": "close"})
            await as_json(problem)(scope, receive, send)
            return
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > most:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, counted, send)


def _length(scope: Scope) -> int:
    said = dict(scope["headers"]).get(b"content-length", b"0")
    return int(said) if said.isdigit() and len(said) < 20 else 0
