"""What is due from whom: found when it is read, with the organisation as of then."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import views.inbox
from domain.kernel import PersonId
from eventlog.memory import MemoryLog
from tests.views.feeding import catch_up
from tests.views.toy import NOON, Governed, Writer, away, organisation, person
from views.cases import Cases
from views.reader import Reader

ANN, HEAD, DEPUTY, KEEPER = (
    person("ann"),
    person("head", "head-of-sales"),
    person("deputy"),
    person("keeper", "archivist", department="archive"),
)
PEOPLE = (ANN, HEAD, DEPUTY, KEEPER)
HEAD_OF = "head of requester's department"

Read = Callable[..., Coroutine[Any, Any, list[str]]]


@pytest.fixture
def governed() -> Governed:
    return Governed(organisation_now=organisation(*PEOPLE))


@pytest.fixture
def tasks(log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader) -> Read:
    """The numbers in somebody's inbox, after the list has caught up."""

    async def read(who: str, at: timedelta = timedelta()) -> list[str]:
        await catch_up(log, engine, projection)
        return [task.number for task in await reader.inbox(PersonId(who), NOON + at)]

    return read


async def test_a_task_is_in_the_inbox_of_who_is_asked_and_of_nobody_else(writer: Writer, tasks: Read):
    """A role names people; others have no task."""
    await writer.ask(await writer.open(), HEAD_OF, NOON)

    assert await tasks("head") == ["LOAN-2026-0001"]
    assert [await tasks(who) for who in ("ann", "deputy", "keeper", "nobody")] == [[], [], [], []]


async def test_soonest_first_and_what_has_no_clock_last(writer: Writer, tasks: Read):
    """The order is that of the due instants."""
    for days in (3, None, 1, 2):
        await writer.ask(await writer.open(), "post archivist", NOON + timedelta(days=days) if days else None)

    assert await tasks("keeper") == ["LOAN-2026-0003", "LOAN-2026-0004", "LOAN-2026-0001", "LOAN-2026-0002"]


async def test_a_stand_in_sees_tasks_that_were_open_before(writer: Writer, governed: Governed, tasks: Read):
    """From the first instant of the window to its last, also what was asked long before; afterwards no more."""
    await writer.ask(await writer.open(), HEAD_OF)
    assert await tasks("deputy") == []

    governed.organisation_now = replace(governed.organisation_now, stand_ins=(away("head", "deputy", NOON + timedelta(days=1)),))

    assert await tasks("deputy", timedelta(days=1)) == ["LOAN-2026-0001"]
    assert await tasks("head", timedelta(days=1)) == ["LOAN-2026-0001"]
    assert await tasks("deputy", timedelta(days=8)) == []


async def test_a_task_says_for_whom_one_stands_in(
    writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader, governed: Governed
):
    """The basis is shown: whose task it is that one does."""
    await writer.ask(await writer.open(), HEAD_OF, NOON)
    governed.organisation_now = replace(governed.organisation_now, stand_ins=(away("head", "deputy", NOON),))
    await catch_up(log, engine, projection)

    (task,) = await reader.inbox(PersonId("deputy"), NOON)

    assert (task.stands_in_for, task.task, task.clause, task.due_at, task.requester) == ("head", "decide", "SO 1", NOON, "ann")


async def test_a_post_takes_its_open_tasks_along(writer: Writer, governed: Governed, tasks: Read):
    """When a post changes hands the new holder has the tasks, the old one has not, and nothing is written anew."""
    await writer.ask(await writer.open(), HEAD_OF)
    assert await tasks("head") == ["LOAN-2026-0001"]

    governed.organisation_now = organisation(ANN, person("head"), person("deputy", "head-of-sales"), KEEPER)

    assert (await tasks("head"), await tasks("deputy")) == ([], ["LOAN-2026-0001"])


async def test_nobody_is_asked_about_their_own_request(writer: Writer, governed: Governed, tasks: Read):
    """The decider has the last word: the head's own request is not the head's task, nor their stand-in's."""
    governed.organisation_now = replace(governed.organisation_now, stand_ins=(away("head", "deputy", NOON),))
    await writer.ask(await writer.open("head"), HEAD_OF)

    assert (await tasks("head"), await tasks("deputy")) == ([], [])


async def test_what_was_answered_is_gone_before_the_list_knows(
    writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader
):
    """A list that is behind shows no task that is done: the case itself is asked."""
    case = await writer.open()
    await writer.ask(case, "post archivist")
    await catch_up(log, engine, projection)

    await writer.close(case)

    assert await reader.inbox(PersonId("keeper"), NOON) == []


async def test_pages_go_on_by_key(
    writer: Writer, log: MemoryLog, engine: AsyncEngine, projection: Cases, reader: Reader, monkeypatch: pytest.MonkeyPatch
):
    """Page after page everything comes once, also over tasks that fall out on the way."""
    monkeypatch.setattr(views.inbox, "MARGIN", 0)
    for nth in range(7):
        await writer.ask(await writer.open("keeper" if nth % 3 == 0 else "ann"), "post archivist", NOON + timedelta(hours=nth))
    await catch_up(log, engine, projection)

    found, after = [], None
    while page := await reader.inbox(PersonId("keeper"), NOON, limit=2, after=after):
        found += [task.number for task in page]
        after = page[-1].key

    assert found == ["LOAN-2026-0002", "LOAN-2026-0003", "LOAN-2026-0005", "LOAN-2026-0006"]


async def test_a_closed_case_asks_nothing(writer: Writer, tasks: Read):
    """Closing takes the tasks out of every inbox."""
    case = await writer.open()
    await writer.ask(case, "post archivist")
    await writer.close(case)

    assert await tasks("keeper") == []
