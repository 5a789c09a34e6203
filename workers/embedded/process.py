"""A server as a child process that survives a Ctrl-C, and is found again when its parent was killed."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, TypedDict

import psutil

STARTTIME: Final = 19
"""Place of a process's start, in clock ticks since boot, after its name in ``/proc/<pid>/stat`` (proc_pid_stat(5), field 22)."""


class CannotStart(Exception):
    """Something of the embedded stack does not start; the message is one sentence for the person in front of it."""


class ServerProcess:
    """One server, started in a session of its own so that Ctrl-C in the terminal does not reach it before its clients.

    Its pid and birth are kept in ``<folder>/<name>.pid``: a parent that was killed leaves the server running, and the next
    parent ends it before it starts another on the same files.
    """

    def __init__(self, *, name: str, folder: Path) -> None:
        self.name = name
        self.log_file = folder / f"{name}.log"
        self._pid_file = folder / f"{name}.pid"
        self._popen: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The running server's pid; an error if it does not run."""
        if self._popen is None:
            raise CannotStart(f"{self.name} is not running.")
        return self._popen.pid

    def running(self) -> bool:
        """Whether the process that we started is alive."""
        return self._popen is not None and self._popen.poll() is None

    def end_leftover(self) -> None:
        """End the one that a killed parent left on these files; before ports are chosen, since it holds them."""
        if not self.running():
            end_leftover(self._pid_file)

    def launch(self, command: Sequence[str], *, user: str | None = None, env: Mapping[str, str] | None = None) -> None:
        """Start it, its output appended to the log file."""
        with self.log_file.open("ab") as log:
            self._popen = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=dict(os.environ) | dict(env or {}),
                start_new_session=True,
                **as_user(user),
            )
        self._pid_file.write_text(json.dumps({"pid": self._popen.pid, "born": birth(self._popen.pid)}))

    def kill(self) -> None:
        """SIGKILL it and its children at once, as a power cut would, and wait until they are gone."""
        if self._popen is not None:
            kill_tree(self._popen.pid)
            self._popen.wait()
            self._popen = None
        self._pid_file.unlink(missing_ok=True)

    async def stop(self, sign: signal.Signals, *, grace: float = 20.0) -> None:
        """Ask it to end by a signal; after the grace (seconds), kill it."""
        if self.running():
            self._signal(sign)
            deadline = time.monotonic() + grace
            while self.running() and time.monotonic() < deadline:
                await asyncio.sleep(0.02)
        self.kill()

    def _signal(self, sign: signal.Signals) -> None:
        assert self._popen is not None
        with contextlib.suppress(ProcessLookupError):
            self._popen.send_signal(sign)

    def why(self) -> str:
        """The end of the log, for the message of a failed start."""
        text = self.log_file.read_text(errors="replace") if self.log_file.exists() else ""
        return "\n".join(text.splitlines()[-15:])


class AsUser(TypedDict, total=False):
    """What ``subprocess`` takes to run a command as another user."""

    user: str
    group: int
    extra_groups: list[int]


def as_user(user: str | None) -> AsUser:
    """Run a command as this user, with nobody else's groups; nothing for ourselves."""
    return AsUser() if user is None else AsUser(user=user, group=user_group(user), extra_groups=[])


def user_group(user: str) -> int:
    """The user's own group."""
    import pwd  # not on every platform, and only root needs it

    return pwd.getpwnam(user).pw_gid


def birth(pid: int) -> str:
    """What tells a process from a later one with the same pid: since which boot it runs, and when it began within that boot.

    Not the time of day: a clock that is set (after a virtual machine slept, say) would make every process another one. Where there is
    no ``/proc`` (macOS), psutil's start time, which it corrects for such steps itself.

    Raises:
        psutil.NoSuchProcess: there is no such process.
    """
    try:
        boot, began = Path("/proc/sys/kernel/random/boot_id").read_text().strip(), Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return str(psutil.Process(pid).create_time())
    return f"{boot}/{began.rpartition(')')[2].split()[STARTTIME]}"


def leftover(pid_file: Path) -> psutil.Process | None:
    """The live process that a pid file names, if it is still the same one (a pid is used again, a birth is not)."""
    try:
        noted = json.loads(pid_file.read_text())
        return psutil.Process(noted["pid"]) if birth(noted["pid"]) == noted["born"] else None
    except (FileNotFoundError, ValueError, KeyError, psutil.NoSuchProcess):
        return None


def end_leftover(pid_file: Path, *, grace: float = 10.0) -> bool:
    """End what a killed parent left behind; tell whether there was something."""
    process = leftover(pid_file)
    if process is not None:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGINT)  # PostgreSQL: fast shutdown; Temporal: orderly stop
            psutil.wait_procs([process], timeout=grace)
            kill_tree(process.pid)
    pid_file.unlink(missing_ok=True)
    return process is not None


def kill_tree(pid: int) -> None:
    """SIGKILL a process and all its descendants, whatever session they are in, and wait until they are gone."""
    with contextlib.suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family[1:], timeout=10)
