"""One of our own processes, started as in production, and what a power cut or a hanging machine does to it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import psutil

from workers.embedded.process import kill_tree

ROOT = Path(__file__).parents[2]


class Process:
    """``bylaw run --only NAME``. Its lines go to a file beside the data, for whoever looks into a failure."""

    def __init__(self, name: str, folder: Path, environment: Mapping[str, str], *, module: str = "workers.cli") -> None:
        self.name = name
        self._log = folder / f"{name}.log"
        self._environment = environment
        self._module = module
        self._popen: subprocess.Popen[bytes] | None = None

    def running(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._popen = subprocess.Popen(
                [sys.executable, "-m", self._module, "run", "--only", self.name],
                cwd=ROOT,
                env=dict(os.environ) | dict(self._environment) | {"PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if self._popen is not None:
            kill_tree(self._popen.pid)
            self._popen.wait()

    async def stop(self, within_s: float = 25) -> None:
        """SIGTERM, as an orderly end; killed if it does not."""
        if self._popen is not None and self.running():
            self._popen.send_signal(signal.SIGTERM)
            await asyncio.to_thread(psutil.wait_procs, [psutil.Process(self._popen.pid)], within_s)
        self.kill()

    def freeze(self) -> None:
        """SIGSTOP: it lives and does nothing, like a machine whose disk hangs."""
        assert self._popen is not None
        self._popen.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._popen is not None
        self._popen.send_signal(signal.SIGCONT)

    def lines(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""
