"""`bylaw run` as people start it: whatever dies is started again, and after `kill -9` of all the next run goes on."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest
from temporalio.client import Client

from tests.faults.process import ROOT
from tests.faults.stack import Ran

pytestmark = pytest.mark.deep


class Bylaw:
    """The command line on one home."""

    def __init__(self, home: Path) -> None:
        self.home = home

    async def __call__(self, *argv: str) -> Ran:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "workers.cli",
            *argv,
            cwd=ROOT,
            env=dict(os.environ) | {"BYLAW_HOME": str(self.home)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), 120)
        assert process.returncode is not None
        return Ran(code=process.returncode, out=out.decode(), err=err.decode())

    async def done(self, *argv: str) -> Any:
        """A command that is done, with its JSON answer."""
        ran = await self(*argv, "--json")
        assert ran.code == 0, ran
        return json.loads(ran.out)

    async def insist(self, *argv: str) -> Any:
        """The same again until something answers."""
        async with asyncio.timeout(120):
            while (ran := await self(*argv, "--json")).code == 3:
                pass
        assert ran.code == 0, ran
        return json.loads(ran.out)


@pytest.fixture(scope="module")
async def bylaw() -> AsyncIterator[Bylaw]:
    home = Path(tempfile.mkdtemp(prefix="bylaw-run-"))
    home.chmod(0o711)
    made = Bylaw(home)
    started = await made("run", "--detach")
    assert started.code == 0, started
    yield made
    await made("stop")
    shutil.rmtree(home)


async def opened(bylaw: Bylaw) -> str:
    fields = ("--field", f"contract=C-{uuid4()}", "--field", "purpose=a customer asks")
    return str((await bylaw.done("open", "contract-loan", "--as", "he", *fields))["case"])


def kill(*pids: int) -> None:
    """SIGKILL, all at once."""
    processes = [psutil.Process(pid) for pid in pids]
    for process in processes:
        process.kill()
    psutil.wait_procs(processes, timeout=10)


@pytest.mark.parametrize("name", ["worker", "house", "watchdog", "temporal", "postgres"])
async def test_what_dies_is_started_again(bylaw: Bylaw, name: str):
    """`bylaw run` keeps everything up: a command sent meanwhile, with one id, is done once."""
    case, command = await opened(bylaw), str(uuid4())
    before = {each["name"]: each for each in (await bylaw.done("status"))["processes"]}
    kill(before[name]["pid"])
    answer = await bylaw.insist("act", case, "approve", "--as", "han", "--id", command)
    again = await bylaw.insist("act", case, "approve", "--as", "han", "--id", command)
    assert (answer["outcome"], again["outcome"], again["version"]) == ("done", "done", answer["version"])

    async with asyncio.timeout(60):
        while (ran := await bylaw("status", "--json")).code != 0:
            pass
    after = {each["name"]: each for each in json.loads(ran.out)["processes"]}
    assert after[name]["restarts"] == before[name]["restarts"] + 1
    assert {each for each in after if after[each]["pid"] != before[each]["pid"]} == {name}


async def test_after_kill_9_of_everything_the_next_run_goes_on(bylaw: Bylaw):
    """Stack, servers and processes die at once; the next run has every open case, and a bare signal approves one."""
    case = await opened(bylaw)
    status = await bylaw.done("status")
    kill(status["pid"], *(each["pid"] for each in status["processes"]))
    assert (await bylaw("show", case)).code == 3
    started = await bylaw("run", "--detach")
    assert started.code == 0, started
    addresses = (await bylaw.done("status"))["addresses"]
    client = await Client.connect(addresses["temporal"], namespace=addresses["temporal_namespace"])
    await client.get_workflow_handle(case).signal("approve", {"by": "han"})
    async with asyncio.timeout(60):
        while (await bylaw.done("show", case))["stage"] != "approved":
            pass
    assert (await bylaw.insist("act", case, "hand_out", "--as", "tao"))["stage"] == "out"
    types = [each["type"] for each in (await bylaw.done("show", case))["timeline"]]
    assert [types.count(f"request.{name}") for name in ("opened", "approved", "lent")] == [1, 1, 1]
