"""Who works here, who holds what, who stands in for whom; and naming stand-ins. Open to everybody who works here, reasons are not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activities.govern import Outcome
from activities.personal import open_up
from console.backend import Backend
from console.caller import Caller, Machine, NotHere
from console.desk.cases import HIDDEN
from console.desk.governing import govern
from domain.governance import Window
from domain.kernel import PersonId
from domain.organisation import Person, by_handle, holders
from domain.policy import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Titled:
    """A post, group or department by its id and title."""

    id: str
    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """Somebody as colleagues see them; addresses are nobody's but the channel's. `away` is the stand-in that acts for them now."""

    id: PersonId
    handle: str
    name: str
    department: Titled
    posts: Sequence[Titled]
    groups: Sequence[Titled]
    superior: PersonId | None
    language: str
    active: bool
    away: PersonId | None
    stands_in_for: Sequence[PersonId]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLine:
    """A post, where its matters go up to, and who holds it."""

    id: str
    title: Words
    above: str
    held_by: Sequence[PersonId]


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentLine:
    """A department and the post that heads it."""

    id: str
    title: Words
    head: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The organisation as of now. `name` says what people are called in the reader's language."""

    digest: str
    title: Words
    departments: Sequence[DepartmentLine]
    posts: Sequence[PostLine]
    groups: Sequence[PostLine]
    name: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandInLine:
    """Who acts for whom, from when until when. `reason` is `HIDDEN` for whoever it does not concern.

    `running`: it counts now; `mine`: the caller may end it.
    """

    id: str
    absent: PersonId
    stand_in: PersonId
    start: datetime
    end: datetime
    named_by: PersonId
    reason: Any
    running: bool
    mine: bool


# --- reading --------------------------------------------------------------------------------------


async def chart(backend: Backend, caller: Caller | Machine) -> Chart:
    """Departments, posts with their holders, groups with their members."""
    org = caller.organisation
    active = [each for each in org.people.values() if each.active]
    return Chart(
        digest=org.digest,
        title=org.title,
        departments=[
            DepartmentLine(id=each.id, title=each.title, head=each.head, people=sum(who.department == each.id for who in active))
            for each in org.departments.values()
        ],
        posts=[
            PostLine(id=each.id, title=each.title, above=each.above, held_by=[who.id for who in active if each.id in who.posts])
            for each in org.posts.values()
        ],
        groups=[
            PostLine(id=each.id, title=each.title, above=each.above, held_by=[who.id for who in active if each.id in who.groups])
            for each in org.groups.values()
        ],
        name=await backend.names.of(org, backend.keyring, caller.lang),
    )


async def people(backend: Backend, caller: Caller | Machine) -> Sequence[PersonLine]:
    """Everybody who works here, in the organisation's own order."""
    name = await backend.names.of(caller.organisation, backend.keyring, caller.lang)
    return [_line(caller, each, name) for each in caller.organisation.people.values() if each.active]


async def person(backend: Backend, caller: Caller | Machine, handle: str) -> PersonLine:
    """One of them, by handle or id. Raises `NotHere`."""
    found = by_handle(caller.organisation, handle)
    if found is None:
        raise NotHere
    return _line(caller, found, await backend.names.of(caller.organisation, backend.keyring, caller.lang))


async def stand_ins(backend: Backend, caller: Caller | Machine) -> Sequence[StandInLine]:
    """Those of now and of later, the soonest first."""
    windows = backend.governed.state.windows
    now = [windows[each.id] for each in caller.organisation.stand_ins]
    return [await _window(backend, caller, each) for each in sorted(now, key=lambda each: (each.set.start, each.set.id))]


# --- changing -------------------------------------------------------------------------------------


async def delegate(
    backend: Backend,
    caller: Caller | Machine,
    stand_in: str,
    start: datetime,
    end: datetime,
    reason: str,
    *,
    absent: str = "",
    key: str = "",
) -> Outcome:
    """Name a stand-in; `stand_in` and `absent` (whoever asks, when empty) by handle or id. `made` is its id. Raises `Refused`."""
    content = {"stand_in": stand_in, "start": start.isoformat(), "end": end.isoformat(), "reason": reason}
    return await govern(backend, caller, "delegate", content | ({"absent": absent} if absent else {}), key=key)


async def end_stand_in(backend: Backend, caller: Caller | Machine, id_: str, reason: str, *, key: str = "") -> Outcome:
    """End one before its time; the beginning of its id is enough. Raises `Refused`, `NotHere`."""
    begun = [each for each in backend.governed.state.windows if each.startswith(id_)]
    if not id_ or len(begun) != 1:
        raise NotHere
    return await govern(backend, caller, "end_delegation", {"delegation": begun[0], "reason": reason}, key=key)


# --- inside ---------------------------------------------------------------------------------------


def _line(caller: Caller | Machine, who: Person, name: Callable[[str], str]) -> PersonLine:
    org = caller.organisation
    running = [each for each in org.stand_ins if each.start <= caller.at < each.end]
    return PersonLine(
        id=who.id,
        handle=who.handle,
        name=name(who.id),
        department=_titled(org.departments, who.department),
        posts=[_titled(org.posts, each) for each in who.posts],
        groups=[_titled(org.groups, each) for each in who.groups],
        superior=who.superior,
        language=who.language,
        active=who.active,
        away=next((each.stand_in for each in running if each.absent == who.id), None),
        stands_in_for=[each.absent for each in running if each.stand_in == who.id],
    )


def _titled(known: Mapping[str, Any], id_: str) -> Titled:
    return Titled(id=id_, title=known[id_].title if id_ in known else {})


async def _window(backend: Backend, caller: Caller | Machine, window: Window) -> StandInLine:
    concerned = caller.id in (window.set.absent, window.set.stand_in, window.by)
    fallback = backend.governed.pack_at(caller.at).settings.fallback
    may_end = concerned or any(each.person == caller.id for each in holders(caller.organisation, fallback, {}, caller.at))
    return StandInLine(
        id=window.set.id,
        absent=window.set.absent,
        stand_in=window.set.stand_in,
        start=window.set.start,
        end=window.set.end,
        named_by=window.by,
        reason=await open_up(window.set.reason, backend.keyring) if concerned else HIDDEN,
        running=window.set.start <= caller.at,
        mine=may_end,
    )
