"""``bylaw check``: whether a pack can be adopted. Needs no server."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from packs.check import problems
from packs.read import find

DONE, REFUSED, WRONG_USE = 0, 1, 2


def add_parsers(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "check",
        help="check a pack: nothing unknown, unreachable or contradictory",
        description="Prints one line for each problem, file:line: field: reason. Exit code 1 if there is one.",
        epilog="example: bylaw check default --organisation packs/sample/organisation.yaml",
    )
    parser.add_argument("pack", metavar="PACK", help="a pack's file or folder, or a pack that comes with the product: default, minutes")
    parser.add_argument("--organisation", metavar="FILE", help="the organisation in which its rungs must be held")
    parser.add_argument("--calendar", metavar="FILE", help="a calendar to check beside it")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the problems. 0 none, 1 some, 2 when a file is not there."""
    paths = [find(args.pack), *(find(name) for name in (args.organisation, args.calendar) if name)]
    missing = [path for path in paths if not path.is_file()]
    if missing:
        print(f"bylaw check: no such file: {missing[0]}", file=sys.stderr)
        return WRONG_USE
    language = getattr(args, "lang", None) or "en"
    found = problems(paths)
    for each in found:
        print(f"{each.file}:{each.line}: {each.field}: {each.said(language)}")
    if not found:
        print(f"{paths[0]}: {'没有问题' if language == 'zh' else 'in order'}", file=sys.stderr)
    return REFUSED if found else DONE
