"""How grave it is: by facts, or by a person with a reason. Clocks are superseded visibly and never edited (C8, house:level-change)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain import organisation
from domain.casework import form
from domain.casework.commands import Text
from domain.casework.draft import Draft
from domain.casework.state import CLOSED
from domain.incidents import acknowledging, areas, obliged
from domain.incidents import events as e
from domain.incidents.commands import ChangeLevel, RecordFacts
from domain.incidents.people import responders
from domain.incidents.plan import IncidentPlan, Level
from domain.incidents.state import Incident
from domain.kernel import Holder, Refused
from domain.organisation import Organisation
from domain.requests.form import faults

BY_FACTS = "facts"


def level_of(draft: Draft[Incident]) -> Level:
    """The rules of the level that it has."""
    plan: IncidentPlan = draft.plan
    return plan.levels[draft.case.level]


def change_level(draft: Draft[Incident], command: ChangeLevel) -> None:
    """Raised or lowered by whoever responds, with a reason."""
    plan: IncidentPlan = draft.plan
    holder = _raiser(draft, command.level) or responder(draft)
    form.one_of(command.level, tuple(plan.levels), "level", plan.level_clause)
    form.required(command.reason, "reason", plan.level_clause)
    if command.level != draft.case.level:
        _set(draft, command.level, holder, command.reason)


def record_facts(draft: Draft[Incident], command: RecordFacts) -> None:
    """What is known now; the level rises by itself where that demands it."""
    holder = responder(draft)
    if not command.facts:
        raise Refused("house:form", "missing_field", field="facts")
    learn(draft, command.facts, holder)


def learn(draft: Draft[Incident], facts: Mapping[str, Any], holder: Holder) -> None:
    """What is known by these facts is at least so grave."""
    plan: IncidentPlan = draft.plan
    known = {**draft.case.fields, **facts}
    for fault in faults(plan, known, draft.org, whole=True):
        raise fault
    draft.say(e.FactsRecorded(facts=facts, by=holder.person, basis=holder.basis, clause=plan.clause))
    demanded = plan.worst(known)
    if plan.rank(demanded) < plan.rank(draft.case.level):
        _set(draft, demanded, Holder(person=holder.person, basis=BY_FACTS), "")
        return
    obliged.arrange(draft, BY_FACTS)
    for area in areas.AREAS:
        area.facts(draft)


def _raiser(draft: Draft[Incident], level: str) -> Holder | None:
    """Whoever may set this level without being asked."""
    found = raisers(draft.plan, draft.case, draft.org, draft.at, level) if draft.case.stage != CLOSED else ()
    return next((each for each in found if each.person == draft.by), None)


def raisers(plan: IncidentPlan, case: Incident, org: Organisation, at: datetime, level: str = "") -> tuple[Holder, ...]:
    """Who may always set this level; without one, any level."""
    rules = [each for each in plan.raises if level in ("", each.to)]
    return organisation.one_each(holder for each in rules for holder in organisation.holders(org, each.by, case.parties, at))


def responder(draft: Draft[Incident]) -> Holder:
    """The one who asks, as somebody who responds to it. Refused (the plan's clause) for anybody else."""
    if draft.case.stage == CLOSED:
        raise Refused("house:form", "is_closed")
    found = next((each for each in responders(draft.kind, draft.case, draft.rules, draft.at) if each.person == draft.by), None)
    if found is None:
        raise Refused(draft.plan.clause, "not_a_responder")
    return found


def _set(draft: Draft[Incident], level: str, holder: Holder, reason: Text) -> None:
    before = draft.case.level
    clause = draft.plan.level_clause
    draft.say(e.LevelChanged(before=before, level=level, by=holder.person, basis=holder.basis, reason=reason, clause=clause))
    arrange(draft)


def arrange(draft: Draft[Incident]) -> None:
    """What this level obliges whom to: new obligations begin, common ones are superseded, others are dropped; the ladder is asked."""
    obliged.arrange(draft, "another level")
    acknowledging.stand(draft, level_of(draft))
    for area in areas.AREAS:
        area.level_set(draft)
