"""The ladder: acknowledge within; an acknowledgement is a promise that lapses without progress; the top is reminded for ever."""

from __future__ import annotations

from domain.casework import ladders, people
from domain.casework.draft import Draft
from domain.casework.state import CLOSED, Task
from domain.incidents import events as e
from domain.incidents.commands import Acknowledge
from domain.incidents.plan import IncidentPlan, Level
from domain.incidents.state import Incident
from domain.kernel import Clock, PersonId, Refused

PROMISE = "promise"
AGAIN = "again"
TOP_RUNG = "house:top-rung"


def stand(draft: Draft[Incident], level: Level) -> None:
    """Nobody has it: somebody is asked. Somebody has: their promise is as long as this level lets it be."""
    case = draft.case
    if (waiting := case.waits_for("acknowledge")) is not None:
        _sooner(draft, waiting, level)
    elif case.acknowledged:
        _promise(draft, level)
    else:
        ask(draft, level)


def _sooner(draft: Draft[Incident], task: Task, level: Level) -> None:
    """Whoever is asked already has as long as a graver level lets them, from when they were asked; a milder one takes nothing back."""
    clock = draft.case.clocks.get(f"answer:{task.id}")
    if clock is None or clock.due is None:
        return
    due = max(draft.due(level.acknowledge.within.span, clock.started), draft.when)
    if due < clock.due:
        draft.move_end(task.id, level.acknowledge, due, "another level", level.acknowledge.within)


def ask(draft: Draft[Incident], level: Level) -> None:
    """From the lowest rung, whoever had it before."""
    times = draft.case.acknowledgements + 1
    ladders.ask(draft, "acknowledge" if times == 1 else f"acknowledge-{times}", level.acknowledge)


def acknowledge(draft: Draft[Incident], command: Acknowledge) -> None:
    """Whoever was asked, on any rung."""
    plan: IncidentPlan = draft.plan
    if draft.case.acknowledged and draft.case.waits_for("acknowledge") is None:
        raise Refused(plan.levels[draft.case.level].acknowledge.clause, "somebody_has_it", who=_name(draft, draft.case.acknowledged))
    task, holder = people.act(draft.kind, draft.case, draft.asked.by, ("acknowledge",), draft.rules, draft.at)
    ladders.done(draft, task, holder)
    draft.say(e.Acknowledged(by=holder.person, basis=holder.basis, note=command.note, clause=task.clause))
    _promise(draft, plan.levels[draft.case.level])


def _name(draft: Draft[Incident], person: PersonId) -> str:
    known = draft.org.people.get(person)
    return known.handle if known is not None else person


def progress(draft: Draft[Incident]) -> None:
    """Something was done: the promise stands for its full time again."""
    if draft.case.acknowledged and PROMISE in draft.case.clocks and draft.case.stage != CLOSED:
        _promise(draft, draft.plan.levels[draft.case.level])


def let_go(draft: Draft[Incident]) -> None:
    """Nothing is left to be done against the clock: no promise is wanted any more."""
    draft.stop(PROMISE, "over")
    ladders.drop(draft, "acknowledge", "over")


def _promise(draft: Draft[Incident], level: Level) -> None:
    if PROMISE in draft.case.clocks:
        draft.supersede(PROMISE, draft.due(level.promise.span), "progress", level.promise)
    else:
        draft.arm(PROMISE, level.promise)


def lapsed(draft: Draft[Incident], clock: Clock) -> None:
    """It counts no more, and the ladder begins again."""
    if draft.case.acknowledged is None:
        return
    draft.say(e.PromiseLapsed(by=draft.case.acknowledged, clause=clock.clause))
    ask(draft, draft.plan.levels[draft.case.level])


def top(draft: Draft[Incident], task: Task) -> None:
    """Nobody is above. The top rung is reminded, now and for ever (design 4)."""
    remind(draft, task.id)


def remind(draft: Draft[Incident], name: str) -> None:
    """Once more, as long as it waits."""
    task = draft.case.task(name)
    if task is None:
        return
    rule = draft.plan.levels[draft.case.level].again
    times = 1 + draft.case.reminded.get(name, 0)
    draft.say(e.TopReminded(task=name, times=times, clause=TOP_RUNG))
    draft.arm(f"{AGAIN}:{name}", rule)
