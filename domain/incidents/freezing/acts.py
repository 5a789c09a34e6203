"""Freezing by itself, and restoring by a decision (house:freeze-on-red).

The block stands on the claims in the append that raises the level, so that no granting slips past it; a duty then carries it to
the target as one entry of its own, which makes the grants concerned count for nothing there, and takes it back when it is lifted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from domain import claims, organisation
from domain.casework import form, people
from domain.casework.draft import Draft
from domain.incidents.commands import Open, RecordFacts
from domain.incidents.freezing import events as e
from domain.incidents.freezing.commands import LiftFreeze
from domain.incidents.freezing.plan import FreezeRules
from domain.kernel import Asked, ClaimKey, Clause, Holder, PersonId, Refused
from domain.organisation import Organisation
from domain.requests.form import person_key, same
from domain.rules import Rules

IMPARTIAL = "house:impartial"


def keys(rules: FreezeRules | None, fields: Mapping[str, Any]) -> Iterator[ClaimKey]:
    """The claims of whom and what the form names."""
    if rules is None:
        return
    if rules.holder and fields.get(rules.holder):
        yield person_key(PersonId(str(fields[rules.holder])))
    if rules.resource and isinstance(fields.get(rules.resource), str) and fields[rules.resource]:
        yield ClaimKey(klass=rules.klass, key=same(fields[rules.resource]))


def read(case: Any, asked: Asked, rules: Rules) -> Iterator[ClaimKey]:
    """What any command may freeze or restore: by the form as it was, as it is asked to be, and what stands."""
    freezing, command = rules.plan.freezing, asked.command
    known = case.fields if case is not None else {}
    if isinstance(command, Open):
        known = command.fields
    yield from keys(freezing, known)
    if isinstance(command, RecordFacts):
        yield from keys(freezing, {**known, **command.facts})
    for freeze in case.frozen.standing if case is not None else ():
        yield ClaimKey(klass=freeze.klass, key=freeze.key)


def look(draft: Draft[Any]) -> None:
    """The level demands it, or what is concerned became known: everything concerned that does not stand frozen is."""
    rules: FreezeRules | None = draft.plan.freezing
    if rules is None or draft.case.exercise or not draft.plan.levels[draft.case.level].freezes:
        return
    standing = {(each.klass, each.key) for each in draft.case.frozen.standing}
    for key in keys(rules, draft.case.fields):
        if (key.klass, key.key) not in standing:
            _freeze(draft, key, rules.clause)


def _freeze(draft: Draft[Any], key: ClaimKey, clause: Clause) -> None:
    new = draft.new_id(f"freeze {key.klass} {key.key}")
    held = draft.rules.claims[key].held
    grants = tuple(e.Interval(grant=each.grant, case=each.case, holder=each.holder, until=each.until) for each in held)
    draft.say(e.FrozenNow(freeze=new, klass=key.klass, key=key.key, grants=grants, clause=clause))
    draft.claim(key, claims.Blocked(block=new, case=draft.case.id, clause=clause))


def may_lift(case: Any, rules: Rules, org: Organisation, at: datetime) -> tuple[Holder, ...]:
    """The role that the plan names, one rung higher where that is somebody whose own grants are frozen."""
    freezing: FreezeRules | None = rules.plan.freezing
    if freezing is None or not case.frozen.standing:
        return ()
    out = concerned(case)
    for up in range(people.HIGHEST):
        found = organisation.one_each(organisation.holders(org, freezing.lifted_by, case.parties, at, up))
        if free := tuple(each for each in found if not {each.person, each.stands_in_for} & out):
            return free
    return ()


def concerned(case: Any) -> frozenset[PersonId]:
    """Whose grants stand frozen."""
    by_name = {PersonId(each.key) for each in case.frozen.standing if each.klass == "person"}
    return frozenset(by_name | {grant.holder for each in case.frozen.standing for grant in each.grants})


def lift(draft: Draft[Any], command: LiftFreeze) -> None:
    """Everything that stands, by one decision with a reason; nobody restores their own."""
    freezing: FreezeRules | None = draft.plan.freezing
    if freezing is None or not draft.case.frozen.standing:
        raise Refused("house:freeze-on-red", "nothing_frozen")
    holder = next((each for each in may_lift(draft.case, draft.rules, draft.org, draft.at) if each.person == draft.by), None)
    if holder is None:
        rule = IMPARTIAL if draft.by in concerned(draft.case) else freezing.clause
        raise people.barring(rule) if rule == IMPARTIAL else Refused(rule, "task_not_yours", who=str(freezing.lifted_by))
    form.required(command.reason, "reason", freezing.clause)
    for freeze in draft.case.frozen.standing:
        draft.say(_lifted(freeze, holder, command, freezing.clause))
        draft.claim(ClaimKey(klass=freeze.klass, key=freeze.key), claims.Unblocked(block=freeze.id, case=draft.case.id))


def _lifted(freeze: Any, holder: Holder, command: LiftFreeze, clause: Clause) -> e.FreezeLifted:
    return e.FreezeLifted(
        freeze=freeze.id,
        klass=freeze.klass,
        key=freeze.key,
        by=holder.person,
        basis=holder.basis,
        stands_in_for=holder.stands_in_for,
        reason=command.reason,
        clause=clause,
    )


def stands(case: Any) -> bool:
    """Whether anything is frozen: an incident is not closed over it."""
    return bool(case.frozen.standing)
