"""``bylaw inbox`` and ``bylaw cases``: what is due from somebody, and where all cases stand."""

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from domain import calendar
from domain.clocks import at_risk
from domain.kernel import Refused, kind_of
from domain.labels import task_title
from domain.shapes import plain
from views.inbox import Task
from views.reader import CaseLine, Wanted
from views.saying import left
from workers.cli.reach import DONE, Reach, carry_out

SAID = {
    "due": {"en": "due", "zh": "截止"},
    "overdue": {"en": "OVERDUE since", "zh": "逾期，应于"},
    "at_risk": {"en": "AT RISK", "zh": "将到期"},
    "no_clock": {"en": "no clock runs", "zh": "无时限"},
    "for": {"en": "for", "zh": "代"},
    "asked_by": {"en": "asked by", "zh": "申请人"},
    "nothing": {"en": "nothing is due", "zh": "没有待办事项"},
    "no_cases": {"en": "no cases", "zh": "没有个案"},
    "more": {"en": "more: --before", "zh": "更多：--before"},
    "behind": {"en": "the list is behind by so many events:", "zh": "列表落后的事件数："},
    "stopped": {"en": "the list stands still:", "zh": "列表已停止："},
    "closed": {"en": "closed", "zh": "结案"},
}


def add_parsers(subparsers: Any) -> None:
    """inbox, cases."""
    inbox = subparsers.add_parser("inbox", help="what is due from somebody, soonest first", description="What is due from a person now.")
    inbox.add_argument("--as", dest="person", metavar="PERSON", required=True, help="whose: a handle of the organisation, or an id")
    _common(inbox)
    inbox.set_defaults(run=lambda asked: carry_out(lambda reached: show_inbox(reached, asked), asked.lang))
    cases = subparsers.add_parser("cases", help="all cases, newest first", description="The list of cases, newest first.")
    cases.add_argument("--open", action="store_true", help="only those that are not closed")
    cases.add_argument("--plan", metavar="PLAN", default="", help="only those of this plan, such as contract-loan")
    cases.add_argument("--of", dest="person", metavar="PERSON", default="", help="only those that this person asked for")
    cases.add_argument("--before", metavar="PLACE", type=int, help="the next page: what the last one said")
    _common(cases)
    cases.set_defaults(run=lambda asked: carry_out(lambda reached: show_cases(reached, asked), asked.lang))


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
    await _warn(reached)
    name = await reached.names()
    for task in tasks:
        print(_task_line(reached, task, name))
    if not tasks:
        print(SAID["nothing"][reached.lang])
    return DONE


async def show_cases(reached: Reach, asked: argparse.Namespace) -> int:
    """A page of the list of cases."""
    requester = reached.person(asked.person).id if asked.person else ""
    if asked.plan:
        _check_plan(reached, asked.plan)
    wanted = Wanted(open=True if asked.open else None, plan=asked.plan, requester=requester)
    lines = await reached.reader.cases(wanted, limit=asked.limit, before=asked.before)
    if asked.json:
        print(json.dumps([_case_facts(line, reached.at, _percent(reached, line.pack)) for line in lines], ensure_ascii=False, indent=1))
        return DONE
    await _warn(reached)
    name = await reached.names()
    for line in lines:
        print(_case_line(reached, line, name))
    if not lines:
        print(SAID["no_cases"][reached.lang])
    if len(lines) == asked.limit:
        print(f"{SAID['more'][reached.lang]} {lines[-1].place}")
    return DONE


def _check_plan(reached: Reach, plan: str) -> None:
    """A plan of an earlier pack may still have cases, so only what no pack ever had is refused."""
    packs = [each.digest for each in reached.governed.state.adopted if each.what == "pack"]
    if not any(plan in reached.governed.pack(digest).plans for digest in packs):
        raise Refused("house:form", "no_such_plan", field="plan", plan=plan[:80])


async def _warn(reached: Reach) -> None:
    """Whoever reads a list that is behind is told so."""
    lag = await reached.reader.lag()
    if lag.stopped:
        print(f"! {SAID['stopped'][reached.lang]} {lag.stopped}")
    elif lag.events > 0:
        print(f"! {SAID['behind'][reached.lang]} {lag.events}")


def _task_line(reached: Reach, task: Task, name: Callable[[str], str]) -> str:
    lang, plan = reached.lang, reached.governed.pack(task.pack).plans[task.plan]
    whom = f"  ({SAID['for'][lang]} {name(task.stands_in_for)})" if task.stands_in_for else ""
    what = f"{task_title(kind_of(task.case), task.task, lang)}: {plan.title.get(lang, task.plan)}"
    asked = f"{SAID['asked_by'][lang]} {name(task.requester)}"
    return f"{task.number:<16} {what}, {asked}  {_due(reached, task.pack, task.since, task.due_at)}{whom}  [{task.clause}]"


def _case_line(reached: Reach, line: CaseLine, name: Callable[[str], str]) -> str:
    lang, plan = reached.lang, reached.governed.pack(line.pack).plans[line.plan]
    stage = line.stage + (f" ({line.outcome})" if line.outcome else "")
    head = f"{line.number:<16} {stage:<20} {plan.title.get(lang, line.plan)}, {SAID['asked_by'][lang]} {name(line.requester)}"
    if line.closed_at is not None:
        return f"{head}  {SAID['closed'][lang]} {_shown(reached, line.closed_at)}"
    if line.due_since is None or line.due_at is None:
        return head
    return f"{head}  {task_title(line.kind, line.due, lang)}: {_due(reached, line.pack, line.due_since, line.due_at)}"


def _due(reached: Reach, pack: str, since: datetime, due: datetime | None) -> str:
    """The instant, how long until then, and a mark when it is near or over."""
    lang = reached.lang
    if due is None:
        return SAID["no_clock"][lang]
    word = SAID["due" if due > reached.at else "overdue"][lang]
    mark = f"  {SAID['at_risk'][lang]}" if at_risk(since, due, reached.at, _percent(reached, pack)) else ""
    return f"{word} {_shown(reached, due)} ({left(reached.at, due, lang)}){mark}"


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
