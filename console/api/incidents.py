"""What of an incident stands beside what every case has."""

from __future__ import annotations

from console.desk.cases import Seen
from console.levels import sign
from console.shapes import cases as s
from console.shapes.common import Title, ref
from domain import kernel, labels
from domain.incidents.plan import IncidentPlan
from views.awaited import Awaited, awaited

KIND = "incident"


def incident(seen: Seen) -> s.Incident | None:
    """How grave it is, what waits for whom until when; none of any other case."""
    case, plan = seen.case, seen.page.rules.plan
    if not isinstance(plan, IncidentPlan):
        return None
    return s.Incident(
        level=Title(id=case.level, title=sign(plan, case.level, seen.teller.lang).title),
        exercise=case.exercise,
        alerts=case.alerts.count,
        missed=sorted(case.missed),
        tasks=[_task(seen, each) for each in awaited(seen.page)],
    )


def _task(seen: Seen, each: Awaited) -> s.IncidentTask:
    title = labels.task_title(KIND, each.task, seen.teller.lang, seen.page.rules.plan)
    return s.IncidentTask(task=each.task, title=title, who=[holder(seen, who) for who in each.who], due=each.due, clause=each.clause)


def holder(seen: Seen, each: kernel.Holder) -> s.Holder:
    """Who may act, and why they."""
    name, organisation = seen.teller.name, seen.teller.organisation
    return s.Holder(
        person=ref(each.person, name, organisation),
        basis=seen.teller.role(each.basis),
        stands_in_for=ref(each.stands_in_for, name, organisation) if each.stands_in_for else None,
    )
