"""Which commands of a violation are open now, and for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from domain import organisation
from domain.casework import people
from domain.casework.decider import offer_of
from domain.casework.kind import Kind
from domain.casework.state import CLOSED
from domain.kernel import Clause, Holder, Offer, PersonId
from domain.rules import Rules
from domain.violations.finishing import next_review
from domain.violations.opening import JUDGING
from domain.violations.people import IMPARTIAL
from domain.violations.rectifying import responsible
from domain.violations.state import Violation


def offers(kind: Kind, case: Violation, rules: Rules, at: datetime) -> tuple[Offer, ...]:
    """In the order in which things are done."""
    found = _Offers(kind, case, rules, at)
    if case.stage == CLOSED:
        return tuple(found.lines())
    return (*found.investigation(), *found.hearing(), *found.deciding(), *found.grave(), *found.after(), *found.lines())


class _Offers:
    """One case at one instant."""

    def __init__(self, kind: Kind, case: Violation, rules: Rules, at: datetime) -> None:
        self.kind, self.case, self.rules, self.at, self.plan = kind, case, rules, at, rules.plan

    def investigation(self) -> Iterable[Offer]:
        yield from self._of("investigate", "submit_report", needs=("findings", "proven"))
        yield from self._of("investigate", "appoint", needs=("person",))
        if self.case.team:
            yield from self._of("investigate", "dismiss_member", needs=("person", "reason"))
        if self.plan.extension is not None and not self.case.extended and self._clock("investigate") is not None:
            yield from self._of("investigate", "extend", needs=("reason",))

    def hearing(self) -> Iterable[Offer]:
        if self.case.heard:
            return
        for name in ("investigate", "hear"):
            if self.case.waits_for("state") is None:
                yield from self._of(name, "hear")
            yield from self._of(name, "record_statement", takes=("text", "refused"))
        report = self.case.report
        if report is not None and self.case.waits_for("state") is not None:
            yield self._by(report.by, "record_statement", self.plan.hearing.clause, takes=("text", "refused"))
        for offer in self._of("state", "state", needs=("text",)):
            mine = tuple(holder for holder in offer.who if holder.person == self.case.subject)
            yield Offer(command="state", who=mine, clause=offer.clause, needs=("text",), slot=offer.slot, until=offer.until)

    def deciding(self) -> Iterable[Offer]:
        yield from self._of("decide", "decide", needs=("measure", "reason"), takes=("urgent_risk", "shown"))
        yield from self._of("decide", "dismiss", needs=("reason",), takes=("shown",))

    def grave(self) -> Iterable[Offer]:
        """Who else is concerned, and how grave it is."""
        for name in JUDGING:
            yield from self._of(name, "name_witness", needs=("person", "reason"))
            yield from self._of(name, "name_beneficiary", needs=("person", "reason"))
        if self.case.decision is None and self.case.witnesses | self.case.beneficiaries:
            yield Offer(command="strike_concerned", who=self._who_may_strike(), clause=IMPARTIAL, needs=("person", "reason"))
        if self.case.decision is None:
            yield Offer(command="change_level", who=self._who_may_change(), clause="house:level-change", needs=("level", "reason"))

    def after(self) -> Iterable[Offer]:
        case, plan = self.case, self.plan
        yield from self._of("serve", "serve", needs=("how",))
        if case.decision is None:
            return
        if case.attempts and case.served_at is None:
            yield self._by(case.subject, "confirm_receipt", plan.service.clause)
        clock = case.clocks.get("appeal")
        if clock is not None and next_review(plan, case):
            yield self._by(case.subject, "appeal", clock.clause, needs=("grounds",), until=clock.due)

    def lines(self) -> Iterable[Offer]:
        """What is to be put right, at any time after a decision."""
        if self.plan.rectifies and self.case.decision is not None:
            for person in sorted(responsible(self.case)):
                yield self._by(person, "require_rectification", self.plan.clause, needs=("finding", "responsible", "criterion"))

    def _who_may_strike(self) -> tuple[Holder, ...]:
        fallback, case, org = self.rules.settings.fallback, self.case, self.rules.organisation
        return organisation.one_each(people.rung(self.kind, case, JUDGING[0], str(fallback), 0, org, self.at))

    def _who_may_change(self) -> tuple[Holder, ...]:
        case, org = self.case, self.rules.organisation
        role = str(self.plan.level(case.level).decides.by)
        above = (people.rung(self.kind, case, "decide", role, up, org, self.at) for up in range(people.HIGHEST))
        waiting = (people.eligible(self.kind, case, task, org, self.at) for task in case.tasks if task.name in JUDGING)
        return organisation.one_each(holder for found in (*above, *waiting) for holder in found)

    def _clock(self, task: str) -> datetime | None:
        clock = self.case.clocks.get(f"answer:{task}")
        return clock.due if clock is not None else None

    def _of(self, task: str, command: str, **more: Any) -> tuple[Offer, ...]:
        return offer_of(self.kind, self.case, self.rules, self.at, task, command, **more)

    def _by(self, person: PersonId, command: str, clause: Clause, **more: Any) -> Offer:
        who = self.rules.organisation.people.get(person)
        may = (people.party("part", person),) if who is not None and who.active else ()
        return Offer(command=command, who=may, clause=clause, **more)
