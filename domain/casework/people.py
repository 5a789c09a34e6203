"""Who may do a task, on what basis: separation of duties, stand-ins, ladders. Judged at the moment of each decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain import organisation
from domain.casework.kind import Kind
from domain.casework.state import Task, Work
from domain.kernel import Actor, Clause, Duty, Holder, PersonId, Refused
from domain.organisation import Organisation
from domain.policy import Role, Step
from domain.policy import role as read_role
from domain.rules import Rules

HIGHEST = 12
"""Levels above a role that a notice may climb."""


def conflict(kind: Kind, case: Work, task: str, holder: Holder) -> Clause:
    """The rule that keeps this person out, also behind a stand-in; empty = none."""
    out = kind.barred(case, task)
    return out.get(holder.person) or (out.get(holder.stands_in_for, "") if holder.stands_in_for else "")


def asked_of(case: Work, task: Task, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """Everybody whom the task has asked so far, in conflict or not: by name, and on each rung that it went up."""
    found: dict[tuple[PersonId, PersonId | None], Holder] = {}
    by_role = (organisation.holders(org, read_role(role), case.parties, at, rung) for role, rung in task.roles)
    for holders in (*(organisation.named(org, person, at) for person in task.named), *by_role):
        for holder in holders:
            found.setdefault((holder.person, holder.stands_in_for), holder)
    return tuple(found.values())


def eligible(kind: Kind, case: Work, task: Task, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """Who may do the task at this instant; one entry a person, in their own right before as a stand-in."""
    asked = (holder for holder in asked_of(case, task, org, at) if not conflict(kind, case, task.id, holder))
    return organisation.one_each(holder for holder in asked if kind.fit(case, task, holder, org, at))


def rung(kind: Kind, case: Work, task: str, role: str, level: int, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """Who could do it on this rung: its holders and stand-ins who are not in conflict, nor kept from it otherwise."""
    found, asked = organisation.holders(org, read_role(role), case.parties, at, level), Task(id=task, role=role, clause="")
    free = (holder for holder in found if not conflict(kind, case, task, holder))
    return tuple(holder for holder in free if kind.fit(case, asked, holder, org, at))


def next_rung(task: Task, step: Step, fallback: Role) -> tuple[str, int] | None:
    """The next entry of the ladder, as a role and levels above it. None: the ladder is used up."""
    if task.climbed >= len(step.rungs):
        return None
    entry = step.rungs[task.climbed]
    if entry == "one rung up":
        return task.role or str(step.by), task.rung + 1
    return str(fallback if entry == "fallback" else entry), 0


# --- who acts -------------------------------------------------------------------------------------


def act(kind: Kind, case: Work, actor: Actor, names: Iterable[str], rules: Rules, at: datetime, wanted: str = "") -> tuple[Task, Holder]:
    """The waiting task of one of these names that this person does, and on what basis. Refused when they may not, with the rule.

    Of several, the one that names them comes first, then what they do in their own right.
    """
    org, clause = rules.organisation, rules.plan.clause
    waiting = [task for task in case.tasks if task.name in set(names) and wanted in ("", task.id)]
    if not waiting:
        raise Refused(clause, "nothing_waits", stage=case.stage)
    mine = [(task, holder) for task in waiting for holder in eligible(kind, case, task, org, at) if holder.person == actor.id]
    if not mine:
        raise _why_not(kind, case, actor, waiting, org, at)
    return min(mine, key=lambda each: (actor.id not in each[0].named, each[1].stands_in_for is not None))


def _why_not(kind: Kind, case: Work, actor: Actor, waiting: list[Task], org: Organisation, at: datetime) -> Refused:
    """The most telling reason: the rule of separation first, then whose it is."""
    asked = ((task, holder) for task in waiting for holder in asked_of(case, task, org, at) if holder.person == actor.id)
    rules = (conflict(kind, case, task.id, holder) for task, holder in asked)
    for rule in (kind.barred(case, waiting[0].id).get(actor.id, ""), *rules):
        if rule:
            return barring(rule)
    return Refused(waiting[0].clause, "task_not_yours", who=described(waiting[0], org))


def barring(rule: Clause, field: str = "") -> Refused:
    """The refusal of somebody whom a rule of separation keeps out."""
    return Refused(rule, "may_not_act", field=field)


def described(task: Task, org: Organisation) -> str:
    """Whose task it is, for a sentence."""
    if task.assigned:
        return ", ".join(org.people[person].handle if person in org.people else person for person in task.named)
    return task.role + (f", {task.rung} up" if task.rung else "")


def may_be_named(kind: Kind, case: Work, task: str, person: PersonId, field: str, org: Organisation, at: datetime) -> None:
    """Somebody is named for a task only if they work here and are free of conflict, also as whomever they stand in for just now."""
    who = org.people.get(person)
    if who is None or not who.active:
        raise Refused("house:form", "unknown_person", field=field, person=person[:80])
    if rule := conflict(kind, case, task, Holder(person=person, basis="named")):
        raise barring(rule, field)
    for other, rule in kind.barred(case, task).items():
        if organisation.stands_in(org, person, other, at):
            raise barring(rule, field)


def holding(case: Work, role: Role, person: PersonId, org: Organisation, at: datetime) -> Holder | None:
    """On what basis this person holds the role about this case now, perhaps as a stand-in; None: they do not."""
    found = organisation.one_each(organisation.holders(org, role, case.parties, at))
    return next((holder for holder in found if holder.person == person), None)


def party(name: str, person: PersonId) -> Holder:
    """Somebody who acts as a party of the case."""
    return Holder(person=person, basis=name)


# --- who is asked, who hears ----------------------------------------------------------------------


def asked_now(kind: Kind, case: Work, rules: Rules, at: datetime) -> frozenset[PersonId]:
    """Everybody of whom something is asked now, stand-ins included."""
    return frozenset(holder.person for task in case.tasks for holder in eligible(kind, case, task, rules.organisation, at))


def recipients(kind: Kind, case: Work, duty: Duty, rules: Rules, at: datetime) -> tuple[Holder, ...]:
    """Who is told, as of now. Nobody when the task no longer waits: the notice is void."""
    org = rules.organisation
    if duty.kind != "notify":
        return ()
    if duty.slot:
        task = case.task(duty.slot)
        return _asked(kind, case, task, duty, org, at) if task is not None else ()
    if duty.to in case.parties:
        return _working(org, case.parties[duty.to], duty.to)
    if found := kind.recipients(case, duty, rules, at):
        return organisation.one_each(found)
    text, _, up = duty.to.partition(" +")
    role = _written(text)
    if role is not None and (told := _responsible(case, role, int(up or 0), org, at)):
        return told
    return _responsible(case, rules.settings.fallback, 0, org, at)


def _written(text: str) -> Role | None:
    """The role that it names, if it names one; a kind's own word for people of whom nobody is there names none."""
    try:
        return read_role(text)
    except ValueError:
        return None


def _working(org: Organisation, person: PersonId, basis: str) -> tuple[Holder, ...]:
    """Nobody hears who does not work here any more."""
    return (Holder(person=person, basis=basis),) if person in org.people and org.people[person].active else ()


def _asked(kind: Kind, case: Work, task: Task, duty: Duty, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """Everybody who may do it; when it went up, only those to whom it came, if anybody is there."""
    came = rung(kind, case, task.id, task.role, task.rung, org, at) if duty.about == "task_went_up" and not task.assigned else ()
    return organisation.one_each(came) or eligible(kind, case, task, org, at)


def _responsible(case: Work, role: Role, level: int, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """Who answers for it; a level that is empty is passed over (house:one-rung-up)."""
    for up in range(level, level + HIGHEST):
        if told := organisation.one_each(organisation.holders(org, role, case.parties, at, up)):
            return told
    return ()
