"""What the lists say of cases of the kinds that share `domain.casework`, and what is asked of whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.casework import events as e
from domain.casework.state import CLOSED, Task, Work
from domain.kernel import SYSTEM
from domain.policy import role as read_role
from domain.shapes import event_in
from views.telling import PERSON, Ask, Due, Kind, Told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from types import ModuleType
    from typing import Any

    from domain.kernel import CaseId
    from domain.policy import Plan


def kind(module: ModuleType) -> Kind:
    """How the lists read cases of this kind (see `domain.kinds`)."""
    decider = module.DECIDER

    def obligation(clock: str) -> str:
        """What somebody must do before this clock runs out; reminders oblige nobody."""
        name, _, task = clock.partition(":")
        own: str = module.OBLIGATIONS.get(name, "")
        return task.partition("-")[0] if name == "answer" else own

    def met(clock: str, event: Any) -> bool:
        name, _, task = clock.partition(":")
        if name == "answer":
            return isinstance(event, e.Done) and event.task == task and event.by != SYSTEM
        return bool(module.met(clock, event))

    return Kind(
        read=event_in,
        evolve=decider.evolve,
        ended=lambda case: case.stage == CLOSED,
        told=told,
        offers=decider.offers,
        proofs=module.PROOFS,
        obligation=obligation,
        met=met,
        people=decider.people_in,
        values=lambda case: case.fields,
        links=links,
    )


def links(case: Work) -> tuple[tuple[CaseId, str], ...]:
    """Other cases that this one comes from or led to. A duty to open one is no event, so they are read off the case itself."""
    return tuple((link.case, link.relation) for link in case.links)


def told(case: Work, _plan: Plan) -> Told:
    """A case as the lists show it."""
    asks = tuple(_asks(case))
    return Told(
        plan=case.plan,
        pack=case.pack,
        requester=case.requester,
        department=case.department,
        stage=case.stage,
        outcome=case.outcome,
        opened_at=case.opened_at,
        running=bool(case.owed) or case.stage != CLOSED,
        due=_due(asks),
        wake_at=min((clock.due for clock in case.clocks.values() if clock.due is not None), default=None),
        asks=asks,
    )


def _due(asks: tuple[Ask, ...]) -> Due | None:
    found = [Due(what=ask.task, since=ask.since, at=ask.due_at) for ask in asks if ask.due_at]
    return min(found, key=lambda due: (due.at, due.what), default=None)


def _asks(case: Work) -> Iterator[Ask]:
    """Every rung that was asked, and everybody who was named, may still do it."""
    for task in case.tasks:
        since, due = _term(case, task)
        asked = [(PERSON, place, str(person)) for place, person in enumerate(task.named)]
        asked += [(role, rung, case.parties.get(read_role(role).of, "")) for role, rung in task.roles]
        for role, rung, party in dict.fromkeys(asked):
            yield Ask(task=task.name, step=task.id, role=role, rung=rung, party=party, since=since, due_at=due)


def _term(case: Work, task: Task) -> tuple[datetime, datetime | None]:
    """Since when it is asked, and until when. Once its clock ran out it stays due at that instant."""
    clock = case.clocks.get(f"answer:{task.id}")
    if clock is not None:
        return clock.started, clock.due
    closing = case.clocks.get(f"closing:{task.id}")
    return (closing.started, closing.started) if closing is not None else (case.last_at, None)
