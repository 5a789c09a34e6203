"""Incidents whose plan says all of their end: what the default pack's plan leaves to its author is set here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, cast

from domain.calendar import span
from domain.incidents.ending.gate import missing
from domain.incidents.ending.plan import POINTS, Asked, Causes, EndingRules, NotLetGo
from domain.incidents.plan import IncidentPlan, Obligation
from domain.kernel import CaseId
from domain.policy import Limit, Pack, Step, role
from tests.domain.incidents import FOUR_COLOURS, Incidents
from tests.domain.playing import pack

WHYS = (("It is down.", "The disk was full."), ("The disk was full.", "Nobody looked."), ("Nobody looked.", "No alarm was set."))


def step(by: str, within: str = "3 wd", clause: str = "MK 4.3.3") -> Step:
    """Somebody is asked; then whoever is above, and then for ever."""
    limit = Limit(span=span(within), clause="house:aftermath")
    return Step(by=role(by), clause=clause, within=limit, rungs=("one rung up",), outcome="remind for ever")


def rules() -> EndingRules:
    """All of it, for people whom the sample organisation has."""
    levels = {"red": POINTS, "orange": POINTS, "yellow": ("cause", "measures"), "blue": ()}
    return EndingRules(
        not_let_go=NotLetGo(levels=levels, clause="MK 2.1.1"),
        loss=Asked(step=step("post head-of-administration"), levels=("red", "orange")),
        causes=Causes(step=step("post system-administrator"), whys=3, classes={"technical": {"zh": "技术", "en": "Technical"}}),
        training=step("post hr"),
        evaluation=Asked(step=step("post head-of-marketing", clause="CS 4.5.2"), levels=("red",)),
        closing=step("post compliance-officer", "20 wd", "MK 2.1.1"),
        rectification="rectification",
        violation="violation",
        breaches=("screen-unlocked", "private-mailbox"),
        clause="MK 4.3.3",
    )


@cache
def _whole() -> Pack:
    return whole(rules())


def whole(end: EndingRules) -> Pack:
    """The default pack with one obligation at the two worst levels of the four colours, and this end."""
    plan = cast("IncidentPlan", pack().plans[FOUR_COLOURS])
    isolate = Obligation(step=step("post it-director", "2 h", "MK 4.3.2"), title={"zh": "隔离现场", "en": "isolate the scene"})
    levels = {
        name: replace(level, obligations={"isolate_scene": isolate} if name in ("red", "orange") else {})
        for name, level in plan.levels.items()
    }
    return replace(pack(), plans={**pack().plans, FOUR_COLOURS: replace(plan, levels=levels, ending=end)})


@dataclass
class Endings(Incidents):
    """Incidents that somebody has, and what comes then."""

    pack: Pack = field(default_factory=_whole)

    def state(self, case: CaseId) -> Any:
        """The incident as it is now."""
        return self.cases[case]

    def contained(self, harm: str = "system-down", **more: Any) -> CaseId:
        """Acknowledged by whoever is asked, with everything done against the clock."""
        case = self.incident(harm=harm, **more)
        self.takes_it(case)
        return case

    def takes_it(self, case: CaseId) -> None:
        """It is acknowledged, and its obligations are met."""
        self.does(case, self.can(case, "acknowledge")[0], "acknowledge")
        while who := self.can(case, "report_done"):
            waiting = next(task.name for task in self.state(case).tasks if task.name in self.state(case).begun)
            self.does(case, who[0], "report_done", obligation=waiting)

    def first(self, case: CaseId, command: str, **content: Any) -> list[Any]:
        """The first of those who may."""
        return self.does(case, self.can(case, command)[0], command, **content)

    def lacks(self, case: CaseId) -> tuple[str, ...]:
        """What of the four is missing."""
        return missing(self.state(case), cast("IncidentPlan", self.pack.plans[self.state(case).plan]).ending)

    # --- the four ---------------------------------------------------------------------------------

    def finds_the_cause(self, case: CaseId) -> None:
        for why, because in WHYS:
            self.first(case, "add_why", why=why, because=because)
        self.first(case, "find_cause", root_cause="No alarm was set.", cause_class="technical")

    def nobody_is_at_fault(self, case: CaseId) -> None:
        self.first(case, "nobody_at_fault", reason="A disk is a disk.")

    def a_measure_is_accepted(self, case: CaseId) -> None:
        self.first(case, "require_rectification", finding="No alarm.", responsible=self.who("you"), criterion="Alarms ring.")
        self.deliver_all("open")
        line = self.linked(case, "rectification")
        self.does(line, "you", "submit_report", changed_rules="One.", execution="Done.")
        while line_voices := self.can(line, "accept"):
            self.does(line, line_voices[0], "accept")
        self.deliver_all("tell")

    def somebody_is_taught(self, case: CaseId) -> None:
        self.first(case, "record_training", person=self.who("you"))

    def the_loss_is_known(self, case: CaseId) -> None:
        self.first(case, "assess_loss", loss=12_000)
