"""Whose a task is, found from the organisation: the same as when the domain is asked for each task."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.kernel import PersonId
from domain.organisation import Department, Group, Organisation, Person, Post, Shift, StandIn, holders, named
from domain.policy import role as read_role
from tests.views.toy import NOON, away, organisation, person
from views.telling import PERSON
from views.whose import Office, Theirs, Whose

NAMES = [PersonId(name) for name in "abcdefg"]
POSTS = ["head-of-sales", "head-of-it", "boss", "archivist"]
DEPARTMENTS = ["sales", "it", "gone"]
ROLES = [
    "employee",
    "requester",
    "head of requester's department",
    "direct superior of requester",
    "department of subject",
    "post archivist",
    "post boss",
    "group readers",
    "on duty for archivist",
]


@st.composite
def people(draw: st.DrawFn, name: PersonId) -> Person:
    return Person(
        id=name,
        handle=name,
        name={"en": name},
        department=draw(st.sampled_from(DEPARTMENTS)),
        posts=tuple(draw(st.lists(st.sampled_from(POSTS), max_size=2, unique=True))),
        groups=("readers",) if draw(st.booleans()) else (),
        superior=draw(st.none() | st.sampled_from(NAMES)),
        active=draw(st.integers(0, 4)) > 0,
    )


@st.composite
def stand_ins(draw: st.DrawFn) -> StandIn:
    absent, stand_in = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES))
    return away(absent, stand_in, NOON + timedelta(days=draw(st.integers(-10, 3))))


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    start = NOON + timedelta(hours=draw(st.integers(-10, 3)))
    post = draw(st.sampled_from(POSTS))
    return Shift(id="s", post=post, person=draw(st.sampled_from(NAMES)), start=start, end=start + timedelta(hours=8))


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    """Some people, posts that lie above each other, perhaps in a ring, and a department without a head's post."""
    above = draw(st.lists(st.sampled_from([*POSTS, ""]), min_size=len(POSTS), max_size=len(POSTS)))
    return Organisation(
        digest="o",
        title={},
        people={name: draw(people(name)) for name in NAMES if draw(st.integers(0, 5))},
        posts={post: Post(id=post, title={}, above=up) for post, up in zip(POSTS, above, strict=True)},
        groups={"readers": Group(id="readers", title={}, above="boss")},
        departments={name: Department(id=name, title={}, head=f"head-of-{name}") for name in ("sales", "it")},
        stand_ins=tuple(draw(st.lists(stand_ins(), max_size=4))),
        shifts=tuple(draw(st.lists(shifts(), max_size=4))),
    )


def asked() -> list[tuple[str, int, str]]:
    """Everything that a case may ask, about everybody."""
    about_somebody = [(role, rung, party) for role in ROLES[1:5] for rung in range(3) for party in NAMES]
    about_nobody = [(role, rung, "") for role in (ROLES[0], *ROLES[5:]) for rung in range(3)]
    return [*about_somebody, *about_nobody, *((PERSON, 0, name) for name in NAMES)]


def by_the_domain(org: Organisation, role: str, rung: int, party: str) -> set[PersonId]:
    if role == PERSON:
        return {PersonId(party)} | {holder.person for holder in named(org, PersonId(party), NOON)}
    wanted = read_role(role)
    return {holder.person for holder in holders(org, wanted, {wanted.of: PersonId(party)}, NOON, rung)}


@given(organisations())
@settings(max_examples=60)
def test_it_is_found_for_everybody_as_the_domain_finds_it(org: Organisation):
    """For each office about each person: who holds it, and of each person, which offices are theirs, are the domain's own answers."""
    whose = Whose()
    offices: list[Office] = sorted({(role, rung) for role, rung, _ in asked()})
    theirs = {name: _triples(whose.theirs(org, name, NOON, offices)) for name in org.people}

    for role, rung, party in asked():
        expected = by_the_domain(org, role, rung, party)
        assert whose.people(org, role, rung, party, NOON) == expected
        assert {name for name, triples in theirs.items() if (role, rung, party) in triples} == expected & set(org.people)


def _triples(theirs: list[Theirs]) -> set[tuple[str, int, str]]:
    return {(one.role, one.rung, party) for one in theirs for party in one.parties}


def test_an_organisation_that_changed_is_worked_out_anew():
    """What is kept is kept for one organisation: a post that changes hands is somebody else's at once, and a stand-in counts at once."""
    whose, before = Whose(), organisation(person("ann", "archivist"), person("ben"))
    assert whose.people(before, "post archivist", 0, "", NOON) == {"ann"}

    after = organisation(person("ann"), person("ben", "archivist"))
    assert whose.people(after, "post archivist", 0, "", NOON) == {"ben"}

    covered = replace(before, stand_ins=(away("ann", "ben", NOON),))
    assert whose.people(covered, "post archivist", 0, "", NOON) == {"ann", "ben"}
    assert whose.people(covered, "post archivist", 0, "", NOON - timedelta(days=1)) == {"ann"}


def test_a_task_of_whoever_is_on_duty_changes_hands_with_the_hour():
    """house:duty-roster. What is kept of an organisation says nothing about the hour: each look asks the roster."""
    whose, people = Whose(), organisation(person("ann", "archivist"), person("ben"), person("cat"))
    night = Shift(id="1", post="archivist", person=PersonId("ben"), start=NOON - timedelta(hours=12), end=NOON)
    day = Shift(id="2", post="archivist", person=PersonId("cat"), start=NOON, end=NOON + timedelta(hours=12))
    org = replace(people, shifts=(night, day))

    assert whose.people(org, "on duty for archivist", 0, "", NOON - timedelta(hours=1)) == {"ben"}
    assert whose.people(org, "on duty for archivist", 0, "", NOON) == {"cat"}
    assert whose.people(org, "on duty for archivist", 0, "", NOON + timedelta(hours=12)) == frozenset()
    assert whose.people(org, "on duty for archivist", 1, "", NOON) == {"ann"}
    assert whose.theirs(org, PersonId("cat"), NOON, [("on duty for archivist", 0)]) == [
        Theirs(role="on duty for archivist", rung=0, parties=("",))
    ]
