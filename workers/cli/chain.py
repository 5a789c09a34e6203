"""``bylaw show --chain``: a case with all that it comes from and led to, as one story."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from activities.personal import is_sealed
from domain import calendar, labels, reading
from domain.deciders import DECIDERS
from domain.kernel import CaseId, PersonId, Refused, kind_of
from domain.labels import said
from domain.reading import Sight
from domain.shapes import plain
from views.chain import Shown
from views.kinds import KINDS
from views.page import Line, Page, page
from views.reader import CaseLine
from views.saying import ANOTHER, Teller, tie
from workers.cli.lists import warn
from workers.cli.printing import LinkedWords, linked_line, print_section, say, story_line
from workers.cli.reach import DONE, Reach

Pages = Mapping[CaseId, Page]


async def show_chain(reached: Reach, asked: argparse.Namespace) -> int:
    """Each case and what it is to the others; then what happened in all of them, in order. With ``--as`` only what that person sees."""
    case = await reached.case(asked.case)
    whole = await reached.reader.chain(case)
    pages = {line.case: found for line in whole.lines if (found := await page(reached.log, reached.governed, KINDS, line.case, reached.at))}
    person = reached.person(asked.person).id if asked.person else None
    sights = {each: _sight(reached, person, each, found) for each, found in pages.items()}
    shown = whole.shown(case, lambda each: each in sights and sights[each].case)
    if not shown.lines or case in shown.hidden:
        raise Refused("house:form", "unknown_case", field="case")
    lines = [line for line in shown.lines if line.case not in shown.hidden]
    tellers = await _tellers(reached, pages, lines)
    story = [await _event(reached, sights, tellers, *each) for each in _in_order(pages, lines)]
    if asked.json:
        told = {"cases": _cases(reached, pages, shown), "ties": _ties(shown), "story": story, "more": whole.more}
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return DONE
    await warn(reached)
    print_section("chain", [linked_line(each, reached.lang) for each in _words(reached, pages, shown)], reached.lang)
    print_section("story", [_line(pages, each) for each in story], reached.lang)
    if whole.more:
        print(f"\n{say('more_cases', reached.lang)}")
    return DONE


def _sight(reached: Reach, person: PersonId | None, case: CaseId, found: Page) -> Sight:
    """As the case's own page judges it. Whoever may read the database itself, and names nobody, sees all of it."""
    if person is None:
        return Sight(case=True, personal="shown")
    decider = DECIDERS[kind_of(case)]
    return reading.sight(
        reached.governed.pack(found.case.pack).reading,
        reached.organisation,
        person,
        reached.at,
        parts=reading.parts(decider, found.history),
        department=found.case.department,
        asked=person in decider.asked(found.case, found.rules, reached.at),
    )


# --- which cases --------------------------------------------------------------------------------------


def _words(reached: Reach, pages: Pages, shown: Shown) -> Iterator[LinkedWords]:
    numbers = {line.case: "" if line.case in shown.hidden else line.number for line in shown.lines}
    another = said(ANOTHER, reached.lang)
    for line in shown.lines:
        ties = [tie(each.relation, numbers[each.case] or another, reached.lang) for each in shown.led_to() if each.other == line.case]
        if line.case in shown.hidden:
            yield LinkedWords(number="", title="", stage="", outcome="", ties=[])
        else:
            yield _said(reached, pages, line, ties)


def _said(reached: Reach, pages: Pages, line: CaseLine, ties: Sequence[str]) -> LinkedWords:
    plan, lang = pages[line.case].rules.plan, reached.lang
    return LinkedWords(
        number=line.number,
        title=said(plan.title, lang) or plan.name,
        stage=labels.stage_title(line.kind, line.stage, lang),
        outcome=labels.outcome_title(line.kind, line.outcome, lang) if line.outcome else "",
        ties=ties,
    )


def _cases(reached: Reach, pages: Pages, shown: Shown) -> list[dict[str, Any]]:
    """By their place; of what this person may not see not even the id, which would say of what kind it is."""
    found = list[dict[str, Any]]()
    for place, line in enumerate(shown.lines):
        if line.case in shown.hidden:
            found.append({"place": place, "hidden": True})
            continue
        told = {name: getattr(line, name) for name in ("case", "number", "kind", "plan", "stage", "outcome", "opened_at", "closed_at")}
        due = {"due": line.due, "due_at": line.due_at, "relation": shown.relation(line.case)}
        found.append({"place": place, "hidden": False, "title": said(pages[line.case].rules.plan.title, reached.lang), **plain(told | due)})
    return found


def _ties(shown: Shown) -> list[dict[str, Any]]:
    place = {line.case: at for at, line in enumerate(shown.lines)}
    return [{"from": place[each.case], "to": place[each.other], "relation": each.relation} for each in shown.led_to()]


# --- what happened ------------------------------------------------------------------------------------


async def _tellers(reached: Reach, pages: Pages, lines: Sequence[CaseLine]) -> Mapping[CaseId, Teller]:
    name, numbers = await reached.names(), {line.case: line.number for line in lines}
    return {
        line.case: Teller(
            lang=reached.lang,
            days=pages[line.case].rules.calendar,
            organisation=pages[line.case].rules.organisation,
            plan=pages[line.case].rules.plan,
            name=name,
            numbers=numbers,
        )
        for line in lines
    }


def _in_order(pages: Pages, lines: Sequence[CaseLine]) -> list[tuple[CaseLine, Line]]:
    """By when it happened; what happened at the same instant as it was written down."""
    both = [(line, event) for line in lines for event in pages[line.case].timeline]
    return sorted(both, key=lambda each: (each[1].happened_at, each[1].recorded_at, each[0].place, each[1].version))


async def _event(
    reached: Reach, sights: Mapping[CaseId, Sight], tellers: Mapping[CaseId, Teller], line: CaseLine, event: Line
) -> dict[str, Any]:
    shown = event.data if sights[line.case].personal == "shown" else _covered(event.data, reached.lang)
    data = {**await reached.opened(shown), "by": event.data.get("by") or event.by}
    return {
        "at": event.happened_at.isoformat(),
        "case": line.case,
        "number": line.number,
        "version": event.version,
        "type": event.type,
        "text": tellers[line.case].event(event.type, data),
        "clause": event.clause,
    }


def _covered(value: Any, lang: str) -> Any:
    """Without what is sealed: whoever has no part in the case asks for it on its page, and the look is written down."""
    if is_sealed(value):
        return "（未显示）" if lang == "zh" else "(not shown)"
    if isinstance(value, Mapping):
        return {name: _covered(each, lang) for name, each in value.items()}
    return [_covered(each, lang) for each in value] if isinstance(value, list | tuple) else value


def _line(pages: Pages, told: Mapping[str, Any]) -> str:
    found = pages[CaseId(told["case"])]
    event = found.timeline[told["version"] - 1]
    return story_line(calendar.shown(found.rules.calendar, event.happened_at), told["number"], told["text"], told["clause"])
