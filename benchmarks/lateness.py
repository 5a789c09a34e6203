"""How late a rung is gone up when its clock is due, with many incidents open, against bare timers of the same server.

Ours: from the due instant of an acknowledgement to the recorded instant of the event ``task.went_up`` in the log. Bare: a workflow of
one timer, from its due instant to the instant at which its code goes on. Both on one Temporal server, in turns in the same run, 500
spread over a minute and 500 at one instant. Before that, how long it takes from opening an incident to the first notice that a
channel took, at 10 a second.

``--open=1000 --due=500 --span=10 --seconds=30`` are the defaults: open incidents beside, how many fall due, the minutes within which an
acknowledgement is due (all that fall due must be open by then), for how long incidents are opened at 10 a second.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import asyncpg

from activities.ask import ask
from benchmarks._rival import CASES, Timer
from benchmarks._stand import Stand, stand
from benchmarks.cases import percentile
from domain.kernel import CaseId, Unavailable, case_id, uuid_of
from domain.organisation import by_handle
from eventlog.port import StoredEvent, Stream
from packs import read

MINUTE: Final = timedelta(minutes=1)
PLAN, REPORTER = "incident-measured", "qian"
CLOCK: Final = "answer:acknowledge"
AT_ONCE: Final = 16
"""How many incidents are being opened at the same time."""
PER_SECOND: Final = 10
TRIES: Final = 5
WITHIN: Final = timedelta(minutes=5)
"""Longer than this after its instant nothing is waited for."""
QUIET_S: Final = 10.0
GOALS: Final = {"spread": "p99 <= bare p99 + 1", "instant": "p99 <= 2 x bare p99", "first notice": "p99 < 1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Falling:
    """Incidents whose acknowledgement falls due, and when."""

    due: dict[CaseId, datetime]

    @property
    def last(self) -> datetime:
        """When the last of them does."""
        return max(self.due.values())


# --- the pack -----------------------------------------------------------------------------------


def pack(span: int) -> dict[str, Any]:
    """The pack in minutes with one plan more: incidents that are to be acknowledged within so many minutes, or within a day."""
    content: dict[str, Any] = deepcopy(dict(read.load(read.find("minutes")).content))
    content["settings"]["late_delivery"] = "29 min"  # what is opened at a chosen instant arrives later
    plan = deepcopy(next(each for each in content["plans"] if each["plan"] == "incident-four-colour"))
    for part in ("freezing", "alerts", "raises"):
        plan.pop(part, None)
    content["plans"].append(plan | {"plan": PLAN, "prefix": "BENCH", "room": {}, "ending": {}, "levels": _levels(span)})
    return content


def _levels(span: int) -> list[dict[str, Any]]:
    """`due` and `new`: an acknowledgement and two obligations, five clocks and three notices. `open`: three clocks and one notice."""
    whom = {"isolate_scene": ("post it-director", "26 h"), "preliminary_report": ("post head-of-marketing", "48 h")}
    obligations = {name: {"step": _step(by, within, "1 h before")} for name, (by, within) in whom.items()}
    return [
        _level("due", "death", _step("post it-director", f"{span} min")) | {"obligations": obligations},
        _level("new", "system-down", _step("post it-director", "24 h")) | {"obligations": obligations},
        _level("open", "", _step("post it-director", "24 h", "1 h before", "2 h before")),
    ]


def _level(name: str, harm: str, acknowledge: dict[str, Any]) -> dict[str, Any]:
    words, day = {"zh": "测试", "en": "Measured"}, {"span": "24 h", "house": "ladder"}
    level = {"level": name, "title": words, "colour": "red", "means": words, "clause": "MK 4.3.1"}
    when = {"when": [{"line": "harm", "one_of": [harm], "clause": "MK 4.3.1"}]} if harm else {}
    return {**level, **when, "acknowledge": acknowledge, "promise": day, "again": day}


def _step(by: str, within: str, *remind: str) -> dict[str, Any]:
    then = ["one rung up", "remind for ever"]
    return {"by": by, "within": {"span": within, "house": "ladder"}, "remind": list(remind), "then": then, "house": "ladder"}


# --- ours ---------------------------------------------------------------------------------------


async def opened(at: Stand, harm: str, asked_at: datetime | None = None) -> CaseId:
    """One incident, opened at a door. Raises RuntimeError when it was not."""
    reporter = by_handle(at.door.governed.organisation(datetime.now(UTC)), REPORTER)
    assert reporter is not None
    command = uuid4()
    case = case_id("incident", command)
    content = {"plan": PLAN, "fields": {"what": "It is down.", "harm": harm}}
    for _ in range(TRIES):  # as an honest caller does who is told that it is not known
        with suppress(Unavailable):
            answer = await ask(at.door, case, "open", content, by=reporter.id, command=command, asked_at=asked_at)
            if answer.outcome != "done":
                raise RuntimeError(f"opening {case}: {answer}")
            return case
    raise RuntimeError(f"opening {case}: never answered")


async def open_many(at: Stand, harm: str, instants: Sequence[datetime | None]) -> list[CaseId]:
    """So many side by side, each as at its instant."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(instant: datetime | None) -> CaseId:
        async with gate:
            return await opened(at, harm, instant)

    return await asyncio.gather(*(one(instant) for instant in instants))


async def falling(at: Stand, count: int, span: timedelta, *, over: timedelta) -> Falling:
    """So many whose acknowledgement is due within `over`, all of it in time to come. Raises RuntimeError when opening took too long."""
    begin = datetime.now(UTC) - over
    instants = [begin + over * number / count for number in range(count)]
    cases = await open_many(at, "death", instants)
    if datetime.now(UTC) > begin + span - timedelta(seconds=QUIET_S):
        raise RuntimeError(f"{count} were not open before the first was due: give a longer --span")
    return Falling(due={case: instant + span for case, instant in zip(cases, instants, strict=True)})


async def lateness(at: Stand, due: Falling) -> list[float]:
    """Seconds from each due instant to the rung's event. Raises RuntimeError when one did not go up, or not exactly once."""
    late, waiting = [], dict(due.due)
    await asyncio.sleep(max(0.0, (due.last - datetime.now(UTC)).total_seconds()))
    while waiting:
        if datetime.now(UTC) > due.last + WITHIN:
            raise RuntimeError(f"{len(waiting)} did not go up")
        for case, instant in list(waiting.items()):
            went = await rung(at, case, instant)
            if went is not None:
                late.append((went - instant).total_seconds())
                del waiting[case]
        await asyncio.sleep(0.5)
    return late


async def rung(at: Stand, case: CaseId, due: datetime) -> datetime | None:
    """When the log took the event by which this incident went up a rung. Raises RuntimeError when it stands there otherwise than once."""
    events = await at.log.read(Stream(category="incident", id=uuid_of(case)))
    ran = [said for said in (json.loads(each.data) for each in events if each.type == "clock.ran_out") if said["clock"] == CLOCK]
    went = [each for each in events if each.type == "task.went_up"]
    if not went:
        return None
    if len(ran) != 1 or len(went) != 1 or abs(datetime.fromisoformat(ran[0]["due"]) - due) > timedelta(milliseconds=1):
        raise RuntimeError(f"{case} was due {due}: {ran}, {Counter(each.type for each in events)}")
    return went[0].recorded_at


# --- bare timers --------------------------------------------------------------------------------


async def bare(at: Stand, count: int, *, over: timedelta) -> list[float]:
    """The same of workflows of one timer each."""
    begin = datetime.now(UTC) + timedelta(seconds=15 + count / 40)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> tuple[Any, float]:
        due = (begin + over * number / count).timestamp()
        async with gate:
            return await at.client.start_workflow(Timer.run, due, id=f"timer-{uuid4()}", task_queue=CASES), due

    started = await asyncio.gather(*(one(number) for number in range(count)))
    if datetime.now(UTC) > begin:
        raise RuntimeError("bare timers were not started in time")
    return [await handle.result() - due for handle, due in started]


# --- from opening to the first notice ------------------------------------------------------------


async def first_notices(at: Stand, seconds: int) -> list[float]:
    """Seconds from asking to the first notice that a channel took, at a steady pace whatever the answers take."""
    began = time.monotonic()

    async def one(number: int) -> tuple[CaseId, datetime]:
        await asyncio.sleep(max(0.0, began + number / PER_SECOND - time.monotonic()))
        asked = datetime.now(UTC)
        return await opened(at, "system-down"), asked

    made = await asyncio.gather(*(one(number) for number in range(seconds * PER_SECOND)))
    told = await first_told(at, [case for case, _ in made])
    return [(told[case] - asked).total_seconds() for case, asked in made]


async def first_told(at: Stand, cases: Sequence[CaseId]) -> dict[CaseId, datetime]:
    """When the first notice of each was taken. Raises RuntimeError when there is none for one of them."""
    statement = "select case_id, min(told_at) as told from world.notices where case_id = any($1) and state = 'told' group by case_id"
    connection, until = await asyncpg.connect(at.settings.database), datetime.now(UTC) + WITHIN
    try:
        while len(rows := await connection.fetch(statement, list(cases))) < len(cases):
            if datetime.now(UTC) > until:
                raise RuntimeError(f"{len(cases) - len(rows)} were told to nobody")
            await asyncio.sleep(0.5)
    finally:
        await connection.close()
    return {CaseId(row["case_id"]): row["told"] for row in rows}


# --- all of it ----------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class Seen:
    """Seconds by what was measured, and the processor time that each process took for it."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, Counter[str]] = field(default_factory=dict)

    async def of(self, at: Stand, name: str, measured: Coroutine[Any, Any, list[float]]) -> None:
        """One of them; the same name again adds to it."""
        before = at.cpu_seconds()
        self.seconds[name] = self.seconds.get(name, []) + await measured
        used = {process: spent - before[process] for process, spent in at.cpu_seconds().items()}
        self.cpu[name] = self.cpu.get(name, Counter()) + Counter(used)
        say(name)


async def measure(asked: argparse.Namespace) -> Seen:
    """Open what stands open, measure first notices, then bare timers, ours, and bare timers again."""
    seen, span, none = Seen(), timedelta(minutes=asked.span), timedelta(0)
    async with stand(pack(asked.span)) as at:
        up = time.monotonic()
        await opened(at, "complaint")
        await seen.of(at, "first notice", first_notices(at, asked.seconds))
        began = time.monotonic()
        beside = await open_many(at, "complaint", [None] * max(0, asked.open - asked.seconds * PER_SECOND))
        say(f"{len(beside)} more opened in {time.monotonic() - began:.0f} s")
        await asyncio.sleep(max(0.0, up + 61 - time.monotonic()))  # the first of them are opened as of a minute ago
        spread = await falling(at, asked.due, span, over=MINUTE)
        instant = await falling(at, asked.due, span, over=none)
        say("all are open")
        await seen.of(at, "bare spread", bare(at, asked.due, over=MINUTE))
        await seen.of(at, "bare instant", bare(at, asked.due, over=none))
        if datetime.now(UTC) > spread.last - MINUTE:
            raise RuntimeError("the first fell due while something else was measured: give a longer --span")
        await asyncio.sleep((spread.last - MINUTE - datetime.now(UTC)).total_seconds())
        await seen.of(at, "spread", lateness(at, spread))
        await seen.of(at, "instant", lateness(at, instant))
        await asyncio.sleep(QUIET_S)
        await seen.of(at, "bare instant", bare(at, asked.due, over=none))
        at.check()
        await untouched(at, beside)
    return seen


async def untouched(at: Stand, cases: Sequence[CaseId]) -> None:
    """What stood open beside has all its clocks, and none of them ran out. Raises RuntimeError otherwise."""
    for case in cases:
        events: list[StoredEvent] = await at.log.read(Stream(category="incident", id=uuid_of(case)))
        types = Counter(each.type for each in events)
        if types["clock.armed"] < 3 or types["clock.ran_out"]:
            raise RuntimeError(f"{case}: {types}")


def say(what: str) -> None:
    """How far it is, with how busy the machine is."""
    print(f"  {datetime.now(UTC):%H:%M:%S} load {os.getloadavg()[0]:.1f}: {what}", flush=True)


def met(found: dict[str, list[float]]) -> dict[str, tuple[float, float]]:
    """Each goal: what was seen at p99, and what it may be."""
    p99 = {name: percentile(values, 0.99) for name, values in found.items() if values}
    return {
        "spread": (p99["spread"], p99["bare spread"] + 1),
        "instant": (p99["instant"], 2 * p99["bare instant"]),
        "first notice": (p99["first notice"], 1.0),
    }


def tell(seen: Seen) -> None:
    """The tables, then one JSON line per goal."""
    print(f"{'seconds':14} {'n':>5} {'p50':>8} {'p99':>8} {'max':>8}    processor time of each, ms")
    for name, values in seen.seconds.items():
        spent = {process: f"{1000 * used / len(values):.0f}" for process, used in seen.cpu[name].items() if used / len(values) > 0.0005}
        print(f"{name:14} {len(values):5} {percentile(values, 0.5):8.3f} {percentile(values, 0.99):8.3f} {max(values):8.3f}    {spent}")
    print()
    for name, (p99, most) in met(seen.seconds).items():
        said = {"name": f"lateness {name}", "ours": round(p99, 3), "rival": round(most, 3), "unit": "s", "ratio": round(p99 / most, 3)}
        print(json.dumps({**said, "goal": GOALS[name], "met": p99 <= most}))


def main(argv: list[str]) -> int:
    """Measure, check, tell; 0 if all goals are met, else 1."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks lateness", description=__doc__.splitlines()[0] if __doc__ else None)
    for name, usual in {"open": 1000, "due": 500, "span": 10, "seconds": 30}.items():
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked, _ = parser.parse_known_args(argv)  # other benchmarks have options of their own
    seen = asyncio.run(measure(asked))
    tell(seen)
    return 0 if all(p99 <= most for p99, most in met(seen.seconds).values()) else 1
