"""``POST /intake/{source}``: one delivery of a machine, taken whole, or answered with the rule and the field that are in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Path, Request
from starlette.types import Scope

from console.api.http import problems
from console.backend import Backend
from console.caller import NotSignedIn
from console.callers import Limited, Reached
from console.intake import proof
from console.intake.counting import NOBODY, Counting
from console.intake.delivering import Turns
from console.intake.formats import Noticed
from console.intake.sources import Source
from console.intake.taking import read, take, told
from console.limits import Limiter, TooMany
from console.problems import problem_of
from console.shapes.intake import TakenAll
from domain.kernel import Refused, Unavailable

PREFIX: Final = "/intake/"
LIMIT: Final = "intake"
JSON: Final = ("application/json", "application/cloudevents+json")
FAILURES: Final = (401, 403, 409, 413, 415, 422, 429, 500, 503)
router = APIRouter(tags=["intake"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What the route keeps between deliveries. One a process."""

    turns: Turns = field(default_factory=Turns)
    counting: Counting = field(default_factory=Counting)


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
    found = await take(reached, kept.turns, named, noticed, delivery)
    for each in found:
        kept.counting.taken(named.name, each.outcome)
    return told(found)


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
    return read(source, body, request.headers)


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
