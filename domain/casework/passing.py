"""Time passes: every due clock runs out, earliest first, each with its declared consequence and its lateness.

What the world answers stands here too: notices delivered, things done, cases opened or told, or that it could not be done.
"""

from __future__ import annotations

from typing import Any

from domain import clocks, duties
from domain.casework import commands as c
from domain.casework import events as e
from domain.casework import ladders, people
from domain.casework.draft import Draft
from domain.kernel import Clock, Duty

REFUSED = "refused"
"""How the receipt of an opening or a telling begins when the other case said no."""


def run_out(draft: Draft[Any]) -> None:
    """Run out what is due at this instant, also before any other act is judged, so that the order of arrival decides nothing."""
    while (clock := clocks.next_due(draft.case.clocks)) is not None and clock.due is not None and clock.due <= draft.at:
        late = (draft.at - clock.due).total_seconds()
        event = clocks.RanOut(clock=clock.name, clause=clock.clause, due=clock.due, late_s=late)
        draft.say(event)
        if clock.name.startswith("answer:"):
            draft.kind.overdue(draft, event)
        _consequence(draft, clock)


def _consequence(draft: Draft[Any], clock: Clock) -> None:
    """The table of consequences, by the name of the clock."""
    name, _, rest = clock.name.partition(":")
    match name:
        case "remind":
            task = rest.rpartition(":")[0]
            if draft.case.task(task) is not None:
                draft.say(e.Reminded(task=task, clause=clock.clause))
        case "answer":
            _not_done(draft, rest)
        case "closing" if (waiting := draft.case.task(rest)) is not None:
            draft.kind.silence(draft, waiting)
        case _:
            draft.kind.ran_out(draft, clock)


def _not_done(draft: Draft[Any], name: str) -> None:
    """Silence goes up; silence because nobody was left who could speak is no silence."""
    task, latest = draft.case.task(name), draft.kind.latest(draft.case)
    if task is not None and (latest is None or draft.at < latest):
        could = people.eligible(draft.kind, draft.case, task, draft.org, draft.at)
        ladders.go_up(draft, name, ladders.SILENCE if could else "nobody")


def look_again(draft: Draft[Any]) -> None:
    """Governed data changed: who may act is asked anew, and what is due beyond the days once published is computed anew."""
    latest = draft.kind.latest(draft.case)
    for moved in tuple(clocks.anew(draft.case.clocks, draft.case.provisional, draft.rules.calendar)):
        if latest is not None and moved.due > latest:
            continue
        draft.say(moved)
        _remind_anew(draft, moved.clock, moved.due)
    draft.kind.before_look(draft)
    ladders.look_again(draft)
    draft.kind.after_look(draft)


def _remind_anew(draft: Draft[Any], clock: str, due: Any) -> None:
    kind, _, name = clock.partition(":")
    task = draft.case.task(name) if kind == "answer" else None
    if task is None:
        return
    for each in [each for each in sorted(draft.case.clocks) if each.startswith(f"remind:{name}:")]:
        draft.say(clocks.Stopped(clock=each, why="calendar"))
    draft.arm_reminders(name, draft.kind.step_of(draft.case, draft.plan, task), due)


# --- the world has answered ------------------------------------------------------------------------


def _owed(draft: Draft[Any], command: c.Notified | c.Granted | c.Revoked | c.DutyFailed, *kinds: str) -> Duty | None:
    """The duty that has ended, if it is still owed; otherwise it is void, and its end says nothing."""
    wanted = (command.event, command.duty)
    return next((duty for duty in draft.case.owed if (duty.event, duty.name) == wanted and (not kinds or duty.kind in kinds)), None)


def notified(draft: Draft[Any], command: c.Notified) -> None:
    """A notice was delivered, and the clock of its rung runs from there; or another case has answered, perhaps with no."""
    duty = _owed(draft, command, "notify", "open", "tell")
    if duty is None:
        return
    if duty.kind != "notify" and command.receipt.startswith(REFUSED):
        _failed(draft, duty, command.receipt)
        return
    draft.say(duties.Notified(event=command.event, duty=command.duty, to=command.to, receipt=command.receipt))
    if duty.kind != "notify":
        draft.kind.duty_ended(draft, duty, command.receipt)
    elif command.to:
        _from_delivery(draft, duty)
        draft.kind.duty_ended(draft, duty, command.receipt)


def _from_delivery(draft: Draft[Any], duty: Duty) -> None:
    """Only the notice by which the present rung was asked moves its clock, and only while it runs."""
    task, clock = draft.case.task(duty.slot), draft.case.clocks.get(f"answer:{duty.slot}")
    if task is None or task.asked != duty.event or clock is None or clock.due is None or not task.climbed:
        return
    step = draft.kind.step_of(draft.case, draft.plan, task)
    due = draft.end_of(step)
    if due != clock.due:
        draft.move_end(task.id, step, due, "runs from delivery")


def confirmed(draft: Draft[Any], command: c.Granted | c.Revoked) -> None:
    """The target confirms that it did, or undid, what was asked."""
    duty = _owed(draft, command, "grant" if isinstance(command, c.Granted) else "revoke")
    if duty is not None:
        draft.say(duties.Notified(event=command.event, duty=command.duty, to=(), receipt=command.receipt))
        draft.kind.duty_ended(draft, duty, command.receipt)


def failed(draft: Draft[Any], command: c.DutyFailed) -> None:
    """The world would not: written down, and somebody is told."""
    duty = _owed(draft, command)
    if duty is not None:
        _failed(draft, duty, command.reason)


def _failed(draft: Draft[Any], duty: Duty, reason: str) -> None:
    draft.say(duties.Failed(event=duty.event, duty=duty.name, reason=reason))
    draft.kind.duty_failed(draft, duty, reason)
