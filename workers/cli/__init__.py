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

GROUPS = ("run", "adopt", "check", "cases", "show", "lists", "due", "delegate", "sign", "notices", "recover")

Command = Callable[[argparse.Namespace], int]


def main() -> None:
    """The entry point. Ends hard: with the SDK loaded, the interpreter sometimes dies while it cleans up after a clean end."""
    try:
        code = run(sys.argv[1:])
    except Exception:  # noqa: BLE001 - the top of the process
        traceback.print_exc()
        code = BROKEN
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def run(argv: Sequence[str]) -> int:
    """Parse, do, and give the exit code."""
    try:
        asked = parser().parse_args(argv)
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


def parser() -> argparse.ArgumentParser:
    """All groups' commands."""
    top = argparse.ArgumentParser(prog="bylaw", description="Written rules as durable, timed, provable procedures.")
    subparsers = top.add_subparsers(metavar="COMMAND", required=True)
    for group in GROUPS:
        importlib.import_module(f"workers.cli.{group}").add_parsers(subparsers)
    return top
