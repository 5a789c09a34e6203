"""Which cases belong to one story, and what of it somebody sees."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.casework import Work
from domain.kernel import CaseId, PersonId
from eventlog.memory import MemoryLog
from tests.domain.violating import violating
from tests.views.feeding import catch_up
from tests.views.test_beside import rows
from tests.views.toy import Writer
from views.cases import Cases
from views.casework import links as of_work
from views.chain import Chain, Tie
from views.projection import begin_build
from views.reader import CaseLine, Reader
from views.schema import links


class Chained:
    """Cases in a list, by their place."""

    def __init__(self, writer: Writer, reader: Reader, log: MemoryLog, engine: AsyncEngine, projection: Cases) -> None:
        self.writer, self.reader = writer, reader
        self._fed = log, engine, projection

    async def cases(self, count: int) -> list[CaseId]:
        return [await self.writer.open() for _ in range(count)]

    async def tie(self, first: CaseId, then: CaseId, relation: str) -> None:
        """As a duty does it: the one that opens names the other, and the other its source."""
        await self.writer.tie(first, then, relation)
        await self.writer.tie(then, first, "source")

    async def of(self, case: CaseId, **more: int) -> Chain:
        await catch_up(*self._fed)
        return await self.reader.chain(case, **more)


@pytest.fixture
def chained(writer: Writer, reader: Reader, log: MemoryLog, engine: AsyncEngine, projection: Cases) -> Chained:
    return Chained(writer, reader, log, engine, projection)


def cases_of(chain: Chain) -> list[CaseId]:
    return [line.case for line in chain.lines]


async def test_a_chain_is_all_that_a_case_comes_from_and_led_to(chained: Chained):
    """E, the chain. Asked for from any of its cases, it is the same, in the order of opening; another case is not in it."""
    violation, appeal, stranger, rectification = await chained.cases(4)
    await chained.tie(violation, appeal, "appeal")
    await chained.tie(appeal, rectification, "rectification")

    for one in (violation, appeal, rectification):
        assert cases_of(await chained.of(one)) == [violation, appeal, rectification]
    assert cases_of(await chained.of(stranger)) == [stranger]


async def test_a_ring_is_walked_once(chained: Chained):
    """Cases that are tied in a ring, or twice, or to themselves, are each there once."""
    one, two, three = await chained.cases(3)
    for first, then in ((one, two), (two, three), (three, one), (one, one)):
        await chained.tie(first, then, "next")

    assert cases_of(await chained.of(two)) == [one, two, three]


async def test_a_case_that_is_still_to_be_opened_is_not_there_yet(chained: Chained):
    """A duty names the case that it will open; until it is opened the chain goes without it."""
    (one,) = await chained.cases(1)
    await chained.writer.tie(one, CaseId(f"toy-{uuid4()}"), "appeal")

    assert cases_of(await chained.of(one)) == [one]


async def test_a_chain_that_is_too_long_says_so(chained: Chained):
    """Those nearest are read, and that there are more is said."""
    some = await chained.cases(6)
    for first, then in pairwise(some):
        await chained.tie(first, then, "next")

    chain = await chained.of(some[0], limit=3)

    assert (cases_of(chain), chain.more) == (some[:3], True)
    assert not (await chained.of(some[0], limit=6)).more


@pytest.mark.parametrize("batch", [1, 3])
async def test_ties_do_not_depend_on_batches(chained: Chained, log: MemoryLog, engine: AsyncEngine, projection: Cases, batch: int):
    """A list built again from the log has the same ties, however the events came."""
    one, two, three = await chained.cases(3)
    await chained.tie(one, two, "appeal")
    await chained.tie(two, three, "rectification")
    await catch_up(log, engine, projection, batch=batch)

    place = await begin_build(engine, projection)
    await catch_up(log, engine, projection, place=place)

    assert len(found := await rows(engine, links)) == 4
    assert found == await rows(engine, links, place.build)


# --- what somebody sees of it -------------------------------------------------------------------------


def line(place: int) -> CaseLine:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    told = dict.fromkeys(("number", "kind", "plan", "pack", "requester", "department", "stage", "outcome", "due"), "")
    none = dict.fromkeys(("closed_at", "due_since", "due_at", "risk_at"))
    made = CaseLine(case=CaseId(""), place=place, running=False, opened_at=now, version=1, **told, **none)  # type: ignore[arg-type]
    return replace(made, case=CaseId(f"toy-{UUID(int=place)}"), requester=PersonId("ann"))


def chain(count: int, *pairs: tuple[int, int]) -> Chain:
    lines = tuple(line(place) for place in range(count))
    return Chain(lines=lines, ties=tuple(Tie(case=lines[a].case, other=lines[b].case, relation="next") for a, b in pairs))


def places(shown: Collection[CaseLine]) -> list[int]:
    return [each.place for each in shown]


def test_behind_a_case_that_somebody_may_not_see_nothing_is_shown():
    """What is not theirs to see stands there as another case: nothing of it, and nothing that only it leads to."""
    whole = chain(4, (0, 1), (1, 2), (2, 3))

    shown = whole.shown(whole.lines[0].case, lambda case: case != whole.lines[2].case)

    assert places(shown.lines) == [0, 1, 2]
    assert shown.hidden == {whole.lines[2].case}


def test_a_pair_is_said_once_and_from_what_came_first():
    """The violation led to the appeal: whichever of them names the other."""
    lines = chain(2).lines
    one, two = (each.case for each in lines)
    both = Chain(lines=lines, ties=(Tie(case=two, other=one, relation="source"), Tie(case=one, other=two, relation="appeal")))
    back = Chain(lines=lines, ties=(Tie(case=two, other=one, relation="source"),))

    assert both.shown(one, lambda _: True).led_to() == (Tie(case=one, other=two, relation="appeal"),)
    assert back.shown(one, lambda _: True).led_to() == (Tie(case=one, other=two, relation=""),)
    assert [both.shown(each, lambda _: True).relation(other) for each, other in ((one, two), (two, one))] == ["appeal", "source"]
    assert back.shown(one, lambda _: True).relation(two) == "led_to"


@given(st.data())
def test_no_hidden_case_is_a_way_to_another(data: st.DataObject):
    """Whatever is tied to what: each case that is shown is reached through cases that are shown, and each hidden one is next to one."""
    count = data.draw(st.integers(1, 8))
    place = st.integers(0, count - 1)
    whole = chain(count, *data.draw(st.lists(st.tuples(place, place).filter(lambda pair: pair[0] != pair[1]), max_size=12)))
    secret = {whole.lines[each].case for each in data.draw(st.sets(st.integers(1, max(count - 1, 1)).filter(lambda each: each < count)))}
    start = whole.lines[0].case

    shown = whole.shown(start, lambda case: case not in secret)

    open_ones = {each.case for each in shown.lines} - shown.hidden
    assert shown.hidden <= secret
    assert not open_ones & secret
    for case in {each.case for each in shown.lines} - {start}:
        assert any({case, near} == {tie.case, tie.other} for tie in whole.ties for near in open_ones)
    for tie in shown.ties:
        assert {tie.case, tie.other} & open_ones


def test_a_case_that_is_owed_is_tied_before_it_is_there():
    """SO 5.2.3. The filing of an appeal ties the decision's case to the review that its duty opens, and the review to its source."""
    play = violating()
    case = play.violation()
    play.served(case)
    play.does(case, "qian", "appeal", grounds="I was told to.")

    ((review, relation),) = of_work(play.of(case))
    play.deliver_all()

    assert relation == "appeal"
    assert isinstance(opened := play.cases[review], Work)
    assert of_work(opened) == ((case, "source"),)
