"""One of our own processes under the stack: its output with its name before it, started again when it dies."""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from workers.embedded.process import kill_tree

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds between restarts, doubled each time
STEADY = 60.0  # seconds after which a process counts as well again
GRACE = 20.0  # seconds that it has to end by itself
LIFELINE = "BYLAW_LIFELINE"

Say = Callable[[str, str], None]


class Child:
    """``bylaw run --only NAME`` as a process. Its standard input is a pipe that closes when we die, however we die: then it ends too."""

    def __init__(
        self, name: str, *, environment: Mapping[str, str], say: Say, changed: Callable[[], None], command: Sequence[str] | None = None
    ) -> None:
        self.name = name
        self._command = command or (sys.executable, "-m", "workers.cli", "run", "--only", name)
        self.restarts = 0
        self._environment = dict(os.environ) | dict(environment) | {LIFELINE: "1", "PYTHONUNBUFFERED": "1"}
        self._say = say
        self._changed = changed
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Its pid, if it runs."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    def start(self) -> None:
        """Start it, and again whenever it ends, until ``stop``."""
        self._watch = asyncio.create_task(self._keep_running(), name=f"keep {self.name} running")

    async def stop(self) -> None:
        """SIGTERM; after the grace SIGKILL."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._relay(self._process), GRACE)
        except TimeoutError:
            self._say(self.name, f"did not end within {GRACE:.0f} s; killed")
        kill_tree(self._process.pid)
        await self._process.wait()

    async def _keep_running(self) -> None:
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            code = await self._once()
            pause = FIRST_PAUSE if time.monotonic() - began > STEADY else pause
            self._say(self.name, f"ended with code {code}; starting it again in {pause:g} s")
            self._changed()
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            self.restarts += 1

    async def _once(self) -> int:
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=self._environment,
            start_new_session=True,
            limit=2**20,
        )
        self._changed()
        await self._relay(self._process)
        return await self._process.wait()

    async def _relay(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self._say(self.name, line.decode(errors="replace").rstrip())
