"""Asking for something and answering: ``bylaw open`` and ``bylaw act``. The command line is a door: it signs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Awaitable, Callable
from dataclasses import fields
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from activities.ask import Answer, ask
from domain.deciders import DECIDERS
from domain.kernel import CaseId, Refused, case_id, kind_of, uuid_of
from domain.labels import LABELS
from domain.policy import Plan
from domain.shapes import COMMANDS, FROM_THE_SYSTEM
from eventlog.port import Stream
from views.kinds import KINDS
from views.telling import fold
from workers.cli import address
from workers.cli.door import door
from workers.cli.printing import answer_line
from workers.cli.reach import DONE, Reach, carry_out, is_uuid
from workers.cli.typed import yes_no


def add_parsers(subparsers: Any) -> None:
    """open, act."""
    opening = subparsers.add_parser("open", help="ask for something", description="Open a case of a plan of the pack in force.")
    opening.add_argument("plan", metavar="PLAN", help="such as contract-loan")
    _common(opening, "a line of the plan's form")
    opening.set_defaults(run=partial(_run, "open", open_))
    acting = subparsers.add_parser("act", help="answer, hand out, return …: any command of a case", description=_commands())
    acting.add_argument("case", metavar="CASE", help="its id, or its number such as LOAN-2026-0042")
    acting.add_argument("command", metavar="COMMAND", help="such as approve (see `bylaw who-can CASE`)")
    _common(acting, "a field of the command; lines of the plan's form as fields.NAME=VALUE (`record_facts`: facts.NAME=VALUE)")
    acting.add_argument(
        "--shown", metavar="DIGEST", help="what you decide on, as `bylaw show --json` prints it; default: what is there now"
    )
    acting.set_defaults(run=partial(_run, "act", act))


def _run(name: str, work: Callable[[Reach, argparse.Namespace], Awaitable[int]], asked: argparse.Namespace) -> int:
    if address.told(asked):
        from workers.cli.at.cases import run  # late: a command that asks for itself needs no client

        return run(name, asked)
    if not asked.person:
        return address.nobody(name)
    return carry_out(lambda reached: work(reached, asked), asked.lang)


def _common(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("--as", dest="person", metavar="PERSON", default="", help="who asks: a handle of the organisation, or an id")
    address.add(parser)
    parser.add_argument("--field", action="append", default=[], metavar="K=V", type=_pair, help=what + "; may be given several times")
    parser.add_argument("--id", type=UUID, metavar="UUID", help="the command's id: the same id again is the same command")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")


def _commands() -> str:
    return "Commands of a request: " + ", ".join(sorted(set(COMMANDS["request"]) - FROM_THE_SYSTEM - {"open"})) + "."


def _pair(text: str) -> tuple[str, str]:
    key, mark, value = text.partition("=")
    if not key or not mark:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form name=value")
    return key, value


async def open_(reached: Reach, asked: argparse.Namespace) -> int:
    """Open a case."""
    plan, _ = reached.governed.plan(asked.plan, reached.at)
    content = {"plan": asked.plan, "fields": {key: _line(reached, plan, key, value) for key, value in asked.field}}
    command = asked.id or uuid4()
    return await _ask(reached, asked, case_id(plan.kind, command), "open", content, command, "")


async def act(reached: Reach, asked: argparse.Namespace) -> int:
    """Any other command."""
    case = await reached.case(asked.case)
    content: dict[str, Any] = {}
    forms = {name for name, kind in LABELS[kind_of(case)].types.items() if kind == "form"}
    plan = await _plan(reached, case) if any("." in key and key.partition(".")[0] in forms for key, _ in asked.field) else None
    for key, value in asked.field:
        name, _, line = key.partition(".")
        if line and plan is not None and name in forms:
            content.setdefault(name, {})[line] = _line(reached, plan, line, value)
        else:
            content[key] = _value(reached, kind_of(case), asked.command, key, value)
    shown = asked.shown or await _shown(reached, case, asked)
    return await _ask(reached, asked, case, asked.command, content, asked.id or uuid4(), shown)


async def _plan(reached: Reach, case: CaseId) -> Plan:
    """The plan by which the case runs, as it is in force."""
    kind = kind_of(case)
    _, (events,) = await reached.log.load(uuid4(), [(Stream(category=kind, id=uuid_of(case)), 0)])
    state = fold(KINDS[kind], events)
    return reached.governed.plan(state.plan, reached.at)[0]


async def _shown(reached: Reach, case: CaseId, asked: argparse.Namespace) -> str:
    """The digest of what is decided on: what the case shows now, or for an id that was judged before what it showed then.

    So a command that is sent again with its id is the same request.
    """
    kind = kind_of(case)
    if kind not in KINDS or not _binds(kind, asked.command):
        return ""
    row, (events,) = await reached.log.load(asked.id, [(Stream(category=kind, id=uuid_of(case)), 0)])
    seen = [event for event in events if row is None or event.append_seq < row.append_seq]
    return str(DECIDERS[kind].shown(fold(KINDS[kind], seen))) if seen else ""


def _binds(kind: str, command: str) -> bool:
    """Whether this command counts for what was shown."""
    return command in COMMANDS[kind] and any(each.name == "shown" for each in fields(COMMANDS[kind][command]))


def _line(reached: Reach, plan: Plan, key: str, value: str) -> Any:
    """A form line as its type wants it."""
    line = plan.field(key)
    if line is not None and line.type == "number" and value.isdecimal():
        return int(value)
    return reached.person(value).id if line is not None and line.type == "person" else value


def _value(reached: Reach, kind: str, command: str, key: str, value: str) -> Any:
    """A command's field as its type wants it; what is none goes as it was typed, for the rules to refuse."""
    types = LABELS[kind].types
    match types.get(f"{command}.{key}") or types.get(key):
        case "person":
            return value if is_uuid(value) else reached.person(value).id
        case "yes_no":
            return yes_no(value)
        case "number":
            return int(value) if value.isascii() and value.isdecimal() else value
        case _:
            return value


async def _ask(
    reached: Reach, asked: argparse.Namespace, case: CaseId, name: str, content: dict[str, Any], command: UUID, shown: str
) -> int:
    person = reached.person(asked.person)
    async with door(reached) as ready:
        answer = await ask(ready, case, name, content, by=person.id, command=command, shown=shown)
    if answer.refusal is not None:
        refusal = answer.refusal
        raise Refused(refusal.clause, refusal.key, field=refusal.field, **refusal.words)
    await reached.reader.at_least(case, answer.version)
    await _print(reached, asked, case, answer, command)
    return DONE


async def _print(reached: Reach, asked: argparse.Namespace, case: CaseId, answer: Answer, command: UUID) -> None:
    number = await reached.reader.number_of(case)
    if asked.json:
        told = {
            "case": case,
            "number": number,
            "outcome": answer.outcome,
            "version": answer.version,
            "stage": answer.stage,
            "command": str(command),
        }
        print(json.dumps(told, ensure_ascii=False))
        return
    assert answer.outcome != "refused", "said before"
    print(answer_line(number or "", case, answer.outcome, answer.stage, asked.lang))
