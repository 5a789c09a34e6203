"""``bylaw export --chain`` makes one package of a case and all that it comes from and led to; ``bylaw verify-package`` checks one."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from activities.archive.check import Checked, NotAPackage, check
from activities.archive.handing import hand_out, readable
from activities.archive.package import Made, Source
from activities.chained import Chained
from domain.kernel import PersonId, Refused
from evidence.at import store_at
from evidence.errors import NotKept, Tampered
from evidence.names import RULE
from workers.cli import address
from workers.cli.reach import DONE, REFUSED, Reach, carry_out

LANGUAGES = ("zh", "en")

SAID = {
    "made": {"en": "{cases} cases, {events} events, {files} files", "zh": "{cases} 个案件，{events} 条记录，{files} 个文件"},
    "left_out": {
        "en": "{count} of the cases are not yours to read and are left out",
        "zh": "另有 {count} 个案件您无权查阅，未列入",
    },
    "manifest": {"en": "SHA-256 of the manifest, as it stands in the log:", "zh": "清单的 SHA-256（已记入日志）："},
    "whole": {
        "en": "as it was made: {cases} cases, {events} events, {files} files",
        "zh": "与导出时一致：{cases} 个案件，{events} 条记录，{files} 个文件",
    },
    "faults": {"en": "NOT as it was made:", "zh": "与导出时不一致："},
    "altered": {"en": "altered", "zh": "被改动"},
    "missing": {"en": "missing", "zh": "缺失"},
    "twice": {"en": "there twice", "zh": "重复"},
    "not_listed": {"en": "not in the manifest", "zh": "不在清单内"},
    "not_as_hashed": {"en": "an event is not what was hashed", "zh": "有记录与其哈希不符"},
    "out_of_order": {"en": "an event is left out or out of order", "zh": "有记录缺失或次序有误"},
    "not_all": {"en": "not all events are there", "zh": "记录不全"},
    "files_differ": {"en": "its list of files is not that of the events", "zh": "文件清单与记录不符"},
}


def add_parsers(subparsers: Any) -> None:
    """export, verify-package."""
    making = subparsers.add_parser(
        "export",
        help="a case with all that it comes from and led to, as one package",
        description="Make one package of a chain: every event as stored, every file by its digest, and a story to read. It is recorded.",
    )
    making.add_argument("--chain", metavar="CASE", required=True, help="any of its cases: an id, or a number")
    making.add_argument("--to", metavar="FILE", type=Path, required=True, help="where it goes; what is there already stays")
    making.add_argument("--with-files", action="store_true", help="with the content of the files, not only their digests")
    making.add_argument("--uncover", action="store_true", help="with personal words in the story; the look is recorded")
    making.add_argument("--as", dest="person", metavar="PERSON", default="", help="who asks: a handle of the organisation, or an id")
    address.add(making)
    _common(making)
    making.set_defaults(run=_export)
    checking = subparsers.add_parser(
        "verify-package",
        help="whether a package is still as it was made",
        description="Check every member of a package by its digest, every event by its hash, and every count. Needs no server.",
    )
    checking.add_argument("file", metavar="FILE", type=Path)
    _common(checking)
    checking.set_defaults(run=_verify)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of what is printed (default: en)")


# --- making one ----------------------------------------------------------------------------------------


def _export(asked: argparse.Namespace) -> int:
    if asked.to.exists() or not asked.to.parent.is_dir():
        why = f"{asked.to} is there already" if asked.to.exists() else f"there is no folder {asked.to.parent}"
        print(f"bylaw export: {why}", file=sys.stderr)
        return address.WRONG_USE
    if address.told(asked):
        from workers.cli.at.export import run  # late: a command that reads the log itself needs no client

        return run(asked)
    if not asked.person:
        return address.nobody("export")
    return carry_out(partial(export, asked=asked), asked.lang)


async def export(reached: Reach, asked: argparse.Namespace) -> int:
    """Into a file that is there only when all of it is, and when the log says who has it."""
    case, person = await reached.case(asked.chain), reached.person(asked.person)
    store = store_at(reached.settings.files) if asked.with_files else None
    names = {lang: await reached.names(lang) for lang in LANGUAGES}
    source = Source(log=reached.log, keyring=reached.keyring, names=names, store=store)
    found = await readable(source, reached.governed, reached.reader, case, reached.at, person.id)
    coming = asked.to.with_name(f".{asked.to.name}.{uuid4().hex[:8]}")
    try:
        with coming.open("xb") as target:
            made = await _made(source, reached, found, person.id, target, uncover=asked.uncover)
        asked.to.hardlink_to(coming)  # which a rename would not refuse
    finally:
        coming.unlink(missing_ok=True)
    _print(made, len(found.shown.hidden), asked)
    return DONE


async def _made(source: Source, reached: Reach, found: Chained, who: PersonId, target: IO[bytes], *, uncover: bool) -> Made:
    try:
        return await hand_out(source, reached.governed, found, who, reached.at, target, uncover=uncover)
    except NotKept:
        raise Refused(RULE, "file_missing") from None
    except Tampered:
        raise Refused(RULE, "altered") from None


def _print(made: Made, left_out: int, asked: argparse.Namespace) -> None:
    files = len({digest for digests in made.files.values() for digest in digests})
    counted = {"cases": len(made.cases), "events": made.events, "files": files}
    if asked.json:
        print(json.dumps({"to": str(asked.to), "manifest": made.manifest, "left_out": left_out, **counted}, indent=1))
        return
    print(SAID["made"][asked.lang].format(**counted))
    if left_out:
        print(SAID["left_out"][asked.lang].format(count=left_out))
    print(SAID["manifest"][asked.lang], made.manifest)


# --- checking one --------------------------------------------------------------------------------------


def _verify(asked: argparse.Namespace) -> int:
    """0 it is as it was made, 1 it is not, 2 it is no package."""
    try:
        found = check(asked.file)
    except (NotAPackage, OSError) as wrong:
        print(f"bylaw verify-package: {asked.file}: {wrong}", file=sys.stderr)
        return address.WRONG_USE
    said(found, asked)
    return REFUSED if found.faults else DONE


def said(found: Checked, asked: argparse.Namespace) -> None:
    """What was found."""
    counted = {"cases": found.cases, "events": found.events, "files": found.files}
    if asked.json:
        faults = [{"member": each.member, "key": each.key, "detail": each.detail} for each in found.faults]
        print(json.dumps({"manifest": found.manifest, **counted, "faults": faults}, ensure_ascii=False, indent=1))
        return
    if found.faults:
        print(SAID["faults"][asked.lang], file=sys.stderr)
        for each in found.faults:
            print(f"  {each.member}: {SAID[each.key][asked.lang]}{f' ({each.detail})' if each.detail else ''}", file=sys.stderr)
        return
    print(SAID["whole"][asked.lang].format(**counted))
    print(SAID["manifest"][asked.lang], found.manifest)
