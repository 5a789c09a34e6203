"""Who is on duty, and when nobody is: rosters day by day, and changing them. Open to everybody who works here, reasons are not said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from activities import ical
from activities.govern import Outcome
from console.backend import Backend
from console.caller import Caller, Machine, NotHere
from console.desk.governing import govern
from console.desk.people import Who, handle
from console.times import day as day_shown
from domain.governance import keepers
from domain.kernel import Holder, PersonId, Refused
from domain.labels import said
from domain.organisation import Organisation, Shift, holders
from domain.policy import Role
from domain.roster import FURTHEST, Gap, gaps, rostered, shifts

DAYS = 14
"""How many days one page shows."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A window or a gap (`who` is None), under the day on which it begins. `mine`: the caller may change it; `running`: it counts now."""

    id: str
    shown: str
    who: Who | None
    running: bool
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day. `covered` are its stretches with somebody on duty, in percent of the day from its beginning: (from, length)."""

    date: date
    shown: str
    lines: Sequence[Line]
    covered: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """One post's. `now` is on duty at this moment, each until when, `up` gets its matters while nobody is.

    `gaps` counts those of the days that are shown.
    """

    id: str
    title: str
    now: Sequence[tuple[Who, datetime]]
    up: Sequence[Who]
    gaps: int
    days: Sequence[Day]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rosters:
    """The page. `keeps` are the posts, by id and title, whose roster the caller keeps; `earlier` and `later` other days to look at."""

    first: date
    rosters: Sequence[Roster]
    keeps: Sequence[tuple[str, str]]
    earlier: date | None
    later: date | None

    @property
    def mine(self) -> frozenset[str]:
        """The posts whose roster the caller keeps, by id."""
        return frozenset(post for post, _ in self.keeps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One window, with what the caller may do with it."""

    id: str
    post: str
    title: str
    who: Who
    start: datetime
    end: datetime
    uid: str
    running: bool
    swaps: bool
    keeps: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post that has a roster, as it stands at this moment; `keeps`: the caller keeps it."""

    id: str
    title: str
    now: Sequence[tuple[Who, datetime]]
    up: Sequence[Who]
    keeps: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Rosters over a stretch of time: windows and gaps of each post, the earliest first."""

    posts: Sequence[Post]
    windows: Sequence[Window]
    gaps: Sequence[Gap]

    def title(self, post: str) -> str:
        """What the post is called."""
        return next(each.title for each in self.posts if each.id == post)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    caller: Caller | Machine
    org: Organisation
    zone: ZoneInfo
    name: Callable[[str], str]

    def who(self, person: PersonId) -> Who:
        return Who(id=person, name=self.name(person), handle=handle(person, self.org), basis="")

    def title(self, post: str) -> str:
        return said(self.org.posts[post].title, self.caller.lang) or post

    @property
    def today(self) -> date:
        return self.caller.at.astimezone(self.zone).date()


# --- reading --------------------------------------------------------------------------------------


async def page(backend: Backend, caller: Caller, post: str = "", first: date | None = None) -> Rosters:
    """The rosters of all posts that have one, or of this post. Raises `NotHere` for a post that is none."""
    desk = await _desk(backend, caller)
    if post and post not in desk.org.posts:
        raise NotHere
    start = min(max(first or desk.today, desk.today), desk.today + FURTHEST)
    posts = (post,) if post else rostered(desk.org, backend.governed.pack_at(caller.at).plans.values())
    kept = [(each, desk.title(each)) for each in desk.org.posts if keeps(backend, caller, each)]
    before, after = start - DAYS * DAY, start + DAYS * DAY
    return Rosters(
        first=start,
        rosters=[_roster(desk, each, start, frozenset(id_ for id_, _ in kept)) for each in posts],
        keeps=kept,
        earlier=max(before, desk.today) if start > desk.today else None,
        later=after if after <= desk.today + FURTHEST else None,
    )


async def window(backend: Backend, caller: Caller, duty: str) -> Window:
    """One window of now or of later. Raises `NotHere`."""
    desk = await _desk(backend, caller)
    found = next((each for each in desk.org.shifts if each.id == duty), None)
    if found is None or found.post not in desk.org.posts:
        raise NotHere
    return _window(desk, found, keeps_it=keeps(backend, caller, found.post))


async def stretch(backend: Backend, caller: Caller | Machine, post: str, start: datetime, until: datetime) -> Stretch:
    """Of this post, or of all that have a roster. Raises `NotHere`; `Refused` for a time that ends before it begins, or is too long."""
    desk = await _desk(backend, caller)
    if post and post not in desk.org.posts:
        raise NotHere
    if not start < until <= start + FURTHEST:
        raise Refused("house:form", "wrong_type", field="until", wanted=f"start < until <= start + {FURTHEST.days} d")
    posts = (post,) if post else rostered(desk.org, backend.governed.pack_at(caller.at).plans.values())
    found = [_post(desk, each, keeps_it=keeps(backend, caller, each)) for each in posts]
    windows = [_window(desk, each, keeps_it=one.keeps) for one in found for each in shifts(desk.org, one.id, start, until)]
    missing = [each for one in found for each in gaps(desk.org, one.id, start, until)]
    return Stretch(posts=found, windows=windows, gaps=missing)


def whole_id(backend: Backend, begun: str) -> str:
    """The window whose id begins so, whenever it was. Raises `NotHere` where there is none, or more than one."""
    found = [each for each in backend.governed.state.duties if each.startswith(begun)]
    if len(found) != 1:
        raise NotHere
    return found[0]


async def feed(backend: Backend, caller: Caller | Machine, post: str) -> bytes:
    """The post's roster as a calendar that programs subscribe to. Raises `NotHere`."""
    desk = await _desk(backend, caller)
    if post not in desk.org.posts:
        raise NotHere
    windows = shifts(desk.org, post, caller.at, caller.at + FURTHEST)
    entries = [ical.Entry(shift=each, name=desk.name(each.person), handle=handle(each.person, desk.org)) for each in windows]
    return ical.write(post, desk.title(post), entries, caller.at)


def keeps(backend: Backend, caller: Caller | Machine, post: str) -> bool:
    """Whether the caller keeps the post's roster: by the post, from above it, or as the pack's fallback."""
    fallback = backend.governed.pack_at(caller.at).settings.fallback
    held = (each.person for each in holders(caller.organisation, fallback, {}, caller.at))
    return caller.id in keepers(caller.organisation, post, caller.at) or caller.id in held


# --- changing -------------------------------------------------------------------------------------


async def assign(backend: Backend, caller: Caller, post: str, person: str, start: datetime, end: datetime, *, key: str = "") -> Outcome:
    """Put somebody on duty, by handle or id. `made` is the window's id. Raises `Refused`."""
    content = {"post": post, "person": person, "start": start.isoformat(), "end": end.isoformat()}
    return await govern(backend, caller, "assign_duty", content, key=key)


async def swap(backend: Backend, caller: Caller, duty: str, to: str, reason: str, *, key: str = "") -> Outcome:
    """Give what is left of a window to somebody else. Raises `Refused`."""
    return await govern(backend, caller, "swap_duty", {"duty": duty, "to": to, "reason": reason}, key=key)


async def change(
    backend: Backend,
    caller: Caller,
    duty: str,
    reason: str,
    *,
    person: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
    key: str = "",
) -> Outcome:
    """Another time, or another person, for a window; what is left out stays. Raises `Refused`."""
    given = {"person": person, "start": start.isoformat() if start else "", "end": end.isoformat() if end else ""}
    content = {"duty": duty, "reason": reason, **{name: value for name, value in given.items() if value}}
    return await govern(backend, caller, "change_duty", content, key=key)


async def withdraw(backend: Backend, caller: Caller, duty: str, reason: str, *, key: str = "") -> Outcome:
    """End a window, or take back one that has not begun. Raises `Refused`."""
    return await govern(backend, caller, "withdraw_duty", {"duty": duty, "reason": reason}, key=key)


# --- inside ---------------------------------------------------------------------------------------


async def _desk(backend: Backend, caller: Caller | Machine) -> _Desk:
    zone = ZoneInfo(backend.governed.calendar(caller.at).zone)
    name = await backend.names.of(caller.organisation, backend.keyring, caller.lang)
    return _Desk(caller=caller, org=caller.organisation, zone=zone, name=name)


def _roster(desk: _Desk, post: str, first: date, kept: frozenset[str]) -> Roster:
    start, until = max(_midnight(desk, first), desk.caller.at), _midnight(desk, first + DAYS * DAY)
    windows, missing = shifts(desk.org, post, start, until), gaps(desk.org, post, start, until)
    here = _post(desk, post, keeps_it=post in kept)
    return Roster(
        id=post,
        title=here.title,
        now=here.now,
        up=here.up,
        gaps=len(missing),
        days=[_day(desk, first + n * DAY, (*windows, *missing), first, post in kept) for n in range(DAYS)],
    )


def _post(desk: _Desk, post: str, *, keeps_it: bool) -> Post:
    now = holders(desk.org, Role(kind="duty", of=post), {}, desk.caller.at)
    return Post(
        id=post,
        title=desk.title(post),
        now=[(desk.who(each.person), _until(desk, each, post)) for each in now],
        up=[] if now else [desk.who(each.person) for each in _up(desk, post)],
        keeps=keeps_it,
    )


def _window(desk: _Desk, found: Shift, *, keeps_it: bool) -> Window:
    return Window(
        id=found.id,
        post=found.post,
        title=desk.title(found.post),
        who=desk.who(found.person),
        start=found.start,
        end=found.end,
        uid=found.uid,
        running=found.start <= desk.caller.at < found.end,
        swaps=keeps_it or found.person == desk.caller.id,
        keeps=keeps_it,
    )


def _up(desk: _Desk, post: str) -> tuple[Holder, ...]:
    """The nearest rung above that somebody holds."""
    rungs = (holders(desk.org, Role(kind="duty", of=post), {}, desk.caller.at, rung) for rung in range(1, len(desk.org.posts) + 2))
    return next((found for found in rungs if found), ())


def _until(desk: _Desk, holder: Holder, post: str) -> datetime:
    """The end of the window by which they are on duty; of a stand-in that of whom they stand in for."""
    person = holder.stands_in_for or holder.person
    at = desk.caller.at
    return max(each.end for each in shifts(desk.org, post, at, at + timedelta(microseconds=1)) if each.person == person)


def _day(desk: _Desk, day: date, lines: Iterable[Shift | Gap], first: date, keeps_it: bool) -> Day:  # noqa: FBT001
    begin, end = _midnight(desk, day), _midnight(desk, day + DAY)
    here = [each for each in lines if begin <= max(each.start, _midnight(desk, first)) < end]
    ordered = sorted(here, key=lambda each: (each.start, each.end, isinstance(each, Gap)))
    touching = [each for each in lines if isinstance(each, Shift) and each.start < end and begin < each.end]
    return Day(
        date=day,
        shown=day_shown(day, desk.today, desk.caller.lang),
        lines=[_line(desk, each, day, keeps_it=keeps_it) for each in ordered],
        covered=[_part(max(each.start, begin), min(each.end, end), begin, end) for each in touching],
    )


def _line(desk: _Desk, line: Shift | Gap, day: date, *, keeps_it: bool) -> Line:
    shown = f"{_hour(desk, line.start, day)} – {_hour(desk, line.end, day)}"
    running = line.start <= desk.caller.at < line.end
    if isinstance(line, Gap):
        return Line(id="", shown=shown, who=None, running=running, mine=keeps_it)
    mine = keeps_it or line.person == desk.caller.id
    return Line(id=line.id, shown=shown, who=desk.who(line.person), running=running, mine=mine)


def _hour(desk: _Desk, at: datetime, day: date) -> str:
    """The hour alone on that day, 24:00 at its end; else with its own day."""
    local = at.astimezone(desk.zone)
    if local == _midnight(desk, day + DAY):
        return "24:00"
    hour = f"{local:%H:%M}"
    return hour if local.date() == day else f"{day_shown(local.date(), desk.today, desk.caller.lang)} {hour}"


def _part(start: datetime, end: datetime, begin: datetime, whole_end: datetime) -> tuple[float, float]:
    whole = (whole_end - begin) / 100
    return round((start - begin) / whole, 2), round((end - start) / whole, 2)


def _midnight(desk: _Desk, day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=desk.zone)
