"""Every clock that runs, kept from the log's own events: what the watchdog compares with the time.

Not a list for people and fed by no projector but the watchdog's own, so that it sees what they miss. A clock stands here from the event
that armed it until the event that ended it, however long that is: there is no window after which it would be forgotten.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete

from views.errors import NotUnderstood
from views.schema import clocks
from views.telling import id_of
from views.writing import put, remove

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from domain.kernel import CaseId
    from eventlog.port import Positioned

NAME: Final = "clocks"
RUNS: Final = frozenset({"clock.armed", "clock.resumed", "clock.superseded"})
"""From these on a clock runs until its `due`."""
ENDS: Final = frozenset({"clock.held", "clock.stopped", "clock.ran_out"})
"""After these it does not; one that is held is due at no instant until it is resumed."""
FIRED: Final = "clock.ran_out"
CLOSED: Final = frozenset({"request.closed", "case.closed"})
"""A case that is closed has no clocks, whatever it forgot to stop."""

BUCKET: Final = 10
"""Seconds over which clocks that ran out are counted together."""
MEASURED: Final = timedelta(minutes=5)
"""How far back they are counted."""

Key = tuple["CaseId", str]


class Clocks:
    """The projection that keeps the running clocks, and counts how fast clocks run out."""

    name = NAME
    tables = (clocks,)

    def __init__(self) -> None:
        self._fired: Counter[int] = Counter()

    async def apply(self, connection: AsyncConnection, build: int, batch: Sequence[Positioned]) -> None:
        """Write what the batch leaves of each clock that it touches. Raises `NotUnderstood` for a clock's event that says nothing."""
        left, closed = self._left(batch)
        if closed:
            await connection.execute(delete(clocks).where(clocks.c.build == build, clocks.c.case_id.in_(sorted(closed))))
        rows = [{"build": build, "case_id": case, "clock": clock, "due_at": due} for (case, clock), due in left.items()]
        await remove(connection, clocks, [row for row in rows if row["due_at"] is None])
        await put(connection, clocks, [row for row in rows if row["due_at"] is not None])

    def _left(self, batch: Sequence[Positioned]) -> tuple[dict[Key, datetime | None], set[CaseId]]:
        """When each clock is due after the batch (None: it does not run), and which cases were closed in it."""
        left: dict[Key, datetime | None] = {}
        closed: set[CaseId] = set()
        for one in batch:
            name, case = one.event.type, id_of(one.event)
            if name in CLOSED:
                closed.add(case)
                left = {key: due for key, due in left.items() if key[0] != case}
            elif name in RUNS or name in ENDS:
                said = _said(one)
                left[case, said["clock"]] = datetime.fromisoformat(said["due"]) if name in RUNS else None
            if name == FIRED:
                self._fired[int(one.event.recorded_at.timestamp()) // BUCKET] += 1
        return left, closed

    def rate(self, now: datetime) -> float:
        """How many clocks ran out in a second when most did, of late; 0 where none did in the last minute: then nobody works."""
        first = int((now - MEASURED).timestamp()) // BUCKET
        self._fired = Counter({bucket: count for bucket, count in self._fired.items() if bucket >= first})
        if max(self._fired, default=first) < int((now - timedelta(minutes=1)).timestamp()) // BUCKET:
            return 0.0
        return max(self._fired.values()) / BUCKET


def _said(one: Positioned) -> dict[str, Any]:
    """What the event says of its clock."""
    try:
        said = json.loads(one.event.data)
        if isinstance(said["clock"], str) and (one.event.type not in RUNS or datetime.fromisoformat(said["due"]).tzinfo is not None):
            return dict(said)
    except (ValueError, KeyError, TypeError):
        pass
    raise NotUnderstood(one, "a clock's event without its clock or its instant")
