"""Who may act in a request, on what basis: separation of duties, stand-ins, ladders.

Judged at the moment of each decision over the whole chain, with the organisation as of that instant.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain import organisation
from domain.kernel import Actor, Holder, PersonId, Refused
from domain.organisation import Organisation
from domain.policy import Plan, Role, Step
from domain.policy import role as read_role
from domain.requests.state import Request, Slot


def barred(case: Request, step: str) -> dict[PersonId, str]:
    """Who may not answer this step, and under which house rule: the requester, and whoever answered another step of the round.

    Fetching an approved document is the requester's own part, so nobody is barred from it.
    """
    if step == "collect":
        return {}
    out = {case.requester: "house:own-request"}
    for other in case.slots:
        if other.approved_by is not None and other.id != step:
            out.setdefault(other.approved_by, "house:took-part")
    return out


def conflict(case: Request, step: str, holder: Holder) -> str:
    """The house rule that keeps this person out, also behind a stand-in; empty = none."""
    out = barred(case, step)
    return out.get(holder.person) or (out.get(holder.stands_in_for, "") if holder.stands_in_for else "")


def asked_of(case: Request, slot: Slot, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """Everybody whom the step has asked so far, in conflict or not: one rung, or all rungs that it went up."""
    if slot.assigned is not None:
        return named(org, slot.assigned, at)
    found: dict[tuple[PersonId, PersonId | None], Holder] = {}
    for role, rung in slot.roles:
        for holder in organisation.holders(org, read_role(role), case.parties, at, rung):
            found.setdefault((holder.person, holder.stands_in_for), holder)
    return tuple(found.values())


def eligible(case: Request, slot: Slot, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """Who may answer the step at this instant; one entry a person, in their own right before as a stand-in."""
    one_each: dict[PersonId, Holder] = {}
    for holder in asked_of(case, slot, org, at):
        if not conflict(case, slot.id, holder):
            one_each.setdefault(holder.person, holder)
    return tuple(one_each.values())


def named(org: Organisation, person: PersonId, at: datetime) -> tuple[Holder, ...]:
    """A person whom somebody named, and who stands in for them."""
    own = (Holder(person=person, basis="named"),) if person in org.people and org.people[person].active else ()
    return own + tuple(
        Holder(person=s.stand_in, basis="stands in for the person named", stands_in_for=person)
        for s in org.stand_ins
        if s.absent == person and s.start <= at < s.end and s.stand_in in org.people and org.people[s.stand_in].active
    )


def rung(case: Request, step: str, role: Role, level: int, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """Who could answer on this rung: its holders and stand-ins who are not in conflict."""
    return tuple(h for h in organisation.holders(org, role, case.parties, at, level) if not conflict(case, step, h))


def climb(case: Request, slot: Slot, step: Step, org: Organisation, at: datetime, fallback: Role) -> tuple[str, int, int, tuple[Holder, ...]] | None:
    """The next rung of the ladder on which somebody may answer: role, rung, entries used, who. None: the ladder is used up.

    A rung that is empty or in conflict is passed over at once.
    """
    role, level = slot.role, slot.rung
    for used in range(slot.climbed, len(step.rungs)):
        entry = step.rungs[used]
        if entry == "one rung up":
            level += 1
        else:
            role, level = str(fallback if entry == "fallback" else entry), 0
        who = rung(case, slot.id, read_role(role), level, org, at)
        if who:
            return role, level, used + 1, who
    return None


def act(case: Request, actor: Actor, steps: Iterable[Slot], wanted: str, org: Organisation, at: datetime, clause: str) -> tuple[Slot, Holder]:
    """The step that this person answers, and on what basis. Refused when they may not, with the rule that forbids it."""
    waiting = [slot for slot in steps if wanted in ("", slot.id)]
    if not waiting:
        raise Refused(clause, "no_such_step", field="step", step=wanted)
    for slot in waiting:
        for holder in eligible(case, slot, org, at):
            if holder.person == actor.id:
                return slot, holder
    raise _why_not(case, actor, waiting, org, at, clause)


def _why_not(case: Request, actor: Actor, waiting: list[Slot], org: Organisation, at: datetime, clause: str) -> Refused:
    """The most telling reason: the house rule of separation first, then who it is for."""
    if actor.id == case.requester:
        return Refused("house:own-request", "own_request")
    for slot in waiting:
        for holder in asked_of(case, slot, org, at):
            if holder.person == actor.id and (rule := conflict(case, slot.id, holder)):
                return Refused(rule, "own_request" if rule == "house:own-request" else "took_part")
    if actor.id in barred(case, ""):
        return Refused("house:took-part", "took_part")
    return Refused(waiting[0].clause or clause, "not_yours", who=_described(waiting[0]))


def _described(slot: Slot) -> str:
    return slot.role + (f", {slot.rung} up" if slot.rung else "")


def holds(case: Request, actor: Actor, role: Role, org: Organisation, at: datetime) -> Holder | None:
    """On what basis this person holds a role of the plan; None = they do not, or they are the requester acting for themselves."""
    for holder in organisation.holders(org, role, case.parties, at):
        if holder.person == actor.id and case.requester not in (holder.person, holder.stands_in_for):
            return holder
    return None


def may_be_named(case: Request, step: str, person: PersonId, org: Organisation, at: datetime, clause: str) -> None:
    """A step is handed on, or an approver added, only to somebody free of conflict who holds a post: it never widens powers."""
    who = org.people.get(person)
    if who is None or not who.active:
        raise Refused("house:form", "unknown_person", field="to", person=person)
    if rule := conflict(case, step, Holder(person=person, basis="named")):
        raise Refused(rule, "own_request" if rule == "house:own-request" else "took_part", field="to")
    if not who.posts:
        raise Refused(clause, "holds_no_post", field="to", person=who.handle)


def may_open(plan: Plan, org: Organisation, person: PersonId, at: datetime) -> bool:
    return any(h.person == person and h.stands_in_for is None for h in organisation.holders(org, plan.who, {"requester": person}, at))
