"""``bylaw incident alert``: handing a file to the intake as its machine would, to try out a source or where there is no HTTP (C14)."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workers.cli import address
from workers.cli.door import door
from workers.cli.reach import DONE, NOT_REACHABLE, REFUSED, WRONG_USE, Reach, carry_out
from workers.settings import load_settings

if TYPE_CHECKING:
    from temporalio.client import Client

    from activities.governed import Governed
    from console.intake.sources import Source
    from console.shapes.intake import Taken, TakenAll
    from eventlog.keyring import Keyring
    from eventlog.port import EventLog
    from views.reader import Reader

SECRET = "BYLAW_INTAKE_SECRET"  # noqa: S105 - the name of the variable
LONGEST = 200
SAID = {
    "opened": {"en": "opened {number}", "zh": "已开启事件 {number}"},
    "counted": {"en": "counted on {number}: {count} alerts", "zh": "已计入 {number}：共 {count} 次告警"},
    "over": {"en": "noted as over on {number}, which people close", "zh": "已在 {number} 记下告警解除，事件仍由人结束"},
    "nothing": {"en": "over, and nothing was open", "zh": "告警已解除，此前没有处置中的事件"},
    "unknown": {
        "en": f"The console does not know this source, or {SECRET} is not its secret.",
        "zh": f"控制台没有此来源，或 {SECRET} 不是它的密文。",
    },
}
TEXT = (
    "Hands one delivery to the intake exactly as its machine would, and says what became of it: an incident was opened, the alert was "
    "counted on the one that is open, or it is over. Without --at the intake's file (BYLAW_INTAKE) says how it is read, and the source's "
    f"door key signs it. With --at it is posted to that console, under the secret or token in {SECRET}. The same file again is the "
    "same delivery; another --id is another one."
)
EXAMPLES = (
    "examples: bylaw incident alert alert.json --source monitoring;  cat alert.json | bylaw incident alert - --source monitoring --id 2;  "
    f"{SECRET}=whsec_… bylaw incident alert alert.json --source monitoring --at https://bylaw.example.com"
)


def add_parser(ways: Any) -> None:
    """alert, below ``bylaw incident``."""
    parser = ways.add_parser("alert", help="hand an alert to the intake as a machine would", description=TEXT, epilog=EXAMPLES)
    parser.add_argument("content", metavar="FILE", help="what the machine sends, as JSON; - reads standard input")
    parser.add_argument("--source", required=True, metavar="NAME", help="of the intake's file: POST /intake/NAME")
    parser.add_argument("--file", type=Path, help="the intake's file (default: BYLAW_INTAKE)")
    parser.add_argument(
        "--id", default="", metavar="TEXT", help="what this delivery is called, where the source signs (default: by its content)"
    )
    parser.add_argument("--json", action="store_true", help="the intake's answer as JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")
    parser.add_argument(
        "--at",
        metavar="ADDRESS",
        default=os.environ.get(address.ADDRESS, ""),
        help=f"post it to the console at this address (or {address.ADDRESS}); {SECRET} holds the source's secret or token",
    )
    parser.set_defaults(run=run)


class WrongUse(Exception):
    """What was typed cannot be meant."""


def run(asked: argparse.Namespace) -> int:
    """0 done, 1 refused, 2 wrong use, 3 not reachable."""
    try:
        body = _body(asked.content)
        if (status := _too_large(body, asked.lang)) is not None:
            print(status, file=sys.stderr)
            return REFUSED
        if address.told(asked):
            return _far(asked, body)
        source = _source(asked)
        named = _named(asked, body, signs=bool(source.secret))
        return carry_out(lambda reached: near(reached, asked, source, body, named), asked.lang)
    except (WrongUse, OSError) as wrong:
        print(f"bylaw incident alert: {wrong}", file=sys.stderr)
        return WRONG_USE


def _body(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _too_large(body: bytes, lang: str) -> str | None:
    """The door's own words for what it does not even read."""
    from console.bodies import LARGEST_BODY
    from console.problems import plainly

    return plainly(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, lang, {}).detail if len(body) > LARGEST_BODY else None


def _source(asked: argparse.Namespace) -> Source:
    from console.intake.sources import read_sources

    file = asked.file or load_settings().intake
    if file is None:
        raise WrongUse("no intake: name its file with --file or BYLAW_INTAKE, or a console with --at")
    try:
        sources = read_sources(file)
    except ValueError as no:
        raise WrongUse(str(no)) from no
    if asked.source not in sources:
        raise WrongUse(f"{file} has no source {asked.source[:60]!r}; it has {', '.join(sorted(sources))}")
    return sources[asked.source]


def _named(asked: argparse.Namespace, body: bytes, *, signs: bool) -> str:
    """A signed delivery has a name, by default its content's; what proves itself by a token has none, as with the machine."""
    if not signs and asked.id:
        raise WrongUse("--id: a source with a token names no deliveries; another beginning is another alert")
    if len(asked.id) > LONGEST or not (asked.id.isascii() and asked.id.isprintable()):
        raise WrongUse(f"--id: at most {LONGEST} letters, digits and marks")
    return (asked.id or f"file-{sha256(body).hexdigest()[:32]}") if signs else ""


# --- beside the log ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What an alert's way wants (`console.intake.delivering.Reached`), without a console."""

    client: Client
    log: EventLog
    governed: Governed
    keyring: Keyring
    reader: Reader

    def now(self) -> datetime:
        """This process's clock."""
        return datetime.now(UTC)


async def near(reached: Reach, asked: argparse.Namespace, source: Source, body: bytes, named: str) -> int:
    """Signed by the source's own door key, as the console signs it. Raises `Refused` with the rule."""
    from console.intake.delivering import Turns
    from console.intake.taking import read, take, told

    noticed = read(source, body, {})
    async with door(reached) as ready:
        beside = Beside(client=ready.client, log=reached.log, governed=reached.governed, keyring=reached.keyring, reader=reached.reader)
        return _print(told(await take(beside, Turns(), source, noticed, named)), asked)


# --- at an address ----------------------------------------------------------------------------------


def _far(asked: argparse.Namespace, body: bytes) -> int:
    from console.client import Problem
    from console.client.machine import send_alerts, signs

    secret = os.environ.get(SECRET, "")
    if not secret:
        raise WrongUse(f"{SECRET} holds the source's secret (whsec_…) or token; never an argument, since others see those")
    if not asked.at.startswith(("http://", "https://")):
        raise WrongUse(f"{asked.at[:80]} is no address; it begins with https:// or http://")
    named = _named(asked, body, signs=signs(secret))
    try:
        return _print(asyncio.run(send_alerts(asked.at, asked.source, body, secret, named=named, lang=asked.lang)), asked)
    except ValueError as no:
        raise WrongUse(f"{SECRET}: {no}") from no
    except Problem as no:
        if no.passing:
            print(f"Not reachable: {no}", file=sys.stderr)
            return NOT_REACHABLE
        print(SAID["unknown"][asked.lang] if no.status == HTTPStatus.UNAUTHORIZED else no, file=sys.stderr)
        return REFUSED


# --- what became of it ------------------------------------------------------------------------------


def _print(found: TakenAll, asked: argparse.Namespace) -> int:
    if asked.json:
        print(found.model_dump_json(indent=1))
        return DONE
    for each in found.alerts:
        print(f"{_became(each, asked.lang)}  {each.case}".rstrip())
    return DONE


def _became(each: Taken, lang: str) -> str:
    """The first is counted too: whoever is the only one opened it."""
    key = "nothing" if not each.case else ("over", "opened")[each.count] if each.count < 2 else "counted"
    return SAID[key][lang].format(number=each.number, count=each.count)
