"""Time passes: every due clock runs out, earliest first, each with its declared consequence and its lateness.

What the world answers stands here too: notices delivered, grants in force or ended, or that it could not be done.
"""

from __future__ import annotations

from domain import clocks, duties
from domain.calendar import Span
from domain.kernel import SYSTEM, Clause, Clock, Duty
from domain.policy import Limit
from domain.requests import asking, lending, people
from domain.requests import commands as c
from domain.requests import events as e
from domain.requests.draft import Draft, rule_of
from domain.requests.steps import SILENCE, go_up

AGAIN = Limit(span=Span(amount=1, unit="h"), clause="house:every-step-ends")
"""A revocation that failed is tried again after this time."""

REMINDERS_AT_HOME, REMINDERS_IN_ALL = 2, 4
"""An overdue loan reminds the same post twice, then one rung up, then the fallback; afterwards it is kept as overdue."""


def run_out(draft: Draft) -> None:
    """Run out what is due at this instant, also before any other act is judged, so that the order of arrival decides nothing.

    What a consequence arms starts now and gets its full time.
    """
    while (clock := clocks.next_due(draft.case.clocks)) is not None and clock.due is not None and clock.due <= draft.at:
        late = (draft.at - clock.due).total_seconds()
        draft.say(clocks.RanOut(clock=clock.name, clause=clock.clause, due=clock.due, late_s=late))
        _consequence(draft, clock)


def _consequence(draft: Draft, clock: Clock) -> None:
    """The table of consequences, by the name of the clock."""
    name, _, rest = clock.name.partition(":")
    match name:
        case "remind":
            _remind(draft, clock.clause, rest.split(":")[0])
        case "answer":
            _unanswered(draft, rest)
        case "information":
            draft.end_late("information", clock.clause)
        case "closing":
            _take_effect(draft, clock.clause, rest)
        case "return" | "overdue":
            _overdue(draft)
        case "until":
            lending.end_grants(draft, "time over")
        case "revoke_again":
            lending.end_grants(draft, "not confirmed yet")
        case _:
            raise AssertionError(clock.name)


def _remind(draft: Draft, clause: Clause, step: str) -> None:
    if draft.case.slot(step) is not None:
        draft.say(e.Reminded(about="remind", step=step, to="", clause=clause, times=1))


def _unanswered(draft: Draft, step: str) -> None:
    """Silence goes up; silence because nobody was left who could speak is no silence."""
    slot = draft.case.slot(step)
    if slot is not None:
        could = people.eligible(draft.case, slot, draft.org, draft.at)
        go_up(draft, step, SILENCE if could else "nobody")


def _take_effect(draft: Draft, clause: Clause, what: str) -> None:
    """The consequence that cannot be taken back, now that no timely act can still arrive."""
    match what:
        case "information":
            asking.end_asking(draft, "lapsed", clause)
        case "collect":
            lending.close(draft, "lapsed", clause)
        case "check":
            lending.close(draft, "unchecked", clause)
        case _:
            _refused_by_silence(draft, clause, what)


def _refused_by_silence(draft: Draft, clause: Clause, step: str) -> None:
    draft.say(
        e.Refused(
            step=step,
            by=SYSTEM,
            basis="nobody answered in time",
            stands_in_for=None,
            shown="",
            reason="nobody answered in time",
            clause=clause,
        )
    )
    asking.end_asking(draft, "refused", clause)


def _overdue(draft: Draft) -> None:
    """Not back in time: the head is reminded by itself (SO 4.2.1), further loans are blocked (house:overdue-blocks)."""
    rule = draft.plan.overdue
    if rule is None:
        return
    times = draft.case.overdue + 1
    if times == 1 and rule.blocks:
        lending.lay_block(draft, rule.blocks)
    to = str(rule.remind) if times <= REMINDERS_AT_HOME else f"{rule.remind} +1" if times < REMINDERS_IN_ALL else "fallback"
    draft.say(e.Reminded(about="overdue", step="", to=to, clause=rule.clause, times=times))
    if times < REMINDERS_IN_ALL:
        draft.arm("overdue", rule.every)


# --- the world has answered ------------------------------------------------------------------------


def _owed(draft: Draft, command: c.Notified | c.Granted | c.Revoked | c.DutyFailed, *kinds: str) -> Duty | None:
    """The duty that has ended, if it is still owed; otherwise it is void, and its end says nothing."""
    wanted = (command.event, command.duty)
    return next((duty for duty in draft.case.owed if (duty.event, duty.name) == wanted and (not kinds or duty.kind in kinds)), None)


def notified(draft: Draft, command: c.Notified) -> None:
    """A notice was delivered; the clock of its rung runs from delivery, so that nobody loses time to a slow mail server."""
    duty = _owed(draft, command, "notify")
    if duty is None:
        return
    draft.say(duties.Notified(event=command.event, duty=command.duty, to=command.to, receipt=command.receipt))
    if command.to:
        _from_delivery(draft, duty)


def _from_delivery(draft: Draft, duty: Duty) -> None:
    """Only the notice by which the present rung was asked moves its clock, and only while it runs."""
    slot, clock = draft.case.slot(duty.slot), draft.case.clocks.get(f"answer:{duty.slot}")
    if slot is None or slot.asked != duty.event or clock is None or clock.due is None:
        return
    rule = rule_of(draft.plan, slot)
    due = draft.due(rule.within.span)
    if due == clock.due:
        return
    for name in [name for name in sorted(draft.case.clocks) if name.startswith(f"remind:{slot.id}:")]:
        draft.say(clocks.Stopped(clock=name, why="runs from delivery"))
    draft.supersede(clock.name, due, "runs from delivery")
    draft.arm_reminders(slot.id, rule, due)


def granted(draft: Draft, command: c.Granted) -> None:
    """The target confirms a grant."""
    if _owed(draft, command, "grant") is None:
        _too_late(draft, command)
        return
    given = next(each for each in draft.case.grants if each.event == command.event)
    draft.say(duties.Notified(event=command.event, duty=command.duty, to=(), receipt=command.receipt))
    draft.say(e.Granted(grant=given.id, receipt=command.receipt))


def _too_late(draft: Draft, command: c.Granted) -> None:
    """The target says that it granted what was to end meanwhile: whatever came first there, it is taken back again (SO 2.3.2)."""
    given = next((each for each in draft.case.grants if each.event == command.event), None)
    if given is None or given.confirmed or duties.is_void(command.receipt):
        return
    draft.say(e.Granted(grant=given.id, receipt=command.receipt))
    draft.say(e.GrantEnded(grants=(given.id,), why="confirmed after its end", clause=draft.plan.grant.at_most.clause))


def revoked(draft: Draft, command: c.Revoked) -> None:
    """The target confirms the end of a grant."""
    duty = _owed(draft, command, "revoke")
    ended = next((each for each in draft.case.grants if duty is not None and str(each.id) == duty.about), None)
    if ended is not None:
        draft.say(duties.Notified(event=command.event, duty=command.duty, to=(), receipt=command.receipt))
        lending.revoked(draft, ended.id, command.receipt)


def failed(draft: Draft, command: c.DutyFailed) -> None:
    """The world would not: written down, somebody is told, and a revocation is tried again, for it must not stay undone."""
    duty = _owed(draft, command)
    if duty is None:
        return
    draft.say(duties.Failed(event=command.event, duty=command.duty, reason=command.reason))
    if duty.kind == "revoke" and "revoke_again" not in draft.case.clocks:
        draft.arm("revoke_again", AGAIN)
