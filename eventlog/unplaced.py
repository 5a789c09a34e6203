"""What is recorded and has no place in the one order yet, so that no follower can see it: normally nothing for longer than milliseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from eventlog.connections import passing_troubles

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine

# By the index that the sequencer itself uses. While it works off a long difference, what it has done of it counts too.
_OLDEST = text("""
    select recorded_at from eventlog.event
    where xid >= (select pg_snapshot_xmax(snap) from eventlog.head) order by xid limit 1""")


async def oldest_unplaced(engine: AsyncEngine) -> datetime | None:
    """When the oldest event was recorded that waits for the sequencer; None when none does. Raises `Unavailable`."""
    with passing_troubles():
        async with engine.connect() as connection:
            found: datetime | None = (await connection.execute(_OLDEST)).scalar()
            return found
