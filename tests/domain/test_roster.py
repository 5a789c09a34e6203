"""Who is on duty, when nobody is, and who keeps a post's roster (house:duty-roster)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import governance, labels
from domain.governance import Ground, compared, decide, duties, evolve
from domain.governance.facts import (
    AssignDuty,
    ChangeDuty,
    DutyAssigned,
    DutySwapped,
    DutyWindow,
    DutyWithdrawn,
    ImportDuties,
    SwapDuty,
    WithdrawDuty,
)
from domain.governance.sentences import SENTENCES
from domain.kernel import Actor, Asked, PersonId, Recorded, Refused
from domain.organisation import Department, Organisation, Person, Post, Shift, StandIn, holders, nominal
from domain.policy import role
from domain.roster import Gap, gaps, shifts
from domain.shapes import command_in, command_out, event_in, event_out
from tests.domain.test_governance import CASE, WORDS

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ON_DUTY = role("on duty for it-director")
PEOPLE = {"boss": "general-manager", "dora": "it-director", "sam": "secretary", "ann": "", "ben": "", "gone": ""}


def person(handle: str, post: str) -> Person:
    posts = (post,) if post else ()
    return Person(id=PersonId(handle), handle=handle, name=WORDS, department="d", posts=posts, active=handle != "gone")


ORG = Organisation(
    digest="org",
    title=WORDS,
    people={PersonId(name): person(name, post) for name, post in PEOPLE.items()},
    posts={
        "it-director": Post(id="it-director", title=WORDS, above="general-manager"),
        "general-manager": Post(id="general-manager", title=WORDS),
        "secretary": Post(id="secretary", title=WORDS),
    },
    groups={},
    departments={"d": Department(id="d", title=WORDS, head="general-manager")},
)


def shift(who: str, start: datetime, end: datetime, post: str = "it-director") -> Shift:
    return Shift(id=f"{who} {start}", post=post, person=PersonId(who), start=start, end=end)


def rostered(*windows: Shift) -> Organisation:
    return replace(ORG, shifts=windows)


def who(org: Organisation, at: datetime, rung: int = 0) -> list[str]:
    return [holder.person for holder in holders(org, ON_DUTY, {}, at, rung)]


# --- who is on duty -------------------------------------------------------------------------------


def test_whoever_is_on_duty_follows_the_instant() -> None:
    """house:duty-roster. A window begins with its first instant and ends before its last; between windows nobody is on duty."""
    org = rostered(shift("ann", NOON, NOON + 8 * HOUR), shift("ben", NOON + 9 * HOUR, NOON + 16 * HOUR))
    assert who(org, NOON - timedelta(seconds=1)) == []
    assert who(org, NOON) == ["ann"]
    assert who(org, NOON + 8 * HOUR) == []
    assert who(org, NOON + 9 * HOUR) == ["ben"]


def test_two_may_be_on_duty_and_a_stand_in_beside_them() -> None:
    """house:duty-roster, house:stand-in. Windows of one post may overlap; whoever is on duty and away is stood in for; who left is not."""
    away = StandIn(id="s", absent=PersonId("ben"), stand_in=PersonId("sam"), start=NOON, end=NOON + DAY, reason="")
    windows = [shift(name, NOON, NOON + 8 * HOUR) for name in ("ann", "ben", "gone")]
    org = replace(rostered(*windows, shift("ann", NOON, NOON + 9 * HOUR)), stand_ins=(away,))
    found = holders(org, ON_DUTY, {}, NOON)
    assert sorted(holder.person for holder in found) == ["ann", "ben", "sam"]
    assert found[-1].stands_in_for == "ben"


def test_above_whoever_is_on_duty_stands_the_post() -> None:
    """house:one-rung-up. One rung up is the post's holder, then whoever is above the post, on whatever hour."""
    assert [who(rostered(), NOON, rung) for rung in range(4)] == [[], ["dora"], ["boss"], []]
    assert nominal(rostered(shift("ann", NOON, NOON + HOUR)), ON_DUTY, {}) == ()


def test_the_basis_says_until_when() -> None:
    """house:duty-roster. In the zone in which the roster is kept; of a window longer than a day with the day."""
    zone = ZoneInfo("Asia/Shanghai")
    short, week = (shift("ann", NOON.astimezone(zone), (NOON + span).astimezone(zone)) for span in (12 * HOUR, 7 * DAY))
    assert holders(rostered(short), ON_DUTY, {}, NOON)[0].basis == "on duty for it-director until 08:00"
    assert holders(rostered(week), ON_DUTY, {}, NOON)[0].basis == "on duty for it-director until 03-09 20:00"


def test_the_role_is_read_and_written_back() -> None:
    """house:duty-roster. One word of the vocabulary, with words in both languages."""
    assert str(ON_DUTY) == "on duty for it-director"
    assert (ON_DUTY.kind, ON_DUTY.of) == ("duty", "it-director")
    assert set(labels.ON_DUTY) == set(labels.ON_DUTY_UNTIL) == {"zh", "en"}


# --- gaps -----------------------------------------------------------------------------------------

HOURS = st.integers(-5, 30)
WINDOWS = st.lists(st.tuples(HOURS, st.integers(1, 12), st.sampled_from(["ann", "ben", "gone"])), max_size=6)


@given(WINDOWS)
def test_windows_and_gaps_make_up_the_whole(found: list[tuple[int, int, str]]) -> None:
    """house:duty-roster. In every hour somebody is on duty or it is a gap, never both; gaps come in order and do not touch."""
    org = rostered(*(shift(name, NOON + start * HOUR, NOON + (start + long) * HOUR) for start, long, name in found))
    missing = gaps(org, "it-director", NOON, NOON + DAY)
    for hour in range(24):
        at = NOON + hour * HOUR
        assert any(gap.start <= at < gap.end for gap in missing) != bool(who(org, at)), hour
    assert all(one.end < other.start for one, other in pairwise(missing))
    assert all(NOON <= gap.start < gap.end <= NOON + DAY for gap in missing)


def test_of_another_post_nothing_counts() -> None:
    """house:duty-roster. Each post has a roster of its own."""
    org = rostered(shift("ann", NOON, NOON + DAY, "secretary"))
    assert gaps(org, "it-director", NOON, NOON + DAY) == (Gap(post="it-director", start=NOON, end=NOON + DAY),)
    assert shifts(org, "it-director", NOON, NOON + DAY) == ()


# --- who keeps it ---------------------------------------------------------------------------------


class World:
    """Governance with a clock that stands still unless it is moved."""

    def __init__(self) -> None:
        self.state = governance.NOTHING
        self.at = NOON

    @property
    def ground(self) -> Ground:
        return Ground(organisation=ORG, fallback=role("post secretary"))

    def ask(self, by: str, command: Any) -> tuple[Any, ...]:
        """Decide and write down; the events."""
        asked = Asked(case=CASE, id=uuid4(), command=command, by=Actor(id=PersonId(by)), at=self.at, now=self.at)
        events = decide(self.state, asked, self.ground).events
        for event in events:
            recorded = Recorded(
                event=event, id=UUID(int=self.state.version), version=self.state.version + 1, happened_at=self.at, by=PersonId(by)
            )
            self.state = evolve(self.state, recorded)
        return events

    def refused(self, by: str, command: Any) -> tuple[str, str, str]:
        with pytest.raises(Refused) as no:
            self.ask(by, command)
        assert no.value.key in SENTENCES
        return no.value.clause, no.value.key, no.value.field

    def on_duty(self, at: datetime) -> list[str]:
        return [each.person for each in duties(self.state, at) if each.start <= at]


def assign(who: str = "ann", start: datetime = NOON, end: datetime = NOON + 8 * HOUR, post: str = "it-director") -> AssignDuty:
    return AssignDuty(post=post, person=PersonId(who), start=start, end=end)


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("by", ["dora", "boss", "sam"])
def test_the_post_those_above_and_the_fallback_keep_the_roster(world: World, by: str) -> None:
    """house:duty-roster. Nobody else does, also not whoever is on duty."""
    (assigned,) = world.ask(by, assign())
    assert isinstance(assigned, DutyAssigned)
    assert world.on_duty(NOON) == ["ann"]
    assert world.refused("ann", assign()) == ("house:duty-roster", "not_your_roster", "post")
    assert world.refused("ann", WithdrawDuty(duty=assigned.id, reason="ill")) == ("house:duty-roster", "not_your_roster", "post")


@pytest.mark.parametrize(
    ("command", "key", "field"),
    [
        (assign(post="nothing"), "no_such_post", "post"),
        (assign("nobody"), "not_active", "person"),
        (assign("gone"), "not_active", "person"),
        (assign(start=NOON - DAY, end=NOON), "duty_over", "end"),
        (assign(start=NOON + DAY, end=NOON + DAY), "duty_over", "end"),
        (assign(end=NOON + 401 * DAY), "duty_too_far", "end"),
        (WithdrawDuty(duty="none", reason="ill"), "no_such_duty", "duty"),
        (SwapDuty(duty="none", to=PersonId("ben"), reason="ill"), "no_such_duty", "duty"),
    ],
)
def test_what_cannot_be_is_refused_by_field(world: World, command: Any, key: str, field: str) -> None:
    """house:duty-roster. A post that is there, somebody who works here, a time that is not over."""
    assert world.refused("dora", command) == ("house:duty-roster", key, field)


def test_a_window_that_has_begun_counts_from_now(world: World) -> None:
    """house:duty-roster. Nobody was on duty before it was known."""
    (assigned,) = world.ask("dora", assign(start=NOON - HOUR))
    assert assigned.start == NOON


def test_one_gives_ones_own_window_to_another(world: World) -> None:
    """house:duty-roster. What is left of it, as a window of its own; whoever is no part of it may not, and without a reason nobody."""
    (assigned,) = world.ask("dora", assign())
    world.at += HOUR
    swap = SwapDuty(duty=assigned.id, to=PersonId("ben"), reason="at the dentist's")
    assert world.refused("ben", swap) == ("house:duty-roster", "not_your_roster", "post")
    assert world.refused("ann", replace(swap, reason=" ")) == ("house:reason", "reason_needed", "reason")
    assert world.refused("ann", replace(swap, to=PersonId("gone"))) == ("house:duty-roster", "not_active", "to")
    (swapped,) = world.ask("ann", swap)
    assert isinstance(swapped, DutySwapped)
    assert (swapped.given_by, swapped.person, swapped.start, swapped.end) == ("ann", "ben", NOON + HOUR, NOON + 8 * HOUR)
    assert world.on_duty(NOON) == ["ann"]
    assert world.on_duty(NOON + HOUR) == ["ben"]
    assert world.refused("ann", swap) == ("house:duty-roster", "duty_over", "duty")


def test_a_withdrawn_window_is_no_more(world: World) -> None:
    """house:duty-roster. From then on; what was asked before stays as it was, and withdrawn twice is moot."""
    (assigned,) = world.ask("dora", assign())
    world.at += HOUR
    (withdrawn,) = world.ask("boss", WithdrawDuty(duty=assigned.id, reason="ill"))
    assert isinstance(withdrawn, DutyWithdrawn)
    assert world.on_duty(NOON) == ["ann"]
    assert world.on_duty(NOON + HOUR) == []
    assert world.ask("boss", WithdrawDuty(duty=assigned.id, reason="ill")) == ()


# --- from a calendar ------------------------------------------------------------------------------


def window(uid: str, who: str = "ann", start: datetime = NOON + DAY) -> DutyWindow:
    return DutyWindow(person=PersonId(who), start=start, end=start + 8 * HOUR, uid=uid)


def brought(*windows: DutyWindow) -> ImportDuties:
    return ImportDuties(post="it-director", windows=windows)


def test_a_calendar_that_is_read_again_says_nothing_new(world: World) -> None:
    """house:duty-roster. Also after a swap or a withdrawal: only what the calendar says otherwise is changed."""
    first, second = world.ask("dora", brought(window("a"), window("b", "ben")))
    assert world.ask("dora", brought(window("a"), window("b", "ben"))) == ()
    world.ask("ann", SwapDuty(duty=first.id, to=PersonId("ben"), reason="away"))
    world.ask("dora", WithdrawDuty(duty=second.id, reason="not needed"))
    assert world.ask("dora", brought(window("a"), window("b", "ben"))) == ()
    world.at += DAY + HOUR
    assert world.ask("dora", brought(window("a"))) == ()


def test_a_window_that_moved_in_the_calendar_moves_on_the_roster(world: World) -> None:
    """house:duty-roster. What stood there under that id is withdrawn in the same breath, whoever has it by now."""
    (first,) = world.ask("dora", brought(window("a")))
    world.ask("ann", SwapDuty(duty=first.id, to=PersonId("ben"), reason="away"))
    withdrawn, assigned = world.ask("dora", brought(window("a", start=NOON + 2 * DAY)))
    assert (withdrawn.person, assigned.person) == ("ben", "ann")
    assert [(each.person, each.start) for each in duties(world.state, NOON)] == [("ann", NOON + 2 * DAY)]


def whole(*windows: DutyWindow, start: datetime = NOON, until: datetime = NOON + 30 * DAY) -> ImportDuties:
    """A calendar that was read whole for this time."""
    return replace(brought(*windows), whole_from=start, whole_until=until)


def test_what_is_gone_from_the_calendar_is_withdrawn(world: World) -> None:
    """house:duty-roster. Whoever has it by now; what people put there, what another post has, and what has begun stay."""
    (by_hand,) = world.ask("dora", assign("ben", NOON + 2 * DAY, NOON + 3 * DAY))
    world.ask("dora", brought(window("a"), window("b", "ben"), window("now", start=NOON)))
    mine = next(each.id for each in duties(world.state, NOON) if each.uid == "a")
    (given,) = world.ask("ann", SwapDuty(duty=mine, to=PersonId("ben"), reason="away"))
    world.ask("sam", ImportDuties(post="secretary", windows=(window("s"),)))
    world.at += HOUR
    found = compared(world.state, whole(window("b", "ben")), world.at)
    assert ([each.id for each in found.withdrawn], [each.uid for each in found.stays], found.new) == ([given.id], ["now"], ())
    (withdrawn,) = world.ask("dora", whole(window("b", "ben")))
    assert (withdrawn.id, withdrawn.person) == (given.id, "ben")
    assert {each.id for each in duties(world.state, world.at)} >= {by_hand.id}
    assert world.on_duty(world.at) == ["ann"]
    assert world.ask("dora", whole(window("b", "ben"))) == ()


def test_only_where_the_calendar_was_read_is_anything_gone(world: World) -> None:
    """house:duty-roster. What lies before or after that time is not spoken of; without a time nothing is gone at all."""
    world.ask("dora", brought(window("a"), window("b", start=NOON + 10 * DAY)))
    assert world.ask("dora", brought()) == ()
    assert world.ask("dora", whole(start=NOON + 2 * DAY, until=NOON + 10 * DAY)) == ()
    (withdrawn,) = world.ask("dora", whole(start=NOON + 2 * DAY, until=NOON + 10 * DAY + HOUR))
    assert withdrawn.id == next(each.id for each in world.state.duties.values() if each.uid == "b")


def test_what_was_gone_from_the_calendar_comes_again_with_it(world: World) -> None:
    """house:duty-roster. What people took back stays away until the calendar says otherwise; what only the calendar dropped does not."""
    first, second = world.ask("dora", brought(window("a"), window("b", "ben")))
    world.ask("dora", WithdrawDuty(duty=second.id, reason="not needed"))
    world.ask("dora", whole())
    (again,) = world.ask("dora", whole(window("a"), window("b", "ben")))
    assert (again.uid, again.id != first.id) == ("a", True)


def test_what_was_put_by_hand_stays_by_hand_when_our_own_calendar_comes_back(world: World) -> None:
    """house:duty-roster. A calendar that we handed out calls it by our id: moved there it moves here, gone from there it stays."""
    (by_hand,) = world.ask("dora", assign("ann", NOON + DAY, NOON + 2 * DAY))
    moved = DutyWindow(person=PersonId("ann"), start=NOON + DAY, end=NOON + DAY + HOUR, uid=by_hand.id)
    assert len(world.ask("dora", whole(moved))) == 2
    assert world.ask("dora", whole()) == ()


WINDOW = st.builds(
    lambda uid, who, day: window(uid, who, NOON + day * DAY), st.sampled_from("abcd"), st.sampled_from(["ann", "ben"]), st.integers(0, 5)
)
CALENDAR = st.lists(WINDOW, max_size=4, unique_by=lambda each: each.uid)


@given(CALENDAR, CALENDAR)
def test_what_is_shown_before_is_what_is_done(before: list[DutyWindow], after: list[DutyWindow]) -> None:
    """house:duty-roster. The preview and the act are one; afterwards the roster is as the calendar says, and reading it again is moot."""
    world = World()
    world.ask("dora", whole(*before))
    world.at += HOUR
    shown = compared(world.state, whole(*after), world.at)
    events = world.ask("dora", whole(*after))
    assert len(events) == sum(1 + len(old) for _, old in shown.new) + len(shown.withdrawn)
    stands = {(each.uid, each.person, each.end) for each in duties(world.state, world.at)}
    running = {(each.uid, each.person, each.end) for each in shown.stays}
    assert stands - running == {(each.uid, each.person, each.end) for each in after}
    assert world.ask("dora", whole(*after)) == ()


def test_a_window_is_changed_by_whoever_keeps_the_roster(world: World) -> None:
    """house:duty-roster. Its time, its person or both, with a reason; a calendar that says what it said before does not undo it."""
    (old,) = world.ask("dora", brought(window("a")))
    change = ChangeDuty(duty=old.id, end=NOON + 3 * DAY, reason="longer")
    assert world.refused("ann", change) == ("house:duty-roster", "not_your_roster", "post")
    assert world.refused("dora", replace(change, reason=" "))[1] == "reason_needed"
    assert world.refused("dora", replace(change, person=PersonId("gone"))) == ("house:duty-roster", "not_active", "person")
    assert world.refused("dora", replace(change, end=NOON - DAY)) == ("house:duty-roster", "duty_over", "end")
    assert world.refused("dora", replace(change, duty="none")) == ("house:duty-roster", "no_such_duty", "duty")
    assert world.ask("dora", replace(change, end=None)) == ()
    (new,) = world.ask("dora", change)
    assert [(each.id, each.person, each.start, each.end) for each in duties(world.state, NOON)] == [
        (new.id, "ann", old.start, NOON + 3 * DAY)
    ]
    assert world.ask("dora", whole(window("a"))) == ()
    assert world.refused("dora", change) == ("house:duty-roster", "duty_over", "duty")


@pytest.mark.parametrize(
    ("windows", "key"),
    [
        ((window("a"), window("a", "ben")), "window_uid"),
        ((window(""),), "window_uid"),
        ((window("a"), window("b", "gone")), "not_active"),
        (tuple(window(str(n)) for n in range(1501)), "too_many_windows"),
    ],
)
def test_a_calendar_is_read_whole_or_not_at_all(world: World, windows: tuple[DutyWindow, ...], key: str) -> None:
    """house:duty-roster. One bad window, and nothing is on the roster."""
    assert world.refused("dora", brought(*windows))[1] == key
    assert duties(world.state, NOON) == ()


def test_a_roster_crosses_the_wire_as_it_is(world: World) -> None:
    """house:form. Commands with windows inside, and events, are read back as they were written."""
    name, content = command_out(brought(window("a")))
    assert command_in("governance", name, content) == brought(window("a"))
    change = ChangeDuty(duty="x", reason="y", end=NOON)
    for command in (whole(window("a")), change):
        assert command_in("governance", *command_out(command)) == command
    with pytest.raises(Refused, match="unknown_field"):
        command_in("governance", name, {**content, "windows": [{**content["windows"][0], "until": "x"}]})
    (first,) = world.ask("dora", brought(window("a")))
    events = (first, *world.ask("dora", SwapDuty(duty=first.id, to=PersonId("ben"), reason="away")))
    for event in events:
        assert event_in(*event_out(event)) == event
