"""Incidents on real parts: Temporal with its time moved, the default pack, the world's duties."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from temporalio.client import Client

from activities.ask import ask
from domain.casework import passing
from domain.deciders import DECIDERS
from domain.incidents import obliged
from domain.incidents.plan import IncidentPlan
from domain.kernel import CaseId, Offer, PersonId, case_id
from domain.policy import Field
from eventlog.memory import MemoryLog
from tests.domain.playing import pack
from tests.workflows.town import A_LITTLE, Town

FOUR_COLOURS = "incident-four-colour"
PLANS = sorted(name for name, plan in pack().plans.items() if plan.kind == "incident")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as made:
        yield made


@asynccontextmanager
async def a_town(client: Client, folder: Path, patch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    town = await Town.make(client, MemoryLog(), folder, patch, frozenset())
    async with town.running:
        yield town
    await town.running.replay_all()


# --- doors ----------------------------------------------------------------------------------------


def filled(town: Town, field: Field) -> Any:
    """Something that this line of a form takes."""
    match field.type:
        case "choice":
            return field.choices[-1]
        case "number":
            return 1
        case "person":
            return town.who("zhou")
        case "date":
            return town.now().date().isoformat()
        case _:
            return f"Of {field.name}."


async def opens(town: Town, plan: IncidentPlan, **more: Any) -> CaseId:
    """An incident of this plan with its form filled in, by somebody whom the plan lets."""
    command = uuid4()
    case = case_id("incident", command)
    fields = {each.name: filled(town, each) for each in plan.fields if each.required} | more.pop("fields", {})
    for person in (town.who("qian"), *town.running.door.governed.organisation(town.now()).people):
        content = {"plan": plan.name, "fields": fields, **more}
        answer = await ask(town.running.door, case, "open", content, by=person, command=command, asked_at=town.now())
        if answer.refusal is None or answer.refusal.key != "may_not_open":
            assert answer.outcome == "done", answer
            await town.settled()
            return case
        command = uuid4()
        case = case_id("incident", command)
    raise AssertionError(f"nobody may open {plan.name}")


async def offers(town: Town, case: CaseId) -> tuple[Offer, ...]:
    state = await town.state(case)
    rules = town.running.door.governed.rules(state.plan, state.pack, town.now())
    found: tuple[Offer, ...] = DECIDERS["incident"].offers(state, rules, town.now())
    return found


def handle(town: Town, person: PersonId) -> str:
    return town.running.door.governed.organisation(town.now()).people[person].handle


async def asked(town: Town, case: CaseId, command: str, slot: str = "") -> str:
    """The first who may give this command now."""
    found = [offer for offer in await offers(town, case) if offer.command == command and (not slot or offer.slot == slot)]
    assert found, f"nobody may {command} {slot}"
    return handle(town, found[0].who[0].person)


async def meets(town: Town, case: CaseId, obligation: str) -> None:
    """Whoever is asked reports it done, with a file where the plan wants one."""
    by, digest = await asked(town, case, "report_done", obligation), ""
    state = await town.state(case)
    plan = town.running.door.governed.rules(state.plan, state.pack, town.now()).plan
    assert isinstance(plan, IncidentPlan)
    if plan.levels[state.level].obligations[obligation].evidence:
        digest = uuid4().hex * 2
        await town.does(case, by, "add_evidence", sha256=digest, media="image/jpeg", size=7)
    await town.does(case, by, "report_done", obligation=obligation, note="Done.", evidence=digest)


# --- one long ladder --------------------------------------------------------------------------------


async def test_a_ladder_with_a_vacant_rung_a_lapsed_promise_a_raised_level_and_a_takeover_as_a_story(
    client: Client, tmp_path: Path, patch: pytest.MonkeyPatch
) -> None:
    """MK 4.3.1, MK 4.3.2, house:ladder, house:promise, house:top-rung. Two hours in which almost everything goes wrong."""
    async with a_town(client, tmp_path, patch) as town:
        plan = _plan(town, FOUR_COLOURS)
        await town.leaves("gu")
        case = await opens(town, plan, fields={"harm": "system-down"})
        began = (await town.state(case)).opened_at
        assert (await town.state(case)).level == "orange"
        await town.until(town.now() + 10 * MINUTE)
        await raised(town, case)
        await town.until((await due(town, case, "answer:acknowledge")) + A_LITTLE)
        await a_vacant_rung_is_passed_over(town, case)
        who = await asked(town, case, "acknowledge")
        await town.does(case, who, "acknowledge", note="On my way.")
        await town.until((await due(town, case, "promise")) + A_LITTLE)
        [lapsed] = await town.facts(case, "incident.promise_lapsed")
        assert lapsed["by"] == town.who(who)
        again = (await town.state(case)).waits_for("acknowledge")
        assert again is not None
        assert again.id == "acknowledge-2"

        await town.does(case, await asked(town, case, "acknowledge"), "acknowledge")
        led, leads = (await town.state(case)).parties.get("commander"), await asked(town, case, "take_command")
        await town.does(case, leads, "take_command", reason="It is not in hand.")
        assert led != (await town.state(case)).parties["commander"] == town.who(leads)
        for name in obliged.waiting(await town.state(case)):
            await meets(town, case, name)
        assert obliged.waiting(await town.state(case)) == []
        assert town.now() - began < timedelta(hours=3)
        await no_end_was_set(town, case)


def _plan(town: Town, name: str) -> IncidentPlan:
    plan, _ = town.running.door.governed.plan(name, town.now())
    assert isinstance(plan, IncidentPlan)
    return plan


async def due(town: Town, case: CaseId, clock: str) -> datetime:
    found = (await town.state(case)).clocks[clock].due
    assert isinstance(found, datetime)
    return found


async def raised(town: Town, case: CaseId) -> None:
    """More is known: it is the gravest. What was due later is due sooner, and both instants stay on record."""
    before = await due(town, case, "answer:isolate_scene")
    await town.does(case, await asked(town, case, "record_facts"), "record_facts", facts={"harm": "death"})
    assert (await town.state(case)).level == "red"
    assert await due(town, case, "answer:isolate_scene") < before
    [moved] = [each for each in await town.facts(case, "clock.superseded") if each["clock"] == "answer:isolate_scene"]
    assert datetime.fromisoformat(moved["was"]) == before


async def a_vacant_rung_is_passed_over(town: Town, case: CaseId) -> None:
    """At the same instant, and it is recorded; the next one is asked."""
    went = [each for each in await town.facts(case, "task.went_up") if each["task"] == "acknowledge"]
    assert [(each["why"], bool(each["people"])) for each in went] == [("no answer", False), ("nobody", True)]
    assert len([each for each in await town.facts(case, "clock.ran_out") if each["clock"] == "answer:acknowledge"]) == 1


async def no_end_was_set(town: Town, case: CaseId) -> None:
    """Lessons §4.5. The workflow of a case has no time after which it would be ended as stuck."""
    history = await town.running.handle(case).fetch_history()
    started = history.events[0].workflow_execution_started_event_attributes
    assert started.workflow_execution_timeout.ToTimedelta() == started.workflow_run_timeout.ToTimedelta() == timedelta(0)


# --- each plan at each level ------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLANS)
async def test_each_level_of_a_plan_from_opening_to_contained_as_a_story(
    name: str, client: Client, tmp_path: Path, patch: pytest.MonkeyPatch
) -> None:
    """C1–C4, C8, C11, C14, C15. Opened at each level: its obligations stand with their clocks, one is missed, all are met: contained."""
    async with a_town(client, tmp_path, patch) as town:
        plan = _plan(town, name)
        cases = {level: await opens(town, plan, level=level, reason="It is so.") for level in plan.levels}
        for level, case in cases.items():
            await stands(town, case, plan, level)
            await town.does(case, await asked(town, case, "acknowledge"), "acknowledge")
        missed = await one_is_missed(town, cases)
        for case in cases.values():
            while waiting := obliged.waiting(await town.state(case)):
                await meets(town, case, waiting[0])
            state = await town.state(case)
            assert set(state.missed) <= missed
            assert state.done >= set(state.begun), "every obligation that ever stood is met"
            assert len(await town.facts(case, "incident.contained")) == 1


async def stands(town: Town, case: CaseId, plan: IncidentPlan, level: str) -> None:
    """It has this level, is asked to be acknowledged, and every obligation that waits has a clock of its own, under its clause."""
    state = await town.state(case)
    assert state.level == level
    assert state.waits_for("acknowledge") is not None
    for name in obliged.waiting(state):
        rule = plan.levels[level].obligations[name]
        clock = state.clocks[f"answer:{name}"]
        assert (clock.rule, clock.clause) == (str(rule.step.within.span), rule.step.within.clause)
        assert state.begun[name] == state.opened_at


async def one_is_missed(town: Town, cases: dict[str, CaseId]) -> set[str]:
    """The obligation that is due first anywhere runs out: a miss, for ever."""
    states = [await town.state(case) for case in cases.values()]
    ends = [(state.clocks[f"answer:{name}"].due, name) for state in states for name in obliged.waiting(state)]
    if not ends:
        return set()
    instant, _ = min(ends)
    await town.until(instant + A_LITTLE)
    missed = {each["obligation"] for case in cases.values() for each in await town.facts(case, "incident.missed")}
    assert missed
    return missed


# --- that timers are called at all --------------------------------------------------------------------


async def a_clock_runs_out_by_itself(town: Town, within_s: float = 60) -> None:
    """Opened at a door, nobody does anything, time passes: the rung is gone up."""
    case = await opens(town, _plan(town, FOUR_COLOURS), fields={"harm": "death"})
    ahead = (await due(town, case, "answer:acknowledge")) - datetime.now(UTC) + A_LITTLE
    await town.skipper.fast_forward(town.running.handle(case), ahead)

    async def ran_out() -> bool:
        return bool(await town.facts(case, "clock.ran_out"))

    try:
        await town.running.until(ran_out, within_s)
    except TimeoutError:
        raise AssertionError("nothing ran out") from None


async def test_what_time_leads_to_is_called_from_the_door_on(client: Client, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    """Lessons §4.8. Complete and tested is not called: what runs clocks out is reached from the public door, or this would be seen."""
    town = await Town.make(client, MemoryLog(), tmp_path, patch, frozenset())
    async with town.running:
        await a_clock_runs_out_by_itself(town)
        patch.setattr(passing, "run_out", lambda _draft: None)
        with pytest.raises(AssertionError, match="nothing ran out"):
            await a_clock_runs_out_by_itself(town, within_s=5)
