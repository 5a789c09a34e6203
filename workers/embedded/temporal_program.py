"""Find a program that is a Temporal server, or build one; say which one was taken.

In this order: ``temporal`` on the PATH if it is new enough, a server built before, a build with Go, the SDK's own download.
A server that is already there (``TEMPORAL_ADDRESS``) needs no program and is the caller's affair.
"""

import asyncio
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from temporalio.testing import WorkflowEnvironment

from workers.embedded.process import CannotStart

SERVER_VERSION = "1.32.1"
SERVER_MODULE = "go.temporal.io/server"
# Of the module's files, as in any go.sum that names it. Its own go.sum, which these cover, pins everything it is built from.
SERVER_SUM = "h1:grI5B5cBEMRJnDzGKtsxQRQpsNPisej1B6WgVksc9EM="
OLDEST_CLI = (1, 9, 0)  # the first that carries server 1.32
DOWNLOADED_CLI = "v1.9.1"
SPACE_FOR_A_BUILD = 4 * 1024**3

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemporalProgram:
    """An executable, whether it is the server itself or the ``temporal`` command line, and a line that says where it came from."""

    path: Path
    is_cli: bool
    origin: str


def cache_folder() -> Path:
    """Where the server is kept between clones: ``${XDG_CACHE_HOME:-~/.cache}/bylaw``."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "bylaw"


async def find_temporal(*, say: Say = lambda _: None, cache: Path | None = None) -> TemporalProgram:
    """The program to run; builds or fetches it if there is none yet."""
    folder = cache or cache_folder()
    found = on_the_path() or built_before(folder)
    if found is None and (go := shutil.which("go")):
        found = await asyncio.to_thread(build, go, folder, say)
    if found is None:
        found = await download(folder, say)
    say(found.origin)
    return found


def on_the_path() -> TemporalProgram | None:
    """``temporal``, if it is there and new enough."""
    path = shutil.which("temporal")
    if path is None:
        return None
    printed = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"(\d+)\.(\d+)\.(\d+)", printed)
    if version is None or tuple(map(int, version.groups())) < OLDEST_CLI:
        return None
    return TemporalProgram(path=Path(path), is_cli=True, origin=f"Temporal: the command line {version.group(0)} on the PATH")


def built_before(folder: Path) -> TemporalProgram | None:
    """The server in the cache."""
    path = folder / f"temporal-server-{SERVER_VERSION}"
    return TemporalProgram(path=path, is_cli=False, origin=f"Temporal: server {SERVER_VERSION}, built before") if path.exists() else None


def build(go: str, folder: Path, say: Say) -> TemporalProgram:
    """Build the server from its checked source. Minutes, once per machine."""
    folder.mkdir(parents=True, exist_ok=True)
    refuse_without_space(folder)
    say(f"Temporal: building server {SERVER_VERSION} with Go, once; this takes 2 to 10 minutes")
    source = checked_source(go, say)
    target = folder / f"temporal-server-{SERVER_VERSION}"
    with tempfile.TemporaryDirectory(dir=folder, prefix="build-") as place:
        fresh = Path(place) / "server"
        command = [go, "build", "-C", str(source), "-mod=readonly", "-trimpath", "-ldflags=-s -w", "-v", "-o", str(fresh), "./cmd/server"]
        told(command, say, env={"CGO_ENABLED": "0"})
        fresh.rename(target)  # whole or not at all, also with two builds at once
    return TemporalProgram(path=target, is_cli=False, origin=f"Temporal: server {SERVER_VERSION}, built with Go")


def checked_source(go: str, say: Say) -> Path:
    """The module's source in Go's own cache, if it is the one that we know."""
    say("Temporal: fetching the source")
    env = dict(os.environ) | {"GOFLAGS": "-mod=mod"}
    command = [go, "mod", "download", "-json", f"{SERVER_MODULE}@v{SERVER_VERSION}"]
    done = subprocess.run(command, cwd=tempfile.gettempdir(), capture_output=True, text=True, check=False, env=env)
    told_facts = json.loads(done.stdout) if done.stdout.strip().startswith("{") else {}
    if "Dir" not in told_facts:
        raise CannotStart(f"Go could not fetch the source of the Temporal server: {told_facts.get('Error') or done.stderr.strip()}")
    if told_facts.get("Sum") != SERVER_SUM:
        raise CannotStart(f"The source of the Temporal server is not the one that Bylaw knows ({told_facts.get('Sum')}): not built.")
    return Path(told_facts["Dir"])


def told(command: Sequence[str], say: Say, *, env: dict[str, str]) -> None:
    """Run a build whose every line is one package, and tell every hundredth."""
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=dict(os.environ) | env)
    assert running.stdout is not None
    lines: list[str] = []
    for line in running.stdout:
        lines.append(line.rstrip())
        if len(lines) % 100 == 0:
            say(f"Temporal: {len(lines)} steps of the build done")
    if running.wait() != 0:
        raise CannotStart("Go could not build the Temporal server:\n" + "\n".join(lines[-10:]))


def refuse_without_space(folder: Path) -> None:
    """A build that fills the disk breaks more than itself."""
    free = shutil.disk_usage(folder).free
    if free < SPACE_FOR_A_BUILD:
        raise CannotStart(f"Building the Temporal server needs 4 GiB free in {folder}; there are {free / 1024**3:.1f}.")


async def download(folder: Path, say: Say) -> TemporalProgram:
    """The SDK's own download of the ``temporal`` command line, kept beside the built ones."""
    target = folder / f"temporal-cli-{DOWNLOADED_CLI}"
    origin = f"Temporal: the command line {DOWNLOADED_CLI}, downloaded by the SDK"
    if not target.exists():
        say("Temporal: no program and no Go here; the SDK downloads one")
        await fetched_by_the_sdk(folder, target)
    return TemporalProgram(path=target, is_cli=True, origin=origin)


async def fetched_by_the_sdk(folder: Path, target: Path) -> None:
    """Let the SDK start it once, which fetches it; then take the file."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="download-") as place:
        try:
            started = await WorkflowEnvironment.start_local(download_dest_dir=place, dev_server_download_version=DOWNLOADED_CLI)
        except RuntimeError as error:
            raise CannotStart(
                "There is no Temporal server: install Go 1.26 or newer, or `temporal` 1.9 or newer, or set TEMPORAL_ADDRESS."
            ) from error
        await started.shutdown()
        (program,) = (path for path in Path(place).rglob("*") if path.is_file() and os.access(path, os.X_OK))
        program.rename(target)
