"""The turn of a duty: who comes on hears once what waits, who goes off to whom it went (house:duty-roster)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from activities.govern import Governing, Governor
from activities.handover import Handover
from activities.outbox import Outbox
from domain.kernel import Unavailable, case_id
from domain.organisation import by_handle
from eventlog.memory import MemoryLog
from tests.activities.judging import Bench
from tests.activities.listed import listed
from tests.activities.posting import Mail, post_of
from tests.domain.playing import at
from tests.views.feeding import catch_up
from views.cases import Cases
from views.reader import Reader

POST = "it-director"


@dataclass
class Place:
    """A roster, incidents and requests on a bench, their lists, and who is told at a turn."""

    bench: Bench
    mail: Mail
    outbox: Outbox
    handover: Handover
    lists: Cases
    reader: Reader

    async def govern(self, when: str, command: str, by: str = "kong", **content: Any) -> str:
        """What was made. As of then."""
        governor = Governor(self.bench.log, self.bench.judge._governed, self.bench.keyring)
        outcome = await governor.govern(Governing(command=command, content=content, by=by, at=at(when)))
        assert outcome.outcome == "done", outcome
        return outcome.made[-1]

    async def on_duty(self, who: str, start: str, end: str) -> str:
        window = {"post": POST, "person": who, "start": at(start).isoformat(), "end": at(end).isoformat()}
        return await self.govern("2026-03-01 09:00", "assign_duty", **window)

    async def incident(self, when: str) -> str:
        self.bench.now, command = at(when), uuid4()
        case = case_id("incident", command)
        fields = {"what": "a list is on the web", "kind": "intrusion"}
        opening = {"id": str(command), "by": "qian", "plan": "incident-three-level", "fields": fields}
        judged = await self.bench.send(case, "open", opening)
        assert judged.outcome == "done", judged
        return case

    async def tells(self, when: str) -> dict[str, str]:
        """Who is told at this instant, by address, and the title."""
        before = len(self.mail.taken)
        await self.look(when)
        found = {address.partition("@")[0]: message.title for message, address in self.mail.taken[before:]}
        assert len(found) == len(self.mail.taken) - before, "somebody was told twice"
        return found

    async def look(self, when: str) -> None:
        assert isinstance(self.bench.log, MemoryLog)
        await catch_up(self.bench.log, self.reader._engine, self.lists)
        await self.handover.tell(at(when))

    def after_a_restart(self) -> None:
        self.handover = Handover(self.reader, self.bench.judge._governed, post_of(self.bench, self.outbox, self.mail))


@pytest.fixture
async def place(outbox: Outbox, admin_database_url: str) -> AsyncIterator[Place]:
    async with listed(admin_database_url) as (bench, lists, reader):
        mail = Mail()
        telling = Handover(reader, bench.judge._governed, post_of(bench, outbox, mail))
        yield Place(bench, mail, outbox, telling, lists, reader)


async def two_shifts(place: Place) -> None:
    """By day cao, by night yan."""
    await place.on_duty("cao", "2026-03-02 08:00", "2026-03-02 20:00")
    await place.on_duty("yan", "2026-03-02 20:00", "2026-03-03 08:00")


async def test_whoever_comes_on_hears_what_waits_and_whoever_goes_off_to_whom_it_went(place: Place) -> None:
    """house:duty-roster. At any hour where it is an incident: one message each, by case, with what is due first; not before the turn."""
    await two_shifts(place)
    await place.incident("2026-03-02 19:30")
    assert await place.tells("2026-03-02 19:59") == {}
    told = await place.tells("2026-03-02 20:00")
    assert set(told) == {"cao", "yan"}
    taken = next(message for message, address in place.mail.taken if address.startswith("yan"))
    assert "SEC-2026-0001" in taken.body
    assert "2026-03-02 19:45" in taken.body, "the earliest: to acknowledge within 15 minutes"
    assert "a list is on the web" not in taken.title + taken.body
    assert "yan" in told["cao"]


async def test_a_turn_is_told_once_also_after_a_restart(place: Place) -> None:
    """house:duty-roster. The key follows from the window; a channel that is away is tried again; what is asked later is no part of it."""
    await two_shifts(place)
    await place.incident("2026-03-02 19:30")
    place.mail.trouble = Unavailable("away")
    await place.look("2026-03-02 20:00")
    place.mail.trouble = None
    place.after_a_restart()
    assert set(await place.tells("2026-03-02 20:30")) == {"cao", "yan"}
    assert await place.tells("2026-03-02 20:31") == {}
    place.after_a_restart()
    await place.incident("2026-03-02 21:00")
    assert await place.tells("2026-03-02 21:30") == {}


async def test_where_nothing_waits_nobody_hears_anything(place: Place) -> None:
    """house:duty-roster. Neither at the turn nor later of what came later: that is told by itself."""
    await two_shifts(place)
    assert await place.tells("2026-03-02 20:00") == {}
    await place.incident("2026-03-02 20:02")
    for when in ("2026-03-02 20:03", "2026-03-02 20:10", "2026-03-03 08:00"):
        assert await place.tells(when) == {}


async def test_a_window_given_away_in_its_middle_is_a_turn(place: Place) -> None:
    """house:duty-roster. At that instant, and whoever goes on without a break takes nothing over."""
    first = await place.on_duty("cao", "2026-03-02 08:00", "2026-03-02 20:00")
    await place.on_duty("jin", "2026-03-02 20:00", "2026-03-03 08:00")
    await place.incident("2026-03-02 14:00")
    await place.govern("2026-03-02 14:30", "swap_duty", "cao", duty=first, to="jin", reason="ill")
    assert set(await place.tells("2026-03-02 14:31")) == {"cao", "jin"}
    assert await place.tells("2026-03-02 20:00") == {}


async def test_while_two_overlap_each_end_is_told_by_itself(place: Place) -> None:
    """house:duty-roster. Who comes hears it on coming, who goes on going."""
    await place.on_duty("cao", "2026-03-02 08:00", "2026-03-02 20:00")
    await place.on_duty("yan", "2026-03-02 19:30", "2026-03-03 08:00")
    await place.incident("2026-03-02 19:00")
    assert set(await place.tells("2026-03-02 19:30")) == {"yan"}
    assert set(await place.tells("2026-03-02 20:00")) == {"cao"}


async def test_a_stand_in_of_whoever_comes_on_hears_it_too(place: Place) -> None:
    """house:stand-in. Whoever may act is told."""
    await two_shifts(place)
    window = {"start": at("2026-03-02 18:00").isoformat(), "end": at("2026-03-04 18:00").isoformat()}
    await place.govern("2026-03-01 09:00", "delegate", "yan", stand_in="jin", reason="ill", **window)
    await place.incident("2026-03-02 19:30")
    assert set(await place.tells("2026-03-02 20:00")) == {"cao", "yan", "jin"}


async def test_with_nobody_next_it_goes_up_the_ladder_and_nobody_is_told_of_a_turn(place: Place) -> None:
    """house:duty-roster, house:one-rung-up. When its time is over the holder is asked. Who comes later hears it."""
    await place.on_duty("cao", "2026-03-02 08:00", "2026-03-02 20:00")
    await place.on_duty("yan", "2026-03-02 22:00", "2026-03-03 08:00")
    case = await place.incident("2026-03-02 19:50")
    assert await place.tells("2026-03-02 20:00") == {}
    while (judged := await place.bench.look(case)).next is not None and judged.next <= at("2026-03-02 20:30"):
        await place.bench.time_passes(case, judged.next)
    assert await place.tells("2026-03-02 20:30") == {}
    kong = by_handle(place.bench.judge._governed.organisation(at("2026-03-02 20:30")), "kong")
    assert kong is not None
    assert {task.number for task in await place.reader.inbox(kong.id, at("2026-03-02 20:30"))} == {"SEC-2026-0001"}
    assert set(await place.tells("2026-03-02 22:00")) == {"yan"}


async def test_what_is_no_incident_waits_for_the_hours_of_notices(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """house:notice-hours. At eight in the evening nobody is disturbed for it; whoever is on duty at half past eight hears it then."""
    await place.on_duty("cao", "2026-03-02 08:00", "2026-03-02 20:00")
    await place.on_duty("yan", "2026-03-02 20:00", "2026-03-03 12:00")
    await place.incident("2026-03-02 19:30")
    monkeypatch.setattr("activities.handover.AT_ANY_HOUR", "drill")
    assert await place.tells("2026-03-02 20:00") == {}
    assert await place.tells("2026-03-03 08:29") == {}
    assert set(await place.tells("2026-03-03 08:30")) == {"cao", "yan"}


async def test_before_anything_is_adopted_nobody_is_told(outbox: Outbox, place: Place) -> None:
    """An empty log has no roster."""
    await place.handover.tell(datetime(2020, 1, 1, tzinfo=UTC))
    assert place.mail.taken == []
