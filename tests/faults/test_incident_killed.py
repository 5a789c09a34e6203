"""`kill -9` at each rung of an incident's ladder, and nobody there for a day (design §4)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from activities import ask as doors
from tests.faults.incidents import POINTS, Incident, incident, opened, said
from tests.faults.mail import Mail, mail_gateway
from tests.faults.record import sound
from tests.faults.stack import OURS, SERVERS, Stack, new_stack

VICTIMS = {
    "worker": ("worker",),
    "temporal": ("temporal",),
    "postgres": ("postgres",),
    "everything": (*SERVERS, *OURS),
}
SOON = timedelta(seconds=4)
"""The clocks fall due while what was killed is away."""
AWAY = timedelta(hours=50)
"""Days of use are hours here."""


@pytest.mark.deep
@pytest.mark.parametrize("victims", VICTIMS.values(), ids=VICTIMS.keys())
async def test_killed_at_each_rung(victims: tuple[str, ...]) -> None:
    """Design §4. A clock that falls due while something is dead runs out once, with its consequence; the ladder can be ended as ever."""
    async with new_stack(*OURS) as stack:
        parked = [await incident(stack, point) for point in POINTS]
        for each in parked:
            await each.nearly(SOON)
        await stack.kill(*victims)
        await asyncio.sleep(SOON.total_seconds())  # the time that falls away is real here
        await stack.again(*victims)
        await stack.worked_again()
        for each in parked:
            await stack.happens(each.case, "clock.ran_out", each.before["clock.ran_out"] + 1)
            await stack.settled(each.case)
            await fired_once(each)
        for each in parked:
            if await each.people("acknowledge"):
                await each.acknowledged()
        await sound(stack)
        assert await stack.replay() >= len(parked)


async def fired_once(each: Incident) -> None:
    """What ran out did so once, and something came of it."""
    now = await each.counted()
    new = {name: count - each.before[name] for name, count in now.items() if count > each.before[name]}
    ran = [said(event)["clock"] for event in await each.stack.events(each.case) if event.type == "clock.ran_out"]
    assert len(ran[each.before["clock.ran_out"] :]) == len(set(ran[each.before["clock.ran_out"] :])), (each.point, ran)
    assert len(new) > 1, (each.point, new)


# --- nobody there for a day -----------------------------------------------------------------------------


@pytest.fixture
async def mail() -> AsyncIterator[Mail]:
    async with mail_gateway() as made:
        yield made


@pytest.mark.deep
async def test_a_day_away(mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    """Design §4. What is overdue runs out in order with its lateness, one rung is gone up, the next has its full time; one digest each."""
    async with new_stack(*OURS, late_delivery="72 h", since=AWAY, notice_urls=(mail.url,)) as stack:
        monkeypatch.setattr(doors, "VALID", timedelta(days=4))
        mail.become("refuses")
        parked = await asyncio.gather(*(opened(stack, AWAY) for _ in range(5)))
        for each in parked:
            await stack.happens(each.case, "task.went_up")
            await overdue_in_order(each)
            await one_rung(each)
        await stack.until(lambda: all_wait(stack, len(parked)), "notices that wait")
        mail.become("takes")
        for each in parked:
            await stack.settled(each.case)
        assert set((await digests(stack)).values()) == {1}
        await sound(stack)


async def overdue_in_order(each: Incident) -> None:
    """What ran out did so in the order of its instants, each by itself, and says how late that was noticed."""
    ran = [said(event) for event in await each.stack.events(each.case) if event.type == "clock.ran_out"]
    assert [one["due"] for one in ran] == [one["due"] for one in sorted(ran, key=lambda one: datetime.fromisoformat(one["due"]))]
    assert all(one["late_s"] > 60 for one in ran)
    missed = [said(event)["obligation"] for event in await each.stack.events(each.case) if event.type == "incident.missed"]
    assert missed
    assert len(missed) == len(set(missed))


async def one_rung(each: Incident) -> None:
    """Of each task one rung was gone up, not all those that would have been by now; whoever is asked there has the full time."""
    went = [event for event in await each.stack.events(each.case) if event.type == "task.went_up" and said(event)["why"] == "no answer"]
    assert set(Counter(said(event)["task"] for event in went).values()) == {1}
    state, rules = await each.state(), await _rules(each)
    level = rules.levels[state.level]
    clock = state.clocks["answer:acknowledge"]
    assert str(clock.rule) == str(level.acknowledge.within.span)
    assert clock.due > each.stack.now(each.case)


async def _rules(each: Incident) -> Any:
    state = await each.state()
    return each.stack.governed.rules(state.plan, state.pack, each.stack.now(each.case)).plan


TOGETHER = "lane = person and case_id like 'incident-%'"
"""What goes along with everything else that waits for somebody."""


async def all_wait(stack: Stack, cases: int) -> bool:
    """Whether every case has put what the day held up."""
    rows = await _fetch(stack, f"select count(distinct case_id) as cases from world.notices where {TOGETHER}")
    return bool(rows[0]["cases"] == cases)


async def digests(stack: Stack) -> Counter[str]:
    """In how many messages each person was told what the day had held up."""
    rows = await _fetch(stack, f"select person, count(distinct message) as sent from world.notices where {TOGETHER} group by person")
    return Counter({row["person"]: row["sent"] for row in rows})


async def _fetch(stack: Stack, statement: str) -> list[Any]:
    connection = await asyncpg.connect(stack.settings.database)
    try:
        return list(await connection.fetch(statement))
    finally:
        await connection.close()
