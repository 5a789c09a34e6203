"""What cases of every kind share, shown on a kind made for it: one task with a ladder, and a clock of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import pytest

from domain import clocks
from domain.calendar import Calendar, span
from domain.casework import Draft, Kind, Task, Work, decider, ladders
from domain.casework import commands as c
from domain.casework import events as e
from domain.casework import people as acting
from domain.casework.decider import offer_of
from domain.kernel import BYLAW, SYSTEM, Actor, Asked, Offer, PersonId, Recorded, Refused, case_id
from domain.policy import Limit, Plan, Step
from domain.policy import role as read_role
from domain.rules import Rules
from tests.domain.playing import at, days, pack, people

ID = case_id("errand", UUID(int=1))
HE, LIN, GU, TANG, QIAN = (
    next(p.id for p in people().people.values() if p.handle == name) for name in ("he", "lin", "gu", "tang-sy", "qian")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Open an errand."""

    plan: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """Do it."""

    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """It began."""

    plan: str
    pack: str
    barred: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrandPlan(Plan):
    """One step."""

    run: Step


PLAN = ErrandPlan(
    name="errand",
    kind="errand",
    title={"en": "Errand"},
    form="",
    prefix="ERR",
    who=read_role("employee"),
    who_clause="SO 2.2.2",
    fields=(),
    clause="SO 2.2.2",
    run=Step(
        by=read_role("post head-of-sales-back-office"),
        clause="SO 2.2.2",
        within=Limit(span=span("3 wd"), clause="SO 2.2.2"),
        remind=(span("4 h"),),
        rungs=("one rung up", "fallback"),
        outcome="close",
    ),
)
BARRED: dict[PersonId, str] = {}


def _opening(draft: Draft[Work]) -> None:
    draft.say(Opened(plan="errand", pack="p"))
    ladders.ask(draft, "run", PLAN.run)


def _judge(draft: Draft[Work], _command: Finish) -> None:

    task, holder = acting.act(draft.kind, draft.case, draft.asked.by, ("run",), draft.rules, draft.at)
    ladders.done(draft, task, holder)
    draft.close("done", "SO 2.2.2")


def _fold(case: Work | None, recorded: Recorded) -> Work:
    if case is None:
        return Work(
            id=recorded.case,
            plan="errand",
            pack="p",
            requester=QIAN,
            department="sales-back-office",
            fields={},
            opened_at=recorded.happened_at,
            last_at=recorded.happened_at,
            opener=recorded.by,
            parties={"requester": QIAN},
        )
    return case


def _offers(case: Work, rules: Rules, when: datetime) -> tuple[Offer, ...]:
    return offer_of(KIND, case, rules, when, "run", "finish")


KIND: Kind = Kind(
    name="errand",
    openings={"open": Open},
    own={"finish": Finish},
    opening=_opening,
    judge=_judge,
    fold=_fold,
    barred=lambda _case, _task: BARRED,
    step_of=lambda _case, _plan, _task: PLAN.run,
    silence=lambda draft, task: draft.close("undone", task.clause),
    offers=_offers,
    matter=lambda case: {"stage": case.stage},
    procedure=lambda _plan: (),
    stations=lambda _case, _rules: (("run", "SO 2.2.2"),),
    hand_on=frozenset({"run"}),
)
ERRANDS = decider(KIND)


@dataclass
class Errand:
    """One case, judged and folded."""

    now: datetime
    case: Any = None
    calendar: Calendar = field(default_factory=days)
    count: int = 0

    def does(self, by: PersonId, command: Any) -> list[Any]:
        self.count += 1
        who = people().people.get(by)
        actor = Actor(id=by, department=who.department, posts=who.posts) if who else Actor(id=by, machine=True)
        asked = Asked(case=ID, id=uuid5(BYLAW, str(self.count)), command=command, by=actor, at=self.now, now=self.now)
        decision = ERRANDS.decide(self.case, asked, self.rules())
        for place, event in enumerate(decision.events):
            version = self.case.version + 1 if self.case else 1
            known = Recorded(event=event, id=uuid5(asked.id, str(place)), version=version, happened_at=self.now, by=by, case=ID)
            self.case = ERRANDS.evolve(self.case, known)
        return list(decision.events)

    def rules(self) -> Rules:
        return Rules(plan=PLAN, settings=pack().settings, calendar=self.calendar, organisation=people(), claims={})

    def until(self, instant: datetime) -> list[Any]:
        out: list[Any] = []
        while (clock := clocks.next_due(self.case.clocks)) is not None and clock.due is not None and clock.due <= instant:
            self.now = max(self.now, clock.due)
            out += self.does(SYSTEM, c.TimePassed(clock=clock.name, due=clock.due))
        self.now = max(self.now, instant)
        return out


@pytest.fixture
def errand() -> Errand:
    BARRED.clear()
    found = Errand(now=at("2026-03-02 10:00"))
    found.does(QIAN, Open(plan="errand", fields={}))
    return found


def names(events: list[Any]) -> list[str]:
    return [type(event).__name__ for event in events if not isinstance(event, clocks.ClockEvent)]


def test_silence_goes_up_each_rung_and_then_ends(errand: Errand) -> None:
    """house:every-step-ends, house:one-rung-up. Head, general manager, fallback; then the declared outcome, after late delivery."""
    said = errand.until(at("2026-04-01 00:00"))
    assert names(said) == ["Reminded", "WentUp", "Reminded", "WentUp", "Reminded", "Dropped", "Closed"]
    assert errand.case.stage == "closed"
    assert errand.case.outcome == "undone"
    assert not errand.case.clocks


def test_everybody_below_may_still_do_it(errand: Errand) -> None:
    """house:one-rung-up. Once it went up, the head may still do it; nobody else."""
    errand.until(at("2026-03-06 00:00"))
    who = [
        holder.person
        for offer in ERRANDS.offers(errand.case, errand.rules(), errand.now)
        if offer.command == "finish"
        for holder in offer.who
    ]
    assert who == [LIN, GU]
    with pytest.raises(Refused, match="task_not_yours"):
        errand.does(HE, Finish())
    errand.does(LIN, Finish())
    assert errand.case.outcome == "done"


def test_a_rung_in_conflict_is_passed_over_and_recorded() -> None:
    """house:took-part. Who is barred is never asked; nobody left = alarm, never a decision."""
    BARRED.clear()
    BARRED[LIN] = "house:took-part"
    errand = Errand(now=at("2026-03-02 10:00"))
    said = errand.does(QIAN, Open(plan="errand", fields={}))
    assert [(event.role, event.why) for event in said if isinstance(event, e.WentUp)] == [("post head-of-sales-back-office", "in conflict")]
    with pytest.raises(Refused, match="may_not_act"):
        errand.does(LIN, Finish())


def test_nobody_left_is_an_alarm_and_never_a_decision() -> None:
    """house:every-step-ends. All rungs in conflict: it stalls, the fallback is alarmed, and only after its time does it end."""
    BARRED.clear()
    BARRED.update(dict.fromkeys(people().people, "house:took-part"))
    errand = Errand(now=at("2026-03-02 10:00"))
    said = errand.does(QIAN, Open(plan="errand", fields={}))
    assert "Stalled" in names(said)
    assert [duty.about for duty in errand.case.owed if duty.urgent] == ["task_stalled"]
    BARRED.clear()
    assert "WentUp" in names(errand.does(SYSTEM, c.LookAgain()))


def test_a_task_handed_on_keeps_its_time(errand: Errand) -> None:
    """house:reason. It becomes the other's alone, with a reason, and is due when it was; going up again it may be anybody's on the way."""
    due = errand.case.clocks["answer:run"].due
    with pytest.raises(Refused, match="missing_field"):
        errand.does(LIN, c.HandOn(to=HE))
    errand.does(LIN, c.HandOn(to=HE, reason="ill"))
    assert errand.case.clocks["answer:run"].due == due
    with pytest.raises(Refused, match="task_not_yours"):
        errand.does(LIN, Finish())
    errand.does(HE, Finish())
    assert errand.case.outcome == "done"


def test_what_is_due_beyond_the_published_days_is_computed_anew_when_they_come() -> None:
    """Design §4. Marked provisional; a calendar that is adopted later moves it by a visible event; one that says the same does not."""
    BARRED.clear()
    last = days().published_through
    errand = Errand(now=at(f"{last} 10:00"))
    errand.does(QIAN, Open(plan="errand", fields={}))
    assert "answer:run" in errand.case.provisional
    assert errand.does(SYSTEM, c.LookAgain()) == []
    was = errand.case.clocks["answer:run"].due
    new_year = frozenset(last.replace(year=last.year + 1, month=1, day=n) for n in range(4, 7))
    later = last.replace(year=last.year + 1)
    errand.calendar = replace(days(), holidays=days().holidays | new_year, published_through=later, version="next")
    said = errand.does(SYSTEM, c.LookAgain())
    moved = next(event for event in said if isinstance(event, clocks.Superseded) and event.clock == "answer:run")
    assert (moved.was, moved.why, moved.provisional) == (was, "calendar", False)
    assert moved.due > moved.was
    assert not errand.case.provisional


def test_only_the_system_says_what_the_system_says(errand: Errand) -> None:
    """house:form. A person who says that time has passed is refused."""
    with pytest.raises(Refused, match="from_the_system"):
        errand.does(LIN, c.TimePassed(clock="answer:run", due=errand.now))


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"sha256": "x"}, "wrong_type"),
        ({"sha256": "a" * 64, "size": 0}, "empty_file"),
        ({"sha256": "a" * 64, "size": 1, "name": "../etc/passwd"}, "path_in_name"),
        ({"sha256": "a" * 64, "size": 1, "media": "x"}, "wrong_type"),
    ],
)
def test_bad_evidence_is_refused(errand: Errand, given: dict[str, Any], key: str) -> None:
    """house:evidence. A digest that is none, an empty file, a path in its name, a type that is none."""
    with pytest.raises(Refused) as no:
        errand.does(LIN, c.AddEvidence(**given))
    assert (no.value.clause, no.value.key) == ("house:evidence", key)


def test_the_same_file_twice_is_once(errand: Errand) -> None:
    """house:evidence. Kept by content: put again it says nothing new; whoever has no task puts nothing."""
    put = c.AddEvidence(sha256="a" * 64, size=3, name="log.txt", media="text/plain")
    assert names(errand.does(LIN, put)) == ["EvidenceAdded"]
    assert errand.does(LIN, put) == []
    with pytest.raises(Refused, match="may_not_add_evidence"):
        errand.does(HE, put)


def test_the_way_shows_what_waits_and_what_is_done(errand: Errand) -> None:
    """console-style. Opened, the task with whoever may do it, closed; afterwards who did it."""
    assert [(s.key, s.state) for s in ERRANDS.rail(errand.case, errand.rules(), errand.now)] == [
        ("opened", "done"),
        ("run", "now"),
        ("closed", "next"),
    ]
    errand.does(LIN, Finish())
    assert [(s.key, s.state) for s in ERRANDS.rail(errand.case, errand.rules(), errand.now)][1] == ("run", "done")


def test_what_would_come_of_it_is_what_comes(errand: Errand) -> None:
    """The preview asks whom the opening asks."""
    seen = ERRANDS.preview(errand.rules(), QIAN, {}, errand.now)
    assert [(step.step, [holder.person for holder in step.who], step.due) for step in seen.steps] == [
        ("run", [LIN], errand.case.clocks["answer:run"].due)
    ]
    assert seen.gives is None


def test_a_task_of_another_time_has_the_same_name() -> None:
    """What comes again has an id of its own and one name for all."""
    assert Task(id="run-2", role="", clause="SO 2.2.2").name == "run"
