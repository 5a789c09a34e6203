"""When an incident tells whom: at any hour, each thing by itself; after an outage together (design 4)."""

from __future__ import annotations

from datetime import timedelta

from domain.kernel import CaseId, Duty
from tests.domain.incidents import Incidents
from tests.domain.playing import at

NIGHT = at("2026-03-08 02:00")


def owed(play: Incidents, case: CaseId) -> tuple[Duty, ...]:
    return tuple(duty for duty in play.cases[case].owed if duty.kind == "notify")


def test_an_incident_tells_at_any_hour() -> None:
    """Design 4. Sunday at two in the morning: whoever must act, whoever is next, and whoever is reminded hear of it at once."""
    play = Incidents(now=NIGHT)
    case = play.incident(harm="death")
    assert {duty.about for duty in owed(play, case)} >= {"incident.acknowledge", "incident.isolate_scene"}
    play.until(NIGHT + timedelta(hours=3))
    assert {duty.about for duty in owed(play, case)} >= {"task_went_up", "task_remind"}
    assert all(duty.urgent and not duty.late for duty in owed(play, case))


def test_what_an_outage_held_up_is_told_together() -> None:
    """Design 4. What was noticed in time goes by itself; what is owed because clocks were noticed a day late goes as one message."""
    play = Incidents(now=NIGHT)
    case = play.incident(harm="death")
    before = {(duty.event, duty.name) for duty in owed(play, case)}
    play.now = NIGHT + timedelta(days=1)
    play.until(play.now)
    late = {(duty.event, duty.name) for duty in owed(play, case) if duty.late}
    assert len(late) > 1
    assert not late & before
    play.until(play.now + timedelta(minutes=30))
    assert any(not duty.late and (duty.event, duty.name) not in before for duty in owed(play, case)), "in time again"
