"""``bylaw inbox``, ``bylaw cases`` and ``bylaw notices``, at an address."""

from __future__ import annotations

import argparse
import json
from typing import Any

from console.shapes.cases import CaseLine, Filters, Task
from console.shapes.house import Notice
from domain import calendar
from domain.kernel import CaseId, kind_of
from workers.cli.at import DONE, There, WrongUse, carry_out
from workers.cli.printing import CaseWords, TaskWords, case_line, due_words, notice_line, say, task_line

PAGE = 200
"""As many as a console gives at once."""


def run(name: str, asked: argparse.Namespace) -> int:
    """0 done, 1 refused, 2 wrong use, 3 not reachable."""
    return carry_out({"inbox": inbox, "cases": cases, "notices": notices}[name], asked)


async def inbox(there: There, asked: argparse.Namespace) -> int:
    """What is due from me."""
    tasks: list[Task] = []
    more: str | None = ""
    behind = 0
    while more is not None and len(tasks) < asked.limit:
        page = await there.bylaw.tasks(limit=min(PAGE, asked.limit - len(tasks)), cursor=more)
        tasks, more, behind = tasks + page.items, page.next, page.behind
    if asked.json:
        return _json([task.model_dump(mode="json") for task in tasks])
    _warn(there, behind)
    for task in tasks:
        print(task_line(_task(there, task), there.lang))
    if not tasks:
        print(say("nothing", there.lang))
    return DONE


async def cases(there: There, asked: argparse.Namespace) -> int:
    """A page of the cases that one may see."""
    lines: list[CaseLine] = []
    more: str | None = asked.before or ""
    behind = 0
    while more is not None and len(lines) < asked.limit:
        limit = min(PAGE, asked.limit - len(lines))
        wanted = Filters(open=True if asked.open else None, plan=asked.plan, requester=asked.requester, limit=limit, cursor=more)
        page = await there.bylaw.cases(wanted)
        lines, more, behind = lines + page.items, page.next, page.behind
    if asked.json:
        return _json([line.model_dump(mode="json") for line in lines])
    _warn(there, behind)
    for line in lines:
        print(case_line(_case(there, line), there.lang))
    if not lines:
        print(say("no_cases", there.lang))
    if more:
        print(f"{say('more', there.lang)} {more}")
    return DONE


async def notices(there: There, asked: argparse.Namespace) -> int:
    """What was told to me, newest last."""
    if asked.waiting or asked.to not in ("", there.me.handle, there.me.id):
        raise WrongUse("a console tells everybody their own notices: leave out --waiting, and --to for others")
    found = (await there.bylaw.notices(limit=min(PAGE, asked.limit))).items
    if asked.json:
        return _json([each.model_dump(mode="json") for each in found])
    for each in found:
        print(_notice(there, each))
    if not found:
        print(say("not_told", there.lang))
    return DONE


def _json(facts: list[dict[str, Any]]) -> int:
    print(json.dumps(facts, ensure_ascii=False, indent=1))
    return DONE


def _warn(there: There, behind: int) -> None:
    if behind:
        print(f"! {say('behind', there.lang)} {behind}")


def _task(there: There, task: Task) -> TaskWords:
    return TaskWords(
        number=task.number,
        kind=kind_of(CaseId(task.case)),
        task=task.task,
        title=task.title,
        requester=there.name(task.requester),
        due=due_words(there.days, there.at, task.due, there.lang, at_risk=task.state == "at_risk"),
        instead_of=there.name(task.stands_in_for),
        clause=task.clause,
    )


def _case(there: There, line: CaseLine) -> CaseWords:
    due = line.due
    running = due is not None and due.since is not None and due.at is not None
    return CaseWords(
        number=line.number,
        kind=line.kind,
        stage=line.stage,
        outcome=line.outcome,
        title=line.title,
        requester=there.name(line.requester),
        closed=calendar.shown(there.days, line.closed_at) if line.closed_at else "",
        task=due.task if due else "",
        due=due_words(there.days, there.at, due.at, there.lang, at_risk=due.state == "at_risk") if due and running else "",
    )


def _notice(there: There, each: Notice) -> str:
    me = f"{there.me.name} ({there.me.handle})"
    return notice_line(calendar.shown(there.days, each.at), me, each.text or f"{each.case}: {each.about}")
