"""What one person is told at once of one moment of one case is one message, and each duty has its own end (decision 102)."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from temporalio.exceptions import ApplicationError

from activities.outbox import Outbox
from activities.post import Pace
from activities.wire import DutyAsk, DutyRef
from activities.world import World
from domain.kernel import Unavailable, case_id
from tests.activities.judging import Bench
from tests.activities.posting import Mail, post_of
from tests.activities.test_post import TOGETHER, Killed, notice, written
from tests.activities.test_world import Place, world_of

NEVER = timedelta(hours=1)
"""Whatever waited for others would wait longer than any test here."""
NIGHT = datetime(2026, 11, 18, 18, tzinfo=UTC)  # 02:00 in Shanghai


class Crisis(Place):
    """A place with a red incident just opened."""

    case: str = ""

    async def open(self) -> None:
        command = uuid4()
        self.case = case_id("incident", command)
        fields = {"what": "all is lost", "harm": "major-leak", "data_lost": "lost"}
        content = {"id": str(command), "by": "wei", "plan": "incident-four-colour", "fields": fields}
        judged = await self.bench.send(self.case, "open", content)
        assert judged.outcome == "done", judged

    async def duties(self) -> list[DutyRef]:
        return [duty for duty in (await self.bench.look(self.case)).owed if duty.kind == "notify"]

    async def told(self, *worlds: World) -> list[Any]:
        """Each duty by one of the workers in turn, all at the same time, as the loop begins them."""
        asks = [DutyAsk(case=self.case, event=d.event, name=d.name, not_before=d.not_before) for d in await self.duties()]
        ends = (worlds[place % len(worlds)].notify(ask) for place, ask in enumerate(asks))
        return await asyncio.gather(*ends, return_exceptions=True)

    def worker(self, pace: Pace) -> World:
        """One more, with the same database and channel."""
        return replace(self.world, post=post_of(self.bench, self.outbox, self.mail, pace=pace))


@pytest.fixture
async def crisis(tmp_path: Path, outbox: Outbox) -> Crisis:
    bench, mail = await Bench.make(), Mail()
    bench.now = NIGHT
    made = Crisis(bench, world_of(bench, post_of(bench, outbox, mail), tmp_path), mail, outbox)
    await made.open()
    return made


async def test_what_an_opening_obliges_one_person_to_is_one_message(crisis: Crisis) -> None:
    """Decision 102, MK 4.3.2. Two workers, at night: one message a person, a line for each duty with its clause and due instant."""
    patient = replace(TOGETHER, lull=NEVER, longest=NEVER)
    ends = await crisis.told(*(crisis.worker(patient) for _ in range(2)))
    due = Counter(person for end in ends for person in end.content["to"])
    assert all(end.content["receipt"] == "mail" for end in ends), "each duty has its own end"
    assert max(due.values()) >= 4
    assert Counter(message.to for message, _ in crisis.mail.taken) == dict.fromkeys(due, 1)
    director = max(due, key=lambda person: due[person])
    (told,) = [message for message, _ in crisis.mail.taken if message.to == director]
    paragraphs = told.body.split("\n\n")[:-1]
    assert len(paragraphs) == due[director]
    assert all("截止：" in each and "依据：" in each for each in paragraphs)
    assert told.title.startswith(f"{crisis.case}：{due[director]} 条通知")


async def test_whoever_comes_first_need_not_know_who_else_comes(crisis: Crisis) -> None:
    """Decision 102. One duty's activity alone tells all that its people are told at that moment; the others find theirs told."""
    (first, *others) = await crisis.duties()
    end = await crisis.notify(crisis.case, first)
    (person,) = end["to"]
    before = len(crisis.mail.taken)
    rows = await crisis.outbox.read(to=person)
    assert (before, len({row.message for row in rows})) == (1, 1)
    assert len(rows) > 1
    ends = [await crisis.notify(crisis.case, each) for each in others]
    assert [each["receipt"] for each in ends] == ["mail"] * len(others)
    assert [message.to for message, _ in crisis.mail.taken].count(person) == 1


async def test_killed_in_the_middle_no_line_is_lost(crisis: Crisis) -> None:
    """Decision 102. The message that may have been taken goes again whole, under the same id; every duty has its end."""
    crisis.mail.trouble = Killed()
    first, *_ = await crisis.duties()
    with pytest.raises(Killed):
        await crisis.notify(crisis.case, first)
    (left, *more) = await written(crisis.outbox)
    assert not more
    crisis.mail.trouble = None
    ends = await crisis.told(crisis.world)
    assert all(end.content["receipt"] == "mail" for end in ends)
    assert left in [message for message, _ in crisis.mail.taken]
    assert max(Counter(message.to for message, _ in crisis.mail.taken).values()) == 1
    assert len(await crisis.outbox.read(limit=100)) == sum(len(end.content["to"]) for end in ends)


async def test_a_channel_that_is_away_costs_no_line(crisis: Crisis) -> None:
    """Decision 102, 080. Tried in vain all are owed still; and then told in one message a person."""
    crisis.mail.trouble = Unavailable("away")
    assert all(isinstance(end, ApplicationError) for end in await crisis.told(crisis.world))
    assert await crisis.outbox.read() == []
    crisis.mail.trouble = None
    ends = await crisis.told(crisis.world)
    assert all(end.content["receipt"] == "mail" for end in ends)
    assert max(Counter(message.to for message, _ in crisis.mail.taken).values()) == 1


async def test_another_moment_is_another_message(crisis: Crisis) -> None:
    """Decision 102. What comes a minute later waits for nothing that was, and goes with nothing that was."""
    await crisis.told(crisis.world)
    before = len(crisis.mail.taken)
    crisis.bench.now += timedelta(minutes=1)
    await crisis.bench.send(crisis.case, "change_level", {"by": "wei", "level": "orange", "reason": "less than it seemed"})
    await crisis.told(crisis.world)
    assert len(crisis.mail.taken) > before
    later = {row.message for row in await crisis.outbox.read(limit=200)} - {message.id for message, _ in crisis.mail.taken[:before]}
    assert later == {message.id for message, _ in crisis.mail.taken[before:]}


async def test_what_an_earlier_release_had_put_alone_is_still_told(crisis: Crisis) -> None:
    """Decision 102. A notice that waited in a lane of its own while the release changed goes with its moment: no line stays behind."""
    first, *_ = await crisis.duties()
    owed = await crisis.world._owed(DutyAsk(case=crisis.case, event=first.event, name=first.name))
    assert owed is not None
    (person,) = crisis.world._people(owed)
    await crisis.outbox.put([replace(crisis.world._notice(owed, person), moment=None, alone=True)])
    assert (await crisis.notify(crisis.case, first))["receipt"] == "mail"
    assert len({row.message for row in await crisis.outbox.read(to=person)}) == 1


async def test_who_put_the_same_at_the_same_time_wait_for_nobody(crisis: Crisis) -> None:
    """Decision 102. Two workers put the same notices in opposite orders, again and again: neither is ever in the other's way."""
    many = [notice(moment=uuid4()) for _ in range(40)]
    for at in range(0, len(many), 4):
        some = many[at : at + 4]
        await asyncio.gather(*(crisis.outbox.put(order) for order in (some, some[::-1], some[1:] + some[:1], some[::-1])))
    assert {row.key for row in await crisis.outbox.read(waiting=True, limit=100)} == {each.key for each in many}
