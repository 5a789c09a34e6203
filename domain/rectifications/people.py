"""Who keeps out of what: nobody accepts their own work, nobody who accepted it verifies its effect (house:own-work, house:took-part)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain import organisation
from domain.casework import people
from domain.casework.draft import Draft
from domain.casework.state import Task
from domain.kernel import Clause, Holder, PersonId, Refused
from domain.organisation import Organisation
from domain.policy import Role, Step
from domain.rectifications.plan import RectificationPlan
from domain.rectifications.state import Rectification

OWN_WORK: Clause = "house:own-work"
TOOK_PART: Clause = "house:took-part"


def barred(case: Rectification, task: str) -> Mapping[PersonId, Clause]:
    """Who may not do a task, and by which rule. Putting right is for whoever is responsible: nobody is barred from it."""
    match task.partition("-")[0]:
        case "accept":
            voiced = (person for voice in case.voices for person in (voice.person, voice.stands_in_for) if person)
            return {**dict.fromkeys((*voiced, *sorted(case.took_part)), TOOK_PART), **dict.fromkeys(case.workers, OWN_WORK)}
        case "check_effect":
            return {**dict.fromkeys((*case.judges, *sorted(case.took_part)), TOOK_PART), **dict.fromkeys(case.workers, OWN_WORK)}
        case _:
            return {}


def step_of(_case: Any, plan: RectificationPlan, task: Task) -> Step:
    """By which rule of the plan a task waits."""
    steps = {"planning": plan.planning, "coach": plan.falls_short.coaching, "accept": plan.accept, "check_effect": plan.check}
    return steps.get(task.name) or plan.rectify


def in_charge(case: Rectification, role: Role, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """Who decides on time and responsibility: the role's holders, and where that is whoever is responsible, those above."""
    for up in range(people.HIGHEST):
        found = organisation.one_each(organisation.holders(org, role, case.parties, at, up))
        if free := tuple(holder for holder in found if case.responsible not in (holder.person, holder.stands_in_for)):
            return free
    return ()


def in_charge_now(draft: Draft[Rectification], role: Role, clause: Clause) -> Holder:
    """The same person as asks. Refused (own-work for whoever is responsible) for anybody else."""
    found = in_charge(draft.case, role, draft.org, draft.at)
    holder = next((each for each in found if each.person == draft.by), None)
    if holder is None and draft.by == draft.case.responsible:
        raise people.barring(OWN_WORK)
    if holder is None:
        raise Refused(clause, "task_not_yours", who=str(role))
    return holder


def may_hand_over(case: Rectification, plan: RectificationPlan, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """Whoever is in charge, and those to whom it went up."""
    task = case.waits_for("rectify")
    asked = people.asked_of(case, task, org, at) if task is not None and task.climbed else ()
    free = (holder for holder in asked if case.responsible not in (holder.person, holder.stands_in_for))
    return organisation.one_each((*in_charge(case, plan.handing_over.by, org, at), *free))


def one_up(case: Rectification, org: Organisation) -> PersonId | None:
    """Who is responsible in the next round: the nearest level above on which somebody has not been yet. None: there is none."""
    been, passed = {case.responsible, *case.earlier}, {case.responsible}
    level = organisation.superiors(org, case.responsible)
    while level:
        if free := next((person for person in level if person not in been), None):
            return free
        passed.update(level)
        above = (up for person in level for up in organisation.superiors(org, person))
        level = tuple(dict.fromkeys(person for person in above if person not in passed))
    return None


def said_by(holder: Holder) -> dict[str, Any]:
    """Who did it, as events say it."""
    return {"by": holder.person, "basis": holder.basis, "stands_in_for": holder.stands_in_for}


def people_in(event: Any) -> frozenset[PersonId]:
    """Who gets a part in the case by this event."""
    found = (getattr(event, name, None) for name in ("requester", "opener", "to", "stands_in_for"))
    return frozenset(person for person in found if person)
