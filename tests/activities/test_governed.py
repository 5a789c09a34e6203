"""Pack, calendar, organisation and door keys as of any instant (design.md §3a, §5)."""

import pytest

from activities.governed import STREAM, Governed
from activities.signatures import new_door_key
from domain.governance import digest_of_secret
from domain.kernel import Refused
from eventlog.errors import Corrupt
from eventlog.memory import MemoryLog
from eventlog.port import StoredEvent, Stream
from tests.activities.governing import ANYBODY, DAY, IDS, MANAGER, NOON, OFFICER, Office, longer_pack


@pytest.fixture
async def office() -> Office:
    return await Office().adopt_first()


class Counting(MemoryLog):
    """A log that says how often it was read and how much it gave."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[int] = []

    async def read(self, stream: Stream, after: int = 0) -> list[StoredEvent]:
        found = await super().read(stream, after)
        self.reads.append(len(found))
        return found


async def test_before_anything_is_adopted_every_look_up_is_refused() -> None:
    """A refusal with its clause, not an error."""
    governed = Governed(MemoryLog())
    await governed.refresh()
    for look in (governed.organisation, governed.calendar, governed.pack_at):
        with pytest.raises(Refused, match="nothing_adopted"):
            look(NOON)
    assert governed.door_key("k", NOON) is None


async def test_a_refresh_reads_only_what_came_since() -> None:
    """One read after the known version."""
    log = Counting()
    office = await Office(log=log).adopt_first()
    governed = Governed(log)
    log.reads.clear()
    for _ in range(3):
        await governed.refresh()
    await office.delegate(OFFICER, ANYBODY)
    log.reads.clear()
    await governed.refresh()
    assert log.reads == [1]


async def test_events_read_elsewhere_are_absorbed_once_and_never_with_a_gap(office: Office) -> None:
    """`judge` reads the stream in its own round trip; two of them may hand over the same events."""
    events, governed = await office.log.read(STREAM), Governed()
    governed.absorb(events[:2])
    governed.absorb(events)
    governed.absorb(events[1:2])
    assert governed.version == governed.state.version == 3
    with pytest.raises(Corrupt):
        Governed().absorb(events[1:])
    with pytest.raises(TypeError):
        await Governed().refresh()


async def test_conversions_are_kept_by_digest(office: Office) -> None:
    """A pack is read once per process, not once per decision."""
    governed = office.governed
    assert governed.pack_at(NOON) is governed.pack(governed.pack_at(NOON).digest)
    assert governed.organisation(NOON) is governed.organisation(NOON + DAY)
    assert governed.calendar(NOON) is governed.calendar(NOON + DAY)


async def test_a_plan_comes_with_the_pack_it_stands_in_and_a_running_case_keeps_both(office: Office) -> None:
    """A running case keeps the pack that it was opened under; the organisation is asked as of the instant."""
    governed = office.governed
    plan, pack = governed.plan("contract-loan", NOON)
    (digest,) = (await office.ask(OFFICER, "propose", what="pack", document=longer_pack(), reason="x")).made
    office.at += DAY
    await office.ask(MANAGER, "adopt", digest=digest)
    await office.delegate(OFFICER, ANYBODY)
    rules = governed.rules("contract-loan", pack.digest, office.at)
    assert (rules.plan, rules.settings) == (plan, pack.settings)
    assert [window.stand_in for window in rules.organisation.stand_ins] == [IDS[ANYBODY]]
    assert governed.plan("contract-loan", office.at)[1].digest == digest
    with pytest.raises(Refused, match="no_such_plan"):
        governed.plan("moon-landing", NOON)
    with pytest.raises(Refused, match="no_such_proposal"):
        governed.rules("contract-loan", "00", NOON)


async def test_door_keys_count_from_their_adding_to_their_withdrawal(office: Office) -> None:
    """house:door-key."""
    secret = new_door_key()
    await office.ask(OFFICER, "add_door_key", key=secret.key, public=secret.public, title="console")
    office.at += DAY
    await office.ask(MANAGER, "withdraw_door_key", key=secret.key, reason="lost")
    found = office.governed.door_key(secret.key, NOON)
    assert found is not None
    assert (found.public, found.machine) == (secret.public, None)
    assert office.governed.door_key(secret.key, office.at) is None


async def test_a_token_lets_in_by_its_digest() -> None:
    """house:machine-token. What is governed knows whom a secret belongs to, as of the instant; the secret itself stands nowhere."""
    office = await Office().adopt_first()
    digest = digest_of_secret("a secret")
    content = {"token": "t1", "digest": digest, "machine": "alarm-intake", "title": "alarms", "rights": ["read pack"]}
    outcome = await office.ask(OFFICER, "add_token", **content, until=(office.at + DAY).isoformat())
    assert (outcome.outcome, outcome.made) == ("done", ("t1",))
    found = office.governed.token(digest, office.at)
    assert found is not None
    assert (found.machine, found.rights) == ("alarm-intake", ("read pack",))
    assert office.governed.token(digest, office.at + DAY) is None
    assert (await office.ask(OFFICER, "withdraw_token", token="t1", reason="lost")).outcome == "done"
    assert office.governed.token(digest, office.at) is None


async def test_who_was_on_duty_is_known_also_after_looking_ahead(office: Office) -> None:
    """house:duty-roster. What is kept worked out of a later instant is not what stood there earlier."""
    window = {"post": "general-manager", "person": ANYBODY, "start": office.at.isoformat(), "end": (office.at + DAY).isoformat()}
    assert (await office.ask(MANAGER, "assign_duty", **window)).outcome == "done"
    at = office.at
    assert office.governed.organisation(at + 2 * DAY).shifts == ()
    assert [each.end for each in office.governed.organisation(at + DAY / 2).shifts] == [at + DAY]
