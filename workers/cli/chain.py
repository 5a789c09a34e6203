"""``bylaw show --chain``: a case with all that it comes from and led to, as one story."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from activities.chained import Chained, chained, content
from domain import calendar, labels
from domain.kernel import CaseId
from domain.labels import said
from domain.shapes import plain
from views.chain import Shown
from views.page import Line
from views.reader import CaseLine
from views.saying import ANOTHER, Teller, tie
from workers.cli.lists import warn
from workers.cli.printing import LinkedWords, linked_line, print_section, say, story_line
from workers.cli.reach import DONE, Reach


async def show_chain(reached: Reach, asked: argparse.Namespace) -> int:
    """Each case and what it is to the others; then what happened in all of them, in order. With ``--as`` only what that person sees."""
    case, person = await reached.case(asked.case), reached.person(asked.person).id if asked.person else None
    found = await chained(reached.log, reached.governed, reached.reader, case, reached.at, person)
    tellers = await _tellers(reached, found)
    story = [await _event(reached, found, tellers, *each) for each in found.events()]
    if asked.json:
        told = {"cases": _cases(reached, found), "ties": _ties(found.shown), "story": story, "more": found.more}
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return DONE
    await warn(reached)
    print_section("chain", [linked_line(each, reached.lang) for each in _words(reached, found)], reached.lang)
    print_section("story", [_line(found, each) for each in story], reached.lang)
    if found.more:
        print(f"\n{say('more_cases', reached.lang)}")
    return DONE


# --- which cases --------------------------------------------------------------------------------------


def _words(reached: Reach, found: Chained) -> Iterator[LinkedWords]:
    shown = found.shown
    numbers = {line.case: "" if line.case in shown.hidden else line.number for line in shown.lines}
    another = said(ANOTHER, reached.lang)
    for line in shown.lines:
        ties = [tie(each.relation, numbers[each.case] or another, reached.lang) for each in shown.led_to() if each.other == line.case]
        if line.case in shown.hidden:
            yield LinkedWords(number="", title="", stage="", outcome="", ties=[])
        else:
            yield _said(reached, found, line, ties)


def _said(reached: Reach, found: Chained, line: CaseLine, ties: Sequence[str]) -> LinkedWords:
    plan, lang = found.pages[line.case].rules.plan, reached.lang
    return LinkedWords(
        number=line.number,
        title=said(plan.title, lang) or plan.name,
        stage=labels.stage_title(line.kind, line.stage, lang),
        outcome=labels.outcome_title(line.kind, line.outcome, lang) if line.outcome else "",
        ties=ties,
    )


def _cases(reached: Reach, found: Chained) -> list[dict[str, Any]]:
    """By their place; of what this person may not see not even the id, which would say of what kind it is."""
    shown, made = found.shown, list[dict[str, Any]]()
    for place, line in enumerate(shown.lines):
        if line.case in shown.hidden:
            made.append({"place": place, "hidden": True})
            continue
        told = {name: getattr(line, name) for name in ("case", "number", "kind", "plan", "stage", "outcome", "opened_at", "closed_at")}
        due = {"due": line.due, "due_at": line.due_at, "relation": shown.relation(line.case)}
        title = said(found.pages[line.case].rules.plan.title, reached.lang)
        made.append({"place": place, "hidden": False, "title": title, **plain(told | due)})
    return made


def _ties(shown: Shown) -> list[dict[str, Any]]:
    place = {line.case: at for at, line in enumerate(shown.lines)}
    return [{"from": place[each.case], "to": place[each.other], "relation": each.relation} for each in shown.led_to()]


# --- what happened ------------------------------------------------------------------------------------


async def _tellers(reached: Reach, found: Chained) -> Mapping[CaseId, Teller]:
    name = await reached.names()
    return {line.case: found.teller(line.case, reached.lang, name) for line in found.lines}


async def _event(reached: Reach, found: Chained, tellers: Mapping[CaseId, Teller], line: CaseLine, event: Line) -> dict[str, Any]:
    return {
        "at": event.happened_at.isoformat(),
        "case": line.case,
        "number": line.number,
        "version": event.version,
        "type": event.type,
        "text": tellers[line.case].event(event.type, await content(found, line.case, event, reached.keyring, reached.lang)),
        "clause": event.clause,
    }


def _line(found: Chained, told: Mapping[str, Any]) -> str:
    one = found.pages[CaseId(told["case"])]
    event = next(line for line in one.timeline if line.version == told["version"])
    return story_line(calendar.shown(one.rules.calendar, event.happened_at), told["number"], told["text"], told["clause"])
