"""Which commands of the end of an incident are open now, and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from domain.casework.kind import Kind
from domain.casework.state import CLOSED
from domain.incidents.ending.closing import DUPLICATES
from domain.incidents.ending.people import CLOSE, Who
from domain.incidents.ending.plan import EndingRules
from domain.kernel import Holder, Offer
from domain.policy import Step
from domain.rules import Rules


def offers(kind: Kind, case: Any, rules: Rules, at: datetime) -> Iterator[Offer]:
    """In the order in which things are done; a closed one may be reopened."""
    who, ending = Who(kind=kind, case=case, rules=rules, at=at), rules.plan.ending
    if case.stage == CLOSED:
        yield Offer(command="reopen", who=who.reopens(), clause=ending.clause, needs=("reason",))
        return
    yield from _found(who, ending)
    yield from _led(who, ending)
    yield from _closing(who, ending)


def _found(who: Who, rules: EndingRules) -> Iterator[Offer]:
    case = who.case
    yield _of(who, rules, "assess_loss", "assess_loss", rules.loss.step if rules.loss else None, needs=("loss",), takes=("currency_note",))
    yield _said(who.asks_why(), rules, "add_why", "why", "because")
    causes = rules.causes
    needs = ("root_cause", "cause_class") if causes is not None and causes.classes else ("root_cause",)
    if causes is None or len(case.ending.whys) >= causes.whys:
        yield _of(who, rules, "find_cause", "find_cause", causes.step if causes else None, needs=needs)
    finds = who.finds()
    yield Offer(command="find_responsibility", who=finds, clause=rules.clause, needs=("person", "part"), takes=("text",))
    if case.ending.responsibilities:
        yield _said(finds, rules, "withdraw_responsibility", "person", "reason")
    elif not case.ending.faults:
        yield _said(finds, rules, "nobody_at_fault", "reason")
    yield _of(who, rules, "record_training", "record_training", rules.training, needs=("person",), takes=("note",))
    step = rules.evaluation.step if rules.evaluation else None
    yield _of(who, rules, "evaluate_response", "evaluate", step, needs=("text",), takes=("improvement",))


def _led(who: Who, rules: EndingRules) -> Iterator[Offer]:
    finds = who.finds()
    if rules.rectification:
        yield _said(finds, rules, "require_rectification", "finding", "responsible", "criterion")
    if rules.violation and not who.case.exercise:
        yield _said(finds, rules, "report_violation", "subject", "breach", "facts")


def _closing(who: Who, rules: EndingRules) -> Iterator[Offer]:
    case = who.case
    if case.stage == "aftermath":
        if rules.closing is not None:
            yield Offer(command="request_closing", who=who.asks_why(), clause=rules.clause, takes=("note",))
        yield _of(who, rules, CLOSE, "close", rules.closing, takes=("reason", "shown"))
    if case.ending.duplicate_of is None:
        yield Offer(command="mark_duplicate", who=who.responds(), clause=DUPLICATES, needs=("of", "reason"))


def _said(may: tuple[Holder, ...], rules: EndingRules, command: str, *needs: str) -> Offer:
    return Offer(command=command, who=may, clause=rules.clause, needs=needs)


def _of(who: Who, rules: EndingRules, task: str, command: str, step: Step | None, **more: Any) -> Offer:
    """What is asked for, whether it is waited for already or not; with its task and its end where it is."""
    waiting = who.case.waits_for(task)
    clock = who.case.clocks.get(f"answer:{waiting.id}") if waiting is not None else None
    return Offer(
        command=command,
        who=who.does(task, step),
        clause=waiting.clause if waiting is not None else rules.clause,
        slot=waiting.id if waiting is not None else "",
        until=clock.due if clock is not None else None,
        signed_in=step.signed_in if step is not None else None,
        **more,
    )
