"""Answering a request: approve, refuse, send back, hand on, add (A4, A8, A9; house rules own-request, took-part, one-rung-up)."""

from __future__ import annotations

from domain.kernel import Clause, Holder, PersonId, Refused
from domain.requests import commands as c
from domain.requests import events as e
from domain.requests import form, lending, people
from domain.requests.draft import Draft, rule_of
from domain.requests.state import Slot
from domain.requests.steps import ask_stage, still_answerable


def _my_step(draft: Draft, wanted: str) -> tuple[Slot, Holder]:
    """The waiting approval that the actor answers. Refused when nothing waits, when it is not theirs, or while a question is open."""
    case, clause = draft.case, draft.plan.approval[0].steps[0].clause
    if not case.answering():
        raise Refused(clause, "nothing_to_decide", stage=case.stage)
    found = people.act(case, draft.asked.by, case.answering(), wanted, draft.org, draft.at, clause)
    if case.sent_back:
        raise Refused(found[0].clause, "waits_for_information")
    return found


def _same_as_shown(draft: Draft, shown: str) -> str:
    """The digest of what is decided on. A decision counts for what was shown (house:what-was-shown)."""
    now = form.shown(draft.case)
    if shown and shown != now:
        raise Refused("house:what-was-shown", "shown_has_changed", field="shown")
    return now


def approve(draft: Draft, command: c.Approve) -> None:
    """Yes, by somebody who is asked; the last yes grants."""
    slot, holder = _my_step(draft, command.step)
    draft.say(
        e.Approved(
            step=slot.id,
            by=draft.by,
            basis=holder.basis,
            stands_in_for=holder.stands_in_for,
            shown=_same_as_shown(draft, command.shown),
            note=command.note,
            clause=slot.clause,
        )
    )
    draft.stop(slot.id, "answered")
    if draft.case.answering():
        still_answerable(draft)
    else:
        _next_stage(draft, int(slot.id.split("-")[1]) + 1)


def _next_stage(draft: Draft, stage: int) -> None:
    if stage < len(draft.plan.approval):
        ask_stage(draft, stage)
    elif draft.case.asking == "extension":
        lending.extend(draft)
    else:
        lending.grant(draft)


def refuse(draft: Draft, command: c.Refuse) -> None:
    """No, with the reason, which is compulsory (house:reason)."""
    slot, holder = _my_step(draft, command.step)
    form.required(command.reason, "reason", "house:reason")
    draft.say(
        e.Refused(
            step=slot.id,
            by=draft.by,
            basis=holder.basis,
            stands_in_for=holder.stands_in_for,
            shown=_same_as_shown(draft, command.shown),
            reason=command.reason,
            clause=slot.clause,
        )
    )
    end_asking(draft, "refused", slot.clause)


def end_asking(draft: Draft, why: str, clause: Clause) -> None:
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
    form.required(command.question, "question", "house:reason")
    draft.say(e.SentBack(step=slot.id, by=draft.by, question=command.question, clause=slot.clause))
    draft.hold("sent back for information")
    draft.arm("information", draft.plan.information)


def hand_on(draft: Draft, command: c.HandOn) -> None:
    """One's own step goes to somebody else, free of conflict, who gets the full time to answer."""
    slot, _ = _my_step(draft, command.step)
    if command.to in (draft.by, slot.assigned):
        return
    people.may_be_named(draft.case, command.to, "to", draft.org, draft.at, slot.clause)
    draft.stop(slot.id, "handed on")
    draft.say(e.HandedOn(step=slot.id, by=draft.by, to=command.to, reason=command.reason, clause=slot.clause))
    draft.arm_step(slot.id, rule_of(draft.plan, slot))


def add_approver(draft: Draft, command: c.AddApprover) -> None:
    """Somebody who is asked wants one more person's yes in the same stage; their own does not count twice (house:took-part)."""
    slot, _ = _my_step(draft, command.step)
    if command.person == draft.by:
        raise people.barring("house:took-part", "person")
    people.may_be_named(draft.case, command.person, "person", draft.org, draft.at, slot.clause)
    if any(other.assigned == command.person for other in draft.case.answering()):
        return
    added = _added(draft, slot, command.person, command)
    draft.arm_step(added.id, rule_of(draft.plan, added))


def _added(draft: Draft, slot: Slot, person: PersonId, command: c.AddApprover) -> Slot:
    """One more step of the stage, in the first place that neither the plan nor anybody has used."""
    prefix, stage = slot.id.rsplit("-", 1)[0], int(slot.id.split("-")[1])
    taken = [int(other.id.rsplit("-", 1)[1]) for other in draft.case.slots if other.id.startswith(f"{prefix}-")]
    place = max(len(draft.plan.approval[stage].steps), max(taken) + 1)
    event = e.ApproverAdded(
        step=f"{prefix}-{place}", round=draft.case.round, by=draft.by, person=person, reason=command.reason, clause=slot.clause
    )
    draft.say(event)
    return next(each for each in draft.case.slots if each.id == event.step)
