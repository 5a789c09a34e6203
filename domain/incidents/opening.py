"""Opening an incident, in seconds: what happened, how grave the facts say it is, who is asked first (SO 4.3.1, MK 4.3.1)."""

from __future__ import annotations

from domain import organisation
from domain.casework import form
from domain.casework.draft import Draft
from domain.incidents import events as e
from domain.incidents import levels
from domain.incidents.areas import AREAS
from domain.incidents.commands import Open
from domain.incidents.plan import IncidentPlan
from domain.incidents.state import Incident
from domain.kernel import SYSTEM, PersonId, Refused


def open_(draft: Draft[Incident]) -> None:
    """By whoever the plan lets, by a machine, or by another case. A level other than the facts' wants a reason."""
    command: Open = draft.asked.command
    plan: IncidentPlan = draft.plan
    _may_open(draft, command)
    form.check(plan, command.fields, draft.org)
    by_facts = plan.worst(command.fields)
    level = form.one_of(command.level or by_facts, tuple(plan.levels), "level", plan.level_clause)
    if level != by_facts:
        form.required(command.reason, "reason", plan.level_clause)
    draft.say(_opened(draft, command, level, by_facts))
    for area in AREAS:
        area.opened(draft)
    levels.arrange(draft)


def _may_open(draft: Draft[Incident], command: Open) -> None:
    if draft.by == SYSTEM:
        return
    for name in ("source", "took_part"):
        if getattr(command, name):
            raise Refused("house:form", "from_the_system", field=name)
    if draft.asked.by.machine:
        return  # whether this machine may is its door key's to say (design 3)
    if command.alert:
        raise Refused("house:form", "from_the_system", field="alert")
    if not organisation.holds(draft.org, draft.plan.who, {"reporter": draft.by}, draft.by):
        raise Refused(draft.plan.who_clause, "may_not_open", who=str(draft.plan.who))


def _opened(draft: Draft[Incident], command: Open, level: str, by_facts: str) -> e.Opened:
    who = draft.org.people.get(draft.by)
    return e.Opened(
        plan=command.plan,
        pack=draft.asked.pack,
        requester=PersonId(""),
        department=who.department if who is not None else "",
        opener=draft.by,
        fields=command.fields,
        level=level,
        by_facts=by_facts,
        reason=command.reason,
        exercise=command.exercise,
        alert=command.alert,
        source=command.source,
        took_part=tuple(sorted(set(command.took_part))),
        clause=draft.plan.levels[level].clause,
    )
