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
from domain.kernel import Asked, ClaimKey, Clause, Decision, ForClaim, PersonId, Recorded
from domain.organisation import Organisation
from domain.policy import Limit, RequestPlan, Step
from domain.requests.fold import evolve
from domain.requests.state import NOWHERE, Request, Slot
from domain.rules import Rules


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
        """The instant that deadlines and powers are judged on."""
        return self.asked.at

    @property
    def when(self) -> datetime:
        """The instant that events happen at, and that new terms begin at: a timely act may be written down after later events."""
        return max(self.asked.at, self.case.last_at)

    @property
    def plan(self) -> RequestPlan:
        """The rules the case runs under."""
        plan: RequestPlan = self.rules.plan
        return plan

    @property
    def org(self) -> Organisation:
        """Who is who at this instant."""
        return self.rules.organisation

    @property
    def by(self) -> PersonId:
        """Who asks."""
        return self.asked.by.id

    @property
    def clause(self) -> Clause:
        """What the plan as a whole rests on."""
        return self.plan.clause or self.plan.approval[0].steps[0].clause

    def say(self, *events: Any) -> None:
        """Decide that this happens, and see the case as it is afterwards."""
        for event in events:
            recorded = Recorded(
                event=event, id=NOWHERE, version=self.case.version + 1, happened_at=self.when, by=self.by, case=self.case.id
            )
            self.case = evolve(self.case, recorded)
            self.events.append(event)

    def claim(self, key: ClaimKey, event: Any) -> None:
        """Decide that this happens to a claim."""
        self.for_claims.append(ForClaim(claim=key, event=event))

    def new_id(self, what: str) -> UUID:
        """An id that this command makes only once."""
        return uuid5(self.asked.id, what)

    def decision(self) -> Decision:
        """All that was decided."""
        return Decision(events=tuple(self.events), for_claims=tuple(self.for_claims), relies_on=self.relies_on)

    # --- clocks ---------------------------------------------------------------------------------

    def due(self, span: Span, start: datetime | None = None) -> datetime:
        """When something that begins now, or at `start`, and may take so long is due."""
        return calendar.due(self.rules.calendar, start or self.when, span)

    def arm(self, name: str, limit: Limit, *, due: datetime | None = None, rule: str = "") -> datetime:
        """Start the clock of an obligation; returns when it is due."""
        instant = due or self.due(limit.span)
        self.say(
            clocks.Armed(
                clock=name,
                clause=limit.clause,
                rule=rule or str(limit.span),
                started=self.when,
                due=instant,
                calendar=self.rules.calendar.version,
                provisional=calendar.provisional(self.rules.calendar, instant),
            )
        )
        return instant

    def stop(self, part: str, why: str) -> None:
        """Stop every clock whose name has this part (``answer:1-0-0`` has ``1-0-0``), running or held; "" = all."""
        for name in sorted(self.case.clocks):
            if not part or part in name.split(":"):
                self.say(clocks.Stopped(clock=name, why=why))

    def supersede(self, name: str, due: datetime, why: str) -> None:
        """The same obligation with another due instant."""
        clock = self.case.clocks.get(name)
        if clock is not None and clock.due is not None and clock.due != due:
            late = calendar.provisional(self.rules.calendar, due)
            self.say(clocks.Superseded(clock=name, was=clock.due, due=due, why=why, provisional=late))

    def look_at_the_calendar(self) -> None:
        """What must be answered beyond the days once published, by a calendar adopted since. A grant keeps the end that was promised."""
        answers = frozenset(name for name in self.case.provisional if name.startswith(("answer:", "information")))
        for moved in tuple(clocks.anew(self.case.clocks, answers, self.rules.calendar)):
            self.say(moved)
            slot = self.case.slot(moved.clock.removeprefix("answer:"))
            if slot is not None:
                for name in [each for each in sorted(self.case.clocks) if each.startswith(f"remind:{slot.id}:")]:
                    self.say(clocks.Stopped(clock=name, why="calendar"))
                self.arm_reminders(slot.id, rule_of(self.plan, slot), moved.due)

    def hold(self, why: str) -> None:
        """Hold the time to answer of every step that waits, keeping what is left; its reminders are counted anew afterwards.

        Of a step that nobody answered in time the end is called off: somebody has answered now, with a question.
        """
        for name, clock in sorted(self.case.clocks.items()):
            kind = name.split(":")[0]
            if kind in ("remind", "closing"):
                self.say(clocks.Stopped(clock=name, why=why))
            elif kind == "answer" and clock.due is not None:
                left = calendar.left(self.rules.calendar, self.when, clock.due, calendar.span(clock.rule))
                self.say(clocks.Held(clock=name, left=left, why=why))

    def resume(self) -> None:
        """Every step that waits goes on with what was left; one that had nothing left gets its full time again."""
        for slot in self.case.answering():
            name, step = f"answer:{slot.id}", rule_of(self.plan, slot)
            clock = self.case.clocks.get(name)
            if clock is None or clock.left is None:
                self.arm_step(slot.id, step)
                continue
            due = calendar.resume(self.rules.calendar, self.when, clock.left)
            self.say(clocks.Resumed(clock=name, due=due))
            self.arm_reminders(slot.id, step, due)

    # --- steps ----------------------------------------------------------------------------------

    def arm_step(self, slot: str, step: Step) -> None:
        """The time to answer, and the reminders before its end."""
        due = self.arm(f"answer:{slot}", step.within)
        self.arm_reminders(slot, step, due)

    def arm_reminders(self, slot: str, step: Step, due: datetime) -> None:
        """The reminders before this end that are still to come."""
        for place, span in enumerate(step.remind):
            instant = calendar.before(self.rules.calendar, due, span, self.rules.settings.notices_until)
            if instant > self.when:
                self.arm(f"remind:{slot}:{place}", Limit(span=span, clause=step.within.clause), due=instant, rule=f"{span} before")

    def end_late(self, name: str, clause: Clause) -> None:
        """A consequence that cannot be taken back waits until no timely act can still arrive."""
        delay = self.rules.settings.late_delivery
        self.arm(f"closing:{name}", Limit(span=delay, clause=clause), rule=f"{delay} after")


def rule_of(plan: RequestPlan, slot: Slot) -> Step:
    """The rule by which a step waits: one of the plan's, also for approvers who were added."""
    if slot.id == "collect" and plan.grant.collect is not None:
        return plan.grant.collect
    if slot.id == "check" and plan.give_back is not None:
        return plan.give_back.within
    _, stage, place = slot.id.split("-")
    steps = plan.approval[int(stage)].steps
    return steps[int(place)] if int(place) < len(steps) else steps[0]
