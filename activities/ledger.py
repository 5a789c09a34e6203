"""Lines of the rectification ledger from a file: all of them are checked first, and each is opened once however often it is brought.

A file is a CSV table with a header, or a JSON list of objects. Each line has a `key` of its own, perhaps a `plan`, and the lines of
that plan's form by their names; people are called by handle or id.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from activities.ask import Answer, Door, ask
from domain.deciders import DECIDERS
from domain.kernel import BYLAW, CaseId, PersonId, Refused, case_id, uuid_of
from domain.organisation import by_handle
from domain.shapes import canonical

if TYPE_CHECKING:
    from pathlib import Path

    from activities.governed import Governed
    from domain.organisation import Organisation
    from domain.policy import Field, Plan
    from views.reader import Reader

KIND = "rectification"
THERE = "already_open"
"""The refusal that says: a line of this key was opened before, though the lists did not know it yet."""
USUAL = "rectification"
"""The plan of a line that names none."""
AT_ONCE = 16
"""So many lines are on their way at the same time."""
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a file: where it stands there, its own key, and what is to be opened."""

    place: int
    key: str
    plan: str
    fields: Mapping[str, Any]

    @property
    def case(self) -> CaseId:
        """The case that it is or becomes: from its key alone, so that a line is opened once, whatever else of it changes."""
        return case_id(KIND, uuid5(BYLAW, f"ledger/{self.key}"))

    @property
    def command(self) -> UUID:
        """The id of the command that opens it: another one when the line was put right after a refusal."""
        return uuid5(uuid_of(self.case), canonical({"plan": self.plan, "fields": self.fields}).decode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a line cannot be brought in."""

    line: Line
    refusal: Refused


# --- reading --------------------------------------------------------------------------------------


def read(file: Path) -> list[Line]:
    """The lines of a file. Refused (house:form) when it is neither a table nor a list."""
    try:
        text = _text(file.read_bytes())
        rows = list(_objects(text) if text.lstrip().startswith(("[", "{")) else _table(text))
    except (ValueError, csv.Error, OSError) as no:
        raise Refused("house:form", "not_a_ledger", field="file") from no
    return [_line(place, row) for place, row in rows]


def _text(content: bytes) -> str:
    """Spreadsheets here save tables as UTF-8 with a mark, or in the national encoding."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _objects(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    found = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError("no list of objects")
    yield from enumerate(found, start=1)


def _table(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    if not rows.fieldnames or "key" not in rows.fieldnames:
        raise ValueError("no header with a key")
    for row in rows:
        if None in row or None in row.values():
            raise ValueError("a row that is longer or shorter than the header")
        yield rows.line_num, row


def _line(place: int, row: Mapping[str, Any]) -> Line:
    given = {name: value.strip() if isinstance(value, str) else value for name, value in row.items()}
    key, plan = str(given.pop("key", "") or ""), str(given.pop("plan", "") or USUAL)
    return Line(place=place, key=key, plan=plan, fields={name: value for name, value in given.items() if value not in ("", None)})


# --- checking -------------------------------------------------------------------------------------


def known(lines: Sequence[Line], organisation: Organisation, governed: Governed, at: datetime) -> list[Line]:
    """The same lines with people by their ids and numbers as numbers, as far as they can be read so."""
    plans = governed.pack_at(at).plans
    return [_typed(line, plans.get(line.plan), organisation) for line in lines]


def _typed(line: Line, plan: Plan | None, organisation: Organisation) -> Line:
    typed = {name: _value(value, plan.field(name) if plan else None, organisation) for name, value in line.fields.items()}
    return Line(place=line.place, key=line.key, plan=line.plan, fields=typed)


def _value(value: Any, field: Field | None, organisation: Organisation) -> Any:
    if field is None or not isinstance(value, str):
        return value
    if field.type == "number" and value.isascii() and value.isdecimal():
        return int(value)
    found = by_handle(organisation, value) if field.type == "person" else None
    return found.id if found is not None else value


def faults(lines: Sequence[Line], governed: Governed, by: PersonId, at: datetime) -> Iterator[Fault]:
    """What is wrong with each line, by the same rules that would judge it: nothing is asked of anybody yet."""
    first: dict[str, int] = {}
    pack = governed.pack_at(at)
    for line in lines:
        if not line.key:
            yield Fault(line=line, refusal=Refused("house:form", "missing_field", field="key"))
        elif line.key in first:
            yield Fault(line=line, refusal=Refused("house:form", "key_twice", field="key", line=first[line.key]))
        first.setdefault(line.key, line.place)
        plan = pack.plans.get(line.plan)
        if plan is None or plan.kind != KIND:
            yield Fault(line=line, refusal=Refused("house:form", "no_such_plan", field="plan", plan=line.plan[:80]))
            continue
        seen = DECIDERS[KIND].preview(governed.rules(line.plan, pack.digest, at), by, line.fields, at)
        yield from (Fault(line=line, refusal=Refused(no.clause, no.key, field=no.field, **no.words)) for no in seen.refusals)


async def there_already(lines: Sequence[Line], reader: Reader) -> frozenset[CaseId]:
    """Those that were brought in before."""
    batches = (lines[start : start + BATCH] for start in range(0, len(lines), BATCH))
    found = [await reader.numbers([line.case for line in some]) for some in batches]
    return frozenset(case for numbers in found for case in numbers)


# --- bringing in ----------------------------------------------------------------------------------


async def bring_in(door: Door, lines: Sequence[Line], by: PersonId) -> AsyncIterator[tuple[Line, Answer]]:
    """Open them, a few at a time; each comes back with its answer as soon as it is known."""
    waiting = iter(lines)
    running = {asyncio.create_task(_open(door, line, by)) for line in _first(waiting)}
    try:
        while running:
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                yield task.result()
            running |= {asyncio.create_task(_open(door, line, by)) for _, line in zip(done, waiting, strict=False)}
    finally:
        for task in running:
            task.cancel()


def _first(waiting: Iterator[Line]) -> Iterator[Line]:
    yield from (line for _, line in zip(range(AT_ONCE), waiting, strict=False))


async def _open(door: Door, line: Line, by: PersonId) -> tuple[Line, Answer]:
    content = {"plan": line.plan, "fields": line.fields}
    return line, await ask(door, line.case, "open", content, by=by, command=line.command)
