"""Changes of cases as they happen, as server-sent events."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from console.api.http import READING, problems
from console.callers import Following, Reached
from console.listening import Listener, Listening, Said, again
from console.signin.alive import credential
from console.streams import Stream, event

router = APIRouter(tags=["changes"])

EXAMPLE = """retry: 3000

id: 4711
event: change
data: {"case": "request-f2aa104a-bc42-5db2-8150-acf50fe2bfbb", "number": "LOAN-2026-0042", "version": 3, "type": "request.approved", \
"at": "2026-02-13T09:30:00+00:00"}

"""


@router.get(
    "/changes",
    response_class=Response,
    responses={
        200: {
            "description": "`change`: an event of a case that the caller may see; `number` is null while the lists do not know it yet. "
            "`reload`: more was missed than is told again; read the lists. `end`: the caller may listen no more.",
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": EXAMPLE}},
        },
        **problems(*READING),
    },
    summary="What changes, as it happens",
)
async def changes(
    request: Request,
    reached: Reached,
    caller: Following,
    last: Annotated[
        str,
        Header(
            alias="Last-Event-ID",
            pattern=r"^[0-9]{0,15}$",
            description="The `id` of the last event that was received: what came after it is told first.",
            examples=["4711"],
        ),
    ] = "",
) -> Response:
    """The stream stays open. Whoever does not read it for long is told to `reload` instead of everything that was missed."""
    listening: Listening = request.app.state.listening
    listener = Listener(who=caller.id, credential=credential(request, caller))
    position = await listening.join(listener)
    if last:
        try:
            await again(reached, listener, int(last) + 1, position)
        except BaseException:
            listening.leave(listener)
            raise

    async def words(said: Said) -> str:
        if isinstance(said, str):
            return event("reload", json.dumps({"position": listening.position}), id=(listening.position or 1) - 1)
        if "api" not in said.said:
            said.said["api"] = event("change", said.as_json, id=said.position)
        return said.said["api"]

    return Stream(listening, listener, words)
