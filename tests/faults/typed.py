"""Types many lines into the command line, in a process of its own: `python -m tests.faults.typed` reads JSON, answers JSON."""

from __future__ import annotations

import contextlib
import io
import json
import sys

from workers.cli import called


def main() -> None:
    """Each line as `bylaw` would take it: exit code, what it printed, what it complained."""
    done = []
    for argv in json.load(sys.stdin):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = called(argv)
        done.append((code, out.getvalue(), err.getvalue()))
    json.dump(done, sys.stdout)


if __name__ == "__main__":
    main()
