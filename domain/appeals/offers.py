"""What may be asked of an appeal now, by whom; and its way as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from domain.appeals.people import formers, judges
from domain.appeals.state import CONCLUDED, Appeal
from domain.casework import people
from domain.casework.decider import offer_of
from domain.casework.kind import Kind
from domain.casework.state import CLOSED
from domain.kernel import Clause, Holder, Offer, PersonId
from domain.rules import Rules


def offers(kind: Kind, case: Appeal, rules: Rules, at: datetime) -> tuple[Offer, ...]:
    """Every command that is open now."""
    if case.stage in (CONCLUDED, CLOSED):
        return ()
    forming = offer_of(kind, case, rules, at, "form_panel", "appoint", needs=("person", "seat"))
    doubts = (*_objecting(case, rules), *_deciding(kind, case, rules, at))
    return (*forming, *_replacing(kind, case, rules, at), *doubts, *_speaking(case, rules), *_judging(kind, case, rules, at))


def _replacing(kind: Kind, case: Appeal, rules: Rules, at: datetime) -> Iterator[Offer]:
    """Who forms panels may change one, and whoever a silent panel went up to must."""
    if case.members:
        who, clause = formers(kind, case, rules, at), rules.plan.panel.form.clause
        yield Offer(command="replace", who=who, clause=clause, needs=("member", "person", "reason"))


def _objecting(case: Appeal, rules: Rules) -> Iterator[Offer]:
    """The appellant, and the members about each other."""
    who = (*_here(rules, "appellant", case.requester), *_panel(case, rules))
    if case.members:
        yield Offer(command="object", who=who, clause="house:took-part", needs=("member", "reason"))


def _deciding(kind: Kind, case: Appeal, rules: Rules, at: datetime) -> Iterator[Offer]:
    for command in ("uphold", "overrule"):
        yield from offer_of(kind, case, rules, at, "objection", command, needs=("reason",))


def _panel(case: Appeal, rules: Rules) -> tuple[Holder, ...]:
    return _here(rules, "panel", *case.members)


def _here(rules: Rules, basis: str, *persons: PersonId) -> tuple[Holder, ...]:
    """Those of them who still work here, as what they are to the case."""
    known = rules.organisation.people
    return tuple(people.party(basis, person) for person in persons if person in known and known[person].active)


def _speaking(case: Appeal, rules: Rules) -> Iterator[Offer]:
    if not case.ballots:
        clock = case.clocks.get("answer:hearing")
        who = _here(rules, "appellant", case.requester)
        until = clock.due if clock else None
        yield Offer(command="state", who=who, clause=rules.plan.hearing.clause, needs=("text",), until=until)


def _judging(kind: Kind, case: Appeal, rules: Rules, at: datetime) -> Iterator[Offer]:
    """What the members of the panel may do."""
    plan, task = rules.plan, case.waits_for("vote")
    own = _panel(case, rules)
    yield Offer(command="recuse", who=own, clause=plan.panel.clause, needs=("reason",))
    if task is None or not case.sits:
        return
    clock = case.clocks.get("answer:vote")
    until = clock.due if clock else None
    if not case.ballots:
        yield Offer(command="record_hearing", who=own, clause=plan.hearing.clause, needs=("text",))
        yield Offer(command="find", who=own, clause=plan.panel.clause, needs=("text",), slot=task.id, until=until)
    if case.heard and case.findings:
        yield _vote(judges(case, task, kind, rules.organisation, at), plan, task.id, until)


def _vote(who: tuple[Holder, ...], plan: Any, slot: str, until: datetime | None) -> Offer:
    return Offer(
        command="vote",
        who=who,
        clause=plan.panel.quorum_clause,
        needs=("choice", "reason"),
        takes=("measure",),
        slot=slot,
        until=until,
        signed_in=plan.conclude.signed_in,
    )


def stations(_case: Appeal, rules: Rules) -> tuple[tuple[str, Clause], ...]:
    """Panel, hearing, findings, votes, conclusion."""
    plan = rules.plan
    return (
        ("form_panel", plan.panel.form.clause),
        ("hearing", plan.hearing.clause),
        ("findings", plan.panel.clause),
        ("vote", plan.conclude.clause),
        ("concluded", plan.panel.clause),
    )
