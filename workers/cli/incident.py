"""``bylaw incident``: reporting one in seconds, which are open, and letting a machine report them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from activities.ask import ask
from domain import calendar, labels
from domain.incidents.plan import IncidentPlan
from domain.kernel import CaseId, Refused, case_id
from domain.labels import said
from domain.shapes import plain
from views.kinds import KINDS
from views.page import Page, page
from views.reader import Wanted
from views.saying import Teller, left
from workers.cli import incident_alert, incident_plans
from workers.cli.door import door
from workers.cli.lists import warn
from workers.cli.reach import DONE, Reach, carry_out

KIND = "incident"
SAID = {
    "exercise": {"en": "EXERCISE", "zh": "演练"},
    "due": {"en": "due", "zh": "截止"},
    "nobody": {"en": "nobody yet", "zh": "暂无人"},
    "none": {"en": "no incident is open", "zh": "没有处置中的事件"},
    "alerts": {"en": "alerts", "zh": "次告警"},
    "all": {"en": "nothing runs against the clock", "zh": "没有计时事项"},
}


def add_parsers(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "incident",
        help="report an incident in seconds; which are open; let machines report them",
        description="Incidents: by how grave they are, against the clock. Everything else is done by `bylaw act CASE COMMAND`.",
        epilog="example: bylaw incident open --what 'the mail server is down' --fact harm=system-down --as qian",
    )
    ways = parser.add_subparsers(metavar="WAY", required=True)
    _open(ways.add_parser("open", help="report one: its number, how grave it is, who is asked, what is due when"))
    _list(ways.add_parser("list", help="those that are open, the newest first"))
    incident_plans.add_parser(ways)
    incident_alert.add_parser(ways)
    _source(ways.add_parser("source", help="let a machine send alerts: its key, its secret, its lines of the intake's file"))


def _open(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--what", required=True, metavar="TEXT", help="what happened")
    parser.add_argument("--plan", default="", help="such as incident-leak (default: the first plan whose form these facts fill)")
    parser.add_argument("--fact", action="append", default=[], type=_pair, metavar="K=V", help="a line of the form; several times")
    parser.add_argument("--level", default="", help="another level than the facts say; wants --reason")
    parser.add_argument("--reason", default="", help="why that level")
    parser.add_argument("--exercise", action="store_true", help="it runs like an incident and stays out of the figures")
    parser.add_argument("--as", dest="person", metavar="PERSON", required=True, help="who reports: a handle of the organisation, or an id")
    parser.add_argument("--id", type=UUID, metavar="UUID", help="the command's id: the same id again is the same incident")
    _common(parser, open_)


def _list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="those that are closed, too")
    parser.add_argument("--plan", default="", help="only those of this plan")
    parser.add_argument("--level", default="", help="only those of this level")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="at most so many (default: 50)")
    _common(parser, list_)


def _source(parser: argparse.ArgumentParser) -> None:
    from workers.cli import incident_source  # late: only who lets machines in needs what it needs

    parser.add_argument("name", metavar="NAME", help="what the sender is called: POST /intake/NAME")
    parser.add_argument("--plan", required=True, help="of which its alerts open incidents; the plan must name the machine")
    parser.add_argument("--format", required=True, choices=incident_source.FORMATS, help="what it sends")
    parser.add_argument("--machine", default="", help="whom its key vouches for (default: NAME)")
    parser.add_argument("--token", action="store_true", help="a bearer token instead of a signing secret, for what cannot sign")
    parser.add_argument("--file", type=Path, required=True, help="the intake's file (BYLAW_INTAKE); made where there is none")
    parser.add_argument("--title", default="what", metavar="LINE", help="the form's line that takes the alert's title (default: what)")
    parser.add_argument("--as", dest="person", metavar="PERSON", required=True, help="who lets it in")
    _common(parser, incident_source.add)


def _common(parser: argparse.ArgumentParser, work: Callable[[Reach, argparse.Namespace], Awaitable[int]]) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")
    parser.set_defaults(run=partial(_run, work))


def _run(work: Callable[[Reach, argparse.Namespace], Awaitable[int]], asked: argparse.Namespace) -> int:
    return carry_out(lambda reached: work(reached, asked), asked.lang)


def _pair(text: str) -> tuple[str, str]:
    key, mark, value = text.partition("=")
    if not key or not mark:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form name=value")
    return key, value


# --- reporting --------------------------------------------------------------------------------------


async def open_(reached: Reach, asked: argparse.Namespace) -> int:
    """It is in the log when this returns; what is printed is where it stands then."""
    plan, person, command = _plan(reached, asked), reached.person(asked.person), asked.id or uuid4()
    content: dict[str, Any] = {"plan": plan.name, "fields": _form(reached, plan, asked)}
    content |= {name: value for name in ("level", "reason", "exercise") if (value := getattr(asked, name))}
    case = case_id(KIND, command)
    async with door(reached) as ready:
        answer = await ask(ready, case, "open", content, by=person.id, command=command)
    if answer.refusal is not None:
        no = answer.refusal
        raise Refused(no.clause, no.key, field=no.field, **no.words)
    await reached.reader.at_least(case, answer.version)
    await _show(reached, case, as_json=asked.json)
    return DONE


def _plan(reached: Reach, asked: argparse.Namespace) -> IncidentPlan:
    """The plan that was named; else the first whose form has a line for each fact, and each line that it needs."""
    plans = reached.governed.pack_at(reached.at).plans
    if asked.plan:
        found = plans.get(asked.plan)
    else:
        known = [each for each in plans.values() if isinstance(each, IncidentPlan)]
        found = next((each for each in known if _fills(each, {key for key, _ in asked.fact})), known[0] if known else None)
    if not isinstance(found, IncidentPlan):
        raise Refused("house:form", "no_such_plan", field="plan", plan=asked.plan[:80])
    return found


def _fills(plan: IncidentPlan, facts: set[str]) -> bool:
    needed = {line.name for line in plan.fields if line.required and line.type != "text"}
    return needed <= facts <= {line.name for line in plan.fields}


def _form(reached: Reach, plan: IncidentPlan, asked: argparse.Namespace) -> dict[str, Any]:
    """What happened stands in the line `what`, or in the form's first text; the facts in the lines that they name."""
    texts = [line.name for line in plan.fields if line.type == "text"]
    first = "what" if "what" in texts else next(iter(texts), "what")
    return {first: asked.what, **{key: _line(reached, plan, key, value) for key, value in asked.fact}}


def _line(reached: Reach, plan: IncidentPlan, key: str, value: str) -> Any:
    line = plan.field(key)
    if line is not None and line.type == "number" and value.isdecimal():
        return int(value)
    return reached.person(value).id if line is not None and line.type == "person" else value


async def _show(reached: Reach, case: CaseId, *, as_json: bool) -> None:
    found = await page(reached.log, reached.governed, KINDS, case, reached.at)
    assert found is not None, "it was opened"
    number, tasks = await reached.reader.number_of(case) or "", _tasks(found)
    if as_json:
        known = found.case
        facts = {"case": case, "number": number, "plan": known.plan, "level": known.level, "exercise": known.exercise}
        print(json.dumps({**facts, "version": found.version, "tasks": plain(tasks)}, ensure_ascii=False))
        return
    teller = Teller(
        lang=reached.lang,
        days=found.rules.calendar,
        organisation=found.rules.organisation,
        plan=found.rules.plan,
        name=await reached.names(),
        titles=labels.titles([found.rules.plan]),
    )
    print(f"{number or case}  {_head(found, reached.lang)}  {case}")
    for task in tasks:
        print(f"  {_task_line(reached, teller, task)}")


def _head(found: Page, lang: str) -> str:
    level = found.rules.plan.levels[found.case.level]
    mark = f"  {SAID['exercise'][lang]}" if found.case.exercise else ""
    return f"{said(found.rules.plan.title, lang)} – {said(level.title, lang)}{mark}"


def _tasks(found: Page) -> list[Mapping[str, Any]]:
    """What waits, for whom, until when; the soonest first."""
    case = found.case
    who = {offer.slot: offer.who for offer in reversed(found.offers) if offer.slot}
    clocks = {task.id: case.clocks.get(f"answer:{task.id}") for task in case.tasks}
    told = [
        {"task": task.name, "who": who.get(task.id, ()), "due": clock.due if (clock := clocks[task.id]) else None, "clause": task.clause}
        for task in case.tasks
    ]
    return sorted(told, key=lambda each: (each["due"] is None, each["due"]))


def _task_line(reached: Reach, teller: Teller, task: Mapping[str, Any]) -> str:
    lang = reached.lang
    people = ", ".join(f"{teller.name(each.person)} – {teller.role(each.basis)}" for each in task["who"][:4]) or SAID["nobody"][lang]
    due = task["due"]
    until = f"  {SAID['due'][lang]} {calendar.shown(teller.days, due)} ({left(reached.at, due, lang)})" if due is not None else ""
    return f"{labels.task_title(KIND, task['task'], lang, teller.plan)}: {people}{until}  [{task['clause']}]"


# --- which are open ---------------------------------------------------------------------------------


async def list_(reached: Reach, asked: argparse.Namespace) -> int:
    """Each with how grave it is and what is due next."""
    wanted = Wanted(open=None if asked.all else True, kind=KIND, plan=asked.plan, level=asked.level)
    lines = await reached.reader.cases(wanted, limit=min(max(asked.limit, 1), 1000))
    found = [(line, await page(reached.log, reached.governed, KINDS, line.case, reached.at)) for line in lines]
    known = [(line.number, each) for line, each in found if each is not None]
    if asked.json:
        print(json.dumps([_facts(number, each) for number, each in known], ensure_ascii=False, indent=1))
        return DONE
    await warn(reached)
    for number, each in known:
        print(_listed(reached, number, each))
    if not known:
        print(SAID["none"][reached.lang])
    return DONE


def _facts(number: str, found: Page) -> dict[str, Any]:
    case = found.case
    told = {"case": case.id, "number": number, "plan": case.plan, "level": case.level, "stage": case.stage, "exercise": case.exercise}
    return {**told, "alerts": case.alerts.count, "missed": sorted(case.missed), "due": plain(next((t["due"] for t in _tasks(found)), None))}


def _listed(reached: Reach, number: str, found: Page) -> str:
    lang, tasks = reached.lang, _tasks(found)
    count = f"  {found.case.alerts.count} {SAID['alerts'][lang]}" if found.case.alerts.count else ""
    if not tasks or tasks[0]["due"] is None:
        return f"{number:<16} {_head(found, lang)}{count}  {SAID['all'][lang]}"
    due = tasks[0]["due"]
    what = labels.task_title(KIND, tasks[0]["task"], lang, found.rules.plan)
    shown = calendar.shown(found.rules.calendar, due)
    return f"{number:<16} {_head(found, lang)}{count}  {what}: {SAID['due'][lang]} {shown} ({left(reached.at, due, lang)})"
