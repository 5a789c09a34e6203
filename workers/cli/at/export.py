"""``bylaw export --chain`` at an address."""

from __future__ import annotations

import argparse

from activities.archive.check import NotAPackage, check
from workers.cli.at import DONE, There, WrongUse, carry_out
from workers.cli.evidence import written
from workers.cli.export import said


def run(asked: argparse.Namespace) -> int:
    """0 done, 1 refused, 2 wrong use, 3 not reachable."""
    return carry_out(export, asked)


async def export(there: There, asked: argparse.Namespace) -> int:
    """Into a file; what came is checked before it is said to be there."""
    async with there.bylaw.package(asked.chain, files=asked.with_files, uncover=asked.uncover) as pieces:
        await written(asked.to, b"", pieces)
    try:
        found = check(asked.to)
    except NotAPackage as wrong:
        asked.to.unlink()
        raise WrongUse(f"what came is no package: {wrong}") from wrong
    said(found, asked)
    return DONE
