"""Find or build the Temporal server before the tests start, with its progress where a person sees it."""

import asyncio
import os
import sys

from workers.embedded import CannotStart
from workers.embedded.temporal_program import find_temporal


def main() -> int:
    """Say which server was taken; a sentence and 3 if there is none."""
    if address := os.environ.get("TEMPORAL_ADDRESS") or os.environ.get("BYLAW_TEST_TEMPORAL_ADDRESS"):
        print(f"Temporal: the server at {address}")
        return 0
    try:
        asyncio.run(find_temporal(say=lambda line: print(line, flush=True)))
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
