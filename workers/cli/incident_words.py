"""How incidents are laid out, whether the command line reads the log itself or asks a console."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import calendar
from domain.calendar import Calendar
from views.saying import left

SAID = {
    "exercise": {"en": "EXERCISE", "zh": "演练"},
    "due": {"en": "due", "zh": "截止"},
    "nobody": {"en": "nobody yet", "zh": "暂无人"},
    "none": {"en": "no incident is open", "zh": "没有处置中的事件"},
    "alerts": {"en": "alerts", "zh": "次告警"},
    "all": {"en": "nothing runs against the clock", "zh": "没有计时事项"},
}
MOST = 4
"""So many people of a task are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskWords:
    """What waits. `who`: each with their name and on what basis."""

    title: str
    who: Sequence[tuple[str, str]]
    due: datetime | None
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentWords:
    """An incident as it is printed; `tasks` the soonest first."""

    case: str
    number: str
    title: str
    level: str
    exercise: bool
    alerts: int
    tasks: Sequence[TaskWords]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """By which instant and in which zone times are said."""

    days: Calendar
    at: datetime
    lang: str

    def due(self, due: datetime) -> str:
        """The instant, and how long until then."""
        return f"{SAID['due'][self.lang]} {calendar.shown(self.days, due)} ({left(self.at, due, self.lang)})"


def print_incident(one: IncidentWords, when: When) -> None:
    """Where it stands: how grave it is, what waits for whom until when."""
    print(f"{one.number or one.case}  {_head(one, when.lang)}  {one.case}")
    for task in one.tasks:
        people = ", ".join(f"{name} – {basis}" for name, basis in task.who[:MOST]) or SAID["nobody"][when.lang]
        until = f"  {when.due(task.due)}" if task.due is not None else ""
        print(f"  {task.title}: {people}{until}  [{task.clause}]")


def line(one: IncidentWords, when: When) -> str:
    """One of a list, with what is due next."""
    count = f"  {one.alerts} {SAID['alerts'][when.lang]}" if one.alerts else ""
    head = f"{one.number:<16} {_head(one, when.lang)}{count}"
    if not one.tasks or (due := one.tasks[0].due) is None:
        return f"{head}  {SAID['all'][when.lang]}"
    return f"{head}  {one.tasks[0].title}: {when.due(due)}"


def _head(one: IncidentWords, lang: str) -> str:
    mark = f"  {SAID['exercise'][lang]}" if one.exercise else ""
    return f"{one.title} – {one.level}{mark}"
