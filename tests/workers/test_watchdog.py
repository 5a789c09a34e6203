"""The watchdog looks at everything from outside, and says what is not as it must be."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs
from temporalio.client import Client

from activities.controls import Keeper, Look
from tests.views.toy import NOON, stream_of
from tests.workers.lists import Lists
from views.errors import NotUnderstood
from workers.watchdog import LATE_AFTER, look, tell


async def test_a_case_without_a_workflow_is_started(lists: Lists, client: Client):
    """Each look gives every open case without a workflow one."""
    case = await lists.writer.open()
    await lists.catch_up()

    found = await look(client, lists.reader, NOON)

    assert found.recovered.started == 1
    assert (await client.get_workflow_handle(case).describe()).id == case


async def test_clocks_that_should_have_run_out_are_counted(lists: Lists, client: Client):
    """Late is what should have run out more than a moment ago; the worst one is told."""
    for minutes in (0, 30, 600):
        await lists.writer.ask(await lists.writer.open(), "post archivist", NOON + timedelta(minutes=minutes))
    await lists.catch_up()

    found = await look(client, lists.reader, NOON + timedelta(hours=1))
    on_time = await look(client, lists.reader, NOON + LATE_AFTER)

    assert (found.late, found.latest_by) == (2, timedelta(hours=1))
    assert (on_time.late, on_time.latest_by) == (0, timedelta(0))


async def test_all_well_is_one_line(lists: Lists, client: Client):
    """A look that found nothing wrong says so, with figures, and warns of nothing."""
    with capture_logs() as lines:
        tell(await look(client, lists.reader, NOON))

    (line,) = lines
    assert (line["log_level"], line["cases"], line["started"], line["late_clocks"], line["lag_events"]) == ("info", 0, 0, 0, 0)


async def test_a_list_that_stands_still_is_a_warning(lists: Lists, client: Client):
    """If the list is stuck the watchdog does not see new cases; it says so each time."""
    await lists.writer.say(stream_of(await lists.writer.open()), "toy.unheard_of", {})
    with pytest.raises(NotUnderstood):
        await lists.catch_up()

    with capture_logs() as lines:
        tell(await look(client, lists.reader, NOON))

    assert lines[0]["log_level"] == "warning"
    assert "unheard_of" in lines[0]["list_stopped"]


async def test_a_run_that_the_keeper_left_out_is_opened_and_is_a_warning(lists: Lists, client: Client):
    """house:recurring. What has been missing for longer than a moment should not have been."""

    class Left(Keeper):
        seen: datetime | None = None

        def __init__(self) -> None:
            pass

        async def look(self, now: datetime) -> Look:
            self.seen = now
            return Look(opened=2, unknown=1)

    controls = Left()
    with capture_logs() as lines:
        tell(await look(client, lists.reader, NOON, controls))
    assert controls.seen == NOON - LATE_AFTER
    assert (lines[0]["log_level"], lines[0]["runs_opened"], lines[0]["runs_not_opened"]) == ("warning", 2, 1)
