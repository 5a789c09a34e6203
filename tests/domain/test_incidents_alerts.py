"""Alerts of machines: one open incident a key, with a count; graver facts raise the level (C14, house:alerts)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from domain import claims
from domain.casework.draft import Draft
from domain.incidents import DECIDER
from domain.incidents.alerts import holding
from domain.incidents.alerts.plan import AlertRules
from domain.kernel import Actor, Asked, CaseId, PersonId, Recorded, Refused, case_id
from domain.policy import Pack
from domain.shapes import command_in
from tests.domain.incidents import FOUR_COLOURS, Incidents
from tests.domain.playing import at, kinds, pack

NOW = at("2026-03-09 10:00")
MONITORING = Actor(id=PersonId("monitoring"), machine=True)
KEY = "cpu/db-1"
FACTS = {"what": "CPU of db-1", "harm": "light-fault"}


def with_machines(*machines: str) -> Pack:
    """The default pack whose four-colour plan lets these machines in."""
    found = pack()
    rules = AlertRules(machines=tuple(PersonId(each) for each in machines), clause="house:alerts")
    return replace(found, plans={**found.plans, FOUR_COLOURS: replace(found.plans[FOUR_COLOURS], alerts=rules)})  # type: ignore[call-arg]


@dataclass
class Alerted(Incidents):
    """Machines beside people."""

    def alarm(self, key: str = KEY, *, machine: Actor = MONITORING, **facts: Any) -> CaseId:
        """A machine opens an incident."""
        command = self.new_id()
        case = case_id("incident", command)
        content = {"plan": FOUR_COLOURS, "fields": {**FACTS, **facts}, "alert": key}
        self.judge(case, FOUR_COLOURS, command_in("incident", "open", content), machine, command)
        return case

    def again(self, case: CaseId, key: str = KEY, *, machine: Actor = MONITORING, **content: Any) -> list[Any]:
        """The same once more."""
        return self.judge(case, FOUR_COLOURS, command_in("incident", "alert", {"key": key, **content}), machine, self.new_id())

    def alerts(self, case: CaseId) -> Any:
        found: Any = self.cases[case]
        return found.alerts

    def drafting(self, case: CaseId) -> Draft[Any]:
        """A decision of this incident that another part makes."""
        asked = Asked(case=case, id=self.new_id(), command=None, by=self.actor("qian"), at=self.now, now=self.now)
        return Draft(kind=DECIDER.kind, asked=asked, rules=self.rules(FOUR_COLOURS), known=self.cases[case])

    def take_in(self, draft: Draft[Any]) -> None:
        """What it says of claims stands in the log."""
        for told in draft.for_claims:
            claim = self.held[told.claim]
            recorded = Recorded(event=told.event, id=draft.asked.id, version=claim.version + 1, happened_at=self.now)
            self.held[told.claim] = claims.evolve(claim, recorded)


@pytest.fixture
def play() -> Alerted:
    return Alerted(now=NOW, pack=with_machines("monitoring", "other"))


def test_one_open_incident_has_a_key(play: Alerted) -> None:
    """house:alerts. The second that would open is refused, and told which incident has it; another key is another matter."""
    case = play.alarm()
    with pytest.raises(Refused, match="alert_held") as no:
        play.alarm()
    assert (no.value.clause, no.value.words["case"]) == ("house:alerts", case)
    assert play.alarm("disk/db-1") != case
    assert play.alarm(machine=replace(MONITORING, id=PersonId("other"))) != case, "a key is the machine's own"


def test_a_flood_is_one_incident_with_a_count(play: Alerted) -> None:
    """house:alerts. A thousand the same: counted, nobody is asked or told more than once."""
    case = play.alarm()
    before = play.cases[case]
    for _ in range(999):
        assert kinds(play.again(case)) == ["AlertReceived"]
    assert play.alerts(case).count == 1000
    assert (play.cases[case].owed, play.cases[case].tasks) == (before.owed, before.tasks)  # type: ignore[attr-defined]


def test_graver_facts_raise_the_level_and_others_change_nothing(play: Alerted) -> None:
    """house:level-change. What a machine says later is written into the form where it makes the incident graver."""
    case = play.alarm()
    assert play.level(case) == "blue"
    assert kinds(play.again(case, facts={"harm": "light-fault", "what": "CPU of db-1 at 99"})) == ["AlertReceived"]
    assert kinds(play.again(case, facts={"harm": "system-down"}))[:3] == ["AlertReceived", "FactsRecorded", "LevelChanged"]
    assert play.level(case) == "orange"
    assert kinds(play.again(case, facts={"harm": "light-fault"})) == ["AlertReceived"], "it never falls by itself"
    with pytest.raises(Refused, match="wrong_type"):
        play.again(case, facts={"harm": "system-down", "regions": "many", "loss": 600_000})


def test_resolved_is_noted_and_closes_nothing(play: Alerted) -> None:
    """house:alerts. Whether it is over, people say."""
    case = play.alarm()
    play.now += timedelta(minutes=3)
    assert kinds(play.again(case, status="resolved", started=NOW.isoformat())) == ["AlertResolved"]
    assert (play.alerts(case).firing, play.alerts(case).count) == (False, 1)
    assert play.can(case, "acknowledge")
    play.again(case)
    assert (play.alerts(case).firing, play.alerts(case).count) == (True, 2)


def test_only_the_machine_that_opened_it_says_so(play: Alerted) -> None:
    """house:alerts. No person, no other machine, no other key."""
    case = play.alarm()
    assert play.says_no(case, "qian", "alert", key=KEY) == ("house:alerts", "not_its_alert")
    for key, machine in ((KEY, replace(MONITORING, id=PersonId("other"))), ("disk", MONITORING)):
        with pytest.raises(Refused, match="not_its_alert"):
            play.again(case, key, machine=machine)


def test_a_machine_that_no_plan_names_opens_nothing() -> None:
    """house:alerts. Deny by default: a believed door key is not enough; and no machine opens without a key, no person with one."""
    play = Alerted(now=NOW, pack=with_machines("other"))
    for machines in (with_machines("other"), with_machines()):
        play.pack = machines
        with pytest.raises(Refused, match="machine_may_not"):
            play.alarm()
    play.pack = with_machines("monitoring")
    with pytest.raises(Refused, match="missing_field"):
        play.alarm("")
    with pytest.raises(Refused, match="from_the_system"):
        play.opens(FOUR_COLOURS, "qian", FACTS, alert=KEY)


def test_an_incident_that_ends_gives_its_key_free(play: Alerted) -> None:
    """house:alerts. Here as a duplicate that another one has taken; reopened, it has the key again."""
    case, other, key = play.alarm(), play.alarm("disk"), holding.key_of(PersonId("monitoring"), KEY)
    play.does(case, play.can(case, "mark_duplicate")[0], "mark_duplicate", of=other, reason="The same.")
    assert play.held[key].held, "until the other one has taken it, this one is open"
    play.deliver_all()
    assert not play.held[key].held
    play.does(case, play.can(case, "reopen")[0], "reopen", reason="It is another matter.")
    assert [each.case for each in play.held[key].held] == [case]


def test_the_key_is_free_again_after_closing(play: Alerted) -> None:
    """house:alerts. In the append that closes it; reopened, it takes the key again unless a later incident has it."""
    case = play.alarm()
    draft = play.drafting(case)
    holding.release(draft)
    (told,) = draft.decision().for_claims
    assert (type(told.event).__name__, told.claim) == ("Released", holding.key_of(PersonId("monitoring"), KEY))
    play.take_in(draft)
    holding.release(again := play.drafting(case))
    assert not again.decision().for_claims, "once"
    later = play.alarm()
    holding.retake(beaten := play.drafting(case))
    assert not beaten.decision().for_claims
    holding.release(mine := play.drafting(later))
    play.take_in(mine)
    holding.retake(back := play.drafting(case))
    assert [type(each.event).__name__ for each in back.decision().for_claims] == ["Taken"]
