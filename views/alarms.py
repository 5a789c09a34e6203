"""Alarms of the watchdog: clocks that were due and have not run out. Raised once for each clock and instant, and ended by the log alone.

Raising, ending and counting are each one statement over all rows, however many; whoever goes through them goes by key, in order.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from sqlalchemy import text

from domain.kernel import CaseId
from eventlog.connections import passing_troubles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row, TextClause
    from sqlalchemy.ext.asyncio import AsyncEngine

PAGE: Final = 500
BEGINNING: Final = datetime(1, 1, 2, tzinfo=UTC)
"""Before any instant that a clock has."""

_KEPT: Final = "c.build = (select build from views.projections where name = 'clocks' and live)"

_WAITING = text(f"""
    select count(*) as watched, count(*) filter (where c.due_at <= :now) as backlog from views.clocks c
    where {_KEPT}""")  # noqa: S608 - a constant of this file only

# What ran out, stopped, was held, moved, or belongs to a case that was closed is no longer due at that instant.
_END = text(f"""
    update views.alarms a set ended_at = :now where a.ended_at is null and not exists (
      select from views.clocks c where {_KEPT} and c.case_id = a.case_id and c.clock = a.clock and c.due_at = a.due_at)""")  # noqa: S608 - as above

# The same clock due at the same instant once more is the same alarm: it is open again, and nobody is told again.
_RAISE = text(f"""
    insert into views.alarms as a (case_id, clock, due_at, raised_at, notice, pokes, poke_at)
    select c.case_id, c.clock, c.due_at, :now, :notice, 0, :now from views.clocks c where {_KEPT} and c.due_at < :before
    on conflict on constraint alarms_pkey do update set ended_at = null where a.ended_at is not null
    returning a.notice""")  # noqa: S608 - as above

_OPEN = text("select count(*) as late, min(due_at) as earliest from views.alarms where ended_at is null")

_PAGE = text("""
    select case_id, clock, due_at, raised_at from views.alarms
    where ended_at is null and (due_at, case_id, clock) > (:due, :case, :clock) order by due_at, case_id, clock limit :limit""")

# A notice is told as a whole.
_UNTOLD = text("""
    select notice, count(*) as clocks, count(*) filter (where ended_at is null) as late, min(due_at) as earliest
    from views.alarms where told_at is null group by notice order by min(raised_at), notice""")
_TOLD = text("update views.alarms set told_at = :now where notice = :notice")

_TO_POKE = text("""
    select distinct case_id from views.alarms where ended_at is null and poke_at <= :now and case_id > :after
    order by case_id limit :limit""")
# After 1, 2, 4 … minutes, and then each hour: what is stuck must not drown in signals.
_POKED = text("""
    update views.alarms set pokes = pokes + 1,
      poke_at = cast(:now as timestamptz) + least(60, power(2, least(pokes, 10))) * interval '1 minute'
    where ended_at is null and case_id = any(:cases)""")

_WRITE = text("""
    insert into views.audits as a (name, at, position, watched, backlog, late, rate, allowance_s, latest_by_s, unplaced_s)
    values ('clocks', :at, :position, :watched, :backlog, :late, :rate, :allowance_s, :latest_by_s, :unplaced_s)
    on conflict on constraint audits_pkey do update set at = excluded.at, position = excluded.position, watched = excluded.watched,
      backlog = excluded.backlog, late = excluded.late, rate = excluded.rate, allowance_s = excluded.allowance_s,
      latest_by_s = excluded.latest_by_s, unplaced_s = excluded.unplaced_s""")
_READ = text("""
    select at, position, watched, backlog, late, rate, allowance_s, latest_by_s, unplaced_s, beat_at from views.audits
    where name = 'clocks'""")
_BEAT = text("update views.audits set beat_at = :now where name = 'clocks'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many clocks run, and how many of them are due by now."""

    watched: int
    backlog: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """One clock that should have run out."""

    case: CaseId
    clock: str
    due: datetime
    raised: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """What is to be told in one notice: clocks that one look found late. `late` of them have not run out since."""

    notice: UUID
    clocks: int
    late: int
    earliest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What one look found. A clock is late `allowance_s` after its instant; the worst one is so by `latest_by_s` (0: none is).

    `unplaced_s`: for how long something recorded has waited for its place in the one order, without which no follower sees it.
    """

    at: datetime
    position: int
    watched: int
    backlog: int
    late: int
    rate: float
    allowance_s: float
    latest_by_s: float
    unplaced_s: float
    beat_at: datetime | None = None


class Alarms:
    """Reads and writes them. Everything raises the log's `Unavailable` while the database is away."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def waiting(self, now: datetime) -> Waiting:
        """The clocks that run now."""
        (row,) = await self._rows(_WAITING, now=now)
        return Waiting(watched=row.watched, backlog=row.backlog)

    async def judge(self, now: datetime, allowance: timedelta) -> int:
        """End the alarms of clocks that are no longer due, and raise one for each clock that is late. Gives how many are new."""
        notice = uuid4()
        with passing_troubles():
            async with self._engine.begin() as connection:
                await connection.execute(_END, {"now": now})
                raised = await connection.execute(_RAISE, {"now": now, "before": now - allowance, "notice": notice})
                return sum(1 for row in raised.all() if row.notice == notice)

    async def standing(self) -> tuple[int, datetime | None]:
        """How many clocks are late, and when the earliest of them was due."""
        (row,) = await self._rows(_OPEN)
        return row.late, row.earliest

    async def late(self, *, limit: int = PAGE, after: Late | None = None) -> list[Late]:
        """A page of them, the earliest first; for the next one give its last."""
        key = (after.due, after.case, after.clock) if after else (BEGINNING, "", "")
        rows = await self._rows(_PAGE, due=key[0], case=key[1], clock=key[2], limit=limit)
        return [Late(case=CaseId(row.case_id), clock=row.clock, due=row.due_at, raised=row.raised_at) for row in rows]

    async def untold(self) -> list[Untold]:
        """What nobody was told of yet, oldest first."""
        rows = await self._rows(_UNTOLD)
        return [Untold(notice=row.notice, clocks=row.clocks, late=row.late, earliest=row.earliest) for row in rows]

    async def told(self, notice: UUID, now: datetime) -> None:
        """This was told, or nobody will ever be told of it."""
        await self._do(_TOLD, notice=notice, now=now)

    async def to_poke(self, now: datetime, *, limit: int = PAGE, after: str = "") -> list[CaseId]:
        """Cases with a late clock that are to be asked to look again now, by key."""
        return [CaseId(row.case_id) for row in await self._rows(_TO_POKE, now=now, limit=limit, after=after)]

    async def poked(self, cases: Sequence[CaseId], now: datetime) -> None:
        """They were asked; the next time is later."""
        await self._do(_POKED, cases=list(cases), now=now)

    async def write(self, audit: Audit) -> None:
        """What the last look found, for whoever asks."""
        found = asdict(audit)
        del found["beat_at"]
        await self._do(_WRITE, **found)

    async def beat(self, now: datetime) -> None:
        """The outside heartbeat has heard that all is well."""
        await self._do(_BEAT, now=now)

    async def audit(self) -> Audit | None:
        """What the last look found; None when nobody has looked yet."""
        rows = await self._rows(_READ)
        return Audit(**dict(zip(Audit.__slots__, rows[0], strict=True))) if rows else None

    async def _rows(self, statement: TextClause, **values: Any) -> Sequence[Row[Any]]:
        with passing_troubles():
            async with self._engine.connect() as connection:
                return (await connection.execute(statement, values)).all()

    async def _do(self, statement: TextClause, **values: Any) -> None:
        with passing_troubles():
            async with self._engine.begin() as connection:
                await connection.execute(statement, values)
