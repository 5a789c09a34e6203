"""``bylaw evidence put``, ``get`` and ``list``, at an address."""

from __future__ import annotations

import argparse
import json
import mimetypes

from domain import calendar
from domain.words import harmless
from evidence.names import ANYTHING
from workers.cli.at import DONE, There, WrongUse, carry_out
from workers.cli.evidence import SAID, local, written
from workers.cli.printing import answer_line


def run(verb: str, asked: argparse.Namespace) -> int:
    """0 done, 1 refused, 2 wrong use, 3 not reachable."""
    return carry_out({"put": put, "get": get, "list": list_}[verb], asked)


async def put(there: There, asked: argparse.Namespace) -> int:
    """The console keeps it and tells the case."""
    name = asked.name or asked.file.name
    done = await there.bylaw.put_file(
        asked.case,
        asked.file,
        name=name,
        media=mimetypes.guess_type(name)[0] or ANYTHING,
        note=asked.note,
        taken_at=local(asked.taken_at, there.days.zone) if asked.taken_at else None,
        key=str(asked.id) if asked.id else "",
    )
    if asked.json:
        print(json.dumps(done.model_dump(mode="json"), ensure_ascii=False))
    else:
        print(answer_line(done.number if done.number != done.case else "", done.case, done.outcome, "", asked.lang))
        print(done.digest)
    return DONE


async def get(there: There, asked: argparse.Namespace) -> int:
    """Into a file; what the console sends must make up the digest that was asked for."""
    async with there.bylaw.file(asked.case, asked.digest) as pieces:
        found = await written(asked.to, b"", pieces)
    if found == asked.digest:
        return DONE
    asked.to.unlink()
    raise WrongUse(f"what came is not {asked.digest}")


async def list_(there: There, asked: argparse.Namespace) -> int:
    """Who put each, when, and for whom the pack lets, who was handed it."""
    found = await there.bylaw.files(asked.case)
    if asked.json:
        print(json.dumps([each.model_dump(mode="json") for each in found.items], ensure_ascii=False, indent=1))
        return DONE
    for each in found.items:
        print(f"{each.digest}  {each.size:>10}  {each.media}  {harmless(each.name)}")
        print(f"  {calendar.shown(there.days, each.at)}  {there.name(each.by) or '–'}  {harmless(each.note)}".rstrip())
        for row in each.readers or []:
            what = SAID["exported" if row.exported else "read"][asked.lang]
            print(f"    {calendar.shown(there.days, row.at)}  {what} {there.name(row.by) or '–'}")
    if not found.items:
        print(SAID["none"][asked.lang])
    return DONE
