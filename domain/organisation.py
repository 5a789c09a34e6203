"""People, posts, departments; who heads, who is superior, who stands in; who may act, on what basis.

A value of this module is the organisation *as of one instant*: resolve it again at each use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from domain.kernel import Holder, PersonId
from domain.policy import Role, Words

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works here. `id` is a random UUID, never a staff number; `name` and `address` may be sealed."""

    id: PersonId
    handle: str
    """What the command line calls them: an invented short name, unique, not personal in the sample."""
    name: Mapping[str, Any]
    department: str
    posts: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    superior: PersonId | None = None
    """None: the head of the department; for a head, whoever holds the post above."""
    language: str = "zh"
    address: Any = ""
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A place in the organisation that people hold; `above` is where its matters go up to."""

    id: str
    title: Words
    above: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People named for a purpose (authorised readers); its matters go up to the post `above`."""

    id: str
    title: Words
    above: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A department; `head` is the post of whoever heads it."""

    id: str
    title: Words
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """From `start` (in) until `end` (out) `stand_in` acts for `absent`, also in tasks already open."""

    id: str
    absent: PersonId
    stand_in: PersonId
    start: datetime
    end: datetime
    reason: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """From `start` (in) until `end` (out) `person` is on duty for the post; several people may be at once."""

    id: str
    post: str
    person: PersonId
    start: datetime
    end: datetime
    uid: str = ""
    """What the calendar that it was read from calls it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """The organisation as of one instant."""

    digest: str
    title: Words
    people: Mapping[PersonId, Person]
    posts: Mapping[str, Post]
    groups: Mapping[str, Group]
    departments: Mapping[str, Department]
    stand_ins: tuple[StandIn, ...] = ()
    shifts: tuple[Shift, ...] = ()


Parties = Mapping[str, PersonId]
"""Who plays which part in a case: ``{"requester": …}``."""


def by_handle(org: Organisation, handle: str) -> Person | None:
    """The active person called so."""
    return next((p for p in org.people.values() if p.active and handle in (p.handle, p.id)), None)


def nominal(org: Organisation, role: Role, parties: Parties, rung: int = 0) -> tuple[Holder, ...]:
    """Who holds the role by post, `rung` levels up, without stand-ins; empty when nobody does.

    Of a duty that is from the first rung up the post's holder, and below it nobody: who is on duty only an instant says (`on_duty`).
    """
    if role.kind == "duty":
        return nominal(org, Role(kind="post", of=role.of), parties, rung - 1) if rung else ()
    if role.kind == "group" and rung:
        group = org.groups.get(role.of)
        return nominal(org, Role(kind="post", of=group.above), parties, rung - 1) if group else ()
    if role.kind == "department" and rung:
        return nominal(org, Role(kind="head", of=role.of), parties, rung - 1)
    post = _post_of(org, role, parties)
    if post is not None:
        line = _upwards(org, post)
        return _in_post(org, line[rung]) if rung < len(line) else ()
    found = _by_person(org, role, parties)
    for _ in range(rung):
        found = _one_up(org, found)
    return found


def holders(org: Organisation, role: Role, parties: Parties, at: datetime, rung: int = 0) -> tuple[Holder, ...]:
    """Who may act in the role at this instant: its holders, then those who stand in for them."""
    own = nominal(org, role, parties, rung) if role.kind != "duty" or rung else on_duty(org, role.of, at)
    return own + tuple(
        Holder(person=s.stand_in, basis=f"stands in for {_handle(org, s.absent)}: {holder.basis}", stands_in_for=s.absent)
        for holder in own
        for s in org.stand_ins
        if s.absent == holder.person and _stands(org, s, at)
    )


def on_duty(org: Organisation, post: str, at: datetime) -> tuple[Holder, ...]:
    """Whom the post's roster has on duty at this instant, each once and until the latest end; whoever has left is on no duty."""
    latest: dict[PersonId, Shift] = {}
    for shift in sorted(org.shifts, key=lambda each: each.end):
        if shift.post == post and shift.start <= at < shift.end and _active(org, shift.person):
            latest[shift.person] = shift
    return tuple(Holder(person=shift.person, basis=f"on duty for {post} until {_until(shift)}") for shift in latest.values())


def _until(shift: Shift) -> str:
    """In the zone in which the roster is kept; with its day where the hour alone could be one of several."""
    return f"{shift.end:%H:%M}" if shift.end - shift.start <= DAY else f"{shift.end:%m-%d %H:%M}"


def one_each(holders: Iterable[Holder]) -> tuple[Holder, ...]:
    """One entry a person, in their own right before as a stand-in."""
    found: dict[PersonId, Holder] = {}
    for holder in sorted(holders, key=lambda each: each.stands_in_for is not None):
        found.setdefault(holder.person, holder)
    return tuple(found.values())


def named(org: Organisation, person: PersonId, at: datetime) -> tuple[Holder, ...]:
    """Somebody who was named, not found by post, and who stands in for them."""
    own = (Holder(person=person, basis="named"),) if _active(org, person) else ()
    return own + tuple(
        Holder(person=s.stand_in, basis=f"stands in for {_handle(org, person)}: named", stands_in_for=person)
        for s in org.stand_ins
        if s.absent == person and _stands(org, s, at)
    )


def stands_in(org: Organisation, person: PersonId, absent: PersonId, at: datetime) -> bool:
    """Whether this person acts for that one at this instant."""
    return any(s.stand_in == person and s.absent == absent and _stands(org, s, at) for s in org.stand_ins)


def holds(org: Organisation, role: Role, parties: Parties, person: PersonId) -> bool:
    """Whether this person holds the role in their own right."""
    match role.kind:
        case "employee":
            return _active(org, person)
        case "group":
            return _active(org, person) and role.of in org.people[person].groups
        case "department":
            who = org.people.get(parties.get(role.of, PersonId("")))
            return who is not None and _active(org, person) and org.people[person].department == who.department
        case _:
            return any(holder.person == person for holder in nominal(org, role, parties))


def leading(org: Organisation, department: str) -> tuple[str, ...]:
    """The post that heads a department, and those above it, the nearest first; none for a department that is not known."""
    return _upwards(org, _head_post(org, department))


def above(org: Organisation, post: str) -> tuple[str, ...]:
    """A post and those above it, the nearest first."""
    return _upwards(org, post)


def superiors(org: Organisation, person: PersonId) -> tuple[PersonId, ...]:
    """The direct superior or superiors of a person: named, else the head of the department, else the next post above that is held."""
    who = org.people.get(person)
    if who is None:
        return ()
    if who.superior is not None and _active(org, who.superior):
        return (who.superior,)
    above = (post for post in _upwards(org, _head_post(org, who.department)) if post not in who.posts)
    return next((held for post in above if (held := tuple(holder.person for holder in _in_post(org, post)))), ())


def _upwards(org: Organisation, post: str) -> tuple[str, ...]:
    """A post and those above it, the nearest first; one that comes again ends it."""
    line: dict[str, None] = {}
    while post and post not in line:
        line[post] = None
        post = org.posts[post].above if post in org.posts else ""
    return tuple(line)


def _post_of(org: Organisation, role: Role, parties: Parties) -> str | None:
    """The post by which a role climbs; None when it climbs from person to person."""
    if role.kind == "post":
        return role.of
    if role.kind == "head":
        who = org.people.get(parties.get(role.of, PersonId("")))
        return _head_post(org, who.department) if who else ""
    return None


def _by_person(org: Organisation, role: Role, parties: Parties) -> tuple[Holder, ...]:
    party = parties.get(role.of, PersonId(""))
    match role.kind:
        case "employee":
            return tuple(Holder(person=p.id, basis="employee") for p in org.people.values() if p.active)
        case "group":
            return tuple(Holder(person=p.id, basis=f"group {role.of}") for p in org.people.values() if p.active and role.of in p.groups)
        case "department":
            return _colleagues(org, role.of, party)
        case "superior":
            return tuple(Holder(person=p, basis=f"direct superior of {role.of}") for p in superiors(org, party))
        case _:
            return (Holder(person=party, basis=role.of),) if _active(org, party) else ()


def _colleagues(org: Organisation, party: str, person: PersonId) -> tuple[Holder, ...]:
    """Everybody in somebody's department, themselves too; its matters go up to its head."""
    who = org.people.get(person)
    if who is None:
        return ()
    basis = f"department of {party}"
    return tuple(Holder(person=p.id, basis=basis) for p in org.people.values() if p.active and p.department == who.department)


def _one_up(org: Organisation, found: tuple[Holder, ...]) -> tuple[Holder, ...]:
    above = {s: Holder(person=s, basis="one rung up: direct superior") for h in found for s in superiors(org, h.person)}
    return tuple(above.values())


def _in_post(org: Organisation, post: str) -> tuple[Holder, ...]:
    return _posts(_Same(org.people)).get(post, ()) if post else ()


class _Same:
    """These very people, as a key: an organisation that changes is another value."""

    __slots__ = ("people",)

    def __init__(self, people: Mapping[PersonId, Person]) -> None:
        self.people = people

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.people is self.people

    def __hash__(self) -> int:
        return id(self.people)


@lru_cache(maxsize=8)
def _posts(same: _Same) -> Mapping[str, tuple[Holder, ...]]:
    """Who holds each post, looked up once: of thousands of people two or three hold one, and a list of tasks asks for each case."""
    found: dict[str, tuple[Holder, ...]] = {}
    for person in same.people.values():
        for post in person.posts if person.active else ():
            found[post] = (*found.get(post, ()), Holder(person=person.id, basis=f"post {post}"))
    return found


def _head_post(org: Organisation, department: str) -> str:
    found = org.departments.get(department)
    return found.head if found else ""


def _active(org: Organisation, person: PersonId) -> bool:
    return person in org.people and org.people[person].active


def _stands(org: Organisation, window: StandIn, at: datetime) -> bool:
    return window.start <= at < window.end and _active(org, window.stand_in)


def _handle(org: Organisation, person: PersonId) -> str:
    return org.people[person].handle if person in org.people else person
