"""Where cases are measured: a PostgreSQL and a Temporal of the run's own, and worker processes, one for ours and one for the rival."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from temporalio.client import Client

from activities.ask import Door
from activities.govern import Governing, Governor
from activities.governed import Governed
from activities.migrations import migrate as migrate_world
from domain.governance import GOVERNING
from domain.organisation import Organisation
from eventlog.keyring import PostgresKeyring
from eventlog.migrations import migrate, migrate_keys
from eventlog.postgres import PostgresLog
from eventlog.roles import APP, HOUSE, KEYS, admit
from packs import read
from packs.read import find
from views.migrations import migrate as migrate_views
from workers.child import Child
from workers.door_key import own_or_new_key
from workers.embedded import EmbeddedPostgres, EmbeddedTemporal
from workers.settings import Settings, as_environment
from workers.stack import until_polled

ROOT = Path(__file__).parents[1]
PACK = {
    "pack": "minutes",
    "calendar": str(ROOT / "packs/sample/calendar.yaml"),
    "organisation": str(ROOT / "packs/sample/organisation.yaml"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Everything that a measurement uses."""

    settings: Settings
    client: Client
    door: Door
    log: PostgresLog
    servers: Mapping[str, int]
    """Pids by name."""
    children: Sequence[Child]

    def cpu_seconds(self) -> dict[str, float]:
        """Processor time that each process has taken so far; PostgreSQL with its children."""
        running = {**self.servers, **{child.name: child.pid for child in self.children}}
        return {name: _cpu(pid, alone=name == "client") for name, pid in running.items() if pid is not None}

    def check(self) -> None:
        """Raises RuntimeError when a process died meanwhile: its figures would be those of a restart."""
        if died := [child.name for child in self.children if child.restarts]:
            raise RuntimeError(f"died meanwhile: {', '.join(died)}")


def _cpu(pid: int, *, alone: bool) -> float:
    process = psutil.Process(pid)
    family = [process] if alone else [process, *process.children(recursive=True)]
    return sum(times.user + times.system for times in (each.cpu_times() for each in family))


@asynccontextmanager
async def stand(pack: Mapping[str, Any] | None = None) -> AsyncIterator[Stand]:
    """Bring it up in a folder of its own, under this pack or the one in minutes, and remove everything afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bylaw-bench-"))
    folder.chmod(0o711)  # as root, PostgreSQL runs as another user and must pass
    async with AsyncExitStack() as down:
        down.callback(shutil.rmtree, folder, ignore_errors=True)
        postgres, temporal = EmbeddedPostgres(folder / "postgres"), EmbeddedTemporal(folder / "temporal")
        down.push_async_callback(postgres.stop)
        await postgres.start()
        down.push_async_callback(temporal.stop)
        await temporal.start()
        settings = Settings(
            home=folder, database_url=postgres.url, admin_url=postgres.admin_url, temporal_address=temporal.address, embedded=True
        )
        await _migrate(settings)
        log = await PostgresLog.connect(settings.database)
        down.push_async_callback(log.close)
        keyring = await PostgresKeyring.connect(settings.keys)
        down.push_async_callback(keyring.close)
        governed = Governed(log)
        await _adopt(settings, log, governed, keyring, pack)
        client = await Client.connect(settings.temporal, namespace=settings.namespace)
        ours = [sys.executable, "-m", "workers.cli", "run", "--only"]
        commands = {
            "our worker": [*ours, "worker"],
            "rival's worker": [sys.executable, "-m", "benchmarks._rival"],
            "house": [*ours, "house"],
        }
        children = [await _start(down, name, command, settings, folder / f"{name}.log") for name, command in commands.items()]
        servers = {"client": os.getpid(), "temporal": temporal.pid, "postgres": postgres.pid}
        for queue in ("cases", "rival-cases"):
            await asyncio.wait_for(until_polled(settings, queue), 60)
        door = Door(client=client, log=log, governed=governed, keyring=keyring, secret=own_or_new_key(settings))
        yield Stand(settings=settings, client=client, door=door, log=log, servers=servers, children=children)


async def _migrate(settings: Settings) -> None:
    await migrate(settings.admin)
    await migrate_keys(settings.admin)
    await migrate_views(settings.admin)
    await migrate_world(settings.admin)
    await admit(settings.admin, "bylaw", roles=(APP, HOUSE, KEYS))


async def _adopt(
    settings: Settings, log: PostgresLog, governed: Governed, keyring: PostgresKeyring, pack: Mapping[str, Any] | None
) -> None:
    """The pack in minutes, under which notices leave at any time, or the one that is given."""
    content = {kind: read.load(find(name)).content for kind, name in PACK.items()} | ({"pack": pack} if pack else {})
    key = own_or_new_key(settings)
    organisation = read.organisation(content["organisation"])
    asked = Governing(
        command="adopt_first",
        content={**content, "door_key": key.key, "door_public": key.public},
        by=_governor(organisation),
        at=datetime.now(UTC),
    )
    outcome = await Governor(log, governed, keyring).govern(asked)
    if outcome.outcome != "done":
        raise RuntimeError(f"the pack is not in force: {outcome}")
    await governed.refresh()


def _governor(organisation: Organisation) -> str:
    return next(person.id for post in GOVERNING for person in organisation.people.values() if post in person.posts)


async def _start(down: AsyncExitStack, name: str, command: list[str], settings: Settings, said: Path) -> Child:
    """A process of ours that ends when we do. What it says goes to a file."""
    file = down.enter_context(said.open("w"))
    child = Child(
        name,
        environment={**as_environment(settings), "PYTHONPATH": str(ROOT)},
        say=lambda _, line: print(line, file=file, flush=True),
        changed=lambda: None,
        command=command,
    )
    down.push_async_callback(child.stop)
    child.start()
    return child
