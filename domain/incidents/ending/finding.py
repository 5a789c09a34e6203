"""Loss, causes, responsibility, training, evaluation: what is found after an incident (MK 4.3.3, MK 5.3.1, CS 4.5.2)."""

from __future__ import annotations

from typing import Any

from domain.casework import form, ladders
from domain.casework.draft import Draft
from domain.incidents.ending import commands as c
from domain.incidents.ending import events as e
from domain.incidents.ending.people import among, who
from domain.incidents.ending.plan import EndingRules
from domain.kernel import Holder, Refused
from domain.policy import Step

PARTS = ("manager", "doer")
MOST = 10**13
"""Yuan; more than anybody could lose."""
LONGEST = 1000
"""Characters of what goes to the library, and to another case's form."""


def assess_loss(draft: Draft[Any], command: c.AssessLoss) -> None:
    """By finance (MK 4.3.3). Said again it is another figure, and the first stays on record."""
    rules = _rules(draft)
    holder = _may(draft, "assess_loss", rules.loss.step if rules.loss is not None else None)
    if not 0 <= command.loss <= MOST:
        raise Refused("house:form", "wrong_type", field="loss", wanted=f"0 … {MOST}")
    said(command.currency_note, "currency_note", rules.clause, wanted=False)
    _done(draft, "assess_loss", holder)
    draft.say(e.LossAssessed(loss=command.loss, note=command.currency_note, by=holder.person, basis=holder.basis, clause=rules.clause))


def add_why(draft: Draft[Any], command: c.AddWhy) -> None:
    """One more step from what happened to where it came from."""
    rules = _rules(draft)
    holder = among(draft, who(draft).asks_why())
    said(command.why, "why", rules.clause)
    said(command.because, "because", rules.clause)
    number = len(draft.case.ending.whys) + 1
    by: dict[str, Any] = {"by": holder.person, "basis": holder.basis, "clause": rules.clause}
    draft.say(e.WhyAdded(number=number, why=command.why, because=command.because, **by))


def find_cause(draft: Draft[Any], command: c.FindCause) -> None:
    """At the end of as many whys as the plan wants at least (SO 4.3.3)."""
    rules = _rules(draft)
    causes = rules.causes
    holder = _may(draft, "find_cause", causes.step if causes is not None else None)
    said(command.root_cause, "root_cause", rules.clause)
    if causes is not None and causes.classes:
        form.one_of(command.cause_class, tuple(causes.classes), "cause_class", rules.clause)
    elif command.cause_class:
        raise Refused(rules.clause, "wrong_type", field="cause_class", wanted="-")
    if causes is not None and len(draft.case.ending.whys) < causes.whys:
        raise Refused(rules.clause, "too_few_whys", wanted=causes.whys, number=len(draft.case.ending.whys))
    _done(draft, "find_cause", holder)
    by: dict[str, Any] = {"by": holder.person, "basis": holder.basis, "clause": rules.clause}
    draft.say(e.CauseFound(cause=command.root_cause, cause_class=command.cause_class, **by))


# --- whose it was ---------------------------------------------------------------------------------


def find_responsibility(draft: Draft[Any], command: c.FindResponsibility) -> None:
    """The manager's and the doer's, each for themselves (MK 5.3.1). Nobody finds their own."""
    rules = _rules(draft)
    holder = among(draft, who(draft).finds())
    person = form.person(command.person, "person", draft.org)
    form.one_of(command.part, PARTS, "part", rules.clause)
    if person == draft.by:
        raise Refused("house:impartial", "may_not_act", field="person")
    if any((each.person, each.part) == (person, command.part) for each in draft.case.ending.responsibilities):
        return
    by: dict[str, Any] = {"by": holder.person, "basis": holder.basis, "clause": rules.clause}
    draft.say(e.ResponsibilityFound(person=person, part=command.part, text=command.text, **by))
    ladders.still_doable(draft)


def withdraw_responsibility(draft: Draft[Any], command: c.WithdrawResponsibility) -> None:
    """It was not theirs; never by themselves."""
    rules = _rules(draft)
    holder = among(draft, who(draft).finds())
    form.required(command.reason, "reason")
    if command.person == draft.by:
        raise Refused("house:impartial", "may_not_act", field="person")
    if not any(each.person == command.person for each in draft.case.ending.responsibilities):
        raise Refused(rules.clause, "not_named", field="person")
    by: dict[str, Any] = {"by": holder.person, "basis": holder.basis, "clause": rules.clause}
    draft.say(e.ResponsibilityWithdrawn(person=command.person, reason=command.reason, **by))


def nobody_at_fault(draft: Draft[Any], command: c.NobodyAtFault) -> None:
    """With the reason, and only while nobody is named."""
    rules = _rules(draft)
    holder = among(draft, who(draft).finds())
    form.required(command.reason, "reason", rules.clause)
    if draft.case.ending.responsibilities or draft.case.ending.faults:
        raise Refused(rules.clause, "somebody_is_named")
    draft.say(e.NobodyAtFault(reason=command.reason, by=holder.person, basis=holder.basis, clause=rules.clause))


# --- training, evaluation -------------------------------------------------------------------------


def record_training(draft: Draft[Any], command: c.RecordTraining) -> None:
    """Everybody whose responsibility it was, and whoever else is concerned (SO 4.3.3); the task is done with the last of them."""
    rules, ending = _rules(draft), draft.case.ending
    holder = _may(draft, "record_training", rules.training)
    person = form.person(command.person, "person", draft.org)
    if person in ending.trained:
        return
    by: dict[str, Any] = {"by": holder.person, "basis": holder.basis, "clause": rules.clause}
    draft.say(e.Trained(person=person, note=command.note, **by))
    if {each.person for each in ending.responsibilities} <= draft.case.ending.trained:
        _done(draft, "record_training", holder)


def evaluate(draft: Draft[Any], command: c.Evaluate) -> None:
    """The response is evaluated and the plan improved (CS 4.5.2)."""
    rules = _rules(draft)
    holder = _may(draft, "evaluate_response", rules.evaluation.step if rules.evaluation is not None else None)
    said(command.text, "text", rules.clause)
    said(command.improvement, "improvement", rules.clause, wanted=False)
    _done(draft, "evaluate_response", holder)
    by: dict[str, Any] = {"by": holder.person, "basis": holder.basis, "clause": rules.clause}
    draft.say(e.Evaluated(text=command.text, improvement=command.improvement, **by))


# --- shared ---------------------------------------------------------------------------------------


def said(text: str, name: str, clause: str, *, wanted: bool = True) -> None:
    """Something was said, where it is wanted, and no more than the library and other forms take."""
    if wanted:
        form.required(text, name, clause)
    if len(text) > LONGEST:
        raise Refused(clause, "too_long", field=name, limit=LONGEST)


def _rules(draft: Draft[Any]) -> EndingRules:
    found: EndingRules = draft.plan.ending
    return found


def _may(draft: Draft[Any], task: str, step: Step | None) -> Holder:
    return among(draft, who(draft).does(task, step), task)


def _done(draft: Draft[Any], name: str, holder: Holder) -> None:
    task = draft.case.waits_for(name)
    if task is not None:
        ladders.done(draft, task, holder)
