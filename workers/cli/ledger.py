"""``bylaw ledger``: the lines of the rectification ledger, soonest first; and bringing in those that were kept elsewhere."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from activities import ledger
from activities.ledger import Line
from domain.kernel import Refused, uuid_of
from domain.labels import outcome_title, said, stage_title
from domain.rectifications.state import Rectification
from domain.words import explain, harmless
from eventlog.port import Stream
from views.kinds import KINDS
from views.ledger import KIND
from views.reader import CaseLine, Wanted
from views.telling import fold
from workers.cli import address
from workers.cli.door import door
from workers.cli.lists import warn
from workers.cli.printing import due_words
from workers.cli.reach import DONE, REFUSED, Reach, carry_out

SHOWN = 60
"""Characters of a finding in the list."""
TOLD = 100
"""After so many lines it is said how far the import is."""
SAID = {
    "responsible": {"en": "responsible", "zh": "责任人"},
    "again": {"en": "sent back {times}×", "zh": "退回 {times} 次"},
    "round": {"en": "round {round}", "zh": "第 {round} 轮"},
    "empty": {"en": "no lines", "zh": "没有整改事项"},
    "more": {"en": "more: --after", "zh": "更多：--after"},
    "wrong": {"en": "nothing was brought in: faults {count}", "zh": "未导入任何事项：问题 {count} 处"},
    "checked": {
        "en": "{count} lines are in order, {there} of them in the ledger already",
        "zh": "共 {count} 条检查无误，其中 {there} 条已在台账中",
    },
    "progress": {"en": "{done} of {count}", "zh": "{done}/{count}"},
    "brought": {"en": "brought in: {new}; in the ledger already: {there}", "zh": "已导入 {new} 条；原已在台账中 {there} 条"},
}


def add_parsers(subparsers: Any) -> None:
    """ledger, ledger import."""
    about = "The rectification ledger, soonest first."
    parser = subparsers.add_parser("ledger", help="the rectification ledger; bringing lines in", description=about)
    parser.add_argument("--department", metavar="DEPARTMENT", default="", help="only lines of this department, such as marketing")
    parser.add_argument("--overdue", action="store_true", help="only those that are overdue")
    parser.add_argument("--all", action="store_true", help="closed ones too")
    parser.add_argument("--limit", metavar="N", type=int, default=50, help="at most so many (default: 50)")
    parser.add_argument("--after", metavar="PLACE", help="the next page: what the last one said")
    _common(parser)
    parser.set_defaults(run=partial(_run, show))
    deeds = parser.add_subparsers(metavar="")
    bringing = deeds.add_parser("import", help="bring in lines from a CSV or JSON file", description=ledger.__doc__)
    bringing.add_argument("file", metavar="FILE", type=Path, help="a table with a header, or a list of objects")
    bringing.add_argument(
        "--as", dest="person", metavar="PERSON", default="", help="who brings them in: a handle of the organisation, or an id"
    )
    bringing.add_argument("--check", action="store_true", help="only check them")
    _common(bringing)
    bringing.set_defaults(run=partial(_run_as, bring_in))


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")


def _run(work: Callable[[Reach, argparse.Namespace], Awaitable[int]], asked: argparse.Namespace) -> int:
    return carry_out(lambda reached: work(reached, asked), asked.lang)


def _run_as(work: Callable[[Reach, argparse.Namespace], Awaitable[int]], asked: argparse.Namespace) -> int:
    return _run(work, asked) if asked.person else address.nobody("ledger import")


def _say(key: str, lang: str, **words: object) -> str:
    return SAID[key][lang].format(**words)


# --- its lines ------------------------------------------------------------------------------------


async def show(reached: Reach, asked: argparse.Namespace) -> int:
    """A page of the ledger."""
    if asked.department and asked.department not in reached.organisation.departments:
        raise Refused("house:form", "no_such_department", field="department", department=asked.department[:80])
    wanted = Wanted(kind=KIND, department=asked.department, open=None if asked.all else True, at=reached.at)
    wanted = replace(wanted, due="overdue") if asked.overdue else wanted
    lines = await reached.reader.cases(wanted, sort="due", limit=asked.limit, after=asked.after)
    states = await _states(reached, lines)
    if asked.json:
        print(json.dumps([_facts(line, state) for line, state in zip(lines, states, strict=True)], ensure_ascii=False, indent=1))
        return DONE
    await warn(reached)
    name = await reached.names()
    for line, state in zip(lines, states, strict=True):
        print(_printed(reached, line, state, name))
    if not lines:
        print(_say("empty", reached.lang))
    if len(lines) == asked.limit:
        print(f"{_say('more', reached.lang)} {lines[-1].cursor('due')}")
    return DONE


async def _states(reached: Reach, lines: Sequence[CaseLine]) -> list[Rectification]:
    """What the events of each say."""
    _, histories = await reached.log.load(None, [(Stream(category=KIND, id=uuid_of(line.case)), 0) for line in lines])
    return [fold(KINDS[KIND], events) for events in histories]


def _facts(line: CaseLine, state: Rectification) -> dict[str, Any]:
    return {
        "case": line.case,
        "number": line.number,
        "plan": line.plan,
        "finding": state.fields.get("finding"),
        "criterion": state.fields.get("criterion"),
        "responsible": state.responsible,
        "department": line.department,
        "stage": line.stage,
        "outcome": line.outcome,
        "round": state.round,
        "times": state.times,
        "due": line.due,
        "due_at": line.due_at.isoformat() if line.due_at else None,
    }


def _printed(reached: Reach, line: CaseLine, state: Rectification, name: Callable[[str], str]) -> str:
    lang, days = reached.lang, reached.governed.calendar(reached.at)
    finding = harmless(str(state.fields.get("finding", "")).partition("\n")[0])[:SHOWN]
    words = [outcome_title(KIND, line.outcome, lang) if line.outcome else stage_title(KIND, line.stage, lang)]
    words += [_say("again", lang, times=state.times - 1)] if state.times > 1 else []
    words += [_say("round", lang, round=state.round)] if state.round > 1 else []
    risk = line.risk_at is not None and line.due_at is not None and line.risk_at <= reached.at < line.due_at
    due = f"  {due_words(days, reached.at, line.due_at, lang, at_risk=risk)}" if line.due_at else ""
    department = reached.organisation.departments.get(line.department)
    where = said(department.title, lang) if department else line.department
    return f"{line.number:<18} {finding} – {_say('responsible', lang)}: {name(state.responsible)}, {where}; {', '.join(words)}{due}"


# --- bringing in ----------------------------------------------------------------------------------


async def bring_in(reached: Reach, asked: argparse.Namespace) -> int:
    """All of them are checked before the first is opened. What is there already stays as it is."""
    person = reached.person(asked.person)
    lines = ledger.known(ledger.read(asked.file), reached.organisation, reached.governed, reached.at)
    there = await ledger.there_already([line for line in lines if line.key], reached.reader)
    new = [line for line in lines if not line.key or line.case not in there]
    faults = list(ledger.faults(new, reached.governed, person.id, reached.at))
    for fault in faults:
        print(_fault(asked, fault.line, await reached.understood(fault.refusal)), file=sys.stderr)
    if faults:
        print(_say("wrong", asked.lang, count=len(faults)), file=sys.stderr)
        return REFUSED
    if asked.check:
        print(_say("checked", asked.lang, count=len(lines), there=len(lines) - len(new)))
        return DONE
    return await _open(reached, asked, new, len(lines) - len(new))


async def _open(reached: Reach, asked: argparse.Namespace, lines: Sequence[Line], there: int) -> int:
    """Each is told of as it is done; one that was refused after all, for something changed meanwhile, does not stop the others."""
    done, before, refused = 0, there, 0
    async with door(reached) as ready:
        async for line, answer in ledger.bring_in(ready, lines, reached.person(asked.person).id):
            done += 1
            no = answer.refusal
            there += no is not None and no.key == ledger.THERE
            if no is not None and no.key != ledger.THERE:
                refused += 1
                told = await reached.understood(Refused(no.clause, no.key, field=no.field, **no.words))
                print(_fault(asked, line, told), file=sys.stderr)
            if done % TOLD == 0:
                print(_say("progress", asked.lang, done=done, count=len(lines)), file=sys.stderr)
    new = done - refused - (there - before)
    print(json.dumps({"new": new, "there": there}) if asked.json else _say("brought", asked.lang, new=new, there=there))
    return REFUSED if refused else DONE


def _fault(asked: argparse.Namespace, line: Line, no: Refused) -> str:
    key = f" ({harmless(line.key[:80])})" if line.key else ""
    return f"{asked.file}:{line.place}{key}: {explain(no.clause, no.key, no.field, no.words, asked.lang)}"
