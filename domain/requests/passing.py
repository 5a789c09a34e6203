"""Time passes: every due clock runs out, earliest first, each with its declared consequence and its lateness."""

from __future__ import annotations

from domain import clocks, duties
from domain.calendar import Span
from domain.kernel import Clock
from domain.policy import Limit
from domain.requests import asking, lending
from domain.requests import commands as c
from domain.requests import events as e
from domain.requests.draft import Draft, rule_of
from domain.requests.state import Stage
from domain.requests.steps import go_up

AGAIN = Span(amount=1, unit="h")


def run_out(draft: Draft) -> None:
    """Run out what is due at this instant; nothing due = moot. What a consequence arms starts now and gets its full time."""
    while (clock := clocks.next_due(draft.case.clocks)) is not None and clock.due is not None and clock.due <= draft.at:
        late = (draft.at - clock.due).total_seconds()
        draft.say(clocks.RanOut(clock=clock.name, clause=clock.clause, due=clock.due, late_s=late))
        _consequence(draft, clock)


def _consequence(draft: Draft, clock: Clock) -> None:
    name, _, rest = clock.name.partition(":")
    match name:
        case "remind":
            _remind(draft, clock, rest.split(":")[0])
        case "answer":
            _unanswered(draft, rest)
        case "information":
            draft.refuse_late("information", clock.clause, draft.at)
        case "closing":
            _take_effect(draft, clock, rest)
        case "return" | "overdue":
            lending.overdue(draft)
        case "until":
            lending.end_grants(draft, "time over")
        case "revoke_again":
            lending.end_grants(draft, "not confirmed yet")
        case _:
            raise AssertionError(clock.name)


def _remind(draft: Draft, clock: Clock, step: str) -> None:
    if draft.case.slot(step) is not None:
        draft.say(e.Reminded(about="remind", step=step, to="", clause=clock.clause, times=1))


def _unanswered(draft: Draft, step: str) -> None:
    slot = draft.case.slot(step)
    if slot is not None:
        go_up(draft, step, rule_of(draft.plan, slot), "no answer")


def _take_effect(draft: Draft, clock: Clock, what: str) -> None:
    """The consequence that cannot be taken back, now that no timely act can still arrive."""
    if what == "information":
        asking.end_asking(draft, "lapsed", "house:every-step-ends")
    elif what == "collect":
        lending.close(draft, "lapsed", clock.clause)
    elif what == "check":
        lending.close(draft, "unchecked", clock.clause)
    else:
        _refused_by_silence(draft, clock, what)


def _refused_by_silence(draft: Draft, clock: Clock, step: str) -> None:
    draft.say(
        e.Refused(
            step=step,
            by=draft.asked.by.id,
            basis="nobody answered in time",
            stands_in_for=None,
            shown="",
            reason="nobody answered in time",
            clause=clock.clause,
        )
    )
    asking.end_asking(draft, "refused", clock.clause)


# --- the world has answered ------------------------------------------------------------------------


def notified(draft: Draft, command: c.Notified) -> None:
    """A notice was delivered; the clock of its rung runs from delivery, so that nobody loses time to a slow mail server."""
    duty = next((d for d in draft.case.owed if (d.event, d.name) == (command.event, command.duty)), None)
    if duty is None:
        return
    draft.say(duties.Notified(event=command.event, duty=command.duty, to=command.to, receipt=command.receipt))
    if command.to and duty.about in ("decide", "went_up", "handed_on", "collect", "check"):
        _from_delivery(draft, duty.slot)


def _from_delivery(draft: Draft, step: str) -> None:
    slot, clock = draft.case.slot(step), draft.case.clocks.get(f"answer:{step}")
    if slot is None or clock is None or clock.due is None:
        return
    rule = rule_of(draft.plan, slot)
    due = draft.due(rule.within.span)
    if due == clock.due:
        return
    for name in [name for name in sorted(draft.case.clocks) if name.startswith(f"remind:{step}:")]:
        draft.say(clocks.Stopped(clock=name, why="runs from delivery"))
    draft.supersede(clock.name, due, "runs from delivery")
    draft.arm_reminders(step, rule, due)


def granted(draft: Draft, command: c.Granted) -> None:
    """The target confirms a grant."""
    duty = next((d for d in draft.case.owed if (d.event, d.name) == (command.event, command.duty) and d.kind == "grant"), None)
    if duty is not None:
        draft.say(duties.Notified(event=command.event, duty=command.duty, to=(), receipt=command.receipt))
        given = next(each for each in draft.case.grants if str(each.id) == duty.about)
        draft.say(e.Granted(grant=given.id, receipt=command.receipt))


def revoked(draft: Draft, command: c.Revoked) -> None:
    """The target confirms the end of a grant."""
    if any((d.event, d.name) == (command.event, command.duty) for d in draft.case.owed):
        draft.say(duties.Notified(event=command.event, duty=command.duty, to=(), receipt=command.receipt))
        lending.revoked(draft, command.duty, command.receipt)


def failed(draft: Draft, command: c.DutyFailed) -> None:
    """The world would not: written down, somebody is told, and a revocation is tried again, for it must not stay undone."""
    if not any((d.event, d.name) == (command.event, command.duty) for d in draft.case.owed):
        return
    draft.say(duties.Failed(event=command.event, duty=command.duty, reason=command.reason))
    if draft.case.stage is Stage.ENDING and command.duty.startswith("revoke") and "revoke_again" not in draft.case.clocks:
        draft.arm("revoke_again", Limit(span=AGAIN, clause="house:every-step-ends"))
