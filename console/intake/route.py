"""``POST /intake/{source}``: one delivery of a machine, taken whole, or answered with the rule and the field that are in the way."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, HTTPException, Path, Request
from pydantic import BaseModel, Field
from starlette.types import Scope

from console.api.http import problems
from console.backend import Backend
from console.caller import NotSignedIn
from console.callers import Limited, Reached
from console.intake import proof
from console.intake.counting import NOBODY, Counting
from console.intake.delivering import Delivered, Turns, deliver
from console.intake.formats import FORMATS, Noticed, Sent
from console.intake.sources import Source
from console.limits import Limiter, TooMany
from console.problems import problem_of
from domain.kernel import Refused, Unavailable

PREFIX: Final = "/intake/"
LIMIT: Final = "intake"
JSON: Final = ("application/json", "application/cloudevents+json")
AT_ONCE: Final = 8
"""Alerts of one delivery on their way at the same time."""
FAILURES: Final = (401, 403, 409, 413, 415, 422, 429, 500, 503)
router = APIRouter(tags=["intake"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What the route keeps between deliveries. One a process."""

    turns: Turns = field(default_factory=Turns)
    counting: Counting = field(default_factory=Counting)


class Taken(BaseModel):
    """What came of one alert."""

    outcome: Literal["done", "moot"] = Field(description="`moot`: it is over, and nothing was open.")
    case: str = Field(description="The incident that has it; empty where nothing was open.")
    number: str = Field(description="What people call it.", examples=["INC-2026-0042"])
    count: int = Field(ge=0, description="How many of these alerts the incident had with this one.")


class TakenAll(Taken):
    """What came of a delivery: of its only or last alert, and of each."""

    alerts: list[Taken] = Field(description="In the order in which they were sent.")


_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "As the source's format has it: generic JSON, a CloudEvent (structured or binary), or Alertmanager's webhook.",
        "content": {
            "application/json": {
                "schema": {"type": "object"},
                "example": {
                    "key": "cpu/db-1",
                    "title": "CPU of db-1 over 95 %",
                    "facts": {"harm": "light-fault"},
                    "started": "2026-03-09T02:00:00Z",
                    "status": "firing",
                },
            },
            "application/cloudevents+json": {"schema": {"type": "object"}},
        },
    },
    "parameters": [
        {"name": name, "in": "header", "required": False, "schema": {"type": "string", "maxLength": 200}, "description": said}
        for name, said in (
            (proof.ID, "What the sender calls this message: the same again is the same."),
            (proof.TIMESTAMP, "Seconds since 1970; at most five minutes from now."),
            (proof.SIGNATURE, "`v1,` and HMAC-SHA256 of id.timestamp.body in base 64 (Standard Webhooks). Or a bearer token."),
        )
    ],
}


@router.post(
    "/intake/{source}",
    status_code=HTTPStatus.ACCEPTED,
    response_model=TakenAll,
    responses=problems(*FAILURES),
    summary="An alert of a machine",
    openapi_extra=_BODY,
)
async def intake(
    request: Request,
    reached: Reached,
    limiter: Limited,
    source: Annotated[str, Path(max_length=60, description="What the operator calls the sender.", examples=["monitoring"])],
) -> TakenAll:
    """The first opens an incident; the same again, while it is open, is counted there. It is in the log when the answer comes."""
    kept: Intake = request.app.state.intake
    known = reached.setup.intake.get(source)
    try:
        return await _taken(request, reached, limiter, known, kept)
    except (Refused, NotSignedIn, TooMany, HTTPException, Unavailable) as no:
        kept.counting.refused(source if known else NOBODY, *_why(no))
        raise


async def _taken(request: Request, reached: Backend, limiter: Limiter, source: Source | None, kept: Intake) -> TakenAll:
    body = await request.body()
    named, delivery = await _proven(request, reached, limiter, source, body)
    standing = await limiter.hit(LIMIT, named.name)
    request.state.headers = standing.headers()
    noticed = _read(request, named, body)
    await reached.governed.refresh()
    found = await _all(reached, kept, named, noticed, delivery)
    for each in found:
        kept.counting.taken(named.name, each.outcome)
    told = [Taken(outcome=each.outcome, case=each.case, number=each.number, count=each.count) for each in found]
    return TakenAll(**told[-1].model_dump(), alerts=told)


async def _proven(request: Request, reached: Backend, limiter: Limiter, source: Source | None, body: bytes) -> tuple[Source, str]:
    """The source and the delivery's id. Whoever proves nothing has a limit of their own, so that they take none of the source's."""
    why = "unknown source"
    if source is not None:
        try:
            return source, proof.check(source, request.headers, body, reached.now())
        except proof.NotProven as no:
            why = no.why
    await limiter.hit(LIMIT, f"?{request.client.host if request.client else ''}")
    raise NotSignedIn(why)


def _read(request: Request, source: Source, body: bytes) -> Sequence[Noticed]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in JSON:
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return FORMATS[source.format](Sent(body=body, headers=request.headers, one_per=source.one_per))


async def _all(reached: Backend, kept: Intake, source: Source, noticed: Sequence[Noticed], delivery: str) -> list[Delivered]:
    """Some at a time. What one of them was refused for refuses the delivery; the others may be sent again with it, they count once."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(place: int, each: Noticed) -> Delivered:
        async with room:
            return await deliver(reached, kept.turns, source, each, f"{delivery}/{place}" if delivery else "")

    found = await asyncio.gather(*(one(place, each) for place, each in enumerate(noticed)), return_exceptions=True)
    for each in found:
        if isinstance(each, BaseException):
            raise each
    return [each for each in found if isinstance(each, Delivered)]


def too_large(scope: Scope) -> None:
    """Count a body that was refused by its length, before anything of it was read; elsewhere nobody counts them."""
    if scope["path"].startswith(PREFIX):
        name, state = scope["path"].removeprefix(PREFIX), scope["app"].state
        known = name if name in state.backend.setup.intake else NOBODY
        state.intake.counting.refused(known, *_why(HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)))


def _why(no: Exception) -> tuple[int, str, str]:
    """For our log: a status, a reason, the field; nothing that was sent but the field's name."""
    status = int(problem_of(no, "en").status)
    match no:
        case Refused():
            return status, no.key, no.field
        case NotSignedIn():
            return status, str(no), ""
        case _:
            return status, f"http {status}", ""
