"""Figures for one person: counted over the cases that they may see; of single people only where the pack lets them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from console.backend import Backend
from console.caller import Caller, Machine, NotHere
from console.desk.lists import counted, reach_of, seen_by
from domain import calendar
from domain.kernel import PersonId
from domain.organisation import by_handle
from views.figures import Answered, Figures, Load, Met, Overdue, Took, Week, Window
from views.inbox import Task
from views.reader import Wanted

DAYS = {"30": 30, "90": 90, "365": 365}
"""How far back each window reaches, in days with today; any other name is all there is."""
TASKS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The organisation's days that are counted, both ends in."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All figures of one window. `open`: cases of each department that has any.

    `people` is None where a caller has none to see, as a machine; `everybody`: it is of all people, not of some.
    """

    days: Days
    met: Sequence[Met]
    decided: Sequence[Took]
    closed: Sequence[Took]
    overdue: Sequence[Overdue]
    open: Mapping[str, int]
    people: Sequence[Load] | None
    weeks: Sequence[Week]
    incidents: Sequence[Answered]
    everybody: bool
    exercises: bool
    """Whether there are any, which no figure counts: lists to which its numbers lead must then leave them out too."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to count yet."""
        return not (self.met or self.open or self.closed or any(week.opened for week in self.weeks))


async def sheet(backend: Backend, caller: Caller | Machine, span: str) -> Sheet:
    """Read all of it as of now. Raises `NotBuilt`."""
    days, window = windowed(backend, caller, span)
    figures = Figures(backend.reader)
    return Sheet(
        days=days,
        met=await figures.met(window),
        decided=await figures.decided(window),
        closed=await figures.closed(window),
        overdue=await figures.overdue(window),
        open=await _open(backend, caller, [load.who for load in await figures.load_by_department(window)]),
        people=await _people(backend, caller, figures, window),
        weeks=await figures.weeks(window, backend.governed.calendar(caller.at).zone),
        incidents=await figures.incidents(window),
        everybody=isinstance(caller, Caller) and reach_of(backend, caller).figures,
        exercises=await counted(backend, caller, Wanted(exercise=True)) > 0,
    )


def windowed(backend: Backend, caller: Caller | Machine, span: str) -> tuple[Days, Window]:
    """Whole days until the end of today, so that what is counted is what a list between the same days holds."""
    days = backend.governed.calendar(caller.at)
    last = calendar.local_day(days, caller.at)
    first = last - timedelta(days=DAYS[span] - 1) if span in DAYS else _beginning(backend, caller)
    start = calendar.end_of_day(days, first - timedelta(days=1))
    window = Window(start=start, until=calendar.end_of_day(days, last), at=caller.at, seen_by=seen_by(backend, caller))
    return Days(first=first, last=last), window


async def _open(backend: Backend, caller: Caller | Machine, departments: Sequence[str]) -> Mapping[str, int]:
    """Open cases of these departments, counted as lists count."""
    return {each: await counted(backend, caller, Wanted(department=each, open=True, exercise=False)) for each in departments}


def _beginning(backend: Backend, caller: Caller | Machine) -> date:
    """The day on which the first rules came into force: before it there is nothing."""
    return calendar.local_day(backend.governed.calendar(caller.at), min(each.since for each in backend.governed.state.adopted))


# --- single people ----------------------------------------------------------------------------------


async def _people(backend: Backend, caller: Caller | Machine, figures: Figures, window: Window) -> Sequence[Load] | None:
    if isinstance(caller, Machine):
        return None
    known = whose(backend, caller)
    return [load for load in await figures.load_by_person(window) if load.who in known]


def whose(backend: Backend, caller: Caller) -> frozenset[PersonId]:
    """Of whom this person sees figures: of everybody where the pack says so, of the departments they lead, always of themselves."""
    reach = reach_of(backend, caller)
    people = caller.organisation.people.values()
    return frozenset({caller.id, *(who.id for who in people if reach.figures or who.department in reach.departments)})


async def tasks_of(backend: Backend, caller: Caller, handle: str) -> tuple[PersonId, Sequence[Task]]:
    """What somebody's load consists of, as far as this person may see the cases. Raises `NotHere` where they may not see the load."""
    found = by_handle(caller.organisation, handle)
    if found is None or found.id not in whose(backend, caller):
        raise NotHere
    tasks = await backend.reader.inbox(found.id, caller.at, limit=TASKS)
    seen = seen_by(backend, caller)
    shown = {case: await backend.reader.case_line(case, seen_by=seen, at=caller.at) for case in {task.case for task in tasks}}
    return found.id, [task for task in tasks if shown[task.case] is not None]
