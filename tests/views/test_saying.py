"""How doors say roles, clocks and events in a reader's language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.kernel import CaseId
from domain.labels import titles
from tests.domain.playing import days, pack, people
from views.saying import Teller, clock_line


def teller(lang: str, plan: str = "contract-loan") -> Teller:
    return Teller(lang=lang, days=days(), organisation=people(), plan=pack().plans[plan], name=lambda person: person)


@pytest.mark.parametrize(
    ("basis", "en", "zh"),
    [
        ("post archivist", "Archivist", "档案管理员"),
        ("group trade-secret-readers", "Persons authorised to read trade secrets", "商业秘密授权人员"),
        ("head of requester's department", "head of requester's department", "申请人部门负责人"),
        ("head of requester's department +1", "head of requester's department +1", "申请人部门负责人上 1 级"),
        ("head of marketing", "head of Marketing", "营销部负责人"),
        ("stands in for lin: post it-director", "stands in for lin: IT director", "代理 lin：IT 总监"),
        ("post legal; stands in for lin: named", "Legal counsel; stands in for lin: named", "法务；代理 lin：指定人员"),
        ("part", "has a part in the case", "案件参与人"),
        ("post gone-since", "gone-since", "gone-since"),
    ],
)
def test_a_basis_is_said_by_titles(basis: str, en: str, zh: str) -> None:
    """house:stand-in. Whoever acts is shown with the post by which they may, in the words of the organisation."""
    assert (teller("en").role(basis), teller("zh").role(basis)) == (en, zh)


def test_only_the_system_s_own_words_are_translated() -> None:
    """house:reason. A person's reason stays as it was written, also where it looks like one of ours."""
    ours = {"by": "system", "reason": "nobody answered in time", "basis": "nobody answered in time"}
    assert teller("zh").event("request.refused", ours) == "system 拒绝（无人在期限内答复）：无人在期限内答复"
    assert teller("zh").event("request.refused", {"by": "lin", "reason": "returned", "basis": "post legal"}) == "lin 拒绝（法务）：returned"


def test_a_change_names_the_lines_of_the_form() -> None:
    """house:form. What was changed is said by the titles of the form, not by their names on the wire."""
    assert teller("en").event("request.amended", {"by": "qian", "fields": {"contract": "HT-2"}, "note": ""}) == (
        "qian changed the request: Contract number = HT-2"
    )


@pytest.mark.parametrize(("duty", "en", "zh"), [("urge-1-0-0", "reached nobody", "未能送达"), ("revoke-7", "outside", "外部操作")])
def test_a_notice_that_failed_is_told_apart_from_what_failed_outside(duty: str, en: str, zh: str) -> None:
    """house:answer-time. Nobody relies on a notice that never came; the timeline says that it did not."""
    failed = {"event": "x", "duty": duty, "reason": "Unavailable"}
    assert en in teller("en").event("duty.failed", failed)
    assert zh in teller("zh").event("duty.failed", failed)


def test_a_timeline_says_lengths_and_lists_in_chinese() -> None:
    """house:answer-time. What a pack writes half in English is said in words; names in a row stand apart as Chinese has them."""
    armed = {"clock": "answer:1-0-0", "rule": "4 h before", "due": "2026-11-24T06:00:00+00:00"}
    assert "：提前 4 小时，截止" in teller("zh").event("clock.armed", armed)
    assert "4 h before" in teller("en").event("clock.armed", armed)
    assert "tao、jiang-x" in teller("zh").event("request.step_opened", {"role": "post archivist", "people": ["tao", "jiang-x"]})


@pytest.mark.parametrize(
    ("event", "en", "zh"),
    [
        ({"by": "q", "reason": "late", "asks": ""}, "q asked for more time: late", "q 申请延期：late"),
        ({"by": "q", "reason": "", "asks": "2 h"}, "q asked for more time 2 h", "q 申请延期 2 h"),
        ({"by": "q", "reason": "why:", "asks": "2 h"}, "q asked for more time 2 h: why:", "q 申请延期 2 h：why:"),
    ],
)
def test_a_gap_without_a_word_leaves_no_colon(event: dict[str, str], en: str, zh: str) -> None:
    """house:reason. Where nobody gave a reason, the sentence does not announce one."""
    told = [teller(lang).event("request.extension_asked", event) for lang in ("en", "zh")]
    assert told == [en, zh]


@pytest.mark.parametrize(("late", "en", "zh"), [(0.032227, "0 s late", "迟 0 秒"), (7384.5, "2 h 3 min late", "迟 2 小时 3 分钟")])
def test_lateness_is_said_as_people_measure_it(late: float, en: str, zh: str) -> None:
    """house:every-step-ends. How late something was noticed is in the record to the microsecond, and on a page in two units."""
    ran_out = {"clock": "return", "due": "2026-11-24T06:00:00+00:00", "late_s": late}
    assert en in teller("en").event("clock.ran_out", ran_out)
    assert zh in teller("zh").event("clock.ran_out", ran_out)


CASE = "violation-2f0b7c9e-5f59-4d0a-8d1c-5f7f3a112233"


def test_another_case_is_named_only_to_whom_it_is_shown() -> None:
    """house:need-to-know. By its number where the reader may see it; else not even of which kind it is."""
    linked = {"case": CASE, "relation": "second_round"}

    shown = replace(teller("en"), numbers={CaseId(CASE): "VIOL-2026-0001"})
    assert shown.event("case.linked", linked) == "linked: VIOL-2026-0001 (second round)"
    assert teller("en").event("case.linked", linked) == "linked: another case (second round)"
    assert teller("zh").event("case.linked", linked) == "关联：另一案件（第二轮整改）"
    assert shown.event("incident.fault_told", {"violation": CASE, "outcome": "decided"}).count("VIOL-2026-0001") == 1
    assert CASE not in teller("en").event("incident.fault_told", {"violation": CASE, "outcome": "decided"})


def test_names_of_the_plan_s_tables_are_said_as_the_pack_calls_them() -> None:
    """SO 5.2.1. A breach, a level and a measure have titles in the pack; words of people stay as they are."""
    wise = replace(teller("en"), titles=titles(pack().plans.values()))
    decided = {"by": "lin", "basis": "", "measure": "spoken-warning", "points": 1, "reason": "spoken-warning", "urgent_risk": ""}

    assert "Private mailbox used" in wise.event("violation.opened", {"level": "ordinary", "breach": "private-mailbox"})
    said = wise.event("violation.decided", decided)
    assert said.count("spoken-warning") == 1, said


def test_a_line_of_the_timeline_is_no_notice() -> None:
    """A notice and an event may have the same key; each says its own."""
    assert "stayed: " in teller("en").event("violation.stayed", {"measures": ["transfer"], "by": "qian"})


@pytest.mark.parametrize(("was", "said"), [("2026-03-02T02:00:00+00:00", "2026-03-02 10:00"), ("lin", "lin")])
def test_what_something_was_is_an_instant_or_a_person(was: str, said: str) -> None:
    """house:hand-over. The same gap is filled by either; what is neither stays as it is."""
    assert said in teller("en").event("rectification.handed_over", {"by": "han", "to": "he", "was": was, "reason": "left"})


def test_a_task_that_comes_again_is_counted() -> None:
    """SO 5.3.1. The second time to put something right is called so."""
    ledger = teller("en", "rectification")
    assert ledger.clock("answer:rectify-2") == ledger.clock("answer:rectify") + " 2"


@pytest.mark.parametrize(("lang", "says"), [("en", "Harm = a death, Whose account = Lin"), ("zh", "影响 = 死亡、涉事账号持有人 = Lin")])
def test_what_is_known_later_is_said_as_the_form_says_it(lang: str, says: str) -> None:
    """MK 4.3.1. Lines of a form that come later name people and choices, never an id nor the pack's name for a choice."""
    someone = "7f0c54e4-5d6a-4a39-9a5e-0d9f2f9f2c11"
    told = replace(teller(lang, "incident-four-colour"), name=lambda person: "Lin" if person == someone else person)
    facts = {"harm": "death", "account": someone}
    assert says in told.event("incident.facts_recorded", {"facts": facts, "by": "lin", "basis": "part"})


def test_a_clock_says_its_rule_in_the_readers_language() -> None:
    """A pack writes ``10 min before``; a Chinese reader reads it in Chinese, as in the timeline."""
    assert "提前 10 分钟" in clock_line("提醒", "10 min before", "", "MK 4.2.3", "zh")
    assert "10 min before" in clock_line("reminder", "10 min before", "", "MK 4.2.3", "en")
