"""``bylaw notices``: what was told to whom."""

import argparse
import json
from typing import Any

from activities.notices import Told
from activities.outbox import Outbox
from domain import calendar
from domain.shapes import plain
from workers.cli import address
from workers.cli.printing import notice_line, say
from workers.cli.reach import DONE, Reach, carry_out

STATES = {
    "en": {"waiting": "waiting", "sending": "being sent", "rejected": "never will be"},
    "zh": {"waiting": "待发送", "sending": "发送中", "rejected": "无法送达"},
}
TRIES = {"en": "tries: {count}", "zh": "已试 {count} 次"}


def add_parsers(subparsers: Any) -> None:
    """The command."""
    parser = subparsers.add_parser(
        "notices", help="what was told to whom", description="The outbox: every notice that a channel took, newest last."
    )
    parser.add_argument("--waiting", action="store_true", help="those instead that no channel took yet, or never will")
    parser.add_argument("--to", dest="to", metavar="PERSON", default="", help="only those to this person: a handle, or an id")
    parser.add_argument("--limit", metavar="N", type=int, default=50, help="at most so many of the newest (default: 50)")
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")
    address.add(parser, ones=True)
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """0 done, 1 refused, 3 not reachable."""
    if address.told(asked):
        from workers.cli.at.lists import run as far  # late: a command that reads the outbox itself needs no client

        return far("notices", asked)
    return carry_out(lambda reached: show(reached, asked), asked.lang)


async def show(reached: Reach, asked: argparse.Namespace) -> int:
    """The notices, newest last."""
    person = reached.person(asked.to).id if asked.to else ""
    outbox = Outbox(reached.settings.database, pool_size=1)
    try:
        notices = await outbox.read(to=person, limit=asked.limit, waiting=asked.waiting)
    finally:
        await outbox.close()
    if asked.json:
        print(json.dumps([plain(each) for each in notices], ensure_ascii=False, indent=1))
        return DONE
    name, days = await reached.names(), reached.governed.calendar(reached.at)
    for each in notices:
        print(notice_line(calendar.shown(days, each.at), ", ".join(name(who) for who in each.to), told(each, reached.lang)))
    if not notices:
        print(say("not_told", reached.lang))
    return DONE


def told(notice: Told, lang: str) -> str:
    """One line: the words that were sent, or where a notice stands whose words are not made yet."""
    said = notice.text or f"{notice.case}: {notice.about}"
    if notice.state == "told":
        return said
    tries = TRIES[lang].format(count=notice.tries) if notice.tries else ""
    return f"{said}  [{', '.join(part for part in (STATES[lang][notice.state], tries, notice.receipt) if part)}]"
