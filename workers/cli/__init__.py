"""The command line ``bylaw``. Each module of this package adds a group of commands with ``add_parsers(subparsers)``.

Exit codes: 0 done, 1 refused, 2 wrong use, 3 not reachable.
"""

import argparse
import importlib
import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence

from workers.embedded.process import CannotStart
from workers.settings import NotReachable

DONE, REFUSED, WRONG_USE, NOT_REACHABLE = 0, 1, 2, 3
BROKEN = 70  # a fault of ours: none of the four

GROUPS = {
    "run": ("run", "status", "stop"),
    "cases": ("open", "act"),
    "incident": ("incident",),
    "show": ("show", "explain", "who-can", "log"),
    "lists": ("inbox", "cases"),
    "due": ("due",),
    "check": ("check",),
    "adopt": ("adopt",),
    "delegate": ("delegate",),
    "roster": ("roster",),
    "sign": ("sign",),
    "token": ("token",),
    "export": ("export", "verify-package"),
    "ledger": ("ledger",),
    "notices": ("notices",),
    "evidence": ("evidence",),
    "erase": ("erase",),
    "recover": ("recover", "rebuild"),
}
"""The modules of this package and their commands. Only the one that is asked for is loaded: most of a short command's time is loading."""

Command = Callable[[argparse.Namespace], int]


def main() -> None:
    """The entry point. Ends hard: with the SDK loaded, the interpreter sometimes dies while it cleans up after a clean end."""
    try:
        code = called(sys.argv[1:])
    except Exception:  # noqa: BLE001 - the top of the process
        traceback.print_exc()
        code = BROKEN
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def called(argv: Sequence[str]) -> int:
    """Parse, do, and give the exit code. Not named as a module of this package is, which would take its place once loaded."""
    try:
        asked = parser(argv[:1]).parse_args(argv)
        command: Command = asked.run
        return command(asked)
    except SystemExit as wrong:  # argparse has said what is wrong, or helped
        return wrong.code if isinstance(wrong.code, int) else WRONG_USE
    except (NotReachable, CannotStart) as reason:
        print(reason, file=sys.stderr)
        return NOT_REACHABLE
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader has seen enough, as with `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def parser(asked: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The commands of the group that has the command asked for; of all groups where none has."""
    top = argparse.ArgumentParser(prog="bylaw", description="Written rules as durable, timed, provable procedures.")
    subparsers = top.add_subparsers(metavar="COMMAND", required=True)
    wanted = [group for group, commands in GROUPS.items() if set(asked) & set(commands)]
    for group in wanted or GROUPS:
        importlib.import_module(f"workers.cli.{group}").add_parsers(subparsers)
    return top
