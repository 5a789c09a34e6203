"""Feeding a list step by step, without a process that follows."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from eventlog.port import EventLog
from views.projection import Place, Projection, advance, take_over


async def catch_up(log: EventLog, engine: AsyncEngine, projection: Projection, *, batch: int = 500, place: Place | None = None) -> Place:
    """Take in everything that the log has, as the projector would."""
    place = place or await take_over(engine, projection.name)
    while events := await log.read_all(place.position, batch):
        place = await advance(engine, projection, place, events)
    return place
