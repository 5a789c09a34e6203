"""Whatever people do, in whatever order: what must hold of every review, always.

Random people, some standing in for others, with posts that change hands, do what is offered, or anything, at random instants.
"""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain import duties, words
from domain.appeals import events as e
from domain.appeals.commands import OWN
from domain.casework import commands as shared
from domain.deciders import DECIDERS
from domain.kernel import CaseId, Offer, PersonId, Refused
from domain.labels import LABELS
from domain.shapes import event_out
from tests.domain.appealing import ALLOWED, INVOLVED, Reviewing, reviewing
from tests.domain.playing import wired

APPEALS = DECIDERS["appeal"]
PEOPLE = ["qian", "lin", "wu-l", "gu", "qi", "wei-h", "shen", "cao", "hua", "kong", "han", "zhu", "bai", "tang-sy", "sun"]
POSTS = ["hr", "legal", "head-of-administration", "general-manager", "it-director"]
PASSES = [timedelta(minutes=20), timedelta(hours=5), timedelta(days=1), timedelta(days=4)]
LATE = [timedelta(0), timedelta(minutes=5), timedelta(minutes=15)]
OF_WHO_OR_WHEN = {
    "only_the_panel", "panel_not_whole", "only_the_appellant", "voting_has_begun", "is_concluded", "voted_already", "not_heard_yet",
    "no_findings_yet", "may_not_object", "objection_open", "nothing_waits", "task_not_yours", "may_not_act", "appeal_elsewhere",
}  # fmt: skip
DEEDS = [*["onwards"] * 6, "offered", "offered", "anything", "time", "duty", "stand_in", "post", "leaves"]
ONWARDS = frozenset({"appoint", "state", "find", "vote"})

deeds = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 2**32 - 1)), min_size=5, max_size=45)


class Life:
    """One review, and what happens to it."""

    def __init__(self, *, ready: bool) -> None:
        self.play: Reviewing = reviewing()
        self.case: CaseId = self.play.appeals()
        if ready:
            self.play.ready(self.case)

    def lives(self, deed: str, seed: int) -> None:
        draw = random.Random(seed)
        match deed:
            case "onwards":
                self.offered(draw, ONWARDS)
            case "offered":
                self.offered(draw, frozenset(APPEALS.COMMANDS))
            case "anything":
                self.anything(draw)
            case "time":
                self.play.until(self.play.now + draw.choice(PASSES))
            case "duty":
                self.duty(draw)
            case "stand_in":
                self.stand_in(draw)
            case "post":
                self.play.takes_over(draw.choice(POSTS), draw.choice([*self._here(), ""]))
                self.play.system(self.case, shared.LookAgain())
            case _:
                who = draw.choice(PEOPLE)
                self.play.change(who, active=not self.play.org.people[self.play.who_was(who)].active)
                self.play.system(self.case, shared.LookAgain())

    def offered(self, draw: random.Random, among: frozenset[str]) -> None:
        """Nobody is offered what is refused for who they are or for what was not done yet."""
        found = APPEALS.offers(self.play.of(self.case), self.play.rules("appeal-review"), self.play.now)
        offers = [offer for offer in found if offer.command in among]
        if not offers:
            return
        offers = [offer for offer in offers if offer.command == "vote"] * 3 + offers
        offer = draw.choice(offers)
        who = draw.choice(offer.who).person
        key, field = self.tries(who, offer.command, self._content(offer, draw), timedelta(0))
        assert field in ("person", "member", "to") or key not in OF_WHO_OR_WHEN, (offer.command, key)

    def anything(self, draw: random.Random) -> None:
        name = draw.choice([*OWN, "comment", "hand_on"])
        names = {f.name for f in fields(APPEALS.COMMANDS[name])}
        content = {key: value for key, value in self._words(draw).items() if key in names}
        self.tries(self.play.who_was(draw.choice(PEOPLE)), name, content, draw.choice(LATE))

    def tries(self, who: PersonId, command: str, content: dict[str, Any], late: timedelta) -> tuple[str, str]:
        handle = self.play.org.people[who].handle
        asked_at = max(self.play.now - late, self.play.of(self.case).opened_at)
        try:
            self.play.does(self.case, handle, command, asked_at=asked_at, **content)
        except Refused as no:
            return no.key, no.field
        return "", ""

    def duty(self, draw: random.Random) -> None:
        owed = self.play.of(self.case).owed
        if owed:
            duty = draw.choice(owed)
            fails = shared.DutyFailed(event=duty.event, duty=duty.name, reason="no answer")
            self.play.system(self.case, fails if draw.random() < 0.2 else self.play.end(self.case, duty))

    def stand_in(self, draw: random.Random) -> None:
        here = self._here()
        stand_in, absent = draw.sample(here, 2)
        start = self.play.now.date().isoformat()
        self.play.stands_in(stand_in, absent, start, (self.play.now.date() + timedelta(days=draw.randint(1, 9))).isoformat())

    def _here(self) -> list[str]:
        return [who for who in PEOPLE if self.play.org.people[self.play.who_was(who)].active]

    def _content(self, offer: Offer, draw: random.Random) -> dict[str, Any]:
        given = {name: value for name, value in self._words(draw).items() if name in (*offer.needs, *offer.takes)}
        if given.get("choice") != "change":
            given.pop("measure", None)
        return {**given, **({"step": offer.slot} if offer.command in ("uphold", "overrule", "hand_on") else {})}

    def _words(self, draw: random.Random) -> dict[str, Any]:
        members = self.play.of(self.case).members or (self.play.who_was("shen"),)
        seat = draw.choice(["legal", "it", "other"])
        likely = {"legal": ["shen"], "it": ["cao", "hua", "kong"], "other": PEOPLE}[seat]
        return {
            "person": self.play.who_was(draw.choice(likely)), "seat": seat, "member": draw.choice(members), "reason": "because",
            "text": "a word", "choice": draw.choice(["confirm", "change", "annul"]), "measure": draw.choice(ALLOWED),
            "to": self.play.who_was(draw.choice(PEOPLE)),
        }  # fmt: skip

    # --- what must hold ---------------------------------------------------------------------------

    def holds(self) -> None:
        """Read from the record alone, in its order."""
        before = {self.play.who_was(each) for each in (*INVOLVED, "qian")}
        sitting: set[PersonId] = set()
        voted: dict[PersonId, int] = {}
        named: set[PersonId] = set()
        over = False
        for recorded in self.play.events[self.case]:
            assert not over or type(recorded.event) not in e.EVENTS.values(), "what was concluded stays so"
            over = over or isinstance(recorded.event, e.Concluded)
            match recorded.event:
                case e.Appointed() as event:
                    assert event.person not in before | sitting | named
                    assert not {event.by, event.stands_in_for} & (before | sitting)
                    sitting.add(event.person)
                    named |= {each for each in (event.by, event.stands_in_for) if each}
                case e.Left(person=person):
                    sitting.remove(person)
                    voted.pop(person, None)
                case e.Voted(by=person, choice=choice, measure=measure):
                    assert person in sitting - before - named
                    assert (choice == "change") == bool(measure)
                    voted[person] = voted.get(person, 0) + 1
                    assert voted[person] == 1
                case e.Concluded() as event:
                    self.concluded(event, set(voted))
                case _:
                    pass

    def concluded(self, event: e.Concluded, voted: set[PersonId]) -> None:
        """Votes of who has left never count; silence never confirms; a change is milder."""
        assert {vote["member"] for vote in event.votes} == voted
        assert event.outcome != "confirmed" or not event.by_silence
        assert event.by_silence or len(voted) == 3
        assert (event.measure in ALLOWED) == (event.outcome == "changed")

    def ends(self) -> None:
        """Every review ends when time passes and the world does what it owes; then nothing runs and nothing is owed."""
        self.play.until(self.play.now + timedelta(days=200))
        for _ in range(20):
            self.play.deliver(self.case)
        case = self.play.of(self.case)
        assert (case.stage, case.tasks, dict(case.clocks), case.owed) == ("closed", (), {}, ())
        failed = [each.event for each in self.play.events[self.case] if isinstance(each.event, duties.Failed)]
        assert self.play.heard or "tell-appeal_concluded" in [event.duty for event in failed]
        assert APPEALS.offers(case, self.play.rules("appeal-review"), self.play.now) == ()

    def speaks(self) -> None:
        """Each line of the record has its sentence, each station and note its words, and it folds to what it was."""
        state = None
        for recorded in self.play.events[self.case]:
            name, _, data = event_out(recorded.event)
            assert words.text(name, "zh", **data) != name
            for key in ("why", "outcome"):
                assert data.get(key, "appellant") in ("", *words.PHRASES["zh"]), (name, data)
            state = APPEALS.evolve(state, wired_again(recorded))
        assert state == self.play.of(self.case)
        for station in APPEALS.rail(self.play.of(self.case), self.play.rules("appeal-review"), self.play.now):
            assert station.title in LABELS["appeal"].stations
            assert station.outcome in ("", *LABELS["appeal"].outcomes)


def wired_again(recorded: Any) -> Any:
    assert wired(recorded.event) == recorded.event
    return recorded


@settings(max_examples=250, deadline=None, database=None)
@given(script=deeds, ready=st.booleans())
def test_whatever_people_do(script: list[tuple[str, int]], *, ready: bool) -> None:
    """house:took-part, house:panel-apart, house:one-vote, house:silence-for-appellant, house:no-worse, house:every-step-ends.

    Nobody who took part before ever votes; nobody names and judges; votes of who was replaced never count; silence never
    confirms; every review ends.
    """
    life = Life(ready=ready)
    for deed, seed in script:
        life.lives(deed, seed)
    life.holds()
    life.ends()
    life.holds()
    life.speaks()
