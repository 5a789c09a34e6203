"""How soon many listeners hear of a change: the embedded stack as `make run` brings it up, streams as programs hold them.

1. *All hear*: every listener may see every case, so each event goes to each. 2. *Few hear*: the same number of streams of everybody who
works here; an event goes to those who have a part in the case, head the department, or oversee.

Loans are opened evenly. An event's time counts from the instant that the database wrote into it (`recorded_at`, before the commit) to
the arrival of its bytes at a listener; the log is asked for these instants afterwards. Every listener must have heard every event that
is theirs exactly once, in order, or there is no figure.

``--listeners=1000 --cases=60 --rate=2`` are the defaults.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psutil

from benchmarks._beside import WHO, done, one
from benchmarks.console import ROOT, quantile, stack
from domain.kernel import CaseId, case_id, kind_of, uuid_of
from eventlog.port import Stream
from workers.cli.door import door
from workers.cli.reach import Reach, reach

OVERSEE = ("bai", "gu", "lin", "tang-sy")
"""Whoever may see every case of the department whose people ask."""
GOAL_MS = 1000.0
ID = re.compile(rb"id: ([0-9]+)\nevent: change\ndata: ([^\n]+)\n")


@dataclass(slots=True)
class Ear(asyncio.Protocol):
    """One stream: what came, and when."""

    request: bytes
    came: list[tuple[float, bytes]] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask."""
        assert isinstance(transport, asyncio.Transport)
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        """Note it; it is read later, so that reading does not disturb."""
        self.came.append((time.time(), data))
        self.open.set()

    def heard(self) -> dict[int, tuple[float, str, int]]:
        """Each event once: when it came, its case and version. RuntimeError for what is not so."""
        found: dict[int, tuple[float, str, int]] = {}
        for when, data in self.came:
            for position, said in ID.findall(data):
                if int(position) in found or (found and int(position) < max(found)):
                    raise RuntimeError(f"{int(position)} came twice or out of order")
                change = json.loads(said)
                found[int(position)] = (when, change["case"], change["version"])
        return found


def main(argv: list[str]) -> int:
    """Print the figures; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="benchmarks listeners", description=__doc__)
    for name, value in (("listeners", 1000), ("cases", 60), ("rate", 2)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args(argv)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.environ |= {"BYLAW_CONSOLE_STREAMS": str(asked.listeners), "BYLAW_CONSOLE_SIGN_INS": "1000"}
    with stack() as address:
        return asyncio.run(measure(asked, address))


async def measure(asked: argparse.Namespace, address: str) -> int:
    """Both rounds."""
    async with reach() as reached, door(reached) as ready:
        await one(reached, ready, 0)  # warm: one whole case
        everybody = [person.handle for person in reached.organisation.people.values() if person.active]
        rounds = {"all hear": OVERSEE, "few hear": everybody}
        found = {name: await _round(asked, address, reached, who) for name, who in rounds.items()}
    return report(asked.listeners, found)


# --- listening -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`each` and `last` in ms: to each listener, and to the last one that hears an event. Memory in MB, processor time in ms an event."""

    each: Sequence[float]
    last: Sequence[float]
    events: int
    memory: float
    cpu: float


async def _round(asked: argparse.Namespace, address: str, reached: Reach, who: Sequence[str]) -> Figures:
    process = _console()
    before = process.memory_info().rss
    async with _listening(asked.listeners, address, who) as ears:
        memory = (process.memory_info().rss - before) / 1e6
        spent = sum(process.cpu_times()[:2])
        cases = await _opened(asked, reached)
        await _quiet(ears)
        spent = sum(process.cpu_times()[:2]) - spent
        heard = [ear.heard() for ear in ears]
    recorded = await _recorded(reached, cases)
    return _figures(heard, recorded, everybody=who is OVERSEE, memory=memory, cpu=spent * 1000)


@asynccontextmanager
async def _listening(count: int, address: str, who: Sequence[str]) -> AsyncIterator[list[Ear]]:
    """So many open streams, one person after the other."""
    cookies = [await _cookie(address, handle) for handle in who]
    place, loop = urlsplit(address), asyncio.get_running_loop()
    requests = [f"GET /api/v1/changes HTTP/1.1\r\nHost: {place.netloc}\r\nCookie: {each}\r\n\r\n".encode() for each in cookies]
    ears = [Ear(requests[number % len(requests)]) for number in range(count)]
    transports = []
    try:
        for ear in ears:
            made, _ = await loop.create_connection(partial(_same, ear), place.hostname or "", place.port or 80)
            transports.append(made)
        async with asyncio.timeout(60):
            await asyncio.gather(*(ear.open.wait() for ear in ears))
        if refused := [ear for ear in ears if not ear.came[0][1].startswith(b"HTTP/1.1 200")]:
            raise RuntimeError(f"{len(refused)} are not let in: {refused[0].came[0][1][:200]!r}")
        yield ears
    finally:
        for transport in transports:
            transport.abort()


def _same(ear: Ear) -> Ear:
    return ear


async def _cookie(address: str, handle: str) -> str:
    async with httpx.AsyncClient(base_url=address) as browser:
        await browser.post("/sign-in", data={"person": handle})
        return "; ".join(f"{each.name}={each.value}" for each in browser.cookies.jar)


async def _opened(asked: argparse.Namespace, reached: Reach) -> list[CaseId]:
    """Loans, evenly."""
    loop, cases = asyncio.get_running_loop(), list[CaseId]()
    first = loop.time()
    async with door(reached) as ready:
        for number in range(asked.cases):
            await asyncio.sleep(max(0.0, first + number / asked.rate - loop.time()))
            opening = uuid4()
            fields = {"contract": f"HEARD-{uuid4().hex[:12]}", "purpose": "heard"}
            cases.append(case_id("request", opening))
            requester = reached.person(WHO[number % len(WHO)]).id
            await done(ready, cases[-1], "open", {"plan": "contract-loan", "fields": fields}, requester, opening)
    return cases


async def _quiet(ears: Sequence[Ear]) -> None:
    """Until nothing has come for two seconds: notices are told a moment later than the case."""
    before = -1
    while (now := sum(len(ear.came) for ear in ears)) != before:
        before = now
        await asyncio.sleep(2)


async def _recorded(reached: Reach, cases: Sequence[CaseId]) -> Mapping[tuple[str, int], float]:
    """When the database wrote each event."""
    found = {}
    for case in cases:
        for event in await reached.log.read(Stream(category=kind_of(case), id=uuid_of(case))):
            found[(str(case), event.version)] = event.recorded_at.timestamp()
    return found


def _figures(
    heard: Sequence[Mapping[int, tuple[float, str, int]]],
    recorded: Mapping[tuple[str, int], float],
    *,
    everybody: bool,
    memory: float,
    cpu: float,
) -> Figures:
    took: dict[tuple[str, int], list[float]] = {key: [] for key in recorded}
    for ear in heard:
        for when, case, version in ear.values():
            if (case, version) in took:  # not of a round before
                took[(case, version)].append((when - recorded[(case, version)]) * 1000)
    missed = (
        [key for key, values in took.items() if len(values) != len(heard)]
        if everybody
        else [key for key, values in took.items() if not values]
    )
    if missed:
        raise RuntimeError(f"{len(missed)} of {len(took)} events were not heard by everybody who should")
    each = [value for values in took.values() for value in values]
    return Figures(each=each, last=[max(values) for values in took.values()], events=len(took), memory=memory, cpu=cpu / len(took))


def _console() -> psutil.Process:
    said = subprocess.run([sys.executable, "-m", "workers.cli", "status", "--json"], cwd=ROOT, check=True, capture_output=True)
    return psutil.Process(next(each["pid"] for each in json.loads(said.stdout)["processes"] if each["name"] == "console"))


# --- figures -------------------------------------------------------------------------------------


def report(listeners: int, found: Mapping[str, Figures]) -> int:
    """A table, then one JSON line a figure."""
    print(f"{listeners} listeners: an event reaches each, and the last one, after ms; memory of all streams; processor time an event")
    print(f"{'':<10}{'events':>7}{'heard':>8}{'p50':>7}{'p99':>7}{'last p50':>10}{'last p99':>10}{'MB':>7}{'cpu ms':>8}")
    for name, of in found.items():
        each = f"{statistics.median(of.each):>7.1f}{quantile(of.each, 0.99):>7.1f}"
        last = f"{statistics.median(of.last):>10.1f}{quantile(of.last, 0.99):>10.1f}"
        print(f"{name:<10}{of.events:>7}{len(of.each):>8}{each}{last}{of.memory:>7.1f}{of.cpu:>8.1f}")
    worst = {name: quantile(of.last, 0.99) for name, of in found.items()}
    for name, value in worst.items():
        print(
            json.dumps(
                {"name": f"listeners, {name}", "ours": round(value, 1), "unit": "ms p99, last", "goal": GOAL_MS, "met": value <= GOAL_MS}
            )
        )
    return int(any(value > GOAL_MS for value in worst.values()))
