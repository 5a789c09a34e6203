"""Who is who, as of an instant: posts, heads, superiors, groups, and who stands in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import organisation
from domain.kernel import PersonId
from domain.organisation import Organisation, Person
from domain.policy import role
from tests.domain.playing import Play, at

NOW = at("2026-03-02 10:00")


@pytest.fixture
def play() -> Play:
    return Play(now=NOW)


def found(play: Play, text: str, requester: str = "qian", rung: int = 0) -> list[str]:
    """The handles of who holds a role about this requester, stand-ins after their absent."""
    held = organisation.holders(play.org, role(text), {"requester": play.who_was(requester)}, NOW, rung)
    return [play.org.people[holder.person].handle for holder in held]


@pytest.mark.parametrize(
    ("text", "requester", "rung", "who"),
    [
        ("requester", "qian", 0, ["qian"]),
        ("head of requester's department", "qian", 0, ["lin"]),
        ("head of requester's department", "qian", 1, ["gu"]),
        ("head of requester's department", "qian", 2, ["tang-sy"]),
        ("head of requester's department", "qian", 3, []),
        ("head of requester's department", "hua", 0, ["kong"]),
        ("head of requester's department", "lin", 0, ["lin"]),
        ("direct superior of requester", "qian", 0, ["lin"]),
        ("direct superior of requester", "qian", 1, ["gu"]),
        ("direct superior of requester", "lin", 0, ["gu"]),
        ("direct superior of requester", "tang-sy", 0, ["gu"]),
        ("department of requester", "qian", 1, ["lin"]),
        ("department of requester", "qian", 2, ["gu"]),
        ("post archivist", "qian", 0, ["tao", "jiang-x"]),
        ("post archivist", "qian", 1, ["wei-h"]),
        ("post nobody-has-it", "qian", 0, []),
        ("group trade-secret-readers", "qian", 0, ["gu", "shen", "lin", "zhao-y", "zhou", "han", "kong", "wei-h"]),
        ("group trade-secret-readers", "qian", 1, ["gu"]),
        ("group trade-secret-readers", "qian", 2, ["tang-sy"]),
    ],
)
def test_roles_are_found_by_post_and_by_person(play: Play, text: str, requester: str, rung: int, who: list[str]) -> None:
    """SO 2.2.2, house:one-rung-up. A head, a post and a group climb from post to post; a superior from person to person."""
    got = found(play, text, requester, rung)
    assert sorted(got) == sorted(who)


def test_a_publication_is_for_everybody_in_the_department(play: Play) -> None:
    """SO 5.2.2. Whoever works there now, the person themselves too; not who has left, and nobody of another department."""
    here = [
        person.handle
        for person in play.org.people.values()
        if person.active and person.department == play.org.people[play.who("qian")].department
    ]
    assert sorted(found(play, "department of requester")) == sorted(here)
    assert {"qian", "lin"} < set(here) < {person.handle for person in play.org.people.values()}
    play.change("sun", active=False)
    assert "sun" in here
    assert "sun" not in found(play, "department of requester")
    assert organisation.holds(play.org, role("department of requester"), {"requester": play.who("qian")}, play.who("lin"))
    assert not organisation.holds(play.org, role("department of requester"), {"requester": play.who("qian")}, play.who("kong"))
    assert organisation.holders(play.org, role("department of subject"), {"requester": play.who("qian")}, NOW) == ()


def test_a_named_superior_comes_before_the_head(play: Play) -> None:
    """house:one-rung-up. Who has a superior of their own reports there; if that one has left, to the head."""
    play.change("qian", superior=play.who("sun"))
    assert found(play, "direct superior of requester") == ["sun"]
    assert found(play, "direct superior of requester", rung=1) == ["lin"]
    play.change("sun", active=False)
    assert found(play, "direct superior of requester") == ["lin"]


def test_an_empty_post_is_passed_over_on_the_way_to_a_superior(play: Play) -> None:
    """house:one-rung-up. No head: the superior is whoever holds the next post above; posts that point in a ring end it."""
    play.takes_over("head-of-sales-back-office", "")
    assert found(play, "direct superior of requester") == ["gu"]
    for post in ("general-manager", "chairman"):
        play.takes_over(post, "")
    ring = {**play.org.posts, "chairman": replace(play.org.posts["chairman"], above="head-of-sales-back-office")}
    play.org = replace(play.org, posts=ring)
    assert found(play, "direct superior of requester") == []


def test_who_has_left_holds_nothing_and_is_asked_nothing(play: Play) -> None:
    """house:stand-in. Posts, groups, superiors and stand-ins are people who work here."""
    play.stands_in("sun", "lin")
    play.change("sun", active=False)
    assert found(play, "head of requester's department") == ["lin"]
    play.change("lin", active=False)
    assert found(play, "head of requester's department") == []
    assert organisation.by_handle(play.org, "lin") is None


@pytest.mark.parametrize(
    ("start", "end", "acts"),
    [
        ("2026-03-02 10:00", "2026-03-03 10:00", True),
        ("2026-03-01", "2026-03-02 10:00", False),
        ("2026-03-02 10:01", "2026-03-03", False),
    ],
)
def test_a_stand_in_acts_from_the_start_until_the_end(*, play: Play, start: str, end: str, acts: bool) -> None:
    """house:stand-in. The first instant counts, the last does not; who they stand in for and on what basis is known."""
    play.stands_in("sun", "lin", start, end)
    held = organisation.holders(play.org, role("head of requester's department"), {"requester": play.who("qian")}, NOW)
    stand_ins = [(play.handles([holder.person])[0], holder.basis) for holder in held if holder.stands_in_for == play.who("lin")]
    assert stand_ins == ([("sun", "stands in for lin: post head-of-sales-back-office")] if acts else [])
    assert organisation.stands_in(play.org, play.who("sun"), play.who("lin"), NOW) is acts
    assert len(organisation.named(play.org, play.who("lin"), NOW)) == 1 + acts


def test_standing_in_is_not_handed_on(play: Play) -> None:
    """house:stand-in. Who stands in for a stand-in stands in for nobody else: powers do not travel."""
    play.stands_in("sun", "lin")
    play.stands_in("feng", "sun")
    assert found(play, "head of requester's department") == ["lin", "sun"]


@pytest.mark.parametrize(
    ("text", "who", "holds"),
    [
        ("employee", "qian", True),
        ("group trade-secret-readers", "zhao-y", True),
        ("group trade-secret-readers", "qian", False),
        ("post archivist", "tao", True),
        ("post archivist", "qian", False),
        ("head of requester's department", "lin", True),
        ("head of requester's department", "qian", False),
    ],
)
def test_what_somebody_holds_in_their_own_right(*, play: Play, text: str, who: str, holds: bool) -> None:
    """SO 2.1.2. In their own right, not for somebody else, and only while they work here."""
    person = play.who(who)
    play.stands_in("qian", "zhao-y")
    assert organisation.holds(play.org, role(text), {"requester": person}, person) is holds
    play.change(who, active=False)
    assert not organisation.holds(play.org, role(text), {"requester": person}, person)


@given(
    above=st.lists(st.integers(-1, 5), min_size=6, max_size=6),
    superior=st.lists(st.integers(-1, 5), min_size=6, max_size=6),
    post=st.lists(st.integers(-1, 5), min_size=6, max_size=6),
    text=st.sampled_from(["head of requester's department", "direct superior of requester", "post p0", "group g"]),
    rung=st.integers(0, 12),
)
def test_no_organisation_is_so_tangled_that_nobody_can_be_looked_up(
    above: list[int], superior: list[int], post: list[int], text: str, rung: int
) -> None:
    """house:every-step-ends. Posts above each other in a ring, superiors of each other: looking up always ends."""
    names = [PersonId(f"person-{n}") for n in range(6)]
    org = Organisation(
        digest="",
        title={},
        people={
            name: Person(
                id=name,
                handle=name,
                name={},
                department="d",
                posts=(f"p{post[n]}",) if post[n] >= 0 else (),
                groups=("g",),
                superior=names[superior[n]] if superior[n] >= 0 else None,
            )
            for n, name in enumerate(names)
        },
        posts={f"p{n}": organisation.Post(id=f"p{n}", title={}, above=f"p{up}" if up >= 0 else "") for n, up in enumerate(above)},
        groups={"g": organisation.Group(id="g", title={}, above="p0")},
        departments={"d": organisation.Department(id="d", title={}, head="p1")},
    )
    held = organisation.holders(org, role(text), {"requester": names[0]}, NOW, rung)
    assert {holder.person for holder in held} <= set(names)
