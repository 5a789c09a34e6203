"""One matter through all its cases on real parts: PostgreSQL, Temporal with its time moved, the world's duties, the default pack."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client

from domain.kernel import CaseId
from eventlog.memory import MemoryLog
from eventlog.migrations import migrate
from eventlog.port import EventLog
from eventlog.postgres import PostgresLog
from eventlog.roles import admit
from tests.workflows.town import Town, clock, local, working

DONE: dict[str, Any] = {"changed_rules": "lists leave by the gateway only", "execution": "mailboxes checked every Friday"}
SEATS = (("legal", "shen"), ("it", "cao"), ("other", "han"))


def _eve() -> date:
    """A Friday in one to two weeks: a week's holiday follows it."""
    today = local(datetime.now(UTC))
    return today + timedelta(days=7 + (4 - today.weekday()) % 7)


EVE = _eve()
HOLIDAYS = frozenset(EVE + timedelta(days=day) for day in range(1, 10))


@pytest.fixture
async def log(admin_database_url: str, database_url: str) -> AsyncIterator[PostgresLog]:
    await migrate(admin_database_url)
    await admit(admin_database_url, "bylaw")
    made = await PostgresLog.connect(database_url)
    yield made
    await made.close()


@pytest.fixture
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as made:
        yield made


@asynccontextmanager
async def a_town(client: Client, log: EventLog, folder: Path, patch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    town = await Town.make(client, log, folder, patch, HOLIDAYS)
    async with town.running:
        yield town
    await town.running.replay_all()


async def reported(town: Town, by: str) -> CaseId:
    """Reported on Tuesday and checked by HR; the violation that it leads to."""
    await town.until(clock(EVE - timedelta(days=3), "10:00"))
    report = await town.opens("violation-report", by, {"what": "Lists go to a private mailbox.", "about": town.who("qian")})
    said = {"subject": town.who("qian"), "breach": "private-mailbox", "summary": "Three such letters."}
    await town.does(report, "qi", "accept_report", **said)
    return await town.linked(report, "violation")


async def decided(town: Town) -> CaseId:
    """Reported by `sun`, investigated and decided."""
    case = await reported(town, by="sun")
    await town.does(case, "lin", "hear")
    await town.does(case, "qian", "state", text="It was urgent.")
    await town.does(case, "lin", "submit_report", findings="The list was sent.", proven="proven")
    await town.does(case, "lin", "decide", measure="permissions-suspended", reason="A whole list.")
    return case


async def served(town: Town, case: CaseId) -> date:
    """On the eve of the holiday; the last day on which an appeal may be filed."""
    await town.until(clock(EVE, "10:00"))
    await town.does(case, "qi", "serve", how="handed_over")
    await town.does(case, "qian", "confirm_receipt")
    return working(town.days, EVE, 2)


async def sits(town: Town, appeal: CaseId) -> None:
    for seat, person in SEATS:
        await town.does(appeal, "wei-h", "appoint", person=town.who(person), seat=seat)


async def put_right(town: Town, line: CaseId, by: str, *, back: bool, met: bool) -> None:
    """Reported, perhaps sent back once, accepted by two; checked when the time for its effect has come."""
    if back:
        await town.does(line, by, "submit_report", **DONE)
        await town.does(line, "shen", "send_back", reason="Nobody was trained.")
    await town.does(line, by, "submit_report", **DONE)
    for member in ("shen", "cao"):
        await town.does(line, member, "accept")
    await town.until((await town.state(line)).clocks["effect"].due + timedelta(hours=1))
    await town.does(line, "bai", "confirm_effect", met=met, measured="counted")


async def test_a_matter_from_the_report_to_the_verified_effect_as_a_story(
    client: Client, log: PostgresLog, tmp_path: Path, patch: pytest.MonkeyPatch
) -> None:
    """SO 4.2.3, SO 5.2.2, SO 5.2.3, SO 5.3.1, MK 5.3.3. Served on a holiday's eve, appealed in the last minutes, changed, put right."""
    async with a_town(client, log, tmp_path, patch) as town:
        case = await decided(town)
        last = await served(town, case)
        await town.until(clock(last, "23:57"))
        await town.does(case, "qian", "appeal", grounds="I was told to.")
        appeal = await town.linked(case, "appeal")
        assert [len(await town.facts(case, kind)) for kind in ("violation.stayed", "clock.held", "violation.lifted")] == [1, 1, 1]
        await sits(town, appeal)
        refused = await town.asks(appeal, "wei-h", "replace", member=town.who("han"), person=town.who("lin"), reason="x")
        assert refused.refusal is not None
        assert refused.refusal.clause == "house:took-part"
        await town.does(appeal, "qian", "state", text="My head asked me for it.")
        await town.does(appeal, "cao", "find", text="The head's letter is on the server.")
        await town.does(appeal, "han", "recuse", reason="We are cousins.")
        await town.does(appeal, "wei-h", "appoint", person=town.who("zhu"), seat="other")
        for member in ("shen", "zhu"):
            await town.does(appeal, member, "vote", choice="change", measure="spoken-warning", reason="It is enough.")
        await town.does(appeal, "cao", "vote", choice="confirm", reason="It was a whole list.")
        [concluded] = await town.facts(appeal, "appeal.concluded")
        assert (concluded["outcome"], concluded["measure"], len(concluded["dissent"])) == ("changed", "spoken-warning", 1)
        assert (await town.state(appeal)).stage == "closed"
        said: dict[str, Any] = {"finding": "Lists leave unseen.", "responsible": town.who("zheng"), "criterion": "None does."}
        await town.does(case, "lin", "require_rectification", **said)
        await town.does(case, "qi", "serve", how="handed_over")
        await town.does(case, "qian", "confirm_receipt")
        first = await town.linked(case, "rectification")
        await put_right(town, first, "zheng", back=True, met=False)
        second = await town.linked(first, "second_round")
        await town.does(second, "lin", "record_coaching", note="an hour each")
        await put_right(town, second, "lin", back=False, met=True)
        assert [(await town.state(each)).stage for each in town.cases] == ["closed"] * 5
        assert (await town.state(second)).outcome == "effective"


async def test_a_late_appeal_and_a_silent_panel_as_a_story(client: Client, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    """SO 5.2.3, house:silence-for-appellant. One is appealed a minute late and stands; of another the panel never votes: annulled."""
    async with a_town(client, MemoryLog(), tmp_path, patch) as town:
        late, case = await decided(town), await decided(town)
        last = await served(town, late)
        await served(town, case)
        await town.until(clock(last, "23:55"))
        await town.does(case, "qian", "appeal", grounds="I was told to.")
        appeal = await town.linked(case, "appeal")
        await sits(town, appeal)
        await town.until(clock(last + timedelta(days=1), "00:01"))
        refused = await town.asks(late, "qian", "appeal", grounds="I was told to.")
        assert refused.refusal is not None
        assert (refused.refusal.clause, refused.refusal.key) == ("SO 5.2.3", "appeal_too_late")
        assert refused.refusal.words["due"].endswith("24:00")
        await town.until(clock(working(town.days, last, 25), "12:00"))
        [concluded] = await town.facts(appeal, "appeal.concluded")
        assert (concluded["outcome"], concluded["by_silence"]) == ("annulled", True)
        assert ((await town.state(case)).result, (await town.state(case)).points) == ("annulled", 0)
        assert (await town.state(late)).result != "annulled"


async def test_a_head_who_reported_a_lead_who_is_ill_and_a_subject_who_leaves_as_a_story(
    client: Client, tmp_path: Path, patch: pytest.MonkeyPatch
) -> None:
    """house:impartial, house:one-rung-up, house:served. Whoever is next above investigates; attempts take the place of a receipt."""
    async with a_town(client, MemoryLog(), tmp_path, patch) as town:
        case = await reported(town, by="lin")
        refused = await town.asks(case, "lin", "hear")
        assert refused.refusal is not None
        assert refused.refusal.clause == "house:impartial"
        await town.does(case, "gu", "hear")
        await town.does(case, "qian", "state", text="It was urgent.")
        await town.until(clock(EVE + timedelta(days=1), "01:00"))
        [_, last] = await town.facts(case, "task.went_up")
        assert (last["task"], last["people"]) == ("investigate", [town.who("tang-sy")])
        await town.does(case, "tang-sy", "submit_report", findings="The list was sent.", proven="proven")
        await town.does(case, "gu", "decide", measure="written-warning", reason="A whole list.")
        await town.leaves("qian")
        for _ in range(3):
            await town.does(case, "qi", "serve", how="by_post")
            await town.until(clock(working(town.days, local(town.now()), 2), "10:00"))
        await town.until(clock(working(town.days, local(town.now()), 4), "10:00"))
        assert len(await town.facts(case, "violation.served")) == 1
        state = await town.state(case)
        assert (state.stage, state.outcome) == ("closed", "decided")
