"""Who responds to an incident: whoever is asked, whoever acknowledged, and whom the room's command names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain import organisation
from domain.casework import people
from domain.casework.kind import Kind
from domain.casework.state import Task
from domain.incidents import areas
from domain.incidents import events as e
from domain.incidents.plan import IncidentPlan
from domain.incidents.state import Incident
from domain.kernel import Clause, Holder, PersonId
from domain.policy import Step
from domain.rules import Rules


def barred(case: Incident, task: str) -> Mapping[PersonId, Clause]:
    """Containment is kept from nobody; the parts say who may not judge."""
    return {person: rule for area in areas.AREAS for person, rule in area.barred(case, task).items()}


def step_of(case: Incident, plan: IncidentPlan, task: Task) -> Step:
    """By which rule of the plan a task waits at the level that the incident has."""
    level = plan.levels[case.level]
    area = areas.with_task(task.name)
    if area is not None:
        return area.tasks[task.name](plan)
    return level.acknowledge if task.name == "acknowledge" else level.obligations[task.name].step


def responders(kind: Kind, case: Incident, rules: Rules, at: datetime) -> tuple[Holder, ...]:
    """Whoever is asked for anything now, who has it, who opened it, and who holds a role in the room."""
    org = rules.organisation
    asked = [holder for task in case.tasks for holder in people.eligible(kind, case, task, org, at)]
    here = (case.acknowledged, *case.parties.values(), *case.room.people())
    named = [Holder(person=person, basis="part") for person in here if person]
    return organisation.one_each(h for h in (*asked, *named) if h.person in org.people and org.people[h.person].active)


def people_in(event: Any) -> frozenset[PersonId]:
    """Who gets a part by this event."""
    own = frozenset({event.opener}) if isinstance(event, e.Opened) else frozenset()
    return own.union(*(area.people_in(event) for area in areas.AREAS))
