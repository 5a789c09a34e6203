"""Reports played without a server, by name and behind a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid5

from domain.kernel import BYLAW, Actor, CaseId, Duty, case_id
from domain.reports.receipts import BASIS, receipt_of
from domain.reports.state import Report
from domain.shapes import command_in, plain
from tests.domain.chained import Chain
from tests.domain.playing import at

WHAT = {"what": "Somebody sends customer lists to a private mailbox."}
HAZARD = {"what": "A cable lies across the corridor.", "place": "Second floor"}
FOUND: dict[str, Any] = {"summary": "The mail log shows three such letters.", "breach": "private-mailbox"}
LINE: dict[str, Any] = {"summary": "A cable across the corridor", "criterion": "Nothing lies on the way"}


@dataclass
class Reporting(Chain):
    """`report` by name; `anonymous` behind a receipt, whose holder speaks by `holder`. Cases that a report leads to are not played."""

    def report(self, by: str, plan: str = "violation-report", **fields: Any) -> CaseId:
        return self.opens(plan, by, {**(HAZARD if plan == "hazard-snapshot" else WHAT), **fields})

    def anonymous(self, plan: str = "violation-report", **fields: Any) -> CaseId:
        command = self.new_id()
        case = case_id("report", command)
        content = {"plan": plan, "fields": {**(HAZARD if plan == "hazard-snapshot" else WHAT), **fields}}
        self.judge(case, plan, command_in("report", "open", content), receipt(case), command)
        return case

    def holder(self, case: CaseId, command: str, **content: Any) -> list[Any]:
        asked = command_in("report", command, plain(content))
        return self.judge(case, self.cases[case].plan, asked, receipt(case), uuid5(BYLAW, f"{case}{self.new_id()}"))

    def stands(self, case: CaseId) -> Report:
        found = self.cases[case]
        assert isinstance(found, Report)
        return found

    def opening(self, case: CaseId) -> Duty:
        """The duty by which another case is opened."""
        [duty] = [duty for duty in self.stands(case).owed if duty.kind == "open"]
        return duty

    def opened(self, case: CaseId, receipt_: str = "done") -> list[Any]:
        """The world says what came of that duty."""
        duty = self.opening(case)
        return self.system(case, _ended(duty, receipt_))


def _ended(duty: Duty, said: str) -> Any:
    from domain.casework.commands import Notified

    return Notified(event=duty.event, duty=duty.name, receipt=said)


def receipt(case: CaseId) -> Actor:
    """Whoever holds the receipt of this case."""
    return Actor(id=receipt_of(case), machine=True, basis=BASIS)


def reporting(now: str = "2026-03-02 10:00") -> Reporting:
    """A Monday morning."""
    return Reporting(now=at(now))
