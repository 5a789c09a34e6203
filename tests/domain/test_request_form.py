"""What stands in a form: each line against its rule, what was shown, and input that nobody foresaw."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import shapes
from domain.kernel import Refused
from domain.policy import Field, RequestPlan
from domain.requests import commands as c
from domain.requests import events as e
from domain.requests import form, shown
from domain.requests.state import Stage
from tests.domain.playing import Play, at, kinds

SEALED = {"$key": "1b671a64-40d5-491e-99b0-da01ff1f3341", "$nonce": "AAAA", "$sealed": "QUJD", "$aad": "x/fields/purpose"}


@pytest.fixture
def play() -> Play:
    return Play(now=at("2026-03-02 10:00"))


# --- line by line ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "clause", "key", "field"),
    [
        ({}, "SO 2.2.2", "missing_field", "fields.contract"),
        ({"contract": "HT-1"}, "SO 2.2.2", "missing_field", "fields.purpose"),
        ({"contract": " ", "purpose": "x"}, "SO 2.2.2", "missing_field", "fields.contract"),
        ({"contract": None, "purpose": "x"}, "SO 2.2.2", "missing_field", "fields.contract"),
        ({"contract": "HT-1", "purpose": {}}, "SO 2.2.2", "missing_field", "fields.purpose"),
        ({"contract": "HT-1", "purpose": "x", "colour": "red"}, "house:form", "unknown_field", "fields.colour"),
        ({"contract": 7, "purpose": "x"}, "SO 2.2.2", "wrong_type", "fields.contract"),
        ({"contract": ["HT-1"], "purpose": "x"}, "SO 2.2.2", "wrong_type", "fields.contract"),
        ({"contract": {"a": 1}, "purpose": "x"}, "SO 2.2.2", "wrong_type", "fields.contract"),
        ({"contract": SEALED, "purpose": "x"}, "SO 2.2.2", "wrong_type", "fields.contract"),
        ({"contract": "\u200b", "purpose": "x"}, "SO 2.2.2", "wrong_type", "fields.contract"),
        ({"contract": "H" * 101, "purpose": "x"}, "SO 2.2.2", "too_long", "fields.contract"),
        ({"contract": "HT-1", "purpose": "x" * 2001}, "SO 2.2.2", "too_long", "fields.purpose"),
        ({"contract": "HT-1", "purpose": 7}, "SO 2.2.2", "wrong_type", "fields.purpose"),
        ({"contract": "HT-1", "purpose": True}, "SO 2.2.2", "wrong_type", "fields.purpose"),
        ({"contract": "HT-1", "purpose": {"$sealed": "QUJD"}}, "SO 2.2.2", "wrong_type", "fields.purpose"),
        ({"contract": "HT-1", "purpose": {**SEALED, "more": "x"}}, "SO 2.2.2", "wrong_type", "fields.purpose"),
        ({"contract": "HT-1", "purpose": {**SEALED, "$sealed": 7}}, "SO 2.2.2", "wrong_type", "fields.purpose"),
        ({"contract": "HT-1", "purpose": {**SEALED, "$sealed": "A" * 20_000}}, "SO 2.2.2", "too_long", "fields.purpose"),
    ],
)
def test_each_line_of_the_form_against_its_rule(play: Play, fields: dict[str, Any], clause: str, key: str, field: str) -> None:
    """SO 2.2.2, house:form. Refused with the line at fault and the clause that wants it."""
    with pytest.raises(Refused) as no:
        play.open("contract-loan", "qian", **fields)
    assert (no.value.clause, no.value.key, no.value.field) == (clause, key, field)


def test_a_sealed_line_is_taken_as_it_is(play: Play) -> None:
    """house:form. The domain carries a sealed text without looking into it."""
    case = play.open("contract-loan", "qian", contract="HT-1", purpose=SEALED)
    assert play.cases[case].fields["purpose"] == SEALED
    play.asks(case, "lin", c.Refuse(reason=SEALED))
    assert play.cases[case].outcome == "refused"


LINES: dict[str, tuple[Field, list[Any], list[Any]]] = {
    "choice": (Field(name="x", type="choice", title={}, choices=("a", "b")), ["a", "b"], ["c", 1, ["a"], {"a": 1}, SEALED]),
    "number": (Field(name="x", type="number", title={}), [1, 0.5, 10**8], [0, -1, True, "1", 10**9, float("nan"), float("inf"), [1]]),
    "date": (Field(name="x", type="date", title={}), ["2026-03-02"], ["2026-13-02", "today", 20260302, ["2026-03-02"]]),
    "person": (Field(name="x", type="person", title={}), ["45bf5473-9b90-4567-bb88-0b74f871c6fd"], ["qian", {"a": 1}, ["x"], 7]),
    "text": (Field(name="x", type="text", title={}), ["x", "借阅"], [7, ["x"], {"a": 1}, SEALED]),
}


@pytest.mark.parametrize("kind", LINES)
def test_every_type_of_line_takes_its_own_and_nothing_else(play: Play, kind: str) -> None:
    """house:form. The wrong type is a refusal, whatever came."""
    line, good, bad = LINES[kind]
    loan = play.pack.plans["contract-loan"]
    assert isinstance(loan, RequestPlan)
    plan = replace(loan, fields=(line,))
    for value in good:
        form.check_form(plan, {"x": value}, play.org, whole=True)
    for value in bad:
        with pytest.raises(Refused) as no:
            form.check_form(plan, {"x": value}, play.org, whole=True)
        assert no.value.key == "wrong_type"


@pytest.mark.parametrize(("plan", "who", "clause"), [("trade-secret-loan", "qian", "SO 2.1.2"), ("contract-loan", "sun", "SO 2.2.2")])
def test_who_may_ask_is_said_by_the_plan(play: Play, plan: str, who: str, clause: str) -> None:
    """SO 2.1.2, SO 2.2.2. Secrets for authorised persons only; contracts for whoever works here. A stand-in asks for nobody."""
    play.change("sun", active=False)
    play.stands_in("qian", "zhao-y")
    with pytest.raises(Refused) as no:
        play.open(plan, who, document="TS-1", contract="HT-1", purpose="x")
    assert (no.value.clause, no.value.key) == (clause, "may_not_ask")


# --- what was shown -------------------------------------------------------------------------------


def test_a_decision_counts_for_what_was_shown(play: Play) -> None:
    """house:what-was-shown. An approval or refusal of something else than what is there now is refused, and one of this is kept."""
    case = play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    before = shown(play.cases[case])
    play.asks(case, "qian", c.Amend(fields={"purpose": "y"}))
    assert play.refuses(case, "lin", c.Approve(shown=before)) == ("house:what-was-shown", "shown_has_changed")
    assert play.refuses(case, "lin", c.Refuse(reason="no", shown=before)) == ("house:what-was-shown", "shown_has_changed")
    now = shown(play.cases[case])
    yes = next(event for event in play.asks(case, "lin", c.Approve(shown=now)) if isinstance(event, e.Approved))
    assert yes.shown == now


def test_a_change_of_a_material_line_voids_the_approvals(play: Play) -> None:
    """house:what-was-shown. Half approved: everybody is asked again; the first yes counts no more."""
    case = play.open("privilege-elevation", "qian", system="ERP", privilege="p", purpose="x")
    play.asks(case, "lin", c.Approve())
    changed = next(event for event in play.asks(case, "qian", c.Amend(fields={"system": "CRM"})) if isinstance(event, e.Amended))
    assert (changed.material, changed.voids, play.cases[case].round) == (("system",), True, 2)
    assert "GrantDecided" not in kinds(play.asks(case, "kong", c.Approve()))
    assert "GrantDecided" in kinds(play.asks(case, "lin", c.Approve()))


def test_approved_and_not_fetched_it_is_asked_again_too(play: Play) -> None:
    """house:what-was-shown. Another contract than the one that was approved is not handed out."""
    case = play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    play.asks(case, "lin", c.Approve())
    play.asks(case, "qian", c.Amend(fields={"contract": "HT-2"}))
    assert play.refuses(case, "tao", c.HandOut())[1] == "not_approved"
    assert list(play.cases[case].clocks) == ["answer:2-0-0", "remind:2-0-0:0"]


def test_a_material_change_while_sent_back_asks_everybody_again(play: Play) -> None:
    """house:what-was-shown. The answer to a question may be such a change: the clocks begin anew."""
    case = play.open("privilege-elevation", "qian", system="ERP", privilege="p", purpose="x")
    play.asks(case, "lin", c.Approve())
    play.asks(case, "kong", c.SendBack(question="which system?"))
    play.asks(case, "qian", c.Amend(fields={"system": "CRM"}))
    assert sorted(play.can(case, "approve")) == ["kong", "lin"]
    assert [name for name in play.cases[case].clocks if "information" in name] == []


def test_a_change_of_another_line_voids_nothing(play: Play) -> None:
    """house:what-was-shown. The purpose is no material line; and what changes nothing says nothing."""
    case = play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    play.asks(case, "lin", c.Approve())
    assert kinds(play.asks(case, "qian", c.Amend(fields={"purpose": "y"}))) == ["Amended"]
    assert play.cases[case].stage is Stage.APPROVED
    assert play.asks(case, "qian", c.Amend(fields={"purpose": "y"})) == []


def test_a_required_line_is_not_emptied(play: Play) -> None:
    """SO 2.2.2. Amending may not take away what opening needed."""
    case = play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    nothing: list[Any] = ["", None, " ", {}]
    for empty in nothing:
        assert play.refuses(case, "qian", c.Amend(fields={"contract": empty})) == ("SO 2.2.2", "missing_field")


def test_a_refusal_gives_its_reason(play: Play) -> None:
    """house:reason. No without a reason is no answer."""
    case = play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    assert play.refuses(case, "lin", c.Refuse()) == ("house:reason", "missing_field")


# --- whatever comes -------------------------------------------------------------------------------

TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["", " ", "\u200b", "1 wd", "99999 wd", "10000 months", "-1 h", "1-0-0", "x-y-z", "1-9-9"]),
    st.sampled_from(["\u202e", "\ud800", "a\x00b", "İ", "ß" * 120, "𝟙 wd"]),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS | st.sampled_from(["$key", "$sealed"]), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["contract", "document", "purpose", "duration", "reason", "system", "privilege"]) | TEXTS
FORMS = st.dictionaries(NAMES, JSON | st.just(SEALED), max_size=5)
GOOD = {
    "contract-loan": {"contract": "HT-1", "purpose": "x"},
    "trade-secret-loan": {"document": "TS-1", "purpose": "x"},
    "privilege-elevation": {"system": "ERP", "privilege": "p", "purpose": "x"},
}


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(plan=st.sampled_from(sorted(GOOD)), fields=FORMS, whole=st.booleans())
def test_any_form_is_opened_or_refused(*, plan: str, fields: dict[str, Any], whole: bool) -> None:
    """house:form. Whatever stands in a form, it is either opened or refused with a field; nothing else is ever raised."""
    play = Play(now=at("2026-03-02 10:00"))
    fields = {**GOOD[plan], **fields} if whole else fields
    refused, case = None, None
    try:
        command = shapes.command_in("request", "open", {"plan": plan, "fields": fields})
        case = play.open(plan, "zhao-y", **command.fields)
    except Refused as no:
        refused = no.field
    assert refused if case is None else play.cases[case].stage is Stage.ASKED


OTHERS = ["reason", "note", "question", "to", "person", "step", "shown", "asks", "clock", "due", "event", "duty", "complete", "receipt"]
CONTENTS = st.fixed_dictionaries({}, optional={"fields": FORMS, **dict.fromkeys(OTHERS, JSON | st.just(SEALED))})


@settings(max_examples=600, suppress_health_check=list(HealthCheck))
@given(
    name=st.sampled_from(sorted(c.COMMANDS)), content=CONTENTS, stage=st.integers(0, 5), who=st.sampled_from(["qian", "lin", "tao", "kong"])
)
def test_any_command_that_can_be_read_is_decided_or_refused(name: str, content: dict[str, Any], stage: int, who: str) -> None:
    """house:form. At every stage, whatever a command holds: events, nothing new, or a refusal; nothing else is ever raised."""
    play = Play(now=at("2026-03-02 10:00"))
    case = play.open("contract-loan", "qian", contract="HT-1", purpose="x")
    story = (("lin", c.Approve()), ("tao", c.HandOut()), ("qian", c.Extend(reason="x")), ("qian", c.Return()), ("tao", c.ConfirmCheck()))
    for by, command in story[:stage]:
        play.asks(case, by, command)
    wanted = {f.name for f in dataclasses.fields(c.COMMANDS[name])}
    clause = "none needed"
    try:
        command = shapes.command_in("request", name, {key: value for key, value in content.items() if key in wanted})
        play.asks(case, who, command)
    except Refused as no:
        clause = no.clause
    assert clause
