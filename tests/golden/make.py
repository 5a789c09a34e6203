"""``tools/golden``: writes what this release leaves to all later ones.

tests/golden/VERSION/ holds histories of cases in many states, an event of each type, the schema, and which workflow calls the code
makes in which order. Later releases must read all of it, of every version: tests/golden/test_golden.py. Run it once when a release is
made; what an older version wrote is never written again.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.metadata
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.golden.fingerprints import fingerprints
from tests.golden.record import record
from tests.golden.samples import samples
from tests.golden.schema import build, dump
from workers.embedded import EmbeddedPostgres

HERE = Path(__file__).parent
PARTS = ("histories", "events", "schema", "fingerprints")


def main() -> int:
    """Write the parts that were asked for."""
    parser = argparse.ArgumentParser(prog="tools/golden", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--version", default=importlib.metadata.version("bylaw"), help="the release; by default the one that is installed")
    parser.add_argument("--only", action="append", choices=PARTS, help="only this part; may be given several times")
    asked = parser.parse_args()
    folder = HERE / asked.version
    folder.mkdir(exist_ok=True)
    parts = asked.only or PARTS
    if "fingerprints" in parts:
        write(folder / "fingerprints.json", fingerprints())
    if "events" in parts:
        write(folder / "events.json", samples())
    with tempfile.TemporaryDirectory(prefix="bylaw-golden-") as servers:
        Path(servers).chmod(0o711)  # as root, PostgreSQL runs as another user and must pass
        if "schema" in parts:
            (folder / "schema.sql").write_text(asyncio.run(schema(Path(servers))))
        if "histories" in parts:
            asyncio.run(histories(folder, Path(servers)))
    say(f"written: {folder.relative_to(HERE.parents[1])} ({', '.join(parts)})")
    return 0


def say(line: str) -> None:
    """Where the person who makes the release sees it."""
    sys.stdout.write(f"{line}\n")


def write(path: Path, value: Any) -> None:
    """As a person can read the difference of two."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


async def schema(servers: Path) -> str:
    """The schema of a fresh database."""
    postgres = EmbeddedPostgres(servers / "postgres")
    try:
        await postgres.start()
        await build(postgres.admin_url)
        return await dump(postgres.admin_url)
    finally:
        await postgres.stop()


async def histories(folder: Path, servers: Path) -> None:
    """Histories and cases, all anew: half an old set and half a new one would be no release's."""
    kept = await record(servers, say)
    shutil.rmtree(folder / "histories", ignore_errors=True)
    (folder / "histories").mkdir()
    for name, text in kept.histories.items():
        (folder / "histories" / f"{name}.json").write_text(text)
    write(folder / "cases.json", kept.cases)


if __name__ == "__main__":
    raise SystemExit(main())
