"""Logs say each thing once, and which case it is about."""

import json
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import structlog
from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker

from workers.settings import Settings
from workers.telemetry import configure_logs


@workflow.defn(name="logs")
class Logs:
    @workflow.run
    async def run(self) -> None:
        structlog.get_logger().info("before the rest")
        await workflow.sleep(timedelta(milliseconds=1))
        structlog.get_logger().info("after the rest")


Lines = list[dict[str, Any]]


@pytest.fixture
def logged(capfd):
    """Log lines as objects, there when the block ends: then the writing thread has written all."""

    @contextmanager
    def catch() -> Iterator[Lines]:
        root = logging.getLogger()
        handlers, level = root.handlers, root.level
        configure_logs(Settings(log_format="json"))
        lines: Lines = []
        yield lines
        root.handlers[0].close()
        root.handlers, root.level = handlers, level
        lines += [json.loads(line) for line in capfd.readouterr().err.splitlines()]

    yield catch
    structlog.reset_defaults()


async def test_a_replayed_workflow_logs_nothing_again(temporal_address, temporal_namespace, logged):
    """What was said live is not said again in replay, and each line names its case."""
    client = await Client.connect(temporal_address, namespace=temporal_namespace)
    case = f"request-{uuid.uuid4()}"
    with logged() as lines:
        async with Worker(client, task_queue="logs", workflows=[Logs], workflow_runner=UnsandboxedWorkflowRunner()):
            handle = await client.start_workflow(Logs.run, id=case, task_queue="logs")
            await handle.result()
        history = await handle.fetch_history()
        await Replayer(workflows=[Logs], workflow_runner=UnsandboxedWorkflowRunner()).replay_workflow(history)
    ours = [(line["event"], line["case"]) for line in lines if "rest" in line["event"]]
    assert ours == [("before the rest", case), ("after the rest", case)]


def test_lines_of_the_standard_library_look_the_same(logged):
    """Libraries log through `logging`; one reader reads all."""
    with logged() as lines:
        logging.getLogger("a.library").warning("something of %s", "theirs")
    (line,) = lines
    assert (line["event"], line["level"]) == ("something of theirs", "warning")
