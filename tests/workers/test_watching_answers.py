"""What the watchdog does about an alarm: the fallback is told once, the case is asked to look again, the outside hears nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs
from temporalio.client import Client

from activities.alarming import Alarming, reachable
from activities.outbox import Outbox
from activities.wire import LOOK_AGAIN
from domain.kernel import Unavailable
from domain.organisation import by_handle
from domain.policy import role
from tests.activities.conftest import migrated_world, outbox
from tests.activities.judging import Bench
from tests.activities.posting import Mail, post_of
from tests.views.toy import NOON, away, organisation, person
from tests.workers.clocks import Clocks
from tests.workers.listening import Ears, listening
from workers.watching.allowance import PATIENCE
from workers.watching.heartbeat import FRESH, Heartbeat, Pulse
from workers.watching.parts import tell_all
from workers.watching.poking import poke

__all__ = ["migrated_world", "outbox"]

LATE = NOON + PATIENCE + timedelta(seconds=1)


@pytest.fixture
def clocks(engine: AsyncEngine) -> Clocks:
    return Clocks(engine)


# --- the notice -----------------------------------------------------------------------------------------


@pytest.fixture
async def mail() -> Mail:
    return Mail()


@pytest.fixture
async def alarming(outbox: Outbox, mail: Mail) -> Alarming:
    bench = await Bench.make()
    return Alarming(bench.judge._governed, post_of(bench, outbox, mail))


async def test_the_fallback_is_told_once_of_each_late_clock(clocks: Clocks, alarming: Alarming, mail: Mail):
    """One message for what one look found; later looks, and a watchdog that was started again, tell of nothing twice."""
    for _ in range(3):
        await clocks.arm(await clocks.case(), NOON)
    for minute in range(3):
        await clocks.look(LATE + timedelta(minutes=minute))
        await tell_all(clocks.alarms, alarming, LATE)
        clocks.begin_again()
    first = list(mail.titles)
    await clocks.arm(await clocks.case(), NOON)
    await clocks.look(LATE + timedelta(minutes=9))
    await tell_all(clocks.alarms, alarming, LATE)

    assert len(first) == 1
    assert first[0].startswith("3 ")
    assert [title[:2] for title in mail.titles] == ["3 ", "1 "]


async def test_a_notice_says_how_many_and_since_when_and_nothing_of_a_case(clocks: Clocks, alarming: Alarming, mail: Mail):
    """It leaves the house: no case, no clock, no person stands in it; it says where to look."""
    case = await clocks.case()
    await clocks.arm(case, NOON)
    await clocks.look(LATE)
    await tell_all(clocks.alarms, alarming, LATE)

    ((message, _),) = mail.taken
    assert "2026-03-02 12:00" in message.body
    assert "/operations" in message.body
    assert case not in message.title + message.body
    assert "answer" not in message.title + message.body


async def test_a_mail_server_that_is_away_loses_no_alarm(clocks: Clocks, alarming: Alarming, mail: Mail):
    """Lessons §4.2. It is marked as told after it was, not before: what could not be sent is sent later, once."""
    await clocks.arm(await clocks.case(), NOON)
    await clocks.look(LATE)
    mail.trouble = Unavailable("away")
    await tell_all(clocks.alarms, alarming, LATE)
    owed = await clocks.alarms.untold()
    mail.trouble = None
    async with asyncio.timeout(60):
        while await clocks.alarms.untold():
            await tell_all(clocks.alarms, alarming, LATE)

    assert [each.clocks for each in owed] == [1]
    assert len(mail.taken) == 1


async def test_what_ran_out_before_anybody_was_told_is_not_told(clocks: Clocks, alarming: Alarming, mail: Mail):
    """A notice that is no longer true is not sent; the alarm stays on record."""
    case = await clocks.case()
    await clocks.arm(case, NOON)
    await clocks.look(LATE)
    await clocks.end(case, "ran_out")
    await clocks.look(LATE)
    await tell_all(clocks.alarms, alarming, LATE)

    assert (mail.taken, await clocks.alarms.untold()) == ([], [])


def test_an_empty_fallback_goes_up_and_a_stand_in_is_told_as_well():
    """house:one-rung-up. Somebody hears of it: whoever stands in, or whoever is above."""
    ann, bob = person("ann", "archivist"), person("bob")
    org = organisation(ann, bob, stand_ins=(away("ann", "bob", NOON - timedelta(days=1)),))

    assert reachable(org, role("post archivist"), NOON) == (ann.id, bob.id)
    assert by_handle(org, "ann") == ann


# --- the case is asked to look again --------------------------------------------------------------------


async def test_a_case_with_a_late_clock_is_asked_to_look_again_and_less_and_less_often(clocks: Clocks, client: Client):
    """A case without a workflow gets one by the same call, whatever the lists know of it; what is stuck does not drown in signals."""
    case, again = await clocks.case(), timedelta(minutes=1)
    await clocks.arm(case, NOON)
    await clocks.arm(case, NOON, "another")
    await clocks.look(LATE)

    asked = [await poke(client, clocks.alarms, LATE + each * again) for each in (0, 0.5, 1, 2, 3)]

    assert asked == [1, 0, 1, 0, 1]
    history = await client.get_workflow_handle(case).fetch_history()
    signals = [each.workflow_execution_signaled_event_attributes.signal_name for each in history.events]
    assert [name for name in signals if name] == [LOOK_AGAIN] * 3


async def test_while_temporal_is_away_the_next_round_asks_again(clocks: Clocks):
    """Asking in vain is no asking: nothing is written down, and nothing breaks."""
    await clocks.arm(await clocks.case(), NOON)
    await clocks.look(LATE)
    gone = await Client.connect("127.0.0.1:1", lazy=True)

    assert await poke(gone, clocks.alarms, LATE) == 0
    assert len(await clocks.alarms.to_poke(LATE)) == 1


# --- the outside ----------------------------------------------------------------------------------------


@pytest.fixture
async def ears() -> AsyncIterator[Ears]:
    async with listening() as heard:
        yield heard


def heartbeat(ears: Ears, pulse: Pulse, beaten: list[datetime] | None = None) -> Heartbeat:
    async def note(at: datetime) -> None:
        (beaten if beaten is not None else []).append(at)

    return Heartbeat(ears.url, pulse, note)


async def test_all_well_is_told_outside(ears: Ears):
    """Lessons §3.6. While every part has looked of late and found all well, the outside is pinged, with nothing in it."""
    pulse, beaten = Pulse("clocks", "workflows"), list[datetime]()
    for part in ("clocks", "workflows"):
        pulse.say(part, NOON, clean=True)

    assert await heartbeat(ears, pulse, beaten).beat(NOON)
    assert (ears.lines, ears.bodies, beaten) == (["GET /beat/secret HTTP/1.1"], [b""], [NOON])


@pytest.mark.parametrize(
    "said",
    [
        lambda pulse: None,
        lambda pulse: pulse.say("clocks", NOON, clean=False),
        lambda pulse: pulse.say("clocks", NOON - FRESH - timedelta(seconds=1), clean=True),
    ],
    ids=["never looked", "something is late", "looked too long ago"],
)
async def test_no_ping_is_the_alarm(ears: Ears, said: Callable[[Pulse], None]):
    """Late clocks, a look that fails, a part that died: whatever it is, the outside hears nothing and alarms by itself."""
    pulse = Pulse("clocks", "workflows")
    pulse.say("workflows", NOON, clean=True)
    said(pulse)

    assert not await heartbeat(ears, pulse).beat(NOON)
    assert (ears.lines, pulse.wrong(NOON)) == ([], ["clocks"])


async def test_who_stands_by_pings_nobody_and_warns_of_nothing(ears: Ears):
    """Of two watchdogs one leads; the other never looked at a clock, which is no fault, and says nothing."""
    pulse = Pulse("clocks", "workflows")
    pulse.say("workflows", NOON, clean=True)
    with capture_logs() as lines:
        assert not await heartbeat(ears, pulse).beat(NOON)
        pulse.say("clocks", NOON, clean=False)
        assert not await heartbeat(ears, pulse).beat(NOON)
    assert [(line["log_level"], line["because"]) for line in lines] == [("warning", ["clocks"])]


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:1/gone", "no address"])
async def test_an_outside_that_does_not_answer_breaks_nothing(url: str):
    """It is said in the log, without the address, which may hold a secret; the next minute it is tried again."""
    pulse = Pulse()
    assert not await Heartbeat(url, pulse, lambda _at: asyncio.sleep(0)).beat(NOON)


async def test_an_outside_that_refuses_was_not_told(ears: Ears):
    """Only an answer that says so means that it has heard."""
    ears.answer, beaten = HTTPStatus.INTERNAL_SERVER_ERROR, list[datetime]()

    assert not await heartbeat(ears, Pulse(), beaten).beat(NOON)
    assert (len(ears.lines), beaten) == (1, [])
