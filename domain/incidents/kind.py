"""Incidents as a kind of case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.casework import Draft, Kind, decider
from domain.casework.people import asked_now
from domain.casework.state import CLOSED, Work
from domain.incidents import acknowledging, areas, levels, obliged, opening, passing, people
from domain.incidents import commands as c
from domain.incidents.ending import telling
from domain.incidents.ending.area import AREA as ENDING
from domain.incidents.fold import fold
from domain.incidents.offers import offers
from domain.incidents.plan import IncidentPlan
from domain.incidents.procedure import procedure
from domain.incidents.state import Incident
from domain.kernel import Asked, ClaimKey, Clause, Duty, Holder, Offer, PersonId, Refused
from domain.rules import Rules


def judge(draft: Draft[Incident], command: Any) -> None:
    """The table of contents."""
    match command:
        case c.ChangeLevel():
            levels.change_level(draft, command)
        case c.RecordFacts():
            levels.record_facts(draft, command)
        case c.Acknowledge():
            acknowledging.acknowledge(draft, command)
        case c.ReportDone():
            obliged.report_done(draft, command)
        case _:
            _of_a_part(draft, command)
    if isinstance(command, c.ChangeLevel | c.RecordFacts):
        acknowledging.progress(draft)
    for area in areas.AREAS:
        area.settled(draft)


def _of_a_part(draft: Draft[Incident], command: Any) -> None:
    area = areas.of_command(command)
    name = next(name for name, each in area.commands.items() if isinstance(command, each))
    if draft.case.stage == CLOSED and name not in area.when_closed:
        raise Refused("house:form", "is_closed")
    area.judge(draft, command)
    if name in area.progress:
        acknowledging.progress(draft)


def _claims(case: Incident | None, asked: Asked, rules: Rules) -> tuple[ClaimKey, ...]:
    return tuple(dict.fromkeys(areas.each("claims", case, asked, rules)))


def _recipients(case: Incident, duty: Duty, rules: Rules, at: datetime) -> tuple[Holder, ...]:
    if duty.to == "responders":
        return people.responders(KIND, case, rules, at)
    return tuple(areas.each("recipients", case, duty, rules, at))


def _stations(case: Incident, rules: Rules) -> tuple[tuple[str, Clause], ...]:
    plan: IncidentPlan = rules.plan
    level = plan.levels[case.level]
    own = [("acknowledge", level.acknowledge.clause), *((name, rule.step.clause) for name, rule in level.obligations.items())]
    return (*own, *areas.each("stations", case, rules))


def _matter(case: Incident) -> Mapping[str, Any]:
    parts = {key: value for area in areas.AREAS for key, value in area.matter(case).items()}
    return {"plan": case.plan, "fields": case.fields, "level": case.level, **parts}


def may_comment(case: Work, rules: Rules, at: datetime) -> frozenset[PersonId]:
    """Whoever responds, while it is open."""
    assert isinstance(case, Incident)
    return frozenset() if case.stage == CLOSED else frozenset(h.person for h in people.responders(KIND, case, rules, at))


def evidence_from(case: Incident, rules: Rules, at: datetime) -> frozenset[PersonId]:
    """Whoever responds may secure evidence (C7)."""
    return asked_now(KIND, case, rules, at) | may_comment(case, rules, at)


def _at_once(task: str) -> bool:
    """Night or not; but what leads to the end of an incident waits for the morning."""
    return areas.with_task(task) is not ENDING


def _offers(case: Incident, rules: Rules, at: datetime) -> tuple[Offer, ...]:
    return offers(KIND, case, rules, at)


KIND: Kind = Kind(
    name="incident",
    openings=c.OPENINGS,
    own=areas.joined("commands", c.OWN),
    from_cases=frozenset().union(*(area.from_cases for area in areas.AREAS)),
    opening=opening.open_,
    judge=judge,
    fold=fold,
    barred=people.barred,
    step_of=people.step_of,
    silence=passing.silence,
    ran_out=passing.ran_out,
    overdue=obliged.missed,
    offers=_offers,
    matter=_matter,
    procedure=procedure,
    stations=_stations,
    claims=_claims,
    recipients=_recipients,
    people_in=people.people_in,
    duty_ended=passing.duty_ended,
    duty_failed=passing.duty_failed,
    before_look=passing.before_look,
    may_comment=may_comment,
    evidence_from=evidence_from,
    at_once=_at_once,
    withheld=telling.withheld,
    hand_on=frozenset(),
)

DECIDER = decider(KIND)
