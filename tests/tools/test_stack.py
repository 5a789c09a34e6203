"""`bylaw run`, `status` and `stop`, as processes. Our own processes are left out: here it is about the stack itself."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

SHAPE = {"home", "running", "ready", "healthy", "version", "started_at", "pid", "embedded", "addresses", "answers", "processes", "clocks"}


class Bylaw:
    """The command line on one home."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *argv: str) -> subprocess.CompletedProcess[str]:
        environment = dict(os.environ) | {"BYLAW_HOME": str(self.home), "BYLAW_PROCESSES": ""}
        command = [sys.executable, "-m", "workers.cli", *argv]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=90, check=False)

    def status(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self("status", "--json").stdout)
        return read

    def processes(self) -> list[psutil.Process]:
        """Everything that was started for this home."""
        mine = str(self.home)
        return [process for process in psutil.process_iter() if any(mine in word for word in command_of(process))]


def command_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@pytest.fixture(scope="module")
def new_home():
    """Homes outside pytest's own folders, which are closed to the user that PostgreSQL runs as for root."""
    place = Path(tempfile.mkdtemp(prefix="bylaw-home-"))
    place.chmod(0o711)
    made: list[Bylaw] = []

    def make() -> Bylaw:
        made.append(Bylaw(place / f"home-{len(made)}"))
        return made[-1]

    yield make
    for each in made:
        each("stop")
    shutil.rmtree(place)


@pytest.fixture(scope="module")
def running(new_home):
    """One stack that the tests which only look share."""
    bylaw = new_home()
    assert bylaw("run", "--detach").returncode == 0
    return bylaw


def test_status_prints_the_addresses_of_everything_that_runs(running):
    """design.md §3: `bylaw status --json` is a contract for other people's tools."""
    status = running.status()
    assert set(status) == SHAPE
    assert all(status[name] is True for name in ("running", "ready", "healthy", "embedded"))
    assert status["addresses"]["postgres"].startswith("postgresql://bylaw:")
    assert {each["name"]: each["alive"] for each in status["processes"]} == {"postgres": True, "temporal": True}


def test_what_a_person_sees_holds_no_password(running):
    """Screens are looked over and copied into tickets."""
    password = urlsplit(running.status()["addresses"]["postgres"]).password
    assert password
    assert password not in running("status").stdout
    assert password not in (running.home / "bylaw.log").read_text()


def test_a_second_run_on_the_same_home_is_refused(running):
    """Two stacks on the same files would destroy them: the second says so in a sentence and changes nothing."""
    before = running.status()
    second = running("run")
    assert second.returncode == 3
    assert "already runs" in second.stderr
    assert running.status() == before


def test_two_homes_side_by_side_and_one_stopped(running, new_home):
    """Ports are free-chosen, so two instances never collide; stopping one leaves none of its processes and touches no other."""
    other = new_home()
    assert other("run", "--detach").returncode == 0
    started = [psutil.Process(each["pid"]) for each in other.status()["processes"]]
    assert set(other.status()["addresses"].values()).isdisjoint(set(running.status()["addresses"].values()) - {"bylaw"})
    assert other("stop").returncode == 0
    assert not any(process.is_running() for process in started)
    assert other.processes() == []
    assert other("status").returncode == 3
    assert other("stop").returncode == 0
    assert running("status").returncode == 0


def test_after_a_kill_the_next_run_takes_over(running):
    """A killed stack leaves servers running on its files; the next run ends them and goes on at the same addresses."""
    before = running.status()
    orphans = [psutil.Process(each["pid"]) for each in before["processes"]]
    killed = psutil.Process(before["pid"])
    killed.kill()
    psutil.wait_procs([killed], timeout=10)
    assert running("run", "--detach").returncode == 0
    assert running.status()["addresses"] == before["addresses"]
    assert not any(process.is_running() for process in orphans)
