"""Each rule of a review on its own: who opens it, who sits, who speaks, who votes, what counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.appeals import events as e
from domain.appeals.state import Ballot
from domain.appeals.voting import result
from domain.casework import commands as shared
from domain.casework import events as told
from domain.clocks import Armed
from domain.deciders import DECIDERS
from domain.kernel import PersonId
from tests.domain.appealing import ALLOWED, Reviewing, reviewing
from tests.domain.playing import at, days


@pytest.fixture
def play() -> Reviewing:
    return reviewing()


# --- the opening ----------------------------------------------------------------------------------


def test_a_person_files_an_appeal_on_the_decisions_case(play: Reviewing) -> None:
    """SO 5.2.3. Nobody opens a review by hand, also not HR."""
    with pytest.raises(Exception, match="appeal_elsewhere"):
        play.opens("appeal-review", "qi", subject=play.who("qian"), source="violation-x")
    seen = DECIDERS["appeal"].preview(play.rules("appeal-review"), play.who("qian"), {}, play.now)
    assert [no.key for no in seen.refusals] == ["appeal_elsewhere"]


def test_a_review_without_a_decision_or_an_appellant_is_none(play: Reviewing) -> None:
    """house:form. Also the system's own opening names the decision's case and somebody whom the organisation knows."""
    for wrong, key in (
        ({"source": ""}, "missing_field"),
        ({"subject": "nobody"}, "unknown_person"),
        ({"fields": {"x": 1}}, "unknown_field"),
    ):
        with pytest.raises(Exception, match=key):
            play.appeals(**wrong)


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        ("2026-02-13 10:00", "2026-02-28 00:00"),  # Spring Festival between; the Saturday of the 14th is worked
        ("2026-03-06 23:59", "2026-03-14 00:00"),
        ("2026-03-07 00:01", "2026-03-14 00:00"),
    ],
)
def test_five_working_days_from_the_filing(filed: str, due: str) -> None:
    """SO 5.2.3. The day of the filing does not count; holidays do not, a make-up Saturday does."""
    play = reviewing(at(filed))
    case = play.appeals()
    assert play.due(case, "review") == at(due)


def test_an_end_beyond_the_published_days_is_marked() -> None:
    """Design §4. A review that is filed at the end of the year runs into days that nobody has published yet."""
    play = reviewing(at(f"{days().published_through} 10:00"))
    case = play.appeals()
    assert "review" in play.of(case).provisional
    armed = [each.event for each in play.events[case] if isinstance(each.event, Armed) and each.event.clock == "review"]
    assert armed[0].provisional


# --- the panel ------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["lin", "wu-l", "gu", "qian"])
def test_nobody_who_took_part_sits(play: Reviewing, person: str) -> None:
    """house:took-part. Whoever investigated or decided, and the appellant: refused at the appointment."""
    case = play.appeals()
    assert play.says_no(case, "qi", "appoint", person=play.who(person), seat="other") == ("house:took-part", "may_not_act")


def test_nobody_sits_who_acts_for_one_who_took_part(play: Reviewing) -> None:
    """house:took-part. A stand-in of the decider is kept out as long as they stand in, at the appointment and at the vote."""
    case = play.appeals()
    play.ready(case)
    play.stands_in("han", "gu", "2026-03-02", "2026-03-04")
    assert play.says_no(case, "han", "vote", choice="confirm", reason="x") == ("house:took-part", "may_not_act")
    assert play.can(case, "vote") == ["shen", "cao"]
    play.stands_in("zhu", "lin", "2026-03-02", "2026-03-04")
    said = play.says_no(case, "qi", "replace", member=play.who("han"), person=play.who("zhu"), reason="x")
    assert said == ("house:took-part", "may_not_act")
    play.until(at("2026-03-04 10:00"))
    play.votes(case, "han", "confirm")


@pytest.mark.parametrize(("person", "seat"), [("han", "legal"), ("shen", "it"), ("cao", "legal")])
def test_legal_and_it_sit_on_it(play: Reviewing, person: str, seat: str) -> None:
    """SO 5.2.3. A seat is for whom the pack says; the third one for anybody."""
    case = play.appeals()
    assert play.says_no(case, "qi", "appoint", person=play.who(person), seat=seat) == ("SO 5.2.3", "not_for_this_seat")


def test_a_seat_whose_holder_is_in_conflict_goes_one_rung_up(play: Reviewing) -> None:
    """house:one-rung-up. The only counsel took part: whoever is above that post may sit instead, and only then."""
    case = play.appeals(involved=("lin",))
    assert play.says_no(case, "qi", "appoint", person=play.who("gu"), seat="legal")[1] == "not_for_this_seat"
    case = play.appeals(involved=("lin", "shen"))
    play.does(case, "qi", "appoint", person=play.who("gu"), seat="legal")
    assert play.of(case).seat_of(play.who("gu")) == "legal"


def test_the_panel_comes_from_several_departments(play: Reviewing) -> None:
    """SO 5.2.3. A last seat that would leave the panel in one department is refused."""
    play.change("shen", department="information-technology")
    case = play.appeals()
    play.does(case, "qi", "appoint", person=play.who("shen"), seat="legal")
    play.does(case, "qi", "appoint", person=play.who("cao"), seat="it")
    assert play.says_no(case, "qi", "appoint", person=play.who("hua"), seat="other") == ("SO 5.2.3", "too_few_departments")


def test_who_names_does_not_judge(play: Reviewing) -> None:
    """house:panel-apart. HR names nobody who is HR; a member names nobody."""
    case = play.appeals()
    assert play.says_no(case, "qi", "appoint", person=play.who("qi"), seat="other") == ("house:panel-apart", "may_not_act")
    play.sits(case)
    assert play.says_no(case, "cao", "replace", member=play.who("han"), person=play.who("zhu"), reason="x")[0] == "house:panel-apart"


def test_who_forms_the_panel_took_no_part(play: Reviewing) -> None:
    """house:took-part, house:one-rung-up. HR decided with them: its superior forms the panel."""
    case = play.appeals(involved=("lin", "qi"))
    assert play.can(case, "appoint") == ["wei-h"]
    assert play.says_no(case, "qi", "appoint", person=play.who("shen"), seat="legal")[0] == "house:took-part"
    for seat, person in (("legal", "shen"), ("it", "cao"), ("other", "han")):
        play.does(case, "wei-h", "appoint", person=play.who(person), seat=seat)
    assert play.can(case, "replace") == ["wei-h"], "also when the panel is formed"
    play.does(case, "wei-h", "replace", member=play.who("han"), person=play.who("zhu"), reason="ill")


@pytest.mark.parametrize(
    ("command", "content", "key"),
    [
        ("appoint", {"person": "shen", "seat": "chair"}, "wrong_type"),
        ("appoint", {"person": "cao", "seat": "legal"}, "seat_taken"),
        ("appoint", {"person": "shen", "seat": "it"}, "sits_already"),
        ("appoint", {"person": "x", "seat": "it"}, "unknown_person"),
        ("replace", {"member": "han", "person": "zhu", "reason": "x"}, "not_on_the_panel"),
        ("replace", {"member": "shen", "person": "gu"}, "missing_field"),
    ],
)
def test_a_wrong_appointment_is_refused(play: Reviewing, command: str, content: dict[str, Any], key: str) -> None:
    """house:form, house:reason. No such seat, one that is taken, nobody of that name, nobody there, no reason."""
    case = play.appeals()
    play.does(case, "qi", "appoint", person=play.who("shen"), seat="legal")
    known: dict[str, Any] = {
        name: play.who(value) if name in ("person", "member") and value != "x" else value for name, value in content.items()
    }
    assert play.says_no(case, "qi", command, **known)[1] == key


def test_who_leaves_the_company_sits_no_more(play: Reviewing) -> None:
    """house:every-step-ends. The seat is empty at once, and HR is asked again."""
    case = play.appeals()
    play.ready(case)
    play.votes(case, "han", "confirm")
    play.change("han", active=False)
    said = play.system(case, shared.LookAgain())
    assert [event.why for event in said if isinstance(event, e.Left)] == ["gone"]
    assert (play.of(case).ballots, play.can(case, "appoint")) == ((), ["qi"])


def test_who_has_voted_is_left_alone(play: Reviewing) -> None:
    """house:panel-independent. HR replaces nobody because of how they voted; somebody silent it may, and their seat's time runs on."""
    case = play.appeals()
    play.ready(case)
    play.votes(case, "han", "annul")
    assert play.says_no(case, "qi", "replace", member=play.who("han"), person=play.who("zhu"), reason="x") == (
        "house:panel-independent",
        "has_voted",
    )
    play.does(case, "qi", "replace", member=play.who("cao"), person=play.who("hua"), reason="ill")
    assert set(play.can(case, "vote")) == {"shen", "hua"}


# --- hearing and findings -------------------------------------------------------------------------


def test_nobody_votes_unheard_or_without_findings(play: Reviewing) -> None:
    """SO 5.2.3. It investigates anew: the appellant is heard and something is found before anybody votes."""
    case = play.appeals()
    play.sits(case)
    assert play.says_no(case, "shen", "vote", choice="annul", reason="x") == ("SO 5.2.3", "not_heard_yet")
    play.does(case, "shen", "record_hearing", text="She says it was not her.")
    assert play.says_no(case, "shen", "vote", choice="annul", reason="x") == ("SO 5.2.3", "no_findings_yet")
    play.does(case, "shen", "find", text="So it is.")
    play.votes(case, "shen", "annul")


def test_silence_of_the_appellant_is_no_obstacle(play: Reviewing) -> None:
    """SO 5.2.3, house:every-step-ends. When the time to speak is over and late delivery too, the panel goes on."""
    case = play.appeals()
    play.sits(case)
    play.does(case, "cao", "find", text="So it is.")
    play.until(at("2026-03-04 00:00"))
    assert play.says_no(case, "shen", "vote", choice="annul", reason="x")[1] == "not_heard_yet"
    play.until(at("2026-03-04 00:15"))
    assert play.of(case).mark("hearing").outcome == "silent"  # type: ignore[union-attr] # it is there
    play.votes(case, "shen", "annul")


def test_an_appellant_who_spoke_early_is_not_asked_again(play: Reviewing) -> None:
    """SO 5.2.3. What was said before the panel sat is heard by it; only the appellant says it, and nobody for them."""
    case = play.appeals()
    play.stands_in("sun", "qian")
    assert play.says_no(case, "sun", "state", text="x") == ("SO 5.2.3", "only_the_appellant")
    play.does(case, "qian", "state", text="It was not me.")
    play.sits(case)
    assert play.of(case).waits_for("hearing") is None
    assert play.of(case).heard


def test_who_spoke_early_is_shown_as_heard(play: Reviewing) -> None:
    """SO 5.2.3. The picture of the case says that they were heard, before the panel sits and after; and only once."""
    case = play.appeals()
    for text in ("It was not me.", "Nor my head."):
        play.does(case, "qian", "state", text=text)
        assert [(each.what, each.outcome) for each in play.of(case).trail if each.what == "hearing"] == [("hearing", "stated")]
    play.sits(case)
    assert [each.who.person for each in play.of(case).trail if each.what == "hearing"] == [play.who_was("qian")]


def test_nothing_is_added_once_a_vote_is_cast(play: Reviewing) -> None:
    """house:what-was-shown. All vote on the same: no statement, no finding, no file after the first vote."""
    case = play.appeals()
    play.ready(case)
    play.votes(case, "shen", "annul")
    assert play.says_no(case, "qian", "state", text="x")[1] == "voting_has_begun"
    assert play.says_no(case, "cao", "find", text="x")[1] == "voting_has_begun"
    assert play.says_no(case, "cao", "add_evidence", sha256="a" * 64, size=1)[1] == "may_not_add_evidence"


# --- votes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        ({"choice": "punish", "reason": "x"}, ("house:form", "wrong_type")),
        ({"choice": "change", "reason": "x"}, ("house:no-worse", "not_milder")),
        ({"choice": "change", "measure": "dismissal", "reason": "x"}, ("house:no-worse", "not_milder")),
        ({"choice": "annul", "measure": "spoken-warning", "reason": "x"}, ("house:form", "measure_without_change")),
        ({"choice": "annul"}, ("house:reason", "missing_field")),
        ({"choice": "annul", "reason": "x", "shown": "0" * 64}, ("house:what-was-shown", "shown_has_changed")),
    ],
)
def test_a_wrong_vote_is_refused(play: Reviewing, content: dict[str, Any], refused: tuple[str, str]) -> None:
    """house:no-worse, house:reason, house:what-was-shown. Never graver, never without a reason, never on what was not seen."""
    case = play.appeals()
    play.ready(case)
    assert play.says_no(case, "shen", "vote", **content) == refused


def test_each_member_votes_once_and_in_person(play: Reviewing) -> None:
    """house:one-vote. Not twice, not through a stand-in, not from outside the panel."""
    case = play.appeals()
    play.ready(case)
    shown = DECIDERS["appeal"].shown(play.of(case))
    play.does(case, "shen", "vote", choice="annul", reason="x", shown=shown)
    assert DECIDERS["appeal"].shown(play.of(case)) == shown
    assert play.says_no(case, "shen", "vote", choice="annul", reason="x") == ("house:one-vote", "voted_already")
    play.stands_in("zhu", "han")
    assert play.says_no(case, "zhu", "vote", choice="annul", reason="x")[1] == "only_the_panel"
    assert play.can(case, "vote") == ["cao", "han"]
    assert play.says_no(case, "qi", "vote", choice="annul", reason="x")[1] == "only_the_panel"


def test_only_who_has_not_voted_is_reminded(play: Reviewing) -> None:
    """house:answer-time. A reminder goes to whoever can still do something."""
    case = play.appeals()
    play.ready(case)
    play.deliver_all()
    play.votes(case, "shen", "annul")
    play.until(at("2026-03-06 00:00"))
    duties = [duty for duty in play.of(case).owed if duty.about == "task_remind"]
    assert [play.handles(play.told(case, duty)) for duty in duties] == [["cao", "han"]]


@pytest.mark.parametrize(
    ("votes", "outcome"),
    [
        (["confirm", "confirm", "annul"], ("confirm", "")),
        (["annul", "change:written-warning", "annul"], ("annul", "")),
        (["confirm", "change:spoken-warning", "annul"], ("annul", "")),
        (["confirm", "change:spoken-warning", "change:written-warning"], ("change", "spoken-warning")),
        (["confirm", "change:written-warning", "change:written-warning"], ("change", "written-warning")),
    ],
)
def test_the_majority_decides_and_a_tie_favours_the_appellant(votes: list[str], outcome: tuple[str, str]) -> None:
    """house:panel-vote. Most votes; where as many are for something else, what is best for the appellant."""
    ballots = tuple(
        Ballot(by=PersonId(str(n)), seat=str(n), choice=text.partition(":")[0], measure=text.partition(":")[2], reason="")
        for n, text in enumerate(votes)
    )
    assert result(ballots, ALLOWED) == outcome


def test_a_smaller_quorum_concludes_when_more_than_half_agree(play: Reviewing) -> None:
    """house:panel-vote. A pack may have two of three agree without the third, who is then asked no more."""
    plan = play.pack.plans["appeal-review"]
    two = replace(plan, panel=replace(plan.panel, quorum=2))  # type: ignore[attr-defined, call-arg] # an appeal's plan
    play.pack = replace(play.pack, plans={**play.pack.plans, "appeal-review": two})
    case = play.appeals()
    play.ready(case)
    play.votes(case, "shen", "confirm")
    assert play.of(case).stage == "sitting"
    said = play.votes(case, "cao", "confirm")
    assert next(event.outcome for event in said if isinstance(event, e.Concluded)) == "confirmed"
    assert play.can(case, "vote") == []


def test_a_conclusion_ends_everything_that_waits(play: Reviewing) -> None:
    """house:every-step-ends. Nobody is asked anything more, and no clock runs but that the decision's case is to be told."""
    case = play.appeals()
    play.ready(case)
    for member in ("shen", "cao", "han"):
        play.votes(case, member, "confirm")
    assert (play.of(case).tasks, dict(play.of(case).clocks)) == ((), {})
    assert [duty.about for duty in play.of(case).owed if duty.kind == "tell"] == ["appeal_concluded"]
    assert play.says_no(case, "qian", "state", text="x")[1] == "is_concluded"
    assert play.says_no(case, "qian", "object", member=play.who("han"), reason="x")[1] == "is_concluded"


def test_a_review_whose_time_is_over_before_anybody_sits_is_an_alarm(play: Reviewing) -> None:
    """house:every-step-ends. Whoever is the fallback hears of it at once; the panel may still be formed, and its vote goes up at once."""
    plan = play.pack.plans["appeal-review"]
    short = replace(plan, conclude=replace(plan.conclude, within=plan.panel.form.within))  # type: ignore[attr-defined, call-arg] # an appeal's
    play.pack = replace(play.pack, plans={**play.pack.plans, "appeal-review": short})
    case = play.appeals()
    said = play.until(at("2026-03-04 00:00"))
    assert [event.due for event in said if isinstance(event, e.Overdue)] == [at("2026-03-04 00:00")]
    assert [play.handles(play.told(case, duty)) for duty in play.of(case).owed if duty.about == "appeal.overdue"] == [["bai"]]
    play.sits(case)
    said = play.until(at("2026-03-04 00:00"))
    assert [event.task for event in said if isinstance(event, told.WentUp)] == ["vote"]
    assert set(play.can(case, "find")) == {"shen", "cao", "han"}


def test_nobody_who_could_form_a_panel_is_an_alarm_first() -> None:
    """house:every-step-ends, house:silence-for-appellant. All posts are empty: it stalls, and ends for the appellant after its time."""
    play = reviewing()
    for post in ("hr", "head-of-administration", "general-manager"):
        play.takes_over(post, "")
    case = play.appeals()
    assert [duty.about for duty in play.of(case).owed if duty.urgent] == ["task_stalled"]
    assert play.of(case).stage == "forming"
    play.until(at("2026-03-04 00:15"))
    assert play.of(case).outcome == "annulled"


def test_refilling_a_seat_late_leaves_the_time_as_it_was(play: Reviewing) -> None:
    """SO 5.2.3. Five working days are five working days, whoever was replaced meanwhile."""
    case = play.appeals()
    play.ready(case)
    play.until(at("2026-03-06 10:00"))
    play.does(case, "cao", "recuse", reason="ill")
    play.until(at("2026-03-09 10:00"))
    play.does(case, "qi", "appoint", person=play.who("yan"), seat="it")
    assert play.due(case, "answer:vote") == at("2026-03-10 00:00")
    assert any(duty.about == "appeal.seated" for duty in play.of(case).owed)


def test_whoever_decided_reads_no_review_as_head(play: Reviewing) -> None:
    """house:panel-vote. A head who took part does not learn by that post who voted how; one who had no part reads as heads do."""
    assert play.cases[play.appeals(involved=("lin",))].department == ""
    assert play.cases[play.appeals("sun", involved=("zhou",))].department == "sales-back-office"
