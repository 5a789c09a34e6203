"""``bylaw incident plans``: when each plan of incidents was exercised and revised last, and which is overdue (C13)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.labels import said
from domain.policy import Pack
from views.exercises import Exercised, exercised, last_exercises
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
    parser = deeds.add_parser("plans", help="when plans were exercised and revised last", description=text)
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")
    parser.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    return carry_out(lambda reached: show(reached, asked), asked.lang)


async def show(reached: Reach, asked: argparse.Namespace) -> int:
    """One line a plan."""
    days = reached.governed.calendar(reached.at)
    found = exercised(_packs(reached), await last_exercises(reached.reader), days)
    if asked.json:
        print(json.dumps([_facts(each, reached.at) for each in found], ensure_ascii=False, indent=1))
        return DONE
    await warn(reached)
    for each in found:
        print(_printed(each, reached, ZoneInfo(days.zone)))
    if not found:
        print(SAID["empty"][reached.lang])
    return DONE


def _packs(reached: Reach) -> Sequence[tuple[datetime, Pack]]:
    known = reached.governed.state.adopted
    return [(each.since, reached.governed.pack(each.digest)) for each in known if each.what == "pack" and each.since <= reached.at]


def _facts(each: Exercised, at: datetime) -> dict[str, Any]:
    return {
        "plan": each.plan.name,
        "exercised": each.last.isoformat() if each.last else None,
        "revised": each.revised.isoformat(),
        "due": each.due.isoformat() if each.due else None,
        "overdue": each.overdue(at),
        "clause": each.clause,
    }


def _printed(each: Exercised, reached: Reach, zone: ZoneInfo) -> str:
    lang = reached.lang

    def say(key: str, at: datetime | None) -> str:
        return SAID[key][lang].format(day=at.astimezone(zone).date() if at else "")

    words = [say("exercised" if each.last else "never", each.last), say("revised", each.revised)]
    if each.due is not None:
        words.append(f"{say('overdue' if each.overdue(reached.at) else 'due', each.due)} ({each.clause})")
    return f"{each.plan.name:<36} {said(each.plan.title, lang)}: {', '.join(words)}"
