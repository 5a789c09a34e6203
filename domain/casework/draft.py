"""A decision while it is being made: the events so far, and the case as they leave it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid5

from domain import calendar, clocks
from domain.calendar import Span
from domain.casework import events as e
from domain.casework.fold import evolve
from domain.casework.kind import Kind
from domain.casework.state import NOWHERE, Work
from domain.kernel import Asked, CaseId, ClaimKey, Clause, Decision, ForClaim, PersonId, Recorded
from domain.organisation import Organisation
from domain.policy import Limit, Step
from domain.rules import Rules

W = TypeVar("W", bound=Work)


@dataclass(kw_only=True)
class Draft(Generic[W]):
    """Mutable, and local to one call of `decide`. Before the opening event there is no `case`."""

    kind: Kind
    asked: Asked
    rules: Rules
    known: W | None = None
    events: list[Any] = field(default_factory=list)
    for_claims: list[ForClaim] = field(default_factory=list)
    relies_on: tuple[ClaimKey, ...] = ()

    @property
    def case(self) -> W:
        """The case as the events so far leave it."""
        if self.known is None:
            raise AssertionError("nothing was said yet")
        return self.known

    @property
    def at(self) -> datetime:
        """The instant that deadlines and powers are judged on."""
        return self.asked.at

    @property
    def when(self) -> datetime:
        """The instant that events happen at, and that new terms begin at: a timely act may be written down after later events."""
        return self.asked.at if self.known is None else max(self.asked.at, self.known.last_at)

    @property
    def plan(self) -> Any:
        """The rules the case runs under: the plan type of its kind."""
        return self.rules.plan

    @property
    def org(self) -> Organisation:
        """Who is who at this instant."""
        return self.rules.organisation

    @property
    def by(self) -> PersonId:
        """Who asks."""
        return self.asked.by.id

    def say(self, *events: Any) -> None:
        """Decide that this happens, and see the case as it is afterwards."""
        for event in events:
            version = self.known.version + 1 if self.known is not None else 1
            recorded = Recorded(event=event, id=NOWHERE, version=version, happened_at=self.when, by=self.by, case=self.asked.case)
            self.known = evolve(self.kind, self.known, recorded)
            self.events.append(event)

    def claim(self, key: ClaimKey, event: Any) -> None:
        """Decide that this happens to a claim."""
        self.for_claims.append(ForClaim(claim=key, event=event))

    def new_id(self, what: str) -> UUID:
        """An id that this command makes only once."""
        return uuid5(self.asked.id, what)

    def link(self, case: CaseId, relation: str) -> None:
        """Another case belongs to this one's chain; said once."""
        if not any((link.case, link.relation) == (case, relation) for link in self.case.links):
            self.say(e.Linked(case=case, relation=relation))

    def decision(self) -> Decision:
        """All that was decided."""
        return Decision(events=tuple(self.events), for_claims=tuple(self.for_claims), relies_on=self.relies_on)

    # --- clocks ---------------------------------------------------------------------------------

    def due(self, span: Span, start: datetime | None = None) -> datetime:
        """When something that begins now, or at `start`, and may take so long is due."""
        return calendar.due(self.rules.calendar, start or self.when, span)

    def arm(self, name: str, limit: Limit, *, start: datetime | None = None, due: datetime | None = None, rule: str = "") -> datetime:
        """Start the clock of an obligation, now or as from `start`; returns when it is due."""
        instant = due or self.due(limit.span, start)
        self.say(
            clocks.Armed(
                clock=name,
                clause=limit.clause,
                rule=rule or str(limit.span),
                started=start or self.when,
                due=instant,
                calendar=self.rules.calendar.version,
                provisional=calendar.provisional(self.rules.calendar, instant),
            )
        )
        return instant

    def stop(self, part: str, why: str) -> None:
        """Stop every clock whose name has this part (``answer:decide`` has ``decide``), running or held; "" = all."""
        for name in sorted(self.case.clocks):
            if not part or part in name.split(":"):
                self.say(clocks.Stopped(clock=name, why=why))

    def supersede(self, name: str, due: datetime, why: str, by: Limit | None = None) -> None:
        """The same obligation with another due instant; `by`: under another rule, which is cited from now on."""
        clock = self.case.clocks.get(name)
        if clock is not None and clock.due is not None and clock.due != due:
            late = calendar.provisional(self.rules.calendar, due)
            other = by is not None and (str(by.span), by.clause) != (clock.rule, clock.clause)
            rule, clause = (str(by.span), by.clause) if by is not None and other else ("", "")
            self.say(clocks.Superseded(clock=name, was=clock.due, due=due, why=why, provisional=late, rule=rule, clause=clause))

    def hold(self, names: Iterable[str], why: str) -> None:
        """Hold these clocks, as far as they run, keeping what is left of each."""
        for name in sorted(names):
            clock = self.case.clocks.get(name)
            if clock is not None and clock.due is not None:
                left = calendar.left(self.rules.calendar, self.when, clock.due, calendar.span(clock.rule))
                self.say(clocks.Held(clock=name, left=left, why=why))

    def resume(self, names: Iterable[str]) -> None:
        """Let these clocks go on with what was left, as far as they are held."""
        for name in sorted(names):
            clock = self.case.clocks.get(name)
            if clock is not None and clock.left is not None:
                self.say(clocks.Resumed(clock=name, due=calendar.resume(self.rules.calendar, self.when, clock.left)))

    def end_late(self, name: str, clause: Clause) -> None:
        """A consequence that cannot be taken back waits until no timely act can still arrive."""
        delay = self.rules.settings.late_delivery
        self.arm(f"closing:{name}", Limit(span=delay, clause=clause), rule=f"{delay} after")

    # --- tasks ----------------------------------------------------------------------------------

    def arm_task(self, task: str, step: Step, start: datetime | None = None) -> None:
        """The time to do it, from now or as from `start`, and the reminders before its end."""
        self.arm_reminders(task, step, self.arm(f"answer:{task}", step.within, start=start, due=self.end_of(step, start)))

    def end_of(self, step: Step, start: datetime | None = None) -> datetime:
        """When the time of a task that is asked now ends; at the latest when the case itself does."""
        due, latest = self.due(step.within.span, start), self.kind.latest(self.case)
        return due if latest is None else min(due, latest)

    def arm_reminders(self, task: str, step: Step, due: datetime) -> None:
        """The reminders before this end that are still to come."""
        for place, span in enumerate(step.remind):
            instant = calendar.before(self.rules.calendar, due, span, self.rules.settings.notices_until)
            if instant > self.when:
                self.arm(f"remind:{task}:{place}", Limit(span=span, clause=step.within.clause), due=instant, rule=f"{span} before")

    def move_end(self, task: str, step: Step, due: datetime, why: str, by: Limit | None = None) -> None:
        """Another end of a task's time, perhaps by another rule; its reminders are counted anew."""
        for name in [each for each in sorted(self.case.clocks) if each.startswith(f"remind:{task}:")]:
            self.say(clocks.Stopped(clock=name, why=why))
        self.supersede(f"answer:{task}", due, why, by)
        self.arm_reminders(task, step, due)

    def close(self, outcome: str, clause: Clause) -> None:
        """Nothing more is wanted: what waits is dropped, every clock stopped, and the case closed."""
        for task in self.case.tasks:
            self.say(e.Dropped(task=task.id, why=outcome))
        self.stop("", outcome)
        self.say(e.Closed(outcome=outcome, clause=clause))
