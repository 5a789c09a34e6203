"""Cases from opening to closing per second, and how long a decision takes, against a bare Temporal workflow of the same shape.

Ours is the product: a door that seals and signs, the case's workflow, ``judge`` at a real log, notices, all in `bylaw`'s own worker
process. The rival (`_rival.py`) has as many updates, timers, local and ordinary activities, with nothing in them. Both run on one
Temporal server in the same minute, in turns, each with one worker process, asked by this process.

``--repeats=5 --cases=60 --at-once=30 --decisions=40`` are the defaults; ``--profile`` adds where the processor time went.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import asyncpg
from temporalio.api.enums.v1 import EventType
from temporalio.client import WithStartWorkflowOperation, WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy

from activities.ask import ask
from benchmarks._rival import CASES, LAST, Rival
from benchmarks._stand import Stand, stand
from domain.kernel import CaseId, PersonId, case_id, uuid_of
from domain.organisation import by_handle
from eventlog.port import Stream

APPROVER, ARCHIVIST = "lin", "archivist"
REQUESTERS = ("qian", "sun", "zhou", "wu-l", "zheng", "feng", "chu", "wei", "jiang-m", "okafor")
STEPS = ("open", "approve", "hand_out", "return", "confirm_check")
"""The commands of a contract loan."""
HAPPENED = Counter(["opened", "step_opened", "step_opened", "step_opened", "approved", "ready", "lent", "returned", "checked", "closed"])
"""What happens in each case, nothing more and nothing less; clocks and notices beside it depend on what came first."""
COMPARED = ("WORKFLOW_EXECUTION_UPDATE_COMPLETED", "MARKER_RECORDED", "ACTIVITY_TASK_COMPLETED")
"""What the histories of both sides must hold alike (markers: local activities). Timers vary with what arrives together."""
WITHIN = 60.0  # seconds for one case

Shape = tuple[int, ...]
"""How many notices each step causes, as a recorded history of ours shows; the rival has as many ordinary activities."""
Side = Callable[[Stand, int, bool], Awaitable["Ran"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One case: its workflow, and the seconds that its approval took."""

    workflow: str
    decision: float


@dataclass(slots=True, kw_only=True)
class Seen:
    """What was measured of one side; one entry a repeat, but `decisions` one each."""

    rates: list[float] = field(default_factory=list)
    decisions: list[list[float]] = field(default_factory=list)
    workflows: list[str] = field(default_factory=list)
    crowd: int = 0
    """How many of them ran with others at once."""
    cpu: Counter[str] = field(default_factory=Counter)
    history: Counter[str] = field(default_factory=Counter)


# --- the two sides ------------------------------------------------------------------------------


async def ours(at: Stand, number: int, settled: bool) -> Ran:  # noqa: FBT001 - whether the opening's notice is waited for
    """A contract loan from opening to closing, each command given when the one before was confirmed."""
    organisation = at.door.governed.organisation(datetime.now(UTC))
    requester, approver = by_handle(organisation, REQUESTERS[number % len(REQUESTERS)]), by_handle(organisation, APPROVER)
    assert requester is not None
    assert approver is not None
    archivist = next(person for person in organisation.people.values() if ARCHIVIST in person.posts)
    command = uuid4()
    case = case_id("request", command)
    handle = at.client.get_workflow_handle(case)

    async def say(name: str, by: PersonId, **content: Any) -> None:
        answer = await ask(at.door, case, name, content, by=by, command=command if name == "open" else None)
        if answer.outcome != "done":
            raise RuntimeError(f"{name} of {case}: {answer}")

    await say("open", requester.id, plan="contract-loan", fields={"contract": f"C-{uuid4()}", "purpose": "a customer asks"})
    while settled and (await handle.query("agenda"))["owed"]:
        await asyncio.sleep(0.01)
    began = time.perf_counter()
    await say("approve", approver.id)
    took = time.perf_counter() - began
    for name in ("hand_out", "return", "confirm_check"):
        await say(name, archivist.id)
    await asyncio.wait_for(handle.result(), WITHIN)
    return Ran(workflow=case, decision=took)


async def shape(at: Stand) -> Shape:
    """What each step of ours causes, counted in the history of a case."""
    history = await at.client.get_workflow_handle((await ours(at, 0, True)).workflow).fetch_history()
    counted: list[int] = []
    for event in history.events:
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
            counted.append(0)
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            counted[-1] += 1
    return tuple(counted)


async def rival(besides: Shape, at: Stand, _: int, settled: bool) -> Ran:  # noqa: FBT001 - as above
    """The same commands to a workflow that does nothing."""
    workflow = f"rival-{uuid4()}"
    start: Any = WithStartWorkflowOperation(
        Rival.run, id=workflow, task_queue=CASES, id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING
    )
    (first, beside), *more = zip(STEPS, besides, strict=True)
    await at.client.execute_update_with_start_workflow(Rival.step, args=[first, beside], start_workflow_operation=start)
    handle = at.client.get_workflow_handle_for(Rival.run, workflow)
    while settled and not await handle.query(Rival.at_rest):
        await asyncio.sleep(0.01)
    took = 0.0
    for name, beside in more:
        began = time.perf_counter()
        await handle.execute_update(Rival.step, args=[LAST if name == STEPS[-1] else name, beside])
        took = took or time.perf_counter() - began
    await asyncio.wait_for(handle.result(), WITHIN)
    return Ran(workflow=workflow, decision=took)


# --- measuring ----------------------------------------------------------------------------------


async def many(at: Stand, side: Side, seen: Seen, *, cases: int, at_once: int) -> None:
    """Cases per second with so many at once."""
    gate = asyncio.Semaphore(at_once)

    async def one(number: int) -> Ran:
        async with gate:
            return await side(at, number, False)

    before, began = at.cpu_seconds(), time.perf_counter()
    ran = await asyncio.gather(*(one(number) for number in range(cases)))
    seen.rates.append(cases / (time.perf_counter() - began))
    seen.cpu.update({name: used - before[name] for name, used in at.cpu_seconds().items()})
    seen.workflows += [each.workflow for each in ran]
    seen.crowd += cases


async def singly(at: Stand, side: Side, seen: Seen, *, decisions: int) -> None:
    """One case at a time, each approved when its notices are out."""
    ran = [await side(at, number, True) for number in range(decisions)]
    seen.decisions.append([each.decision for each in ran])
    seen.workflows += [each.workflow for each in ran]


async def measure(asked: argparse.Namespace) -> tuple[Seen, Seen]:
    """Both sides in turns, after a first round that is not counted."""
    async with stand() as at:
        besides = await shape(at)
        sides: list[tuple[Side, Seen]] = [(ours, Seen()), (partial(rival, besides), Seen())]
        for side, _ in sides:
            await many(at, side, Seen(), cases=asked.at_once, at_once=asked.at_once)
        for number in range(asked.repeats):
            turn = sides if number % 2 == 0 else sides[::-1]
            for side, seen in turn:
                await many(at, side, seen, cases=asked.cases, at_once=asked.at_once)
            for side, seen in turn:
                await singly(at, side, seen, decisions=asked.decisions)
        at.check()
        for _, seen in sides:
            seen.history = await histories(at, seen.workflows)
        await record(at, [CaseId(case) for case in sides[0][1].workflows])
        await rows(at, (1 + asked.at_once + len(sides[0][1].workflows)) * (len(STEPS) + sum(besides)))
    (_, we), (_, they) = sides
    return we, they


# --- whether it was done right ------------------------------------------------------------------


async def histories(at: Stand, workflows: Sequence[str]) -> Counter[str]:
    """What the histories hold, summed. Raises RuntimeError when a workflow did not end as it should."""
    found: Counter[str] = Counter()
    for workflow in workflows:
        handle = at.client.get_workflow_handle(workflow)
        status = (await handle.describe()).status
        if status is not WorkflowExecutionStatus.COMPLETED:
            raise RuntimeError(f"{workflow} is {status}")
        history = await handle.fetch_history()
        found.update(EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in history.events)
    return found


async def record(at: Stand, cases: Sequence[CaseId]) -> None:
    """Each case has exactly its events, every clock that was armed stopped, versions without a gap. Raises RuntimeError otherwise."""
    for case in cases:
        events = await at.log.read(Stream(category="request", id=uuid_of(case)))
        if [event.version for event in events] != list(range(1, len(events) + 1)):
            raise RuntimeError(f"{case} has a gap")
        types = Counter(event.type for event in events)
        happened = Counter({kind.removeprefix("request."): count for kind, count in types.items() if kind.startswith("request.")})
        if happened != HAPPENED or types["clock.armed"] != types["clock.stopped"]:
            raise RuntimeError(f"{case}: {types}")


async def rows(at: Stand, commands: int) -> None:
    """Each command and each duty's end left one row; the adoption left one more. Raises RuntimeError otherwise."""
    wanted, connection = commands + 1, await asyncpg.connect(at.settings.admin)
    try:
        found = await connection.fetchval("select count(*) from eventlog.command")
    finally:
        await connection.close()
    if found != wanted:
        raise RuntimeError(f"{found} commands recorded, {wanted} given")


def check_alike(we: Seen, they: Seen) -> None:
    """The rival is no rival if it does less. Raises RuntimeError."""
    for kind in COMPARED:
        if we.history[kind] != they.history[kind]:
            raise RuntimeError(f"{kind}: ours {we.history[kind]}, rival {they.history[kind]}")


# --- telling ------------------------------------------------------------------------------------


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the others does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def figure(name: str, unit: str, we: Sequence[float], they: Sequence[float], goal: str) -> dict[str, Any]:
    """One figure: medians of the repeats with their ranges; the ratio is the median of those of each repeat, against the goal."""
    a, b = statistics.median(we), statistics.median(they)
    ratio, (how, limit) = statistics.median(x / y for x, y in zip(we, they, strict=True)), goal.split()
    met = ratio >= float(limit) if how == ">=" else ratio <= float(limit)
    said = {"name": name, "ours": a, "rival": b, "unit": unit, "ratio": ratio, "goal": goal, "met": met}
    ranges = {"ours_range": [min(we), max(we)], "rival_range": [min(they), max(they)]}
    rounded = {key: round(value, 3) if isinstance(value, float) else value for key, value in said.items()}
    return rounded | {key: [round(value, 3) for value in values] for key, values in ranges.items()}


def figures(we: Seen, they: Seen) -> list[dict[str, Any]]:
    """All figures. The p99 is that of all decisions together, since one repeat has too few for it."""
    p50 = [[1000 * statistics.median(run) for run in seen.decisions] for seen in (we, they)]
    p99 = [[1000 * percentile([one for run in seen.decisions for one in run], 0.99)] for seen in (we, they)]
    return [
        figure("cases_per_second", "cases/s", we.rates, they.rates, ">= 0.7"),
        figure("decision_p50", "ms", p50[0], p50[1], "<= 1.5"),
        figure("decision_p99", "ms", p99[0], p99[1], "<= 1.5"),
    ]


def tell(found: Sequence[dict[str, Any]], we: Seen, they: Seen, *, profile: bool) -> None:
    """The tables, then one JSON line per figure."""
    print(f"{'':18} {'ours':>8} {'range':>17} {'rival':>8} {'range':>17} {'ratio':>6}  goal")
    for one in found:
        ranges = [f"{one[side][0]:.1f} … {one[side][1]:.1f}" for side in ("ours_range", "rival_range")]
        print(
            f"{one['name']:18} {one['ours']:8.1f} {ranges[0]:>17} {one['rival']:8.1f} {ranges[1]:>17} {one['ratio']:6.2f}  "
            f"{one['goal']} {'met' if one['met'] else 'missed'}"
        )
    print("\nevents in the history of one case (mean)")
    for kind in sorted(we.history | they.history):
        print(f"  {kind.lower():45} {we.history[kind] / len(we.workflows):6.1f} {they.history[kind] / len(they.workflows):6.1f}")
    if profile:
        print("\nprocessor time of one case in ms, with many at once")
        for name in we.cpu:
            print(f"  {name:45} {1000 * we.cpu[name] / we.crowd:6.1f} {1000 * they.cpu[name] / they.crowd:6.1f}")
    print()
    for one in found:
        print(json.dumps(one))


def main(argv: list[str]) -> int:
    """Measure, check, tell; 0 if all goals are met, else 1. An error, and no figure, when anything was not done right."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks cases", description=__doc__.splitlines()[0] if __doc__ else None)
    for name, usual in {"repeats": 5, "cases": 60, "at-once": 30, "decisions": 40}.items():
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--profile", action="store_true")
    asked, _ = parser.parse_known_args(argv)  # other benchmarks have options of their own
    began = time.monotonic()
    we, they = asyncio.run(measure(asked))
    check_alike(we, they)
    found = figures(we, they)
    print(f"took {timedelta(seconds=round(time.monotonic() - began))}")
    tell(found, we, they, profile=asked.profile)
    return 0 if all(one["met"] for one in found) else 1
