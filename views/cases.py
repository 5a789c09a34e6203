"""The list of cases, with their human numbers, and beside it what each case asks of whom.

Both come from one fold of a case, so they are one projection: one position, one transaction, never at odds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, update
from sqlalchemy.dialects.postgresql import insert

from domain.kernel import BylawError
from views.errors import NotUnderstood
from views.schema import asks, cases, numbers
from views.telling import Kind, Told, id_of, recorded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from domain.calendar import Calendar
    from domain.kernel import CaseId
    from domain.policy import Pack, Plan
    from eventlog.port import EventLog, Positioned, StoredEvent

NAME = "cases"
OTHERS = frozenset({"refused", "claim", "governance"})
"""Streams that are no cases: this list knows them and takes nothing from them."""
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The due instant of what no clock runs for: it sorts last."""

NOT_READ = (BylawError, LookupError, ValueError, TypeError, AttributeError)
"""What reading and folding raise for an event of another release."""

Series = tuple[str, int]
"""The prefix and the year of a run of numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A case as far as a batch goes: what is told of it, at which version, and since when it has ended."""

    told: Told
    prefix: str
    version: int
    ended_at: datetime | None


class Governed(Protocol):
    """What the numbers need of governed data."""

    async def refresh(self) -> None:
        """Take in what was adopted since."""

    def pack(self, digest: str) -> Pack:
        """An adopted pack."""

    def calendar(self, at: datetime) -> Calendar:
        """The calendar as of an instant."""


class Cases:
    """The projection that keeps `cases`, `numbers` and `asks`."""

    name = NAME
    tables = (cases, numbers, asks)

    def __init__(self, log: EventLog, governed: Governed, kinds: Mapping[str, Kind]) -> None:
        self._log = log
        self._governed = governed
        self._kinds = kinds

    async def apply(self, connection: AsyncConnection, build: int, batch: Sequence[Positioned]) -> None:
        """Fold every case that the batch changes, as far as the batch goes, and write what the lists say of it."""
        changed = self._changed(batch)
        if not changed:
            return
        await self._governed.refresh()
        lines = await self._lines(changed)
        if opened := [one for one in batch if one.event.version == 1 and id_of(one.event) in changed]:
            await self._add(connection, build, opened, lines)
        await connection.execute(_CHANGE, [{"_build": build, "_case_id": case, **_standing(line)} for case, line in lines.items()])
        await connection.execute(delete(asks).where(asks.c.build == build, asks.c.case_id.in_(lines)))
        if rows := [row for case, line in lines.items() for row in _asked(build, case, line.told)]:
            await connection.execute(insert(asks), rows)

    def _changed(self, batch: Sequence[Positioned]) -> dict[CaseId, Positioned]:
        """The last event of each case in the batch. An unknown category stops the list: it may be a kind of case."""
        last: dict[CaseId, Positioned] = {}
        for one in batch:
            if one.event.stream.category in self._kinds:
                last[id_of(one.event)] = one
            elif one.event.stream.category not in OTHERS:
                raise NotUnderstood(one, "an unknown category")
        return last

    async def _lines(self, changed: Mapping[CaseId, Positioned]) -> dict[CaseId, Line]:
        _, histories = await self._log.load(None, [(one.event.stream, 0) for one in changed.values()])
        return {case: self._line(one, events) for (case, one), events in zip(changed.items(), histories, strict=True)}

    def _line(self, last: Positioned, events: Sequence[StoredEvent]) -> Line:
        """The case after its events up to `last` and not further, so that a list built again is the same list."""
        kind, case, ended_at = self._kinds[last.event.stream.category], None, None
        for event in events[: last.event.version]:
            try:
                case = kind.evolve(case, recorded(kind, event))
                ended_at = (ended_at or event.happened_at) if kind.ended(case) else None
            except NOT_READ as error:
                raise NotUnderstood(last, f"version {event.version}, {event.type}: {error!r}") from error
        plan = self._plan(last, case)
        return Line(told=kind.told(case, plan), prefix=plan.prefix, version=last.event.version, ended_at=ended_at)

    def _plan(self, one: Positioned, case: Any) -> Plan:
        try:
            return self._governed.pack(case.pack).plans[case.plan]
        except NOT_READ as error:
            raise NotUnderstood(one, f"no plan {case.plan} in pack {case.pack}") from error

    async def _add(self, connection: AsyncConnection, build: int, opened: Sequence[Positioned], lines: Mapping[CaseId, Line]) -> None:
        """Add new cases, numbered in the order of the log for each prefix and year of opening."""
        series = [self._series(lines[id_of(one.event)]) for one in opened]
        following = {each: await _reserve(connection, build, each, count) for each, count in sorted(Counter(series).items())}
        rows = []
        for one, (prefix, year) in zip(opened, series, strict=True):
            number, line = f"{prefix}-{year}-{next(following[prefix, year]):04d}", lines[id_of(one.event)]
            place = {"build": build, "case_id": id_of(one.event), "kind": one.event.stream.category, "place": one.position}
            rows.append(place | {"number": number} | _origin(line.told) | _standing(line))
        await connection.execute(insert(cases), rows)

    def _series(self, line: Line) -> Series:
        """The year is that of the organisation's days, not of the server's."""
        opened_at = line.told.opened_at
        return line.prefix, opened_at.astimezone(ZoneInfo(self._governed.calendar(opened_at).zone)).year


async def _reserve(connection: AsyncConnection, build: int, series: Series, count: int) -> Iterator[int]:
    """The next numbers of a series. Nobody else counts at the same time: the position's row is locked."""
    prefix, year = series
    row = insert(numbers).values(build=build, prefix=prefix, year=year, last=count)
    counted = row.on_conflict_do_update(constraint="numbers_pkey", set_={"last": numbers.c.last + count}).returning(numbers.c.last)
    last = (await connection.execute(counted)).scalar_one()
    return iter(range(last - count + 1, last + 1))


def _origin(told: Told) -> dict[str, Any]:
    """What never changes of a case."""
    return {name: getattr(told, name) for name in ("plan", "pack", "requester", "department", "opened_at")}


def _standing(line: Line) -> dict[str, Any]:
    """Where a case stands."""
    told, due = line.told, line.told.due
    return {
        "stage": told.stage,
        "outcome": told.outcome,
        "running": told.running,
        "closed_at": line.ended_at,
        "due": due.what if due else "",
        "due_since": due.since if due else None,
        "due_at": due.at if due else None,
        "wake_at": told.wake_at,
        "version": line.version,
    }


_CHANGE = update(cases).where(cases.c.build == bindparam("_build"), cases.c.case_id == bindparam("_case_id"))


def _asked(build: int, case: CaseId, told: Told) -> Iterator[dict[str, Any]]:
    for ask in told.asks:
        yield {"build": build, "case_id": case} | {f.name: getattr(ask, f.name) for f in fields(ask)} | {"due_at": ask.due_at or NEVER}
