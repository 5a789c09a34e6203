"""``bylaw inbox`` and ``bylaw cases``: what is due from somebody, and where all cases stand."""

import argparse
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from domain import calendar
from domain.clocks import at_risk
from domain.kernel import Refused, kind_of
from domain.shapes import plain
from views.inbox import Task
from views.reader import CaseLine, Wanted
from workers.cli import address
from workers.cli.printing import CaseWords, TaskWords, case_line, due_words, say, task_line
from workers.cli.reach import DONE, Reach, carry_out


def add_parsers(subparsers: Any) -> None:
    """inbox, cases."""
    inbox = subparsers.add_parser("inbox", help="what is due from somebody, soonest first", description="What is due from a person now.")
    inbox.add_argument("--as", dest="person", metavar="PERSON", default="", help="whose: a handle of the organisation, or an id")
    _common(inbox)
    address.add(inbox)
    inbox.set_defaults(run=partial(_run, "inbox", show_inbox))
    cases = subparsers.add_parser("cases", help="all cases, newest first", description="The list of cases, newest first.")
    cases.add_argument("--open", action="store_true", help="only those that are not closed")
    cases.add_argument("--plan", metavar="PLAN", default="", help="only those of this plan, such as contract-loan")
    cases.add_argument("--of", dest="requester", metavar="PERSON", default="", help="only those that this person asked for")
    cases.add_argument("--before", metavar="PLACE", help="the next page: what the last one said")
    _common(cases)
    address.add(cases, ones=True)
    cases.set_defaults(run=partial(_run, "cases", show_cases))


def _run(name: str, work: Callable[[Reach, argparse.Namespace], Awaitable[int]], asked: argparse.Namespace) -> int:
    if address.told(asked):
        from workers.cli.at.lists import run  # late: a command that reads the lists itself needs no client

        return run(name, asked)
    if name == "inbox" and not asked.person:
        return address.nobody(name)
    return carry_out(lambda reached: work(reached, asked), asked.lang)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--limit", metavar="N", type=_count, default=50, help="at most so many (default: 50)")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")


def _count(text: str) -> int:
    number = int(text)
    if not 0 < number <= 1000:
        raise argparse.ArgumentTypeError("1 to 1000")
    return number


async def show_inbox(reached: Reach, asked: argparse.Namespace) -> int:
    """One person's tasks."""
    person = reached.person(asked.person)
    tasks = await reached.reader.inbox(person.id, reached.at, limit=asked.limit)
    if asked.json:
        print(json.dumps([_task_facts(task, reached.at, _percent(reached, task.pack)) for task in tasks], ensure_ascii=False, indent=1))
        return DONE
    await warn(reached)
    name = await reached.names()
    for task in tasks:
        print(_task(reached, task, name))
    if not tasks:
        print(say("nothing", reached.lang))
    return DONE


async def show_cases(reached: Reach, asked: argparse.Namespace) -> int:
    """A page of the list of cases."""
    requester = reached.person(asked.requester).id if asked.requester else ""
    if asked.plan:
        _check_plan(reached, asked.plan)
    wanted = Wanted(open=True if asked.open else None, plan=asked.plan, requester=requester)
    lines = await reached.reader.cases(wanted, limit=asked.limit, before=_place(asked.before))
    if asked.json:
        print(json.dumps([_case_facts(line, reached.at, _percent(reached, line.pack)) for line in lines], ensure_ascii=False, indent=1))
        return DONE
    await warn(reached)
    name = await reached.names()
    for line in lines:
        print(_case(reached, line, name))
    if not lines:
        print(say("no_cases", reached.lang))
    if len(lines) == asked.limit:
        print(f"{say('more', reached.lang)} {lines[-1].place}")
    return DONE


def _place(text: str | None) -> int | None:
    """Refused (house:form) when it is none of a list that is read here; a console's are words."""
    if text is None or text.isdecimal():
        return int(text) if text else None
    raise Refused("house:form", "wrong_type", field="before", wanted="number")


def _check_plan(reached: Reach, plan: str) -> None:
    """A plan of an earlier pack may still have cases, so only what no pack ever had is refused."""
    packs = [each.digest for each in reached.governed.state.adopted if each.what == "pack"]
    if not any(plan in reached.governed.pack(digest).plans for digest in packs):
        raise Refused("house:form", "no_such_plan", field="plan", plan=plan[:80])


async def warn(reached: Reach) -> None:
    """Whoever reads a list that is behind is told so."""
    lag = await reached.reader.lag()
    if lag.stopped:
        print(f"! {say('stopped', reached.lang)} {lag.stopped}")
    elif lag.events > 0:
        print(f"! {say('behind', reached.lang)} {lag.events}")


def _task(reached: Reach, task: Task, name: Callable[[str], str]) -> str:
    words = TaskWords(
        number=task.number,
        kind=kind_of(task.case),
        task=task.task,
        title=reached.governed.pack(task.pack).plans[task.plan].title.get(reached.lang, task.plan),
        requester=name(task.requester),
        due=_due(reached, task.pack, task.since, task.due_at),
        instead_of=name(task.stands_in_for) if task.stands_in_for else "",
        clause=task.clause,
    )
    return task_line(words, reached.lang)


def _case(reached: Reach, line: CaseLine, name: Callable[[str], str]) -> str:
    running = line.due_since is not None and line.due_at is not None
    words = CaseWords(
        number=line.number,
        kind=line.kind,
        stage=line.stage,
        outcome=line.outcome,
        title=reached.governed.pack(line.pack).plans[line.plan].title.get(reached.lang, line.plan),
        requester=name(line.requester),
        closed=_shown(reached, line.closed_at) if line.closed_at else "",
        task=line.due,
        due=_due(reached, line.pack, line.due_since or reached.at, line.due_at) if running else "",
    )
    return case_line(words, reached.lang)


def _due(reached: Reach, pack: str, since: datetime, due: datetime | None) -> str:
    risky = due is not None and at_risk(since, due, reached.at, _percent(reached, pack))
    return due_words(reached.governed.calendar(reached.at), reached.at, due, reached.lang, at_risk=risky)


def _percent(reached: Reach, pack: str) -> int:
    """After how much of its term a case of this pack is at risk."""
    return reached.governed.pack(pack).settings.at_risk


def _shown(reached: Reach, instant: datetime) -> str:
    return calendar.shown(reached.governed.calendar(reached.at), instant)


def _task_facts(task: Task, at: datetime, percent: int) -> dict[str, Any]:
    return {**plain(asdict(task)), **_term(task.since, task.due_at, at, percent)}


def _case_facts(line: CaseLine, at: datetime, percent: int) -> dict[str, Any]:
    return {**plain(asdict(line)), **_term(line.due_since, line.due_at, at, percent)}


def _term(since: datetime | None, due: datetime | None, at: datetime, percent: int) -> dict[str, Any]:
    """For programs: seconds left (below 0: over), and the marks."""
    if since is None or due is None:
        return {"left_s": None, "at_risk": False, "overdue": False}
    left_s = round((due - at) / timedelta(seconds=1))
    return {"left_s": left_s, "at_risk": at_risk(since, due, at, percent), "overdue": due <= at}
