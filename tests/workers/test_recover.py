"""Losing Temporal loses no case: what is open is started again, what runs is left alone."""

from __future__ import annotations

from temporalio.api.enums.v1 import WorkflowExecutionStatus
from temporalio.client import Client

from activities.wire import CASES
from tests.workers.lists import Lists
from workers.recover import recover, running_workflows


async def test_every_open_case_without_a_workflow_is_given_one(lists: Lists, client: Client):
    """The id of the workflow is that of the case, its type the case's kind, and it is started without a command."""
    made = [await lists.writer.open() for _ in range(3)]
    await lists.catch_up()

    found = await recover(client, lists.reader)

    assert (found.cases, found.started) == (3, 3)
    for case in made:
        described = await client.get_workflow_handle(case).describe()
        assert (described.status.value if described.status else None, described.workflow_type, described.task_queue) == (
            WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING,
            "toy",
            CASES,
        )


async def test_a_workflow_that_runs_is_left_alone(lists: Lists, client: Client):
    """Recovering again, or while cases run, starts nothing a second time, whatever the index knows by then."""
    case = await lists.writer.open()
    await lists.catch_up()
    await recover(client, lists.reader)
    first = (await client.get_workflow_handle(case).describe()).run_id

    await recover(client, lists.reader)

    assert (await client.get_workflow_handle(case).describe()).run_id == first


async def test_once_the_index_knows_nothing_is_even_tried(lists: Lists, client: Client):
    """A minute's look over cases that all run asks Temporal for a list and for nothing else."""
    case = await lists.writer.open()
    await lists.catch_up()
    await recover(client, lists.reader)
    await lists.until(lambda: _indexed(client, case))

    assert (await recover(client, lists.reader)).started == 0


async def test_a_closed_case_is_not_started(lists: Lists, client: Client):
    """Nothing is owed, so nothing needs to run."""
    await lists.writer.close(await lists.writer.open())
    await lists.catch_up()

    assert (await recover(client, lists.reader)).cases == 0


async def test_a_workflow_that_was_ended_by_hand_is_started_again(lists: Lists, client: Client):
    """A case goes on as long as it owes something, whatever happened to its workflow."""
    case = await lists.writer.open()
    await lists.catch_up()
    await recover(client, lists.reader)
    first = client.get_workflow_handle(case)
    await lists.until(lambda: _indexed(client, case))
    run_id = (await first.describe()).run_id
    await first.terminate("by hand")
    await lists.until(lambda: _gone(client, case))

    found = await recover(client, lists.reader)

    assert found.started == 1
    assert (await client.get_workflow_handle(case).describe()).run_id != run_id


async def test_more_cases_than_a_page(lists: Lists, client: Client, monkeypatch):
    """Page after page, until every case has its workflow."""
    monkeypatch.setattr("workers.recover.PAGE", 2)
    monkeypatch.setattr("workers.recover.AT_ONCE", 1)
    for _ in range(5):
        await lists.writer.open()
    await lists.catch_up()

    found = await recover(client, lists.reader)

    assert (found.cases, found.started) == (5, 5)


async def _indexed(client: Client, case: str) -> bool:
    return case in await running_workflows(client)


async def _gone(client: Client, case: str) -> bool:
    return case not in await running_workflows(client)
