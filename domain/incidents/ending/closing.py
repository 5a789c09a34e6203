"""Contained, closed by another than its commander once nothing is let go, reopened, told twice (C9, C10, house:own-work)."""

from __future__ import annotations

from typing import Any

from domain.casework import form, ladders
from domain.casework.draft import Draft
from domain.casework.state import CLOSED
from domain.incidents import acknowledging, levels
from domain.incidents.alerts import holding
from domain.incidents.ending import commands as c
from domain.incidents.ending import events as e
from domain.incidents.ending.gate import missing
from domain.incidents.ending.people import CLOSE, among, who
from domain.incidents.ending.plan import EndingRules
from domain.incidents.freezing import acts as freezing
from domain.kernel import CaseId, Clause, Duty, Holder, Refused, kind_of

AFTERMATH = "aftermath"
TELLS = "duplicate_told"
REPORTS = "situation_report"
"""The room's task: how it stands is asked for while something is done about it, not through the weeks of the aftermath."""
DUPLICATES = "house:duplicates"


def obliged(case: Any) -> list[str]:
    """The obligations that somebody must still meet."""
    return [task.id for task in case.tasks if task.id in case.begun]


def settle(draft: Draft[Any]) -> None:
    """With the last obligation met nobody need have it any more; the end is asked for, with clocks of its own."""
    case = draft.case
    if case.stage == CLOSED:
        return
    if obliged(case) or not case.ending.taken_up:
        ladders.drop(draft, CLOSE, "another level")
        return
    acknowledging.let_go(draft)
    ladders.drop(draft, REPORTS, "over")
    if case.stage != AFTERMATH:
        draft.say(e.Contained(level=case.level, clause=draft.plan.clause))
    _ask(draft)


def _ask(draft: Draft[Any]) -> None:
    rules: EndingRules = draft.plan.ending
    case = draft.case
    ending = case.ending
    there = {
        "assess_loss": ending.loss is not None,
        "find_cause": bool(ending.cause),
        "record_training": bool(ending.trained),
        "evaluate_response": ending.evaluated,
    }
    wanted = rules.asks_at(case.level)
    for task in [each.name for each in case.tasks if each.name in there and each.name not in wanted]:
        ladders.drop(draft, task, "another level")
    for task, step in wanted.items():
        if not there.get(task) and draft.case.waits_for(task) is None:
            times = 1 + sum(1 for mark in case.trail if mark.what == task)
            ladders.ask(draft, task if times == 1 else f"{task}-{times}", step)


# --- closing --------------------------------------------------------------------------------------


def close(draft: Draft[Any], command: c.Close) -> None:
    """By another than whoever commanded it, with all obligations met, all that was asked for there, and nothing let go."""
    rules: EndingRules = draft.plan.ending
    holder = _closer(draft)
    if command.shown and command.shown != form.digest(draft.kind.matter(draft.case)):
        raise Refused("house:what-was-shown", "shown_has_changed", field="shown")
    may_close(draft)
    task = draft.case.waits_for(CLOSE)
    if task is not None:
        ladders.done(draft, task, holder)
    draft.say(
        e.ClosingDecided(
            points=rules.points(draft.case.level),
            reason=command.reason,
            shown=command.shown,
            by=holder.person,
            basis=holder.basis,
            clause=rules.clause,
        )
    )
    _end(draft, "settled", rules.clause)


def _end(draft: Draft[Any], outcome: str, clause: Clause) -> None:
    """The next alert of the same key opens another."""
    holding.release(draft)
    draft.close(outcome, clause=clause)


def may_close(draft: Draft[Any]) -> None:
    """Refused while an obligation waits, something that was asked for is not there, or one of the four is missing (MK 2.1.1)."""
    rules: EndingRules = draft.plan.ending
    nothing_frozen(draft)
    waiting = obliged(draft.case)
    if waiting:
        raise Refused(draft.plan.clause, "obligations_wait", what=", ".join(waiting))
    if not draft.case.ending.taken_up:
        raise Refused(draft.plan.clause, "not_taken_up")
    lacks = missing(draft.case, rules)
    if lacks and rules.not_let_go is not None:
        raise Refused(rules.not_let_go.clause, "not_let_go", why=" + ".join(lacks))
    asked = [task.name for task in draft.case.tasks if task.name in rules.asks_at(draft.case.level) and task.name != CLOSE]
    if asked:
        raise Refused(rules.clause, "still_asked", what=", ".join(asked))


def nothing_frozen(draft: Draft[Any]) -> None:
    """Restoring is a decision of its own: an incident that is over would leave nobody to make it (house:freeze-on-red)."""
    if freezing.stands(draft.case):
        raise Refused("house:freeze-on-red", "still_frozen")


def _closer(draft: Draft[Any]) -> Holder:
    rules: EndingRules = draft.plan.ending
    return among(draft, who(draft).does(CLOSE, rules.closing), CLOSE)


def request_closing(draft: Draft[Any], command: c.RequestClosing) -> None:
    """Whoever responds says that all is there; what is not, they hear at once."""
    holder = among(draft, who(draft).asks_why())
    may_close(draft)
    rules: EndingRules = draft.plan.ending
    draft.say(e.ClosingRequested(note=command.note, by=holder.person, basis=holder.basis, clause=rules.clause))


# --- after it -------------------------------------------------------------------------------------


def reopen(draft: Draft[Any], command: c.Reopen) -> None:
    """It is not over: a new ladder begins, and all that was found stays on record."""
    if draft.case.stage != CLOSED:
        raise Refused("house:form", "is_open")
    holder = among(draft, who(draft).reopens())
    form.required(command.reason, "reason")
    rules: EndingRules = draft.plan.ending
    draft.say(e.Reopened(reason=command.reason, by=holder.person, basis=holder.basis, clause=rules.clause))
    holding.retake(draft)
    levels.arrange(draft)


def mark_duplicate(draft: Draft[Any], command: c.MarkDuplicate) -> None:
    """Nothing is deleted: the other one is told, and when it has taken it this one is closed."""
    holder = levels.responder(draft)
    form.required(command.reason, "reason")
    if command.of == draft.case.id or not _is_incident(command.of):
        raise Refused(DUPLICATES, "not_another_incident", field="of")
    if draft.case.ending.duplicate_of is not None:
        raise Refused(DUPLICATES, "is_a_duplicate")
    nothing_frozen(draft)
    by: dict[str, Any] = {"by": holder.person, "basis": holder.basis, "clause": DUPLICATES}
    draft.say(e.DuplicateMarked(of=command.of, reason=command.reason, **by))
    draft.link(command.of, "duplicate_of")


def _is_incident(case: CaseId) -> bool:
    try:
        return kind_of(case) == "incident"
    except ValueError:
        return False


def take_duplicate(draft: Draft[Any], command: c.DuplicateTold) -> None:
    """Of what is open and no duplicate itself; so two that name each other both stay open."""
    if draft.case.ending.duplicate_of is not None:
        raise Refused(DUPLICATES, "is_a_duplicate")
    draft.link(command.duplicate, "duplicate")


def taken(draft: Draft[Any], duty: Duty) -> None:
    """The other one has it."""
    if duty.about == TELLS and draft.case.stage != CLOSED:
        _end(draft, "duplicate", DUPLICATES)


def not_taken(draft: Draft[Any], duty: Duty, why: str) -> None:
    """The other one would not, or is not there: this one goes on."""
    if duty.about == TELLS and draft.case.ending.duplicate_of is not None:
        draft.say(e.DuplicateRefused(of=draft.case.ending.duplicate_of, why=why, clause=DUPLICATES))
