"""What concerns the house: my notices, when something would be due, how far the lists are behind, whether all is well."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Response
from temporalio.service import RPCError

from console.api.http import READING, Limit, problems
from console.backend import Backend
from console.callers import Calling, Reached, ReadingCases, ReadingPack
from console.shapes.common import YEARS
from console.shapes.house import DueAt, Health, Lag, Notice, Notices, Ready
from domain import calendar
from domain.kernel import Refused
from eventlog.errors import Unavailable
from views.errors import NotBuilt

router = APIRouter(tags=["house"])
open_router = APIRouter(tags=["health"])
"""What anybody may ask: nothing stands in it but whether something answers."""

WITHIN_S = 2.0


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
