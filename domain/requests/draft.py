"""A decision while it is being made: the events so far, and the case as they leave it.

One consequence often depends on the one before it (a rung goes up, and the next clock starts), so each event is
written down in the draft as soon as it is decided.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from domain import calendar, clocks
from domain.calendar import Span
from domain.kernel import Asked, ClaimKey, Clause, Decision, ForClaim, Recorded
from domain.policy import Limit, Plan, Step
from domain.requests.state import Request, Slot, evolve
from domain.rules import Rules

NOWHERE = UUID(int=0)


@dataclass(kw_only=True)
class Draft:
    """Mutable, and local to one call of `decide`."""

    case: Request
    asked: Asked
    rules: Rules
    events: list[Any] = field(default_factory=list)
    for_claims: list[ForClaim] = field(default_factory=list)
    relies_on: tuple[ClaimKey, ...] = ()

    @property
    def at(self) -> datetime:
        return self.asked.at

    @property
    def plan(self) -> Plan:
        return self.rules.plan

    def say(self, *events: Any) -> None:
        """Decide that this happens, and see the case as it is afterwards."""
        for event in events:
            recorded = Recorded(
                event=event, id=NOWHERE, version=self.case.version + 1, happened_at=self.at, by=self.asked.by.id, case=self.case.id
            )
            self.case = evolve(self.case, recorded)
            self.events.append(event)

    def claim(self, key: ClaimKey, event: Any) -> None:
        self.for_claims.append(ForClaim(claim=key, event=event))

    def new_id(self, what: str) -> UUID:
        """An id that this command makes only once."""
        return uuid5(self.asked.id, what)

    def decision(self) -> Decision:
        return Decision(events=tuple(self.events), for_claims=tuple(self.for_claims), relies_on=self.relies_on)

    # --- clocks ---------------------------------------------------------------------------------

    def due(self, span: Span, start: datetime | None = None) -> datetime:
        return calendar.due(self.rules.calendar, start or self.at, span)

    def arm(self, name: str, limit: Limit, *, due: datetime | None = None, rule: str = "") -> datetime:
        """Start the clock of an obligation; returns when it is due."""
        instant = due or self.due(limit.span)
        self.say(
            clocks.Armed(
                clock=name,
                clause=limit.clause,
                rule=rule or str(limit.span),
                started=self.at,
                due=instant,
                calendar=self.rules.calendar.version,
                provisional=calendar.provisional(self.rules.calendar, instant),
            )
        )
        return instant

    def stop(self, prefix: str, why: str) -> None:
        """Stop the clocks of this name, or of this step, if they run or are held."""
        for name in sorted(self.case.clocks):
            if name == prefix or prefix in name.split(":") or not prefix:
                self.say(clocks.Stopped(clock=name, why=why))

    def supersede(self, name: str, due: datetime, why: str) -> None:
        clock = self.case.clocks.get(name)
        if clock is not None and clock.due is not None and clock.due != due:
            late = calendar.provisional(self.rules.calendar, due)
            self.say(clocks.Superseded(clock=name, was=clock.due, due=due, why=why, provisional=late))

    def hold(self, why: str) -> None:
        """Hold every running clock of the steps that wait, keeping what is left of each."""
        for name, clock in sorted(self.case.clocks.items()):
            if clock.due is not None and name.split(":")[0] in ("answer", "remind", "closing"):
                left = calendar.left(self.rules.calendar, self.at, clock.due, _written(clock.rule))
                self.say(clocks.Held(clock=name, left=left, why=why))

    def resume(self) -> None:
        for name, clock in sorted(self.case.clocks.items()):
            if clock.left is not None:
                self.say(clocks.Resumed(clock=name, due=calendar.resume(self.rules.calendar, self.at, clock.left)))

    # --- steps ----------------------------------------------------------------------------------

    def arm_step(self, slot: str, step: Step) -> None:
        """The time to answer, and the reminders before its end."""
        due = self.arm(f"answer:{slot}", step.within)
        self.arm_reminders(slot, step, due)

    def arm_reminders(self, slot: str, step: Step, due: datetime) -> None:
        for place, span in enumerate(step.remind):
            instant = calendar.before(self.rules.calendar, due, span, self.rules.settings.notices_until)
            if instant > self.at:
                self.arm(f"remind:{slot}:{place}", Limit(span=span, clause=step.within.clause), due=instant, rule=f"{span} before")

    def refuse_late(self, name: str, clause: Clause, due: datetime) -> None:
        """A consequence that cannot be taken back waits until no timely act can still arrive."""
        delay = self.rules.settings.late_delivery
        self.arm(f"closing:{name}", Limit(span=delay, clause=clause), due=self.due(delay, max(due, self.at)), rule=f"{delay} after")


def rule_of(plan: Plan, slot: Slot) -> Step:
    """The rule by which a step waits: one of the plan's, also for approvers who were added."""
    if slot.id == "collect" and plan.grant.collect is not None:
        return plan.grant.collect
    if slot.id == "check" and plan.give_back is not None:
        return plan.give_back.within
    _, stage, place = slot.id.split("-")
    steps = plan.approval[int(stage)].steps
    return steps[int(place)] if int(place) < len(steps) else steps[0]


def _written(rule: str) -> Span:
    """The span of a rule as a clock carries it: ``1 wd``, or ``4 h before``."""
    return calendar.span(" ".join(rule.split()[:2]))
