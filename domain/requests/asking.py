"""Asking and answering: from opening a request to its last approval (A4, A8, A9; house rules own-request, took-part, one-rung-up)."""

from __future__ import annotations

from datetime import timedelta

from domain.kernel import Asked, Decision, Holder, Recorded, Refused
from domain.requests import commands as c
from domain.requests import events as e
from domain.requests import form, lending, people
from domain.requests.draft import Draft, rule_of
from domain.requests.state import Request, Slot, Stage, opened
from domain.requests.steps import ask_stage
from domain.rules import Rules

URGE_AGAIN = timedelta(hours=1)


def open_(asked: Asked, rules: Rules) -> Decision:
    """Who may ask, with a whole form, and not while a block stands (house:overdue-blocks)."""
    command: c.Open = asked.command
    plan, org = rules.plan, rules.organisation
    if not people.may_open(plan, org, asked.by.id, asked.at):
        raise Refused(plan.who_clause, "may_not_ask", who=plan.who)
    form.check_form(plan, command.fields, org, whole=True)
    form.term(plan, rules, command.fields, None, asked.at)
    first = e.Opened(
        plan=plan.name, pack=asked.pack, requester=asked.by.id, department=asked.by.department, fields=command.fields, clause=plan.clause
    )
    case = opened(Recorded(event=first, id=asked.id, version=1, happened_at=asked.at, by=asked.by.id, case=asked.case))
    draft = Draft(case=case, asked=asked, rules=rules, events=[first])
    lending.unblocked(draft)
    ask_stage(draft, 0)
    return draft.decision()


def answering(case: Request) -> tuple[Slot, ...]:
    """The approvals that wait."""
    return tuple(slot for slot in case.waiting() if "-" in slot.id)


def _my_step(draft: Draft, wanted: str) -> tuple[Slot, Holder]:
    """The waiting approval that the actor answers; Refused when nothing waits, or when it is not theirs."""
    case, clause = draft.case, approval_clause(draft)
    if not answering(case):
        raise Refused(clause, "nothing_to_decide", stage=case.stage)
    return people.act(case, draft.asked.by, answering(case), wanted, draft.rules.organisation, draft.at, clause)


def approval_clause(draft: Draft) -> str:
    return draft.plan.approval[0].steps[0].clause


def _same_as_shown(case: Request, shown: str) -> None:
    if shown and shown != form.shown(case):
        raise Refused("house:what-was-shown", "shown_has_changed", field="shown")


def approve(draft: Draft, command: c.Approve) -> None:
    """Yes, by somebody who is asked; the last yes grants."""
    slot, holder = _my_step(draft, command.step)
    if draft.case.sent_back:
        raise Refused(slot.clause, "waits_for_information")
    _same_as_shown(draft.case, command.shown)
    last = len(draft.case.waiting()) == 1
    draft.say(
        e.Approved(
            step=slot.id,
            by=draft.asked.by.id,
            basis=holder.basis,
            stands_in_for=holder.stands_in_for,
            shown=command.shown or form.shown(draft.case),
            note=command.note,
            clause=slot.clause,
        )
    )
    draft.stop(slot.id, "answered")
    if last:
        _next_stage(draft, int(slot.id.split("-")[1]) + 1)


def _next_stage(draft: Draft, stage: int) -> None:
    if stage < len(draft.plan.approval):
        ask_stage(draft, stage)
    elif draft.case.asking == "extension":
        lending.extend(draft)
    else:
        lending.grant(draft)


def refuse(draft: Draft, command: c.Refuse) -> None:
    """No, with the reason, which is compulsory."""
    slot, holder = _my_step(draft, command.step)
    form.required(command.reason, "reason", slot.clause)
    _same_as_shown(draft.case, command.shown)
    draft.say(
        e.Refused(
            step=slot.id,
            by=draft.asked.by.id,
            basis=holder.basis,
            stands_in_for=holder.stands_in_for,
            shown=command.shown or form.shown(draft.case),
            reason=command.reason,
            clause=slot.clause,
        )
    )
    end_asking(draft, "refused", slot.clause)


def end_asking(draft: Draft, why: str, clause: str) -> None:
    """The answer is no: a request ends, an extension leaves the grant as it was."""
    if draft.case.asking != "extension":
        lending.close(draft, why, clause)
        return
    for slot in draft.case.slots:
        draft.stop(slot.id, why)
    draft.stop("information", why)
    draft.say(e.ExtensionEnded(why=why))


def send_back(draft: Draft, command: c.SendBack) -> None:
    """More information is wanted: the question is compulsory, the clocks are held, and the wait for the answer has its own."""
    slot, _ = _my_step(draft, command.step)
    form.required(command.question, "question", slot.clause)
    if draft.case.sent_back:
        raise Refused(slot.clause, "waits_for_information")
    draft.say(e.SentBack(step=slot.id, by=draft.asked.by.id, question=command.question, clause=slot.clause))
    draft.hold("sent back for information")
    draft.arm("information", draft.plan.information)


def hand_on(draft: Draft, command: c.HandOn) -> None:
    """One's own step goes to somebody else, free of conflict; the clock starts anew with the notice."""
    slot, _ = _my_step(draft, command.step)
    people.may_be_named(draft.case, slot.id, command.to, draft.rules.organisation, draft.at, slot.clause)
    draft.say(e.HandedOn(step=slot.id, by=draft.asked.by.id, to=command.to, reason=command.reason, clause=slot.clause))


def add_approver(draft: Draft, command: c.AddApprover) -> None:
    """Somebody who is asked wants one more person's yes in the same stage."""
    slot, _ = _my_step(draft, command.step)
    people.may_be_named(draft.case, "", command.person, draft.rules.organisation, draft.at, slot.clause)
    if any(other.assigned == command.person for other in draft.case.waiting()):
        return
    prefix = slot.id.rsplit("-", 1)[0]
    taken = [int(s.id.rsplit("-", 1)[1]) for s in draft.case.slots if s.id.startswith(prefix + "-")]
    place = max(len(draft.plan.approval[int(prefix.split("-")[1])].steps), max(taken) + 1)
    new = f"{prefix}-{place}"
    draft.say(
        e.ApproverAdded(
            step=new, round=draft.case.round, by=draft.asked.by.id, person=command.person, reason=command.reason, clause=slot.clause
        )
    )
    added = draft.case.slot(new)
    if added is not None:
        draft.arm_step(new, rule_of(draft.plan, added))


def _only_requester(draft: Draft, clause: str = "house:form") -> None:
    if draft.asked.by.id != draft.case.requester:
        raise Refused(clause, "only_requester")


def urge(draft: Draft) -> None:
    """The requester asks those who must act to do so; more than once an hour says nothing new."""
    _only_requester(draft, "house:answer-time")
    if not draft.case.waiting() or draft.case.sent_back:
        raise Refused("house:answer-time", "nothing_to_decide", stage=draft.case.stage)
    if draft.case.urged_at is None or draft.at - draft.case.urged_at >= URGE_AGAIN:
        draft.say(e.Urged(by=draft.asked.by.id))


def withdraw(draft: Draft, command: c.Withdraw) -> None:
    """The requester wants it no longer: before the grant it closes the case; afterwards it ends an extension or a privilege."""
    _only_requester(draft)
    case = draft.case
    if case.asking == "" and case.stage not in (Stage.APPROVED, Stage.GRANTED):
        raise Refused(draft.plan.clause or approval_clause(draft), "cannot_withdraw", stage=case.stage)
    draft.say(e.Withdrawn(by=draft.asked.by.id, reason=command.reason))
    if case.stage is Stage.GRANTED and case.asking == "":
        lending.end_grants(draft, "withdrawn")
    else:
        end_asking(draft, "withdrawn", draft.plan.clause or approval_clause(draft))


def amend(draft: Draft, command: c.Amend) -> None:
    """The requester changes the form, or answers a question; a change of a material line voids the approvals given."""
    _only_requester(draft)
    case = draft.case
    if case.stage not in (Stage.ASKED, Stage.APPROVED) and not case.sent_back:
        raise Refused(draft.plan.clause or approval_clause(draft), "cannot_amend", stage=case.stage)
    if command.fields and case.asking == "extension":
        raise Refused(draft.plan.clause or approval_clause(draft), "cannot_amend", field="fields", stage=case.stage)
    form.check_form(draft.plan, command.fields, draft.rules.organisation, whole=False)
    changed = {name: value for name, value in command.fields.items() if case.fields.get(name) != value}
    if not changed and not case.sent_back:
        return
    form.term(draft.plan, draft.rules, {**case.fields, **changed}, None, draft.at)
    material = tuple(sorted(name for name in changed if (line := draft.plan.field(name)) is not None and line.material))
    voids = bool(material) and (case.stage is Stage.APPROVED or any(slot.approved_by for slot in case.slots))
    _amended(draft, e.Amended(fields=changed, note=command.note, material=material, voids=voids))


def _amended(draft: Draft, event: e.Amended) -> None:
    was_sent_back = draft.case.sent_back
    if event.voids:
        draft.stop("", "approvals void: the request changed")
    elif was_sent_back:
        draft.stop("information", "answered")
        draft.stop("closing:information", "answered")
    draft.say(event)
    if event.voids:
        ask_stage(draft, 0)
    elif was_sent_back:
        draft.resume()


def ask_extension(draft: Draft, command: c.Extend) -> None:
    """More time: only while it is out, with a reason; the same people decide again."""
    _only_requester(draft, draft.plan.grant.at_most.clause)
    case, clause = draft.case, draft.plan.grant.at_most.clause
    if case.stage not in (Stage.OUT, Stage.GRANTED) or case.asking:
        raise Refused(clause, "cannot_extend", stage=case.stage)
    form.required(command.reason, "reason", clause)
    form.term(draft.plan, draft.rules, {**case.fields, draft.plan.grant.reason_in: command.reason}, command.asks, draft.at)
    lending.unblocked(draft)
    draft.say(e.ExtensionAsked(reason=command.reason, asks=command.asks, round=case.round + 1))
    ask_stage(draft, 0)
