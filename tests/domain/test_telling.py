"""Who is told what of a case that they see: the person concerned their own side, nobody a vote before its time."""

from __future__ import annotations

from typing import Any

from domain import reading, telling
from domain.casework import events as shared
from domain.casework.telling import ALL, Withheld
from domain.deciders import DECIDERS
from domain.kernel import SYSTEM, CaseId, kind_of
from domain.reading import PART, Sight
from tests.domain.appealing import Reviewing, reviewing
from tests.domain.chained import Chain
from tests.domain.playing import at, kinds
from tests.domain.violating import violating


def hidden(chain: Chain, case: CaseId, by: str) -> dict[int, Withheld]:
    return dict(telling.withheld(kind_of(case), chain.cases[case], chain.events[case], chain.who_was(by)))


def told(chain: Chain, case: CaseId, by: str) -> list[Any]:
    """The events that this person is told of."""
    left_out = hidden(chain, case, by)
    return [each.event for each in chain.events[case] if left_out.get(each.version, ALL) is not None]


def sight(chain: Chain, case: CaseId, by: str) -> Sight:
    """What this person sees, as doors judge it."""
    decider, who = DECIDERS[kind_of(case)], chain.who_was(by)
    rules, found = chain.rules(chain.cases[case].plan), chain.cases[case]
    asked = who in decider.asked(found, rules, chain.now)
    parts = reading.parts(decider, chain.events[case])
    given = reading.sight(chain.pack.reading, chain.org, who, chain.now, parts=parts, department=found.department, asked=asked)
    return telling.narrowed(kind_of(case), found, who, given)


# --- the person whom a violation concerns ----------------------------------------------------------


def test_whom_it_concerns_is_told_what_they_are_charged_with_and_never_who_saw_it() -> None:
    """SO 5.2.2, house:need-to-know. Neither witnesses nor who gained, nor the team and its notes and files; their own words they are."""
    play = violating()
    case = play.violation(witnesses=(play.who("chu"),))
    play.does(case, "lin", "name_witness", person=play.who("sun"), reason="seen there")
    play.does(case, "lin", "name_beneficiary", person=play.who("tao"), reason="gained")
    play.does(case, "lin", "appoint", person=play.who("cao"))
    play.does(case, "lin", "comment", text="ask sun again")
    play.does(case, "cao", "add_evidence", sha256="0" * 64, name="from sun.jpg", media="image/jpeg", size=1)
    play.reported(case)
    seen = told(play, case, "qian")
    assert "Heard" in kinds(seen)
    assert not {"WitnessNamed", "BeneficiaryNamed", "MemberAppointed", "Commented", "EvidenceAdded", "WentUp"} & set(kinds(seen))
    for event in seen:
        assert not {play.who("chu"), play.who("sun"), play.who("tao"), play.who("cao")} & set(getattr(event, "people", ()))
    left_out = hidden(play, case, "qian")
    assert left_out[1] == frozenset({"witnesses", "beneficiaries", "took_part", "source", "opener"})
    report = next(each.version for each in play.events[case] if type(each.event).__name__ == "Reported")
    assert left_out[report] == frozenset({"findings", "involved"})


def test_whom_it_concerns_is_not_told_who_else_works_on_it() -> None:
    """SO 5.2.2, house:comments. Who may comment or put files says who is in the team; whose decision it is they are told."""
    play = violating()
    case = play.violation()
    play.does(case, "lin", "appoint", person=play.who("cao"))
    play.does(case, "lin", "hear")
    offers = DECIDERS["violation"].offers(play.of(case), play.rules("violation"), play.now)

    def told_of(by: str) -> dict[str, list[str]]:
        found = telling.offered("violation", play.of(case), offers, play.who(by))
        return {each.command: play.handles(holder.person for holder in each.who) for each in found}

    assert (told_of("qian")["comment"], told_of("qian")["submit_report"]) == (["qian"], ["lin"])
    assert {"cao", "lin", "qian"} == set(told_of("lin")["comment"])


def test_those_who_work_on_it_are_told_all_of_it() -> None:
    """SO 5.2.2, house:reporter. Whoever leads, decides or oversees is told all but the set in which whoever reported stands."""
    play = violating()
    case = play.violation(witnesses=(play.who("chu"),))
    play.does(case, "lin", "appoint", person=play.who("cao"))
    assert all(hidden(play, case, by) == {1: frozenset({"took_part"})} for by in ("lin", "cao", "gu", "bai"))


def test_what_they_say_themselves_they_are_told() -> None:
    """house:heard. Their own comments and files stand in their own view."""
    play = violating()
    case = play.violation()
    play.does(case, "lin", "hear")
    play.does(case, "qian", "comment", text="I was told to")
    play.does(case, "qian", "add_evidence", sha256="1" * 64, name="mail.txt", media="text/plain", size=1)
    assert {"Commented", "EvidenceAdded"} <= set(kinds(told(play, case, "qian")))


def test_a_decision_is_told_when_it_is_brought_to_them() -> None:
    """SO 5.2.2. Before the first attempt to serve it nothing of it; then its measure, its reason and what it puts in force."""
    play = violating()
    case = play.violation()
    play.decided(case)
    assert "Decided" not in kinds(told(play, case, "qian"))
    play.does(case, "qi", "serve", how="by_post")
    assert "Decided" in kinds(told(play, case, "qian"))
    play.does(case, "qian", "confirm_receipt")
    assert {"Served", "TookEffect", "PointsGiven"} <= set(kinds(told(play, case, "qian")))


def test_what_a_review_came_to_is_told_in_the_same_way() -> None:
    """SO 5.2.3. What was stayed they know; what comes of the review when it is brought to them."""
    play = violating()
    case = play.violation()
    play.served(case)
    play.does(case, "qian", "appeal", grounds="I was told to.")
    assert {"Appealed", "Stayed", "Lifted"} <= set(kinds(told(play, case, "qian")))
    play.now = at("2026-03-04 12:00")
    play.does(case, SYSTEM, "appeal_concluded", outcome="annulled", reason="not hers")
    after = kinds(told(play, case, "qian"))
    assert "AppealConcluded" not in after
    assert {"Stayed", "Lifted"} <= set(after)
    play.does(case, "qi", "serve", how="handed_over")
    assert "AppealConcluded" in kinds(told(play, case, "qian"))


def test_no_post_opens_ones_own_case() -> None:
    """house:impartial. Who oversees everything sees of their own violation what anybody in their place does: nothing, then their side."""
    play = violating()
    case = play.violation(subject="bai", by="gu")
    assert not sight(play, case, "bai").case
    play.does(case, play.can(case, "hear")[0], "hear")
    assert (sight(play, case, "bai").basis, sight(play, case, "bai").stored) == (PART, False)
    assert hidden(play, case, "bai")[1] is not None


def test_whoever_stands_in_for_them_reads_nothing_of_it() -> None:
    """house:heard. A statement is a person's own: their stand-in is not asked for it."""
    play = violating()
    case = play.violation()
    play.stands_in("sun", "qian")
    play.does(case, "lin", "hear")
    assert not sight(play, case, "sun").case


# --- the panel ------------------------------------------------------------------------------------


def panel() -> tuple[Reviewing, CaseId]:
    play = reviewing()
    case = play.appeals()
    play.ready(case)
    return play, case


def votes(chain: Chain, case: CaseId, by: str) -> list[str]:
    """Whose votes this person is told."""
    return chain.handles([event.by for event in told(chain, case, by) if type(event).__name__ == "Voted"])


def test_nobody_is_told_a_vote_before_the_panel_has_concluded() -> None:
    """house:panel-vote. Each knows their own; whoever oversees everything knows none; afterwards all who may see the case know all."""
    play, case = panel()
    play.votes(case, "shen", "confirm")
    assert {by: votes(play, case, by) for by in ("shen", "cao", "bai", "gu", "qian")} == {
        "shen": ["shen"], "cao": [], "bai": [], "gu": [], "qian": []
    }  # fmt: skip
    play.votes(case, "cao", "annul")
    play.votes(case, "han", "annul")
    assert votes(play, case, "bai") == votes(play, case, "cao") == ["shen", "cao", "han"]


def test_the_appellant_is_told_what_it_came_to_and_not_who_voted_how() -> None:
    """house:panel-vote. Who sits, what was said, what the panel found once it is concluded; no vote, no dissent, no note of others."""
    play, case = panel()
    play.does(case, "shen", "comment", text="she is known for it")
    assert "Found" not in kinds(told(play, case, "qian"))
    for by, choice in (("shen", "confirm"), ("cao", "annul"), ("han", "annul")):
        play.votes(case, by, choice)
    seen = kinds(told(play, case, "qian"))
    assert {"Appointed", "Convened", "Stated", "Found", "Concluded"} <= set(seen)
    assert not {"Voted", "Commented"} & set(seen)
    concluded = next(each.version for each in play.events[case] if type(each.event).__name__ == "Concluded")
    assert hidden(play, case, "qian")[concluded] == frozenset({"votes", "dissent"})


def test_who_took_part_before_is_no_business_of_the_appellant() -> None:
    """house:took-part. The set holds whoever reported and saw it."""
    play, case = panel()
    assert "took_part" in (hidden(play, case, "qian")[1] or ())


def test_of_a_kind_that_withholds_nothing_everything_is_told() -> None:
    """house:need-to-know. A line of the ledger is told to whoever sees it, personal words apart."""
    play = violating()
    form = {"finding": "f", "responsible": play.who("he"), "criterion": "c"}
    case = play.opens("rectification", "han", form)
    assert all(hidden(play, case, by) == {} for by in ("he", "moreau"))
    assert shared.Asked.__name__ in kinds(told(play, case, "he"))
