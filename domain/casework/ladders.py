"""Asking somebody, and going up the ladder when nobody does it or nobody may (house:one-rung-up, house:every-step-ends)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from domain import organisation
from domain.casework import events as e
from domain.casework import people
from domain.casework.draft import Draft
from domain.casework.state import Task
from domain.kernel import Holder, PersonId
from domain.policy import Step
from domain.policy import role as read_role

SILENCE = "no answer"


def ask(draft: Draft[Any], task: str, step: Step) -> None:
    """Ask whoever holds the step's role; a rung that is empty or in conflict goes up at once."""
    role = str(step.by)
    who = people.rung(draft.kind, draft.case, task, role, 0, draft.org, draft.at)
    draft.say(e.Asked(task=task, role=role, rung=0, people=_ids(who), basis=_basis(who), clause=step.clause))
    _begin(draft, task, step, who, role)


def ask_people(
    draft: Draft[Any], task: str, step: Step, named: Iterable[PersonId], basis: str = "named", since: datetime | None = None
) -> None:
    """Ask these people by name; nobody of them there or free: it goes up from the step's role. Its time may run since earlier."""
    given = tuple(dict.fromkeys(named))
    draft.say(e.Asked(task=task, role="", rung=0, people=given, basis=basis, clause=step.clause))
    found = draft.case.task(task)
    who = people.eligible(draft.kind, draft.case, found, draft.org, draft.at) if found is not None else ()
    _begin(draft, task, step, who, "", since)


def _begin(draft: Draft[Any], task: str, step: Step, who: tuple[Holder, ...], role: str, since: datetime | None = None) -> None:
    if who:
        draft.arm_task(task, step, since)
    else:
        go_up(draft, task, _why_nobody(draft, task, role, 0))


def go_up(draft: Draft[Any], name: str, why: str) -> None:
    """Up the ladder to the first rung on which somebody may do it; each rung that is passed over is recorded."""
    task = draft.case.task(name)
    if task is None:
        return
    step, because = draft.kind.step_of(draft.case, draft.plan, task), why
    draft.stop(name, "goes up")
    if task.stalled and _may_now(draft, task, step):
        return
    while (above := people.next_rung(task, step, draft.rules.settings.fallback)) is not None:
        who = people.rung(draft.kind, draft.case, name, *above, draft.org, draft.at)
        task = _to(draft, task, above, task.climbed + 1, who, because)
        if who:
            draft.arm_task(name, step)
            return
        because = _why_nobody(draft, name, *above)
    _ladder_used_up(draft, task, step, why)


def look_again(draft: Draft[Any]) -> None:
    """The organisation changed: a task that nobody may do any more goes up at once, one that had stalled is asked again."""
    for task in draft.case.tasks:
        step = draft.kind.step_of(draft.case, draft.plan, task)
        if task.stalled:
            _may_now(draft, task, step)
        elif f"answer:{task.id}" in draft.case.clocks and not people.eligible(draft.kind, draft.case, task, draft.org, draft.at):
            go_up(draft, task.id, "the organisation changed")


def still_doable(draft: Draft[Any]) -> None:
    """What was just done may have put somebody in conflict with another task that waits for them alone; it goes up at once."""
    for task in draft.case.tasks:
        running = f"answer:{task.id}" in draft.case.clocks and not task.stalled
        if running and not people.eligible(draft.kind, draft.case, task, draft.org, draft.at):
            go_up(draft, task.id, "in conflict")


def done(draft: Draft[Any], task: Task, holder: Holder, outcome: str = "") -> None:
    """The task is done by this person: its clocks stop and reminders are void."""
    draft.stop(task.id, "done")
    draft.say(
        e.Done(
            task=task.id,
            by=holder.person,
            basis=holder.basis,
            stands_in_for=holder.stands_in_for,
            outcome=outcome,
            clause=task.clause,
        )
    )


def drop(draft: Draft[Any], name: str, why: str) -> None:
    """The task of this id or name is not wanted any more."""
    for task in [each for each in draft.case.tasks if name in (each.id, each.name)]:
        draft.stop(task.id, why)
        draft.say(e.Dropped(task=task.id, why=why))


def _to(draft: Draft[Any], task: Task, above: tuple[str, int], climbed: int, who: tuple[Holder, ...], why: str) -> Task:
    role, rung = above
    draft.say(
        e.WentUp(
            task=task.id,
            rung=rung,
            role=role,
            climbed=climbed,
            people=_ids(who),
            basis=_basis(who),
            why=why,
            clause="house:one-rung-up",
        )
    )
    return draft.case.task(task.id) or task


def _may_now(draft: Draft[Any], task: Task, step: Step) -> bool:
    """A task that stalled while nobody could do it is asked again where it stands, as soon as somebody may."""
    who = people.eligible(draft.kind, draft.case, task, draft.org, draft.at)
    if who:
        draft.stop(task.id, "somebody may answer now")
        _to(draft, task, (task.role or str(step.by), task.rung), task.climbed, who, "somebody may answer now")
        draft.arm_task(task.id, step)
    return bool(who)


def _ladder_used_up(draft: Draft[Any], task: Task, step: Step, why: str) -> None:
    """After silence the declared outcome; where nobody could do it at all an alarm, and never a decision."""
    if why == SILENCE or task.stalled:
        draft.end_late(task.id, step.within.clause)
        return
    draft.say(e.Stalled(task=task.id, why=why, clause="house:every-step-ends"))
    draft.arm_task(task.id, step)


def _why_nobody(draft: Draft[Any], task: str, role: str, rung: int) -> str:
    if not role:
        return "in conflict"
    held = organisation.holders(draft.org, read_role(role), draft.case.parties, draft.at, rung)
    return "in conflict" if any(people.conflict(draft.kind, draft.case, task, holder) for holder in held) else "nobody"


def _ids(who: tuple[Holder, ...]) -> tuple[PersonId, ...]:
    return tuple(dict.fromkeys(holder.person for holder in who))


def _basis(who: tuple[Holder, ...]) -> str:
    return "; ".join(dict.fromkeys(holder.basis for holder in who))
