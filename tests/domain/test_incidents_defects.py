"""Defects seen in others' incident tools (lessons §4), each shown to be found: the rule holds, and with the defect put in it does not.

What belongs to the post, the watchdog, the log and the workflow is proved where that stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain import calendar, deciders
from domain.calendar import Calendar, Span
from domain.casework import decider
from domain.casework.draft import Draft
from domain.clocks import RanOut
from domain.incidents import events as e
from domain.incidents import obliged, passing
from domain.incidents.kind import KIND
from domain.kernel import CaseId, Clock
from domain.policy import Limit
from tests.domain.incidents import Incidents
from tests.domain.playing import at, days

NOW = at("2026-03-09 10:00")
Plant = Callable[[pytest.MonkeyPatch], None]


def planted(patch: pytest.MonkeyPatch, **wrong: Any) -> None:
    """The kind of case with a function of its own replaced."""
    patch.setitem(deciders.DECIDERS, "incident", decider(replace(KIND, **wrong)))


def opened() -> tuple[Incidents, CaseId]:
    play = Incidents(now=NOW)
    return play, play.incident(harm="death")


def found_by(check: Callable[[], None], plant: Plant, patch: pytest.MonkeyPatch) -> None:
    """The check passes, and fails as soon as the defect is put in."""
    check()
    plant(patch)
    with pytest.raises(AssertionError):
        check()


# --- 1 ------------------------------------------------------------------------------------------------


def each_obligation_is_missed_by_itself() -> None:
    play, case = opened()
    names = obliged.waiting(play.cases[case])  # type: ignore[arg-type]
    assert len(names) > 1
    plan: Any = play.pack.plans[play.cases[case].plan]
    ends = [calendar.due(days(), NOW, plan.levels["red"].obligations[name].step.within.span) for name in names]
    said = play.until(max(ends))
    missed = [event.obligation for event in said if isinstance(event, e.Missed)]
    assert sorted(missed) == sorted(names), "each once"


def one_status(patch: pytest.MonkeyPatch) -> None:
    """What is breached is breached: the next breach changes nothing."""

    def missed(draft: Draft[Any], ran_out: RanOut) -> None:
        if not draft.case.missed:
            obliged.missed(draft, ran_out)

    planted(patch, overdue=missed)


def one_clock(patch: pytest.MonkeyPatch) -> None:
    """All that must be done shares one clock."""
    arm = Draft.arm

    def shared(draft: Draft[Any], name: str, limit: Limit, **more: Any) -> datetime:
        return arm(draft, "answer:isolate_scene" if name.startswith("answer:") else name, limit, **more)

    patch.setattr(Draft, "arm", shared)


@pytest.mark.parametrize("plant", [one_status, one_clock])
def test_the_breach_of_one_obligation_hides_no_other(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lessons §4.1. Each obligation has its own clock and its own miss; an incident has no one status that was breached already."""
    found_by(each_obligation_is_missed_by_itself, plant, monkeypatch)


# --- 3 ------------------------------------------------------------------------------------------------

UNKNOWN = "no such day"


def no_incident_without_a_clock() -> None:
    """The calendar cannot say when one obligation ends: the opening fails as a whole, and whoever opens it hears so."""
    play = Incidents(now=NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendar, "due", _not_for(timedelta(hours=3), calendar.due))
        try:
            play.incident(harm="death")
        except ValueError as failed:
            assert str(failed) == UNKNOWN  # noqa: PT017 - either is right: it fails, or it has all its clocks
    for case in play.cases.values():
        assert {f"answer:{task.id}" for task in case.tasks} <= set(case.clocks)  # type: ignore[attr-defined]


def _not_for(most: timedelta, due: Callable[..., datetime]) -> Callable[..., datetime]:
    def broken(days: Calendar, start: datetime, span: Span) -> datetime:
        instant = due(days, start, span)
        if instant - start > most:
            raise ValueError(UNKNOWN)
        return instant

    return broken


def swallowed(patch: pytest.MonkeyPatch) -> None:
    """A clock that cannot be made is left out."""
    arm_task = Draft.arm_task

    def arm(draft: Draft[Any], *what: Any, **more: Any) -> None:
        try:
            arm_task(draft, *what, **more)
        except ValueError:
            return

    patch.setattr(Draft, "arm_task", arm)


def test_a_clock_that_cannot_be_made_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lessons §4.3. There is no incident with an obligation that has no clock."""
    found_by(no_incident_without_a_clock, swallowed, monkeypatch)


# --- 5 ------------------------------------------------------------------------------------------------


def the_ladder_goes_on_for_a_day() -> None:
    play, case = opened()
    play.until(NOW + timedelta(days=1))
    again = play.due(case, "again:acknowledge") if "again:acknowledge" in play.cases[case].clocks else None
    assert again is not None
    assert again > NOW + timedelta(days=1), "the top rung is reminded again"


def killed_when_stuck(patch: pytest.MonkeyPatch) -> None:
    """Whatever is open for three hours hangs, surely."""

    def ran_out(draft: Draft[Any], clock: Clock) -> None:
        if draft.at - draft.case.opened_at <= timedelta(hours=3):
            passing.ran_out(draft, clock)

    planted(patch, ran_out=ran_out)


def test_a_long_ladder_is_not_killed_as_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lessons §4.5, house:top-rung. Nobody acts for a day: the top rung is still reminded."""
    found_by(the_ladder_goes_on_for_a_day, killed_when_stuck, monkeypatch)
