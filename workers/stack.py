"""`bylaw run`: everything on one machine, for trying. Up in order, kept up, down in the reverse order."""

import asyncio
import importlib.metadata
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError

from workers.child import Child
from workers.embedded import CannotStart, EmbeddedPostgres, EmbeddedTemporal, ensure_namespace
from workers.embedded.ports import free_ports, is_free
from workers.home import Home, ProcessNote, Running, note_of
from workers.settings import PROCESSES, Settings, as_environment

LOOK_EVERY = 0.5  # seconds between looks at the servers
USUAL_PORT = 8080
READY_WITHIN = 90.0  # seconds for our own processes after the servers answer
# The other way round than they are stopped: who uses something goes before it.
STOP_ORDER = ("console", "watchdog", "worker", "house")
NOT_EVIDENCE = "This stack is for trying. Its record is real, but whoever owns this machine could replace it: it is not evidence."


class Stack:
    """The embedded stack on one home."""

    def __init__(self, settings: Settings, *, say: Callable[[str, str], None]) -> None:
        self.home = Home(settings.home)
        self._given = settings
        self._settings = settings
        self._say = say
        self._started_at = datetime.now(UTC).isoformat(timespec="seconds")
        self._ready = False
        self._restarts = {"postgres": 0, "temporal": 0}
        self._postgres: EmbeddedPostgres | None = None
        self._temporal: EmbeddedTemporal | None = None
        self._children: dict[str, Child] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Bring everything up, say so, keep it up until asked to stop, bring everything down."""
        self.home.make()
        with self.home.locked():
            async with AsyncExitStack() as down:
                down.callback(self.home.forget)
                up = asyncio.create_task(self._up(down), name="bring up")
                await first_of(up, asyncio.create_task(stop.wait(), name="stop asked for"))
                if not stop.is_set():
                    await self._keep_servers_up(stop)
                self._say("bylaw", "stopping")
        self._say("bylaw", "stopped; the next run goes on where this one was")

    async def _up(self, down: AsyncExitStack) -> None:
        await self._start_postgres(down)
        await self._start_temporal(down)
        self._settings = self._with_addresses()
        await self._migrate()
        await self._adopt_sample()
        await self._start_children(down)
        self._note()
        await self._until_ready()
        self._ready = True
        self._note()
        for line in table(self._addresses()):
            self._say("bylaw", line)
        self._say("bylaw", NOT_EVIDENCE)
        self._say("bylaw", "ready")

    async def _start_postgres(self, down: AsyncExitStack) -> None:
        if self._given.database_url is not None:
            self._say("postgres", "the one of BYLAW_DATABASE_URL")
            return
        self._postgres = EmbeddedPostgres(self.home.folder / "postgres", port=self._given.postgres_port)
        down.push_async_callback(self._postgres.stop)
        await self._postgres.start()
        self._say("postgres", f"PostgreSQL 18 on port {self._postgres.port}")

    async def _start_temporal(self, down: AsyncExitStack) -> None:
        if self._given.temporal_address is not None:
            self._say("temporal", "the one of TEMPORAL_ADDRESS")
            await ensure_namespace(self._given.temporal_address, self._given.namespace)
            return
        self._temporal = EmbeddedTemporal(
            self.home.folder / "temporal",
            namespace=self._given.namespace,
            port=self._given.temporal_port,
            say=lambda line: self._say("temporal", line),
        )
        down.push_async_callback(self._temporal.stop)
        self._say("temporal", f"on {await self._temporal.start()}")

    def _with_addresses(self) -> Settings:
        found: dict[str, Any] = {"embedded": True}
        if self._postgres is not None:
            found |= {"database_url": self._postgres.url, "admin_url": self._postgres.admin_url}
        if self._temporal is not None:
            found |= {"temporal_address": self._temporal.address}
        if "console" in self._wanted():
            port = self._given.console_port or self._kept_port()
            found |= {"console_port": port, "console_url": self._given.console_url or f"http://{self._given.console_host}:{port}"}
        return self._given.model_copy(update=found)

    def _kept_port(self) -> int:
        """The console's port: the usual one if it is free, else a free one; the same at the next start, for the sake of bookmarks."""
        noted = self.home.folder / "console-port"
        ports = [int(noted.read_text())] if noted.exists() else []
        port = next((each for each in (*ports, USUAL_PORT) if is_free(each)), None) or free_ports(1)[0]
        noted.write_text(str(port))
        return port

    async def _migrate(self) -> None:
        """The log's tables and the lists', and what the login may do with them."""
        from activities.migrations import migrate as migrate_world
        from console.migrations import migrate as migrate_console
        from eventlog.migrations import migrate, migrate_keys  # late: `bylaw status` needs no database code
        from eventlog.roles import APP, HOUSE, KEYS, admit
        from views.migrations import migrate as migrate_views

        await migrate(self._settings.admin)
        await migrate_keys(self._settings.keys_url or self._settings.admin)
        await migrate_views(self._settings.admin)
        await migrate_world(self._settings.admin)
        await migrate_console(self._settings.admin)
        if self._postgres is not None:
            await admit(self._settings.admin, "bylaw", roles=(APP, HOUSE, KEYS))

    async def _adopt_sample(self) -> None:
        """On the first start somebody must be there who can ask for something, and rules to ask under."""
        from workers.sample import adopt_sample  # late, as above
        from workers.sample_roster import keep_roster

        if await adopt_sample(self._settings):
            self._say("bylaw", "the default pack and the sample organisation are in force")
        if turns := await keep_roster(self._settings):
            self._say("bylaw", f"the sample organisation's rosters go {turns} turns further")

    def _wanted(self) -> tuple[str, ...]:
        return tuple(name for name in PROCESSES if name in self._settings.processes.split(","))

    async def _start_children(self, down: AsyncExitStack) -> None:
        environment = as_environment(self._settings)
        for name in self._wanted():
            self._children[name] = Child(name, environment=environment, say=self._say, changed=self._note)
        down.push_async_callback(self._stop_children)
        for child in self._children.values():
            child.start()

    async def _stop_children(self) -> None:
        for name in STOP_ORDER:
            if name in self._children:
                await self._children[name].stop()

    async def _until_ready(self) -> None:
        """The worker takes cases when Temporal sees it asking for them, the console when its port is open; the others when they live."""
        if "worker" in self._children:
            await self._soon(until_polled(self._settings, "cases"), "The worker takes no cases")
        if "console" in self._children:
            assert self._settings.console_port is not None, "given or chosen before"
            await self._soon(until_open(self._settings.console_host, self._settings.console_port), "The console does not answer")

    async def _soon(self, ready: Awaitable[None], otherwise: str) -> None:
        try:
            await asyncio.wait_for(ready, READY_WITHIN)
        except TimeoutError as error:
            raise CannotStart(f"{otherwise} after {READY_WITHIN:.0f} s; the lines above say why.") from error

    async def _keep_servers_up(self, stop: asyncio.Event) -> None:
        """A server that died is started again on the same files and port; our processes wait for it by themselves."""
        while not await happened(stop, within=LOOK_EVERY):
            for name, server in (("postgres", self._postgres), ("temporal", self._temporal)):
                if server is not None and not server.running():
                    self._say(name, "died; starting it again")
                    self._restarts[name] += 1
                    await self._again(name, server)

    async def _again(self, name: str, server: EmbeddedPostgres | EmbeddedTemporal) -> None:
        try:
            await server.start()
        except CannotStart as reason:
            self._say(name, str(reason))
            await asyncio.sleep(1.0)
        else:
            self._say(name, "runs again")
            self._note()

    def _addresses(self) -> dict[str, str]:
        console = {"console": self._settings.console_url} if "console" in self._wanted() else {}
        return console | {
            "PostgreSQL": without_password(self._settings.database),
            "Temporal": f"{self._settings.temporal}, namespace {self._settings.namespace}",
            "data": str(self.home.folder),
        }

    def _note(self) -> None:
        """Write down what runs, for `bylaw status` and for whoever finds this stack dead."""
        myself = note_of("bylaw", own_pid())
        assert myself is not None
        self.home.write(
            Running(
                ready=self._ready,
                version=importlib.metadata.version("bylaw"),
                started_at=self._started_at,
                stack=myself,
                processes=tuple(self._notes()),
                environment=self._settings.model_dump(mode="json", include=SHARED, exclude_none=True),
            )
        )

    def _notes(self) -> list[ProcessNote]:
        servers = {"postgres": self._postgres, "temporal": self._temporal}
        running = [(name, server.pid, self._restarts[name]) for name, server in servers.items() if server is not None and server.running()]
        running += [(name, child.pid, child.restarts) for name, child in self._children.items() if child.pid is not None]
        notes = [note_of(name, pid, restarts=restarts) for name, pid, restarts in running]
        return [note for note in notes if note is not None]


SHARED = {"console_port", "console_url", "database_url", "admin_url", "keys_url", "temporal_address", "namespace", "embedded"}


async def first_of(work: asyncio.Task[None], stop: asyncio.Task[Any]) -> None:
    """Do the work unless stop comes first; then the work is given up. Its error is ours."""
    await asyncio.wait((work, stop), return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    if work.done():
        await work
    else:
        work.cancel()
    await asyncio.gather(work, stop, return_exceptions=True)


async def happened(event: asyncio.Event, *, within: float) -> bool:
    """Wait so long (seconds) for an event."""
    try:
        await asyncio.wait_for(event.wait(), within)
    except TimeoutError:
        return False
    return True


async def until_polled(settings: Settings, queue: str) -> None:
    """Wait until some worker asks Temporal for this queue's workflow tasks."""
    client = await Client.connect(settings.temporal, namespace=settings.namespace)
    asked = DescribeTaskQueueRequest(
        namespace=settings.namespace, task_queue=TaskQueue(name=queue), task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW
    )
    while True:
        try:
            if (await client.workflow_service.describe_task_queue(asked)).pollers:
                return
        except RPCError:
            pass  # the server was started a second ago, and perhaps again
        await asyncio.sleep(0.1)


async def until_open(host: str, port: int) -> None:
    """Wait until somebody listens there."""
    while True:
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            await writer.wait_closed()
            return


def own_pid() -> int:
    """This process."""
    import os

    return os.getpid()


def without_password(url: str) -> str:
    """A URL that may be shown on a screen."""
    before, at, place = url.rpartition("@")
    name = before.rpartition(":")[0] if before.count(":") > 1 else before
    return f"{name}{at}{place}"


def table(rows: dict[str, str]) -> list[str]:
    """Two columns."""
    width = max(map(len, rows))
    return [f"  {name:<{width}}  {value}" for name, value in rows.items()]


def say(name: str, line: str) -> None:
    """One line of the joint log: whose it is, what it says."""
    print(f"{name:<9}| {line}", flush=True)  # noqa: T201 - the screen is where `bylaw run` logs


async def run(settings: Settings) -> None:
    """Run the stack until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    try:
        await Stack(settings, say=say).run(stop)
    finally:
        sys.stdout.flush()
