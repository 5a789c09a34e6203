"""The list of cases, with their human numbers, and beside it what hangs on each.

Beside it: what a case asks of whom, who has a part in it, what somebody had to do by when, and the words by which it is found.
All come from one fold of a case, so they are one projection: one position, one transaction, never at odds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from views.course import Change, Line, Unreadable, ask_rows, change, obligation_rows, response_rows
from views.errors import NotUnderstood
from views.schema import asks, cases, incidents, links, numbers, obligations, parts, titles, words
from views.telling import Kind, id_of
from views.wording import words_of, words_of_title
from views.writing import add, put, remove
from views.writing import change as change_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from domain.calendar import Calendar
    from domain.kernel import CaseId
    from domain.policy import Pack
    from eventlog.port import EventLog, Positioned

NAME = "cases"
OTHERS = frozenset({"refused", "claim", "governance", "look", "custody"})
"""Streams that are no cases: this list knows them and takes nothing from them."""
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The due instant of what no clock runs for: it sorts last."""

Series = tuple[str, int]
"""The prefix and the year of a run of numbers."""


@dataclass(slots=True, kw_only=True)
class Span:
    """The events of one case in a batch: the version of the first, and the last."""

    first: int
    last: Positioned


class Governed(Protocol):
    """What the numbers need of governed data."""

    async def refresh(self) -> None:
        """Take in what was adopted since."""

    def pack(self, digest: str) -> Pack:
        """An adopted pack."""

    def calendar(self, at: datetime) -> Calendar:
        """The calendar as of an instant."""


class Cases:
    """The projection that keeps these lists."""

    name = NAME
    tables = (cases, numbers, asks, parts, obligations, incidents, links, words, titles)

    def __init__(self, log: EventLog, governed: Governed, kinds: Mapping[str, Kind]) -> None:
        self._log = log
        self._governed = governed
        self._kinds = kinds

    async def apply(self, connection: AsyncConnection, build: int, batch: Sequence[Positioned]) -> None:
        """Fold every case that the batch changes, as far as the batch goes, and write what the lists say of it."""
        spans = self._spans(batch)
        if not spans:
            return
        await self._governed.refresh()
        changes = await self._changes(spans)
        opened = [one for one in batch if one.event.version == 1 and id_of(one.event) in changes]
        named = await self._add(connection, build, opened, changes) if opened else {}
        standing = [{"build": build, "case_id": case, **_standing(one.after)} for case, one in changes.items() if case not in named]
        await change_rows(connection, cases, standing)
        await _write_differences(connection, build, changes)
        await _write_links(connection, build, changes)
        await _write_parts_and_words(connection, build, changes, named)

    def _spans(self, batch: Sequence[Positioned]) -> dict[CaseId, Span]:
        """The events of each case in the batch. An unknown category stops the list: it may be a kind of case."""
        spans: dict[CaseId, Span] = {}
        for one in batch:
            if one.event.stream.category in self._kinds:
                spans.setdefault(id_of(one.event), Span(first=one.event.version, last=one)).last = one
            elif one.event.stream.category not in OTHERS:
                raise NotUnderstood(one, "an unknown category")
        return spans

    async def _changes(self, spans: Mapping[CaseId, Span]) -> dict[CaseId, Change]:
        _, histories = await self._log.load(None, [(span.last.event.stream, 0) for span in spans.values()])
        changes = {}
        for (case, span), events in zip(spans.items(), histories, strict=True):
            last = span.last.event
            try:
                changes[case] = change(self._kinds[last.stream.category], events, span.first, last.version, self._governed.pack)
            except Unreadable as error:
                raise NotUnderstood(span.last, str(error)) from error
        return changes

    async def _add(
        self, connection: AsyncConnection, build: int, opened: Sequence[Positioned], changes: Mapping[CaseId, Change]
    ) -> dict[CaseId, str]:
        """Add new cases, numbered in the order of the log for each prefix and year of opening; gives the numbers."""
        series = [self._series(changes[id_of(one.event)].after) for one in opened]
        following = {each: await _reserve(connection, build, each, count) for each, count in sorted(Counter(series).items())}
        rows, named = [], {}
        for one, (prefix, year) in zip(opened, series, strict=True):
            case, number = id_of(one.event), f"{prefix}-{year}-{next(following[prefix, year]):04d}"
            place = {"build": build, "case_id": case, "kind": one.event.stream.category, "place": one.position}
            line = changes[case].after
            rows.append(place | {"number": number, "series": f"{prefix}-{year}"} | _origin(line) | _standing(line))
            named[case] = number
        await add(connection, cases, rows)
        plans = {(line.plan.name, word) for line in (changes[case].after for case in named) for word in words_of_title(line.plan)}
        title_rows = [{"build": build, "plan": plan, "word": word} for plan, word in sorted(plans)]
        await add(connection, titles, title_rows)
        return named

    def _series(self, line: Line) -> Series:
        """The year is that of the organisation's days, not of the server's."""
        opened_at = line.told.opened_at
        return line.plan.prefix, opened_at.astimezone(ZoneInfo(self._governed.calendar(opened_at).zone)).year


async def _reserve(connection: AsyncConnection, build: int, series: Series, count: int) -> Iterator[int]:
    """The next numbers of a series. Nobody else counts at the same time: the position's row is locked."""
    prefix, year = series
    row = insert(numbers).values(build=build, prefix=prefix, year=year, last=count)
    counted = row.on_conflict_do_update(constraint="numbers_pkey", set_={"last": numbers.c.last + count}).returning(numbers.c.last)
    last = (await connection.execute(counted)).scalar_one()
    return iter(range(last - count + 1, last + 1))


def _origin(line: Line) -> dict[str, Any]:
    """What never changes of a case."""
    return {name: getattr(line.told, name) for name in ("plan", "pack", "opened_at")}


def _standing(line: Line) -> dict[str, Any]:
    """Where a case stands, and whose it is: a line of the ledger may become somebody else's."""
    told, due = line.told, line.told.due
    return {
        "requester": told.requester,
        "department": told.department,
        "stage": told.stage,
        "outcome": told.outcome,
        "running": told.running,
        "waits": bool(told.asks),
        "closed_at": line.ended_at,
        "due": due.what if due else "",
        "due_since": due.since if due else None,
        "due_at": due.at if due else None,
        "risk_at": line.risk_at,
        "soonest": due.at if due else NEVER,
        "wake_at": told.wake_at,
        "version": line.version,
        **line.grave,
    }


# --- what stands beside a case: only what differs is written ------------------------------------------


async def _write_differences(connection: AsyncConnection, build: int, changes: Mapping[CaseId, Change]) -> None:
    """What is asked, what had to be done by when, and how an incident was answered."""
    told = ((asks, lambda line: ask_rows(line, NEVER)), (obligations, obligation_rows), (incidents, response_rows))
    for table, rows_of in told:
        old: dict[Any, dict[str, Any]] = {}
        new: dict[Any, dict[str, Any]] = {}
        for case, one in changes.items():
            place = {"build": build, "case_id": case}
            old |= {_key(table, row): row for row in (place | each for each in (rows_of(one.before) if one.before else ()))}
            new |= {_key(table, row): row for row in (place | each for each in rows_of(one.after))}
        await remove(connection, table, [row for key, row in old.items() if key not in new])
        await put(connection, table, [row for key, row in new.items() if old.get(key) != row])


async def _write_links(connection: AsyncConnection, build: int, changes: Mapping[CaseId, Change]) -> None:
    """What a case was once tied to it stays tied to."""
    rows = []
    for case, one in changes.items():
        known = one.before.links if one.before else frozenset()
        rows += [{"build": build, "case_id": case, "other": other, "relation": how} for other, how in sorted(one.after.links - known)]
    await add(connection, links, rows)


async def _write_parts_and_words(
    connection: AsyncConnection, build: int, changes: Mapping[CaseId, Change], named: Mapping[CaseId, str]
) -> None:
    """Whoever has a part keeps it; the words of a form go with its lines, those of the number stay."""
    came = {case: one for case, one in changes.items() if one.before is None or _found_otherwise(one.before, one.after)}
    named = {**named, **await _names(connection, build, [case for case in came if case not in named])}
    part_rows, word_rows, gone = [], [], []
    for case, one in came.items():
        place, before = {"build": build, "case_id": case}, one.before
        number = words_of(named[case])
        people = one.after.people - (before.people if before else frozenset())
        new, old = one.after.words | number, (before.words | number if before else frozenset())
        part_rows += [place | {"person": person} for person in sorted(people)]
        word_rows += [place | {"word": word} for word in sorted(new - old)]
        gone += [place | {"word": word} for word in sorted(old - new)]
    await remove(connection, words, gone)
    await add(connection, parts, part_rows)
    await add(connection, words, word_rows)


def _found_otherwise(before: Line, after: Line) -> bool:
    return before.people != after.people or before.words != after.words


async def _names(connection: AsyncConnection, build: int, some: Sequence[CaseId]) -> dict[CaseId, str]:
    if not some:
        return {}
    query = select(cases.c.case_id, cases.c.number).where(cases.c.build == build, cases.c.case_id.in_(some))
    return {row.case_id: row.number for row in (await connection.execute(query)).all()}


def _key(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key.columns)
