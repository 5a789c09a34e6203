"""One request to a console, sent again where that is safe: reading always is, a command is by its key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import uuid4

import httpx
from pydantic import BaseModel

from console.client.problem import Problem, of_answer, unreachable

V1: Final = "/api/v1"
DEADLINE_S: Final = 20.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 5.0

_Shape = TypeVar("_Shape", bound=BaseModel)
Query = Mapping[str, str | int | bool | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What goes with a file: what it is called, of what kind it is, and the other fields."""

    name: str
    media: str
    fields: Mapping[str, str]


class Calls:
    """Requests with the caller's token and language, until they are answered or the deadline (seconds) is over."""

    def __init__(self, http: httpx.AsyncClient, *, deadline_s: float = DEADLINE_S) -> None:
        self.http = http
        self._deadline_s = deadline_s

    async def get(self, shape: type[_Shape], path: str, query: Query | None = None) -> _Shape:
        """Read something. Parameters without a value are left out."""
        asked = {name: value for name, value in (query or {}).items() if value not in (None, "", False)}
        return shape.model_validate_json((await self._send("GET", path, params=asked)).content)

    async def post(self, shape: type[_Shape], path: str, body: Mapping[str, Any] | None = None, *, key: str = "") -> _Shape:
        """Ask for something, under this key or a fresh one: sent again, it is the same command."""
        keyed = {"idempotency-key": key or str(uuid4())}
        return shape.model_validate_json((await self._send("POST", path, json=dict(body or {}), headers=keyed)).content)

    async def post_file(self, shape: type[_Shape], path: str, file: Path, form: Form, *, key: str = "") -> _Shape:
        """Send a file with the fields of its form; it is read anew each time that it is sent."""
        keyed = {"idempotency-key": key or str(uuid4())}
        with file.open("rb") as source:
            part = {"file": (form.name, source, form.media)}
            answer = await self._send("POST", path, data=dict(form.fields), files=part, headers=keyed)
        return shape.model_validate_json(answer.content)

    @asynccontextmanager
    async def pieces(self, path: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """A file as it comes. What breaks off raises `Problem`."""
        try:
            async with self.http.stream("GET", V1 + path) as answer:
                if not answer.is_success:
                    await answer.aread()
                    raise of_answer(answer)
                yield answer.aiter_bytes()
        except httpx.TransportError as gone:
            raise unreachable(f"{self.http.base_url} broke off ({type(gone).__name__}: {gone})".rstrip(": ")) from gone

    async def _send(self, method: str, path: str, **what: Any) -> httpx.Response:
        loop = asyncio.get_running_loop()
        until, pause = loop.time() + self._deadline_s, FIRST_PAUSE_S
        while True:
            trouble = await self._once(method, path, what)
            if isinstance(trouble, httpx.Response):
                return trouble
            problem, wait_s = trouble
            wait_s = max(wait_s, pause)
            if not problem.passing or loop.time() + wait_s > until:
                raise problem
            await asyncio.sleep(wait_s)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    async def _once(self, method: str, path: str, what: Mapping[str, Any]) -> httpx.Response | tuple[Problem, float]:
        """An answer, or a problem and how long its sender wants us to wait."""
        try:
            answer = await self.http.request(method, V1 + path, **what)
        except httpx.TransportError as gone:
            return unreachable(f"{self.http.base_url} does not answer ({type(gone).__name__}: {gone})".rstrip(": ")), 0.0
        if answer.is_success:
            return answer
        after = answer.headers.get("retry-after", "")
        return of_answer(answer), float(after) if after.isdigit() else 0.0
