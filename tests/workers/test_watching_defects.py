"""Defects seen in others' auditors, each shown to be found by the tests that hold ours to its rule (lessons §4.4, §4.6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.kernel import CaseId
from tests.views.toy import NOON
from tests.workers.clocks import Clocks
from views import alarms
from workers.watching.allowance import PATIENCE

LATE = NOON + PATIENCE + timedelta(seconds=1)
MANY = 700
"""More than a page of anything."""


async def every_late_clock_is_found(clocks: Clocks) -> None:
    case = await clocks.case()
    armed = {CaseId(f"toy-{nth:08x}{case[12:]}") for nth in range(MANY)}
    for each in sorted(armed):
        await clocks.arm(each, NOON)
    await clocks.look(LATE)
    assert armed <= {late.case for late in await clocks.all_late()}


async def no_clock_is_forgotten(clocks: Clocks) -> None:
    case, due = await clocks.case(), NOON + timedelta(days=400)
    await clocks.arm(case, due)
    await clocks.look(due + PATIENCE + timedelta(days=60))
    assert case in {late.case for late in await clocks.all_late()}


async def test_a_scan_that_ends_after_a_page_would_be_found(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lessons §4.4. All late clocks are alarms; with a scan of one page, in no order, those past it never would be."""
    clocks = Clocks(engine)
    await every_late_clock_is_found(clocks)
    monkeypatch.setattr(alarms, "_RAISE", text(alarms._RAISE.text.replace("c.due_at < :before", "c.due_at < :before limit 500")))
    with pytest.raises(AssertionError):
        await every_late_clock_is_found(clocks)


async def test_a_window_shorter_than_the_longest_rung_would_be_found(engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lessons §4.6. A rung of 400 days that was missed long ago is an alarm; an auditor that looks back a month sees nothing."""
    clocks = Clocks(engine)
    await no_clock_is_forgotten(clocks)
    window = "c.due_at < :before and c.due_at > cast(:now as timestamptz) - interval '30 days'"
    monkeypatch.setattr(alarms, "_RAISE", text(alarms._RAISE.text.replace("c.due_at < :before", window)))
    with pytest.raises(AssertionError):
        await no_clock_is_forgotten(clocks)
