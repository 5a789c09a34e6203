"""Pages of the list of cases: narrowed, searched, sorted, limited to what one person may see, and never a line lost or doubled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

import views.pages
import views.seen
from domain.kernel import CaseId, PersonId
from tests.views.lines import Given, Lists
from tests.views.toy import NOON, Governed, away, organisation, person
from views.cases import NEVER
from views.errors import NotACursor
from views.pages import Sort
from views.reader import Reader
from views.seen import Seen
from views.wanted import ALL, Wanted, cursor, storable

PEOPLE = ("ann", "ben", "head", "deputy", "keeper")
HEAD_OF = "head of requester's department"
SORTS: tuple[Sort, ...] = ("newest", "oldest", "due", "number")
ON_DATABASE = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture
def governed() -> Governed:
    """Ann and Ben in sales, where `head` is away and the deputy stands in; the keeper keeps the archive."""
    people = (
        person("ann"),
        person("ben", department="archive"),
        person("head", "head-of-sales"),
        person("deputy"),
        person("keeper", "archivist", department="archive"),
    )
    return Governed(organisation_now=organisation(*people, stand_ins=(away("head", "deputy", NOON),)))


@pytest.fixture
async def lists(engine: AsyncEngine) -> Lists:
    lists = Lists(engine=engine)
    await lists.empty()
    return lists


@st.composite
def lines(draw: st.DrawFn, place: int) -> Given:
    """A case of any kind; what it asks is asked of a head, a keeper, or somebody by name."""
    requester = draw(st.sampled_from(PEOPLE))
    asked = [(HEAD_OF, 0, requester), (HEAD_OF, 1, requester), ("post archivist", 0, ""), ("person", 0, draw(st.sampled_from(PEOPLE)))]
    closed = draw(st.booleans())
    return Given(
        place=place,
        requester=requester,
        department=draw(st.sampled_from(("sales", "archive", "legal"))),
        plan=draw(st.sampled_from(("loan", "key"))),
        stage=draw(st.sampled_from(("asked", "out"))),
        closed=closed,
        hours=draw(st.none() | st.integers(-3, 3)),
        people=frozenset(draw(st.lists(st.sampled_from(PEOPLE), max_size=2))),
        asks=() if closed else tuple(draw(st.lists(st.sampled_from(asked), max_size=2, unique=True))),
        said=draw(st.sampled_from(("", "HT-1", "HT-2026-7", "合同借阅"))),
        missed=draw(st.booleans()),
    )


@st.composite
def some_lines(draw: st.DrawFn, first: int = 0, most: int = 14) -> list[Given]:
    places = draw(st.lists(st.integers(first, first + 40), max_size=most, unique=True))
    return [draw(lines(place)) for place in places]


@st.composite
def seen_by(draw: st.DrawFn) -> Seen:
    departments = frozenset(draw(st.lists(st.sampled_from(("sales", "archive", "legal")), max_size=2)))
    plans = frozenset(draw(st.lists(st.sampled_from(("loan", "key")), max_size=1)))
    everything = draw(st.integers(0, 5)) == 0
    closed = frozenset(draw(st.lists(st.sampled_from(("loan", "key")), max_size=1))) if everything else frozenset()
    person = PersonId(draw(st.sampled_from((*PEOPLE, ""))))  # a machine is nobody
    return Seen(person=person, departments=departments, everything=everything, plans=plans, closed=closed)


@st.composite
def wanted(draw: st.DrawFn) -> Wanted:
    """A few filters at a time."""
    given: dict[str, st.SearchStrategy[Any]] = {
        "open": st.sampled_from((None, True, False)),
        "plan": st.sampled_from(("loan", "key")),
        "requester": st.sampled_from(PEOPLE),
        "department": st.sampled_from(("sales", "legal")),
        "stage": st.sampled_from(("asked", "closed")),
        "number": st.sampled_from(("loan-", "KEY-2026-00", "loan-2026-0012", "%", "_")),
        "search": st.sampled_from(("ht", "2026 loan", "借阅", "title key", "001", "%", "\x00")),
        "due": st.sampled_from(("overdue", "at_risk", "today")),
        "opened_from": st.just(NOON - timedelta(days=19)),
        "opened_until": st.just(NOON - timedelta(days=19)),
        "clause": st.sampled_from(("SO loan", "SO none")),
        "kept": st.sampled_from(("missed", "running")),
        "task": st.sampled_from(("decide", "return")),
        "kept_from": st.just(NOON - timedelta(days=19)),
        "kept_until": st.just(NOON - timedelta(days=19)),
    }
    names = draw(st.lists(st.sampled_from(sorted(given)), max_size=2, unique=True))
    chosen: dict[str, Any] = {name: draw(given[name]) for name in names}
    return Wanted(at=NOON, seen_by=draw(st.none() | seen_by()), **chosen)


# --- the rules once more, in Python ------------------------------------------------------------------


def may_see(one: Given, seen: Seen | None) -> bool:
    """Deny by default: a part in it, its department, something asked of them now in their own right or as a stand-in, or all.

    Of plans that name who reads their cases, whoever sees all the others sees only those in which they have a part.
    """
    if seen is not None and seen.everything and one.plan in seen.closed:
        return seen.person in {one.requester, *one.people}
    by_column = seen is None or seen.everything or one.department in seen.departments or one.plan in seen.plans
    if by_column or seen is None or seen.person in {one.requester, *one.people}:
        return True
    return any(_asked_of(*ask, seen.person) for ask in one.asks)


def _asked_of(role: str, rung: int, party: str, who: str) -> bool:
    match role:
        case "post archivist":
            return who == "keeper"
        case "person":
            return who == party or (party == "head" and who == "deputy")
        case _:  # nobody is above the head of sales, and the archive has no head
            in_sales = party in ("ann", "head", "deputy")
            return rung == 0 and in_sales and who in ("head", "deputy")


def holds(one: Given, asked: Wanted) -> bool:
    row = one.row()
    named = {"plan", "requester", "department", "stage"}
    number = row["number"].lower()
    words = {number, *number.split("-"), f"2026-{number[-4:]}", "title", "of", one.plan}
    words |= {"ht-1": {"ht-1", "1"}, "ht-2026-7": {"ht-2026-7", "2026-7", "7"}}.get(one.said.lower(), set())
    words |= {"合同借阅", "同借阅", "借阅", "阅"} if one.said == "合同借阅" else set()
    risky = one.due_at is not None and one.due_at - timedelta(hours=2) <= NOON < one.due_at
    due = {"": True, "overdue": one.due_at is not None and one.due_at <= NOON, "at_risk": risky, "today": _today(one.due_at)}
    return (
        all(row[name] == getattr(asked, name) for name in named if getattr(asked, name))
        and (asked.open is None or asked.open != one.closed)
        and row["number"].startswith(asked.number.upper())
        and all(any(word.startswith(term) for word in words) for term in storable(asked.search).split())
        and due[asked.due]
        and (asked.opened_from is None or row["opened_at"] >= asked.opened_from)
        and (asked.opened_until is None or row["opened_at"] < asked.opened_until)
        and _obliged(one, asked)
    )


def _obliged(one: Given, asked: Wanted) -> bool:
    """Each case obliges somebody once; all that is asked of an obligation must hold of that one."""
    row = one.obligation()
    return (
        asked.clause in ("", row["clause"])
        and asked.kept in ("", row["outcome"])
        and asked.task in ("", row["task"])
        and (asked.kept_from is None or (row["ended_at"] is not None and row["ended_at"] >= asked.kept_from))
        and (asked.kept_until is None or (row["ended_at"] is not None and row["ended_at"] < asked.kept_until))
    )


def _today(due: datetime | None) -> bool:
    """Noon is UTC 04:00 of a day that ends at UTC 16:00 in Shanghai."""
    return due is not None and NOON < due <= NOON + timedelta(hours=12)


def in_order(some: list[Given], sort: Sort) -> list[Given]:
    match sort:
        case "newest":
            return sorted(some, key=lambda one: -one.place)
        case "oldest":
            return sorted(some, key=lambda one: one.place)
        case "due":
            return sorted(some, key=lambda one: (one.due_at or NEVER, one.place))
        case "number":
            return sorted(some, key=lambda one: (one.prefix, one.place))


# --- properties --------------------------------------------------------------------------------------


@contextmanager
def bounds(few: int) -> Iterator[None]:
    """With bounds this small a few cases are many: lists are walked, and gathered where the walk finds too little."""
    small = {(views.pages, name): number for name, number in (("FEW", few), ("WALKED", 1 + few), ("COUNTED", 1 + few), ("NARROW", few))}
    with ExitStack() as back:
        for (module, name), number in {**small, (views.seen, "FEW"): few}.items():
            back.callback(setattr, module, name, getattr(module, name))
            setattr(module, name, number)
        yield


@given(some=some_lines(), asked=wanted(), sort=st.sampled_from(SORTS), few=st.sampled_from((0, 3, 1000)))
@ON_DATABASE
async def test_a_list_shows_exactly_what_is_wanted_and_allowed(
    lists: Lists, reader: Reader, some: list[Given], asked: Wanted, sort: Sort, few: int
):
    """What a list shows to a person is what the rule allows them and nothing else, in its order; and as many as are counted."""
    await lists.empty()
    await lists.put(some)
    expected = [one.case for one in in_order([one for one in some if may_see(one, asked.seen_by) and holds(one, asked)], sort)]

    with bounds(few):
        assert [line.case for line in await reader.cases(asked, sort=sort, limit=100)] == expected
        assert [line.case for line in await reader.cases(asked, sort=sort, limit=2)] == expected[:2]
        assert await reader.counts(asked) == len(expected)


@given(
    some=some_lines(first=20),
    late=some_lines(first=100, most=6),
    seen=st.none() | seen_by(),
    sort=st.sampled_from(SORTS),
    size=st.integers(1, 5),
    few=st.sampled_from((0, 1000)),
)
@ON_DATABASE
async def test_no_line_is_lost_or_doubled_while_lines_are_added(
    lists: Lists, reader: Reader, some: list[Given], late: list[Given], seen: Seen | None, sort: Sort, size: int, few: int
):
    """Page after page by key: everything that was there at first comes exactly once, in order, whatever is added in between."""
    await lists.empty()
    await lists.put(some)
    asked, found, after, coming = Wanted(seen_by=seen, at=NOON), [], None, list(late)
    with bounds(few):
        while page := await reader.cases(asked, sort=sort, limit=size, after=after):
            found += [line.case for line in page]
            after = page[-1].cursor(sort)
            await lists.put(coming[:2])
            del coming[:2]

    assert len(found) == len(set(found))
    there = [one.case for one in in_order([one for one in some if may_see(one, seen)], sort)]
    assert [case for case in found if case in there] == there


@given(some=some_lines(), seen=seen_by())
@ON_DATABASE
async def test_one_line_follows_the_same_rule(lists: Lists, reader: Reader, some: list[Given], seen: Seen):
    """Asked for by its name a case is shown to whom the list would show it, and to nobody else."""
    await lists.empty()
    await lists.put(some)

    for one in some:
        line = await reader.case_line(CaseId(one.case), seen_by=seen, at=NOON)
        assert (line is not None) == may_see(one, seen)


# --- single rules ------------------------------------------------------------------------------------


async def test_what_an_instant_decides_needs_one(lists: Lists, reader: Reader):
    """What is due, and what is asked of somebody, is so at an instant; to leave it out is a mistake and never means now."""
    for asked in (Wanted(due="overdue"), Wanted(seen_by=Seen(person=PersonId("ann")))):
        with pytest.raises(ValueError, match="at an instant"):
            await reader.cases(asked)


async def test_many_are_counted_as_more_than_a_thousand(lists: Lists, reader: Reader):
    """Nobody reads more, and counting on would take as long as there are cases."""
    await lists.put([Given(place=place) for place in range(1200)])

    assert await reader.counts() == 1001
    assert await reader.counts(Wanted(seen_by=Seen(person=PersonId("ann")), at=NOON)) == 1001
    assert await reader.counts(Wanted(seen_by=Seen(person=PersonId("ben")), at=NOON)) == 0


async def test_who_has_a_part_is_told(lists: Lists, reader: Reader):
    """The requester and everybody who was asked or did something; nobody of a case that is not there."""
    one = Given(place=1, people=frozenset({"head"}))
    await lists.put([one])

    assert await reader.parts(CaseId(one.case)) == {"ann", "head"}
    assert await reader.parts(CaseId("toy-none")) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "é",
        "W10",
        "W" * 2000,
        cursor("oldest", 1),
        cursor("newest", "1"),
        cursor("newest", 2**80),
        cursor("newest", True),
        cursor("newest", 1, 2),
    ],
)
async def test_what_is_no_cursor_is_said_to_be_none(lists: Lists, reader: Reader, text: str):
    """A cursor comes from outside: whatever is in it, it is this list's or refused."""
    with pytest.raises(NotACursor):
        await reader.cases(after=text)


@pytest.mark.parametrize(
    "key", [("due", "2026-01-01T00:00:00", 1), ("due", "9999-12-31T23:59:59-14:00", 1), ("number", "\x00", 1), ("number", "\ud800", 1)]
)
async def test_a_cursor_holds_only_what_a_database_can_compare(lists: Lists, reader: Reader, key: tuple[str, str, int]):
    """Instants without a zone or out of range, and signs that no text can hold, are refused before they are asked for."""
    sort: Sort = "due" if key[0] == "due" else "number"
    with pytest.raises(NotACursor):
        await reader.cases(sort=sort, after=cursor(*key))


async def test_a_task_goes_on_after_its_cursor_too(lists: Lists, reader: Reader):
    """A cursor of another list is refused."""
    with pytest.raises(NotACursor):
        await reader.inbox(PersonId("ann"), NOON, after=cursor("newest", 1))
    assert await reader.inbox(PersonId("ann"), NOON, after=cursor("inbox", NOON, "toy-1", "decide", "1")) == []


async def test_the_old_way_of_paging_goes_on(lists: Lists, reader: Reader):
    """A place is still a key of the newest."""
    await lists.put([Given(place=place) for place in range(4)])

    assert [line.place for line in await reader.cases(replace(ALL, open=True), before=2)] == [1, 0]
