"""``bylaw incident open``, ``list``, ``plans`` and ``source``, at an address."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from console.shapes.cases import Case, CaseLine, Filters
from console.shapes.rules import Plan
from domain.kernel import Refused
from domain.shapes import plain
from domain.words import sentence
from workers.cli import incident_source
from workers.cli.at import DONE, REFUSED, There, carry_out
from workers.cli.incident_form import fills, what_line
from workers.cli.incident_plans import SAID as PLANS_SAID
from workers.cli.incident_plans import PlanWords, plan_line
from workers.cli.incident_words import SAID, IncidentWords, TaskWords, When, line, print_incident
from workers.cli.printing import say

KIND = "incident"
PAGE = 200
AT_ONCE = 4
"""Incidents that are asked for at the same time."""


def run(way: str, asked: argparse.Namespace) -> int:
    """0 done, 1 refused, 2 wrong use, 3 not reachable."""
    try:
        return carry_out({"open": open_, "list": list_, "plans": plans, "source": source}[way], asked)
    except Refused as no:
        print(sentence(no, asked.lang), file=sys.stderr)
        return REFUSED


# --- reporting --------------------------------------------------------------------------------------


async def open_(there: There, asked: argparse.Namespace) -> int:
    """It is in the log when this returns; what is printed is where it stands then."""
    plan = await _plan(there, asked)
    beside: dict[str, Any] = {"level": asked.level, "reason": asked.reason, "exercise": asked.exercise}
    answer = await there.bylaw.open(plan.plan, _form(plan, asked), key=str(asked.id) if asked.id else "", **beside)
    found = await there.bylaw.case(answer.case)
    if asked.json:
        print(json.dumps(_opened(found), ensure_ascii=False))
    else:
        print_incident(_words(there, found), _when(there))
    return DONE


async def _plan(there: There, asked: argparse.Namespace) -> Plan:
    """The plan that was named; else the first whose form has a line for each fact, and each line that it needs."""
    known = [each.plan for each in (await there.bylaw.plans()).items if each.kind == KIND]
    if asked.plan and asked.plan not in known:
        raise Refused("house:form", "no_such_plan", field="plan", plan=asked.plan[:80])
    facts = {key for key, _ in asked.fact}
    for name in [asked.plan] if asked.plan else known:
        plan = await there.bylaw.plan(name)
        if asked.plan or fills(plan.fields, facts):
            return plan
    if not known:
        raise Refused("house:form", "no_such_plan", field="plan", plan="")
    return await there.bylaw.plan(known[0])


def _form(plan: Plan, asked: argparse.Namespace) -> dict[str, Any]:
    """What happened, and the facts in the lines that they name. People are found by the console."""
    numbers = {each.name for each in plan.fields if each.type == "number"}
    return {
        what_line(plan.fields): asked.what,
        **{key: int(value) if key in numbers and value.isdecimal() else value for key, value in asked.fact},
    }


# --- which are open ---------------------------------------------------------------------------------


async def list_(there: There, asked: argparse.Namespace) -> int:
    """Those that one may see, each with how grave it is and what is due next."""
    rows, behind = await _rows(there, asked)
    room = asyncio.Semaphore(AT_ONCE)

    async def one(row: CaseLine) -> Case:
        async with room:
            return await there.bylaw.case(row.id)

    found = await asyncio.gather(*(one(row) for row in rows))
    if asked.json:
        print(json.dumps([_facts(each) for each in found], ensure_ascii=False, indent=1))
        return DONE
    if behind:
        print(f"! {say('behind', there.lang)} {behind}")
    for each in found:
        print(line(_words(there, each), _when(there)))
    if not found:
        print(SAID["none"][there.lang])
    return DONE


async def _rows(there: There, asked: argparse.Namespace) -> tuple[Sequence[CaseLine], int]:
    rows: list[CaseLine] = []
    most, more, behind = min(max(asked.limit, 1), 1000), "", 0
    while len(rows) < most:
        wanted = Filters(
            open=None if asked.all else True, kind=KIND, plan=asked.plan, level=asked.level, limit=min(PAGE, most - len(rows)), cursor=more
        )
        page = await there.bylaw.cases(wanted)
        rows, behind = rows + page.items, page.behind
        if page.next is None:
            break
        more = page.next
    return rows, behind


# --- when they were exercised -----------------------------------------------------------------------


async def plans(there: There, asked: argparse.Namespace) -> int:
    """One line a plan."""
    found = await there.bylaw.exercises()
    if asked.json:
        print(json.dumps([plain(each.model_dump(exclude={"title"})) for each in found.items], ensure_ascii=False, indent=1))
        return DONE
    if found.behind:
        print(f"! {say('behind', there.lang)} {found.behind}")
    for each in found.items:
        print(plan_line(PlanWords(**each.model_dump()), ZoneInfo(there.me.zone), there.lang))
    if not found.items:
        print(PLANS_SAID["empty"][there.lang])
    return DONE


# --- letting a machine in ---------------------------------------------------------------------------


async def source(there: There, asked: argparse.Namespace) -> int:
    """The key, the secret and the file are made here, to be brought to the console; it hears of the public half alone."""
    key = incident_source.new_key(asked)
    await there.bylaw.let_in(asked.name, asked.plan, incident_source.machine_of(asked), key.key, key.public)
    return incident_source.kept(asked, key)


# --- as beside the log ------------------------------------------------------------------------------


def _opened(found: Case) -> dict[str, Any]:
    about = found.incident
    assert about is not None, "an incident"
    told = {"case": found.id, "number": found.number, "plan": found.plan, "level": about.level.id, "exercise": about.exercise}
    return {**told, "version": found.version, "tasks": [plain(each.model_dump(exclude={"title"})) for each in about.tasks]}


def _facts(found: Case) -> dict[str, Any]:
    about = found.incident
    assert about is not None, "an incident"
    told = {"case": found.id, "number": found.number, "plan": found.plan, "level": about.level.id, "stage": found.stage}
    due = plain(next((each.due for each in about.tasks), None))
    return {**told, "exercise": about.exercise, "alerts": about.alerts, "missed": about.missed, "due": due}


def _words(there: There, found: Case) -> IncidentWords:
    about = found.incident
    assert about is not None, "an incident"
    return IncidentWords(
        case=found.id,
        number=found.number if found.number != found.id else "",
        title=found.title,
        level=about.level.title,
        exercise=about.exercise,
        alerts=about.alerts,
        tasks=[
            TaskWords(
                title=each.title,
                who=[(there.name(who.person), who.basis) for who in each.who],
                due=each.due,
                clause=each.clause,
            )
            for each in about.tasks
        ],
    )


def _when(there: There) -> When:
    return When(days=there.days, at=there.at, lang=there.lang)
