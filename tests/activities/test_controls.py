"""The keeper of recurring controls on real PostgreSQL: nothing left out and nothing twice, whoever dies on the way."""

from __future__ import annotations

import asyncio
import copy
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from activities.ask import Door, ask
from activities.controls import Keeper, Look, Run, before, wanted
from activities.governed import STREAM, Governed
from activities.judge import Judge, JudgeSettings
from activities.writing import actor_out
from domain.controls import periods, runs
from domain.governance import EVENTS
from domain.governance.facts import OrganisationChanged, PackAdopted
from domain.kernel import SYSTEM, Actor, CaseId, event_id
from domain.shapes import canonical, plain
from eventlog.errors import Unavailable
from eventlog.keyring import MemoryKeyring
from eventlog.memory import MemoryLog
from eventlog.migrations import migrate
from eventlog.port import EventLog, NewEvent, Write
from eventlog.postgres import PostgresLog
from eventlog.roles import admit
from packs import read
from tests.activities.judging import DOOR, PACKS, Bench, adopt
from tests.activities.test_ask import Wire
from views.kinds import KINDS
from views.telling import fold

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # a Wednesday of 2026-W47
FOLLOW, HEAD, ARCHIVIST = "weekly-followup", "head-of-sales-back-office", "archivist"


@dataclass
class House:
    """A log with the default pack in force since `adopted`, and keepers whose commands go straight to a judge."""

    bench: Bench
    wire: Wire
    door: Door

    @classmethod
    async def make(cls, log: EventLog, adopted: datetime = NOW - timedelta(hours=1)) -> House:
        await adopt(log, at=adopted)
        keyring = MemoryKeyring()
        judge = Judge(log, Governed(log), keyring, JudgeSettings(unsigned_allowed=False))
        bench = Bench(log=log, keyring=keyring, judge=judge, now=NOW)
        wire = Wire(bench)
        client: Any = wire
        door = Door(client=client, log=log, governed=Governed(log), keyring=keyring, secret=DOOR, deadline=timedelta(seconds=1))
        await door.governed.refresh(log)
        return cls(bench=bench, wire=wire, door=door)

    def keeper(self) -> Keeper:
        return Keeper(self.door)

    async def types(self, case: CaseId) -> list[str]:
        return [each.type for each in await self.bench.events(case)]

    async def outcomes(self, plan: str, post: str, *keys: str) -> list[str]:
        """Of each period: missed, open, or nothing."""
        found = [await self.types(runs.run_id(plan, post, key)) for key in keys]
        return ["missed" if "control.missed" in types else "open" if types else "" for types in found]

    async def burn(self, command: UUID) -> None:
        """Somebody sends the opening of a run unsigned, under this id."""
        unsigned = {**runs.opening(FOLLOW, HEAD, "2026-W47"), "id": str(command), "by": SYSTEM}
        await self.bench.send(runs.run_id(FOLLOW, HEAD, "2026-W47"), "open", unsigned)

    async def adopts(self, event: Any, at: datetime) -> None:
        """Something else is in force from there on."""
        names, command, version = {each: name for name, each in EVENTS.items()}, uuid4(), len(await self.bench.log.read(STREAM)) + 1
        new = NewEvent(
            event_id=event_id(command, STREAM.category, STREAM.id, version),
            type=names[type(event)],
            schema_version=1,
            happened_at=at,
            data=canonical(plain(event)),
            meta=canonical({"by": actor_out(Actor(id=SYSTEM))}),
        )
        await self.bench.log.append(None, [Write(stream=STREAM, expected_version=version - 1, events=(new,))])
        await self.door.governed.refresh(self.bench.log)


@pytest.fixture
async def house() -> House:
    return await House.make(MemoryLog())


@pytest.fixture
async def postgres_log(admin_database_url: str, database_url: str) -> AsyncIterator[PostgresLog]:
    await migrate(admin_database_url)
    await admit(admin_database_url, "bylaw")
    made = await PostgresLog.connect(database_url)
    yield made
    await made.close()


def organisation(more: int = 0, without: str = "") -> OrganisationChanged:
    """The sample organisation with so many more departments that nobody heads, and perhaps one fewer."""
    document = copy.deepcopy(dict(read.load(PACKS / "sample/organisation.yaml").content))
    for n in range(more):
        document["posts"][f"head-{n}"] = {"title": {"zh": f"部门{n}负责人", "en": f"Head {n}"}, "above": "general-manager"}
        document["departments"][f"department-{n}"] = {"title": {"zh": f"部门{n}", "en": f"Department {n}"}, "head": f"head-{n}"}
    document["departments"] = {name: each for name, each in document["departments"].items() if each["head"] != without}
    return OrganisationChanged(digest=uuid4().hex * 2, document=document)


def pack(*without: str) -> PackAdopted:
    """The default pack without these plans."""
    document = dict(read.load(PACKS / "default/pack.yaml").content)
    document["plans"] = [plan for plan in document["plans"] if plan["plan"] not in without]
    return PackAdopted(digest=uuid4().hex * 2, document=document)


# --- what is missing ------------------------------------------------------------------------------


async def test_a_pack_that_is_adopted_owes_the_first_runs(house: House) -> None:
    """SO 5.3.1, house:recurring. One for each control and responsible post; a second look finds nothing more to do and asks nothing."""
    found = wanted(house.door.governed, NOW)
    heads = {run.post for run in found if run.plan == FOLLOW}
    assert heads == {each.head for each in house.door.governed.organisation(NOW).departments.values()}
    assert {run.period for run in found if run.plan == FOLLOW} == {"2026-W47"}
    assert await house.keeper().look(NOW) == Look(opened=len(found))
    sent = len(house.wire.sent)
    assert await house.keeper().look(NOW) == Look()
    assert len(house.wire.sent) == sent


async def test_nothing_is_kept_before_anything_is_adopted() -> None:
    """house:governed. An empty log owes nothing."""
    door: Any = Door(client=None, log=MemoryLog(), governed=Governed(), keyring=MemoryKeyring())  # type: ignore[arg-type]
    assert await Keeper(door).look(NOW) == Look()


async def test_what_an_outage_left_out_is_recorded_as_missed() -> None:
    """house:recurring. Three weeks nobody looked: what was to be done is missed, for each week; none from before the pack was adopted."""
    house = await House.make(MemoryLog(), NOW - timedelta(weeks=3))
    assert not (await house.keeper().look(NOW)).refused
    weeks = ("2026-W43", "2026-W44", "2026-W45", "2026-W46", "2026-W47")
    assert await house.outcomes(FOLLOW, HEAD, *weeks) == ["", "missed", "missed", "missed", "open"]


async def test_whoever_opens_the_next_run_it_is_one_command() -> None:
    """house:recurring. The end of a run owes what the keeper says too, under the same id: the second is told what the first was."""
    house = await House.make(MemoryLog(), NOW - timedelta(weeks=1))
    await house.keeper().look(NOW)
    missed = fold(KINDS["control"], await house.bench.events(runs.run_id(FOLLOW, HEAD, "2026-W46")))
    [owed] = [duty for duty in missed.owed if duty.kind == "open"]
    given: dict[str, Any] = {"by": SYSTEM, "command": UUID(owed.detail["command_id"]), "asked_at": NOW}
    answer = await ask(house.door, CaseId(owed.to), owed.detail["command"], owed.detail["content"], **given)
    assert (answer.outcome, answer.refusal) == ("done", None)
    assert owed.to == runs.run_id(FOLLOW, HEAD, "2026-W47")
    assert (await house.types(CaseId(owed.to))).count("control.opened") == 1


async def test_only_what_is_missing_since_the_last_run_is_opened() -> None:
    """house:recurring. The keeper goes back to the last run that is there, and no further."""
    house = await House.make(MemoryLog(), NOW - timedelta(weeks=3))
    house.bench.now = NOW - timedelta(weeks=2)
    await house.keeper().look(NOW - timedelta(weeks=2))
    house.bench.now = NOW
    before_it = len(house.wire.sent)
    await house.keeper().look(NOW)
    [days] = [house.door.governed.calendar(NOW)]
    assert periods.key_of("weekly", days, NOW) == "2026-W47"
    opened = [payload["fields"] for _, payload in house.wire.sent[before_it:] if payload["plan"] == FOLLOW]
    assert {each["period"] for each in opened} == {"2026-W46", "2026-W47"}


async def test_a_day_off_has_no_daily_run(house: House) -> None:
    """MK 5.1.1. On a Sunday nothing daily is wanted, and looking back only working days are."""
    sunday = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    assert not [run for run in wanted(house.door.governed, sunday) if run.plan == "safety-log"]
    run = Run(plan="safety-log", post="safety-officer", period="2026-11-23")
    monday = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    assert [each.period for each in before(house.door.governed, run, monday)] == ["2026-11-20", "2026-11-19", "2026-11-18"]


async def test_a_control_that_was_away_owes_nothing_of_that_time() -> None:
    """house:governed. Taken out of the pack and put back: what it did not run meanwhile is nobody's fault. So with a department."""
    house = await House.make(MemoryLog(), NOW - timedelta(weeks=6))
    await house.adopts(pack("weekly-followup"), NOW - timedelta(weeks=5))
    await house.adopts(pack(), NOW - timedelta(weeks=2))
    await house.adopts(organisation(without=HEAD), NOW - timedelta(weeks=2))
    await house.adopts(organisation(), NOW - timedelta(weeks=1))
    of_all = Run(plan=FOLLOW, post="it-director", period="2026-W47")
    of_hers = Run(plan=FOLLOW, post=HEAD, period="2026-W47")
    assert [each.period for each in before(house.door.governed, of_all, NOW)] == ["2026-W46", "2026-W45"]
    assert [each.period for each in before(house.door.governed, of_hers, NOW)] == ["2026-W46"]


# --- trouble --------------------------------------------------------------------------------------


async def test_an_id_that_somebody_used_up_stops_no_run(house: House) -> None:
    """house:recurring, house:signature. Anybody can work out the id of a run: refused under it once, it opens under another."""
    await house.burn(runs.opening_id(FOLLOW, HEAD, "2026-W47"))
    assert await house.keeper().look(NOW) == Look(opened=len(wanted(house.door.governed, NOW)))
    assert await house.outcomes(FOLLOW, HEAD, "2026-W47") == ["open"]


async def test_a_run_that_is_refused_stands_in_the_log_and_stops_no_other(house: House) -> None:
    """house:recurring. It is asked for again on the next day, not at each look."""
    keeper, opening = house.keeper(), runs.opening_id(FOLLOW, HEAD, "2026-W47")
    for command in (opening, runs.opening_again(opening, NOW.date())):
        await house.burn(command)
    look = await keeper.look(NOW)
    assert (look.refused, look.unknown, look.opened) == (1, 0, len(wanted(house.door.governed, NOW)) - 1)
    assert {each["clause"] for each in await house.bench.refused(runs.run_id(FOLLOW, HEAD, "2026-W47"))} == {"house:signature"}
    assert await keeper.look(NOW) == Look()
    house.bench.now = NOW + timedelta(days=1)
    assert (await keeper.look(house.bench.now)).refused == 0
    assert await house.outcomes(FOLLOW, HEAD, "2026-W47") == ["open"]


async def test_what_is_not_known_to_be_opened_is_tried_again(house: House) -> None:
    """house:recurring. Temporal is away for one of them: the others open, and the next look opens it."""
    keeper = house.keeper()
    house.wire.fates = ["away"] * 3
    first = await keeper.look(NOW)
    again = await keeper.look(NOW)
    assert first.opened + first.unknown + again.opened >= len(wanted(house.door.governed, NOW))
    assert await keeper.look(NOW) == Look()


async def test_a_log_that_is_away_ends_the_look(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """house:recurring. Whoever keeps is told, and looks again later."""

    async def away(*_: object) -> Any:
        raise Unavailable("away")

    monkeypatch.setattr(house.bench.log, "load", away)
    with pytest.raises(Unavailable):
        await house.keeper().look(NOW)


async def test_a_keeper_that_is_killed_leaves_nothing_out_and_nothing_twice(postgres_log: PostgresLog) -> None:
    """house:recurring. A hundred posts: one keeper dies in the middle, two go on at once; each post has its one run."""
    house = await House.make(postgres_log)
    await house.adopts(organisation(more=100), NOW - timedelta(minutes=30))
    cases = [runs.run_id(run.plan, run.post, run.period) for run in wanted(house.door.governed, NOW)]
    assert len(cases) > 100
    killed = asyncio.create_task(house.keeper().look(NOW))
    async with asyncio.timeout(60):
        while len(house.wire.sent) < 20:
            await asyncio.sleep(0)
    killed.cancel()
    with pytest.raises(asyncio.CancelledError):
        await killed
    looks = await asyncio.gather(house.keeper().look(NOW), house.keeper().look(NOW))
    assert not any(look.refused or look.unknown for look in looks)
    counted = Counter([(await house.types(case)).count("control.opened") for case in cases])
    assert counted == {1: len(cases)}
    assert [await house.bench.refused(case) for case in cases] == [[]] * len(cases)
