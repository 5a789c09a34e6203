"""How grave an incident is: by facts, by a person with a reason; what each level obliges (MK 4.3.1, MK 4.3.2, C8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain import calendar, clocks
from domain.incidents import events as e
from domain.kernel import Refused
from tests.domain.incidents import Incidents
from tests.domain.playing import at, days, kinds

NOW = at("2026-03-09 10:00")


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({"harm": "death"}, "red"),
        ({"harm": "complaint", "regions": 4}, "red"),
        ({"harm": "complaint", "regions": 3}, "blue"),
        ({"harm": "one-customer", "loss": 500_001}, "red"),
        ({"harm": "one-customer", "loss": 500_000}, "yellow"),
        ({"harm": "system-down"}, "orange"),
    ],
)
def test_facts_say_how_grave_it_is(facts: dict[str, object], level: str) -> None:
    """MK 4.3.1. Red by figures: more than 3 regions, or a direct loss over 500,000 CNY; "or" beside death and a major leak."""
    play = Incidents(now=NOW)
    assert play.level(play.incident(**facts)) == level  # type: ignore[arg-type]


def test_another_level_than_the_facts_wants_a_reason() -> None:
    """house:level-change."""
    play = Incidents(now=NOW)
    with pytest.raises(Refused, match="missing_field") as no:
        play.incident(harm="complaint", level="red")
    assert no.value.field == "reason"
    assert play.level(play.incident(harm="complaint", level="red", reason="It spreads.")) == "red"


def test_raising_the_level_supersedes_clocks_visibly() -> None:
    """C8. What stood at both levels keeps its beginning; the earlier end is an event of its own; nothing is edited."""
    play = Incidents(now=NOW)
    case = play.incident(harm="system-down")
    assert play.due(case, "answer:isolate_scene") == NOW + timedelta(hours=4)
    play.until(NOW + timedelta(minutes=20))
    said = play.does(case, "qian", "change_level", level="red", reason="It spreads.")
    moved = [event for event in said if isinstance(event, clocks.Superseded) and event.clock == "answer:isolate_scene"]
    assert [(each.was, each.due) for each in moved] == [(NOW + timedelta(hours=4), NOW + timedelta(hours=2))]
    assert play.due(case, "answer:preliminary_report") == play.now + timedelta(hours=24)


def test_what_is_due_by_another_rule_cites_that_rule() -> None:
    """C8, MK 4.3.2. Superseded by a graver level, the clock says by which rule it is due now, and so does the breach."""
    play = Incidents(now=NOW)
    case = play.incident(harm="system-down")
    clock = play.cases[case].clocks["answer:isolate_scene"]
    assert (clock.rule, clock.clause) == ("4 h", "house:incident-times")
    play.does(case, "qian", "change_level", level="red", reason="It spreads.")
    clock = play.cases[case].clocks["answer:isolate_scene"]
    assert (clock.rule, clock.clause) == ("2 h", "MK 4.3.2")
    said = play.until(NOW + timedelta(hours=2))
    assert [each.clause for each in said if isinstance(each, e.Missed) and each.obligation == "isolate_scene"] == ["MK 4.3.2"]


def test_whoever_comes_second_hears_who_has_it() -> None:
    """house:ladder. Acknowledged is acknowledged: the refusal names the one who did, rather than that nothing waits."""
    play = Incidents(now=NOW)
    case = play.incident(harm="system-down")
    first = play.can(case, "acknowledge")[0]
    play.does(case, first, "acknowledge")
    with pytest.raises(Refused, match="somebody_has_it") as no:
        play.does(case, "hua", "acknowledge")
    assert (no.value.clause, no.value.words["who"]) == ("house:ladder", first)


def test_a_missed_obligation_goes_up_and_stays_missed() -> None:
    """MK 4.3.2, house:one-rung-up. Doing it late does not clear the miss."""
    play = Incidents(now=NOW)
    case = play.incident(harm="death")
    said = play.until(NOW + timedelta(hours=2))
    assert "isolate_scene" in [each.obligation for each in said if isinstance(each, e.Missed)]
    missed = set(play.cases[case].missed)  # type: ignore[attr-defined]
    assert "gu" in play.can(case, "report_done")
    play.does(case, "gu", "report_done", obligation="isolate_scene", note="Closed off.")
    assert set(play.cases[case].missed) == missed  # type: ignore[attr-defined]


def test_an_acknowledgement_lapses_without_progress_and_stands_with_it() -> None:
    """house:promise. The ladder begins again from the lowest rung."""
    play = Incidents(now=NOW)
    case = play.incident(harm="death")
    first = play.can(case, "acknowledge")
    play.does(case, first[0], "acknowledge")
    play.until(NOW + timedelta(minutes=59))
    play.does(case, first[0], "report_done", obligation="isolate_scene")
    assert "PromiseLapsed" not in kinds(play.until(NOW + timedelta(minutes=118)))
    assert "PromiseLapsed" in kinds(play.until(NOW + timedelta(minutes=119)))
    assert play.can(case, "acknowledge") == first


def test_the_top_rung_is_reminded_for_ever() -> None:
    """house:top-rung. A week later it still is, every half hour."""
    play = Incidents(now=NOW)
    case = play.incident(harm="death")
    said = play.until(NOW + timedelta(days=7))
    times = [each.times for each in said if isinstance(each, e.TopReminded) and each.task == "acknowledge"]
    assert times == list(range(1, len(times) + 1))
    assert len(times) > 7 * 40
    told = [duty for duty in play.cases[case].owed if duty.about == "incident.top_rung"]
    waiting = {each.task for each in said if isinstance(each, e.TopReminded)}
    assert len(told) == len(waiting), "whom the pack falls back on hears of each once"


def test_a_graver_level_leaves_less_time_to_acknowledge() -> None:
    """C8. Whoever is being asked has as long as the new level says, from when they were asked; a milder level takes nothing back."""
    play = Incidents(now=NOW)
    case = play.incident(harm="system-down")
    slow, quick = (play.pack.plans[play.cases[case].plan].levels[each].acknowledge.within.span for each in ("orange", "red"))  # type: ignore[attr-defined]
    assert play.due(case, "answer:acknowledge") == calendar.due(days(), NOW, slow)
    play.until(NOW + timedelta(minutes=2))
    play.does(case, "qian", "change_level", level="red", reason="It spreads.")
    assert play.due(case, "answer:acknowledge") == calendar.due(days(), NOW, quick)
    play.does(case, "qian", "change_level", level="orange", reason="It does not.")
    assert play.due(case, "answer:acknowledge") == calendar.due(days(), NOW, quick)
