"""What may be asked of a request now, by whom, and who hears of a duty."""

from __future__ import annotations

from datetime import datetime

from domain import clocks, organisation
from domain.kernel import Agenda, Duty, Holder, Offer, PersonId
from domain.policy import Plan, Role
from domain.policy import role as read_role
from domain.requests import people
from domain.requests.state import Request, Slot, Stage
from domain.rules import Rules


def agenda(case: Request) -> Agenda:
    """What is owed, when to look again, whether all is done."""
    clock = clocks.next_due(case.clocks)
    stage = "sent_back" if case.sent_back else str(case.stage)
    return Agenda(owed=case.owed, look_again_at=clock.due if clock else None, closed=case.stage is Stage.CLOSED, stage=stage)


def offers(case: Request, rules: Rules, at: datetime) -> tuple[Offer, ...]:
    """Every command that is open now, with the people who may give it and why they may."""
    if case.stage is Stage.CLOSED:
        return ()
    found = (*_answers(case, rules, at), *_keeping(case, rules, at), *_requesters(case, rules))
    return tuple(offer for offer in found if offer.who or offer.command in ("approve", "hand_out", "confirm_check"))


def _answers(case: Request, rules: Rules, at: datetime) -> list[Offer]:
    out: list[Offer] = []
    for slot in case.waiting() if not case.sent_back else ():
        if "-" in slot.id:
            who, until = people.eligible(case, slot, rules.organisation, at), _until(case, slot)
            out += [
                Offer(command="approve", who=who, clause=slot.clause, takes=("note",), slot=slot.id, until=until),
                Offer(command="refuse", who=who, clause=slot.clause, needs=("reason",), slot=slot.id, until=until),
                Offer(command="send_back", who=who, clause=slot.clause, needs=("question",), slot=slot.id, until=until),
                Offer(command="hand_on", who=who, clause=slot.clause, needs=("to",), takes=("reason",), slot=slot.id, until=until),
                Offer(command="add_approver", who=who, clause=slot.clause, needs=("person",), takes=("reason",), slot=slot.id, until=until),
            ]
    return out


def _until(case: Request, slot: Slot) -> datetime | None:
    clock = case.clocks.get(f"answer:{slot.id}")
    return clock.due if clock else None


def _keeping(case: Request, rules: Rules, at: datetime) -> list[Offer]:
    plan, back = rules.plan, rules.plan.give_back
    if case.stage is Stage.APPROVED:
        slot = case.slot("collect")
        until = _until(case, slot) if slot else None
        return [Offer(command="hand_out", who=_keepers(case, plan.grant.given_by, rules, at), clause=plan.grant.clause, takes=("note",), until=until)]
    if case.stage is Stage.OUT and back is not None:
        clock = case.clocks.get("return")
        who = (*_requester(case), *_keepers(case, back.received_by, rules, at))
        return [Offer(command="return", who=who, clause=back.clause, takes=("note",), until=clock.due if clock else None)]
    if case.stage is Stage.BACK and back is not None:
        return [
            Offer(
                command="confirm_check",
                who=people.eligible(case, slot, rules.organisation, at),
                clause=back.clause,
                takes=("complete", "note"),
                slot=slot.id,
                until=_until(case, slot),
            )
            for slot in case.waiting()
        ]
    return []


def _keepers(case: Request, role: Role | None, rules: Rules, at: datetime) -> tuple[Holder, ...]:
    if role is None:
        return ()
    held = organisation.holders(rules.organisation, role, case.parties, at)
    return tuple(h for h in held if case.requester not in (h.person, h.stands_in_for))


def _requester(case: Request) -> tuple[Holder, ...]:
    return (Holder(person=case.requester, basis="requester"),)


def _requesters(case: Request, rules: Rules) -> list[Offer]:
    plan: Plan = rules.plan
    clause, mine = plan.clause or plan.approval[0].steps[0].clause, _requester(case)
    information = case.clocks.get("information")
    out = []
    if case.sent_back:
        until = information.due if information else None
        out.append(Offer(command="amend", who=mine, clause=clause, takes=("fields", "note"), until=until))
    elif case.stage in (Stage.ASKED, Stage.APPROVED):
        out.append(Offer(command="amend", who=mine, clause=clause, takes=("fields", "note")))
    if case.waiting() and not case.sent_back:
        out.append(Offer(command="urge", who=mine, clause="house:answer-time"))
    if case.asking or case.stage in (Stage.APPROVED, Stage.GRANTED):
        out.append(Offer(command="withdraw", who=mine, clause=clause, takes=("reason",)))
    if case.stage in (Stage.OUT, Stage.GRANTED) and not case.asking and not case.overdue:
        out.append(Offer(command="extend", who=mine, clause=plan.grant.at_most.clause, needs=("reason",), takes=("asks",)))
    return out


def recipients(case: Request, duty: Duty, rules: Rules, at: datetime) -> tuple[Holder, ...]:
    """Who is told, as of now. Nobody when the step no longer waits: the notice is void."""
    if duty.slot:
        slot = case.slot(duty.slot)
        return people.eligible(case, slot, rules.organisation, at) if slot is not None and slot.approved_by is None else ()
    if duty.to == "requester":
        return _requester(case)
    text, _, up = duty.to.partition(" +")
    role = rules.settings.fallback if text == "fallback" else read_role(text)
    return organisation.holders(rules.organisation, role, case.parties, at, int(up or 0))


def people_of(case: Request) -> tuple[PersonId, ...]:
    """Everybody who plays a part in the case by name."""
    return (case.requester, *(slot.assigned for slot in case.slots if slot.assigned))
