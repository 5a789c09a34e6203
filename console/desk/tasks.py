"""What is due from one person, soonest first, as a page says it; and several of them answered at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from console import pictures
from console.backend import Backend
from console.caller import Caller, NotHere
from console.desk import actions
from console.desk.actions import Action
from console.desk.cases import Seen, look_at
from console.desk.clauses import Cited, cited
from console.desk.people import Who, called, who
from console.desk.times import Times, When
from console.pictures import Bar
from domain import labels
from domain.kernel import Holder, kind_of
from domain.labels import LABELS, said
from domain.policy import Pack
from domain.words import harmless
from views.inbox import Task
from views.kinds import KINDS
from views.saying import Teller

PAGE = 25
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One task: what, in which case, why this person (`basis`), by when. `several`: it may be answered together with others."""

    number: str
    title: str
    plan: str
    about: str
    requester: Who
    asked: bool
    """Whether that is who asked; else it is whom the case concerns."""
    department: str
    basis: Who
    cited: Cited
    when: When | None
    bar: Bar
    several: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasks:
    """A page of them; `next` is where the following one begins, empty at the end."""

    lines: tuple[TaskLine, ...]
    next: str

    @property
    def several(self) -> bool:
        """Whether there are enough for answering several at once to make sense."""
        return sum(line.several for line in self.lines) > 1


async def tasks(backend: Backend, caller: Caller, after: str = "") -> Tasks:
    """The caller's tasks. Raises `NotHere` for a cursor that is none."""
    found = await backend.reader.inbox(caller.id, caller.at, limit=PAGE + 1, after=after or None)
    name = await backend.names.of(caller.organisation, backend.keyring, caller.lang)
    days = backend.governed.calendar(caller.at)
    times = Times(lang=caller.lang, days=days, now=caller.at)
    lines = []
    for task in found[:PAGE]:
        pack = backend.governed.pack(task.pack)
        plan = pack.plans[task.plan]
        teller = Teller(lang=caller.lang, days=days, organisation=caller.organisation, plan=plan, name=name)
        lines.append(_line(task, pack, teller, times))
    return Tasks(lines=tuple(lines), next=found[PAGE - 1].cursor if len(found) > PAGE else "")


def _line(task: Task, pack: Pack, teller: Teller, times: Times) -> TaskLine:
    kind, at_risk = kind_of(task.case), pack.settings.at_risk
    department = teller.organisation.departments.get(task.department)
    holder = Holder(person=task.requester, basis=task.basis, stands_in_for=task.stands_in_for)
    return TaskLine(
        number=task.number,
        title=labels.task_title(kind, task.task, teller.lang, teller.plan),
        plan=said(teller.plan.title, teller.lang) or task.plan,
        about=harmless(" · ".join(labels.value_of(pack.plans[task.plan], each, teller.lang) for each in task.about)),
        requester=called(task.requester, teller),
        asked=kind == "request",
        department=said(department.title, teller.lang) if department else task.department,
        basis=who((holder,), teller)[0],
        cited=cited(pack, task.clause, teller.lang),
        when=times.due(task.since, task.due_at, at_risk) if task.due_at else None,
        bar=pictures.clock_bar(task.since, task.due_at, times.now, times.days, at_risk),
        several=any(_several(kind, command) for command in KINDS[kind].proofs[task.task]),
    )


def _several(kind: str, command: str) -> bool:
    label = LABELS[kind].commands.get(command)
    return label is not None and label.several


# --- several at once ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """A command that may be given to several of the chosen cases at once, with its form as the first of them has it."""

    action: Action
    cases: tuple[Seen, ...]


async def chosen(backend: Backend, caller: Caller, names: Sequence[str]) -> tuple[Seen, ...]:
    """The cases that were ticked, as the caller sees them; those that they do not see are left out."""

    async def one(name: str) -> Seen | None:
        try:
            return await look_at(backend, caller, name)
        except NotHere:
            return None

    found = await asyncio.gather(*(one(name) for name in dict.fromkeys(names[:MOST_AT_ONCE])))
    return tuple(seen for seen in found if seen is not None)


def together(backend: Backend, caller: Caller, cases: Sequence[Seen]) -> tuple[Together, ...]:
    """Every command that may be given to several, with the cases in which it is open to the caller now."""
    found: dict[str, tuple[Action, list[Seen]]] = {}
    for seen in cases:
        for action in {each.command: each for each in actions.actions(backend, caller, seen) if each.several}.values():
            found.setdefault(action.command, (action, []))[1].append(seen)
    return tuple(Together(action=action, cases=tuple(those)) for action, those in found.values())
