"""What is shown before a request is sent is what happens when it is sent."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import clocks, requests
from domain.claims import Claim, Taken
from domain.kernel import CaseId, PersonId, Refused
from domain.policy import RequestPlan
from domain.requests import commands as c
from domain.requests import events as e
from domain.requests.preview import Asking, Preview
from tests.domain.playing import Play, at

NOW = "2026-03-02 10:00"
FORMS: dict[str, dict[str, Any]] = {
    "contract-loan": {"contract": "HT-1", "purpose": "x"},
    "trade-secret-loan": {"document": "S-1", "purpose": "x"},
    "privilege-elevation": {"system": "ERP", "privilege": "admin", "purpose": "x"},
}


@pytest.fixture
def play() -> Play:
    return Play(now=at(NOW))


def looks(play: Play, plan: str, by: str, **fields: Any) -> Preview:
    return requests.preview(play.rules(plan), play.who_was(by), fields, play.now)


def keys(preview: Preview) -> list[tuple[str, str, str]]:
    return [(each.field, each.clause, each.key) for each in preview.refusals]


def who(play: Play, step: Asking) -> list[str]:
    return play.handles(holder.person for holder in step.who)


def test_it_says_who_decides_and_by_when(play: Play) -> None:
    """SO 2.2.2, house:answer-time. The head, on what basis, by the end of the next working day; and what follows silence."""
    found = looks(play, "contract-loan", "qian", **FORMS["contract-loan"])
    (step,) = found.steps
    assert (who(play, step), step.role, step.clause) == (["lin"], "head of requester's department", "SO 2.2.2")
    assert (step.due, str(step.within.span), step.then, step.outcome) == (at("2026-03-04 00:00"), "1 wd", ("one rung up",), "refuse")
    assert found.gives is not None
    assert (found.gives.what, found.gives.resource, str(found.gives.term.span), found.gives.given_by) == (
        "document",
        "HT-1",
        "2 wd",
        "post archivist",
    )
    assert (found.refusals, found.warnings) == ((), ())


def test_a_rung_in_conflict_is_passed_over(play: Play) -> None:
    """house:own-request, house:one-rung-up. A head sees that it will go to the general manager, and why."""
    (step,) = looks(play, "contract-loan", "lin", **FORMS["contract-loan"]).steps
    assert (who(play, step), step.rung, step.passed_over) == (["gu"], 1, ("in conflict",))


def test_nobody_left_is_said_beforehand(play: Play) -> None:
    """house:every-step-ends. Where nobody may answer the page says so, before anybody waits."""
    for post in ("head-of-sales-back-office", "general-manager", "chairman"):
        play.takes_over(post, "")
    (step,) = looks(play, "contract-loan", "qian", **FORMS["contract-loan"]).steps
    assert (step.who, step.passed_over) == ((), ("nobody",))


def test_all_that_is_wrong_is_said_at_once(play: Play) -> None:
    """house:form. Each line with its rule, while one types; and still who would decide."""
    found = looks(play, "trade-secret-loan", "qian", purpose="x" * 3000, duration="9 wd", colour="red")
    assert keys(found) == [
        ("", "SO 2.1.2", "may_not_ask"),
        ("fields.colour", "house:form", "unknown_field"),
        ("fields.document", "SO 2.1.2", "missing_field"),
        ("fields.purpose", "SO 2.1.2", "too_long"),
        ("fields.reason", "SO 2.1.2", "longer_needs_reason"),
    ]
    assert who(play, found.steps[0]) == ["lin"]


def test_a_document_that_is_out_is_a_warning(play: Play) -> None:
    """house:one-holder. It may be asked for, and cannot be handed out before it is back."""
    loan = play.open("contract-loan", "qian", **FORMS["contract-loan"])
    play.asks(loan, "lin", c.Approve())
    play.asks(loan, "tao", c.HandOut())
    found = looks(play, "contract-loan", "sun", **FORMS["contract-loan"])
    assert found.refusals == ()
    assert [(each.key, each.words["case"], each.clause) for each in found.warnings] == [("held_by_other", loan, "house:one-holder")]


def test_a_block_is_a_refusal(play: Play) -> None:
    """house:overdue-blocks. Who is overdue sees at once that nothing more is lent."""
    loan = play.open("contract-loan", "qian", **FORMS["contract-loan"])
    play.asks(loan, "lin", c.Approve())
    play.asks(loan, "tao", c.HandOut())
    play.until(at("2026-03-09 10:00"))
    found = looks(play, "contract-loan", "qian", contract="HT-2", purpose="x")
    assert keys(found) == [("", "house:overdue-blocks", "blocked")]
    assert found.warnings == ()


def test_each_of_several_is_said(play: Play) -> None:
    """SO 2.3.2, house:fresh-sign-in. Both sides, at the same time; a shorter time is what will be given."""
    found = looks(play, "privilege-elevation", "qian", **FORMS["privilege-elevation"], duration="4 h")
    assert [(who(play, step), step.signed_in and str(step.signed_in.span)) for step in found.steps] == [
        (["lin"], "15 min"),
        (["kong"], "15 min"),
    ]
    assert found.gives is not None
    assert (str(found.gives.term.span), found.gives.until) == ("4 h", at("2026-03-02 14:00"))


# --- it promises nothing else -----------------------------------------------------------------------

PEOPLE = ["qian", "zhao-y", "lin", "gu", "kong", "tao", "bai", "ding", "moreau", "tang-sy"]
POSTS = ["head-of-sales-back-office", "it-director", "general-manager", "chairman", "head-of-marketing"]
values = st.sampled_from(["", " ", "x", "HT-1", "2 wd", "9 wd", "4 h", "x" * 150, "x" * 2500, 7, None, ["x"], True])


@settings(max_examples=300, deadline=None)
@given(
    plan=st.sampled_from(sorted(FORMS)),
    by=st.sampled_from(PEOPLE),
    changed=st.dictionaries(st.sampled_from(["contract", "document", "purpose", "duration", "reason", "privilege", "colour"]), values),
    whole=st.booleans(),
    handed_over=st.dictionaries(st.sampled_from(POSTS), st.sampled_from([*PEOPLE, ""]), max_size=3),
    stands_in=st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)), max_size=2),
    held=st.booleans(),
)
def test_sending_does_what_was_shown(
    *,
    plan: str,
    by: str,
    changed: dict[str, Any],
    whole: bool,
    handed_over: dict[str, str],
    stands_in: list[tuple[str, str]],
    held: bool,
) -> None:
    """house:what-was-shown. Without a refusal it is accepted, with the same people by the same instants; else refused by the first."""
    play = Play(now=at(NOW))
    for post, person in handed_over.items():
        play.takes_over(post, person)
    for stand_in, absent in stands_in:
        if stand_in != absent:
            play.stands_in(stand_in, absent)
    fields = {**FORMS[plan], **(changed if not whole else {})}
    if held:
        _held(play, plan, fields)
    found = looks(play, plan, by, **fields)
    case, no = _sent(play, plan, by, fields)
    assert [(each.field, each.clause, each.key, each.words) for each in found.refusals[:1]] == no
    if case:
        _as_shown(play, case, found)


def _sent(play: Play, plan: str, by: str, fields: dict[str, Any]) -> tuple[CaseId | None, list[Any]]:
    """The case, or why there is none."""
    try:
        return play.open(plan, by, **fields), []
    except Refused as no:
        return None, [(no.field, no.clause, no.key, no.words)]


def _held(play: Play, plan: str, fields: dict[str, Any]) -> None:
    """Somebody else has it."""
    asked = play.pack.plans[plan]
    assert isinstance(asked, RequestPlan)
    key = requests.preview_claims(asked, PersonId("p"), fields)[0]
    taken = Taken(grant=play.new_id(), case=CaseId("request-x"), holder=PersonId("p"), start=play.now, until=play.now)
    play.held[key] = Claim(key=key, held=(taken,))


def _as_shown(play: Play, case: CaseId, found: Preview) -> None:
    happened = [recorded.event for recorded in play.events[case]]
    for step in (each for each in found.steps if each.stage == 0):
        came = [event for event in happened if isinstance(event, e.StepOpened | e.WentUp) and event.step == step.step][-1]
        assert set(came.people) == {holder.person for holder in step.who}
        assert (came.role, came.rung) == (step.role, step.rung)
        (armed,) = [event for event in happened if isinstance(event, clocks.Armed) and event.clock == f"answer:{step.step}"]
        assert (armed.due, armed.provisional) == (step.due, step.provisional)
        able = {h.person for offer in requests.offers(play.cases[case], play.rules(play.cases[case].plan), play.now) for h in offer.who
                if offer.slot == step.step}  # fmt: skip
        assert {holder.person for holder in step.who} <= able
