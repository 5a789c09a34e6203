"""Reading a calendar into a roster: what it would change, shown before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from activities.govern import Outcome
from activities.ical import Unreadable
from activities.roster_reading import Calendar, Reading, reading
from console.backend import Backend
from console.caller import Caller
from console.desk.cases import command_id
from console.desk.governing import govern
from console.desk.people import Who, handle
from console.desk.roster import keeps
from domain.kernel import PersonId, Refused

RULE = "house:duty-roster"
Change = Literal["added", "changed", "withdrawn", "stays"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One window that is added, changed or withdrawn, or that stays because it runs already. `was`: what stood there before it changed."""

    change: Change
    who: Who
    start: datetime
    end: datetime
    was: Sequence[tuple[Who, datetime, datetime]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What reading the calendar would change, in order of time. `shown` names it: handed back, nothing else is done."""

    lines: Sequence[Line]
    windows: int
    shown: str
    nothing: bool


class Otherwise(Exception):
    """The roster has changed since it was shown what the calendar would do."""


async def preview(backend: Backend, caller: Caller, calendar: Calendar) -> Preview:
    """What would come of it. Raises `Refused`: for who does not keep the roster, and for a calendar that cannot be read."""
    read = _reading(backend, caller, calendar)
    name = await backend.names.of(caller.organisation, backend.keyring, caller.lang)

    def who(person: PersonId) -> Who:
        return Who(id=person, name=name(person), handle=handle(person, caller.organisation), basis="")

    found = read.found
    lines = [
        Line(
            change="changed" if instead_of else "added",
            who=who(window.person),
            start=window.start,
            end=window.end,
            was=[(who(old.person), old.start, old.end) for old in instead_of],
        )
        for window, instead_of in found.new
    ]
    lines += [Line(change="withdrawn", who=who(old.person), start=old.start, end=old.end) for old in found.withdrawn]
    lines += [Line(change="stays", who=who(old.person), start=old.start, end=old.end) for old in found.stays]
    ordered = sorted(lines, key=lambda each: (each.start, each.end))
    return Preview(lines=ordered, windows=len(read.command.windows), shown=read.shown, nothing=found.nothing)


async def read_in(backend: Backend, caller: Caller, calendar: Calendar, *, shown: str = "", key: str = "") -> Outcome:
    """Do it, as one command. Raises `Refused`, and `Otherwise` where what was shown is not what would be done by now."""
    read = _reading(backend, caller, calendar)
    if shown and shown != read.shown and not await _done_before(backend, caller, key):
        raise Otherwise
    return await govern(backend, caller, "import_duties", read.content, key=key)


async def _done_before(backend: Backend, caller: Caller, key: str) -> bool:
    """Whether this very command has its answer already: sent again, it has it again."""
    return await backend.log.command(command_id(caller, key)) is not None


def _reading(backend: Backend, caller: Caller, calendar: Calendar) -> Reading:
    try:
        read = reading(backend.governed, calendar, caller.at)
    except Unreadable as error:
        problem = "; ".join(trouble.said(caller.lang) for trouble in error.troubles)[:500]
        raise Refused("house:form", "unreadable_document", field="calendar", problem=problem) from None
    if not keeps(backend, caller, calendar.post):
        raise Refused(RULE, "not_your_roster", field="post")
    return read
