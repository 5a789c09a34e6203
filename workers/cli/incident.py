"""``bylaw incident``: reporting one in seconds, which are open, and letting a machine report them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from activities.ask import ask
from domain import labels
from domain.incidents.plan import IncidentPlan
from domain.kernel import CaseId, Refused, case_id
from domain.labels import said
from domain.shapes import plain
from views.awaited import awaited
from views.kinds import KINDS
from views.page import Page, page
from views.reader import Wanted
from views.saying import Teller
from workers.cli import address, incident_alert, incident_plans
from workers.cli.door import door
from workers.cli.incident_form import fills, what_line
from workers.cli.incident_words import SAID, IncidentWords, TaskWords, When, line, print_incident
from workers.cli.lists import warn
from workers.cli.reach import DONE, Reach, carry_out

KIND = "incident"


def add_parsers(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "incident",
        help="report an incident in seconds; which are open; let machines report them",
        description="Incidents: by how grave they are, against the clock. Everything else is done by `bylaw act CASE COMMAND`.",
        epilog="example: bylaw incident open --what 'the mail server is down' --fact harm=system-down --as qian",
    )
    ways = parser.add_subparsers(metavar="WAY", required=True)
    _open(
        _way(
            ways,
            "open",
            "report one: its number, how grave it is, who is asked, what is due when",
            "bylaw incident open --what 'a letter went to the wrong customer' --fact kind=wrong-recipient --as qian",
        )
    )
    _list(_way(ways, "list", "those that are open, the newest first", "bylaw incident list --level red --at https://bylaw.example.com"))
    incident_plans.add_parser(ways)
    incident_alert.add_parser(ways)
    _source(
        _way(
            ways,
            "source",
            "let a machine send alerts: its key, its secret, its lines of the intake's file",
            "bylaw incident source monitoring --plan incident-system-fault --format alertmanager --token --file intake.yaml --as bai",
        )
    )


def _way(ways: Any, name: str, text: str, example: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = ways.add_parser(
        name, help=text, description=f"{text[0].upper()}{text[1:]}.", epilog=f"example: {example}"
    )
    return made


def _open(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--what", required=True, metavar="TEXT", help="what happened")
    parser.add_argument("--plan", default="", help="such as incident-leak (default: the first plan whose form these facts fill)")
    parser.add_argument("--fact", action="append", default=[], type=_pair, metavar="K=V", help="a line of the form; several times")
    parser.add_argument("--level", default="", help="another level than the facts say; wants --reason")
    parser.add_argument("--reason", default="", help="why that level")
    parser.add_argument("--exercise", action="store_true", help="it runs like an incident and stays out of the figures")
    parser.add_argument("--as", dest="person", metavar="PERSON", default="", help="who reports: a handle of the organisation, or an id")
    address.add(parser)
    parser.add_argument("--id", type=UUID, metavar="UUID", help="the command's id: the same id again is the same incident")
    _common(parser, "open", open_)


def _list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="those that are closed, too")
    parser.add_argument("--plan", default="", help="only those of this plan")
    parser.add_argument("--level", default="", help="only those of this level")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="at most so many (default: 50)")
    address.add(parser, ones=True)
    _common(parser, "list", list_)


def _source(parser: argparse.ArgumentParser) -> None:
    from workers.cli import incident_source  # late: only who lets machines in needs what it needs

    parser.add_argument("name", metavar="NAME", help="what the sender is called: POST /intake/NAME")
    parser.add_argument("--plan", required=True, help="of which its alerts open incidents; the plan must name the machine")
    parser.add_argument("--format", required=True, choices=incident_source.FORMATS, help="what it sends")
    parser.add_argument("--machine", default="", help="whom its key vouches for (default: NAME)")
    parser.add_argument("--token", action="store_true", help="a bearer token instead of a signing secret, for what cannot sign")
    parser.add_argument("--file", type=Path, required=True, help="the intake's file (BYLAW_INTAKE); made where there is none")
    parser.add_argument("--title", default="what", metavar="LINE", help="the form's line that takes the alert's title (default: what)")
    parser.add_argument("--as", dest="person", metavar="PERSON", default="", help="who lets it in")
    address.add(parser)
    _common(parser, "source", incident_source.add)


def _common(parser: argparse.ArgumentParser, way: str, work: Callable[[Reach, argparse.Namespace], Awaitable[int]]) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")
    parser.set_defaults(run=partial(_run, way, work))


def _run(way: str, work: Callable[[Reach, argparse.Namespace], Awaitable[int]], asked: argparse.Namespace) -> int:
    if address.told(asked):
        from workers.cli.at.incidents import run  # late: a command that reads the log itself needs no client

        return run(way, asked)
    if way in ("open", "source") and not asked.person:
        return address.nobody(f"incident {way}")
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
        found = next((each for each in known if fills(each.fields, {key for key, _ in asked.fact})), known[0] if known else None)
    if not isinstance(found, IncidentPlan):
        raise Refused("house:form", "no_such_plan", field="plan", plan=asked.plan[:80])
    return found


def _form(reached: Reach, plan: IncidentPlan, asked: argparse.Namespace) -> dict[str, Any]:
    """What happened, and the facts in the lines that they name."""
    return {what_line(plan.fields): asked.what, **{key: _line(reached, plan, key, value) for key, value in asked.fact}}


def _line(reached: Reach, plan: IncidentPlan, key: str, value: str) -> Any:
    line = plan.field(key)
    if line is not None and line.type == "number" and value.isdecimal():
        return int(value)
    return reached.person(value).id if line is not None and line.type == "person" else value


async def _show(reached: Reach, case: CaseId, *, as_json: bool) -> None:
    found = await page(reached.log, reached.governed, KINDS, case, reached.at)
    assert found is not None, "it was opened"
    number = await reached.reader.number_of(case) or ""
    if as_json:
        known = found.case
        facts = {"case": case, "number": number, "plan": known.plan, "level": known.level, "exercise": known.exercise}
        print(json.dumps({**facts, "version": found.version, "tasks": plain(awaited(found))}, ensure_ascii=False))
        return
    print_incident(_words(reached, number, found, await reached.names()), _when(reached))


def _when(reached: Reach) -> When:
    return When(days=reached.governed.calendar(reached.at), at=reached.at, lang=reached.lang)


def _words(reached: Reach, number: str, found: Page, name: Callable[[str], str]) -> IncidentWords:
    case, plan, lang = found.case, found.rules.plan, reached.lang
    organisation = found.rules.organisation
    teller = Teller(lang=lang, days=found.rules.calendar, organisation=organisation, plan=plan, name=name, titles=labels.titles([plan]))
    level = plan.levels.get(case.level)
    return IncidentWords(
        case=case.id,
        number=number,
        title=said(plan.title, lang) or plan.name,
        level=(said(level.title, lang) if level is not None else "") or case.level,
        exercise=case.exercise,
        alerts=case.alerts.count,
        tasks=[
            TaskWords(
                title=labels.task_title(KIND, each.task, lang, plan),
                who=[(name(who.person), teller.role(who.basis)) for who in each.who],
                due=each.due,
                clause=each.clause,
            )
            for each in awaited(found)
        ],
    )


# --- which are open ---------------------------------------------------------------------------------


async def list_(reached: Reach, asked: argparse.Namespace) -> int:
    """Each with how grave it is and what is due next."""
    wanted = Wanted(open=None if asked.all else True, kind=KIND, plan=asked.plan, level=asked.level)
    rows = await reached.reader.cases(wanted, limit=min(max(asked.limit, 1), 1000))
    found = [(row, await page(reached.log, reached.governed, KINDS, row.case, reached.at)) for row in rows]
    known = [(row.number, each) for row, each in found if each is not None]
    if asked.json:
        print(json.dumps([_facts(number, each) for number, each in known], ensure_ascii=False, indent=1))
        return DONE
    await warn(reached)
    name = await reached.names()
    for number, each in known:
        print(line(_words(reached, number, each, name), _when(reached)))
    if not known:
        print(SAID["none"][reached.lang])
    return DONE


def _facts(number: str, found: Page) -> dict[str, Any]:
    case = found.case
    told = {"case": case.id, "number": number, "plan": case.plan, "level": case.level, "stage": case.stage, "exercise": case.exercise}
    due = next((each.due for each in awaited(found)), None)
    return {**told, "alerts": case.alerts.count, "missed": sorted(case.missed), "due": plain(due)}
