"""Who sees what: a part, being asked, or a permit of the pack; nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import organisation, reading, requests
from domain.kernel import CaseId, PersonId
from domain.policy import Permit, ReadingRules, role
from domain.reading import NOTHING, NOWHERE, Reach, Sight, reach, sight
from domain.requests import commands as c
from domain.requests import events as e
from tests.domain.playing import Play, at, pack, people
from views.requests import REQUESTS

NOW = at("2026-03-02 10:00")
ALL = sorted(people().people)
RULES = pack().reading
DEPARTMENTS = sorted(people().departments)


@pytest.fixture
def play() -> Play:
    return Play(now=NOW)


def seen(play: Play, who: str, department: str = "sales-back-office", *, part: bool = False, asked: bool = False) -> Sight:
    person = play.who_was(who)
    parts = frozenset({person} if part else ())
    return sight(RULES, play.org, person, NOW, parts=parts, department=department, asked=asked)


def reached(play: Play, who: str, rules: ReadingRules = RULES) -> Reach:
    return reach(rules, play.org, play.who_was(who), NOW)


def test_without_a_permit_nobody_else_sees_a_case(play: Play) -> None:
    """house:need-to-know. A pack that says nothing lets in only those who have a part or are asked."""
    nobody = ReadingRules()
    for person in ALL:
        assert reach(nobody, play.org, person, NOW) == NOWHERE
        assert sight(nobody, play.org, person, NOW, parts=frozenset(), department="marketing", asked=False) == NOTHING
    assert sight(nobody, play.org, ALL[0], NOW, parts=frozenset({ALL[0]}), department="", asked=False).case
    assert sight(nobody, play.org, ALL[0], NOW, parts=frozenset(), department="", asked=True).case


def test_the_compliance_officer_and_the_general_manager_read_every_case(play: Play) -> None:
    """house:oversight."""
    assert [reached(play, who).everything for who in ("bai", "gu", "lin", "tang-sy", "qian")] == [True, True, False, False, False]
    assert (seen(play, "bai").basis, seen(play, "bai").clause) == ("post compliance-officer", "house:oversight")
    assert (reached(play, "bai").stored, reached(play, "gu").stored, reached(play, "gu").figures) == (True, False, True)


def test_a_plan_that_is_open_to_all_shows_everybody_its_cases_and_nothing_personal(play: Play) -> None:
    """MK 5.3.2. Owner, day and progress of each line are visible to all; who has a part sees the words too, no other plan is open."""
    look = sight(RULES, play.org, play.who_was("qian"), NOW, parts=frozenset(), department="marketing", asked=False, plan="rectification")
    assert look == Sight(case=True, basis="employee", clause="MK 5.3.2", personal="hidden")
    assert "rectification" in reached(play, "qian").plans
    assert sight(RULES, play.org, play.who_was("qian"), NOW, parts=frozenset(), department="", asked=False, plan="contract-loan") == NOTHING
    play.change("qian", active=False)
    assert reached(play, "qian") == NOWHERE


def test_a_head_reads_the_cases_of_their_department(play: Play) -> None:
    """house:own-department. So do those above, by posts; nobody reads those beside."""
    assert reached(play, "lin").departments == {"sales-back-office"}
    assert reached(play, "tang-sy").departments == frozenset(DEPARTMENTS)
    assert (seen(play, "lin").case, seen(play, "lin", "marketing").case) == (True, False)
    assert (seen(play, "lin").basis, seen(play, "lin").clause) == ("head of sales-back-office", "house:own-department")
    only_heads = replace(RULES, department_cases="head")
    assert reached(play, "tang-sy", only_heads).departments == frozenset()


def test_personal_fields_are_for_those_with_a_part(play: Play) -> None:
    """house:need-to-know. Anybody else asks for them, and that is written down."""
    assert (seen(play, "qian", part=True).personal, seen(play, "qian", part=True).recorded) == ("shown", False)
    assert (seen(play, "tao", asked=True).personal, seen(play, "tao", asked=True).basis) == ("shown", "asked")
    assert (seen(play, "lin").personal, seen(play, "lin").recorded) == ("on_request", True)
    assert seen(play, "sun").personal == "hidden"
    never = replace(RULES, others="never")
    found = sight(never, play.org, play.who("lin"), NOW, parts=frozenset(), department="sales-back-office", asked=False)
    assert (found.case, found.personal, found.recorded) == (True, "hidden", False)


def test_a_stand_in_does_not_see_all_that_the_absent_sees(play: Play) -> None:
    """house:stand-in. The tasks of the absent person, with their cases; not the cases of a whole department."""
    play.stands_in("sun", "lin")
    play.stands_in("xu", "bai")
    for who in ("sun", "xu"):
        assert replace(reached(play, who), plans=frozenset()) == NOWHERE
    loan = play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    assert play.who("sun") in requests.asked(play.cases[loan], play.rules("contract-loan"), NOW)


def test_who_has_left_sees_nothing(play: Play) -> None:
    """house:need-to-know. A part that somebody had ends with their work here."""
    play.change("lin", active=False)
    assert seen(play, "lin", part=True) == NOTHING
    assert reached(play, "lin") == NOWHERE


def test_a_permit_of_a_group_counts_for_its_members(play: Play) -> None:
    """house:oversight. Posts and groups are the vocabulary."""
    rules = ReadingRules(all_cases=(Permit(by=role("group trade-secret-readers"), clause="house:oversight"),))
    assert [reached(play, who, rules).everything for who in ("zhou", "sun")] == [True, False]


@given(
    person=st.sampled_from(ALL),
    part=st.booleans(),
    asked=st.booleans(),
    department=st.sampled_from([*DEPARTMENTS, "", "gone"]),
    posts=st.lists(st.sampled_from(sorted(people().posts)), max_size=2, unique=True),
    led=st.sampled_from(["nobody", "head", "head and above"]),
    active=st.booleans(),
    stands_in=st.booleans(),
)
def test_a_list_holds_what_may_be_seen_and_no_more(
    *, person: PersonId, part: bool, asked: bool, department: str, posts: list[str], led: str, active: bool, stands_in: bool
) -> None:
    """house:need-to-know. Whoever finds a case in a list can open it, and nobody opens one that no list shows them."""
    play = Play(now=NOW)
    if stands_in:
        play.stands_in(play.org.people[person].handle, next(p.handle for p in play.org.people.values() if p.id != person))
    play.change(play.org.people[person].handle, active=active)
    permits = tuple(Permit(by=role(f"post {post}"), clause="house:oversight") for post in posts)
    rules = ReadingRules(all_cases=permits, department_cases=led, others="on request", recorded=True)  # type: ignore[arg-type]
    found = sight(rules, play.org, person, NOW, parts=frozenset({person} if part else ()), department=department, asked=asked)
    wide = reach(rules, play.org, person, NOW)
    assert found.case == (active and (part or asked or wide.everything or department in wide.departments))
    assert (found.personal == "shown") == (found.case and (part or asked))
    assert found.case or found == NOTHING
    assert not found.stored
    held = set(play.org.people[person].posts)
    assert wide.everything == (active and bool(held & set(posts)))
    assert wide.departments <= {d for d in DEPARTMENTS if held & set(organisation.leading(play.org, d))}


# --- who has a part -------------------------------------------------------------------------------


def handles(play: Play, case: CaseId) -> list[str]:
    return sorted(play.handles(reading.parts(requests, play.events[case])))


def test_who_was_asked_named_or_told_has_a_part(play: Play) -> None:
    """house:need-to-know. The requester, each who was asked, whoever acted and whoever was told; the record keeps it."""
    loan = play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    assert handles(play, loan) == ["lin", "qian"]
    play.asks(loan, "lin", c.HandOn(to=play.who("kong"), reason="away"))
    play.asks(loan, "kong", c.Approve())
    assert handles(play, loan) == ["kong", "lin", "qian"]
    play.asks(loan, "tao", c.HandOut())
    assert handles(play, loan) == ["kong", "lin", "qian", "tao"]
    play.until(at("2026-03-06 10:00"))
    play.deliver(loan)
    assert "lin" in handles(play, loan)


def test_those_who_keep_a_document_are_asked(play: Play) -> None:
    """SO 2.2.2. Each archivist may hand it out and take it in, so each sees the case, until it is closed."""
    loan = play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    rules = play.rules("contract-loan")

    def asked() -> list[str]:
        return sorted(play.handles(requests.asked(play.cases[loan], rules, play.now)))

    assert asked() == ["lin"]
    play.asks(loan, "lin", c.SendBack(question="why?"))
    assert asked() == ["lin"]
    play.asks(loan, "qian", c.Amend(note="so"))
    play.asks(loan, "lin", c.Approve())
    assert asked() == ["jiang-x", "qian", "tao"]
    play.asks(loan, "tao", c.HandOut())
    assert asked() == ["jiang-x", "tao"]
    play.asks(loan, "qian", c.Return())
    assert asked() == ["jiang-x", "tao"]
    play.asks(loan, "jiang-x", c.ConfirmCheck())
    assert asked() == []


def test_lists_and_pages_agree_on_who_has_a_part() -> None:
    """house:need-to-know. What a list shows can be opened, and what can be opened is in a list: one rule says who has a part."""
    assert REQUESTS.people is requests.people_in


def test_whoever_was_stood_in_for_has_a_part(play: Play) -> None:
    """house:stand-in. The absent person was asked, though they never acted."""
    play.stands_in("kong", "lin")
    loan = play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    play.asks(loan, "kong", c.Approve())
    approved = next(r.event for r in play.events[loan] if isinstance(r.event, e.Approved))
    assert requests.people_in(approved) == {play.who("lin")}
