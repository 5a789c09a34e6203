"""What concerns the house: my notices, when something would be due, how far the lists are behind, whether all is well."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Response
from temporalio.service import RPCError

from console.api.http import READING, YEARS, Instant, Limit, problems
from console.api.shapes import AT, CASE, DUE, Clause, Said, example
from console.backend import Backend
from console.callers import Calling, Reached, ReadingCases, ReadingPack
from domain import calendar
from domain.kernel import Refused
from eventlog.errors import Unavailable
from views.errors import NotBuilt

router = APIRouter(tags=["house"])
open_router = APIRouter(tags=["health"])
"""What anybody may ask: nothing stands in it but whether something answers."""

WITHIN_S = 2.0


class Notice(Said):
    """Something that a channel told me."""

    model_config = example(
        id="6f1c1c0e-6d0e-4b43-9d3f-2f7f6ac0b0b1",
        at=AT,
        case=CASE,
        about="asked",
        clause="SO 2.2.2",
        text="LOAN-2026-0001 waits for you",
        due=DUE,
    )

    id: str
    at: Instant
    case: str
    about: str
    clause: Clause
    text: str
    due: Instant | None


class Notices(Said):
    """The newest last."""

    items: list[Notice]


class DueAt(Said):
    """Before it is in time. `shown` as people write it; `provisional`: beyond the days that the authorities have published."""

    model_config = example(span="2 wd", start=AT, due=DUE, shown="2026-11-24 24:00", zone="Asia/Shanghai", provisional=False)

    span: str
    start: Instant
    due: Instant
    shown: str
    zone: str
    provisional: bool


class Lag(Said):
    """How far the lists are behind the log, in events. `stopped`: they go no further until somebody looks."""

    model_config = example(position=118, head=120, events=2, stopped=False)

    position: int
    head: int
    events: int
    stopped: bool


class Health(Said):
    """This process answers."""

    model_config = example(status="ok")

    status: Literal["ok"]


class Ready(Said):
    """What of the installation answers; with 503 where not all of it does."""

    model_config = example(ready=True, log=True, lists=True, temporal=True)

    ready: bool
    log: bool
    lists: bool
    temporal: bool


@router.get("/notices", responses=problems(*READING), summary="My notices")
async def notices(reached: Reached, caller: Calling, limit: Limit = 50) -> Notices:
    """What was told to me, the newest last. Those of others are nobody's here."""
    told = await reached.outbox.read(to=caller.id, limit=limit)
    return Notices(
        items=[
            Notice(id=str(each.key), at=each.at, case=each.case, about=each.about, clause=each.clause, text=each.text, due=each.due)
            for each in told
        ]
    )


@router.get("/due", responses=problems(*READING), summary="When something would be due")
async def due(
    reached: Reached,
    caller: ReadingPack,
    span: Annotated[str, Query(max_length=40, description="`2 wd`, `3 d`, `1 week`, `3 months`, `48 h`, `30 min`.", examples=["2 wd"])],
    start: Annotated[
        str,
        Query(
            alias="from",
            max_length=40,
            description="ISO 8601; without an offset in the organisation's zone.",
            examples=["2026-02-13T10:00"],
        ),
    ] = "",
) -> DueAt:
    """By the working days of the calendar in force. n wd: the day of the event does not count; due at 00:00 after the n-th working day."""
    days = reached.governed.calendar(caller.at)
    begin = _instant(start, days.zone) if start else caller.at
    try:
        found = calendar.due(days, begin, calendar.span(span))
        shown, provisional = calendar.shown(days, found), calendar.provisional(days, found)
    except OverflowError:
        raise Refused("house:form", "wrong_type", field="from", wanted="ISO 8601") from None
    except ValueError:
        raise Refused("house:form", "wrong_type", field="span", wanted="2 wd, 3 d, 1 week, 3 months, 48 h, 30 min") from None
    if found.year not in YEARS:
        raise Refused("house:form", "wrong_type", field="from", wanted="ISO 8601")
    return DueAt(span=span, start=begin, due=found, shown=shown, zone=days.zone, provisional=provisional)


@router.get("/lag", responses=problems(*READING), summary="How far the lists are behind")
async def lag(reached: Reached, _caller: ReadingCases) -> Lag:
    """A case itself is always exact: it is folded from its events when it is asked for."""
    found = await reached.reader.lag()
    return Lag(position=found.position, head=found.head, events=max(found.events, 0), stopped=found.stopped is not None)


@open_router.get("/health", summary="Does this process live?")
async def health() -> Health:
    """For whoever starts it again when it does not."""
    return Health(status="ok")


@open_router.get("/ready", summary="Does what it needs answer?", responses={503: {"model": Ready, "description": "Not all of it."}})
async def ready(reached: Reached, response: Response) -> Ready:
    """For whoever sends people here or elsewhere."""
    log, lists, temporal = await asyncio.gather(_log(reached), _lists(reached), _temporal(reached))
    response.status_code = 200 if log and lists and temporal else 503
    return Ready(ready=response.status_code == 200, log=log, lists=lists, temporal=temporal)


def _instant(text: str, zone: str) -> datetime:
    """Refused (house:form) unless it is one that can be told in every zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise Refused("house:form", "wrong_type", field="from", wanted="ISO 8601")
    return (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


async def _log(reached: Backend) -> bool:
    try:
        async with asyncio.timeout(WITHIN_S):
            await reached.log.head()
    except (Unavailable, OSError, TimeoutError):
        return False
    return True


async def _lists(reached: Backend) -> bool:
    try:
        async with asyncio.timeout(WITHIN_S):
            return (await reached.reader.lag()).stopped is None
    except (Unavailable, NotBuilt, OSError, TimeoutError):
        return False


async def _temporal(reached: Backend) -> bool:
    try:
        async with asyncio.timeout(WITHIN_S):
            return await reached.client.service_client.check_health()
    except (RPCError, RuntimeError, TimeoutError):
        return False
