"""Who may act in a request, on what basis: separation of duties, stand-ins, ladders.

Judged at the moment of each decision over the whole chain, with the organisation as of that instant.
"""

from __future__ import annotations

from datetime import datetime

from domain import duties, organisation
from domain.kernel import Actor, Clause, Duty, Holder, PersonId, Refused
from domain.organisation import Organisation
from domain.policy import RequestPlan, Role, Step
from domain.policy import role as read_role
from domain.requests import events as e
from domain.requests.state import Request, Slot, Stage
from domain.rules import Rules

HIGHEST = 12
"""Levels above a role that a notice about the requester's own matter may climb."""


def barred(case: Request, step: str) -> dict[PersonId, Clause]:
    """Who may not answer this step, and under which house rule.

    The requester; and whoever answered another step of the round, with whoever they stood in for: one person is one voice.
    Fetching an approved document is the requester's own part, so nobody is barred from it.
    """
    if step == "collect":
        return {}
    out = {case.requester: "house:own-request"}
    for other in case.slots:
        if other.id != step:
            for person in (other.approved_by, other.approved_for):
                if person is not None:
                    out.setdefault(person, "house:took-part")
    return out


def conflict(case: Request, step: str, holder: Holder) -> Clause:
    """The house rule that keeps this person out, also behind a stand-in; empty = none."""
    out = barred(case, step)
    return out.get(holder.person) or (out.get(holder.stands_in_for, "") if holder.stands_in_for else "")


def asked_of(case: Request, slot: Slot, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """Everybody whom the step has asked so far, in conflict or not: by name, and on each rung that it went up."""
    found: dict[tuple[PersonId, PersonId | None], Holder] = {}
    by_role = (organisation.holders(org, read_role(role), case.parties, at, rung) for role, rung in slot.roles)
    for holders in (*(organisation.named(org, person, at) for person in slot.named), *by_role):
        for holder in holders:
            found.setdefault((holder.person, holder.stands_in_for), holder)
    return tuple(found.values())


def eligible(case: Request, slot: Slot, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """Who may answer the step at this instant; one entry a person, in their own right before as a stand-in."""
    free = [holder for holder in asked_of(case, slot, org, at) if not conflict(case, slot.id, holder)]
    return organisation.one_each(free)


# --- ladders --------------------------------------------------------------------------------------


def rung(case: Request, step: str, role: str, level: int, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """Who could answer on this rung: its holders and stand-ins who are not in conflict."""
    found = organisation.holders(org, read_role(role), case.parties, at, level)
    return tuple(holder for holder in found if not conflict(case, step, holder))


def next_rung(slot: Slot, step: Step, fallback: Role) -> tuple[str, int] | None:
    """The next entry of the ladder, as a role and levels above it. None: the ladder is used up.

    What began with a person who was named goes up from the role that the plan asks.
    """
    if slot.climbed >= len(step.rungs):
        return None
    entry = step.rungs[slot.climbed]
    if entry == "one rung up":
        return slot.role or str(step.by), slot.rung + 1
    return str(fallback if entry == "fallback" else entry), 0


# --- who acts -------------------------------------------------------------------------------------


def act(
    case: Request, actor: Actor, steps: tuple[Slot, ...], wanted: str, org: Organisation, at: datetime, clause: Clause
) -> tuple[Slot, Holder]:
    """The step that this person answers, and on what basis. Refused when they may not, with the rule that forbids it.

    Of several, the one that names them comes first, then what they answer in their own right.
    """
    waiting = [slot for slot in steps if wanted in ("", slot.id)]
    if not waiting:
        raise Refused(clause, "no_such_step", field="step", step=wanted)
    mine = [(slot, holder) for slot in waiting for holder in eligible(case, slot, org, at) if holder.person == actor.id]
    if not mine:
        raise _why_not(case, actor, waiting, org, at, clause)
    return min(mine, key=lambda each: (actor.id not in each[0].named, each[1].stands_in_for is not None))


def _why_not(case: Request, actor: Actor, waiting: list[Slot], org: Organisation, at: datetime, clause: Clause) -> Refused:
    """The most telling reason: the house rule of separation first, then who it is for."""
    rules = [conflict(case, slot.id, holder) for slot in waiting for holder in asked_of(case, slot, org, at) if holder.person == actor.id]
    for rule in (barred(case, "").get(actor.id, ""), *rules):
        if rule:
            return barring(rule)
    return Refused(waiting[0].clause or clause, "not_yours", who=_described(waiting[0], org))


def barring(rule: Clause, field: str = "") -> Refused:
    """The refusal of somebody whom a house rule of separation keeps out."""
    return Refused(rule, "own_request" if rule == "house:own-request" else "took_part", field=field)


def _described(slot: Slot, org: Organisation) -> str:
    if slot.assigned is not None:
        return org.people[slot.assigned].handle if slot.assigned in org.people else slot.assigned
    return slot.role + (f", {slot.rung} up" if slot.rung else "")


def keepers(case: Request, role: Role | None, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """Who may hand out or take in; never the borrower, nor anybody for the borrower."""
    found = organisation.holders(org, role, case.parties, at) if role is not None else ()
    return organisation.one_each(holder for holder in found if case.requester not in (holder.person, holder.stands_in_for))


def may_be_named(case: Request, person: PersonId, field: str, org: Organisation, at: datetime, clause: Clause) -> None:
    """A step goes only to somebody free of conflict who holds a post: naming somebody never widens powers.

    Nor does it go to whoever stands in for the requester just now (house:own-request).
    """
    who = org.people.get(person)
    if who is None or not who.active:
        raise Refused("house:form", "unknown_person", field=field, person=person[:80])
    if organisation.stands_in(org, person, case.requester, at):
        raise barring("house:own-request", field)
    if rule := conflict(case, "", Holder(person=person, basis="named")):
        raise barring(rule, field)
    if not who.posts:
        raise Refused(clause, "holds_no_post", field=field, person=who.handle)


def may_ask(plan: RequestPlan, org: Organisation, person: PersonId) -> None:
    """Only those whom the plan names, in their own right, when they ask and when they are given what they asked for."""
    if not organisation.holds(org, plan.who, {"requester": person}, person):
        raise Refused(plan.who_clause, "may_not_ask", who=plan.who)


# --- who has a part ---------------------------------------------------------------------------


def people_in(event: e.Event) -> frozenset[PersonId]:
    """Who gets a part in the case by this event, beside whoever acts: the requester, who is asked, named, told or stood in for."""
    match event:
        case e.Opened(requester=person) | e.HandedOn(to=person) | e.ApproverAdded(person=person):
            return frozenset({person})
        case e.StepOpened(people=people) | e.WentUp(people=people) | duties.Notified(to=people):
            return frozenset(people)
        case e.Approved(stands_in_for=absent) | e.Refused(stands_in_for=absent) if absent is not None:
            return frozenset({absent})
        case _:
            return frozenset()


def asked(case: Request, rules: Rules, at: datetime) -> frozenset[PersonId]:
    """Everybody of whom something is asked now, stand-ins included; also while a question of theirs waits for its answer."""
    grant, back, org = rules.plan.grant, rules.plan.give_back, rules.organisation
    keeper = grant.given_by if case.stage is Stage.APPROVED else back.received_by if back and case.stage is Stage.OUT else None
    waiting = (holder for slot in case.waiting() for holder in eligible(case, slot, org, at))
    return frozenset(holder.person for holder in (*waiting, *keepers(case, keeper, org, at)))


# --- who hears ------------------------------------------------------------------------------------


def recipients(case: Request, duty: Duty, org: Organisation, fallback: Role, at: datetime) -> tuple[Holder, ...]:
    """Who is told, as of now. Nobody when the step no longer waits: the notice is void."""
    if duty.kind != "notify":
        return ()
    if duty.slot:
        slot = case.slot(duty.slot)
        return _asked(case, slot, duty, org, at) if slot is not None and slot.approved_by is None else ()
    if duty.to == "requester":
        return (Holder(person=case.requester, basis="requester"),)
    text, _, up = duty.to.partition(" +")
    role = fallback if text == "fallback" else read_role(text)
    return _responsible(case, role, int(up or 0), org, at) or _responsible(case, fallback, 0, org, at)


def _asked(case: Request, slot: Slot, duty: Duty, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """Everybody who may answer; when it went up, only those to whom it came, if anybody is there."""
    came = rung(case, slot.id, slot.role, slot.rung, org, at) if duty.about == "went_up" and slot.assigned is None else ()
    return organisation.one_each(came) or eligible(case, slot, org, at)


def _responsible(case: Request, role: Role, level: int, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """Who answers for it; a level that is empty, or the requester themselves, is passed over (house:one-rung-up)."""
    for up in range(level, level + HIGHEST):
        found = organisation.holders(org, role, case.parties, at, up)
        if told := organisation.one_each(holder for holder in found if case.requester not in (holder.person, holder.stands_in_for)):
            return told
    return ()
