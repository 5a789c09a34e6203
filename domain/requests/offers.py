"""What may be asked of a request now, by whom, and who hears of a duty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from domain import clocks
from domain.kernel import Agenda, Clause, Duty, Holder, Offer
from domain.policy import RequestPlan
from domain.requests import people
from domain.requests.draft import rule_of
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
    found = (*_answers(case, rules, at), *_keeping(case, rules, at), *_requesters(case, rules), _comment(case, rules, at))
    return tuple(offer for offer in found if offer.who or offer.command in ("approve", "hand_out", "confirm_check"))


def _answers(case: Request, rules: Rules, at: datetime) -> list[Offer]:
    """What an approver may do; nothing while more information is awaited."""
    return [offer for slot in (() if case.sent_back else case.answering()) for offer in _answer(case, slot, rules, at)]


def _answer(case: Request, slot: Slot, rules: Rules, at: datetime) -> Iterator[Offer]:
    shared: dict[str, Any] = {
        "who": people.eligible(case, slot, rules.organisation, at),
        "clause": slot.clause,
        "slot": slot.id,
        "until": _until(case, slot),
        "signed_in": rule_of(rules.plan, slot).signed_in,
    }
    yield Offer(command="approve", takes=("note",), **shared)
    yield Offer(command="refuse", needs=("reason",), **shared)
    yield Offer(command="send_back", needs=("question",), **shared)
    yield Offer(command="hand_on", needs=("to",), takes=("reason",), **shared)
    yield Offer(command="add_approver", needs=("person",), takes=("reason",), **shared)


def _until(case: Request, slot: Slot) -> datetime | None:
    clock = case.clocks.get(f"answer:{slot.id}")
    return clock.due if clock else None


def _keeping(case: Request, rules: Rules, at: datetime) -> list[Offer]:
    """What the keeper of a document may do: hand it out, take it in, check it."""
    grant, back, org = rules.plan.grant, rules.plan.give_back, rules.organisation
    if case.stage is Stage.APPROVED:
        slot = case.slot("collect")
        keepers, until = people.keepers(case, grant.given_by, org, at), _until(case, slot) if slot else None
        return [Offer(command="hand_out", who=keepers, clause=grant.clause, takes=("note",), until=until)]
    if case.stage is Stage.OUT and back is not None:
        clock = case.clocks.get("return")
        who = (*_requester(case), *people.keepers(case, back.received_by, org, at))
        return [Offer(command="return", who=who, clause=back.clause, takes=("note",), until=clock.due if clock else None)]
    if case.stage is Stage.BACK and back is not None:
        return [_check(case, slot, rules, at, back.clause) for slot in case.waiting()]
    return []


def _check(case: Request, slot: Slot, rules: Rules, at: datetime, clause: Clause) -> Offer:
    return Offer(
        command="confirm_check",
        who=people.eligible(case, slot, rules.organisation, at),
        clause=clause,
        takes=("complete", "note"),
        slot=slot.id,
        until=_until(case, slot),
        signed_in=rule_of(rules.plan, slot).signed_in,
    )


def _requester(case: Request) -> tuple[Holder, ...]:
    return (Holder(person=case.requester, basis="requester"),)


def _requesters(case: Request, rules: Rules) -> list[Offer]:
    plan: RequestPlan = rules.plan
    clause, mine = plan.clause or plan.approval[0].steps[0].clause, _requester(case)
    information = case.clocks.get("information")
    until, out = information.due if information else None, []
    if case.sent_back and case.asking == "extension":
        out.append(Offer(command="amend", who=mine, clause=clause, needs=("note",), until=until))
    elif case.sent_back or case.stage in (Stage.ASKED, Stage.APPROVED):
        out.append(Offer(command="amend", who=mine, clause=clause, takes=("fields", "note"), until=until))
    if not case.sent_back and any(slot.id != "collect" for slot in case.waiting()):
        out.append(Offer(command="urge", who=mine, clause="house:answer-time"))
    if case.asking or case.stage in (Stage.APPROVED, Stage.GRANTED):
        out.append(Offer(command="withdraw", who=mine, clause=clause, takes=("reason",)))
    if case.stage in (Stage.OUT, Stage.GRANTED) and not case.asking and not case.overdue:
        out.append(Offer(command="extend", who=mine, clause=plan.grant.at_most.clause, needs=("reason",), takes=("asks",)))
    return out


def _comment(case: Request, rules: Rules, at: datetime) -> Offer:
    """Whoever asked, and whoever is asked now."""
    others = (Holder(person=person, basis="asked") for person in sorted(people.asked(case, rules, at)) if person != case.requester)
    return Offer(command="comment", who=(*_requester(case), *others), clause="house:comments", needs=("text",))


def recipients(case: Request, duty: Duty, rules: Rules, at: datetime) -> tuple[Holder, ...]:
    """Who is told, as of now. Nobody when the step no longer waits: the notice is void."""
    return people.recipients(case, duty, rules.organisation, rules.settings.fallback, at)
