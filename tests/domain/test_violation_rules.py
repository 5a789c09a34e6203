"""Who investigates, hears, decides and serves; and what follows when they do not (SO 5.2.1, SO 5.2.2, TF 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from domain import telling
from domain.casework.commands import LookAgain
from domain.kernel import SYSTEM, CaseId, Recorded, Refused
from domain.shapes import plain
from domain.violations import DECIDER
from domain.violations import events as e
from tests.domain.playing import at, kinds
from tests.domain.violating import Violating, violating

IMPARTIAL = ("house:impartial", "may_not_act")


# --- how grave, and who decides -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("breach", "level", "decider"),
    [("deliberate-leak", "grave", "gu"), ("breach-of-confidence", "grave", "gu"), ("private-mailbox", "ordinary", "lin")],
)
def test_the_table_says_how_grave_it_is_and_who_decides(breach: str, level: str, decider: str) -> None:
    """SO 5.2.1, SO 5.2.2, MK 3.3.3. Level 1: management; level 2: the head of department."""
    play = violating()
    case = play.violation(breach)
    assert play.of(case).level == level
    play.reported(case)
    assert play.can(case, "decide") == [decider]


def test_only_measures_of_the_level_follow() -> None:
    """SO 5.2.1, MK 2.1.3. Transfer and dismissal are for grave ones; the refusal says what may follow."""
    play = violating()
    case = play.violation()
    play.reported(case)
    for measure in ("transfer", "dismissal", "flogging"):
        assert play.says_no(case, "lin", "decide", measure=measure, reason="So.") == ("SO 5.2.1", "measure_not_allowed")
    play.does(case, "lin", "change_level", level="grave", reason="It went abroad.")
    play.does(case, "gu", "decide", measure="transfer", reason="So.")
    assert play.of(case).decision is not None


def test_a_proven_breach_of_confidence_leads_to_dismissal() -> None:
    """MK 3.3.3. Nothing milder follows it, also not after an appeal; held to be less grave, it is judged as that level says."""
    play = violating()
    case = play.violation("breach-of-confidence")
    play.reported(case)
    assert play.says_no(case, "gu", "decide", measure="written-warning", reason="So.") == ("MK 3.3.3", "measure_not_allowed")
    play.does(case, "gu", "decide", measure="dismissal", reason="So.")
    play.confirmed(case)
    play.does(case, "qian", "appeal", grounds="No.")
    assert next(duty for duty in play.of(case).owed if duty.kind == "open").detail["content"]["allowed"] == ()
    other = play.violation("breach-of-confidence")
    play.reported(other)
    play.does(other, "gu", "change_level", level="ordinary", reason="It was overheard.")
    play.does(other, "lin", "decide", measure="written-warning", reason="So.")


def test_a_level_is_changed_with_a_reason_and_whoever_decides_changes_with_it() -> None:
    """house:level-change. By the lead, whoever decides on it, or those above; the old task is dropped visibly, the new one asked."""
    play = violating()
    case = play.violation()
    play.reported(case)
    assert play.says_no(case, "sun", "change_level", level="grave", reason="So.")[1] in ("task_not_yours", "nothing_waits")
    assert play.says_no(case, "lin", "change_level", level="grave") == ("house:level-change", "missing_field")
    assert play.says_no(case, "lin", "change_level", level="dreadful", reason="So.")[1] == "wrong_type"
    said = play.does(case, "gu", "change_level", level="grave", reason="It went abroad.")
    assert kinds(said)[0] == "LevelChanged"
    assert {"Dropped", "Asked", "Armed"} <= set(kinds(said))
    assert play.can(case, "decide") == ["gu"]
    play.does(case, "gu", "decide", measure="written-warning", reason="So.")
    assert play.says_no(case, "gu", "change_level", level="ordinary", reason="So.") == ("house:level-change", "decided_already")


def test_a_slight_one_that_turns_out_grave_is_investigated() -> None:
    """house:level-change, SO 5.2.2. On the spot is for level 3 alone: a graver one wants its report."""
    play = violating()
    case = play.violation("screen-unlocked")
    assert play.can(case, "hear") == ["lin"]
    play.does(case, "lin", "change_level", level="grave", reason="It was left so on purpose.")
    assert play.can(case, "submit_report") == ["lin"]
    assert play.says_no(case, "gu", "decide", measure="transfer", reason="So.") == ("SO 5.2.2", "not_reported")


# --- nobody who is concerned ----------------------------------------------------------------------


@pytest.mark.parametrize("named", ["witnesses", "beneficiaries", "took_part"])
def test_whoever_is_concerned_does_not_lead(named: str) -> None:
    """house:impartial, house:reporter. Witness, beneficiary, reporter: the same words for each, so that nobody learns who reported."""
    play = violating()
    case = play.violation(by="qi", **concerned(named, play))
    assert play.can(case, "submit_report") == ["gu"]
    assert play.says_no(case, "lin", "submit_report", findings="So.", proven="proven") == IMPARTIAL


def concerned(named: str, play: Violating) -> dict[str, Any]:
    return {named: (play.who("lin"),)}


def test_the_head_who_is_concerned_neither_leads_nor_decides() -> None:
    """house:impartial. It goes up to the next who is free, also past a stand-in."""
    play = violating()
    play.stands_in("wei-h", "lin")
    case = play.violation(by="qi", subject="lin")
    assert play.can(case, "submit_report") == ["gu"]
    assert play.of(case).department == "", "nobody reads their own case as head of the department"


def test_the_deciding_head_is_the_reporter() -> None:
    """house:impartial, house:reporter. The decision goes up; the reason on record is the same for all who are concerned."""
    play = violating()
    case = play.violation(by="qi", took_part=(play.who("lin"),))
    play.does(case, "gu", "hear")
    play.does(case, "qian", "state", text="So.")
    play.does(case, "gu", "submit_report", findings="So.", proven="proven")
    assert play.can(case, "decide") == ["gu"]
    ups = [r.event for r in play.events[case] if type(r.event).__name__ == "WentUp"]
    assert {event.why for event in ups} == {"in conflict"}


def test_the_team_is_checked_at_each_appointment() -> None:
    """house:impartial. Nobody concerned is appointed, nor who stands in for one; a member who turns out to be leaves at once."""
    play = violating()
    case = play.violation(witnesses=(play.who("sun"),))
    for concerned in ("qian", "sun"):
        assert play.says_no(case, "lin", "appoint", person=play.who(concerned)) == IMPARTIAL
    play.stands_in("zhou", "sun")
    assert play.says_no(case, "lin", "appoint", person=play.who("zhou")) == IMPARTIAL
    assert play.says_no(case, "qi", "appoint", person=play.who("kong"))[1] == "task_not_yours"
    play.does(case, "lin", "appoint", person=play.who("kong"))
    assert play.does(case, "lin", "appoint", person=play.who("kong")) == []
    said = play.does(case, "lin", "name_witness", person=play.who("kong"), reason="seen there")
    assert kinds(said)[:2] == ["WitnessNamed", "MemberDismissed"]
    assert play.of(case).team == ()


def test_a_lead_who_turns_out_to_be_a_witness_leads_no_longer() -> None:
    """house:impartial. What waits for them alone goes up at once."""
    play = violating()
    case = play.violation()
    play.does(case, "lin", "name_beneficiary", person=play.who("lin"), reason="seen there")
    assert play.can(case, "submit_report") == ["gu"]


def test_nobody_is_kept_out_by_a_name_alone() -> None:
    """house:impartial. Naming wants a reason, which the fallback hears of; struck out, with a reason, the named one may decide again."""
    play = violating()
    case, gu, tang = play.violation(breach="deliberate-leak"), play.who("gu"), play.who("tang-sy")
    assert play.says_no(case, "lin", "name_witness", person=gu) == ("house:reason", "missing_field")
    play.deliver_all()
    play.does(case, "lin", "name_witness", person=gu, reason="was in the room")
    play.does(case, "lin", "name_witness", person=tang, reason="as well")
    told = [play.handles(play.told(case, duty)) for duty in play.of(case).owed if duty.about == "violation.named"]
    assert told == [["bai"], ["bai"]]
    assert play.says_no(case, "lin", "strike_concerned", person=gu, reason="x") == ("house:impartial", "task_not_yours")
    assert play.says_no(case, "bai", "strike_concerned", person=play.who("sun"), reason="x") == ("house:form", "not_named")
    assert play.says_no(case, "bai", "strike_concerned", person=gu) == ("house:reason", "missing_field")
    play.does(case, "bai", "strike_concerned", person=gu, reason="was abroad that day")
    assert gu not in play.of(case).witnesses
    play.reported(case)
    assert "gu" in play.can(case, "decide")


def test_who_is_named_themselves_strikes_nobody_out() -> None:
    """house:impartial. The fallback, named as a witness, does not judge who else is one."""
    play = violating()
    case = play.violation()
    play.does(case, "lin", "name_witness", person=play.who("bai"), reason="saw it")
    assert play.says_no(case, "bai", "strike_concerned", person=play.who("bai"), reason="no") == ("house:impartial", "may_not_act")
    assert "bai" not in play.can(case, "strike_concerned")


def test_an_investigator_who_falls_ill() -> None:
    """SO 5.2.2, house:stand-in. A stand-in leads, or the task is handed on; both took part, and review nothing later."""
    play = violating()
    case = play.violation()
    play.stands_in("zhou", "lin")
    assert play.can(case, "submit_report") == ["lin", "zhou"]
    play.does(case, "lin", "hand_on", to=play.who("he"), reason="I am ill.")
    assert play.can(case, "submit_report") == ["he"]
    play.does(case, "he", "hear")
    play.does(case, "qian", "state", text="So.")
    play.does(case, "he", "submit_report", findings="So.", proven="proven")
    play.does(case, "zhou", "decide", measure="written-warning", reason="So.")
    play.confirmed(case)
    said = play.does(case, "qian", "appeal", grounds="No.")
    event = next(event for event in said if isinstance(event, e.Appealed))
    assert {play.who(each) for each in ("he", "zhou", "lin")} <= set(event.involved)


# --- heard ----------------------------------------------------------------------------------------


def test_the_subject_sees_nothing_before_they_are_heard() -> None:
    """house:heard. No part, no notice, no comment before; then whose case it is is said."""
    play = violating()
    case = play.violation()
    decider_people = {person for r in play.events[case] for person in play_people(r.event)}
    assert play.who("qian") not in decider_people
    assert play.of(case).requester == ""
    assert "qian" not in play.can(case, "comment")
    said = play.does(case, "lin", "hear")
    assert play.who("qian") in {person for event in said for person in play_people(event)}
    assert (play.of(case).requester, "qian" in play.can(case, "comment")) == (play.who("qian"), True)


def play_people(event: object) -> frozenset[str]:
    return frozenset(DECIDER.people_in(event))


def test_a_statement_is_the_subjects_own() -> None:
    """house:heard. Nobody speaks for them; with the report at the latest they are asked; silence proves nothing and it goes on."""
    play = violating()
    play.stands_in("sun", "qian")
    case = play.violation()
    play.does(case, "lin", "submit_report", findings="So.", proven="proven")
    assert play.of(case).stage == "hearing"
    assert play.can(case, "state") == ["qian"]
    assert play.says_no(case, "sun", "state", text="So.") == ("house:heard", "task_not_yours")
    assert play.says_no(case, "qian", "state", text=" ") == ("house:heard", "missing_field")
    assert play.says_no(case, "lin", "decide", measure="written-warning", reason="So.") == ("house:heard", "not_heard")
    play.until(at("2026-03-04 00:20"))
    assert (play.of(case).heard, play.of(case).stage) == ("silent", "deciding")
    assert play.can(case, "decide") == ["lin"]


def test_a_statement_may_be_taken_down_or_refused() -> None:
    """house:heard. Whoever led takes it down, also after the report; that somebody would not speak is on record."""
    play = violating()
    case = play.violation()
    play.does(case, "lin", "submit_report", findings="So.", proven="proven")
    assert play.says_no(case, "lin", "record_statement") == ("house:heard", "missing_field")
    assert play.says_no(case, "gu", "record_statement", text="x")[1] == "nothing_waits"
    play.does(case, "lin", "record_statement", refused=True)
    assert play.of(case).heard == "refused"
    assert play.says_no(case, "lin", "record_statement", text="x") == ("house:heard", "heard_already")


def test_the_subject_leaves_the_company() -> None:
    """house:heard, house:served, house:every-step-ends. The hearing runs out, the decision is served by attempts, the case ends."""
    play = violating()
    case = play.violation()
    play.does(case, "lin", "submit_report", findings="So.", proven="proven")
    play.change("qian", active=False)
    play.system(case, LookAgain())
    play.until(at("2026-03-05 00:20"))
    assert play.of(case).heard == "silent"
    play.does(case, "lin", "decide", measure="permissions-suspended", reason="So.")
    for attempt in range(3):
        assert play.can(case, "serve") == ["qi"], attempt
        play.does(case, "qi", "serve", how="by_post")
        if attempt < 2:
            play.until(next_attempt(play, case))
    assert play.of(case).served_at is not None
    play.deliver_all()
    play.until(at("2026-06-01 00:00"))
    play.deliver_all()
    assert (play.of(case).stage, play.of(case).outcome) == ("closed", "decided")


def next_attempt(play: Violating, case: CaseId) -> datetime:
    due = play.due(case, "serve_again")
    assert due is not None
    return due


# --- the report -----------------------------------------------------------------------------------


def test_the_investigation_ends_in_three_working_days_or_goes_up() -> None:
    """SO 5.2.2, house:one-rung-up. Reminded before; missed, it goes up with its full time; in the end nothing is held against anybody."""
    play = violating()
    case = play.violation()
    assert play.due(case, "answer:investigate") == at("2026-03-06 00:00")
    assert sorted(play.of(case).clocks) == ["answer:investigate", "remind:investigate:0", "remind:investigate:1"]
    play.until(at("2026-03-06 00:00"))
    assert "gu" in play.can(case, "submit_report")
    play.until(at("2026-03-20 00:00"))
    assert (play.of(case).stage, play.of(case).outcome, play.of(case).points) == ("closed", "undecided", 0)
    duty = next(duty for duty in play.of(case).owed if duty.about == "violation.undecided")
    assert play.handles(play.told(case, duty)) == ["bai"]


def test_an_extension_is_given_once_with_a_reason_where_the_plan_has_one() -> None:
    """TF 2.2, house:more-investigation. Counted from the old end, which stays on record; SO 5.2.2 names its time and has none."""
    play = violating()
    case = play.violation()
    assert play.says_no(case, "lin", "extend", reason="So.") == ("SO 5.2.2", "no_extension")
    other = play.violation("access-without-need", plan="access-violation")
    assert play.can(other, "submit_report") == ["wei-h"]
    assert play.says_no(other, "wei-h", "extend") == ("house:more-investigation", "missing_field")
    said = play.does(other, "wei-h", "extend", reason="The log is long.")
    assert "Superseded" in kinds(said)
    assert play.due(other, "answer:investigate") == at("2026-03-10 00:00")
    assert play.says_no(other, "wei-h", "extend", reason="So.") == ("house:more-investigation", "extended_already")


def test_a_decision_counts_for_what_was_shown() -> None:
    """house:what-was-shown. What came in since, decides nobody unseen."""
    play = violating()
    case = play.violation()
    play.reported(case)
    no = play.says_no(case, "lin", "decide", measure="written-warning", reason="So.", shown="0" * 64)
    assert no == ("house:what-was-shown", "shown_has_changed")
    assert play.says_no(case, "lin", "dismiss", reason="So.", shown="0" * 64) == no


def test_where_nobody_may_decide_there_is_an_alarm_and_never_a_measure() -> None:
    """house:every-step-ends. Post and post above vacant: stalled, somebody is told; asked again when filled; else closed undecided."""
    play = violating()
    for post in ("general-manager", "chairman"):
        play.takes_over(post, "")
    case = play.violation("deliberate-leak")
    play.reported(case)
    assert [task.stalled for task in play.of(case).tasks] == [True]
    alarm = next(duty for duty in play.of(case).owed if duty.about == "task_stalled")
    assert play.handles(play.told(case, alarm)) == ["bai"]
    other = play.violation("deliberate-leak")
    play.reported(other)
    play.takes_over("general-manager", "ding")
    play.system(other, LookAgain())
    assert play.can(other, "decide") == ["ding"]
    play.takes_over("general-manager", "")
    play.until(at("2026-04-01 00:00"))
    assert (play.of(case).outcome, play.of(case).points) == ("undecided", 0)


def test_nothing_follows_when_it_is_not_so() -> None:
    """SO 5.2.2. With a reason; whoever reported hears that it was not so."""
    play = violating()
    case = play.violation()
    play.reported(case)
    assert play.says_no(case, "lin", "dismiss") == ("house:reason", "missing_field")
    play.does(case, "lin", "dismiss", reason="It was allowed.")
    assert (play.of(case).stage, play.of(case).outcome) == ("closed", "dismissed")
    assert play.says_no(case, "lin", "decide", measure="written-warning", reason="So.") == ("house:form", "is_closed")


# --- served ---------------------------------------------------------------------------------------


def test_served_is_confirmed_or_tried_often_enough() -> None:
    """house:served, SO 5.2.3. The first attempt starts nothing; the third one counts, and the time to appeal runs from there."""
    play = violating()
    case = play.violation()
    play.decided(case)
    assert play.says_no(case, "qian", "confirm_receipt") == ("house:served", "nothing_served")
    assert play.says_no(case, "qi", "serve", how="by_pigeon")[1] == "wrong_type"
    play.does(case, "qi", "serve", how="by_message")
    assert play.of(case).served_at is None
    assert play.says_no(case, "lin", "confirm_receipt") == ("house:served", "only_subject")
    play.until(at("2026-03-04 09:00"))
    play.does(case, "qi", "serve", how="by_post")
    play.until(at("2026-03-06 09:00"))
    play.does(case, "qi", "serve", how="handed_over")
    assert play.of(case).served_at == at("2026-03-06 09:00")
    assert play.due(case, "appeal") == at("2026-03-11 00:00")
    assert play.does(case, "qian", "confirm_receipt") == []


def test_a_decision_that_nobody_serves_has_no_effect() -> None:
    """house:served, house:every-step-ends. It goes up, and in the end the case closes with nothing in force."""
    play = violating()
    case = play.violation()
    play.decided(case)
    play.until(at("2026-04-01 00:00"))
    assert (play.of(case).outcome, play.of(case).effect, play.of(case).points, play.blocks()) == ("unserved", None, 0, 0)


def test_what_is_published_names_nobody() -> None:
    """SO 5.2.2, house:reporter. Level, breach, measure and outcome; to the department."""
    play = violating()
    case = play.violation(took_part=(play.who("zhao-y"),))
    play.served(case, "written-warning")
    play.until(at("2026-03-06 00:00"))
    event = next(r.event for r in play.events[case] if isinstance(r.event, e.Published))
    assert event.shows == {"level": "ordinary", "breach": "private-mailbox", "measure": "written-warning", "outcome": "decided"}
    duty = next(duty for duty in play.of(case).owed if duty.about == "violation.published")
    assert {"lin", "sun", "zhao-y"} <= set(play.handles(play.told(case, duty)))


# --- what comes of it -----------------------------------------------------------------------------


def test_what_is_to_be_put_right_is_a_line_of_the_ledger() -> None:
    """SO 5.3.1. After the decision, by whoever led or decided, as often as needed; the line is linked."""
    play = violating()
    case = play.violation()
    line: dict[str, Any] = {"finding": "Mail leaves unchecked.", "responsible": play.who("kong"), "criterion": "None leaves for a month."}
    assert play.says_no(case, "lin", "require_rectification", **line) == ("SO 5.2.2", "not_decided")
    play.decided(case)
    assert play.says_no(case, "qian", "require_rectification", **line) == ("SO 5.2.2", "only_decider")
    assert play.says_no(case, "lin", "require_rectification", **{**line, "criterion": " "})[1] == "missing_field"
    play.does(case, "lin", "require_rectification", **line)
    play.deliver_all("open")
    assert play.cases[play.linked(case, "rectification")].fields["finding"] == "Mail leaves unchecked."


def test_what_is_to_be_put_right_may_be_seen_after_the_matter_is_closed() -> None:
    """SO 5.3.1. Long after the decision was final whoever decided adds a line; nothing else is open then."""
    play = violating()
    case = play.violation()
    play.served(case, "written-warning")
    for day in ("2026-04-01", "2027-04-01"):
        play.until(at(f"{day} 10:00"))
        play.deliver_all()
    assert play.of(case).stage == "closed"
    assert play.says_no(case, "lin", "hear") == ("house:form", "is_closed")
    line: dict[str, Any] = {"finding": "Mail leaves unchecked.", "responsible": play.who("kong"), "criterion": "None leaves for a month."}
    play.does(case, "lin", "require_rectification", **line)
    play.deliver_all()
    assert play.linked(case, "rectification") in play.cases
    assert play.can(case, "require_rectification") == ["lin"]


def test_the_report_hears_whether_it_was_true() -> None:
    """SO 5.2.2, house:reporter. From the report to the violation and back, over both cases."""
    play = violating()
    report = play.opens("violation-report", "zhao-y", {"what": "A list was sent.", "about": play.who("qian")})
    play.does(report, "qi", "accept_report", subject=play.who("qian"), breach="private-mailbox", summary="A list was sent.")
    play.deliver_all("open")
    case = play.linked(report, "violation")
    assert play.of(case).opener == SYSTEM
    assert set(play.handles(play.of(case).took_part)) == {"zhao-y", "qi"}
    play.reported(case)
    play.does(case, "lin", "decide", measure="written-warning", reason="So.")
    play.confirmed(case)
    play.until(at("2026-03-06 00:00"))
    play.deliver_all()
    assert (play.of(case).stage, play.cases[report].outcome) == ("closed", "proven")


# --- opening --------------------------------------------------------------------------------------


def test_who_may_open_one() -> None:
    """SO 5.2.2, house:form. Those whom the plan names, or a report that was taken up; nobody forges where it comes from."""
    play = violating()
    assert opening_refused(play, "zhao-y") == ("SO 5.2.2", "may_not_open", "")
    assert opening_refused(play, "lin", source="report-00000000-0000-0000-0000-000000000000")[1] == "from_the_system"
    assert opening_refused(play, "lin", took_part=(play.who("gu"),)) == ("house:form", "from_the_system", "took_part"), "whoever they like"
    assert opening_refused(play, "lin", witnesses=("nobody",)) == ("house:form", "unknown_person", "witnesses")
    assert opening_refused(play, "lin", breach="rudeness") == ("SO 5.2.2", "wrong_type", "fields.breach")
    play.change("qian", active=False)
    assert opening_refused(play, "lin", subject=play.who_was("qian"))[1] == "unknown_person"


def opening_refused(play: Violating, by: str, **more: object) -> tuple[str, str, str]:
    fields = {"subject": play.who_was("qian"), "breach": "private-mailbox", "facts": "So."}
    fields |= {name: str(more.pop(name)) for name in list(more) if name in fields}
    with pytest.raises(Refused) as no:
        play.opens("violation", by, fields, **more)
    return no.value.clause, no.value.key, no.value.field


# --- who is told what -----------------------------------------------------------------------------


def test_the_set_in_which_the_reporter_stands_is_on_no_page() -> None:
    """house:reporter. Neither the opening nor the appeal tells anybody who took part before, also not those who investigate."""
    play = violating()
    case = play.violation(took_part=(play.who("zhao-y"),))
    play.served(case)
    play.does(case, "qian", "appeal", grounds="No.")
    play.deliver_all("open")
    for each in (case, play.linked(case, "appeal")):
        history = play.events[each]
        for reader in ("lin", "qi", "gu", "bai", "qian"):
            hidden = telling.withheld(each[:-37], play.cases[each], history, play.who(reader))
            assert not [recorded for recorded in history if play.who("zhao-y") in seen(recorded, hidden)], reader


def seen(recorded: Recorded, hidden: Mapping[int, frozenset[str] | None]) -> str:
    """All that a page says of an event."""
    gone = hidden.get(recorded.version, frozenset())
    if gone is None:
        return ""
    return str({name: value for name, value in plain(recorded.event).items() if name not in gone})


def test_of_a_measure_only_the_person_whom_it_hit_is_told() -> None:
    """house:need-to-know. The archivist learns that nothing may be given, and not why; who asks for themselves is told the rule."""
    play = violating()
    loan = play.opens("contract-loan", "qian", {"contract": "HT-7", "purpose": "x"})
    case = play.violation()
    play.served(case)
    play.does(loan, "lin", "approve")
    assert play.says_no(loan, "tao", "hand_out") == ("house:need-to-know", "suspended")
    with pytest.raises(Refused) as no:
        play.opens("contract-loan", "qian", {"contract": "HT-8", "purpose": "x"})
    assert (no.value.clause, no.value.key) == ("SO 5.2.1", "blocked")
