"""What stands in the columns of a list: in the table of a page, and in a file for spreadsheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from console.desk.cases import HIDDEN
from console.desk.lists import DueState, Row
from console.desk.names import Name
from console.desk.times import Times, When
from console.i18n import translations
from console.levels import Sign, levels, sign
from console.times import brief
from domain.incidents.plan import IncidentPlan
from domain.labels import LABELS, outcome_title, said, stage_title, task_title, value_of
from domain.organisation import Organisation
from domain.policy import Field, Plan
from domain.registers import register
from domain.words import harmless, readable


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value of a form as a reader sees it. `hidden`: it is there, and not shown to them here."""

    text: str
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """An instant of which the day is enough: `whole` says the rest to whoever points at it."""

    at: str
    shown: str
    whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A case as a row of the page."""

    number: str
    title: str
    about: str
    requester: str
    handle: str
    department: str
    stands: str
    state: DueState
    task: str
    due: When | None
    opened: Day
    closed: Day | None
    sign: Sign | None
    exercise: bool
    cells: Sequence[Cell]
    passed: Sequence[Day | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Writes rows in one reader's language. With `plan` (a register) the lines of its form are columns."""

    lang: str
    times: Times
    organisation: Organisation
    name: Name
    plan: Plan | None = None

    @property
    def form(self) -> Sequence[Field]:
        """The lines of the form that are columns."""
        return self.plan.fields if self.plan is not None else ()

    @property
    def form_titles(self) -> Sequence[str]:
        """Their headings."""
        return [said(line.title, self.lang) for line in self.form]

    @property
    def stations(self) -> Mapping[str, str]:
        """The stations of its way that are columns, by key, with their headings."""
        if self.plan is None:
            return {}
        return {name: said(LABELS[self.plan.kind].stations[name], self.lang) for name in register(self.plan).stations}

    def shown(self, row: Row) -> Shown:
        """A row of the page."""
        line = row.line
        state, due = row.state(self.times.now), line.due_at
        asked_by = self.organisation.people.get(line.requester)
        return Shown(
            number=line.number,
            title=said(row.plan.title, self.lang),
            about=self.about(row),
            requester=self.name(line.requester),
            handle=asked_by.handle if asked_by else "",
            department=self.department(line.department),
            stands=self.stands(row),
            state=state,
            task=task_title(line.kind, line.due, self.lang, row.plan),
            due=replace(self.times.past(due), state=state if state in ("at_risk", "overdue") else "") if due else None,
            opened=self._day(line.opened_at),
            closed=self._day(line.closed_at) if line.closed_at else None,
            sign=self.sign(row),
            exercise=line.exercise,
            cells=[self.cell(row, each) for each in self.form],
            passed=[self._day(row.passed[name]) if name in row.passed else None for name in self.stations],
        )

    def sign(self, row: Row) -> Sign | None:
        """How grave an incident is."""
        return sign(row.plan, row.line.level, self.lang) if isinstance(row.plan, IncidentPlan) else None

    def _graveness(self, row: Row) -> str:
        return levels(row.plan)[row.line.level].get(self.lang, "") if isinstance(row.plan, IncidentPlan) else ""

    def stands(self, row: Row) -> str:
        """Where it stands; of what has ended, how."""
        line = row.line
        return outcome_title(line.kind, line.outcome, self.lang) if line.outcome else stage_title(line.kind, line.stage, self.lang)

    def about(self, row: Row) -> str:
        """What it concerns, in short."""
        return harmless(" · ".join(value_of(row.plan, str(value), self.lang) for value in row.about))

    @property
    def whose(self) -> str:
        """The heading of whose case each is."""
        _ = translations(self.lang).gettext
        return _("Asked by") if self.plan is not None and self.plan.kind == "request" else _("Whose case")

    def department(self, name: str) -> str:
        """A department by its title."""
        found = self.organisation.departments.get(name)
        return said(found.title, self.lang) if found else name

    def cell(self, row: Row, line: Field) -> Cell:
        """One line of the form."""
        value = row.values.get(line.name)
        if value is HIDDEN:
            return Cell(text=translations(self.lang).gettext("not shown"), hidden=True)
        if value is None:
            return Cell(text="")
        if line.type == "choice":
            return Cell(text=value_of(row.plan, str(value), self.lang))
        return Cell(text=self.name(str(value)) if line.type == "person" else readable(str(value)))

    def _day(self, instant: datetime) -> Day:
        said = self.times.past(instant)
        return Day(at=said.at, shown=brief(self.times.days, instant, self.times.now, self.lang), whole=f"{said.shown} ({said.left})")

    # --- files --------------------------------------------------------------------------------------

    @property
    def headings(self) -> Sequence[str]:
        """The first record of a file."""
        return [title for title, _ in self._columns()]

    def record(self, row: Row) -> Sequence[str]:
        """A case as a record of a file: instants in the organisation's zone, to be sorted and reckoned with."""
        return [write(row) for _, write in self._columns()]

    def _columns(self) -> Sequence[tuple[str, Callable[[Row], str]]]:
        """Heading and content of each column."""
        _ = translations(self.lang).gettext
        zone = self.times.days.zone
        zoned = f"（{zone}）" if self.lang == "zh" else f" ({zone})"
        words: Mapping[DueState, str] = {"at_risk": _("due soon"), "overdue": _("overdue")}
        return [
            (_("Number"), lambda row: row.line.number),
            (_("What"), lambda row: said(row.plan.title, self.lang)),
            *(self._of_form(title, line) for title, line in zip(self.form_titles, self.form, strict=True)),
            *([] if self.form else [(_("Concerns"), self.about)]),
            (_("Asked by") if self.plan is None else self.whose, lambda row: self.name(row.line.requester)),
            (_("Department"), lambda row: self.department(row.line.department)),
            (_("Opened (%s)") % zone, lambda row: self._local(row.line.opened_at)),
            *(self._of_way(title + zoned, name) for name, title in self.stations.items()),
            (_("Where it stands"), lambda row: stage_title(row.line.kind, row.line.stage, self.lang)),
            (_("Outcome"), lambda row: outcome_title(row.line.kind, row.line.outcome, self.lang)),
            (_("Due next"), lambda row: task_title(row.line.kind, row.line.due, self.lang, row.plan) if row.line.due_at else ""),
            (_("Due before (%s)") % zone, lambda row: self._local(row.line.due_at)),
            (_("Mark"), lambda row: words.get(row.state(self.times.now), "")),
            (_("Closed (%s)") % zone, lambda row: self._local(row.line.closed_at)),
            *(self._of_incidents() if isinstance(self.plan, IncidentPlan) else []),
        ]

    def _of_incidents(self) -> Sequence[tuple[str, Callable[[Row], str]]]:
        _ = translations(self.lang).gettext
        return [(_("Level"), self._graveness), (_("Exercise"), lambda row: _("Exercise") if row.line.exercise else "")]

    def _of_form(self, title: str, line: Field) -> tuple[str, Callable[[Row], str]]:
        return title, lambda row: f"({cell.text})" if (cell := self.cell(row, line)).hidden else cell.text

    def _of_way(self, title: str, station: str) -> tuple[str, Callable[[Row], str]]:
        return title, lambda row: self._local(row.passed.get(station))

    def _local(self, instant: datetime | None) -> str:
        return f"{instant.astimezone(ZoneInfo(self.times.days.zone)):%Y-%m-%d %H:%M:%S}" if instant else ""
