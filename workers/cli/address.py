"""A console's address: with one, a command asks that console instead of the log of this machine."""

from __future__ import annotations

import argparse
import os
import sys

WRONG_USE = 2
ADDRESS, TOKEN = "BYLAW_ADDRESS", "BYLAW_TOKEN"


def add(parser: argparse.ArgumentParser, *, ones: bool = False) -> None:
    """``--at``; with `ones` also ``--as``, for commands that on this machine are asked by nobody in particular."""
    parser.add_argument(
        "--at",
        metavar="ADDRESS",
        default=os.environ.get(ADDRESS, ""),
        help=f"ask the console at this address (or {ADDRESS}), for whom {TOKEN} speaks; on a stack for trying for whom --as names",
    )
    if ones:
        parser.add_argument("--as", dest="person", metavar="PERSON", default="", help="with --at: who asks")


def told(asked: argparse.Namespace) -> bool:
    """Whether a console is asked."""
    return bool(asked.at)


def token() -> str:
    """The caller's token; it stands in no argument, since others see those."""
    return os.environ.get(TOKEN, "")


def nobody(command: str) -> int:
    """Who asks must be said."""
    print(f"bylaw {command}: --as PERSON says who asks", file=sys.stderr)
    return WRONG_USE
