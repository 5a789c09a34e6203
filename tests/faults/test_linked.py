"""Killed where one case hands over to another: nothing is opened twice, told twice, or in force when it must not be (SO 5.2.3)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio.testing import TimeSkipper

from activities.receipts import new_code, opening_of
from domain.controls import periods, runs
from domain.deciders import DECIDERS
from domain.kernel import CaseId, Unavailable, case_id
from domain.reports.receipts import receipt_of
from tests.faults.record import sound
from tests.faults.stack import Stack, new_stack
from tests.faults.test_caught import gate
from tests.golden import happenings, matters
from tests.golden.desk import Desk
from tests.golden.matters import HR, SUBJECT

MOMENT = timedelta(minutes=1)


def desk_of(stack: Stack) -> Desk:
    """Where everybody of the stories asks; people who wait for a worker that comes back."""
    return Desk(client=stack.client, door=stack.door, log=stack.log, skipper=TimeSkipper(stack.client))


@asynccontextmanager
async def nothing_carried_out(stack: Stack) -> AsyncIterator[None]:
    """A worker that judges and carries nothing out; killed at the end, and the ordinary one follows."""
    await stack.process("worker").stop()
    stack.start("worker", module="tests.faults.handless")
    yield
    await stack.kill("worker")
    stack.start("worker")


def in_target(stack: Stack) -> Mapping[str, Any]:
    """What the target system keeps of each grant: one that was never in force there has no beginning."""
    file = stack.home / "grants.json"
    return dict(json.loads(file.read_text())) if file.exists() else {}


async def carried_out(stack: Stack, case: CaseId) -> None:
    """Until nothing is owed but notices: after a kill one may wait a minute for others to go along with."""

    async def only_notices() -> bool:
        agenda = await stack.handle(case).query("agenda")
        return agenda["version"] == len(await stack.events(case)) and all(duty["kind"] == "notify" for duty in agenda["owed"])

    await stack.until(only_notices, f"what {case} owes others")


async def opened(stack: Stack, kind: str) -> int:
    """How many cases of a kind there are."""
    return Counter(event.type for event in await sound(stack))[f"{kind}.opened"]


async def fact(desk: Desk, case: CaseId, kind: str) -> dict[str, Any]:
    """The one event of this type, and how it came."""
    [found] = [each for each in await desk.events(case) if each.type == kind]
    return {"command": found.command_id, **json.loads(found.data)}


@pytest.mark.deep
async def test_killed_between_the_filing_of_an_appeal_and_the_panels_case() -> None:
    """SO 5.2.3. One append files and stays; the panel's case opens once; a stayed measure is never in force, carried out late or not."""
    async with new_stack("house", "worker") as stack:
        desk = desk_of(stack)
        case = await matters.decided(desk)
        await carried_out(stack, case)
        async with nothing_carried_out(stack):
            await matters.taken_to_the_subject(desk, case)
            effect = (await fact(desk, case, "violation.took_effect"))["effect"]
            await desk.does(SUBJECT, case, "appeal", grounds="I was told to.")
        at_once = {(await fact(desk, case, kind))["command"] for kind in ("violation.appealed", "violation.stayed", "violation.lifted")}
        assert len(at_once) == 1
        await desk.linked(case, "appeal")
        await carried_out(stack, case)
        assert await opened(stack, "appeal") == 1
        assert in_target(stack) == {effect: {"ended": True}}
        await desk.opens("contract-loan", SUBJECT, contract="C-1")
        assert await stack.replay()


@pytest.mark.deep
async def test_killed_between_the_panels_conclusion_and_its_being_told() -> None:
    """SO 5.2.3. The stay takes back what was in force; told once, it is in force again with what was left of it."""
    async with new_stack("house", "worker") as stack:
        desk = desk_of(stack)
        case = await matters.served(desk)
        first = (await fact(desk, case, "violation.took_effect"))["effect"]
        assert "ended" not in in_target(stack)[first]
        await desk.does(SUBJECT, case, "appeal", grounds="I was told to.")
        appeal = await matters.panel_of(desk, case)
        await carried_out(stack, case)
        async with nothing_carried_out(stack):
            assert in_target(stack)[first]["ended"]
            await matters.all_vote(desk, appeal, "confirm")
            await fact(desk, appeal, "appeal.concluded")
        await stack.happens(appeal, "case.closed")
        await fact(desk, case, "violation.appeal_concluded")
        await carried_out(stack, case)
        assert in_target(stack)[first]["ended"]
        [again] = [name for name, grant in in_target(stack).items() if not grant.get("ended")]
        assert again != first
        assert await opened(stack, "appeal") == 1
        await left_and_suspended_is_what_was_due(desk, case)
        assert await stack.replay()


async def left_and_suspended_is_what_was_due(desk: Desk, case: CaseId) -> None:
    """The measure's clock runs on for what was left of it when it was held."""
    clock = {}
    for each in await desk.events(case):
        said = json.loads(each.data)
        if said.get("clock") == "measure":
            clock[each.type] = said | {"at": each.happened_at}
    assert {"clock.armed", "clock.held", "clock.resumed"} <= set(clock)
    left = datetime.fromisoformat(clock["clock.armed"]["due"]) - clock["clock.held"]["at"]
    assert abs(datetime.fromisoformat(clock["clock.resumed"]["due"]) - clock["clock.resumed"]["at"] - left) < MOMENT


@pytest.mark.deep
async def test_killed_while_a_line_is_accepted() -> None:
    """SO 5.3.1, MK 5.3.3. A voice that was not known to be recorded counts once; the effect's clock is there with it, and runs out once."""
    async with new_stack("house", "worker") as stack:
        desk, command = desk_of(stack), uuid4()
        case = await matters.to_put_right(desk)
        await desk.does("he", case, "submit_report", **matters.DONE)
        await desk.does("shen", case, "accept")
        async with gate(stack) as held:
            with pytest.raises(Unavailable):
                await stack.ask(case, "accept", "cao", command=command, door=stack.brief)
            await stack.until(held.waits, "the worker's append at the gate")
            await stack.kill("worker")
            await held.open()
        stack.start("worker")
        await desk.asks("cao", case, "accept", command=command)
        accepted, armed = await fact(desk, case, "rectification.accepted"), await clock(desk, case, "effect")
        assert accepted["command"] == command
        await carried_out(stack, case)
        await stack.kill("worker")
        stack.start("worker")
        await desk.waits(case, 10 * 60 + 1)
        await stack.happens(case, "rectification.effect_due")
        await carried_out(stack, case)
        ran = [each for each in await ran_out(desk, case) if each["clock"] == "effect"]
        assert [each["due"] for each in ran] == [armed]
        await desk.does("bai", case, "confirm_effect", met=False, measured="three gaps")
        await desk.linked(case, "second_round")
        assert await opened(stack, "rectification") == 2
        assert await stack.replay()


async def clock(desk: Desk, case: CaseId, name: str) -> str:
    """When it runs out."""
    [due] = [json.loads(each.data)["due"] for each in await desk.events(case) if each.type == "clock.armed" and name in str(each.data)]
    return str(due)


async def ran_out(desk: Desk, case: CaseId) -> list[dict[str, Any]]:
    return [json.loads(each.data) for each in await desk.events(case) if each.type == "clock.ran_out"]


# --- Temporal's data deleted ------------------------------------------------------------------------


async def one_of_each_kind(stack: Stack, desk: Desk) -> dict[str, CaseId]:
    """Open, and waiting for something each."""
    found = {"request": await desk.opens(), "rectification": await matters.waits_for_its_effect(desk)}
    command = await opening_of(new_code())
    receipt = receipt_of(case_id("report", command))
    found["report"] = await desk.opens("violation-report", receipt, command=command, what="A list lies in the lift.")
    await desk.does(HR, found["report"], "ask_reporter", question="In which lift?")
    found["violation"] = await matters.stayed(desk)
    found["appeal"] = await matters.panel_of(desk, found["violation"])
    found["control"] = await a_run(stack)
    found["incident"] = await happenings.happened(desk)
    for case in found.values():
        await desk.quiet(case)
    return found


async def a_run(stack: Stack) -> CaseId:
    """One that the keeper opens, and that somebody is to carry out."""
    now = datetime.now(UTC)
    week = periods.key_of("weekly", stack.governed.calendar(now), now)
    case = runs.run_id("weekly-followup", "it-director", week)
    await stack.happens(case, "control.began")
    return case


AFTER: Mapping[str, tuple[int, str]] = {
    "request": (3, "request.went_up"),
    "report": (6, "clock.ran_out"),
    "appeal": (11, "task.went_up"),
    "rectification": (11, "rectification.effect_due"),
    "control": (4, "task.went_up"),
    "incident": (5, "task.went_up"),
}
"""After so many hours this happens to a case that nobody touches; to a stayed measure nothing ever does."""


@pytest.mark.deep
async def test_temporals_data_deleted_with_open_cases_of_every_kind() -> None:
    """design.md §3. `bylaw recover` brings every kind back and changes nothing; each goes on when its clock runs out."""
    async with new_stack("house", "worker", controls=True) as stack:
        desk = desk_of(stack)
        cases = await one_of_each_kind(stack, desk)
        assert set(cases) == set(DECIDERS)
        await stack.listed()
        before = {case: [each.event_id for each in await desk.events(case)] for case in cases.values()}
        await stack.lose_temporal()
        await stack.worked_again()
        ran = await stack.cli("recover")
        assert ran.code == 0, ran
        assert all([await stack.runs(case) for case in cases.values()])
        for case in cases.values():
            await desk.quiet(case)
        assert {case: [each.event_id for each in await desk.events(case)] for case in before} == before
        for kind, (hours, event) in AFTER.items():
            await desk.waits(cases[kind], hours * 60)
            await stack.happens(cases[kind], event)
        await sound(stack)
        assert [each["clock"] for each in await ran_out(desk, cases["violation"])] == []
        assert await stack.replay() >= len(cases)
