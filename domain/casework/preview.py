"""What would come of opening a case now: who is asked first, by when, and what stands in its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain import clocks
from domain.casework import events as e
from domain.casework import people
from domain.casework.draft import Draft
from domain.casework.kind import Kind
from domain.casework.state import NOWHERE, Task
from domain.kernel import Actor, Asked, PersonId, Refused, case_id
from domain.requests.form import faults
from domain.requests.preview import Asking, Known, Objection, Preview, objection
from domain.rules import Rules

__all__ = ["Preview", "preview"]


def preview(kind: Kind, rules: Rules, person: PersonId, fields: Mapping[str, Any], at: datetime) -> Preview:
    """What would come of it if this person sent this form at this instant; the form need not be whole."""
    rules = replace(rules, claims=Known(rules.claims))
    refusals = {_key(no): objection(no) for no in faults(rules.plan, fields, rules.organisation, whole=True)}
    draft: Draft[Any] = Draft(kind=kind, asked=_asked(kind, rules, person, fields, at), rules=rules)
    try:
        kind.opening(draft)
    except Refused as no:
        refusals.setdefault(_key(no), objection(no))
        return _preview((), refusals)
    return _preview(tuple(_asking(draft, task) for task in draft.case.tasks), refusals)


def _preview(steps: tuple[Asking, ...], refusals: Mapping[tuple[str, str], Objection]) -> Preview:
    return Preview(steps=steps, gives=None, refusals=tuple(refusals.values()), warnings=())


def _asked(kind: Kind, rules: Rules, person: PersonId, fields: Mapping[str, Any], at: datetime) -> Asked:
    who, opening = rules.organisation.people.get(person), next(iter(kind.openings.values()))
    return Asked(
        case=case_id(kind.name, NOWHERE),
        id=NOWHERE,
        command=opening(plan=rules.plan.name, fields=fields),
        by=Actor(id=person, department=who.department if who else "", posts=who.posts if who else ()),
        at=at,
        now=at,
    )


def _key(no: Refused) -> tuple[str, str]:
    return no.field, no.key


def _asking(draft: Draft[Any], task: Task) -> Asking:
    step, name = draft.kind.step_of(draft.case, draft.plan, task), f"answer:{task.id}"
    armed = next((each for each in draft.events if isinstance(each, clocks.Armed) and each.clock == name), None)
    return Asking(
        step=task.id,
        stage=0,
        role=task.role,
        rung=task.rung,
        who=() if task.stalled else people.eligible(draft.kind, draft.case, task, draft.org, draft.at),
        clause=task.clause,
        within=step.within,
        due=armed.due if armed else None,
        provisional=armed.provisional if armed else False,
        passed_over=tuple(each.why for each in draft.events if isinstance(each, e.WentUp) and each.task == task.id),
        then=tuple(map(str, step.rungs)),
        outcome=step.outcome,
        signed_in=step.signed_in,
    )
