"""What of several cases one person sees: each judged by `domain.reading` from its events, as its own page judges it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from console.backend import Backend
from console.caller import Caller, Machine
from console.desk.folds import Fold
from domain import reading, telling
from domain.appeals.plan import AppealPlan
from domain.appeals.state import Appeal
from domain.deciders import DECIDERS
from domain.kernel import CaseId, kind_of
from domain.policy import Plan
from domain.reading import NOTHING, Sight
from domain.violations.state import Violation
from views.kinds import KINDS
from views.veil import reporter_of


def sight(backend: Backend, caller: Caller | Machine, case: CaseId, read: Fold) -> Sight:
    """What of this case is theirs to see. Whether something is asked of them is looked at only where it matters."""
    decider, found = DECIDERS[kind_of(case)], read.case
    rules = backend.governed.rules(found.plan, found.pack, caller.at)
    if isinstance(caller, Machine):
        return of_machine(rules.plan)
    asked = caller.id not in read.parts and caller.id in decider.asked(found, rules, caller.at)
    permits = backend.governed.pack(found.pack).reading
    sight_ = reading.sight(
        permits,
        caller.organisation,
        caller.id,
        caller.at,
        parts=read.parts,
        department=found.department,
        plan=found.plan,
        readers=rules.plan.readers,
        asked=asked,
    )
    sight_ = replace(sight_, source="shown") if caller.id == reporter_of(found) else sight_
    return telling.narrowed(kind_of(case), found, caller.id, sight_)


def of_machine(plan: Plan) -> Sight:
    """A machine with the right sees all but personal fields, and nothing of cases that the plan lets but few read."""
    return Sight(case=True, basis="token", clause="house:machine-token") if plan.readers is None else NOTHING


async def of_panel(backend: Backend, caller: Caller | Machine, case: Any) -> Sight:
    """Whoever sits on the panel that reviews a decision investigates it anew: they see its case, as the review's plan says.

    Its page alone, that is: streams and lists know a case by itself.
    """
    review = case.linked("appeal") if isinstance(case, Violation) else None
    who = caller.organisation.people.get(caller.id)
    if review is None or who is None or not who.active:
        return NOTHING
    found = (await backend.folds.of(backend.log, [review]))[0].case
    if not isinstance(found, Appeal) or caller.id not in found.members or caller.id == case.subject:
        return NOTHING
    plan = backend.governed.pack(found.pack).plans[found.plan]
    assert isinstance(plan, AppealPlan)
    return Sight(case=True, basis="panel", clause=plan.panel.clause, personal="shown")


async def sights(backend: Backend, caller: Caller | Machine, cases: Sequence[CaseId]) -> Mapping[CaseId, Sight]:
    """Of each; nothing of what is no case of ours."""
    known = [case for case in cases if kind_of(case) in KINDS]
    if not known:
        return {}
    await backend.governed.refresh()
    folds = await backend.folds.of(backend.log, known)
    found = {
        case: sight(backend, caller, case, fold) if fold.case is not None else NOTHING for case, fold in zip(known, folds, strict=True)
    }
    for case, fold in zip(known, folds, strict=True):
        if not found[case].case:
            found[case] = await of_panel(backend, caller, fold.case)
    return found


async def numbers(backend: Backend, caller: Caller | Machine, cases: Sequence[CaseId]) -> Mapping[CaseId, str]:
    """What those among them are called that this person sees."""
    found = await sights(backend, caller, cases)
    seen = [case for case, each in found.items() if each.case]
    return await backend.reader.numbers(seen) if seen else {}
