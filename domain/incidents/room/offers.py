"""Which of the room's commands are open now, and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.casework.decider import offer_of
from domain.casework.kind import Kind
from domain.casework.state import CLOSED
from domain.incidents import people as responders
from domain.incidents.plan import IncidentPlan
from domain.incidents.room import people, telling
from domain.incidents.room.command import rule
from domain.incidents.room.state import COMMANDER
from domain.incidents.state import Incident
from domain.kernel import Holder, Offer
from domain.rules import Rules


def offers(kind: Kind, case: Incident, rules: Rules, at: datetime) -> Iterator[Offer]:
    """First what is to be ticked off and reported, then who commands and helps, then who is told."""
    if case.stage == CLOSED:
        return
    plan: IncidentPlan = rules.plan
    who = responders.responders(kind, case, rules, at)
    yield from _work(kind, case, rules, at, who)
    yield from _command(case, rules, at, who)
    if plan.room.experts:
        yield Offer(command="call_expert", who=who, clause=rule(plan), needs=("field",), takes=("person",))
    yield Offer(command="inform", who=who, clause=telling.rule(plan), needs=("whom",), takes=("template", "text", "recipient"))


def _work(kind: Kind, case: Incident, rules: Rules, at: datetime, who: tuple[Holder, ...]) -> Iterator[Offer]:
    items = {each.name for each in telling.checklist(rules.plan, case)}
    if items - case.room.ticks.keys():
        yield Offer(command="tick", who=who, clause=telling.CHECKLIST, needs=("item",), takes=("note",))
    if items & case.room.ticks.keys():
        yield Offer(command="untick", who=who, clause=telling.CHECKLIST, needs=("item", "reason"))
    asked = offer_of(kind, case, rules, at, telling.REPORT, "report_situation", needs=("text",))
    yield from asked
    known = {holder.person for offer in asked for holder in offer.who}
    others = tuple(each for each in who if each.person not in known)
    yield Offer(command="report_situation", who=others, clause=telling.REPORTS, needs=("text",))


def _command(case: Incident, rules: Rules, at: datetime, who: tuple[Holder, ...]) -> Iterator[Offer]:
    plan: IncidentPlan = rules.plan
    now, clause = people.commander(case), rule(plan)
    may_take = people.may_take(case, rules, at)
    if now:
        others = tuple(each for each in may_take if each.person != now)
        yield Offer(command="take_command", who=others, clause=clause, needs=("reason",))
    else:
        free = tuple(each for each in who if each.person not in {one.person for one in may_take})
        yield Offer(command="take_command", who=(*may_take, *free), clause=clause, takes=("reason",))
    commanding = people.commands(case, rules, at)
    yield Offer(command="hand_over_command", who=commanding, clause=clause, needs=("to",), takes=("reason",))
    if plan.room.groups:
        yield Offer(command="assign_role", who=commanding, clause=clause, needs=("role", "person"), takes=("note",))
        held = tuple(each for each in case.room.now() if each.role.startswith("group:"))
        own = {each.person for each in held} - {each.person for each in commanding}
        leaving = tuple(each for each in who if each.person in own)
        if held:
            yield Offer(command="release_role", who=(*commanding, *leaving), clause=clause, needs=("role", "person"))
    has = {case.acknowledged, *(each.person for each in case.room.now() if each.role != COMMANDER)}
    shift = tuple(each for each in who if each.person in has)
    yield Offer(command="hand_over_shift", who=shift, clause=people.HANDOVER, needs=("to",), takes=("note",))
