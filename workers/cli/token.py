"""``bylaw token``: which machines are let in, for what, and until when."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from typing import Any
from zoneinfo import ZoneInfo

from domain import governance
from domain.shapes import plain
from workers.cli.governing import ask, instant, tell
from workers.cli.reach import DONE, WRONG_USE, Reach, carry_out

PREFIX = "bylaw_"
"""Begins every secret, so that one that leaked is known for what it is."""


def add_parsers(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "token",
        help="let machines in, narrowly and for a time",
        description="A token lets one machine use the API for what its rights name, until its end. Its secret is printed once, on standard "
        "output; only its digest is kept.",
        epilog="example: bylaw token --add --machine alarm-intake --title 'Alarms of the line' --right 'command request' "
        "--until 2027-01-01 --as bai",
    )
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--add", action="store_true", help="let a machine in; wants --machine, --right, --until")
    way.add_argument("--withdraw", metavar="TOKEN", help="let nothing in any more with this token; wants --reason")
    way.add_argument("--list", action="store_true", help="the tokens that let somebody in now")
    parser.add_argument("--as", dest="by", metavar="PERSON", help="who asks: the compliance officer or the general manager")
    parser.add_argument("--machine", default="", help="what the machine is called: small letters, digits, hyphens")
    parser.add_argument("--title", default="", help="what it is for")
    parser.add_argument("--right", action="append", default=[], metavar="RIGHT", help="one of: " + ", ".join(governance.RIGHTS))
    parser.add_argument("--until", metavar="INSTANT", help="ISO 8601, in the organisation's zone")
    parser.add_argument("--reason", default="", help="with --withdraw: why")
    parser.add_argument("--json", action="store_true", help="with --list: as JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """0 done, 1 refused, 2 wrong use, 3 not reachable."""
    if asked.list:
        return carry_out(lambda reached: show(reached, asked), asked.lang)
    if not asked.by or (asked.add and not (asked.machine and asked.right and asked.until)):
        print("bylaw token: --as PERSON, and with --add also --machine, --right and --until", file=sys.stderr)
        return WRONG_USE
    return carry_out(lambda reached: (add if asked.add else withdraw)(reached, asked), asked.lang)


async def add(reached: Reach, asked: argparse.Namespace) -> int:
    """A new secret; it is printed only when the token counts."""
    secret = PREFIX + secrets.token_urlsafe(32)
    content = {
        "token": f"{asked.machine}-{secrets.token_hex(4)}",
        "digest": governance.digest_of_secret(secret),
        "machine": asked.machine,
        "title": asked.title or asked.machine,
        "rights": asked.right,
        "until": instant(asked.until, reached.governed.calendar(reached.at).zone).isoformat(),
    }
    outcome = await ask(reached, "add_token", content, asked.by)
    if outcome.outcome == "done":
        note = "密文只显示这一次：" if asked.lang == "zh" else "the secret, shown this once:"
        print(f"{content['token']}: {note}", file=sys.stderr)
        print(secret)
        return DONE
    return tell(outcome, asked.lang, "")


async def withdraw(reached: Reach, asked: argparse.Namespace) -> int:
    """At once and for good."""
    outcome = await ask(reached, "withdraw_token", {"token": asked.withdraw, "reason": asked.reason}, asked.by)
    return tell(outcome, asked.lang, "已撤销" if asked.lang == "zh" else "withdrawn")


async def show(reached: Reach, asked: argparse.Namespace) -> int:
    """Never the secret: nobody has it any more."""
    found = governance.tokens(reached.governed.state, reached.at)
    if asked.json:
        print(json.dumps([plain(token) for token in found], ensure_ascii=False, indent=2))
        return DONE
    for token in found:
        zone = ZoneInfo(reached.governed.calendar(reached.at).zone)
        print(f"{token.token}  {token.title}  –  {token.machine}: {', '.join(token.rights)}")
        print(f"    {token.since.astimezone(zone):%Y-%m-%d %H:%M} – {token.until.astimezone(zone):%Y-%m-%d %H:%M}")
    if not found:
        print("没有生效的令牌" if asked.lang == "zh" else "no token lets anybody in")
    return DONE
