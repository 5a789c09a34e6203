"""Recurring controls: opened once a period, carried out or missed, and the next one opens all the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.controls import runs
from domain.controls.plan import ControlPlan, posts
from domain.controls.state import Control
from domain.kernel import SYSTEM, CaseId, Refused
from domain.shapes import command_in
from packs import read
from packs.check import of_document
from packs.document import Document
from packs.read import find, load
from tests.domain.chained import MACHINE, Chain
from tests.domain.playing import at, kinds, pack, people

FOLLOW, HEAD = "weekly-followup", "head-of-sales-back-office"
MONDAY = "2026-03-02 00:00"  # of 2026-W10


def plan(name: str = FOLLOW) -> ControlPlan:
    found = pack().plans[name]
    assert isinstance(found, ControlPlan)
    return found


class Controls(Chain):
    """Runs of controls, opened as the system does."""

    def run(self, period: str, post: str = HEAD, plan: str = FOLLOW) -> CaseId:
        case = runs.run_id(plan, post, period)
        self._take(case, "open", runs.opening(plan, post, period), MACHINE, runs.opening_id(plan, post, period))
        return case

    def of(self, case: CaseId) -> Control:
        found = self.cases[case]
        assert isinstance(found, Control)
        return found

    def state(self, case: CaseId) -> tuple[str, str]:
        return self.of(case).stage, self.of(case).outcome

    def next(self, case: CaseId) -> CaseId:
        """The next run, once the world has opened it."""
        self.deliver_all("open")
        found = self.of(case)
        return runs.run_id(found.plan, found.post, found.following)


@pytest.fixture
def play() -> Controls:
    return Controls(now=at(MONDAY))


# --- opening --------------------------------------------------------------------------------------


def test_a_run_asks_whoever_holds_the_responsible_post(play: Controls) -> None:
    """SO 5.3.1, MK 5.3.2 (F2). One case a head and week over all their lines; the head is asked, and reminded before it is too late."""
    case = play.run("2026-W10")
    assert play.state(case) == ("open", "")
    assert play.can(case, "complete") == ["lin"]
    assert (play.of(case).department, play.of(case).period) == ("sales-back-office", "2026-W10")
    assert play.due(case, "answer:carry_out") == at("2026-03-06 00:00")
    assert {"remind:carry_out:0", "period_end"} <= play.of(case).clocks.keys()


def test_nobody_opens_a_run_by_hand_and_none_has_two_ids(play: Controls) -> None:
    """house:recurring. The system opens it, as the one case that control, post and period have; again is refused."""
    content = command_in("control", "open", runs.opening(FOLLOW, HEAD, "2026-W10"))
    case, other = (runs.run_id(FOLLOW, HEAD, week) for week in ("2026-W10", "2026-W11"))
    for by, where, key in ((play.actor("lin"), case, "opens_by_itself"), (MACHINE, other, "not_this_run")):
        with pytest.raises(Refused) as no:
            play.judge(where, FOLLOW, content, by, play.new_id())
        assert (no.value.clause, no.value.key) == ("house:recurring", key)
    play.run("2026-W10")
    with pytest.raises(Refused, match="already_open"):
        play.run("2026-W10")


@pytest.mark.parametrize("period", ["2026-13", "2026-W54", "2026-w10", "", "x" * 11, "9999-W52"])
def test_a_period_is_one_of_the_rhythm(play: Controls, period: str) -> None:
    """house:form. What is no period has no run."""
    with pytest.raises(Refused) as no:
        play.run(period)
    assert no.value.field == "fields.period"


def test_a_run_of_the_next_period_waits_for_it(play: Controls) -> None:
    """house:recurring. Opened when the one before ended, it asks nobody until its own period begins."""
    case = play.run("2026-W11")
    assert play.state(case) == ("waiting", "")
    assert play.of(case).tasks == ()
    play.until(at("2026-03-09 00:00"))
    assert play.state(case) == ("open", "")
    assert play.can(case, "complete") == ["lin"]


def test_a_period_that_is_over_is_missed_at_once(play: Controls) -> None:
    """house:recurring. It is recorded as missed, who stands above hears of it, and the next run opens all the same."""
    case = play.run("2026-W09")
    assert play.state(case) == ("closed", "missed")
    assert [play.handles(play.told(case, duty)) for duty in play.of(case).owed if duty.kind == "notify"] == [["gu"]]
    assert play.state(play.next(case)) == ("open", "")


def test_a_rhythm_that_changed_ends_the_runs_of_the_old_one(play: Controls) -> None:
    """house:governed. The pack makes it monthly: the week's next run ends at once, and nobody is alarmed."""
    case = play.run("2026-W10")
    play.does(case, "lin", "complete", summary="the last of its kind")
    play.pack = replace(play.pack, plans={**play.pack.plans, FOLLOW: replace(plan(), rhythm="monthly")})
    following = play.next(case)
    assert (play.state(following), play.of(following).owed) == (("closed", "ended"), ())
    assert play.state(play.run("2026-03")) == ("open", "")


def test_a_post_that_is_not_responsible_any_more_ends_its_runs(play: Controls) -> None:
    """house:recurring. Its department was dissolved while the run waited: no next one is owed."""
    case, gone = play.run("2026-W11"), play.run("2026-W10", post="archivist")
    assert play.state(gone) == ("closed", "ended")
    assert play.of(gone).owed == ()
    departments = {name: each for name, each in play.org.departments.items() if each.head != HEAD}
    play.org = replace(play.org, departments=departments)
    play.until(at("2026-03-09 00:00"))
    assert (play.state(case), play.of(case).owed) == (("closed", "ended"), ())


# --- carrying out ---------------------------------------------------------------------------------


def test_done_in_one_step_and_the_next_opens(play: Controls) -> None:
    """SO 5.3.1. What was done in a few words; the run closes, and the next one waits for its week."""
    case = play.run("2026-W10")
    said = play.does(case, "lin", "complete", summary="all three lines are on time", findings=1)
    assert kinds(said)[:1] == ["Completed"]
    assert play.state(case) == ("closed", "done")
    following = play.next(case)
    assert (play.of(following).period, play.state(following)) == ("2026-W11", ("waiting", ""))
    assert play.of(following).links == play.of(case).links == ()


def test_what_is_not_said_is_not_done(play: Controls) -> None:
    """SO 5.3.1. A summary is needed, and only whoever is asked gives it."""
    case = play.run("2026-W10")
    assert play.says_no(case, "lin", "complete", summary="  ")[1] == "missing_field"
    assert play.says_no(case, "lin", "complete", summary="x", findings=-1)[1] == "wrong_type"
    assert play.says_no(case, "he", "complete", summary="x") == ("MK 5.3.2", "task_not_yours")
    assert play.says_no(case, SYSTEM, "complete", summary="x")[1] == "task_not_yours"


def test_a_stand_in_carries_it_out(play: Controls) -> None:
    """house:stand-in. Whoever stands in for the head does it in the head's place."""
    play.stands_in("zhou", "lin")
    case = play.run("2026-W10")
    assert play.can(case, "complete") == ["lin", "zhou"]
    play.does(case, "zhou", "complete", summary="done for Lin")
    assert play.state(case) == ("closed", "done")


def test_a_post_without_a_holder_goes_up_recorded(play: Controls) -> None:
    """house:one-rung-up. Nobody heads the department: the post above is asked, and the log says why."""
    play.takes_over(HEAD, "")
    case = play.run("2026-W10")
    assert play.can(case, "complete") == ["gu"]
    assert [each.event.why for each in play.events[case] if type(each.event).__name__ == "WentUp"] == ["nobody"]


def test_nobody_in_time_goes_up_and_then_it_is_missed(play: Controls) -> None:
    """MK 5.3.2, house:every-step-ends. Thursday's end asks the post above too; the week's end and a little later it is missed."""
    case = play.run("2026-W10")
    play.until(at("2026-03-06 00:00"))
    assert sorted(play.can(case, "complete")) == ["gu", "lin"]
    assert play.due(case, "answer:carry_out") == at("2026-03-09 00:00"), "no time goes beyond the period"
    play.until(at("2026-03-09 00:14"))
    assert play.state(case) == ("open", "")
    play.until(at("2026-03-09 00:15"))
    assert play.state(case) == ("closed", "missed")
    following = play.next(case)
    assert (play.of(following).period, play.state(following)) == ("2026-W11", ("open", ""))


def test_said_in_time_counts_though_it_arrives_late(play: Controls) -> None:
    """house:recurring. What was said within the week and arrives a few minutes after it is in time; what was said after it is not."""
    case = play.run("2026-W10")
    play.until(at("2026-03-09 00:10"))
    assert play.says_no(case, "lin", "complete", summary="too late") == ("house:recurring", "period_over")
    assert play.can(case, "complete") == []
    play.does(case, "lin", "complete", summary="in time", asked_at=at("2026-03-08 23:59"))
    assert play.state(case) == ("closed", "done")


def test_a_day_that_became_a_holiday_has_no_run(play: Controls, monkeypatch: pytest.MonkeyPatch) -> None:
    """MK 5.1.1. The log of a working day; a day off has none, and the next working day has its own."""
    play.now = at("2026-03-05 08:00")
    first = play.run("2026-03-05", post="safety-officer", plan="safety-log")
    play.does(first, play.can(first, "complete")[0], "complete", summary="quiet")
    following = play.next(first)
    assert play.of(following).period == "2026-03-06"
    closed = replace(play.rules("safety-log").calendar, holidays=frozenset({at("2026-03-06 00:00").date()}))
    monkeypatch.setattr("tests.domain.playing.days", lambda: closed)
    play.until(at("2026-03-06 00:00"))
    assert play.state(following) == ("closed", "not_due")
    assert play.of(play.next(following)).period == "2026-03-09"


def test_a_monthly_control_of_one_post(play: Controls) -> None:
    """MK 2.3.2, SO 6.1.2 (G4, G16). Other controls are other data: a self-check each month, a joint meeting each month."""
    check, meet = play.run("2026-03", "safety-officer", "self-check"), play.run("2026-03", HEAD, "joint-meeting")
    assert play.can(meet, "complete") == ["lin"]
    assert len(play.can(check, "complete")) == 1
    assert posts(plan("joint-meeting"), play.org) == (HEAD,)
    assert set(posts(plan(), play.org)) == {each.head for each in play.org.departments.values()}


# --- findings -------------------------------------------------------------------------------------


def test_what_is_found_becomes_a_line_of_the_ledger(play: Controls) -> None:
    """SO 5.3.1. In one step, linked, as often as needed, with one person responsible; the run goes on."""
    case = play.run("2026-W10")
    said: dict[str, Any] = {"finding": "a drawer is open", "responsible": play.who("zhou"), "criterion": "none open for a month"}
    for _ in range(2):
        play.does(case, "lin", "report_finding", **said)
    play.deliver_all("open")
    line = play.cases[play.linked(case, "finding")]
    assert (line.plan, line.requester, line.fields["finding"]) == ("rectification", play.who("zhou"), "a drawer is open")
    assert [link.relation for link in line.links] == ["source"]  # type: ignore[attr-defined]
    assert len({link.case for link in play.of(case).links}) == 2
    assert (play.of(case).findings, play.state(case)[0]) == (2, "open")


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"responsible": "nobody"}, ("house:form", "unknown_person")),
        ({"finding": " "}, ("SO 5.3.1", "missing_field")),
        ({"criterion": ""}, ("SO 5.3.1", "missing_field")),
        ({"finding": "x" * 1001}, ("SO 5.3.1", "too_long")),
    ],
)
def test_what_would_not_become_a_line_is_refused_here(play: Controls, changed: dict[str, Any], refused: tuple[str, str]) -> None:
    """SO 5.3.1. Whoever reports hears at once what is wrong with it; nothing fails later."""
    case = play.run("2026-W10")
    said: dict[str, Any] = {"finding": "a drawer is open", "responsible": play.who("zhou"), "criterion": "none open"}
    assert play.says_no(case, "lin", "report_finding", **{**said, **changed}) == refused


def test_whoever_found_a_violation_judges_nothing_there(play: Controls) -> None:
    """MK 2.3.2, house:took-part. Who reported it, and for whom they stood in, took part there; the kind is one that the plan knows."""
    case = play.run("2026-03", "safety-officer", "self-check")
    [officer] = play.can(case, "complete")
    play.stands_in("zhou", officer)
    said: dict[str, Any] = {"subject": play.who("wu-l"), "facts": "left the screen open over lunch"}
    assert play.says_no(case, officer, "report_violation", breach="treason", **said) == ("MK 2.3.2", "wrong_type")
    play.does(case, "zhou", "report_violation", breach="screen-unlocked", **said)
    play.deliver_all("open")
    violation = play.cases[play.linked(case, "violation")]
    assert violation.plan == "violation"
    assert {play.who(officer), play.who("zhou")} <= violation.took_part  # type: ignore[attr-defined]


def test_a_control_that_reports_nothing_says_so(play: Controls) -> None:
    """house:recurring. Where the pack names no plan for what is found, nothing is opened."""
    case = play.run("2026-03", HEAD, "joint-meeting")
    given: dict[str, Any] = {"finding": "x", "responsible": play.who("zhou"), "criterion": "y"}
    assert play.says_no(case, "lin", "report_finding", **given) == ("house:recurring", "finds_nothing_such")
    assert play.says_no(case, "lin", "report_violation", subject=play.who("zhou"), breach="x", facts="y")[1] == "finds_nothing_such"
    assert play.can(case, "report_finding") == play.can(case, "report_violation") == []


# --- always ---------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 3), min_size=3, max_size=8), st.integers(0, 6))
def test_every_period_has_one_run_whatever_is_done(choices: list[int], wait: int) -> None:
    """house:recurring, house:every-step-ends. Done, missed, vacant or taken over: weeks follow each other without a gap, each closes."""
    play = Controls(now=at(MONDAY) + timedelta(days=wait))
    case = play.run("2026-W10")
    for choice in choices:
        if choice == 2:
            play.takes_over(HEAD, "")
        elif choice == 3:
            play.takes_over(HEAD, "zhou")
        play.until(play.of(case).starts)
        if choice == 0:
            play.does(case, play.can(case, "complete")[0], "complete", summary="done")
        else:
            play.until(play.of(case).ends + timedelta(hours=1))
        assert play.state(case) == ("closed", "done" if choice == 0 else "missed")
        before, case = play.of(case), play.next(case)
        assert play.of(case).starts == before.ends
    assert len(play.cases) == len(choices) + 1


def test_after_an_outage_every_period_is_there(play: Controls) -> None:
    """house:recurring. Ten weeks nobody looked: each of them is recorded as missed, and the present one is open."""
    case = play.run("2026-W10")
    play.now += timedelta(weeks=10)
    play.until(play.now + timedelta(hours=1))
    play.deliver_all("open")
    outcomes = [play.state(runs.run_id(FOLLOW, HEAD, f"2026-W{week}"))[1] for week in range(10, 21)]
    assert outcomes == [*["missed"] * 10, ""]
    assert play.of(case).outcome == "missed"


# --- as data --------------------------------------------------------------------------------------


def _wrong(**changed: Any) -> Iterator[str]:
    content: dict[str, Any] = dict(load(find("default")).content)
    plans = [dict(each) for each in content["plans"]]
    [mine] = [each for each in plans if each["plan"] == FOLLOW]
    mine.update(changed)
    for problem in of_document(Document(file="x", content={**content, "plans": plans}), [people()]):
        yield f"{problem.field.partition('.')[2]}: {problem.key}"


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"rhythm": "hourly"}, "rhythm: not_one_of"),
        ({"per": "group trade-secret-readers"}, "per: not_responsible"),
        ({"per": "post astronaut"}, "per: no_post"),
        ({"what": ""}, "what: not_words"),
        ({"do": {"house": "recurring", "within": {"setting": "control-time"}, "then": ["refuse"]}}, "do.then[0]: no_end"),
        ({"do": {"by": "employee", "house": "recurring", "within": {"setting": "control-time"}, "then": ["missed"]}}, "do.by: unknown_key"),
        ({"finds": {"rectification": "nowhere", "clause": "SO 5.3.1"}}, "finds.rectification: no_such_plan"),
        ({"finds": {"violation": "contract-loan", "breaches": ["x"], "clause": "SO 5.3.1"}}, "finds.violation: no_such_plan"),
        ({"finds": {"violation": "violation", "breaches": ["treason"], "clause": "SO 5.3.1"}}, "finds.breaches[0]: no_such_breach"),
        ({"finds": {"violation": "violation", "clause": "SO 5.3.1"}}, "finds: missing"),
        ({"asks": {"who": "employee"}}, "asks: unknown_key"),
    ],
)
def test_a_control_is_checked(changed: dict[str, Any], problem: str) -> None:
    """house:governed. What cannot be is told before it is adopted."""
    assert problem in list(_wrong(**changed))


def test_a_control_is_read_as_written() -> None:
    """SO 5.3.1, MK 5.3.2. Each head, each week; asked within three working days, then one rung up, then missed."""
    assert read.pack(load(find("default"))).plans[FOLLOW] == plan()
    found = plan()
    assert (found.rhythm, str(found.do.by), found.do.rungs, found.do.outcome) == (
        "weekly",
        "head of owner's department",
        ("one rung up",),
        "missed",
    )
    assert found.ledger
