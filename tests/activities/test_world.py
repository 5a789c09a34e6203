"""What the world is owed is done at least once, seen once, and void when nobody wants it any more."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from temporalio.exceptions import ApplicationError

from activities.ask import Door
from activities.grants import FileGrants
from activities.outbox import Outbox
from activities.post import VOID, Post
from activities.wire import DutyAsk, DutyRef
from activities.world import World
from domain.kernel import PersonId, Rejected, Unavailable, case_id
from tests.activities.judging import Bench, entry
from tests.activities.posting import Mail, post_of

HAN = PersonId("75b4c129-bb4a-4b35-b7ff-02c5dd77dd07")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Place:
    bench: Bench
    world: World
    mail: Mail
    outbox: Outbox

    async def owed(self, case: str, kind: str = "notify") -> DutyRef:
        judged = await self.bench.look(case)
        return next(duty for duty in judged.owed if duty.kind == kind)

    async def notify(self, case: str, duty: DutyRef) -> Mapping[str, Any]:
        return (await self.world.notify(DutyAsk(case=case, event=duty.event, name=duty.name, not_before=duty.not_before))).content


def world_of(bench: Bench, post: Post, home: Path) -> World:
    client: Any = None
    door = Door(client=client, log=bench.log, governed=bench.judge._governed, keyring=bench.keyring)
    return World(door=door, post=post, grants=FileGrants(home), now=lambda: bench.now)


async def pause_over(place: Place) -> None:
    """Until the next try is due."""
    (waiting,) = await place.outbox.read(waiting=True)
    while (await place.outbox.standing(waiting.key)).pause > timedelta(0):
        await asyncio.sleep(0.05)


@pytest.fixture
async def place(tmp_path: Path, outbox: Outbox) -> Place:
    bench, mail = await Bench.make(), Mail()
    return Place(bench, world_of(bench, post_of(bench, outbox, mail), tmp_path), mail, outbox)


async def test_a_notice_goes_to_whoever_holds_the_role_now(place: Place) -> None:
    """A step names a role; it is resolved when the notice is sent."""
    case = await place.bench.opened("he")
    said = await place.notify(case, await place.owed(case))
    assert said["to"] == [HAN]
    assert [address for _, address in place.mail.taken] == ["han@example.org"]


async def test_the_same_notice_twice_reaches_a_person_once(place: Place) -> None:
    """At least once, with an idempotency key of event, duty and recipient."""
    case = await place.bench.opened("he")
    duty = await place.owed(case)
    first, again = await place.notify(case, duty), await place.notify(case, duty)
    assert first["to"] == again["to"]
    assert len(place.mail.taken) == len(await place.outbox.read(to=HAN)) == 1


async def test_a_channel_that_fails_leaves_no_mark(place: Place) -> None:
    """Only after the channel took it is "notified" written, never before."""
    case = await place.bench.opened("he")
    duty = await place.owed(case)
    place.mail.trouble = Unavailable("away")
    with pytest.raises(ApplicationError) as raised:
        await place.notify(case, duty)
    assert (raised.value.type, raised.value.non_retryable) == ("Unavailable", False)
    assert await place.outbox.read() == []
    place.mail.trouble = None
    await pause_over(place)
    assert (await place.notify(case, duty))["receipt"] == "mail"


async def test_what_is_rejected_is_not_tried_again(place: Place) -> None:
    """Rejected never succeeds: a person must look at it."""
    case = await place.bench.opened("he")
    place.mail.trouble = Rejected("no such mailbox")
    with pytest.raises(ApplicationError) as raised:
        await place.notify(case, await place.owed(case))
    assert (raised.value.type, raised.value.non_retryable) == ("Rejected", True)


async def test_a_notice_about_a_step_that_no_longer_waits_is_void(place: Place) -> None:
    """Reminders stop at once when it is done: nothing is sent, and the receipt says so."""
    case = await place.bench.opened("he")
    duty = await place.owed(case)
    await place.bench.send(case, "approve", {"by": "han"})
    said = await place.notify(case, duty)
    assert (said["to"], said["receipt"]) == ([], VOID)
    assert not place.mail.taken


async def test_a_notice_names_the_case_and_nothing_personal(place: Place) -> None:
    """A notice leaves the house: it says what is to do, not about whom."""
    case = await place.bench.opened("he")
    await place.notify(case, await place.owed(case))
    ((message, _),) = place.mail.taken
    assert "a customer asks" not in message.title + message.body
    assert case in message.title


async def test_a_case_is_told_of_its_duty_and_no_longer_owes_it(place: Place) -> None:
    """A duty's end goes back to the case as a command."""
    case = await place.bench.opened("he")
    duty = await place.owed(case)
    said = {**await place.notify(case, duty), "event": duty.event, "duty": duty.name}
    await place.bench.send(case, "notified", said, duty=f"{duty.event}/{duty.name}")
    assert duty not in (await place.bench.look(case)).owed


# --- grants -----------------------------------------------------------------------------------


def interval(resource: str, *, until: datetime = NOON + timedelta(hours=1)) -> dict[str, str]:
    return {"holder": HAN, "resource": resource, "start": NOON.isoformat(), "until": until.isoformat()}


async def test_ending_one_grant_never_cuts_another(tmp_path: Path) -> None:
    """The effective right is the union of the grants."""
    grants = FileGrants(tmp_path)
    await grants.grant("one", interval("db"))
    await grants.grant("two", interval("db", until=NOON + timedelta(hours=2)))
    await grants.revoke("one")
    assert grants.held(HAN, NOON) == {"db"}
    await grants.revoke("two")
    assert grants.held(HAN, NOON) == frozenset()


async def test_a_granting_that_arrives_after_the_revocation_revives_nothing(tmp_path: Path) -> None:
    """At least once also means late: what was ended stays ended."""
    grants = FileGrants(tmp_path)
    await grants.revoke("one")
    await grants.grant("one", interval("db"))
    assert grants.held(HAN, NOON) == frozenset()


async def test_a_grant_is_in_force_within_its_interval_only(tmp_path: Path) -> None:
    """A grant is an interval: from, until."""
    grants = FileGrants(tmp_path)
    await grants.grant("one", interval("db"))
    assert [bool(grants.held(HAN, NOON + timedelta(minutes=m))) for m in (-1, 0, 59, 60)] == [False, True, True, False]


async def test_many_at_once_lose_none(tmp_path: Path) -> None:
    """The file is changed by one at a time."""
    grants = FileGrants(tmp_path)
    names = [str(uuid4()) for _ in range(40)]
    await asyncio.gather(*(grants.grant(name, interval(name)) for name in names))
    assert grants.held(HAN, NOON) == frozenset(names)
    assert len(json.loads((tmp_path / "grants.json").read_text())) == 40


async def test_what_a_case_grants_is_in_the_target_until_it_is_revoked(place: Place, tmp_path: Path) -> None:
    """A4: two different people approve; the privilege is granted by itself, and revoked by itself when its time is over."""
    case, bench = await _elevated(place)
    duty = await place.owed(case, "grant")
    done = await place.world.grant(DutyAsk(case=case, event=duty.event, name=duty.name))
    sent = entry("granted", {**done.content, "event": duty.event, "duty": duty.name}, at=bench.now, duty="x")
    assert (await bench.send(case, "granted", json.loads(sent.body), duty="x")).outcome == "done"
    (grant,) = json.loads((tmp_path / "grants.json").read_text())
    judged = await bench.look(case)
    while not any(each.kind == "revoke" for each in judged.owed):
        assert judged.next is not None
        judged = await bench.time_passes(case, judged.next)
    end = await place.owed(case, "revoke")
    await place.world.revoke(DutyAsk(case=case, event=end.event, name=end.name))
    assert json.loads((tmp_path / "grants.json").read_text())[grant]["ended"] is True


async def _elevated(place: Place) -> tuple[str, Bench]:
    """A privilege elevation that both have approved."""
    bench, command = place.bench, uuid4()
    case = case_id("request", command)
    fields = {"system": "crm", "privilege": "admin", "purpose": "an upgrade"}
    content = {"id": str(command), "by": "he", "plan": "privilege-elevation", "fields": fields}
    opened = await bench.send(case, "open", content)
    assert opened.outcome == "done", opened
    assert [(await bench.send(case, "approve", {"by": who})).outcome for who in ("kong", "han")] == ["done", "done"]
    return case, bench
