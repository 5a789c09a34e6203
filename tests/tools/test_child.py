"""One of our own processes under the stack."""

import asyncio
import os
import subprocess
import sys

import psutil
import pytest

from workers import child
from workers.child import LIFELINE, Child

SLEEPS = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(0)); print('up'); signal.pause()"
ENDS_WITH_ITS_LIFELINE = """
import asyncio, workers.cli.run as run
run.process_named = lambda name, settings, stop: stop.wait()
asyncio.run(run.until_told("x", None))
"""


class Heard:
    """What a child's stack was told, and a way to wait for a word in it."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, name: str, line: str) -> None:
        self.lines.append(f"{name}: {line}")

    async def until(self, word: str, *, times: int = 1) -> None:
        async with asyncio.timeout(60):
            while sum(word in line for line in self.lines) < times:
                await asyncio.sleep(0.01)


@pytest.fixture
def heard() -> Heard:
    return Heard()


def process(heard: Heard, program: str) -> Child:
    return Child("worker", environment={}, say=heard.say, changed=lambda: None, command=(sys.executable, "-c", program))


async def test_a_child_that_dies_is_started_again_and_said_so(heard, monkeypatch):
    """design.md §8: a process that is killed comes back, and the log says that it did."""
    monkeypatch.setattr(child, "FIRST_PAUSE", 0.01)
    worker = process(heard, SLEEPS)
    worker.start()
    await heard.until("worker: up")
    assert worker.pid is not None
    psutil.Process(worker.pid).kill()
    await heard.until("worker: up", times=2)
    await worker.stop()
    assert worker.restarts == 1
    assert "worker: ended with code -9; starting it again in 0.01 s" in heard.lines


async def test_a_stopped_child_stays_stopped(heard):
    """Stopping is not dying: nothing is started again."""
    worker = process(heard, SLEEPS)
    worker.start()
    await heard.until("worker: up")
    await worker.stop()
    assert worker.pid is None
    assert worker.restarts == 0


def test_a_process_ends_when_its_lifeline_is_cut():
    """However the stack died: no process of ours goes on alone, unseen."""
    command = [sys.executable, "-c", ENDS_WITH_ITS_LIFELINE]
    orphan = subprocess.Popen(command, stdin=subprocess.PIPE, env=dict(os.environ) | {LIFELINE: "1"})
    assert orphan.stdin is not None
    orphan.stdin.close()
    assert orphan.wait(timeout=20) == 0
