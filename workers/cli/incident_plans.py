"""``bylaw incident plans``: when each plan of incidents was exercised and revised last, and which is overdue (C13)."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.labels import said
from views.exercises import Exercised, exercised, last_exercises, packs_until
from workers.cli import address
from workers.cli.lists import warn
from workers.cli.reach import DONE, Reach, carry_out

SAID = {
    "exercised": {"en": "exercised {day}", "zh": "最近演练 {day}"},
    "never": {"en": "never exercised", "zh": "从未演练"},
    "revised": {"en": "revised {day}", "zh": "最近修订 {day}"},
    "due": {"en": "next by {day}", "zh": "下次不晚于 {day}"},
    "overdue": {"en": "OVERDUE since {day}", "zh": "已逾期，应于 {day} 前演练"},
    "empty": {"en": "the pack has no plan of incidents", "zh": "制度包中没有事件预案"},
}


def add_parser(deeds: Any) -> None:
    """plans, below ``bylaw incident``."""
    text = "Each plan of incidents: its last exercise, its last revision, and when it must be exercised again."
    example = "example: bylaw incident plans --at https://bylaw.example.com --lang zh"
    parser = deeds.add_parser("plans", help="when plans were exercised and revised last", description=text, epilog=example)
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")
    address.add(parser, ones=True)
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    if address.told(asked):
        from workers.cli.at.incidents import run  # late: a command that reads the lists itself needs no client

        return run("plans", asked)
    return carry_out(lambda reached: show(reached, asked), asked.lang)


async def show(reached: Reach, asked: argparse.Namespace) -> int:
    """One line a plan."""
    days = reached.governed.calendar(reached.at)
    known = packs_until(reached.governed.state.adopted, reached.governed.pack, reached.at)
    found = exercised(known, await last_exercises(reached.reader), days)
    if asked.json:
        print(json.dumps([_facts(each, reached.at) for each in found], ensure_ascii=False, indent=1))
        return DONE
    await warn(reached)
    for each in found:
        print(plan_line(_words(each, reached), ZoneInfo(days.zone), reached.lang))
    if not found:
        print(SAID["empty"][reached.lang])
    return DONE


def _facts(each: Exercised, at: datetime) -> dict[str, Any]:
    return {
        "plan": each.plan.name,
        "exercised": each.last.isoformat() if each.last else None,
        "revised": each.revised.isoformat(),
        "due": each.due.isoformat() if each.due else None,
        "overdue": each.overdue(at),
        "clause": each.clause,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWords:
    """A plan as it is printed."""

    plan: str
    title: str
    exercised: datetime | None
    revised: datetime
    due: datetime | None
    overdue: bool
    clause: str


def _words(each: Exercised, reached: Reach) -> PlanWords:
    return PlanWords(
        plan=each.plan.name,
        title=said(each.plan.title, reached.lang),
        exercised=each.last,
        revised=each.revised,
        due=each.due,
        overdue=each.overdue(reached.at),
        clause=each.clause,
    )


def plan_line(one: PlanWords, zone: ZoneInfo, lang: str) -> str:
    """One line, whether the command line reads the lists itself or asks a console."""

    def say(key: str, at: datetime | None) -> str:
        return SAID[key][lang].format(day=at.astimezone(zone).date() if at else "")

    words = [say("exercised" if one.exercised else "never", one.exercised), say("revised", one.revised)]
    if one.due is not None:
        words.append(f"{say('overdue' if one.overdue else 'due', one.due)} ({one.clause})")
    return f"{one.plan:<36} {one.title}: {', '.join(words)}"
