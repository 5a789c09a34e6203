"""Outcomes that are published to this reader: what their plans let be shown of a final decision, and nobody's name (SO 5.2.2, MK 5.2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from console.backend import Backend
from console.caller import Caller
from console.desk.clauses import Cited, cited
from console.desk.lists import plans
from console.desk.times import Times, When
from domain.casework.people import holding
from domain.labels import said, titles, value_title
from domain.violations.plan import ViolationPlan
from domain.violations.state import Violation
from views.reader import CaseLine, Wanted

READ = 200
"""Cases of a plan that are looked through, the newest first."""
SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One of them; what its plan does not let be shown is empty."""

    at: datetime
    when: When
    title: str
    breach: str
    level: str
    measure: str
    outcome: str
    department: str
    rule: Cited


async def outcomes(backend: Backend, caller: Caller) -> Sequence[Outcome]:
    """The newest first. Who is told is whoever holds the plan's role about the case now."""
    await backend.governed.refresh()
    published = [name for name, plan in plans(backend).items() if isinstance(plan, ViolationPlan) and plan.publication is not None]
    found: list[Outcome] = []
    for plan in published:
        lines = await backend.reader.cases(Wanted(plan=plan), limit=READ)
        folds = await backend.folds.of(backend.log, [line.case for line in lines])
        read = [(line, fold.case) for line, fold in zip(lines, folds, strict=True) if isinstance(fold.case, Violation)]
        found += [made for line, case in read if (made := _outcome(backend, caller, line, case)) is not None]
    return sorted(found, key=lambda each: each.at, reverse=True)[:SHOWN]


def _outcome(backend: Backend, caller: Caller, line: CaseLine, case: Violation) -> Outcome | None:
    """None where nothing is published, or not to them."""
    pack, mark = backend.governed.pack(line.pack), case.mark("published")
    plan = pack.plans[line.plan]
    rule = plan.publication if isinstance(plan, ViolationPlan) else None
    if rule is None or mark is None or not holding(case, rule.to, caller.id, caller.organisation, caller.at):
        return None
    lang, names = caller.lang, titles([plan])
    known = {
        "level": said(names.get(case.level, {}), lang) or case.level,
        "breach": said(names.get(case.breach, {}), lang) or case.breach,
        "measure": said(names.get(measure, {}), lang) or measure if (measure := case.decision.measure if case.decision else "") else "",
        "outcome": value_title("violation", case.result, lang),
        "department": _department(caller, case.department),
    }
    return Outcome(
        at=mark.at,
        when=Times(lang=lang, days=backend.governed.calendar(caller.at), now=caller.at).past(mark.at),
        title=said(plan.title, lang) or plan.name,
        rule=cited(pack, rule.clause, lang),
        **{name: value if name in rule.shows else "" for name, value in known.items()},
    )


def _department(caller: Caller, name: str) -> str:
    found = caller.organisation.departments.get(name)
    return said(found.title, caller.lang) if found else name
