"""The rectification ledger: who puts what right by when, and how far that is (policy catalogue F7).

Its lines are cases, seen by whom `domain.reading` lets see them: by everybody, where the pack opens their plans to all.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from console.backend import Backend
from console.caller import Caller, Machine
from console.desk import sights
from console.desk.folds import Fold
from console.desk.lists import BATCH, PAGE, DueState, reach_of, theirs
from console.desk.names import Name
from console.desk.times import Times, When
from console.i18n import translations
from console.times import day
from domain import calendar
from domain.kernel import PersonId
from domain.labels import outcome_title, said, stage_title, task_title
from domain.policy import Pack
from domain.rectifications import Rectification
from domain.rectifications.plan import RectificationPlan
from domain.words import harmless
from views.ledger import KIND, Rate
from views.reader import CaseLine, Wanted

View = Literal["open", "overdue", "at_risk", "mine", "closed", "all"]
QUARTERS = 4
"""How many quarters the rate goes back, with the one that runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the ledger. `task`: what is due next, of anybody."""

    row: CaseLine
    finding: str
    responsible: PersonId
    name: str
    handle: str
    department: str
    title: str
    stands: str
    round: int
    times: int
    task: str
    state: DueState


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of them, soonest due first; `after` is the cursor of the next page, None at the end."""

    lines: Sequence[Line]
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which lines. `department` and `stage` empty: any."""

    view: View = "open"
    department: str = ""
    stage: str = ""


def open_to_all(pack: Pack) -> str:
    """The rule by which everybody sees the ledger; empty where the pack has none."""
    return next((each.clause for each in pack.reading.open_to_all if pack.plans[each.plan].kind == KIND), "")


def wanted(backend: Backend, caller: Caller | Machine, asked: Filter) -> Wanted:
    """The same as the lists want it."""
    found = theirs(backend, caller, Wanted(kind=KIND, department=asked.department, stage=asked.stage))
    match asked.view:
        case "open":
            return replace(found, open=True)
        case "overdue":
            return replace(found, due="overdue")
        case "at_risk":
            return replace(found, due="at_risk")
        case "mine":
            return replace(found, open=True, requester=caller.id)
        case "closed":
            return replace(found, open=False)
        case "all":
            return found


async def page(backend: Backend, caller: Caller | Machine, asked: Filter, *, limit: int = PAGE, after: str | None = None) -> Page:
    """A page of the ledger. Raises `NotACursor`, `NotBuilt`."""
    rows = await backend.reader.cases(wanted(backend, caller, asked), sort="due", limit=limit + 1, after=after)
    some = rows[:limit]
    await backend.governed.refresh()
    folds = await backend.folds.of(backend.log, [row.case for row in some])
    say = await _saying(backend, caller)
    read = [(row, fold) for row, fold in zip(some, folds, strict=True) if fold.case is not None]
    lines = [say.line(backend, caller, row, fold) for row, fold in read if sights.sight(backend, caller, row.case, fold).case]
    return Page(lines=lines, after=some[-1].cursor("due") if len(rows) > limit else None)


async def every(backend: Backend, caller: Caller | Machine, asked: Filter) -> AsyncIterator[Line]:
    """All of them, read page by page."""
    after: str | None = None
    while True:
        found = await page(backend, caller, asked, limit=BATCH, after=after)
        for line in found.lines:
            yield line
        if found.after is None:
            return
        after = found.after


async def count(backend: Backend, caller: Caller | Machine, asked: Filter) -> int:
    """How many: exact up to `views.reader.MOST_COUNTED`, one more than that for any more."""
    return await backend.reader.counts(wanted(backend, caller, asked))


async def rate(backend: Backend, caller: Caller | Machine) -> Sequence[Rate]:
    """How much of what was due is put right, by department, in this quarter and those before it: of plans of which they see every case."""
    days = backend.governed.calendar(caller.at)
    today = calendar.local_day(days, caller.at)
    months = today.year * 12 + (today.month - 1) // 3 * 3 - 3 * (QUARTERS - 1)
    first = date(months // 12, months % 12 + 1, 1)
    return await backend.rates.of(
        backend.reader, caller.at, calendar.end_of_day(days, first - timedelta(days=1)), days.zone, _plans(backend, caller)
    )


def _plans(backend: Backend, caller: Caller | Machine) -> frozenset[str] | None:
    """Of which plans the rate is theirs to see; None: of all."""
    if isinstance(caller, Machine):
        return None
    reach = reach_of(backend, caller)
    return None if reach.everything else reach.plans


def due(line: Line, times: Times) -> When | None:
    """When it is due next, with its mark."""
    if line.row.due_at is None or line.row.closed_at is not None:
        return None
    return replace(times.past(line.row.due_at), state=line.state if line.state in ("at_risk", "overdue") else "")


# --- one line -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saying:
    """Says lines in one reader's language."""

    times: Times
    name: Name

    def line(self, backend: Backend, caller: Caller | Machine, row: CaseLine, fold: Fold) -> Line:
        case: Rectification = fold.case
        plan = backend.governed.pack(row.pack).plans[row.plan]
        who, lang = caller.organisation.people.get(case.responsible), self.times.lang
        assert isinstance(plan, RectificationPlan)
        return Line(
            row=row,
            finding=harmless(str(case.fields.get("finding", ""))),
            responsible=case.responsible,
            name=self.name(case.responsible),
            handle=who.handle if who is not None and who.active else "",
            department=self._department(caller, row.department),
            title=said(plan.title, lang) or plan.name,
            stands=self.stands(case, plan),
            round=case.round,
            times=case.times,
            task=task_title(KIND, row.due, lang) if row.due else "",
            state=self.state(row),
        )

    def state(self, row: CaseLine) -> DueState:
        """How near its next due instant is."""
        if row.closed_at is not None:
            return "done"
        if row.due_at is None:
            return ""
        if row.due_at <= self.times.now:
            return "overdue"
        return "at_risk" if row.risk_at is not None and row.risk_at <= self.times.now else "running"

    def stands(self, case: Rectification, plan: RectificationPlan) -> str:
        """How far it is, in words; the round before it where it is not the first."""
        _, ngettext = translations(self.times.lang).gettext, translations(self.times.lang).ngettext
        words = self._stage(case, plan)
        if case.times > 1:
            again = ngettext("sent back once", "sent back %(num)s times", case.times - 1) % {"num": case.times - 1}
            words = f"{words}{_(', ')}{again}"
        return words if case.round == 1 else f"{_('round %(num)s') % {'num': case.round}}{_(': ')}{words}"

    def _stage(self, case: Rectification, plan: RectificationPlan) -> str:
        _, lang = translations(self.times.lang).gettext, self.times.lang
        if case.outcome:
            return outcome_title(KIND, case.outcome, lang)
        if case.stage == "to_accept":
            return _("to be accepted: %(has)s of %(of)s voices") % {"has": len(case.voices), "of": plan.quorum}
        effect = case.clocks.get("effect")
        if effect is not None and effect.due is not None:
            return _("accepted, its effect is looked at on %(day)s") % {"day": self._day(effect.due)}
        return stage_title(KIND, case.stage, lang)

    def _day(self, instant: datetime) -> str:
        """A term's end, 24:00, is said as the day that ends."""
        local = (instant - timedelta(microseconds=1)).astimezone(ZoneInfo(self.times.days.zone)).date()
        return day(local, calendar.local_day(self.times.days, self.times.now), self.times.lang)

    def _department(self, caller: Caller | Machine, name: str) -> str:
        found = caller.organisation.departments.get(name)
        return said(found.title, self.times.lang) if found else name


async def _saying(backend: Backend, caller: Caller | Machine) -> _Saying:
    name = await backend.names.of(caller.organisation, backend.keyring, caller.lang)
    days = backend.governed.calendar(caller.at)
    return _Saying(times=Times(lang=caller.lang, days=days, now=caller.at), name=name)
