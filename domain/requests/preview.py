"""What would come of a request if it were sent now: who is asked, by when, what is given, and what stands in its way.

Nothing here decides anything of its own: it asks what `requester.open_` asks, so it promises nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from domain import calendar, clocks, organisation
from domain.claims import Claim
from domain.kernel import Actor, Asked, ClaimKey, Clause, Holder, PersonId, Refused, case_id
from domain.policy import Limit, RequestPlan
from domain.requests import commands as c
from domain.requests import events as e
from domain.requests import form, lending, people, requester
from domain.requests.draft import Draft, rule_of
from domain.requests.state import NOWHERE, Slot
from domain.requests.steps import ask_stage
from domain.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One step: who is asked, on what basis, by when if it were asked now, and what follows silence.

    `passed_over`: why each rung below was left out. Nobody in `who`: nobody may answer, and somebody is alarmed.
    """

    step: str
    stage: int
    role: str
    rung: int
    who: tuple[Holder, ...]
    clause: Clause
    within: Limit
    due: datetime | None
    provisional: bool
    passed_over: tuple[str, ...]
    then: tuple[str, ...]
    outcome: str
    signed_in: Limit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gives:
    """What the last yes gives, and for how long; `until`: when that would be over if it were given now."""

    what: Literal["document", "privilege"]
    resource: str
    term: Limit
    until: datetime
    collect: Limit | None
    given_by: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Something that stands in the way, with its rule, the field at fault, and the key and words of its sentence."""

    field: str
    clause: Clause
    key: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """`refusals` are why it would be refused now; `warnings` what would keep it from being given as things stand."""

    steps: tuple[Asking, ...]
    gives: Gives | None
    refusals: tuple[Objection, ...]
    warnings: tuple[Objection, ...]


class Known(dict[ClaimKey, Claim]):
    """A claim that was not read counts as one that nobody has touched."""

    def __missing__(self, key: ClaimKey) -> Claim:
        return Claim(key=key)


def preview_claims(plan: RequestPlan, person: PersonId, fields: Mapping[str, Any]) -> tuple[ClaimKey, ...]:
    """The claims to read, so that blocks and present holders are seen."""
    return form.keys(plan, person, fields)


def preview(rules: Rules, person: PersonId, fields: Mapping[str, Any], at: datetime) -> Preview:
    """What would come of it if this person sent this form at this instant; the form need not be whole."""
    rules = replace(rules, claims=Known(rules.claims))
    who = rules.organisation.people.get(person)
    asked = Asked(
        case=case_id(rules.plan.kind, NOWHERE),
        id=NOWHERE,
        command=c.Open(plan=rules.plan.name, fields=fields),
        by=Actor(id=person, department=who.department if who else "", posts=who.posts if who else ()),
        at=at,
        now=at,
    )
    refusals = tuple(objection(no) for no in requester.faults(asked, rules))
    later = (objection(no) for no in requester.told(lambda: lending.grantable(requester.begun(asked, rules))))
    return Preview(
        steps=tuple(step for stage in range(len(rules.plan.approval)) for step in _stage(asked, rules, stage)),
        gives=_gives(rules, fields, at),
        refusals=refusals,
        warnings=tuple(each for each in later if each not in refusals),
    )


def objection(no: Refused) -> Objection:
    """Why the rules would say no."""
    return Objection(field=no.field, clause=no.clause, key=no.key, words=no.words)


def _stage(asked: Asked, rules: Rules, stage: int) -> Iterator[Asking]:
    """The steps of one stage, asked in the same way as when their turn comes, on a case in which nobody has answered yet."""
    draft = requester.begun(asked, rules)
    ask_stage(draft, stage)
    for slot in draft.case.slots:
        yield _asking(draft, slot, stage)


def _asking(draft: Draft, slot: Slot, stage: int) -> Asking:
    rule, name = rule_of(draft.plan, slot), f"answer:{slot.id}"
    armed = next((each for each in draft.events if isinstance(each, clocks.Armed) and each.clock == name), None)
    came = people.rung(draft.case, slot.id, slot.role, slot.rung, draft.org, draft.at)
    return Asking(
        step=slot.id,
        stage=stage,
        role=slot.role,
        rung=slot.rung,
        who=() if slot.stalled else organisation.one_each(came),
        clause=slot.clause,
        within=rule.within,
        due=armed.due if armed else None,
        provisional=armed.provisional if armed else False,
        passed_over=tuple(each.why for each in draft.events if isinstance(each, e.WentUp) and each.step == slot.id),
        then=tuple(map(str, rule.rungs)),
        outcome=rule.outcome,
        signed_in=rule.signed_in,
    )


def _gives(rules: Rules, fields: Mapping[str, Any], at: datetime) -> Gives:
    rule, days = rules.plan.grant, rules.calendar
    span = form.granted_term(rule, days, fields.get(rule.asks), fields.get(rule.reason_in), at)
    return Gives(
        what=rule.what,
        resource=str(fields.get(rule.resource, "")),
        term=Limit(span=span, clause=rule.at_most.clause),
        until=calendar.due(days, at, span),
        collect=rule.collect.within if rule.collect else None,
        given_by=str(rule.given_by) if rule.given_by else "",
        clause=rule.clause,
    )
