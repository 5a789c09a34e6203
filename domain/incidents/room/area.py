"""How this part joins the kind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from domain import organisation
from domain.casework.draft import Draft
from domain.incidents.area import Area
from domain.incidents.plan import IncidentPlan
from domain.incidents.room import command as acts
from domain.incidents.room import commands as c
from domain.incidents.room import events as e
from domain.incidents.room import telling
from domain.incidents.room.fold import fold
from domain.incidents.room.offers import offers
from domain.incidents.room.procedure import procedure
from domain.incidents.room.words import WORDS
from domain.incidents.state import Incident
from domain.kernel import Duty, Holder, PersonId
from domain.policy import Step
from domain.rules import Rules

TELL = "person "
"""How a notice is addressed to somebody who was named: by their id."""


def judge(draft: Draft[Incident], command: Any) -> None:
    """The table of contents."""
    match command:
        case c.TakeCommand():
            acts.take(draft, command)
        case c.HandOverCommand():
            acts.hand_over(draft, command)
        case c.AssignRole():
            acts.assign(draft, command)
        case c.ReleaseRole():
            acts.release(draft, command)
        case c.CallExpert():
            acts.call(draft, command)
        case c.HandOverShift():
            acts.hand_over_shift(draft, command)
        case c.TickItem():
            telling.tick(draft, command)
        case c.UntickItem():
            telling.untick(draft, command)
        case c.ReportSituation():
            telling.report(draft, command)
        case c.Inform():
            telling.inform(draft, command)
        case _:
            raise AssertionError(command)


def level_set(draft: Draft[Incident]) -> None:
    """Each level calls its experts and wants its reports."""
    acts.called_by_level(draft)
    telling.wanted(draft)


def recipients(_case: Incident, duty: Duty, rules: Rules, at: datetime) -> Iterable[Holder]:
    """Whoever was named, and who stands in for them."""
    if not duty.to.startswith(TELL):
        return ()
    return organisation.named(rules.organisation, PersonId(duty.to.removeprefix(TELL)), at)


def people_in(event: Any) -> frozenset[PersonId]:
    """Who gets a part by what happens in the room."""
    match event:
        case e.CommandTaken(person=person) | e.RoleAssigned(person=person) | e.ShiftHandedOver(to=person):
            return frozenset({person})
        case e.ExpertCalled(people=people):
            return frozenset(people)
        case _:
            return frozenset()


def _report(plan: IncidentPlan) -> Step:
    """A task of this name waits only where the plan has the rule."""
    assert plan.room.report is not None
    return plan.room.report.step


AREA = Area(
    commands=c.COMMANDS,
    events=e.EVENTS,
    judge=judge,
    fold=fold,
    opened=acts.begin,
    looked=acts.succeed,
    level_set=level_set,
    progress=frozenset(c.COMMANDS) - {"release_role", "untick"},
    offers=offers,
    tasks={telling.REPORT: _report},
    silence=telling.silence,
    recipients=recipients,
    people_in=people_in,
    procedure=procedure,
    proofs={telling.REPORT: frozenset({"report_situation"})},
    words=WORDS,
)
