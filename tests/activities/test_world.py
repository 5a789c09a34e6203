"""What the world is owed is done at least once, seen once, and void when nobody wants it any more."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from structlog.testing import capture_logs
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.ask import Door
from activities.grants import FileGrants
from activities.outbox import Outbox
from activities.post import VOID, Post
from activities.wire import DutyAsk, DutyRef
from activities.world import World
from domain import requests
from domain.kernel import Agenda, CaseId, PersonId, Rejected, Unavailable, case_id
from tests.activities.judging import Bench, entry
from tests.activities.posting import Mail, post_of

BAI = PersonId("36a8e704-848a-4849-8ac6-a1da6f5b0317")
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


async def numbered(_case: CaseId) -> str:
    return "LOAN-2026-0042"


class Urgent:
    """Requests of which everything is urgent."""

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def agenda(self, case: Any) -> Agenda:
        agenda = requests.agenda(case)
        return replace(agenda, owed=tuple(replace(duty, urgent=True) for duty in agenda.owed))


async def last_owed(place: Place, case: str) -> DutyRef:
    return (await place.bench.look(case)).owed[-1]


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


async def test_a_notice_says_what_is_wanted_by_when_under_which_clause_and_where(place: Place) -> None:
    """SO 2.2.2. Whoever reads it on a telephone at night knows what to do, and is one touch away from doing it."""
    place.world = replace(place.world, number=numbered)
    case = await place.bench.opened("he")
    await place.notify(case, await place.owed(case))
    ((message, _),) = place.mail.taken
    assert message.title == "LOAN-2026-0042：请您审批"
    assert message.body.splitlines() == [
        "LOAN-2026-0042：请您审批",
        "合同借阅",
        "截止：2026-11-19 24:00",
        "依据：SO 2.2.2",
        "https://bylaw.example/cases/LOAN-2026-0042#decide",
    ]


async def test_a_notice_is_in_the_language_of_whoever_is_told(place: Place) -> None:
    """Both languages always: the person's own, whatever anybody else reads."""
    case = await place.bench.opened("moreau")
    await place.bench.send(case, "send_back", {"by": "han", "question": "which contract?"})
    await place.notify(case, await last_owed(place, case))
    ((message, _),) = place.mail.taken
    assert message.title == f"{case}: more information is wanted"
    assert message.body.splitlines()[1:] == [
        "Loan of a contract",
        "Due: 2026-11-23 24:00",
        "Under: SO 2.2.2",
        f"https://bylaw.example/cases/{case}",
    ]


async def test_nobody_is_disturbed_at_night_whatever_held_a_notice_up(place: Place) -> None:
    """design.md §4: mail that is back at night, or on a day off, waits for the notice hours as everything does."""
    case = await place.bench.opened("he")
    duty = await place.owed(case)
    place.bench.now = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # Saturday, 04:00 in Shanghai
    with pytest.raises(ApplicationError) as raised:
        await place.notify(case, duty)
    assert raised.value.type == "Later"
    assert raised.value.category is ApplicationErrorCategory.BENIGN
    assert raised.value.next_retry_delay == timedelta(days=2, hours=4, minutes=30)
    assert not place.mail.taken
    place.bench.now += timedelta(days=2, hours=4, minutes=30)
    assert (await place.notify(case, duty))["to"] == [HAN]


async def test_a_notice_is_tried_until_people_are_there_again(place: Place) -> None:
    """A notice of Friday noon may be tried for a day, and that ends on a Saturday: it is tried until Monday's hours have begun."""
    place.bench.now = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # Friday, 12:00 in Shanghai
    case = await place.bench.opened("he")
    duty = await place.owed(case)
    assert duty.not_before == place.bench.now
    assert duty.not_before + timedelta(seconds=duty.within_s) == datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    place.bench.now = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
    other = await place.bench.opened("lv", "C-2")
    assert (await place.owed(other)).within_s == timedelta(days=1).total_seconds()


async def test_an_alarm_does_not_wait_for_the_morning(place: Place) -> None:
    """Urgent duties ignore the notice hours."""
    case = await place.bench.opened("he")
    duty = await place.owed(case)
    place.world = replace(place.world, deciders={"request": Urgent()})
    place.bench.now = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    assert (await place.notify(case, duty))["to"] == [HAN]


async def test_what_reached_nobody_is_told_to_the_fallback_by_the_next_channel(place: Place) -> None:
    """A notice that failed for good is an event, and the pack's fallback hears of it once, by a way that does not fail with it."""
    other, bench = Mail(), place.bench
    place.world = replace(place.world, post=post_of(bench, place.outbox, place.mail, other))
    case = await bench.opened("he")
    duty = await place.owed(case)
    failed = {"event": duty.event, "duty": duty.name, "reason": "Unavailable"}
    await bench.send(case, "duty_failed", failed, duty=f"{duty.event}/{duty.name}")
    told = await place.owed(case)
    said = await place.notify(case, told)
    assert (said["to"], other.titles) == ([BAI], [f"{case}：有一条通知多次发送仍未送达，请确认当事人已知悉"])
    failed = {"event": told.event, "duty": told.name, "reason": "Unavailable"}
    await bench.send(case, "duty_failed", failed, duty=f"{told.event}/{told.name}")
    assert not [each for each in (await bench.look(case)).owed if each.kind == "notify"], "not of that one too"


async def test_an_expected_trouble_is_one_line(place: Place) -> None:
    """A mail server that is away for a day fills nobody's log with where in the code it was noticed."""
    case = await place.bench.opened("he")
    place.mail.trouble = Unavailable("away")
    with capture_logs() as lines, pytest.raises(ApplicationError) as raised:
        await place.notify(case, await place.owed(case))
    assert lines == [{"event": "not now", "log_level": "warning", "reason": "Unavailable: away"}]
    assert raised.value.category is ApplicationErrorCategory.BENIGN


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
