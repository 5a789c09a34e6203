"""The organisation as colleagues read it: departments with their people, who holds what, who is away, where matters go up to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from console.backend import Backend
from console.caller import Caller, NotHere
from console.desk import organisation as desk
from console.desk import reachable
from console.desk.people import Who, handle
from console.desk.reachable import Load
from domain.kernel import PersonId
from domain.labels import said
from domain.organisation import Organisation, nominal, superiors
from domain.policy import Role

MOST_AT_ONCE = 300
"""People whom one page shows; a larger organisation is read by departments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody. `away` acts for them now; `addressed`: notices have an address; `failed` of late did not get through (None: not told)."""

    who: Who
    posts: Sequence[str]
    groups: Sequence[str]
    away: Who | None
    for_others: Sequence[Who]
    addressed: bool
    failed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A post or group, who holds it, and who gets its matters: one level up, by name (`up_title`) and by person."""

    id: str
    title: str
    held: Sequence[Who]
    up_title: str
    up: Sequence[Who]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A department: its head's post, how many people, and those that are shown."""

    id: str
    title: str
    head: Office
    size: int
    people: Sequence[Colleague]


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """All of it. `vacant` are the posts that nobody holds; `whole`: everybody is shown."""

    title: str
    units: Sequence[Unit]
    offices: Sequence[Office]
    groups: Sequence[Office]
    vacant: Sequence[Office]
    unreachable: Sequence[Who]
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One colleague: what they hold and where it goes up to, their superiors, their stand-ins, and what waits for them."""

    colleague: Colleague
    department: str
    language: str
    superiors: Sequence[Who]
    offices: Sequence[Office]
    stand_ins: Sequence[Window]
    load: Load | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stand-in by name (`desk.StandInLine`)."""

    id: str
    absent: Who
    stand_in: Who
    start: datetime
    end: datetime
    named_by: Who
    reason: Any
    running: bool
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What pages of people are made with."""

    caller: Caller
    org: Organisation
    name: Callable[[str], str]
    failed: Mapping[PersonId, int]
    all_failed: bool

    def who(self, person: PersonId) -> Who:
        return Who(id=person, name=self.name(person), handle=handle(person, self.org), basis="")

    def titles(self, titled: Sequence[desk.Titled]) -> Sequence[str]:
        return [said(each.title, self.caller.lang) or each.id for each in titled]


# --- everybody --------------------------------------------------------------------------------------


async def staff(backend: Backend, caller: Caller, department: str = "") -> Staff:
    """The whole organisation, or with `department` that one's people. Raises `NotHere` for a department that is none."""
    if department and department not in caller.organisation.departments:
        raise NotHere
    with_, lines = await _desk(backend, caller), await desk.people(backend, caller)
    whole = len(lines) <= MOST_AT_ONCE
    shown = [each for each in lines if (each.department.id == department if department else whole)]
    offices = [_post(with_, post) for post in with_.org.posts]
    return Staff(
        title=said(with_.org.title, caller.lang),
        units=[_unit(with_, each, lines, shown) for each in with_.org.departments if not department or each == department],
        offices=offices,
        groups=[_group(with_, group) for group in with_.org.groups],
        vacant=[each for each in offices if not each.held],
        unreachable=[with_.who(each.id) for each in lines if not with_.org.people[each.id].address],
        whole=whole or bool(department),
    )


def _unit(with_: _Desk, id_: str, lines: Sequence[desk.PersonLine], shown: Sequence[desk.PersonLine]) -> Unit:
    found = with_.org.departments[id_]
    return Unit(
        id=id_,
        title=said(found.title, with_.caller.lang) or id_,
        head=_post(with_, found.head),
        size=sum(each.department.id == id_ for each in lines),
        people=[_colleague(with_, each) for each in shown if each.department.id == id_],
    )


def _colleague(with_: _Desk, line: desk.PersonLine) -> Colleague:
    told = with_.all_failed or line.id == with_.caller.id
    return Colleague(
        who=with_.who(line.id),
        posts=with_.titles(line.posts),
        groups=with_.titles(line.groups),
        away=with_.who(line.away) if line.away else None,
        for_others=[with_.who(each) for each in line.stands_in_for],
        addressed=bool(with_.org.people[line.id].address),
        failed=with_.failed.get(line.id, 0) if told else None,
    )


# --- posts and groups -------------------------------------------------------------------------------


def _post(with_: _Desk, id_: str) -> Office:
    post = with_.org.posts.get(id_)
    return _office(with_, Role(kind="post", of=id_), said(post.title, with_.caller.lang) if post else id_, post.above if post else "")


def _group(with_: _Desk, id_: str) -> Office:
    group = with_.org.groups[id_]
    return _office(with_, Role(kind="group", of=id_), said(group.title, with_.caller.lang), group.above)


def _office(with_: _Desk, role: Role, title: str, above: str) -> Office:
    """Matters go up post by post until somebody holds one."""
    rungs = (nominal(with_.org, role, {}, rung) for rung in range(1, len(with_.org.posts) + 1))
    up = next((found for found in rungs if found), ())
    over = with_.org.posts.get(above)
    return Office(
        id=role.of,
        title=title or role.of,
        held=[with_.who(holder.person) for holder in nominal(with_.org, role, {})],
        up_title=said(over.title, with_.caller.lang) if over else above,
        up=[with_.who(holder.person) for holder in up],
    )


# --- one person -------------------------------------------------------------------------------------


async def profile(backend: Backend, caller: Caller, person: str) -> Profile:
    """One of them, by handle or id. Raises `NotHere`."""
    with_, line = await _desk(backend, caller), await desk.person(backend, caller, person)
    windows = await stand_ins(backend, caller)
    return Profile(
        colleague=_colleague(with_, line),
        department=said(line.department.title, caller.lang) or line.department.id,
        language=line.language,
        superiors=[with_.who(each) for each in superiors(with_.org, line.id)],
        offices=[*(_post(with_, each.id) for each in line.posts), *(_group(with_, each.id) for each in line.groups)],
        stand_ins=[each for each in windows if line.id in (each.absent.id, each.stand_in.id)],
        load=await reachable.load(backend, caller, line.id),
    )


async def stand_ins(backend: Backend, caller: Caller) -> Sequence[Window]:
    """Those of now and of later, the soonest first."""
    with_ = await _desk(backend, caller)
    return [
        Window(
            id=each.id,
            absent=with_.who(each.absent),
            stand_in=with_.who(each.stand_in),
            start=each.start,
            end=each.end,
            named_by=with_.who(each.named_by),
            reason=each.reason,
            running=each.running,
            mine=each.mine,
        )
        for each in await desk.stand_ins(backend, caller)
    ]


async def _desk(backend: Backend, caller: Caller) -> _Desk:
    return _Desk(
        caller=caller,
        org=caller.organisation,
        name=await backend.names.of(caller.organisation, backend.keyring, caller.lang),
        failed=await reachable.failed(backend, caller),
        all_failed=reachable.reach_of(backend, caller).notices,
    )
