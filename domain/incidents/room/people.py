"""Who may command, call, report and be told, judged at the instant of asking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain import organisation
from domain.casework import people as casework
from domain.casework.draft import Draft
from domain.casework.people import HIGHEST
from domain.incidents import people
from domain.incidents.plan import IncidentPlan
from domain.incidents.room.state import COMMANDER
from domain.incidents.state import Incident
from domain.kernel import Clause, Holder, PersonId, Refused
from domain.policy import Role
from domain.rules import Rules

ACKNOWLEDGED = "acknowledged"
HANDOVER = "house:command-handover"


def commander(case: Incident) -> PersonId:
    """Who commands; empty: nobody yet."""
    return case.parties.get(COMMANDER, PersonId(""))


def by_plan(case: Incident, rules: Rules, at: datetime) -> Holder | None:
    """Whom the plan lets command from the opening on: its role, else whoever is above, else the pack's fallback."""
    return next(_line(case, rules, at), None)


def may_take(case: Incident, rules: Rules, at: datetime) -> tuple[Holder, ...]:
    """Whoever acknowledged, and whoever the plan's role and those above it are; see `command.take`."""
    org = rules.organisation
    own = (Holder(person=case.acknowledged, basis=ACKNOWLEDGED),) if case.acknowledged and _works(rules, case.acknowledged) else ()
    return tuple(each for each in organisation.one_each((*own, *_line(case, rules, at))) if each.person in org.people)


def _line(case: Incident, rules: Rules, at: datetime) -> Iterator[Holder]:
    """The ladder of command, the lowest rung first; the pack's fallback where nobody is on it."""
    plan: IncidentPlan = rules.plan
    if plan.room.commander is None:
        return
    found = [
        holder
        for rung in range(HIGHEST)
        for holder in organisation.holders(rules.organisation, plan.room.commander.by, case.parties, at, rung)
    ]
    yield from found or organisation.holders(rules.organisation, rules.settings.fallback, case.parties, at)


def commands(case: Incident, rules: Rules, at: datetime) -> tuple[Holder, ...]:
    """The commander, and who stands in for them."""
    role = Role(kind="party", of=COMMANDER)
    return organisation.one_each(organisation.holders(rules.organisation, role, case.parties, at))


def commanding(draft: Draft[Incident], clause: Clause) -> Holder:
    """The one who asks, as the commander. Refused for anybody else."""
    found = next((each for each in commands(draft.case, draft.rules, draft.at) if each.person == draft.by), None)
    if found is None:
        raise Refused(clause, "not_the_commander")
    return found


def responding(draft: Draft[Incident]) -> Holder:
    """The one who asks, as somebody who responds. Refused (the plan's clause) for anybody else."""
    found = next((each for each in people.responders(draft.kind, draft.case, draft.rules, draft.at) if each.person == draft.by), None)
    if found is None:
        raise Refused(draft.plan.clause or HANDOVER, "not_a_responder")
    return found


def named(draft: Draft[Incident], person: PersonId, field: str) -> PersonId:
    """Somebody who works here and is free of conflict. Refused (house:form, or the rule that keeps them out)."""
    casework.may_be_named(draft.kind, draft.case, COMMANDER, person, field, draft.org, draft.at)
    return person


def leaders(rules: Rules, case: Incident, at: datetime) -> tuple[PersonId, ...]:
    """Who is kept informed, each once; a leader's post that is empty is passed over upwards (house:one-rung-up)."""
    plan: IncidentPlan = rules.plan
    told = plan.room.informing.leaders if plan.room.informing is not None else ()
    return tuple(dict.fromkeys(holder.person for role in told for holder in _first(role, rules, case, at)))


def _first(role: Role, rules: Rules, case: Incident, at: datetime) -> tuple[Holder, ...]:
    rungs = (organisation.holders(rules.organisation, role, case.parties, at, rung) for rung in range(HIGHEST))
    return next((found for found in rungs if found), ())


def _works(rules: Rules, person: PersonId) -> bool:
    who = rules.organisation.people.get(person)
    return who is not None and who.active
