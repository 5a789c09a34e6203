"""The weekly follow-up: the open lines of the ledger of the department that a post heads, in one table (policy catalogue F2)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from console.backend import Backend
from console.caller import Caller
from console.desk import ledger
from console.desk.cases import Seen
from console.desk.clauses import Cited, cited
from console.desk.rooms.parts import Room, Value, facts
from console.desk.times import When
from console.i18n import translations
from domain.controls.plan import ControlPlan, department_of
from domain.labels import said

SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the ledger, with when it is due."""

    line: ledger.Line
    due: When | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The lines of one department. `late`: how many are overdue; `href`: all of them in the ledger."""

    what: str
    department: str
    rows: tuple[Row, ...]
    count: int
    late: int
    href: str
    rule: Cited


async def room(backend: Backend, caller: Caller, seen: Seen) -> Room | None:
    """The table; for a control that is about something else what is to be done, and for which period."""
    plan, org, lang = seen.page.rules.plan, seen.page.rules.organisation, caller.lang
    assert isinstance(plan, ControlPlan)
    title = translations(lang).gettext("The lines of this week")
    department = department_of(org, seen.case.post)
    if not plan.ledger or not department:
        return _plain(backend, caller, seen, plan)
    asked = ledger.Filter(department=department)
    late = ledger.Filter(view="overdue", department=department)
    page = await ledger.page(backend, caller, asked, limit=SHOWN)
    week = Week(
        what=said(plan.what, lang),
        department=said(org.departments[department].title, lang) if department in org.departments else department,
        rows=tuple(Row(line=line, due=ledger.due(line, seen.times)) for line in page.lines),
        count=await ledger.count(backend, caller, asked),
        late=await ledger.count(backend, caller, late),
        href=f"/ledger?{urlencode({'department': department})}",
        rule=cited(backend.governed.pack(seen.case.pack), plan.clause, lang),
    )
    return Room(template="room_follow_up.html", title=title, content=week, wide=True)


def _plain(backend: Backend, caller: Caller, seen: Seen, plan: ControlPlan) -> Room:
    """What the pack says of it."""
    _ = translations(caller.lang).gettext
    rule = cited(backend.governed.pack(seen.case.pack), plan.clause, caller.lang)
    found = facts(
        (_("What is to be done"), [Value(text=said(plan.what, caller.lang), cited=rule)]),
        (_("Period"), [Value(text=seen.case.period)]),
        (_("Post"), [Value(text=seen.teller.role(f"post {seen.case.post}"))]),
    )
    return Room(template="room_facts.html", title=_("This run"), facts=found)
