"""Whatever people do with a line of the ledger, in whatever order: nobody judges their own work, and every line ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.casework.commands import LookAgain
from domain.deciders import DECIDERS
from domain.kernel import CaseId, PersonId, Refused
from domain.rectifications import events as e
from tests.domain.chained import Chain
from tests.domain.playing import at

PEOPLE = ("he", "han", "gu", "tang-sy", "bai", "shen", "cao", "yang-q", "wei-h", "lin")
"""Somebody of the staff, everybody above, the committee, and whoever verifies."""
PLANS = ("rectification", "audit-finding", "hazard-rectification")
IMAGE: dict[str, Any] = {"sha256": "0" * 64, "media": "image/png", "size": 1}
COMMANDS: dict[str, dict[str, Any]] = {
    "submit_plan": {"text": "x"},
    "submit_report": {"changed_rules": "x", "execution": "x"},
    "record_coaching": {"note": "x"},
    "accept": {},
    "send_back": {"reason": "x"},
    "extend": {"until": "10 d", "reason": "x"},
    "confirm_effect": {"met": False, "measured": "x"},
    "add_evidence": IMAGE,
}

OFFERED = st.tuples(st.just("is offered"), st.integers(0, 50), st.just(""))
deeds = st.one_of(
    OFFERED,
    OFFERED,
    OFFERED,
    OFFERED,
    st.tuples(st.just("waits"), st.sampled_from((1, 2, 95)), st.just("")),
    st.tuples(st.just("does"), st.sampled_from(PEOPLE), st.sampled_from(sorted(COMMANDS))),
    st.tuples(st.just("hands over"), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
    st.tuples(st.just("stands in"), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
    st.tuples(st.just("leaves"), st.sampled_from(PEOPLE), st.just("")),
)


def opened(plan: str, responsible: str) -> tuple[Chain, CaseId]:
    chain = Chain(now=at("2026-01-05 10:00"))
    form = {"finding": "f", "criterion": "c", "responsible": chain.who(responsible)}
    return chain, chain.opens(plan, "qi", {**form, "risk": "high"} if plan == "audit-finding" else form)


def ahead(chain: Chain, case: CaseId, steps: int) -> None:
    """One step: reported. Two: accepted as well, by any two who may; so that orders that matter later are tried as often."""
    for command, times in (("add_evidence", 1), ("submit_report", 1), ("accept", 2))[: steps + 1 if steps else 0]:
        for _ in range(times):
            chain.does(case, chain.can(case, command)[0], command, **COMMANDS[command])


def happens(chain: Chain, case: CaseId, deed: tuple[str, Any, str]) -> None:
    """What the rules refuse does not happen."""
    what, who, other = deed
    try:
        match what:
            case "does":
                chain.does(case, who, other, **COMMANDS[other])
            case "hands over":
                chain.does(case, who, "hand_over", to=chain.who_was(other), reason="x")
            case "waits":
                chain.until(chain.now + timedelta(days=who))
            case "stands in" if who != other and {chain.who_was(who), chain.who_was(other)} <= working(chain):
                chain.stands_in(who, other)
            case "is offered":
                takes_up(chain, case, who)
            case "leaves":
                chain.change(who, active=False)
                chain.system(case, LookAgain())
            case _:
                pass
    except Refused:
        pass


def takes_up(chain: Chain, case: CaseId, which: int) -> None:
    """One of the commands that are open, by one of those who may give it: it is never refused for who they are."""
    found = DECIDERS["rectification"].offers(chain.cases[case], chain.rules(chain.cases[case].plan), chain.now)
    offers = [(offer.command, holder.person) for offer in found for holder in offer.who if offer.command in COMMANDS]
    if offers:
        command, person = offers[which % len(offers)]
        chain.does(case, chain.org.people[person].handle, command, **COMMANDS[command])


def working(chain: Chain) -> set[PersonId]:
    return {person.id for person in chain.org.people.values() if person.active}


def acted(event: Any) -> set[PersonId]:
    """Whoever did it, and whom they stood in for."""
    return {event.by, event.stands_in_for} - {None}


def nobody_acts_on_both_sides(chain: Chain, case: CaseId) -> None:
    """Who worked on it by the time of a judgement, and who judged it by the time that the effect was verified."""
    workers: set[PersonId] = set()
    judges: set[PersonId] = set()
    for event in (recorded.event for recorded in chain.events[case]):
        match event:
            case e.Opened():
                workers |= {event.requester, *event.earlier}
            case e.HandedOver():
                workers.add(event.to)
            case e.Planned() | e.Coached() | e.Reported():
                workers |= acted(event)
            case e.Voiced() | e.SentBack():
                assert not acted(event) & workers
                judges |= acted(event)
            case e.EffectMet() | e.FellShort():
                assert not acted(event) & (workers | judges)
            case e.Extended():
                assert event.by not in workers or event.by != chain.cases[case].parties["responsible"]
            case _:
                pass


@settings(max_examples=60, deadline=None)
@given(plan=st.sampled_from(PLANS), responsible=st.sampled_from(PEOPLE), steps=st.integers(0, 2), what=st.lists(deeds, max_size=40))
def test_nobody_judges_their_own_work_and_every_line_ends(
    plan: str, responsible: str, steps: int, what: list[tuple[str, Any, str]]
) -> None:
    """house:own-work, house:took-part, house:every-step-ends. Any order of commands, absences and silence; then time alone ends it."""
    chain, case = opened(plan, responsible)
    ahead(chain, case, steps)
    for deed in what:
        happens(chain, case, deed)
        chain.deliver_all("open")
        running = [name for name in chain.cases[case].clocks if name.startswith("answer:rectify")]
        assert len(running) <= 1
    for _ in range(6):  # rounds are fewer than there are levels above
        chain.until(chain.now + timedelta(days=800))
        chain.deliver_all("open")
    for each, state in chain.cases.items():
        nobody_acts_on_both_sides(chain, each)
        assert state.stage == "closed"
        assert not state.clocks


@settings(max_examples=30, deadline=None)
@given(what=st.lists(deeds, max_size=20))
def test_an_end_that_nobody_decided_is_never_a_good_one(what: list[tuple[str, Any, str]]) -> None:
    """house:every-step-ends. Only somebody who said so makes a line effective; silence does not."""
    chain, case = opened("rectification", "he")
    for deed in what:
        happens(chain, case, deed)
    chain.until(chain.now + timedelta(days=900))
    said = {type(recorded.event) for recorded in chain.events[case]}
    assert (chain.cases[case].outcome == "effective") == (e.EffectMet in said)
    assert e.Accepted in said or chain.cases[case].outcome in ("not_rectified", "unaccepted")


@pytest.mark.parametrize("times", [1, 3, 7])
def test_sent_back_any_number_of_times_it_has_one_clock(times: int) -> None:
    """SO 5.3.1. Each new time begins when it is sent back, and the one before has ended."""
    chain, case = opened("rectification", "he")
    for _ in range(times):
        chain.does(case, "he", "submit_report", changed_rules="x", execution="x")
        chain.until(chain.now + timedelta(days=1))
        chain.does(case, "shen", "send_back", reason="x")
    armed = [name for name in chain.cases[case].clocks if name.startswith("answer:")]
    assert armed == [f"answer:rectify-{times + 1}"]
