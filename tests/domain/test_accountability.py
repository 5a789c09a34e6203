"""One matter through all its cases: report, violation, appeal, rectification, second round; and how else it may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from domain.appeals.state import Appeal
from domain.casework import commands as shared
from domain.casework import events as e
from domain.clocks import Held
from domain.kernel import CaseId
from domain.requests.form import person_key
from domain.violations.events import Lifted, Published, StayRefused
from tests.domain.chained import Chain
from tests.domain.playing import at, kinds

DONE: dict[str, Any] = {"changed_rules": "lists leave by the gateway only", "execution": "mailboxes checked every Friday"}
EVE = at("2026-02-14 10:00")
"""A Saturday that is worked; Spring Festival begins on the next day and ends on the 23rd."""


@dataclass
class Matter(Chain):
    """`sun` reports what `qian` did; `lin` heads them, `qi` is HR, `wei-h` heads HR, `gu` is above all."""

    def reported(self, by: str = "sun") -> CaseId:
        """A report that HR has checked; the violation that it leads to."""
        report = self.opens("violation-report", by, {"what": "Lists go to a private mailbox.", "about": self.who("qian")})
        self.does(report, "qi", "accept_report", subject=self.who("qian"), breach="private-mailbox", summary="Three such letters.")
        self.deliver_all()
        return self.linked(report, "violation")

    def decided(self, case: CaseId, by: str = "lin", **more: Any) -> None:
        """Heard, investigated within three working days, and decided."""
        self.does(case, by, "hear")
        self.does(case, "qian", "state", text="It was urgent.")
        self.until(at("2026-02-12 16:00"))
        self.does(case, by, "submit_report", findings="The list was sent.", proven="proven")
        self.does(case, by, "decide", measure="permissions-suspended", reason="A whole list.", **more)
        self.deliver_all()

    def served(self, case: CaseId) -> None:
        """Handed over and confirmed on the eve of the holiday."""
        self.until(EVE)
        self.does(case, "qi", "serve", how="handed_over")
        self.does(case, "qian", "confirm_receipt")
        self.deliver_all()

    def reviewed(self, case: CaseId) -> CaseId:
        """The appeal, in the last minute; the case of its review."""
        self.until(at("2026-02-25 23:59"))
        self.does(case, "qian", "appeal", grounds="I was told to.")
        self.deliver_all()
        return self.linked(case, "appeal")

    def required(self, violation: CaseId) -> CaseId:
        """What was found becomes a line of the ledger."""
        said: dict[str, Any] = {"finding": "Lists leave unseen.", "responsible": self.who("zheng"), "criterion": "No list leaves unseen."}
        self.does(violation, "lin", "require_rectification", **said)
        self.deliver_all()
        return self.linked(violation, "rectification")

    def put_right(self, first: CaseId) -> CaseId:
        """Sent back once, accepted, short of its mark, and put right again one level up."""
        self.does(first, "zheng", "submit_report", **DONE)
        self.does(first, self.can(first, "send_back")[0], "send_back", reason="Nobody was trained.")
        self.accepted(first, "zheng")
        self.verified(first, met=False)
        second = self.linked(first, "second_round")
        assert self.handles([self.of(second).requester]) == ["lin"]
        self.does(second, "lin", "record_coaching", note="an hour each")
        self.accepted(second, "lin")
        self.verified(second, met=True)
        return second

    def accepted(self, line: CaseId, by: str) -> None:
        self.does(line, by, "submit_report", **DONE)
        for member in self.can(line, "accept")[:2]:
            self.does(line, member, "accept")

    def verified(self, line: CaseId, *, met: bool) -> None:
        effect = self.due(line, "effect")
        assert effect is not None
        self.until(effect)
        self.does(line, "bai", "confirm_effect", met=met, measured="two lists in three months" if not met else "none")
        self.deliver_all()

    def of(self, case: CaseId) -> Any:
        return self.cases[case]

    def blocks(self) -> int:
        claim = self.held.get(person_key(self.who("qian")))
        return len(claim.blocks) if claim is not None else 0


@pytest.fixture
def matter() -> Matter:
    return Matter(now=at("2026-02-09 10:00"))


def test_a_matter_from_the_report_to_the_verified_effect_as_a_story(matter: Matter) -> None:
    """SO 4.2.3, SO 5.2.2, SO 5.2.3, SO 5.3.1, MK 5.3.3. Each case leads to the next, and nobody judges what they had a hand in."""
    violation = matter.reported()
    assert matter.due(violation, "answer:investigate") == at("2026-02-13 00:00")
    matter.decided(violation)
    matter.served(violation)
    assert (matter.due(violation, "appeal"), matter.blocks()) == (at("2026-02-26 00:00"), 1)

    appeal = matter.reviewed(violation)
    assert (matter.blocks(), matter.due(violation, "measure")) == (0, None)
    review = matter.of(appeal)
    assert isinstance(review, Appeal)
    assert sorted(matter.handles(review.took_part)) == ["lin", "qi", "sun"]
    assert (review.linked("source"), review.allowed) == (violation, ("spoken-warning", "written-warning"))
    assert matter.due(appeal, "review") == at("2026-03-04 00:00"), "Saturday the 28th is worked"
    assert matter.can(appeal, "appoint") == ["wei-h"], "HR checked the report, so that it goes one rung up"
    for barred in ("lin", "sun", "qi"):
        assert matter.says_no(appeal, "wei-h", "appoint", person=matter.who(barred), seat="other")[0] == "house:took-part"
    for seat, person in (("legal", "shen"), ("it", "cao"), ("other", "han")):
        matter.does(appeal, "wei-h", "appoint", person=matter.who(person), seat=seat)
    matter.does(appeal, "qian", "state", text="My head asked me for it.")
    matter.does(appeal, "cao", "find", text="The head's letter is on the server.")
    matter.does(appeal, "han", "recuse", reason="We are cousins.")
    matter.does(appeal, "wei-h", "appoint", person=matter.who("zhu"), seat="other")
    for member, choice in (("shen", "change"), ("cao", "confirm"), ("zhu", "change")):
        measure: dict[str, Any] = {"measure": "spoken-warning"} if choice == "change" else {}
        matter.does(appeal, member, "vote", choice=choice, reason=f"{member} thinks so", **measure)
    matter.deliver_all()
    assert (matter.of(appeal).stage, matter.of(appeal).outcome) == ("closed", "changed")
    assert (matter.of(violation).decision.measure, matter.blocks()) == ("spoken-warning", 0)

    line = matter.required(violation)
    matter.does(violation, "qi", "serve", how="handed_over")
    matter.does(violation, "qian", "confirm_receipt")
    second = matter.put_right(line)
    assert (matter.of(second).stage, matter.of(second).outcome) == ("closed", "effective")
    assert {case: matter.of(case).stage for case in matter.cases} == dict.fromkeys(matter.cases, "closed")
    assert len(matter.cases) == 5


def test_an_appeal_one_minute_late_is_refused_with_the_dates(matter: Matter) -> None:
    """SO 5.2.3. The window closes at midnight after the second working day; the refusal says when it was served and when it was due."""
    violation = matter.reported()
    matter.decided(violation)
    matter.served(violation)
    matter.until(at("2026-02-26 00:01"))
    said = matter.says_no(violation, "qian", "appeal", grounds="I was told to.")
    assert said == ("SO 5.2.3", "appeal_too_late")
    said_in_time = matter.does(violation, "qian", "appeal", grounds="I was told to.", asked_at=at("2026-02-25 23:59"))
    assert "Appealed" in kinds(said_in_time), "what was asked in time and arrives late still counts"


def test_a_silent_panel_leaves_nothing_of_the_decision(matter: Matter) -> None:
    """house:silence-for-appellant, SO 5.2.3. Nobody votes: it goes up, ends, and the decision is annulled; nothing of it is in force."""
    violation = matter.reported()
    matter.decided(violation)
    matter.served(violation)
    appeal = matter.reviewed(violation)
    for seat, person in (("legal", "shen"), ("it", "cao"), ("other", "han")):
        matter.does(appeal, "wei-h", "appoint", person=matter.who(person), seat=seat)
    for _ in range(40):
        matter.until(matter.now.replace(hour=12) + (at("2026-01-02 00:00") - at("2026-01-01 00:00")))
        matter.deliver_all()
    assert (matter.of(appeal).stage, matter.of(appeal).outcome) == ("closed", "annulled")
    assert (matter.of(violation).result, matter.of(violation).points, matter.blocks()) == ("annulled", 0, 0)
    assert "measure" not in matter.of(violation).clocks


def test_an_urgent_risk_lets_the_decision_stand_meanwhile(matter: Matter) -> None:
    """SO 5.2.3. Who said so, and why, stands in the case; the measure runs on until the panel has concluded."""
    violation = matter.reported()
    matter.decided(violation, urgent_risk="The mailbox is still open.")
    matter.served(violation)
    matter.until(at("2026-02-25 23:59"))
    said = matter.does(violation, "qian", "appeal", grounds="I was told to.")
    assert any(isinstance(event, StayRefused) for event in said)
    assert not any(isinstance(event, Held | Lifted) for event in said)
    assert matter.blocks() == 1


def test_a_lead_who_falls_ill_hands_on(matter: Matter) -> None:
    """SO 5.2.2, house:one-rung-up. Silence of the lead goes up within its time, and the investigation ends all the same."""
    violation = matter.reported()
    matter.until(at("2026-02-13 00:00"))
    went = [each.event for each in matter.events[violation] if isinstance(each.event, e.WentUp)]
    assert [matter.handles(event.people) for event in went] == [["gu"]]
    matter.does(violation, "gu", "hear")
    matter.does(violation, "qian", "state", text="It was urgent.")
    matter.does(violation, "gu", "submit_report", findings="The list was sent.", proven="proven")
    assert matter.can(violation, "decide") == ["lin"]


def test_a_head_who_reported_does_not_judge(matter: Matter) -> None:
    """house:impartial. The head of the department reported: investigation and decision go one rung up."""
    violation = matter.reported(by="lin")
    assert matter.can(violation, "submit_report") == ["gu"]
    matter.decided(violation, by="gu")
    matter.served(violation)
    appeal = matter.reviewed(violation)
    assert sorted(matter.handles(matter.of(appeal).took_part)) == ["gu", "lin", "qi"]


def test_a_subject_who_leaves_is_served_all_the_same(matter: Matter) -> None:
    """house:served, house:every-step-ends. They cannot confirm; after the declared attempts it counts as served, and it all ends."""
    violation = matter.reported()
    matter.decided(violation)
    matter.change("qian", active=False)
    matter.system(violation, shared.LookAgain())
    for day in range(13, 60):
        matter.until(at("2026-02-13 12:00") + day * (at("2026-01-02 00:00") - at("2026-01-01 00:00")))
        if matter.can(violation, "serve"):
            matter.does(violation, matter.can(violation, "serve")[0], "serve", how="by_post")
        matter.deliver_all()
    assert matter.of(violation).stage == "closed"
    assert any(isinstance(each.event, Published) for each in matter.events[violation])
