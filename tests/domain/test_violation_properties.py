"""Whatever is done to a violation, in whatever order, in whatever organisation: what always holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import calendar
from domain.casework.commands import LookAgain
from domain.deciders import DECIDERS
from domain.kernel import SYSTEM, CaseId, Duty, Offer, Refused, kind_of
from domain.violations import events as e
from domain.violations.commands import HOW
from domain.violations.state import Violation
from tests.domain.playing import at, days
from tests.domain.violating import MONDAY, Violating

PEOPLE = ("qian", "sun", "lin", "gu", "tang-sy", "wei-h", "qi", "bai", "kong", "shen", "zhao-y", "cao", "han")
LONGEST = timedelta(days=900)


@dataclass
class Wild(Violating):
    """Somebody does something, again and again. `target`: what the target system holds to be in force."""

    target: dict[str, bool] = field(default_factory=dict)

    def end(self, case: CaseId, duty: Duty) -> Any:
        if duty.kind == "grant":
            self.target.setdefault(duty.about, True)
        if duty.kind == "revoke":
            self.target[duty.about] = False
        return super().end(case, duty)

    def somebody(self, draw: Random) -> None:
        """One step: time, the world, the organisation, or what is open to somebody; and now and then what is not."""
        match draw.choice(("time", "world", "offer", "offer", "offer", "offer", "offer", "wrong", "change")):
            case "time":
                self.until(self.now + draw.choice((timedelta(minutes=20), timedelta(hours=9), timedelta(days=1), timedelta(days=4))))
            case "world":
                self.deliver_all(*draw.choice(((), ("notify",), ("grant", "revoke"), ("open", "tell"))))
            case "change":
                self.organisation(draw)
            case "offer":
                self.offered(draw)
            case _:
                self.tried(draw)

    def organisation(self, draw: Random) -> None:
        """Somebody leaves, comes back, or stands in."""
        who, other = draw.choice(PEOPLE), draw.choice(PEOPLE)
        active = [p.handle for p in self.org.people.values() if p.active]
        if draw.random() < 0.5 and who != other and {who, other} <= set(active):
            self.stands_in(who, other)
        else:
            self.change(who, active=draw.random() < 0.6)
        for case in list(self.cases):
            self.system(case, LookAgain())

    def offered(self, draw: Random) -> None:
        found = list(self.open_now())
        if found:
            chosen = draw.choice(sorted({case for case, _ in found}))
            case, offer = draw.choice([each for each in found if each[0] == chosen])
            holder = draw.choice(offer.who)
            self.attempt(case, self.org.people[holder.person].handle, offer.command, draw)

    def tried(self, draw: Random) -> None:
        case = draw.choice(list(self.cases))
        names = sorted(set(DECIDERS[kind_of(case)].COMMANDS) - DECIDERS[kind_of(case)].OPENINGS)
        self.attempt(case, draw.choice(PEOPLE), draw.choice(names), draw)

    def open_now(self) -> Iterator[tuple[CaseId, Offer]]:
        for case, known in self.cases.items():
            for offer in DECIDERS[kind_of(case)].offers(known, self.rules(known.plan), self.now):
                if offer.command not in ("require_rectification", "comment") or len(self.cases) < 4:
                    yield case, offer

    def attempt(self, case: CaseId, by: str, name: str, draw: Random) -> None:
        self.attempted(case, by, name, **self.content(case, name, draw))

    def attempted(self, case: CaseId, by: str, name: str, **content: Any) -> None:
        """What may be refused is; nothing else is raised."""
        try:
            self.does(case, by, name, **content)
        except Refused:
            return

    def content(self, case: CaseId, name: str, draw: Random) -> dict[str, Any]:
        level = getattr(self.cases[case], "level", "")
        plan = self.pack.plans[self.cases[case].plan]
        measures = plan.level(level).measures if kind_of(case) == "violation" else ("written-warning", "spoken-warning")  # type: ignore[attr-defined]
        known: dict[str, Any] = {
            "text": "words",
            "reason": "because",
            "findings": "found",
            "proven": draw.choice(("proven", "not_proven")),
            "measure": draw.choice(measures),
            "urgent_risk": draw.choice(("", "", "it leaks")),
            "how": draw.choice(HOW),
            "grounds": "I was told to",
            "level": draw.choice(("grave", "ordinary", "slight")),
            "refused": draw.random() < 0.3,
            "person": self.who_was(draw.choice(PEOPLE)),
            "to": self.who_was(draw.choice(PEOPLE)),
            "responsible": self.who_was(draw.choice(PEOPLE)),
            "seat": draw.choice(("legal", "it", "other")),
            "choice": draw.choice(("confirm", "change", "annul")),
        }
        names = DECIDERS[kind_of(case)].COMMANDS[name].__dataclass_fields__
        given_now = {each: known[each] for each in names if each in known}
        return {**{each: "x" for each in names if each in ("finding", "criterion", "note")}, **given_now}

    def ends(self) -> None:
        """Time passes, and the world answers: nothing else."""
        until = self.now + LONGEST
        while any(case.stage != "closed" for case in self.cases.values()):
            assert self.now < until, {case.id: (case.stage, sorted(case.clocks)) for case in self.cases.values()}
            self.deliver_all()
            self.until(self.now + timedelta(days=3))
        self.deliver_all()


def wild(draw: Random) -> tuple[Wild, CaseId]:
    """A case that has come some part of its way: what follows is anybody's."""
    play = Wild(now=MONDAY)
    came = draw.choice(("opened", "opened", "decided", "served", "served", "appealed", "appealed", "reviewed", "reviewed"))
    if came == "opened":
        breach = draw.choice(("private-mailbox", "deliberate-leak", "screen-unlocked"))
        named = {name: (play.who(draw.choice(PEOPLE[1:])),) for name in ("took_part", "witnesses") if draw.random() < 0.5}
        return play, play.violation(breach, by=draw.choice(("lin", "qi", "bai")), subject=draw.choice(("qian", "lin", "gu")), **named)
    case = play.violation(took_part=(play.who("zhao-y"),))
    measure = draw.choice(("permissions-suspended", "permissions-suspended", "written-warning"))
    play.decided(case, measure, urgent_risk=draw.choice(("", "", "it leaks")))
    if came != "decided":
        play.confirmed(case)
    if came in ("appealed", "reviewed"):
        play.deliver_all(*draw.choice(((), ("notify",))))
        play.until(MONDAY + timedelta(hours=draw.choice((1, 30, 60))))
        play.does(case, "qian", "appeal", grounds="I was told to.")
    if came == "reviewed":
        sits(play, case, draw)
    return play, case


def sits(play: Wild, case: CaseId, draw: Random) -> None:
    """The panel sits, has heard the appellant and found something; it may have voted."""
    play.deliver_all("open")
    review = play.linked(case, "appeal")
    for seat, person in (("legal", "shen"), ("it", "cao"), ("other", "han")):
        play.does(review, "qi", "appoint", person=play.who(person), seat=seat)
    play.does(review, "qian", "state", text="It was not me.")
    play.does(review, "cao", "find", text="The mailbox was not hers.")
    choice = draw.choice(("confirm", "change", "annul", ""))
    for member in ("shen", "cao", "han") if choice else ():
        measure = "spoken-warning" if choice == "change" else ""
        if play.cases[review].stage != "closed":
            play.attempted(review, member, "vote", choice=choice, measure=measure, reason="so it is")


WILD = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@WILD
@given(draw=st.randoms(use_true_random=False))
def test_nobody_acts_on_both_sides_and_every_case_ends(draw: Random) -> None:
    """house:impartial, house:took-part, house:every-step-ends. In any organisation, after any commands in any order."""
    play, case = wild(draw)
    for _ in range(40):
        play.somebody(draw)
        stayed_holds(play, case)
    play.ends()
    impartial(play, case)
    reviewed_by_others(play, case)
    told_once(play, case)
    nothing_after_annulment(play, case)


def impartial(play: Wild, case: CaseId) -> None:
    """Whoever investigated or decided was nobody concerned at that moment, nor stood in for one who was."""
    always: set[str] = set()
    named: set[str] = set()
    for recorded in play.events[case]:
        event = recorded.event
        match event:
            case e.Opened():
                always |= {event.subject, *event.took_part}
                named |= {*event.witnesses, *event.beneficiaries}
            case e.WitnessNamed() | e.BeneficiaryNamed():
                named.add(event.person)
            case e.ConcernedStruck():
                named.discard(event.person)
            case e.Reported() | e.LevelChanged() | e.MemberAppointed():
                assert event.by not in always | named
            case e.Decided() | e.Dismissed():
                assert not {event.by, event.stands_in_for} & (always | named)
            case _:
                pass


def reviewed_by_others(play: Wild, case: CaseId) -> None:
    """Nobody who took part in the decision votes on it."""
    involved: set[str] = set()
    for recorded in play.events[case]:
        if isinstance(recorded.event, e.Appealed):
            involved |= {*recorded.event.involved, recorded.event.by}
    for other in [each for each in play.cases if kind_of(each) == "appeal"]:
        votes = [recorded for recorded in play.events[other] if type(recorded.event).__name__ == "Voted"]
        assert not {recorded.by for recorded in votes} & involved


def told_once(play: Wild, case: CaseId) -> None:
    """What the panel came to is what the decision's case was told."""
    ends = [play.cases[each].outcome for each in play.cases if kind_of(each) == "appeal"]
    assert ends == [r.event.outcome for r in play.events[case] if isinstance(r.event, e.AppealConcluded)]


def stayed_holds(play: Wild, case: CaseId) -> None:
    """While a review goes on and the decision is stayed, nothing of it is in force; where it stands, all of it is."""
    known = play.of(case)
    last = next((r.event for r in reversed(play.events[case]) if isinstance(r.event, e.Stayed | e.StayRefused)), None)
    if known.reviewed and isinstance(last, e.Stayed):
        in_force(play, known, nothing=True)
    if known.effect is not None and not known.effect.stayed:
        assert play.blocks(play.org.people[known.subject].handle) == int(known.effect.blocks)


def in_force(play: Wild, known: Violation, *, nothing: bool) -> None:
    clock = known.clocks.get("measure")
    assert nothing == (play.blocks(play.org.people[known.subject].handle) == 0 and known.points == 0)
    assert clock is None or (clock.due is None) == nothing


def nothing_after_annulment(play: Wild, case: CaseId) -> None:
    """Blocks lifted, points taken back, the target told; and what is over is over everywhere."""
    known = play.of(case)
    if known.outcome in ("annulled", "undecided", "dismissed", "unserved"):
        in_force(play, known, nothing=True)
        assert known.effect is None
        assert not any(play.target.values())
    lasting = known.effect is not None
    assert any(play.target.values()) == lasting


@settings(max_examples=120, deadline=None)
@given(hours=st.integers(1, 47), later=st.integers(0, 60), measure_hours=st.integers(0, 5))
def test_what_was_suspended_plus_what_was_left_is_what_was_due(hours: int, later: int, measure_hours: int) -> None:
    """SO 5.2.3. A stay adds nothing to a measure and gives nothing away: as many days of it as were decided."""
    play = Violating(now=at("2026-03-02 09:00") + timedelta(hours=measure_hours))
    case = play.violation()
    play.served(case)
    due = play.due(case, "measure")
    assert due is not None
    total = len(list(day_ends(play.now, due)))
    appealed = play.now + timedelta(hours=hours)
    play.until(appealed)
    play.does(case, "qian", "appeal", grounds="No.")
    assert play.due(case, "measure") is None
    play.now += timedelta(hours=later * 7)
    play.does(case, SYSTEM, "appeal_concluded", outcome="confirmed")
    again = play.due(case, "measure")
    assert again is not None
    served = len(list(day_ends(at("2026-03-02 09:00") + timedelta(hours=measure_hours), appealed)))
    assert served + len(list(day_ends(play.now, again))) == total


def day_ends(start: Any, end: Any) -> Iterator[Any]:
    """Every 00:00 after `start` until `end`, in."""
    instant = calendar.end_of_day(days(), calendar.local_day(days(), start))
    while instant <= end:
        yield instant
        instant = calendar.end_of_day(days(), calendar.local_day(days(), instant))
