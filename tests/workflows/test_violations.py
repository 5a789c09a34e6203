"""A decision's measure on real parts: what it suspends, what a stay gives back, what holds again when it is confirmed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.client import Client

from activities.ask import Answer, ask
from activities.grants import FileGrants
from domain.kernel import CaseId, case_id
from eventlog.migrations import migrate
from eventlog.postgres import PostgresLog
from eventlog.roles import admit
from tests.workflows.town import Town, clock, local, working

PREMISE = {"breach": "private-mailbox", "facts": "A customer list was sent to a private mailbox."}
SEATS = (("legal", "shen"), ("it", "cao"), ("other", "han"))


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


async def test_what_a_measure_suspends_as_a_story(client: Client, log: PostgresLog, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
    """SO 5.2.1, SO 5.2.3, house:served. While it is in force no loan, and nothing granted before counts; both again while it is stayed."""
    town = await Town.make(client, log, tmp_path, patch, frozenset())
    async with town.running:
        await FileGrants(tmp_path).grant("of before", _elevated(town))
        case = await _served(town)
        refused = await _borrows(town, "C-1")
        assert refused.refusal is not None
        assert (refused.refusal.clause, refused.refusal.key) == ("SO 5.2.1", "blocked")
        assert _holds(town, tmp_path) == frozenset()

        await town.does(case, "qian", "appeal", grounds="I was told to.")
        assert _holds(town, tmp_path) == {"ledger:administrator"}
        assert (await _borrows(town, "C-2")).outcome == "done"

        appeal = await town.linked(case, "appeal")
        for seat, person in SEATS:
            await town.does(appeal, "qi", "appoint", person=town.who(person), seat=seat)
        await town.does(appeal, "qian", "state", text="My head asked me for it.")
        await town.does(appeal, "cao", "find", text="No such letter is on the server.")
        for _, person in SEATS:
            if town.cases[appeal]:
                await town.asks(appeal, person, "vote", choice="confirm", reason="It was a whole list.")
        assert (await town.state(case)).result == "confirmed"
        assert (await _borrows(town, "C-3")).outcome == "refused"
        assert _holds(town, tmp_path) == frozenset()

        await town.does(case, "qi", "serve", how="handed_over")
        await town.does(case, "qian", "confirm_receipt")
        await town.until((await town.state(case)).clocks["measure"].due)
        assert ((await town.state(case)).stage, (await town.state(case)).outcome) == ("closed", "confirmed")
        assert (await _borrows(town, "C-4")).outcome == "done"
        assert _holds(town, tmp_path) == {"ledger:administrator"}
    await town.running.replay_all()


async def _served(town: Town) -> CaseId:
    """Decided, and in the hands of its subject on the next working day."""
    case = await town.opens("violation", "lin", {"subject": town.who("qian"), **PREMISE})
    await town.does(case, "lin", "hear")
    await town.does(case, "qian", "state", text="It was urgent.")
    await town.does(case, "lin", "submit_report", findings="The list was sent.", proven="proven")
    await town.does(case, "lin", "decide", measure="permissions-suspended", reason="A whole list.")
    await town.until(clock(working(town.days, local(datetime.now(UTC)), 1), "10:00"))
    await town.does(case, "qi", "serve", how="handed_over")
    await town.does(case, "qian", "confirm_receipt")
    return case


async def _borrows(town: Town, contract: str) -> Answer:
    """The subject asks for a contract."""
    command, fields = uuid4(), {"contract": contract, "purpose": "a customer asks"}
    content = {"plan": "contract-loan", "fields": fields}
    said = await ask(
        town.running.door, case_id("request", command), "open", content, by=town.who("qian"), command=command, asked_at=town.now()
    )
    if said.outcome == "done":
        await town.does(case_id("request", command), "qian", "withdraw", reason="no need")
    return said


def _elevated(town: Town) -> dict[str, str]:
    """A privilege that the subject was granted before, for long."""
    start, until = "2020-01-01T00:00:00+00:00", "2099-01-01T00:00:00+00:00"
    return {"what": "privilege", "holder": town.who("qian"), "resource": "ledger:administrator", "start": start, "until": until}


def _holds(town: Town, folder: Path) -> frozenset[str]:
    """What the target system lets the subject do now."""
    return FileGrants(folder).held(town.who("qian"), town.now())
