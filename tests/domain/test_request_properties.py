"""Whatever people do, in whatever order: what must hold of every request, always.

Random people, some of them standing in for others, with posts that change hands, give random commands at random instants to
several cases at once. A case is held against its record after every step, and after the last one a year is let pass.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Container, Iterator
from contextlib import suppress
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from domain import requests, words
from domain.kernel import CaseId, Offer, PersonId, Refused
from domain.labels import LABELS
from domain.policy import RequestPlan
from domain.rail import Station
from domain.requests import commands as c
from domain.requests import events as e
from domain.requests.state import Request, Stage
from domain.shapes import event_out
from tests.domain.playing import Play, at, wired

PEOPLE = ["qian", "sun", "zhao-y", "lin", "gu", "kong", "hua", "tao", "jiang-x", "wei-h", "bai", "shen", "tang-sy"]
POSTS = ["head-of-sales-back-office", "it-director", "general-manager", "archivist", "head-of-administration", "chairman"]
NUMBERS = ["HT-1", "ht 1", "HT-2"]
FORMS: dict[str, Callable[[str], dict[str, Any]]] = {
    "contract-loan": lambda number: {"contract": number, "purpose": "x"},
    "trade-secret-loan": lambda number: {"document": number, "purpose": "x", "duration": "2 wd"},
    "privilege-elevation": lambda number: {"system": "ERP", "privilege": number, "purpose": "x", "duration": "5 h"},
}
PASSES = [timedelta(minutes=5), timedelta(hours=3), timedelta(hours=20), timedelta(days=3)]
LATE = [timedelta(0), timedelta(minutes=1), timedelta(minutes=15)]
OF_WHO_OR_WHEN = {
    "own_request", "took_part", "not_yours", "no_such_step", "nothing_to_decide", "waits_for_information", "only_requester",
    "cannot_withdraw", "cannot_amend", "cannot_extend", "not_approved", "not_out", "not_back",
}  # fmt: skip
"""What an offer promises will not be said."""

ONWARDS = ("approve", "hand_out", "return", "confirm_check", "extend")
MOST = 4
"""Cases side by side."""

handles = st.sampled_from(PEOPLE)
cases = st.integers(0, MOST - 1)
randoms = st.randoms(use_true_random=False)


class Requests(RuleBasedStateMachine):
    """People and the system at work on a few cases."""

    def __init__(self) -> None:
        super().__init__()
        self.play = Play(now=at("2026-03-02 10:00"))
        self.under_way: list[tuple[CaseId, Any]] = []

    @initialize(
        plans=st.lists(st.sampled_from(sorted(FORMS)), min_size=2, max_size=3),
        by=st.lists(handles, min_size=3, max_size=3),
        both=st.booleans(),
        away=st.sets(st.sampled_from(["lin", "kong", "qian"])),
    )
    def some_have_asked(self, *, plans: list[str], by: list[str], both: bool, away: set[str]) -> None:
        """Perhaps one person holds both posts of A4, and one stands in for several."""
        if both:
            self.play.takes_over("it-director", "lin")
        for absent in sorted(away):
            self.play.stands_in("sun", absent)
        for plan, who in zip(plans, by, strict=False):
            self.somebody_asks(plan, who, "HT-1")

    # --- what people do ---------------------------------------------------------------------------

    @rule(plan=st.sampled_from(sorted(FORMS)), who=handles, number=st.sampled_from(NUMBERS))
    def somebody_asks(self, plan: str, who: str, number: str) -> None:
        with suppress(Refused):
            if len(self.play.cases) < MOST:
                self.play.open(plan, who, **FORMS[plan](number))

    @rule(case=cases, draw=randoms)
    def it_goes_on(self, case: int, draw: random.Random) -> None:
        """What brings a case nearer to its end, if that is open now."""
        self._does(case, draw, timedelta(0), ONWARDS)

    @rule(case=cases, draw=randoms, late=st.sampled_from(LATE))
    def somebody_does_what_is_offered(self, case: int, draw: random.Random, late: timedelta) -> None:
        self._does(case, draw, late, c.COMMANDS)

    def _does(self, case: int, draw: random.Random, late: timedelta, among: Container[str]) -> None:
        if (name := self._case(case)) is None:
            return
        found = requests.offers(self.play.cases[name], self.play.rules(self.play.cases[name].plan), self.play.now)
        able = [offer for offer in found if offer.who and offer.command in among]
        if not able:
            return
        offer = draw.choice(able)
        who = self.play.org.people[draw.choice(offer.who).person].handle
        refused = self._try(name, who, self._offered(offer, draw), late)
        assert late or self._something_due(name) or refused not in OF_WHO_OR_WHEN, (offer.command, refused)

    def _case(self, number: int) -> CaseId | None:
        return list(self.play.cases)[number % len(self.play.cases)] if self.play.cases else None

    @rule(case=cases, who=handles, name=st.sampled_from(sorted(set(c.COMMANDS) - c.FROM_THE_SYSTEM)), draw=randoms)
    def somebody_does_anything(self, case: int, who: str, name: str, draw: random.Random) -> None:
        if (where := self._case(case)) is None:
            return
        names = {f.name for f in fields(c.COMMANDS[name])}
        known = {key: value for key, value in self._words(draw).items() if key in names}
        self._try(where, who, c.COMMANDS[name](**known, **({"plan": "contract-loan"} if name == "open" else {})), draw.choice(LATE))

    def _offered(self, offer: Offer, draw: random.Random) -> Any:
        own = {"step": offer.slot} if offer.slot and offer.command != "confirm_check" else {}
        known = {name: value for name, value in self._words(draw).items() if name in (*offer.needs, *offer.takes)}
        return c.COMMANDS[offer.command](**{**known, **own})

    def _words(self, draw: random.Random) -> dict[str, Any]:
        someone = self.play.who_was(draw.choice(PEOPLE))
        changed = draw.choice([{}, {"purpose": "y"}, {"contract": "HT-2"}, {"system": "CRM"}])
        return {
            "reason": "because", "question": "why?", "note": draw.choice(["", "so"]), "fields": changed, "complete": draw.random() < 0.8,
            "to": someone, "person": someone, "asks": "", "text": "a word",
        }  # fmt: skip

    def _something_due(self, case: CaseId) -> bool:
        return any(clock.due is not None and clock.due <= self.play.now for clock in self.play.cases[case].clocks.values())

    def _try(self, case: CaseId, who: str, command: Any, late: timedelta) -> str:
        """The key of the refusal, unless it is of somebody who was named; empty when it was done."""
        try:
            self.play.asks(case, who, command, asked_at=max(self.play.now - late, self.play.cases[case].opened_at))
        except Refused as no:
            return "" if no.field in ("to", "person") else no.key
        return ""

    # --- what the world does ----------------------------------------------------------------------

    @rule(by=st.sampled_from(PASSES), told=st.booleans())
    def time_passes(self, *, by: timedelta, told: bool) -> None:
        """Sometimes nobody notices until somebody does something."""
        if told:
            self.play.until(self.play.now + by)
        self.play.now += by

    @rule(case=cases, draw=randoms)
    def a_duty_ends(self, case: int, draw: random.Random) -> None:
        """Done, or failed; sometimes one that has become void meanwhile."""
        if (where := self._case(case)) is None or not self.play.cases[where].owed:
            return
        if self.under_way and draw.random() < 0.2:
            self.play.system(*draw.choice(self.under_way))
            return
        duty = draw.choice(self.play.cases[where].owed)
        fails = c.DutyFailed(event=duty.event, duty=duty.name, reason="no answer")
        end = fails if draw.random() < 0.3 else self.play.end(where, duty)
        self.under_way.append((where, end))
        if draw.random() < 0.8:
            self.play.system(where, end)

    @rule(stand_in=handles, absent=handles)
    def somebody_stands_in(self, stand_in: str, absent: str) -> None:
        if stand_in != absent and self._there(stand_in) and self._there(absent):
            self.play.stands_in(stand_in, absent)

    @rule(post=st.sampled_from(POSTS), by=handles | st.just(""))
    def a_post_changes_hands(self, post: str, by: str) -> None:
        if not by or self._there(by):
            self.play.takes_over(post, by)
            self._cases_wake()

    @rule(who=handles)
    def somebody_leaves_or_comes_back(self, who: str) -> None:
        self.play.change(who, active=not self._there(who))
        self._cases_wake()

    def _cases_wake(self) -> None:
        """A change of the organisation is told to every other case; that one may also hear of it late is seen in the rest."""
        for case in list(self.play.cases)[::2]:
            self.play.system(case, c.LookAgain())

    def _there(self, who: str) -> bool:
        return self.play.org.people[self.play.who_was(who)].active

    # --- what must hold ---------------------------------------------------------------------------

    @invariant()
    def nobody_decides_for_themselves_or_twice(self) -> None:
        """house:own-request, house:took-part, SO 2.3.2."""
        for case in self.play.cases.values():
            for voices in _rounds(self.play, case.id):
                heard = Counter(person for voice in voices for person in voice)
                assert case.requester not in heard
                assert all(times == 1 for times in heard.values())

    @invariant()
    def nothing_is_given_without_every_yes(self) -> None:
        """SO 2.1.2, SO 2.2.2, SO 2.3.2."""
        for case in self.play.cases.values():
            plan = self.play.pack.plans[case.plan]
            assert isinstance(plan, RequestPlan)
            needed = len(plan.approval[0].steps)
            assert all(yes >= needed for yes in _yes_before_grants(self.play, case.id))

    @invariant()
    def one_thing_is_held_by_one_case(self) -> None:
        """house:one-holder. And a case holds what it has given and not taken back, no more."""
        for claim in self.play.held.values():
            holders = {taken.case for taken in claim.held}
            assert len(holders) <= 1 or claim.key.klass in ("privilege", "person")
            for taken in claim.held:
                assert any(grant.id == taken.grant and not grant.ended for grant in self.play.cases[taken.case].grants)

    @invariant()
    def a_block_stands_while_it_is_overdue(self) -> None:
        """house:overdue-blocks."""
        blocking = {block.case for claim in self.play.held.values() for block in claim.blocks}
        assert blocking == {case.id for case in self.play.cases.values() if case.overdue}

    @invariant()
    def no_open_case_is_left_alone(self) -> None:
        """house:every-step-ends."""
        for case in self.play.cases.values():
            if case.stage is not Stage.CLOSED:
                assert case.clocks or case.owed or case.stage is Stage.OUT
                assert any(self.play.can(case.id, name) for name in ("return",)) or case.stage is not Stage.OUT
            elif not _reopened(self.play, case.id):
                assert not case.clocks
                assert not case.slots
                assert not case.sent_back

    @invariant()
    def nobody_in_conflict_is_asked(self) -> None:
        """house:own-request. A step's notices go only to who may answer it."""
        for case in self.play.cases.values():
            for duty in case.owed:
                told = self.play.told(case.id, duty)
                assert not duty.slot or duty.slot == "collect" or case.requester not in told
                assert duty.kind != "notify" or words.text(duty.about, "zh", case="x") not in ("", duty.about)

    @invariant()
    def the_picture_tells_where_it_stands(self) -> None:
        """house:every-step-ends. An open case stands somewhere, a closed one nowhere; what is done says by whom and when."""
        for case in self.play.cases.values():
            _pictured(self.play, case, requests.rail(case, self.play.rules(case.plan), self.play.now))

    def teardown(self) -> None:
        """Every waiting step ends: first nobody does anything, then the world does what it owes."""
        for state in self.play.cases.values():
            assert _folded(self.play, state.id) == state
        self.play.until(self.play.now + timedelta(days=400))
        self.nobody_decides_for_themselves_or_twice()
        self.a_block_stands_while_it_is_overdue()
        for case in list(self.play.cases):
            assert _rests(self.play.cases[case]), self.play.cases[case].stage
            self._world_does_all(case)
            assert self.play.cases[case].stage in (Stage.CLOSED, Stage.OUT)
            assert not self.play.cases[case].owed
            _speaks(self.play, case)

    def _world_does_all(self, case: CaseId) -> None:
        for _ in range(20):
            if not self.play.deliver(case):
                return


def _pictured(play: Play, case: Request, rail: tuple[Station, ...]) -> None:
    states = [station.state for station in rail]
    assert len({(station.branch, station.key) for station in rail}) == len(rail)
    assert (rail[0].key, rail[0].state) == ("asked", "done")
    assert ("now" in states or "held" in states) == (case.stage is not Stage.CLOSED)
    assert case.stage is not Stage.CLOSED or "next" not in states
    main = [station.state for station in rail if not station.branch]
    assert "next" not in main or not {"done", "now", "held"} & set(main[main.index("next") :]), main
    offered = {offer.slot: {h.person for h in offer.who} for offer in requests.offers(case, play.rules(case.plan), play.now) if offer.slot}
    for station in rail:
        assert station.title in LABELS["request"].stations
        assert station.note in ("", *LABELS["request"].notes)
        assert station.outcome in ("", *LABELS["request"].outcomes)
        assert station.state != "done" or station.when is not None
        assert station.state != "now" or station.title != "approval" or {h.person for h in station.who} == offered[station.key]


def _rests(case: Request) -> bool:
    """Closed; or kept as overdue; or a privilege whose end the target has yet to confirm."""
    kept = case.stage is Stage.OUT and not case.clocks and case.overdue == 4 and not case.asking
    taking = any(duty.kind == "revoke" for duty in case.owed) or "revoke_again" in case.clocks
    return case.stage is Stage.CLOSED or kept or (case.stage is Stage.ENDING and taking)


def _rounds(play: Play, case: CaseId) -> Iterator[list[tuple[PersonId, ...]]]:
    """The voices of each round of asking: who said yes, and whom they stood in for."""
    voices: list[tuple[PersonId, ...]] = []
    for recorded in play.events.get(case, []):
        match recorded.event:
            case e.Approved(by=by, stands_in_for=other):
                voices.append(tuple({by, *([other] if other else [])}))
            case e.Amended(voids=True) | e.ExtensionAsked():
                yield voices
                voices = []
            case _:
                pass
    yield voices


def _yes_before_grants(play: Play, case: CaseId) -> Iterator[int]:
    """For each thing given, how many had said yes to it."""
    yes = 0
    for recorded in play.events.get(case, []):
        match recorded.event:
            case e.Approved():
                yes += 1
            case e.Amended(voids=True) | e.ExtensionAsked():
                yes = 0
            case e.Ready() | e.Lent() | e.GrantDecided() | e.Extended():
                yield yes
            case _:
                pass


def _reopened(play: Play, case: CaseId) -> bool:
    return any(isinstance(r.event, e.GrantEnded) and r.event.why == "confirmed after its end" for r in play.events[case])


def _folded(play: Play, case: CaseId) -> Request | None:
    """The case as its record tells it, read back from the wire."""
    state: Request | None = None
    for recorded in play.events[case]:
        assert wired(recorded.event) == recorded.event
        state = requests.evolve(state, recorded)
    return state


def _speaks(play: Play, case: CaseId) -> None:
    """Each line of the record has its sentence, and each fixed phrase in it its Chinese."""
    for recorded in play.events[case]:
        name, _, data = event_out(recorded.event)
        for lang in ("zh", "en"):
            assert words.text(name, lang, **data) != name
        for key in ("why", "outcome"):
            assert data.get(key, "requester") in words.PHRASES["zh"], data


def test_whatever_people_do() -> None:
    """house:own-request, house:took-part, house:one-holder, house:every-step-ends. Over random people, commands and instants."""
    run_state_machine_as_test(
        Requests,
        settings=settings(
            max_examples=100,
            stateful_step_count=40,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("seed", range(8))
def test_whatever_people_do_at_length(seed: int) -> None:
    """house:own-request, house:took-part, house:one-holder, house:every-step-ends. Long scripts that get far; the seed tells which."""
    draw = random.Random(seed)
    for _ in range(50):
        machine = Requests()
        plans = draw.choices(["contract-loan", "contract-loan", "privilege-elevation", "trade-secret-loan"], k=3)
        away = set(draw.sample(["lin", "kong", "qian"], draw.randint(0, 3)))
        machine.some_have_asked(plans=plans, by=draw.choices(["qian", "zhao-y", "lin", "kong"], k=3), both=draw.random() < 0.3, away=away)
        for _ in range(50):
            _act(machine, draw)
            _holds(machine)
        machine.teardown()


def _act(machine: Requests, draw: random.Random) -> None:
    case = draw.randrange(MOST)
    match draw.choices(range(7), weights=[30, 15, 5, 12, 20, 2, 6])[0]:
        case 0:
            machine.it_goes_on(case, draw)
        case 1:
            machine.somebody_does_what_is_offered(case, draw, draw.choice(LATE))
        case 2:
            machine.somebody_does_anything(case, draw.choice(PEOPLE), draw.choice(sorted(set(c.COMMANDS) - c.FROM_THE_SYSTEM)), draw)
        case 3:
            machine.time_passes(by=draw.choice(PASSES), told=draw.random() < 0.7)
        case 4:
            machine.a_duty_ends(case, draw)
        case 5:
            machine.a_post_changes_hands(draw.choice(POSTS), draw.choice([*PEOPLE, ""]))
        case _:
            machine.somebody_asks(draw.choice(sorted(FORMS)), draw.choice(PEOPLE), draw.choice(NUMBERS))


def _holds(machine: Requests) -> None:
    machine.nobody_decides_for_themselves_or_twice()
    machine.nothing_is_given_without_every_yes()
    machine.one_thing_is_held_by_one_case()
    machine.a_block_stands_while_it_is_overdue()
    machine.no_open_case_is_left_alone()
    machine.nobody_in_conflict_is_asked()
    machine.the_picture_tells_where_it_stands()
