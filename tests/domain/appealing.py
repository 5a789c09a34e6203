"""Appeals without the decision's case: it is told, and says what it is made to say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.appeals.state import Appeal
from domain.kernel import SYSTEM, CaseId, Duty, case_id
from tests.domain.chained import Chain
from tests.domain.playing import at

SOURCE = case_id("violation", UUID(int=7))
INVOLVED = ("lin", "wu-l", "gu")
"""Who took part in the decision: investigated, was asked, decided."""
ALLOWED = ("spoken-warning", "written-warning")
MONDAY = at("2026-03-02 10:00")


@dataclass
class Reviewing(Chain):
    """`answers`: what the decision's case says; `heard` what it was told."""

    answers: str = "done"
    heard: list[dict[str, Any]] = field(default_factory=list)

    def _tell(self, duty: Duty) -> str:
        if duty.to != SOURCE:
            return super()._tell(duty)
        self.heard.append({"command": duty.detail["command"], **duty.detail["content"]})
        return self.answers

    def appeals(self, by: str = "qian", involved: tuple[str, ...] = INVOLVED, **more: Any) -> CaseId:
        """The decision's case opens the review of its decision about this person."""
        said = {
            "subject": self.who_was(by),
            "source": SOURCE,
            "took_part": tuple(self.who_was(each) for each in involved),
            "department": "sales-back-office",
            "level": "2",
            "breach": "private-mailbox",
            "measure": "demotion",
            "allowed": ALLOWED,
            **more,
        }
        return self.opens("appeal-review", SYSTEM, **said)

    def sits(self, case: CaseId, legal: str = "shen", it: str = "cao", other: str = "han") -> None:
        """The panel is formed."""
        for seat, person in (("legal", legal), ("it", it), ("other", other)):
            self.does(case, "qi", "appoint", person=self.who_was(person), seat=seat)

    def ready(self, case: CaseId, **seats: str) -> None:
        """The panel sits, has heard the appellant and has found something."""
        self.sits(case, **seats)
        self.does(case, "qian", "state", text="It was not me.")
        self.does(case, seats.get("it", "cao"), "find", text="The mailbox was not hers.")

    def votes(self, case: CaseId, by: str, choice: str, measure: str = "") -> list[Any]:
        return self.does(case, by, "vote", choice=choice, measure=measure, reason=f"{by} says so")

    def of(self, case: CaseId) -> Appeal:
        found = self.cases[case]
        assert isinstance(found, Appeal)
        return found


def reviewing(now: datetime = MONDAY) -> Reviewing:
    return Reviewing(now=now)
