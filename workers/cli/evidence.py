"""``bylaw evidence``: files of cases. Putting one, being handed one, which there are, and whether the store still has them as put."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from activities.ask import ask
from activities.custody import custody_of, record_custody
from activities.evidence import ADDED, PUT, check
from domain.calendar import Calendar, shown
from domain.kernel import Refused, kind_of
from domain.shapes import COMMANDS
from domain.words import harmless
from evidence.errors import Empty, NotClean, NotKept, NotScanned, Tampered, TooLarge
from evidence.names import RULE, media_of, named
from evidence.port import PIECE, Kept
from views.page import Line, Page, for_reader
from workers.cli import address
from workers.cli.door import door
from workers.cli.printing import answer_line
from workers.cli.reach import DONE, REFUSED, Reach, carry_out
from workers.cli.sight import page_of, sight_of
from workers.files import store

Work = Callable[[Reach, argparse.Namespace], Awaitable[int]]

SAID = {
    "whole": {"en": "{count} files, all as they were put", "zh": "共 {count} 份文件，均与提交时一致"},
    "faults": {
        "en": "{count} files, of which {faults} are not as they were put",
        "zh": "共 {count} 份文件，其中 {faults} 份与提交时不一致",
    },
    "missing": {"en": "MISSING", "zh": "缺失"},
    "altered": {"en": "ALTERED", "zh": "被改动"},
    "none": {"en": "no files", "zh": "没有文件"},
    "read": {"en": "read by", "zh": "查阅："},
    "exported": {"en": "exported by", "zh": "导出："},
}


def add_parsers(subparsers: Any) -> None:
    """put, get, list, check."""
    group = subparsers.add_parser("evidence", help="files of cases", description="Files of cases, kept by content.")
    verbs = group.add_subparsers(metavar="VERB", required=True)
    putting = verbs.add_parser("put", help="put a file to a case")
    putting.add_argument("case", metavar="CASE", help="its id, or its number")
    putting.add_argument("file", metavar="FILE", type=Path)
    putting.add_argument("--note", default="", help="what is to be seen")
    putting.add_argument("--name", default="", help="what it is called (default: as the file is)")
    putting.add_argument("--taken-at", metavar="INSTANT", type=_instant, help="when it was taken: ISO 8601, local without an offset")
    putting.add_argument("--id", type=UUID, metavar="UUID", help="the command's id: the same id again is the same command")
    _common(putting, "put", put, ones=True)
    getting = verbs.add_parser("get", help="be handed a file of a case; that is recorded")
    getting.add_argument("case", metavar="CASE")
    getting.add_argument("digest", metavar="DIGEST", help="SHA-256, as `bylaw evidence list` prints it")
    getting.add_argument("--to", metavar="FILE", type=Path, required=True, help="where it goes; what is there already stays")
    _common(getting, "get", get, ones=True)
    listing = verbs.add_parser("list", help="which files a case has, and who was handed them")
    listing.add_argument("case", metavar="CASE")
    _common(listing, "list", list_, ones=True)
    checking = verbs.add_parser("check", help="whether every file of every case is still as it was put")
    _common(checking, "check", check_)


def _common(parser: argparse.ArgumentParser, verb: str, work: Work, *, ones: bool = False) -> None:
    if ones:
        parser.add_argument("--as", dest="person", metavar="PERSON", default="", help="who asks: a handle of the organisation, or an id")
        address.add(parser)
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")
    parser.set_defaults(run=partial(_run, verb, work))


def _run(verb: str, work: Work, asked: argparse.Namespace) -> int:
    if verb == "put" and not asked.file.is_file():
        return _wrong(f"there is no file {asked.file}")
    if verb == "get" and asked.to.exists():
        return _wrong(f"{asked.to} is there already")
    if verb != "check" and address.told(asked):
        from workers.cli.at.evidence import run  # late: a command that reads the log itself needs no client

        return run(verb, asked)
    if verb in ("put", "get") and not asked.person:
        return address.nobody(f"evidence {verb}")
    return carry_out(lambda reached: work(reached, asked), asked.lang)


def _wrong(why: str) -> int:
    print(f"bylaw evidence: {why}", file=sys.stderr)
    return address.WRONG_USE


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no instant; as in 2026-03-02T09:00") from None


# --- putting ---------------------------------------------------------------------------------------


async def put(reached: Reach, asked: argparse.Namespace) -> int:
    """Keep the file, then tell the case; its decider says who may."""
    case = await reached.case(asked.case)
    if PUT not in COMMANDS.get(kind_of(case), {}):
        raise Refused(RULE, "takes_no_files")
    person, name = reached.person(asked.person), named(asked.name or asked.file.name)
    kept = await _kept(reached, asked.file)
    content: dict[str, Any] = {"sha256": kept.digest, "name": name, "media": media_of("", name), "size": kept.size, "note": asked.note}
    if asked.taken_at is not None:
        content["taken_at"] = local(asked.taken_at, reached.governed.calendar(reached.at).zone).isoformat()
    async with door(reached) as ready:
        answer = await ask(ready, case, PUT, content, by=person.id, command=asked.id or uuid4())
    if answer.refusal is not None:
        no = answer.refusal
        raise Refused(no.clause, no.key, field=no.field, **no.words)
    assert answer.outcome != "refused", "raised above"
    if asked.json:
        print(json.dumps({"case": case, "digest": kept.digest, "size": kept.size, "outcome": answer.outcome, "version": answer.version}))
    else:
        print(answer_line(await reached.reader.number_of(case) or "", case, answer.outcome, answer.stage, asked.lang))
        print(kept.digest)
    return DONE


def local(instant: datetime, zone: str) -> datetime:
    """As it was meant where the organisation is."""
    return instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone))


async def _kept(reached: Reach, file: Path) -> Kept:
    limit = reached.settings.largest_file
    try:
        return await store(reached.settings).put(_pieces(file), limit)
    except Empty:
        raise Refused(RULE, "empty_file", field="file") from None
    except TooLarge:
        raise Refused(RULE, "file_too_large", field="file", limit=f"{limit} B") from None
    except NotClean:
        raise Refused(RULE, "not_clean", field="file") from None
    except NotScanned:
        raise Refused(RULE, "not_scanned", field="file") from None


async def _pieces(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb") as source:
        while piece := source.read(PIECE):
            yield piece


# --- being handed one --------------------------------------------------------------------------------


async def get(reached: Reach, asked: argparse.Namespace) -> int:
    """Into a file, once all of it is known to be what was put. Who asked is in the log before that."""
    case, person = await reached.case(asked.case), reached.person(asked.person)
    found = await page_of(reached, case)
    sight = sight_of(reached, found, person)
    if not sight.case or sight.personal == "hidden":
        raise Refused("house:form", "unknown_case", field="case")
    if asked.digest not in {line.data["digest"] for line in _files(for_reader(found, person.id))}:
        raise Refused(RULE, "no_such_file", field="digest")
    source = store(reached.settings).open(asked.digest)
    try:
        first = await anext(source)
        digests, basis = (asked.digest,), sight.basis
        await record_custody(reached.log, reached.governed, by=person.id, case=case, digests=digests, basis=basis, at=reached.at)
        await written(asked.to, first, source)
    except NotKept:
        raise Refused(RULE, "file_missing") from None
    except Tampered:
        raise Refused(RULE, "altered") from None
    return DONE


async def written(target: Path, first: bytes, rest: AsyncIterator[bytes]) -> str:
    """Whole or not at all, and over nothing that is there already; the digest of what was written."""
    found, coming = sha256(), target.with_name(f".{target.name}.{uuid4().hex[:8]}")
    try:
        with coming.open("xb") as file:
            found.update(first)
            file.write(first)
            async for piece in rest:
                found.update(piece)
                file.write(piece)
        target.hardlink_to(coming)  # which a rename would not refuse
    finally:
        coming.unlink(missing_ok=True)
    return found.hexdigest()


# --- which there are ---------------------------------------------------------------------------------


async def list_(reached: Reach, asked: argparse.Namespace) -> int:
    """Who put each, when, and who was handed it."""
    case = await reached.case(asked.case)
    found, chain = await page_of(reached, case), await custody_of(reached.log, case)
    lines = [await reached.opened(dict(line.data) | {"by": line.data.get("by") or line.by}) for line in _files(found)]
    name, days = await reached.names(), found.rules.calendar
    reporter = getattr(found.case, "parties", {}).get("reporter")  # house:reporter: nobody is told who that is
    rows = [
        {
            **{key: line[key] for key in ("digest", "name", "media", "size", "taken_at", "note")},
            "by": "" if line["by"] == reporter else line["by"],
            "at": event.happened_at.isoformat(),
            "handed": [
                {"by": "" if each.by == reporter else each.by, "at": each.at.isoformat(), "exported": each.exported}
                for each in chain
                if line["digest"] in each.digests
            ],
        }
        for line, event in zip(lines, _files(found), strict=True)
    ]
    _print(rows, name, days, asked)
    return DONE


def _print(rows: list[dict[str, Any]], name: Callable[[str], str], days: Calendar, asked: argparse.Namespace) -> None:
    if asked.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        print(f"{row['digest']}  {row['size']:>10}  {row['media']}  {harmless(str(row['name']))}")
        print(f"  {shown(days, datetime.fromisoformat(row['at']))}  {name(row['by']) or '–'}  {harmless(str(row['note']))}".rstrip())
        for each in row["handed"]:
            what = SAID["exported" if each["exported"] else "read"][asked.lang]
            print(f"    {shown(days, datetime.fromisoformat(each['at']))}  {what} {name(each['by']) or '–'}")
    if not rows:
        print(SAID["none"][asked.lang])


def _files(found: Page) -> list[Line]:
    return [line for line in found.timeline if line.type == ADDED]


# --- whether all is whole ----------------------------------------------------------------------------


async def check_(reached: Reach, asked: argparse.Namespace) -> int:
    """Reads every file of every case. 0 all whole, 1 some are not: which, and of which case, on the output."""
    seen, faults = set[str](), list[dict[str, str]]()
    async for each in check(reached.log, store(reached.settings)):
        seen.add(each.digest)
        if each.state != "whole":
            faults.append({"case": each.case, "digest": each.digest, "state": each.state})
            if not asked.json:
                print(f"{SAID[each.state][asked.lang]}  {each.digest}  {await reached.reader.number_of(each.case) or each.case}")
    bad = len({each["digest"] for each in faults})
    if asked.json:
        print(json.dumps({"files": len(seen), "faults": faults}, indent=1))
    else:
        print(SAID["faults" if bad else "whole"][asked.lang].format(count=len(seen), faults=bad), file=sys.stderr if bad else sys.stdout)
    return REFUSED if bad else DONE
