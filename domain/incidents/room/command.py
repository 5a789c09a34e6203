"""Command "1+3+N": one commander, three groups, experts called by kind (MK 4.3.2); who held which role when is told by the events."""

from __future__ import annotations

from domain import organisation
from domain.casework import form
from domain.casework.commands import Text
from domain.casework.draft import Draft
from domain.incidents import people as responders
from domain.incidents.plan import IncidentPlan
from domain.incidents.room import commands as c
from domain.incidents.room import events as e
from domain.incidents.room import people
from domain.incidents.room.plan import Expert
from domain.incidents.room.state import COMMANDER, expert_role, group_role
from domain.incidents.state import Incident
from domain.kernel import SYSTEM, Clause, Holder, PersonId, Refused

BY_PLAN = "plan"


def begin(draft: Draft[Incident]) -> None:
    """From the opening on somebody commands, if the plan says who."""
    plan: IncidentPlan = draft.plan
    if plan.room.commander is None:
        return
    found = people.by_plan(draft.case, draft.rules, draft.at)
    if found is not None:
        draft.say(_taken(draft, Holder(person=SYSTEM, basis=BY_PLAN), found.person, ""))


def succeed(draft: Draft[Incident]) -> None:
    """A commander who left commands nothing: whom the plan names does, with what waits as it is."""
    was = people.commander(draft.case)
    if was and not organisation.named(draft.org, was, draft.at):
        begin(draft)


def take(draft: Draft[Incident], command: c.TakeCommand) -> None:
    """By whoever acknowledged or stands on the ladder of command; from somebody only with a reason. What waits keeps its clocks."""
    was = people.commander(draft.case)
    if was == draft.by:
        return
    allowed = people.may_take(draft.case, draft.rules, draft.at)
    if not was:
        allowed += responders.responders(draft.kind, draft.case, draft.rules, draft.at)
    holder = next((each for each in allowed if each.person == draft.by), None)
    if holder is None:
        raise Refused(rule(draft.plan), "may_not_take_command")
    if was:
        form.required(command.reason, "reason", people.HANDOVER)
    draft.say(_taken(draft, holder, holder.person, command.reason))


def hand_over(draft: Draft[Incident], command: c.HandOverCommand) -> None:
    """By the commander, or who stands in for them, to somebody who works here; they are told."""
    holder = people.commanding(draft, rule(draft.plan))
    if command.to == people.commander(draft.case):
        return
    draft.say(_taken(draft, holder, people.named(draft, command.to, "to"), command.reason))


def rule(plan: IncidentPlan) -> Clause:
    """By which rule somebody commands."""
    return plan.room.commander.clause if plan.room.commander is not None else people.HANDOVER


def _taken(draft: Draft[Incident], by: Holder, person: PersonId, reason: Text) -> e.CommandTaken:
    return e.CommandTaken(
        person=person, was=people.commander(draft.case), by=by.person, basis=by.basis, reason=reason, clause=rule(draft.plan)
    )


# --- groups ---------------------------------------------------------------------------------------


def assign(draft: Draft[Incident], command: c.AssignRole) -> None:
    """The commander puts somebody into a group."""
    plan: IncidentPlan = draft.plan
    holder = people.commanding(draft, rule(plan))
    group = form.one_of(command.role, tuple(plan.room.groups), "role", rule(plan))
    person = people.named(draft, command.person, "person")
    if person not in draft.case.room.holding(group_role(group)):
        clause = plan.room.groups[group].clause
        draft.say(e.RoleAssigned(group=group, person=person, by=holder.person, basis=holder.basis, note=command.note, clause=clause))


def release(draft: Draft[Incident], command: c.ReleaseRole) -> None:
    """The commander lets somebody go, or somebody goes by themselves."""
    plan: IncidentPlan = draft.plan
    group = form.one_of(command.role, tuple(plan.room.groups), "role", rule(plan))
    held = command.person in draft.case.room.holding(group_role(group))
    own = held and command.person == draft.by
    holder = Holder(person=draft.by, basis="part") if own else people.commanding(draft, rule(plan))
    if held:
        clause = plan.room.groups[group].clause
        draft.say(e.RoleReleased(group=group, person=command.person, by=holder.person, basis=holder.basis, clause=clause))


# --- experts --------------------------------------------------------------------------------------


def call(draft: Draft[Incident], command: c.CallExpert) -> None:
    """Whom the plan names for this field, one of them or all; by anybody who responds."""
    plan: IncidentPlan = draft.plan
    holder = people.responding(draft)
    field = form.one_of(command.field, tuple(plan.room.experts), "field", rule(plan))
    expert = plan.room.experts[field]
    there = _experts(draft, expert)
    if not there:
        raise Refused(expert.clause, "nobody_to_call", field="field")
    if command.person and command.person not in there:
        raise Refused(expert.clause, "no_such_expert", field="person")
    _called(draft, field, expert, (command.person,) if command.person else there, holder)


def called_by_level(draft: Draft[Incident]) -> None:
    """Those whom this level calls by itself."""
    plan: IncidentPlan = draft.plan
    for field, expert in plan.room.experts.items():
        if draft.case.level in expert.called_at:
            _called(draft, field, expert, _experts(draft, expert), Holder(person=SYSTEM, basis=BY_PLAN))


def _experts(draft: Draft[Incident], expert: Expert) -> tuple[PersonId, ...]:
    """Who is there for it, and who stands in for them."""
    found = organisation.holders(draft.org, expert.by, draft.case.parties, draft.at)
    return tuple(dict.fromkeys(each.person for each in found))


def _called(draft: Draft[Incident], field: str, expert: Expert, called: tuple[PersonId, ...], by: Holder) -> None:
    new = tuple(each for each in called if each not in draft.case.room.holding(expert_role(field)))
    if new:
        draft.say(e.ExpertCalled(field=field, role=str(expert.by), people=new, by=by.person, basis=by.basis, clause=expert.clause))


# --- a shift --------------------------------------------------------------------------------------


def hand_over_shift(draft: Draft[Incident], command: c.HandOverShift) -> None:
    """What I have here, somebody else has; command goes by itself (`hand_over`), so that nobody gets it in passing."""
    own = tuple(each.role for each in draft.case.room.now() if each.person == draft.by and each.role != COMMANDER)
    acknowledged = draft.case.acknowledged == draft.by
    if not own and not acknowledged:
        raise Refused(people.HANDOVER, "nothing_to_hand_over")
    to = people.named(draft, command.to, "to")
    if to == draft.by:
        return
    draft.say(e.ShiftHandedOver(by=draft.by, to=to, roles=own, acknowledged=acknowledged, note=command.note, clause=people.HANDOVER))
