"""``bylaw adopt``: the first pack, organisation and calendar by one person; every later one proposed by one, adopted by another."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import packs
from domain import governance
from domain.kernel import Refused
from packs import read
from packs.check import problems
from packs.read import find
from workers.cli import address
from workers.cli.governing import ask, tell
from workers.cli.printing import in_force_line, proposal_line, say
from workers.cli.reach import DONE, REFUSED, WRONG_USE, Reach, carry_out
from workers.cli.typed import KINDS
from workers.door_key import own_or_new_key

_SAMPLE = Path(packs.__file__).parent / "sample"
USUAL = {"pack": "default", "organisation": str(_SAMPLE / "organisation.yaml"), "calendar": str(_SAMPLE / "calendar.yaml")}
"""What the first adoption takes where no file is named: the default pack and the sample organisation."""


def add_parsers(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "adopt",
        help="put packs, calendars and the organisation into force",
        description="The first pack, organisation and calendar are adopted by one person alone; later ones are proposed by one person "
        "(--propose) and adopted by another (--accept).",
        epilog="example: bylaw adopt --propose --pack packs/minutes --reason 'to try it out' --as bai",
    )
    for kind in reversed(KINDS):
        parser.add_argument(f"--{kind}", metavar="FILE", help=f"the {kind}")
    parser.add_argument("--as", dest="by", metavar="PERSON", help="who asks: the compliance officer or the general manager")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--propose", action="store_true", help="put the files before a second person; wants --reason")
    way.add_argument("--accept", metavar="DIGEST", help="put a proposal into force; the beginning of its digest is enough")
    way.add_argument("--list", action="store_true", help="what is in force, and what waits for a second person")
    parser.add_argument("--reason", default="", help="why it is proposed")
    parser.add_argument("--json", action="store_true", help="with --list: as JSON")
    address.add(parser)
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """0 done, 1 refused or a file that cannot be adopted, 2 wrong use, 3 not reachable."""
    if address.told(asked):
        from workers.cli.at.governing import adopt  # late: a command that asks for itself needs no client

        return adopt(asked)
    if not asked.list and not asked.by:
        return _wrong("--as PERSON says who asks")
    if asked.list:
        return carry_out(lambda reached: show(reached, asked), asked.lang)
    if asked.accept:
        return carry_out(lambda reached: accept(reached, asked), asked.lang)
    given = {kind: getattr(asked, kind) for kind in KINDS if getattr(asked, kind)}
    if asked.propose and not given:
        return _wrong("--propose wants --pack, --organisation or --calendar")
    files = {kind: find(name) for kind, name in (given if asked.propose else USUAL | given).items()}
    if code := _check(files, asked.lang):
        return code
    return carry_out(lambda reached: (propose if asked.propose else first)(reached, asked, files), asked.lang)


async def first(reached: Reach, asked: argparse.Namespace, files: dict[str, Path]) -> int:
    """All three at once, into an empty log, with this command line as the first door."""
    content: dict[str, Any] = {kind: read.load(file).content for kind, file in files.items()}
    if not reached.governed.version:
        key = own_or_new_key(reached.settings)
        content |= {"door_key": key.key, "door_public": key.public}
    return tell(await ask(reached, "adopt_first", content, asked.by), asked.lang, _said(asked.lang, "adopted", "已采用"))


async def propose(reached: Reach, asked: argparse.Namespace, files: dict[str, Path]) -> int:
    """Each file is a proposal of its own."""
    codes = []
    for kind, file in files.items():
        content = {"what": kind, "document": read.load(file).content, "reason": asked.reason}
        outcome = await ask(reached, "propose", content, asked.by)
        codes.append(tell(outcome, asked.lang, _said(asked.lang, f"proposed {kind}", f"已提出 {kind}")))
    return max(codes)


async def accept(reached: Reach, asked: argparse.Namespace) -> int:
    """A proposal by its digest or the beginning of it."""
    begun = [digest for digest in reached.governed.state.proposals if digest.startswith(asked.accept)]
    if len(begun) > 1:
        raise Refused("house:form", "ambiguous_digest", field="digest", digest=asked.accept[:80])
    outcome = await ask(reached, "adopt", {"digest": begun[0] if begun else asked.accept}, asked.by)
    return tell(outcome, asked.lang, _said(asked.lang, "adopted", "已采用"))


async def show(reached: Reach, asked: argparse.Namespace) -> int:
    """What counts now, and what waits."""
    state, name = reached.governed.state, str if not reached.governed.version else await reached.names()
    in_force = [found for kind in KINDS if (found := governance.in_force(state, kind, reached.at))]
    waiting = [each for each in state.proposals.values() if each.replaces == governance.latest(state, each.what)]
    if asked.json:
        facts = {
            "in_force": [{"what": each.what, "digest": each.digest, "since": each.since.isoformat()} for each in in_force],
            "proposed": [{"what": each.what, "digest": each.digest, "by": each.by} for each in waiting],
        }
        print(json.dumps(facts, indent=2))
        return DONE
    for each in in_force:
        print(in_force_line(each.what, each.digest, each.since, asked.lang))
    for proposal in waiting:
        print(proposal_line(proposal.what, proposal.digest, name(proposal.by), asked.lang))
    if not in_force:
        print(say("not_adopted", asked.lang))
    return DONE


def _check(files: dict[str, Path], lang: str) -> int:
    """All that is wrong with the files, with line and field."""
    missing = [str(file) for file in files.values() if not file.is_file()]
    if missing:
        return _wrong(f"no such file: {', '.join(missing)}")
    found = problems(list(files.values()))
    for each in found:
        print(f"{each.file}:{each.line}: {each.field}: {each.said(lang)}", file=sys.stderr)
    return REFUSED if found else DONE


def _wrong(text: str) -> int:
    print(f"bylaw adopt: {text}", file=sys.stderr)
    return WRONG_USE


def _said(lang: str, en: str, zh: str) -> str:
    return zh if lang == "zh" else en
