"""The loop, on a real Temporal server, with room for two cases in the worker's cache."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.exceptions import ApplicationError
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from activities.grants import FileGrants
from activities.wire import CASES, DutyAsk, DutyDone
from activities.world import World
from domain.kernel import case_id
from eventlog.errors import Unavailable
from eventlog.memory import MemoryLog
from tests.activities.posting import Satchel
from tests.workflows.running import DECIDERS, HE, Running


async def test_a_case_runs_from_opening_to_closing_and_its_workflow_ends(running: Running) -> None:
    """A workflow ends when the rules want nothing more and nothing is owed."""
    case = await running.open()
    assert (await running.ask(case, "add", {"value": "a"})).outcome == "done"
    assert (await running.ask(case, "add", {"value": "bad"})).outcome == "refused"
    await running.closed(case)
    assert await running.values(case) == ["a"]


async def test_an_accepted_command_starts_a_closed_case_again(running: Running) -> None:
    """A case that ended takes a command as any other; its workflow runs for it and ends again."""
    case = await running.open()
    await running.closed(case)
    assert (await running.ask(case, "add", {"value": "late"})).outcome == "done"
    await running.handle(case).result()
    assert await running.values(case) == ["late"]


GARBAGE: list[tuple[str, list[Any]]] = [
    ("add", []),
    ("add", [None]),
    ("add", [1, 2, 3]),
    ("add", ["text"]),
    ("add", [b"\x00\xff"]),
    ("add", [{"value": 7}]),
    ("add", [{"value": "x" * 400_000, "by": HE}]),
    ("add", [{"value": "a\u0000b", "by": HE}]),
    ("add", [{"value": "\ud800", "by": HE}]),
    ("no such thing; drop table", [{"by": HE}]),
    ("submit", [{"by": HE}]),
    ("time_passed", [{"by": HE}]),
    ("agenda", [{"by": HE}]),
    ("open", [{"plan": "contract-loan", "by": "nobody"}]),
]


async def test_garbage_never_stops_a_case(running: Running) -> None:
    """Signals without input, with three, of the wrong shape, unknown, huge: each is one refusal, and the case goes on."""
    case = await running.open()
    for name, arguments in GARBAGE:
        await running.signal(case, name, *arguments)
    said = [await running.bare(case, name, *arguments) for name, arguments in GARBAGE]
    assert {each["outcome"] for each in said} == {"refused"}
    assert (await running.ask(case, "add", {"value": "after"})).outcome == "done"
    assert len(await running.refusals(case)) == 2 * len(GARBAGE)
    await running.closed(case)


async def test_anything_can_be_done_with_nothing_but_a_temporal_client(running: Running) -> None:
    """Every command of a kind is a signal and an Update of that name, and `submit` takes it inside."""
    case = await running.open()
    await running.signal(case, "add", {"value": "signal", "by": HE})
    await running.signal(case, "submit", {"command": "add", "value": "submitted", "by": HE})
    assert (await running.bare(case, "submit", {"command": "add", "value": "update", "by": HE}))["outcome"] == "done"
    assert await running.values(case) == ["signal", "submitted", "update"]
    await running.closed(case)


async def test_two_equal_bare_signals_are_two_commands(running: Running) -> None:
    """A command without an id gets one of its own; only the same id is the same command."""
    case = await running.open()
    for _ in range(3):
        await running.signal(case, "add", {"value": "again", "by": HE})
    await running.closed(case)
    assert await running.values(case) == ["again"] * 3


async def test_a_workflow_started_by_hand_for_nothing_ends(running: Running) -> None:
    """A case without events has nothing to wait for; what is no case at all neither."""
    for name in (f"toy-{uuid4()}", "toy-nonsense"):
        running.cases.append(name)
        await running.client.execute_workflow("toy", id=name, task_queue=CASES)
    stray = f"toy-{uuid4()}"
    running.cases.append(stray)
    await running.client.execute_workflow("toy", "no Carried at all", id=stray, task_queue=CASES)


async def test_the_same_command_twenty_times_at_once_is_one_decision(running: Running) -> None:
    """One id, one decision, one answer, however often and wherever it is sent."""
    case = await running.open()
    command = uuid4()
    answers = await asyncio.gather(*(running.ask(case, "add", {"value": "one"}, command=command) for _ in range(20)))
    assert {(each.outcome, each.refusal) for each in answers} == {("done", None)}
    assert await running.values(case) == ["one"]
    await running.closed(case)


async def test_thirty_voters_at_once_are_all_answered(running: Running) -> None:
    """Nobody waits for a vote of somebody else beyond its turn, and none is lost."""
    case = await running.open()
    wanted = [f"vote {number}" for number in range(30)]
    answers = await asyncio.gather(*(running.ask(case, "add", {"value": value}) for value in wanted))
    assert {each.outcome for each in answers} == {"done"}
    assert sorted(await running.values(case)) == sorted(wanted)
    await running.closed(case)


async def test_the_query_shows_what_is_owed(running: Running) -> None:
    """Query `agenda` and current details show stage and next due, and nothing personal."""
    held = asyncio.Event()

    async def wait(ask: DutyAsk) -> DutyDone:
        await held.wait()
        return DutyDone(command="notified", content={})

    running.deeds["notify"] = wait
    case = await running.open()
    await running.ask(case, "add", {"value": "secret words", "owes": "notify", "within_s": 3600})
    said = await running.handle(case).query("agenda")
    assert (said["stage"], said["closed"], [each["duty"] for each in said["owed"]]) == ("open", False, ["notify"])
    assert said["next"] is not None
    described = await running.handle(case).describe()
    details = await described.static_details()
    assert "secret" not in str(details) + str(said)
    held.set()
    await running.closed(case)


async def test_mail_that_is_away_for_ever_holds_nobody_up(running: Running) -> None:
    """Duties run beside the loop: people decide while a notice is tried again and again."""
    tries = 0

    async def away(ask: DutyAsk) -> DutyDone:
        nonlocal tries
        tries += 1
        raise ApplicationError("no mail", type="Unavailable")

    running.deeds["notify"] = away
    case = await running.open()
    await running.ask(case, "add", {"value": "0", "owes": "notify"})
    for number in range(1, 10):
        assert (await running.ask(case, "add", {"value": str(number)})).outcome == "done"

    async def tried() -> bool:
        return tries > 1

    await running.until(tried)
    running.deeds.clear()
    await running.ask(case, "close")
    await running.handle(case).result()
    assert "duty.notified" in [each.type for each in await running.events(case)]


async def test_a_duty_that_is_rejected_is_an_event_and_not_tried_again(running: Running) -> None:
    """No activity error leaves the loop: a failed duty is a command, and the case goes on."""

    async def never(ask: DutyAsk) -> DutyDone:
        raise ApplicationError("no such mailbox", type="Rejected", non_retryable=True)

    running.deeds["notify"] = never
    case = await running.open()
    await running.ask(case, "add", {"value": "a", "owes": "notify"})
    await running.closed(case)
    assert [each.type for each in await running.events(case)].count("duty.failed") == 1
    assert len(running.done) == 1


async def test_two_cases_tell_each_other_and_neither_waits(client: Client, tmp_path: Path) -> None:
    """What one case must know of another reaches it as a command; two that tell each other do not lock each other out."""
    running = await Running.make(client)
    world = World(door=running.door, post=Satchel(), grants=FileGrants(tmp_path), deciders=DECIDERS)
    async with running.with_world(world):
        one, other = await running.open(), await running.open()
        await asyncio.gather(
            running.ask(one, "add", {"value": "x", "owes": "tell", "about": other}),
            running.ask(other, "add", {"value": "x", "owes": "tell", "about": one}),
        )
        await asyncio.gather(running.closed(one), running.closed(other))
        assert sorted(await running.values(one)) == [f"told by {other}", "x"]
        assert sorted(await running.values(other)) == [f"told by {one}", "x"]
        told = next(each for each in await running.events(one) if b"told by" in each.data)
        assert json.loads(told.meta)["cause"] in {str(each.event_id) for each in await running.events(other)}
    await running.replay_all()


async def test_a_refusal_travels_back_to_the_case_that_told(client: Client, tmp_path: Path) -> None:
    """What the other case refuses is the receipt of the duty."""
    running = await Running.make(client)
    world = World(door=running.door, post=Satchel(), grants=FileGrants(tmp_path), deciders=DECIDERS)
    async with running.with_world(world):
        case = await running.open()
        await running.ask(case, "add", {"value": "x", "owes": "tell", "about": f"toy-{uuid4()}"})
        await running.closed(case)
        (end,) = [json.loads(each.data) for each in await running.events(case) if each.type == "duty.notified"]
        assert "unknown_case" in end["receipt"]
    await running.replay_all()


async def test_a_clock_fires_when_its_instant_has_come(running: Running) -> None:
    """The loop wakes at the next due instant and says that time has passed, once."""
    skipper = TimeSkipper(running.client)
    command = uuid4()
    case = case_id("toy", command)
    skipper.config = TimeSkippingConfig(enabled=False)
    running.door = replace(running.door, client=skipper.client)
    await running.ask(case, "open", {"plan": "contract-loan"}, command=command)
    await running.ask(case, "add", {"value": "due", "within_s": 2 * 24 * 3600})
    await skipper.fast_forward(skipper.client.get_workflow_handle(case), timedelta(days=3))
    running.ahead = timedelta(days=3)

    async def fired() -> bool:
        return "clock.ran_out" in [each.type for each in await running.events(case)]

    await running.until(fired)
    ran_out = [each for each in await running.events(case) if each.type == "clock.ran_out"]
    assert len(ran_out) == 1
    assert ran_out[0].happened_at > datetime.now(UTC) + timedelta(days=1)
    await running.closed(case)


class Trouble(MemoryLog):
    """A log that can be away."""

    away = False

    async def load(self, *arguments: Any) -> Any:
        if self.away:
            raise Unavailable("away")
        return await super().load(*arguments)


async def test_the_log_away_and_back_loses_and_doubles_nothing(client: Client) -> None:
    """A person is told in seconds that it is not recorded; a signal waits until the log is back. Nothing happens twice."""
    log = Trouble()
    async with await Running.make(client, log) as running:
        case = await running.open()
        log.away = True
        command = str(uuid4())
        await running.signal(case, "add", {"value": "signal", "by": HE})
        said = await running.bare(case, "add", {"id": command, "value": "person", "by": HE})
        assert said["outcome"] == "unknown"
        log.away = False
        assert (await running.bare(case, "add", {"id": command, "value": "person", "by": HE}))["outcome"] == "done"
        await running.closed(case)
    assert sorted(await running.values(case)) == ["person", "signal"]
    await running.replay_all()


async def test_what_judge_stumbles_over_holds_nobody_else_up(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of ours about one command is tried again behind all others, and never given up."""
    broken = True
    right = running.judge._decide

    async def decide(command: Any) -> Any:
        if broken and command.received.content.get("value") == "poison":
            raise AssertionError("a mistake")
        return await right(command)

    monkeypatch.setattr(running.judge, "_decide", decide)
    case = await running.open()
    await running.signal(case, "add", {"value": "poison", "by": HE})
    assert (await running.ask(case, "add", {"value": "other"})).outcome == "done"
    broken = False

    async def both() -> bool:
        return len(await running.values(case)) == 2

    await running.until(both)
    assert await running.values(case) == ["other", "poison"]
    await running.closed(case)


async def test_search_attributes_say_kind_and_stage(running: Running) -> None:
    """Lists of Temporal's own page can be filtered by kind and stage; they hold no personal data."""
    case = await running.open()
    await running.closed(case)
    described = await running.handle(case).describe()
    found = {pair.key.name: pair.value for pair in described.typed_search_attributes}
    assert described.status is WorkflowExecutionStatus.COMPLETED
    assert (found["CaseKind"], found["CaseStage"]) == ("toy", "closed")
