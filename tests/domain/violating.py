"""Violations played without a server, beside the cases that they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.casework.commands import DutyFailed
from domain.casework.form import digest
from domain.kernel import SYSTEM, CaseId, Duty
from domain.requests.form import person_key
from domain.violations.matter import matter
from domain.violations.state import Violation
from tests.domain.chained import Chain
from tests.domain.playing import at

MONDAY = at("2026-03-02 10:00")
FACTS = "A customer list was sent to a private mailbox."


@dataclass
class Violating(Chain):
    """`qian` of the sales back-office is concerned; `lin` heads it, `qi` is HR, `gu` the general manager."""

    def violation(self, breach: str = "private-mailbox", by: str = "lin", subject: str = "qian", **more: Any) -> CaseId:
        """A violation is opened by hand; by another case where somebody took part before."""
        fields = {"subject": self.who(subject), "breach": breach, "facts": FACTS, "happened": "2026-01-05"}
        return self.opens(more.pop("plan", "violation"), SYSTEM if "took_part" in more else by, fields, **more)

    def of(self, case: CaseId) -> Violation:
        found = self.cases[case]
        assert isinstance(found, Violation)
        return found

    def reported(self, case: CaseId, by: str = "lin", subject: str = "qian") -> None:
        """Heard and reported."""
        self.does(case, by, "hear")
        self.does(case, subject, "state", text="It was urgent.")
        self.does(case, by, "submit_report", findings="It was sent.", proven="proven")

    def decided(self, case: CaseId, measure: str = "permissions-suspended", by: str = "lin", **more: Any) -> None:
        """Investigated and decided."""
        self.reported(case)
        self.does(case, by, "decide", measure=measure, reason="It is the first time.", shown=digest(matter(self.of(case))), **more)

    def served(self, case: CaseId, measure: str = "permissions-suspended", **more: Any) -> None:
        """Decided, handed over and confirmed."""
        self.decided(case, measure, **more)
        self.confirmed(case)

    def confirmed(self, case: CaseId, subject: str = "qian") -> None:
        """Handed over and confirmed."""
        self.does(case, "qi", "serve", how="handed_over")
        self.does(case, subject, "confirm_receipt")

    def blocks(self, who: str = "qian") -> int:
        """How many measures suspend what this person was granted."""
        claim = self.held.get(person_key(self.who_was(who)))
        return len(claim.blocks) if claim is not None else 0


def violating(now: datetime = MONDAY) -> Violating:
    return Violating(now=now)


def failed(duty: Duty) -> DutyFailed:
    """The world would not."""
    return DutyFailed(event=duty.event, duty=duty.name, reason="it is not there")
