"""A process is known by its birth: a pid that is used again is another one, and a clock that is set makes nobody another."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from workers.embedded.process import birth, leftover
from workers.home import note_of


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    started = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield started
    started.communicate(b"\n")


def test_a_set_clock_leaves_a_process_the_same(child: subprocess.Popen[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noted = note_of("worker", child.pid)
    (tmp_path / "pid").write_text(json.dumps({"pid": child.pid, "born": birth(child.pid)}))
    monkeypatch.setattr("psutil._psplatform.boot_time", lambda: 1_000_000.0)
    assert noted is not None
    assert noted.alive()
    assert leftover(tmp_path / "pid") is not None


def test_a_pid_that_is_used_again_is_another_process(child: subprocess.Popen[bytes], tmp_path: Path) -> None:
    (tmp_path / "pid").write_text(json.dumps({"pid": child.pid, "born": birth(psutil.Process().pid)}))
    assert leftover(tmp_path / "pid") is None


def test_what_is_gone_has_no_birth(child: subprocess.Popen[bytes]) -> None:
    noted = note_of("worker", child.pid)
    child.kill()
    child.wait()
    with pytest.raises(psutil.NoSuchProcess):
        birth(child.pid)
    assert note_of("worker", child.pid) is None
    assert noted is not None
    assert not noted.alive()
