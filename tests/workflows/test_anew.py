"""A run whose history no longer replays is set back to its beginning, and nothing that came in is lost or doubled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from temporalio.client import Client
from temporalio.worker import Worker

from activities.wire import CASES
from domain.kernel import CaseId
from tests.workflows.earlier import EarlierToy
from tests.workflows.running import HE, Running
from workers.anew import FAILING, PATIENCE, begin_anew
from workers.worker import case_worker

NONE = timedelta(0)


async def stuck(made: Running) -> CaseId:
    """A case that an earlier workflow has begun, and into which no command comes any more."""
    earlier: Worker = case_worker(made.client, made.judge, workflows=(EarlierToy,), max_cached_workflows=2)
    async with earlier:
        case = await made.open()
        assert (await made.ask(case, "add", {"value": "before"})).outcome == "done"
    return case


async def set_back(made: Running, within: timedelta = NONE) -> int:
    return await begin_anew(made.client, datetime.now(UTC), within)


async def test_what_came_in_meanwhile_is_done_once_and_the_case_goes_on(client: Client) -> None:
    """No lost or doubled command: signals that were never judged are, in their order, and what the log knows is not done again.

    Before a run is five minutes old it waits: a mistake of a release, which fails every run from its beginning, sets none back each minute.
    """
    made = await Running.make(client)
    case = await stuck(made)
    command = uuid4()
    await made.signal(case, "add", {"value": "one", "by": HE})
    await made.signal(case, "add", {"value": "two", "by": HE, "id": str(command)})
    async with made:

        async def failing() -> bool:
            return case in [found.id async for found in client.list_workflows(FAILING)]

        await made.until(failing, 60)
        assert await set_back(made, PATIENCE) == 0
        assert await set_back(made) == 1
        await made.until(lambda: _values(made, case, ["before", "one", "two"]))
        assert (await made.ask(case, "add", {"value": "after"})).outcome == "done"
        assert (await made.ask(case, "add", {"value": "two"}, command=command)).outcome == "done"  # as it was, not again
        assert await made.values(case) == ["before", "one", "two", "after"]
        await made.closed(case)
    await made.replay_all()


async def test_a_run_that_goes_on_is_left_alone(running: Running) -> None:
    """What fails once and then succeeds, or never failed, keeps its run."""
    case = await running.open()
    before = (await running.handle(case).describe()).run_id
    assert await set_back(running) == 0
    assert (await running.handle(case).describe()).run_id == before
    await running.closed(case)


async def _values(made: Running, case: CaseId, wanted: list[str]) -> bool:
    return await made.values(case) == wanted


def test_only_our_queue_is_looked_at() -> None:
    """Other work of the same namespace is never set back."""
    assert f"TaskQueue = '{CASES}'" in FAILING
