"""``bylaw delegate``: who acts for somebody who is away, also in tasks already open."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any
from zoneinfo import ZoneInfo

from domain.organisation import StandIn
from workers.cli import address
from workers.cli.governing import ask, instant, tell
from workers.cli.printing import print_stand_in, say, window_shown
from workers.cli.reach import DONE, WRONG_USE, Reach, carry_out


def add_parsers(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "delegate",
        help="name a stand-in for the time of an absence",
        description="From --from (in) until --until (out) STAND_IN acts for the absent person, also in tasks already open. "
        "Never a way round: nobody approves their own request through a stand-in.",
        epilog="example: bylaw delegate shen --as lin --from 2026-03-02 --until 2026-03-09 --reason 'on leave'",
    )
    parser.add_argument("stand_in", nargs="?", metavar="STAND_IN", help="who acts")
    parser.add_argument("--as", dest="by", metavar="PERSON", help="who asks; the absent person unless --for names another")
    parser.add_argument("--for", dest="absent", metavar="PERSON", help="who is away; only the pack's fallback may name another")
    parser.add_argument(
        "--from", dest="start", metavar="INSTANT", default="now", help="ISO 8601, in the organisation's zone (default: now)"
    )
    parser.add_argument("--until", dest="end", metavar="INSTANT", help="ISO 8601, in the organisation's zone")
    parser.add_argument("--reason", default="", help="why; kept under the absent person's key")
    parser.add_argument("--end", dest="ended", metavar="ID", help="end a stand-in early; the beginning of its id is enough")
    parser.add_argument("--list", action="store_true", help="who stands in for whom, now and later")
    parser.add_argument("--json", action="store_true", help="with --list: as JSON")
    address.add(parser)
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """0 done, 1 refused, 2 wrong use, 3 not reachable."""
    ways, far = [asked.list, bool(asked.ended), bool(asked.stand_in)], address.told(asked)
    if sum(ways) != 1 or not (asked.list or asked.by or far) or (asked.stand_in and not asked.end):
        print("bylaw delegate: STAND_IN --as PERSON --until INSTANT --reason TEXT, or --end ID --as PERSON, or --list", file=sys.stderr)
        return WRONG_USE
    if far:
        from workers.cli.at.governing import delegate  # late: a command that asks for itself needs no client

        return delegate(asked)
    way = show if asked.list else end if asked.ended else begin
    return carry_out(lambda reached: way(reached, asked), asked.lang)


async def begin(reached: Reach, asked: argparse.Namespace) -> int:
    """Name a stand-in."""
    zone = reached.governed.calendar(reached.at).zone
    content: dict[str, Any] = {
        "stand_in": reached.person(asked.stand_in).id,
        "start": instant(asked.start, zone).isoformat(),
        "end": instant(asked.end, zone).isoformat(),
        "reason": asked.reason,
    }
    if asked.absent:
        content["absent"] = reached.person(asked.absent).id
    outcome = await ask(reached, "delegate", content, asked.by)
    return tell(outcome, asked.lang, "代理已设定：" if asked.lang == "zh" else "stand-in named:")


async def end(reached: Reach, asked: argparse.Namespace) -> int:
    """End one early."""
    begun = [key for key in reached.governed.state.windows if key.startswith(asked.ended)]
    delegation = begun[0] if len(begun) == 1 else asked.ended
    outcome = await ask(reached, "end_delegation", {"delegation": delegation, "reason": asked.reason}, asked.by)
    return tell(outcome, asked.lang, "代理已结束：" if asked.lang == "zh" else "stand-in ended:")


async def show(reached: Reach, asked: argparse.Namespace) -> int:
    """Those of now and of later."""
    windows = reached.organisation.stand_ins
    if asked.json:
        print(json.dumps([_facts(window) for window in windows], indent=2))
        return DONE
    name, zone = await reached.names(), ZoneInfo(reached.governed.calendar(reached.at).zone)
    for window in windows:
        reason = await reached.opened(window.reason)
        shown = f"{window_shown(window.start, zone)} – {window_shown(window.end, zone)}"
        print_stand_in(window.id, name(window.stand_in), name(window.absent), shown, str(reason), asked.lang)
    if not windows:
        print(say("no_stand_in", asked.lang))
    return DONE


def _facts(window: StandIn) -> dict[str, str]:
    """Without the reason: it is personal, and JSON goes on to other programs."""
    return {
        "id": window.id,
        "absent": window.absent,
        "stand_in": window.stand_in,
        "start": window.start.isoformat(),
        "end": window.end.isoformat(),
    }
