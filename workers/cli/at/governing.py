"""``bylaw adopt`` and ``bylaw delegate``, at an address."""

from __future__ import annotations

import argparse
import json
import sys
from zoneinfo import ZoneInfo

from console.shapes.rules import Governed
from domain.kernel import Refused
from packs.document import Unreadable
from packs.read import find, load
from workers.cli.at import DONE, REFUSED, There, WrongUse, carry_out
from workers.cli.governing import instant
from workers.cli.printing import in_force_line, print_stand_in, proposal_line, say, window_shown
from workers.cli.typed import KINDS


def adopt(asked: argparse.Namespace) -> int:
    """``--list``, ``--propose`` and ``--accept``: the first adoption needs the installation itself."""
    if asked.list:
        return carry_out(_list, asked)
    if asked.accept:
        return carry_out(_accept, asked)
    return carry_out(_propose, asked)


def delegate(asked: argparse.Namespace) -> int:
    """Name a stand-in, end one, or list them."""
    return carry_out(_stand_ins if asked.list else _end if asked.ended else _begin, asked)


async def _list(there: There, asked: argparse.Namespace) -> int:
    found = await there.bylaw.proposals()
    waiting = [each for each in found.waiting if each.current]
    if asked.json:
        print(found.model_dump_json(indent=2))
        return DONE
    for each in sorted(found.in_force, key=lambda each: KINDS.index(each.what)):
        print(in_force_line(each.what, each.digest, each.since, there.lang))
    for proposal in waiting:
        print(proposal_line(proposal.what, proposal.digest, there.name(proposal.by), there.lang))
    return DONE


async def _accept(there: There, asked: argparse.Namespace) -> int:
    return _tell(await there.bylaw.adopt(asked.accept), there.lang, {"en": "adopted", "zh": "已采用"}[there.lang])


async def _propose(there: There, asked: argparse.Namespace) -> int:
    given = {kind: find(getattr(asked, kind)) for kind in KINDS if getattr(asked, kind)}
    if not asked.propose or not given:
        raise WrongUse("at an address: --list, --accept DIGEST, or --propose with --pack, --organisation or --calendar")
    for kind, file in given.items():
        try:
            document = load(file).content
        except Unreadable as error:
            print(error, file=sys.stderr)
            return REFUSED
        said = {"en": f"proposed {kind}", "zh": f"已提出 {kind}"}[there.lang]
        _tell(await there.bylaw.propose(kind, document, asked.reason), there.lang, said)
    return DONE


async def _begin(there: There, asked: argparse.Namespace) -> int:
    try:
        start, end = instant(asked.start, there.me.zone), instant(asked.end, there.me.zone)
    except Refused as no:
        raise WrongUse(f"{no.field} is no instant: ISO 8601, or now") from no
    made = await there.bylaw.delegate(asked.stand_in, end, asked.reason, start=start, absent=asked.absent or "")
    return _tell(made, there.lang, {"en": "stand-in named:", "zh": "代理已设定："}[there.lang])


async def _end(there: There, asked: argparse.Namespace) -> int:
    ended = await there.bylaw.end_stand_in(asked.ended, asked.reason)
    return _tell(ended, there.lang, {"en": "stand-in ended:", "zh": "代理已结束："}[there.lang])


async def _stand_ins(there: There, asked: argparse.Namespace) -> int:
    found, zone = await there.bylaw.stand_ins(), ZoneInfo(there.me.zone)
    if asked.json:
        print(json.dumps([each.model_dump(mode="json", exclude={"reason"}) for each in found.items], indent=2))
        return DONE
    for each in found.items:
        shown = f"{window_shown(each.start, zone)} – {window_shown(each.end, zone)}"
        print_stand_in(each.id, there.name(each.stand_in), there.name(each.absent), shown, each.reason or "", there.lang)
    if not found.items:
        print(say("no_stand_in", there.lang))
    return DONE


def _tell(outcome: Governed, lang: str, done: str) -> int:
    if outcome.outcome == "moot":
        print("已是如此" if lang == "zh" else "nothing to do: it is so already")
    else:
        print("\n".join(f"{done} {name}" for name in outcome.made))
    return DONE
