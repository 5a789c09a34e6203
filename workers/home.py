"""The folder of one embedded stack: its lock, and the note of what runs in it."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from workers.embedded.process import CannotStart, birth


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessNote:
    """One process of the stack: how to find it, and how to know that it is still the same one."""

    name: str
    pid: int
    born: str
    restarts: int = 0

    def alive(self) -> bool:
        """Whether this very process is running."""
        try:
            return birth(self.pid) == self.born and psutil.Process(self.pid).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What `bylaw run` writes down for the other commands: addresses and processes."""

    ready: bool
    version: str
    started_at: str  # ISO 8601 with offset
    stack: ProcessNote
    processes: tuple[ProcessNote, ...]
    environment: Mapping[str, Any]  # settings as every process of this stack has them

    def settings(self) -> Mapping[str, Any]:
        """By the names of ``Settings``."""
        return self.environment


class Home:
    """A folder that one stack at a time uses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().absolute()
        self.log_file = self.folder / "bylaw.log"
        self._note = self.folder / "running.json"

    def make(self) -> None:
        """Closed to others; as root others may pass through, since PostgreSQL then is another user with a closed folder inside."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711 if os.geteuid() == 0 else 0o700)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Held as long as the stack runs; the system lets go of it however the process ends."""
        with (self.folder / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise CannotStart(f"Bylaw already runs on {self.folder}: see `bylaw status`, or set BYLAW_HOME.") from error
            yield

    def write(self, running: Running) -> None:
        """Whole or not at all; it holds passwords, so it is its owner's alone."""
        fresh = self._note.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(asdict(running), indent=1))
        fresh.replace(self._note)

    def forget(self) -> None:
        """Nothing runs any more."""
        self._note.unlink(missing_ok=True)

    def running(self) -> Running | None:
        """What runs here now; nothing if the note's writer is gone."""
        noted = self.last_note()
        return noted if noted is not None and noted.stack.alive() else None

    def last_note(self) -> Running | None:
        """The note as it was last written, also if its writer was killed."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            read = json.loads(self._note.read_text())
            stack, processes = ProcessNote(**read.pop("stack")), tuple(ProcessNote(**each) for each in read.pop("processes"))
            return Running(stack=stack, processes=processes, **read)
        return None


def note_of(name: str, pid: int, *, restarts: int = 0) -> ProcessNote | None:
    """A process as it is now; nothing if it is gone."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return ProcessNote(name=name, pid=pid, born=birth(pid), restarts=restarts)
    return None
