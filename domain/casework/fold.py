"""Writing down what happens to cases of every kind. Bookkeeping: it never judges, never fails, never asks the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from domain import clocks, duties
from domain.casework import events as e
from domain.casework.kind import Kind
from domain.casework.state import CLOSED, File, Link, Mark, Task
from domain.kernel import CaseId, Duty, Holder, PersonId, Recorded, case_id, duty_command_id

BEHIND: Final = timedelta(seconds=60)
"""As long as this after its instant a clock may be noticed without anything being wrong."""


def evolve(kind: Kind, case: Any, recorded: Recorded) -> Any:
    """The case with one more event written down; the kind makes it from the first."""
    if case is None:
        return kind.fold(None, recorded)
    case = replace(case, version=recorded.version, last_at=recorded.happened_at)
    event = recorded.event
    match event:
        case clocks.Armed() | clocks.Held() | clocks.Resumed() | clocks.Superseded() | clocks.Stopped() | clocks.RanOut():
            provisional = clocks.still_provisional(case.provisional, event)
            case = replace(case, clocks=clocks.keep(case.clocks, event), provisional=provisional)
            return _behind(case, recorded)
        case duties.Notified() | duties.Failed():
            return _after_duty(case, recorded)
        case e.Asked() | e.WentUp() | e.Stalled() | e.HandedOn() | e.Done() | e.Dropped() | e.Reminded():
            return _task(kind, case, recorded)
        case e.Linked() | e.EvidenceAdded() | e.Commented():
            return _beside(case, recorded)
        case e.Closed():
            case = replace(case, stage=CLOSED, outcome=event.outcome, tasks=(), clocks={}, provisional=frozenset())
            return kind.fold(mark(_void(case), recorded, "closed", outcome=event.outcome, clause=event.clause), recorded)
        case _:
            return kind.fold(case, recorded)


def _behind(case: Any, recorded: Recorded) -> Any:
    """A clock that was noticed long after its instant: nobody was there to look."""
    event = recorded.event
    if isinstance(event, clocks.RanOut) and event.late_s > BEHIND.total_seconds():
        return replace(case, behind=recorded.happened_at)
    return case


# --- tasks ----------------------------------------------------------------------------------------


def _task(kind: Kind, case: Any, recorded: Recorded) -> Any:
    """What happens to one of the tasks."""
    event = recorded.event
    now = kind.at_once(event.task.partition("-")[0])
    match event:
        case e.Asked():
            return _asked(case, recorded, urgent=now)
        case e.WentUp(task=task, clause=clause):
            case = _change(case, task, lambda each: _higher(each, recorded))
            return owe(case, recorded, about="task_went_up", slot=task, clause=clause, urgent=now) if event.people else case
        case e.Stalled(task=task, clause=clause):
            case = _change(case, task, lambda each: replace(each, stalled=True))
            return owe(case, recorded, about="task_stalled", to="fallback", clause=clause, name="alarm", urgent=True)
        case e.HandedOn(task=task, clause=clause):
            case = _change(_void(case, task), task, lambda each: _given_to(each, recorded))
            return owe(case, recorded, about="task_handed_on", slot=task, clause=clause, urgent=now)
        case e.Done(task=task):
            who = Holder(person=event.by, basis=event.basis, stands_in_for=event.stands_in_for)
            case = _without(case, task)
            return mark(case, recorded, task.partition("-")[0], who=who, outcome=event.outcome, clause=event.clause)
        case e.Dropped(task=task):
            return _without(case, task)
        case e.Reminded(task=task, clause=clause):
            return owe(case, recorded, about="task_remind", slot=task, clause=clause, urgent=now)
        case _:
            return case


def _asked(case: Any, recorded: Recorded, *, urgent: bool) -> Any:
    event: e.Asked = recorded.event
    task = Task(
        id=event.task,
        role=event.role,
        clause=event.clause,
        rung=event.rung,
        roles=((event.role, event.rung),) if event.role else (),
        named=() if event.role else event.people,
        assigned=not event.role,
        asked=recorded.id,
    )
    case = replace(case, tasks=(*(each for each in case.tasks if each.id != event.task), task))
    if not event.people:  # whoever it goes up to hears of it then
        return case
    kind = case.id[:-37]
    return owe(case, recorded, about=f"{kind}.{task.name}", slot=event.task, clause=event.clause, name=f"ask-{event.task}", urgent=urgent)


def _higher(task: Task, recorded: Recorded) -> Task:
    """A task one rung up; everybody below may still do it."""
    event: e.WentUp = recorded.event
    roles = tuple(dict.fromkeys((*task.roles, (event.role, event.rung))))
    return replace(
        task, role=event.role, rung=event.rung, climbed=event.climbed, roles=roles, assigned=False, asked=recorded.id, stalled=False
    )


def _given_to(task: Task, recorded: Recorded) -> Task:
    """A task that is somebody else's alone now; it still goes up from where it was."""
    event: e.HandedOn = recorded.event
    return replace(task, named=(event.to,), roles=(), assigned=True, asked=recorded.id, stalled=False)


def _change(case: Any, task: str, how: Callable[[Task], Task]) -> Any:
    return replace(case, tasks=tuple(how(each) if each.id == task else each for each in case.tasks))


def _without(case: Any, task: str) -> Any:
    case = replace(case, tasks=tuple(each for each in case.tasks if each.id != task))
    return replace(case, owed=tuple(duty for duty in case.owed if duty.slot != task))


def _void(case: Any, task: str = "") -> Any:
    """Notices about a task that no longer waits so, or about any, are void: reminders stop at once when it is done."""
    return replace(case, owed=tuple(duty for duty in case.owed if not duty.slot or (task and duty.slot != task)))


# --- beside ---------------------------------------------------------------------------------------


def _beside(case: Any, recorded: Recorded) -> Any:
    event = recorded.event
    match event:
        case e.Linked():
            return replace(case, links=_with_link(case.links, Link(case=event.case, relation=event.relation)))
        case e.EvidenceAdded():
            file = File(
                digest=event.digest,
                name=event.name,
                media=event.media,
                size=event.size,
                by=event.by,
                at=recorded.happened_at,
                taken_at=event.taken_at,
                note=event.note,
            )
            return replace(case, files=(*case.files, file))
        case _:
            return _commented(case, recorded)


def _with_link(links: tuple[Link, ...], link: Link) -> tuple[Link, ...]:
    return links if link in links else (*links, link)


def _commented(case: Any, recorded: Recorded) -> Any:
    """Those who are asked hear of it, and whose case it is, unless the words are their own."""
    for task in case.tasks:
        case = owe(case, recorded, about="task_commented", slot=task.id, clause="house:comments", name=f"comment-{task.id}")
    return case


def _after_duty(case: Any, recorded: Recorded) -> Any:
    event = recorded.event
    ended = next((duty for duty in case.owed if (duty.event, duty.name) == (event.event, event.duty)), None)
    case = replace(case, owed=duties.without(case.owed, event.event, event.duty))
    if not isinstance(event, duties.Failed) or ended is None:
        return case
    if ended.kind == "notify":  # whoever hears of it is told once, not of that notice too
        told = ended.about == "notice_failed"
        return case if told else owe(case, recorded, about="notice_failed", to="fallback", clause=ended.clause, urgent=ended.urgent)
    return owe(case, recorded, about="work_failed", to="fallback", urgent=True, clause="house:every-step-ends")


# --- what kinds write down with -------------------------------------------------------------------


def owe(case: Any, recorded: Recorded, *, about: str, kind: Any = "notify", name: str = "", **more: Any) -> Any:
    """One more duty, caused by this event."""
    at = recorded.happened_at
    duty = Duty(event=recorded.id, name=name or kind, kind=kind, caused_at=at, about=about, late=case.behind == at, **more)
    return replace(case, owed=(*case.owed, duty))


def owe_opening(case: Any, recorded: Recorded, kind: str, relation: str, *, name: str = "", **content: Any) -> Any:
    """A case of that kind is to be opened and linked; its id follows from this duty, so it opens once (`design` 3a).

    `content` is the opening command's: ``plan``, ``fields`` and what the kind's `Open` takes beside.
    """
    name = name or f"open-{relation}"
    other = opened_by(recorded, name, kind)
    detail = {"command": "open", "content": {**content, "source": case.id}}
    case = replace(case, links=_with_link(case.links, Link(case=other, relation=relation)))
    return owe(case, recorded, about=relation, kind="open", name=name, to=other, urgent=True, detail=detail)


def opened_by(recorded: Recorded, name: str, kind: str) -> CaseId:
    """The id of the case that the duty of this name opens."""
    return case_id(kind, duty_command_id(recorded.id, name, kind))


def owe_telling(case: Any, recorded: Recorded, other: CaseId, command: str, *, name: str = "", **content: Any) -> Any:
    """Another case is to be told this."""
    detail = {"command": command, "content": content}
    return owe(case, recorded, about=command, kind="tell", name=name or f"tell-{command}", to=other, urgent=True, detail=detail)


NOBODY = Holder(person=PersonId(""), basis="")


def mark(case: Any, recorded: Recorded, what: str, *, who: Holder = NOBODY, outcome: str = "", clause: str = "") -> Any:
    """One more mark on the way of the case."""
    done = who if who is not NOBODY else Holder(person=recorded.by, basis="")
    return replace(case, trail=(*case.trail, Mark(what=what, at=recorded.happened_at, who=done, outcome=outcome, clause=clause)))
