"""How fast the console's pages are: on the embedded stack as `make run` brings it up, asked as browsers ask.

1. My tasks and a case's page at a steady 50 requests a second: each is sent at its instant, whether the earlier ones have come back
   or not, and its time counts from that instant. Between them, in turns, the process's own `/health`, which does nothing: the floor.
2. A decision from the click to the page that shows it, one person at a time, beside three whole cases a second by others.
3. What the first page weighs.

``--rate=50 --seconds=20 --cases=60 --decisions=40`` are the defaults.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks._beside import one, waiting
from benchmarks._browser import Browser, Shown
from workers.cli.door import door
from workers.cli.reach import Reach, reach

ROOT = Path(__file__).parents[1]
BESIDE = 3.0  # whole cases a second
STILL = 25.0  # seconds without an event
GOALS = {"my tasks": 50.0, "case page": 50.0, "decision": 300.0, "first load": 150_000.0}
"""p99 in ms; the last in bytes."""


def main(argv: list[str]) -> int:
    """Print the figures; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="benchmarks console", description=__doc__)
    for name, value in (("rate", 50), ("seconds", 20), ("cases", 60), ("decisions", 40)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args(argv)
    with stack() as address:
        return asyncio.run(measure(asked, address))


@contextmanager
def stack() -> Iterator[str]:
    """`bylaw run` on a home of its own; the console's address."""
    with tempfile.TemporaryDirectory(prefix="bylaw-bench-") as folder:
        Path(folder).chmod(0o711)
        os.environ["BYLAW_HOME"] = str(Path(folder) / "home")
        command = [sys.executable, "-m", "workers.cli"]
        subprocess.run([*command, "run", "--detach"], cwd=ROOT, check=True)
        try:
            status = subprocess.run([*command, "status", "--json"], cwd=ROOT, check=True, capture_output=True)
            yield json.loads(status.stdout)["addresses"]["console"]
        finally:
            subprocess.run([*command, "stop"], cwd=ROOT, check=True)


async def measure(asked: argparse.Namespace, address: str) -> int:
    """All three."""
    async with Browser(address) as head:
        await head.sign_in("lin")
        numbers = await _cases(asked.cases, head)
        weight = await first_load(head)
        served = await load(asked, head, numbers)
        decisions = await deciding(asked.decisions, head, numbers)
    return report({**served, "decision": decisions}, weight)


async def _cases(count: int, head: Browser) -> list[str]:
    """So many requests that wait for the head; their numbers, as her first page shows them."""
    async with reach() as reached, door(reached) as ready:
        await one(reached, ready, 0)  # warm: one whole case
        await waiting(reached, ready, count)
        await _at_rest(reached)
    page = await head.open("/")
    numbers = list(dict.fromkeys(re.findall(r"LOAN-\d{4}-\d{4}", page.text)))
    if len(numbers) < min(count, 20):
        raise RuntimeError(f"{len(numbers)} of {count} cases are on her first page")
    return numbers


async def _at_rest(reached: Reach) -> None:
    """A stack that was just brought up opens the first runs of its controls, and tells of what was opened: that is over first."""
    head, since = -1, time.monotonic()
    while time.monotonic() - since < STILL:
        await asyncio.sleep(1)
        now = await reached.log.head()
        if now != head:
            head, since = now, time.monotonic()


# --- 1: a steady rate ----------------------------------------------------------------------------


async def load(asked: argparse.Namespace, head: Browser, numbers: Sequence[str]) -> dict[str, list[float]]:
    """Milliseconds by page. Every answer is looked at: the right page, with what belongs on it."""
    took: dict[str, list[float]] = {"my tasks": [], "case page": [], "nothing": []}

    async def tasks(_: int) -> None:
        _holds(await head.open("/"), numbers[0])

    async def case(turn: int) -> None:
        number = numbers[turn % len(numbers)]
        _holds(await head.open(f"/cases/{number}"), number)

    async def nothing(_: int) -> None:
        await head.open("/health")

    kinds: Mapping[str, Callable[[int], Awaitable[None]]] = {"my tasks": tasks, "case page": case, "nothing": nothing}
    for turn in range(20):  # warm
        for each in kinds.values():
            await each(turn)
    loop, first = asyncio.get_running_loop(), asyncio.get_running_loop().time() + 0.1
    order = ("my tasks", "case page", "my tasks", "case page", "nothing")  # the floor comes on top of the rate

    async def at(kind: str, turn: int, instant: float) -> None:
        await asyncio.sleep(max(0.0, instant - loop.time()))
        await kinds[kind](turn)
        took[kind].append((loop.time() - instant) * 1000)

    total, share = asked.rate * asked.seconds * 5 // 4, asked.rate * 5 / 4
    await asyncio.gather(*(at(order[turn % 5], turn, first + turn / share) for turn in range(total)))
    return took


def _holds(page: Shown, text: str) -> None:
    if text not in page.text:
        raise RuntimeError(f"{page.address} does not show {text}")


# --- 2: a decision -------------------------------------------------------------------------------


async def deciding(count: int, head: Browser, numbers: Sequence[str]) -> list[float]:
    """From the click to the page that shows it. The page with the form was open before."""
    command = [sys.executable, "-m", "benchmarks._beside", os.environ["BYLAW_HOME"], str(BESIDE)]
    beside = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=subprocess.PIPE)
    assert beside.stdout is not None
    await beside.stdout.readline()
    took = []
    try:
        for number in numbers[:count]:
            page = await head.open(f"/cases/{number}")
            form = page.form(action="approve")
            began = time.perf_counter()
            shown = await head.send(page, form)
            took.append((time.perf_counter() - began) * 1000)
            if any("approve" in address for address in re.findall(r'action="([^"]*)"', shown.text)):
                raise RuntimeError(f"{number} still asks for her decision")
            await asyncio.sleep(0.1)
        if beside.returncode is not None:
            raise RuntimeError("the cases beside ended")
    finally:
        beside.kill()
        await beside.wait()
    return took


# --- 3: weight -----------------------------------------------------------------------------------


async def first_load(head: Browser) -> int:
    """Bytes on the wire for the first page with all that it names."""
    page = await head.open("/")
    named = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    return page.size + sum([await head.bytes_of(name) for name in dict.fromkeys(named)])


# --- figures -------------------------------------------------------------------------------------


def quantile(values: Sequence[float], share: float) -> float:
    """By rank: the smallest value that so many do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def report(took: Mapping[str, Sequence[float]], weight: int) -> int:
    """A table, then one JSON line a figure."""
    floor = quantile(took["nothing"], 0.99)
    print(f"{'':<12}{'n':>6}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'p99 ÷ nothing':>15}")
    for name, values in took.items():
        p99 = quantile(values, 0.99)
        print(f"{name:<12}{len(values):>6}{statistics.median(values):>9.1f}{p99:>9.1f}{max(values):>9.1f}{p99 / floor:>15.1f}")
    figures = {name: quantile(values, 0.99) for name, values in took.items() if name in GOALS} | {"first load": float(weight)}
    missed = [name for name, value in figures.items() if value > GOALS[name]]
    for name, value in figures.items():
        unit = "bytes" if name == "first load" else "ms p99"
        line = {"name": f"console {name}", "ours": round(value, 1), "unit": unit, "goal": GOALS[name], "met": name not in missed}
        print(json.dumps(line))
    return int(bool(missed))
