"""``bylaw show``, ``explain``, ``who-can`` and ``log``, at an address."""

from __future__ import annotations

import argparse
import json

from console.shapes.cases import Case, Clock, Offer, TimelineLine
from console.shapes.chain import LinkedCase
from domain import calendar
from views.saying import clock_line, left, offer_line
from workers.cli.at import DONE, There, carry_out
from workers.cli.printing import (
    Head,
    LinkedWords,
    event_line,
    linked_line,
    next_line,
    print_head,
    print_section,
    rule_line,
    say,
    story_line,
)


def run(name: str, asked: argparse.Namespace) -> int:
    """0 done, 1 refused, 2 wrong use, 3 not reachable."""
    return carry_out({"show": show, "explain": explain, "who-can": who_can, "log": log}[name], asked)


async def show(there: There, asked: argparse.Namespace) -> int:
    """Where it stands, its clocks, who can act, what happened."""
    if asked.chain:
        return await chain(there, asked)
    case, timeline = await there.bylaw.case(asked.case), await there.bylaw.timeline(asked.case)
    if asked.json:
        told = {**case.model_dump(mode="json"), "timeline": [line.model_dump(mode="json") for line in timeline.lines]}
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return DONE
    print_head(_head(there, case), there.lang)
    print_section("clocks", [_clock(there, each) for each in case.clocks], there.lang)
    print_section("offers", [_offer(there, each) for each in case.offers], there.lang)
    print_section("timeline", [_event(there, each) for each in timeline.lines], there.lang)
    return DONE


async def chain(there: There, asked: argparse.Namespace) -> int:
    """Each case and what it is to the others; then what happened in all of them, in order."""
    found = await there.bylaw.chain(asked.case)
    if asked.json:
        print(found.model_dump_json(indent=1))
        return DONE
    print_section("chain", [linked_line(_linked(each), there.lang) for each in found.cases], there.lang)
    lines = [story_line(calendar.shown(there.days, each.line.at), each.number, each.line.text, each.line.clause) for each in found.story]
    print_section("story", lines, there.lang)
    if found.more:
        print(f"\n{say('more_cases', there.lang)}")
    return DONE


def _linked(case: LinkedCase) -> LinkedWords:
    return LinkedWords(number=case.number, title=case.title, stage=case.stage, outcome=case.outcome, ties=case.ties)


async def explain(there: There, asked: argparse.Namespace) -> int:
    """Each rule at work here in its own words, and what happens next if nobody does anything."""
    case, why = await there.bylaw.case(asked.case), await there.bylaw.explain(asked.case)
    if asked.json:
        print(why.model_dump_json(indent=1))
        return DONE
    print_head(_head(there, case), there.lang)
    print_section("rules", [rule_line(rule.clause, rule.words) for rule in why.rules], there.lang)
    print_section("offers", [_offer(there, each) for each in why.offers], there.lang)
    print_section("next", _next(there, case) or [say("nothing_next", there.lang)], there.lang)
    return DONE


async def who_can(there: There, asked: argparse.Namespace) -> int:
    """Who may do what now, and on what basis."""
    found = await there.bylaw.who_can(asked.case)
    if asked.json:
        print(found.model_dump_json(indent=1))
        return DONE
    for offer in found.offers:
        print(_offer(there, offer))
    if not found.offers:
        print(say("nobody", there.lang))
    return DONE


async def log(there: There, asked: argparse.Namespace) -> int:
    """The events as stored, for whom the pack lets."""
    for event in (await there.bylaw.events(asked.case)).events:
        if asked.json:
            print(event.model_dump_json())
        else:
            data = json.dumps(event.data, ensure_ascii=False)
            print(f"{event.version:>3}  {event.happened_at.isoformat()}  {event.type:<26} {data}")
    return DONE


def _head(there: There, case: Case) -> Head:
    hidden = {"en": "(not shown)", "zh": "（未显示）"}[there.lang]
    return Head(
        case=case.id,
        number=case.number if case.number != case.id else "",
        title=case.title,
        form=case.form,
        stage=case.stage,
        outcome=case.outcome,
        requester=there.name(case.requester),
        department=case.department.title,
        opened=calendar.shown(there.days, case.opened_at),
        lines=[(line.title, hidden if line.hidden else str(line.value)) for line in case.fields],
        level=case.incident.level.title if case.incident is not None else "",
    )


def _clock(there: There, clock: Clock) -> str:
    due = f"{calendar.shown(there.days, clock.due)}  ({left(there.at, clock.due, there.lang)})" if clock.due else ""
    return clock_line(clock.title, clock.rule, due, clock.clause, there.lang)


def _offer(there: There, offer: Offer) -> str:
    return offer_line(offer.command, offer.needs, [(there.name(each.person), each.basis) for each in offer.who], offer.clause)


def _event(there: There, line: TimelineLine) -> str:
    return event_line(line.version, calendar.shown(there.days, line.at), line.text, line.clause, unsigned=line.signed is False)


def _next(there: There, case: Case) -> list[str]:
    days, at, lang = there.days, there.at, there.lang
    return [next_line(days, at, each.due, each.title, each.follows, each.clause, lang) for each in case.clocks if each.due is not None]
