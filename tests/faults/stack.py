"""The product's real processes on a home of their own. Each can be killed and started again on the same data."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper
from temporalio.worker import Replayer

import packs
from activities.ask import Answer, Door, ask
from activities.governed import Governed
from activities.migrations import migrate as migrate_world
from activities.wire import CASES
from domain.kernel import CaseId, PersonId, case_id, kind_of, uuid_of
from domain.organisation import by_handle
from eventlog.keyring import PostgresKeyring
from eventlog.migrations import migrate, migrate_keys
from eventlog.port import StoredEvent, Stream
from eventlog.postgres import PostgresLog
from eventlog.roles import APP, HOUSE, KEYS, admit
from tests.faults.process import ROOT, Process
from views.kinds import KINDS
from views.migrations import migrate as migrate_views
from views.reader import reader_at
from workers import sample
from workers.cli.adopt import USUAL
from workers.door_key import own_key
from workers.embedded import EmbeddedPostgres, EmbeddedTemporal
from workers.embedded.temporal import TEST_SETTINGS
from workers.settings import Settings, as_environment
from workers.stack import until_polled
from workers.worker import WORKFLOWS, sandbox

OURS = ("house", "worker", "watchdog")
SERVERS = ("postgres", "temporal")
SOON, PATIENT = timedelta(seconds=4), timedelta(seconds=30)
"""How long a test's door tries: a test that sends into an outage wants its answer soon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command of the command line did."""

    code: int
    out: str
    err: str


class Stack:
    """PostgreSQL, Temporal with time skipping, and our processes on one folder. The default pack counts in hours here."""

    def __init__(
        self,
        home: Path,
        *,
        dynamic: Mapping[str, Any] | None = None,
        controls: bool = False,
        late_delivery: str = "1 h",
        since: timedelta = timedelta(0),
        **settings: Any,
    ) -> None:
        self.home = home
        self._late_delivery = late_delivery
        self._since = since
        self._controls = controls
        self.postgres = EmbeddedPostgres(home / "postgres")
        self.temporal = EmbeddedTemporal(home / "temporal", dynamic_config={**TEST_SETTINGS, **(dynamic or {})})
        self._more = settings
        self._processes: dict[str, Process] = {}
        self._ahead: dict[str, timedelta] = {}
        self.settings = Settings(home=home, **settings)

    # --- up and down ------------------------------------------------------------------------------

    async def prepare(self) -> None:
        """Servers, tables, and the first documents. None of our processes yet."""
        await asyncio.gather(self.postgres.start(), self.temporal.start())
        admin = self.postgres.admin_url
        await migrate(admin)
        await migrate_keys(admin)
        await migrate_views(admin)
        await migrate_world(admin)
        await admit(admin, "bylaw", roles=(APP, HOUSE, KEYS))
        self.settings = Settings(
            home=self.home, database_url=self.postgres.url, temporal_address=self.temporal.address, embedded=True, **self._more
        )
        await self._adopt()

    async def _adopt(self) -> None:
        pack = in_hours(self.home / "pack.yaml", controls=self._controls)
        pack.write_text(re.sub(r"(?m)^  late_delivery: 1 h\b", f"  late_delivery: {self._late_delivery}", pack.read_text()))
        usual = dict(USUAL)
        USUAL["pack"] = str(pack)
        try:
            assert await sample.adopt_sample(self.settings, since=datetime.now(UTC) - self._since)
        finally:
            USUAL.update(usual)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Stack]:
        """With this test's own door, log and client, as long as the block lasts."""
        async with AsyncExitStack() as down:
            self.log = await PostgresLog.connect(self.settings.database, pool_size=4)
            down.push_async_callback(self.log.close)
            self.keyring = await PostgresKeyring.connect(self.settings.keys, pool_size=2)
            down.push_async_callback(self.keyring.close)
            self.governed = Governed(self.log)
            await self.governed.refresh()
            self.client = await Client.connect(self.settings.temporal, namespace=self.settings.namespace)
            self.door, self.brief = self.new_door(), self.new_door(SOON)
            yield self

    def new_door(self, deadline: timedelta = PATIENT) -> Door:
        """A door as every other process's: signing. `brief` soon says that something is not known; the usual one waits."""
        return Door(
            client=self.client,
            log=self.log,
            governed=self.governed,
            keyring=self.keyring,
            secret=own_key(self.settings),
            deadline=deadline,
        )

    def start(self, name: str, *, module: str = "workers.cli", **other: str) -> None:
        """Start one of our processes; `other` settings are its own, `module` is the program."""
        environment = as_environment(self.settings) | {f"BYLAW_{key.upper()}": value for key, value in other.items()}
        self._processes[name] = Process(name, self.home, environment, module=module)
        self._processes[name].start()

    def another(self, name: str) -> Process:
        """One more of the same kind, for the caller to end."""
        process = Process(name, self.home, as_environment(self.settings))
        process.start()
        return process

    async def kill(self, *names: str) -> None:
        """SIGKILL, all of them as nearly at once as can be."""
        servers = {"postgres": self.postgres.kill, "temporal": self.temporal.kill}
        ends = [servers.get(name) or self._processes[name].kill for name in names]
        await asyncio.gather(*(asyncio.to_thread(end) for end in ends))

    async def again(self, *names: str) -> None:
        """Start what was killed, servers first, and whichever of ours ended meanwhile, as whatever keeps them running would."""
        for name in SERVERS:
            if name in names:
                await (self.postgres if name == "postgres" else self.temporal).start()
        for process in self._processes.values():
            if not process.running():
                process.start()

    async def restart(self, name: str, **other: str) -> None:
        """End one of ours in order and start it again, with other settings if they are given."""
        await self._processes[name].stop()
        self.start(name, **other)
        if name == "worker":
            await self.polled()

    async def lose_temporal(self) -> None:
        """Temporal dies, and its data with it. A new one comes up empty at the same address."""
        self.temporal.kill()
        for file in self.temporal.folder.glob("temporal.db*"):
            file.unlink()
        await self.temporal.start()
        self._ahead.clear()

    async def worked_again(self) -> None:
        """Until a worker asks for cases; one that ended is started again, as whatever keeps it running would."""

        async def asked_for() -> bool:
            await self.again()
            with suppress(TimeoutError):
                await asyncio.wait_for(until_polled(self.settings, CASES), 2)
                return True
            return False

        await self.until(asked_for, "a worker")

    async def down(self) -> None:
        for name in reversed(OURS):
            if name in self._processes:
                await self._processes[name].stop()
        await self.temporal.stop()
        await self.postgres.stop()

    def process(self, name: str) -> Process:
        return self._processes[name]

    # --- doors ------------------------------------------------------------------------------------

    def person(self, handle: str) -> PersonId:
        found = by_handle(self.governed.organisation(datetime.now(UTC)), handle)
        assert found is not None, handle
        return found.id

    async def ask(
        self, case: CaseId, name: str, by: str, *, command: UUID | None = None, door: Door | None = None, **content: Any
    ) -> Answer:
        """One command through a signing door, at the case's own time."""
        return await ask(door or self.door, case, name, content, by=self.person(by), command=command, asked_at=self.now(case))

    async def open(
        self, plan: str = "contract-loan", by: str = "he", *, command: UUID | None = None, door: Door | None = None, **fields: Any
    ) -> CaseId:
        """Open a case of the plan's kind."""
        command = command or uuid4()
        case = case_id(self.governed.plan(plan, datetime.now(UTC))[0].kind, command)
        given = {"contract": f"C-{command}", "purpose": "a customer asks"} if plan == "contract-loan" else {}
        answer = await self.ask(case, "open", by, command=command, door=door, plan=plan, fields={**given, **fields})
        assert answer.outcome == "done", answer
        return case

    @property
    def temporal_port(self) -> int:
        return int(self.temporal.address.rpartition(":")[2])

    async def polled(self) -> None:
        """Until a worker asks for cases."""
        await asyncio.wait_for(until_polled(self.settings, CASES), 60)

    async def cli(self, *argv: str, **environment: str) -> Ran:
        """The command line as a process."""
        return await self._python("workers.cli", *argv, environment=environment)

    async def typed(self, *lines: Sequence[str]) -> list[Ran]:
        """Many lines of the command line, one after the other in one process, which saves its start."""
        ran = await self._python("tests.faults.typed", given=json.dumps(lines), environment={})
        assert ran.code == 0, ran.err
        return [Ran(code=code, out=out, err=err) for code, out, err in json.loads(ran.out)]

    async def _python(self, module: str, *argv: str, given: str = "", environment: Mapping[str, str]) -> Ran:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            *argv,
            cwd=ROOT,
            env=dict(os.environ) | as_environment(self.settings) | dict(environment),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(given.encode()), 60)
        assert process.returncode is not None
        return Ran(code=process.returncode, out=out.decode(), err=err.decode())

    def handle(self, case: str) -> WorkflowHandle[Any, Any]:
        return self.client.get_workflow_handle(case)

    # --- time -------------------------------------------------------------------------------------

    @contextmanager
    def as_of(self, case: CaseId, ago: timedelta) -> Iterator[None]:
        """What is asked of this case in the block was asked so long ago, and arrives now."""
        self._ahead[case] = -ago
        try:
            yield
        finally:
            del self._ahead[case]

    async def advance(self, case: CaseId, by: timedelta) -> None:
        """Let so much time pass for this case, and for no other."""
        skipper, handle = TimeSkipper(self.client), self.handle(case)
        async with asyncio.timeout(120):
            await skipper.fast_forward(handle, by)
        self._ahead[case] = await skipper.get_current_time(handle) - datetime.now(UTC)

    # --- what is seen -----------------------------------------------------------------------------

    async def events(self, case: CaseId, category: str | None = None) -> list[StoredEvent]:
        return await self.log.read(Stream(category=category or kind_of(case), id=uuid_of(case)))

    async def types(self, case: CaseId) -> list[str]:
        return [each.type for each in await self.events(case)]

    async def refusals(self, case: CaseId) -> list[dict[str, Any]]:
        return [json.loads(each.data) for each in await self.events(case, "refused")]

    async def until(self, wanted: Callable[[], Awaitable[bool]], what: str, within_s: float = 120) -> None:
        """Wait for what other processes do; the deadline is only there to end a broken test, and says what was missed."""
        try:
            async with asyncio.timeout(within_s):
                while not await wanted():
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"never seen: {what}") from None

    async def happens(self, case: CaseId, kind: str, times: int = 1) -> None:
        """Wait until this type of event stands in the case so often."""

        async def seen() -> bool:
            return (await self.types(case)).count(kind) >= times

        await self.until(seen, f"{kind} x{times} in {case}")

    def now(self, case: CaseId) -> datetime:
        """The case's own time, as far as this test moved it."""
        return datetime.now(UTC) + self._ahead.get(case, timedelta(0))

    async def settled(self, case: str) -> None:
        """Until nothing is on its way any more: no duty is owed, or nothing is wanted at all."""

        async def nothing_owed() -> bool:
            if not await self.runs(case):
                return True
            agenda: dict[str, Any] = await self.handle(case).query("agenda")
            return agenda["version"] > 0 and not agenda["owed"]

        await self.until(nothing_owed, f"rest of {case}")

    async def listed(self) -> None:
        """Until the lists know all that the log knows."""
        async with reader_at(self.settings.database, self.log, self.governed, KINDS) as reader:

            async def caught_up() -> bool:
                lag = await reader.lag()
                return lag.stopped is None and lag.position == await self.committed()

            await self.until(caught_up, "lists without a lag")

    async def committed(self) -> int:
        """How many events stand in the log, placed or not."""
        connection: asyncpg.Connection[Any] = await asyncpg.connect(self.settings.database)
        try:
            return int(await connection.fetchval("select count(*) from eventlog.event"))
        finally:
            await connection.close()

    async def number_of(self, case: CaseId) -> str:
        """What people call it."""
        async with reader_at(self.settings.database, self.log, self.governed, KINDS) as reader:
            return await reader.number_of(case) or ""

    async def runs(self, case: str) -> bool:
        """Whether Temporal has a running workflow for the case."""
        try:
            return (await self.handle(case).describe()).status is WorkflowExecutionStatus.RUNNING
        except RPCError:
            return False

    async def replay(self) -> int:
        """Every history that Temporal holds is decided the same again. Gives how many there were."""
        replayer, count = Replayer(workflows=WORKFLOWS, workflow_runner=sandbox()), 0
        async for found in self.client.list_workflows():
            history = await self.client.get_workflow_handle(found.id, run_id=found.run_id).fetch_history()
            await replayer.replay_workflow(history)
            count += 1
        return count


def _without_controls(text: str) -> str:
    """Runs that open by themselves would stand among the cases that tests count."""
    head, *plans = text.split("\n  - plan: ")
    return "\n  - plan: ".join([head, *(each for each in plans if "\n    kind: control\n" not in each)])


def in_hours(target: Path, *, controls: bool = False) -> Path:
    """The pack of minutes, sixty times slower: no clock of it runs out while a test works, unless the test wants it."""
    text = (Path(packs.__file__).parent / "minutes" / "pack.yaml").read_text()
    slower = re.sub(r"\b(\d+) h\b", lambda found: f"{int(found[1]) * 60} h", text if controls else _without_controls(text))
    target.write_text(re.sub(r"\b(\d+) min\b", r"\1 h", slower))
    return target


@asynccontextmanager
async def stack_on(home: Path, *processes: str, dynamic: Mapping[str, Any] | None = None, **settings: Any) -> AsyncIterator[Stack]:
    """A stack with these of our processes running, for as long as the block lasts."""
    stack = Stack(home, dynamic=dynamic, **settings)
    try:
        await stack.prepare()
        for name in processes:
            stack.start(name)
        if "worker" in processes:
            await stack.polled()
        async with stack.connected():
            yield stack
    finally:
        await stack.down()


@asynccontextmanager
async def new_stack(*processes: str, dynamic: Mapping[str, Any] | None = None, **settings: Any) -> AsyncIterator[Stack]:
    """The same on a folder that is removed afterwards. Others may pass through it: as root, PostgreSQL is another user."""
    home = Path(tempfile.mkdtemp(prefix="bylaw-faults-"))
    home.chmod(0o711)
    try:
        async with stack_on(home, *processes, dynamic=dynamic, **settings) as stack:
            yield stack
    finally:
        if not os.environ.get("BYLAW_KEEP_FAULTS"):
            shutil.rmtree(home)
