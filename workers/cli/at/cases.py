"""``bylaw open`` and ``bylaw act``, at an address."""

from __future__ import annotations

import argparse
import json
from typing import Any

from console.client import Problem
from console.shapes.cases import Answered
from workers.cli.at import DONE, There, carry_out
from workers.cli.printing import answer_line
from workers.cli.typed import yes_no


def run(name: str, asked: argparse.Namespace) -> int:
    """0 done, 1 refused, 2 wrong use, 3 not reachable."""
    return carry_out({"open": open_, "act": act}[name], asked)


FORMS = ("fields", "facts")
"""Fields of commands that are lines of the plan's form, written as ``facts.regions=4``."""


async def open_(there: There, asked: argparse.Namespace) -> int:
    """Open a case. People are found by the console, numbers are made here, as a form of the command line is all texts."""
    numbers = await _numbers(there, asked.plan)
    fields = {key: int(value) if key in numbers and value.isdecimal() else value for key, value in asked.field}
    return _print(await there.bylaw.open(asked.plan, fields, key=_key(asked)), asked)


async def act(there: There, asked: argparse.Namespace) -> int:
    """Any other command. A decision is bound to what the case shows now, unless its id says that it may have been sent before."""
    content: dict[str, Any] = {}
    numbers = await _numbers_of(there, asked)
    for key, value in asked.field:
        name, _, line = key.partition(".")
        if line and name in FORMS:
            content.setdefault(name, {})[line] = int(value) if line in numbers and value.isdecimal() else value
        else:
            content[key] = yes_no(value) if key == "complete" else value
    shown = asked.shown or ""
    if not shown and asked.id is None and asked.command in ("approve", "refuse"):
        shown = (await there.bylaw.case(asked.case)).shown
    return _print(await there.bylaw.command(asked.case, asked.command, content, key=_key(asked), shown=shown), asked)


async def _numbers_of(there: There, asked: argparse.Namespace) -> set[str]:
    """The same for lines of the case's own form, where any are said."""
    if not any(key.partition(".")[0] in FORMS and "." in key for key, _ in asked.field):
        return set()
    return await _numbers(there, (await there.bylaw.case(asked.case)).plan)


async def _numbers(there: There, plan: str) -> set[str]:
    """The lines that are numbers; none of a plan that there is not, which opening then refuses by name."""
    try:
        return {line.name for line in (await there.bylaw.plan(plan)).fields if line.type == "number"}
    except Problem as no:
        if no.status == 404:
            return set()
        raise


def _key(asked: argparse.Namespace) -> str:
    return str(asked.id) if asked.id else ""


def _print(answer: Answered, asked: argparse.Namespace) -> int:
    if asked.json:
        print(json.dumps(answer.model_dump(mode="json"), ensure_ascii=False))
    else:
        number = answer.number if answer.number != answer.case else ""
        print(answer_line(number, answer.case, answer.outcome, answer.stage, asked.lang))
    return DONE
