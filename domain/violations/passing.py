"""What time, silence and the world lead to in a violation. Silence never counts against its subject."""

from __future__ import annotations

from domain.casework import ladders
from domain.casework.draft import Draft
from domain.casework.state import Task
from domain.kernel import Clock, Duty
from domain.violations import appealing, effects, finishing, investigating
from domain.violations import commands as c
from domain.violations import events as e
from domain.violations.serving import ask_service
from domain.violations.state import Violation


def silence(draft: Draft[Violation], task: Task) -> None:
    """Nobody did it, and no rung is left."""
    match task.name:
        case "state":
            investigating.silent(draft, task)
        case "serve" if draft.case.appeals:
            ladders.drop(draft, task.id, "unserved")
            finishing.finish(draft)  # what the review came to is in force already
        case "serve":
            draft.close("unserved", task.clause)
        case _:
            draft.close("undecided", task.clause)


def ran_out(draft: Draft[Violation], clock: Clock) -> None:
    """The kind's own clocks."""
    match clock.name:
        case "serve_again":
            ask_service(draft)
        case "appeal":
            _window_ended(draft, clock)
        case "closing:appeal":
            finishing.finish(draft)
        case effects.MEASURE:
            effects.lift(draft, "over")
            finishing.close_if_done(draft)
        case _:
            return  # the outcome of a task that was done meanwhile


def _window_ended(draft: Draft[Violation], clock: Clock) -> None:
    """A timely appeal may still arrive: final only after."""
    if clock.due is not None:
        draft.say(e.WindowEnded(due=clock.due, clause=clock.clause))
    draft.end_late("appeal", clock.clause)


def duty_ended(draft: Draft[Violation], _duty: Duty, _receipt: str) -> None:
    """What was still to be carried out may have been the last thing."""
    finishing.close_if_done(draft)


def duty_failed(draft: Draft[Violation], duty: Duty, _reason: str) -> None:
    """A review that cannot be opened never counts against the appellant."""
    if duty.kind == "open" and duty.about == "appeal" and draft.case.reviewed:
        appealing.conclude(draft, c.AppealConcluded(outcome="annulled", reason="no review could be opened"))
    finishing.close_if_done(draft)
