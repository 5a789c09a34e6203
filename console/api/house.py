"""What concerns the house: my notices, when something would be due, how far the lists are behind, whether all is well."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Response

from console.api.http import READING, Limit, problems
from console.callers import Calling, Reached, ReadingCases, ReadingPack
from console.desk.answering import answering
from console.shapes.common import YEARS
from console.shapes.house import DueAt, Health, Lag, Notice, Notices, Ready
from domain import calendar
from domain.kernel import Refused

router = APIRouter(tags=["house"])
open_router = APIRouter(tags=["health"])
"""What anybody may ask: nothing stands in it but whether something answers."""


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
    found = await answering(reached)
    response.status_code = 200 if found.all else 503
    return Ready(ready=found.all, log=found.log, lists=found.lists, temporal=found.temporal)


def _instant(text: str, zone: str) -> datetime:
    """Refused (house:form) unless it is one that can be told in every zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise Refused("house:form", "wrong_type", field="from", wanted="ISO 8601")
    return (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
