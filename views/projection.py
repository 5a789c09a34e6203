"""How a list takes in the log: in batches, with its position in the same transaction as its rows.

A projector owns a list by its epoch. Each batch moves the position from exactly where this projector left it, under its own
epoch; whoever was overtaken moves nothing and writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from views.errors import Fenced, Gap, NotUnderstood, OtherLog
from views.schema import projections

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, Table
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from eventlog.port import EventLog, Positioned

ROWS = projections.c


class Projection(Protocol):
    """A list made from the log. `apply` writes what a batch changes and raises `NotUnderstood` rather than leave anything out."""

    @property
    def name(self) -> str:
        """Names its position."""

    @property
    def tables(self) -> Sequence[Table]:
        """Where its rows are; each has a column `build`."""

    async def apply(self, connection: AsyncConnection, build: int, batch: Sequence[Positioned]) -> None:
        """Take in a batch, inside the transaction that also moves the position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a build of a list has come, and under which epoch its projector writes."""

    name: str
    build: int
    position: int
    last_event: UUID | None
    epoch: int

    def row(self) -> ColumnElement[bool]:
        """The row of this place, if nobody else moved it since."""
        return (ROWS.name == self.name) & (ROWS.build == self.build) & (ROWS.position == self.position) & (ROWS.epoch == self.epoch)


async def in_use(engine: AsyncEngine, name: str) -> bool:
    """Whether there is a list that is read."""
    async with engine.connect() as connection:
        return (await connection.execute(select(ROWS.build).where(ROWS.name == name, ROWS.live))).first() is not None


async def take_over(engine: AsyncEngine, name: str) -> Place:
    """Become the only projector of the list in use; the first one ever finds build 0."""
    async with engine.begin() as connection:
        await connection.execute(insert(projections).values(name=name, build=0, position=0, epoch=0, live=True).on_conflict_do_nothing())
        taken = (
            update(projections)
            .where(ROWS.name == name, ROWS.live)
            .values(epoch=ROWS.epoch + 1)
            .returning(ROWS.build, ROWS.position, ROWS.last_event, ROWS.epoch)
        )
        row = (await connection.execute(taken)).one()
        return Place(name=name, build=row.build, position=row.position, last_event=row.last_event, epoch=row.epoch)


async def begin_build(engine: AsyncEngine, projection: Projection) -> Place:
    """A new, empty build beside the one in use. Builds that were given up are cleared away, and whoever fed them is fenced."""
    async with engine.begin() as connection:
        last = (await connection.execute(select(func.max(ROWS.build)).where(ROWS.name == projection.name))).scalar()
        await _clear(connection, projection, ~ROWS.live)
        place = Place(name=projection.name, build=(last or 0) + 1, position=0, last_event=None, epoch=1)
        await connection.execute(insert(projections).values(name=place.name, build=place.build, position=0, epoch=1, live=False))
        return place


async def advance(engine: AsyncEngine, projection: Projection, place: Place, batch: Sequence[Positioned]) -> Place:
    """Take in one batch: rows and position together, or neither. Raises `Gap`, `Fenced`, `NotUnderstood`."""
    last = batch[-1]
    moved = replace(place, position=last.position + 1, last_event=last.event.event_id)
    values = {"position": moved.position, "last_event": moved.last_event, "recorded_at": last.event.recorded_at, "stopped": None}
    try:
        _refuse_gap(place, batch)
        async with engine.begin() as connection:
            # The position first: its row lock makes two projectors of one list wait for each other.
            if (await connection.execute(update(projections).where(place.row()).values(values))).rowcount != 1:
                raise Fenced(f"{place.name} is no longer at position {place.position} of epoch {place.epoch}")
            await projection.apply(connection, place.build, batch)
    except (Gap, NotUnderstood) as error:
        await _note(engine, place, str(error))
        raise
    return moved


def _refuse_gap(place: Place, batch: Sequence[Positioned]) -> None:
    for expected, one in enumerate(batch, start=place.position):
        if one.position != expected:
            raise Gap(expected, one.position)


async def _note(engine: AsyncEngine, place: Place, why: str) -> None:
    """Write down why the list goes no further, for whoever looks at its lag."""
    async with engine.begin() as connection:
        await connection.execute(update(projections).where(place.row()).values(stopped=why))


async def check_same_log(engine: AsyncEngine, log: EventLog, place: Place) -> None:
    """The last event taken in must stand where it stood. Raises `OtherLog`."""
    if place.position == 0:
        return
    found = await log.read_all(place.position - 1, 1)
    if not found or found[0].event.event_id != place.last_event:
        error = OtherLog(f"position {place.position - 1} was {place.last_event}; the log has another history now: `bylaw rebuild`")
        await _note(engine, place, str(error))
        raise error


async def switch(engine: AsyncEngine, log: EventLog, projection: Projection, place: Place) -> bool:
    """Put a build into use, unless the one in use is further; its projector is fenced and its rows are cleared away."""
    async with engine.begin() as connection:
        old = (await connection.execute(select(ROWS.position).where(ROWS.name == place.name, ROWS.live).with_for_update())).scalar()
        # After a restore the old build may stand beyond the log's end: then having all of the log is enough.
        if old is not None and place.position < min(old, await log.head()):
            return False
        await _clear(connection, projection, ROWS.live)
        switched = await connection.execute(update(projections).where(place.row()).values(live=True))
        if switched.rowcount != 1:
            raise Fenced(f"build {place.build} of {place.name} was given up")
        return True


async def _clear(connection: AsyncConnection, projection: Projection, which: ColumnElement[bool]) -> None:
    gone = delete(projections).where(ROWS.name == projection.name, which).returning(ROWS.build)
    builds = (await connection.execute(gone)).scalars().all()
    for table in projection.tables:
        await connection.execute(delete(table).where(table.c.build.in_(builds)))
