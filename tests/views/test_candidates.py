"""What is asked of somebody's offices, soonest first: the same whichever way it is looked up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

import views.candidates
from domain.kernel import CaseId
from tests.views.lines import Given, Lists
from tests.views.test_pages import HEAD_OF, ON_DATABASE, PEOPLE, lists, some_lines
from views.candidates import candidates, offices
from views.cases import NEVER
from views.inbox import FIRST
from views.whose import Theirs

__all__ = ["lists"]

OFFICES = [(HEAD_OF, 0), (HEAD_OF, 1), ("post archivist", 0), ("person", 0)]


@st.composite
def theirs(draw: st.DrawFn) -> list[Theirs]:
    """Some offices about some people."""
    found = []
    for role, rung in draw(st.lists(st.sampled_from(OFFICES), unique=True)):
        about = [""] if role == "post archivist" else draw(st.lists(st.sampled_from(PEOPLE), min_size=1, unique=True))
        found.append(Theirs(role=role, rung=rung, parties=tuple(about)))
    return found


def keys(some: list[Given], theirs: list[Theirs]) -> list[tuple[datetime, str, str, str]]:
    """The slow way."""
    wanted = {(one.role, one.rung, party) for one in theirs for party in one.parties}
    return sorted({(one.due_at or NEVER, one.case, "decide", "1") for one in some if wanted & set(one.asks)})


@pytest.fixture
def bounded(monkeypatch: pytest.MonkeyPatch) -> Any:
    def bound(few: int, walked: int) -> None:
        monkeypatch.setattr(views.candidates, "FEW", few)
        monkeypatch.setattr(views.candidates, "WALKED", walked)

    return bound


@given(some=some_lines(), theirs=theirs(), most=st.integers(1, 4), few=st.sampled_from((0, 1, 200)), walked=st.sampled_from((1, 3, 5000)))
@ON_DATABASE
async def test_page_after_page_everything_comes_once_in_order(
    lists: Lists, engine: AsyncEngine, bounded: Any, some: list[Given], theirs: list[Theirs], most: int, few: int, walked: int
):
    """By each person it is about or by a walk through all of the office, far enough or not: every task once, soonest first."""
    await lists.empty()
    await lists.put(some)
    bounded(few, walked)
    found, after = [], FIRST
    async with engine.connect() as connection:
        while page := await candidates(connection, 0, theirs, after, most):
            assert len(page) <= most
            found += [key[:4] for key in page]
            after = page[-1][:4]

    assert found == [(due, CaseId(case), task, step) for due, case, task, step in keys(some, theirs)]


@given(some=some_lines())
@ON_DATABASE
async def test_every_office_of_which_anything_is_asked_is_found(lists: Lists, engine: AsyncEngine, some: list[Given]):
    """However many tasks an office has, it is named once."""
    await lists.empty()
    await lists.put(some)

    async with engine.connect() as connection:
        assert await offices(connection, 0) == sorted({(role, rung) for one in some for role, rung, _ in one.asks})
