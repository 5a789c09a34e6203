"""Asking somebody, and going up the ladder when nobody answers or nobody may (house:one-rung-up, house:every-step-ends)."""

from __future__ import annotations

from domain.kernel import Holder, PersonId
from domain.policy import Step
from domain.requests import events as e
from domain.requests import people
from domain.requests.draft import Draft


def ask_stage(draft: Draft, stage: int) -> None:
    """Ask everybody of one stage of the approval, at the same time."""
    for place, step in enumerate(draft.plan.approval[stage].steps):
        ask_step(draft, f"{draft.case.round}-{stage}-{place}", step)


def ask_step(draft: Draft, slot: str, step: Step) -> None:
    """Ask one person; a rung that is empty or in conflict goes up at once (house:one-rung-up)."""
    who = people.rung(draft.case, slot, step.by, 0, draft.rules.organisation, draft.at)
    draft.say(
        e.StepOpened(
            step=slot, round=draft.case.round, role=str(step.by), rung=0, people=_ids(who), basis=_basis(who), clause=step.clause
        )
    )
    if who:
        draft.arm_step(slot, step)
    else:
        go_up(draft, slot, step, "nobody")


def go_up(draft: Draft, name: str, step: Step, why: str) -> None:
    """One rung up; when none is left: after silence the declared outcome, otherwise an alarm (never an approval)."""
    slot = draft.case.slot(name)
    if slot is None:
        return
    found = people.climb(draft.case, slot, step, draft.rules.organisation, draft.at, draft.rules.settings.fallback)
    if found is not None:
        role, rung, climbed, who = found
        draft.stop(name, "went up")
        draft.say(
            e.WentUp(
                step=name, rung=rung, role=role, climbed=climbed, people=_ids(who), basis=_basis(who), why=why, clause="house:one-rung-up"
            )
        )
        draft.arm_step(name, step)
    elif why == "no answer" or slot.stalled:
        draft.refuse_late(name, step.within.clause, draft.at)
    else:
        draft.say(e.Stalled(step=name, why=why, clause="house:every-step-ends"))
        draft.arm_step(name, step)


def _ids(who: tuple[Holder, ...]) -> tuple[PersonId, ...]:
    return tuple(dict.fromkeys(holder.person for holder in who))


def _basis(who: tuple[Holder, ...]) -> str:
    return "; ".join(dict.fromkeys(holder.basis for holder in who))
