"""Who is on duty, and when nobody is; changing it; as a calendar in and out."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from activities.roster_reading import Calendar
from console.api.http import READING, WRITING, Key, problems
from console.api.pack import governed
from console.callers import Calling, Reached, ReadingOrganisation
from console.desk import roster as desk
from console.desk import roster_calendar as calendars
from console.desk.cases import command_id
from console.desk.people import Who
from console.desk.roster_calendar import Otherwise
from console.shapes import roster as s
from console.shapes.common import Instant, PersonRef, Title
from console.shapes.rules import Governed
from domain.kernel import Refused

router = APIRouter(tags=["roster"])

MEDIA = "text/calendar"
CONTENT: dict[int | str, dict[str, Any]] = {200: {"description": "RFC 5545.", "content": {MEDIA: {"schema": {"type": "string"}}}}}
Post = Annotated[str, Path(max_length=100, description="Whose roster.", examples=["it-director"])]
Duty = Annotated[str, Path(max_length=100, pattern="^[0-9a-f-]+$", description="The window's id; the beginning is enough.")]


@router.get("/roster", responses=problems(*READING), summary="Who is on duty, and when nobody is")
async def roster(
    reached: Reached,
    caller: ReadingOrganisation,
    post: Annotated[str, Query(max_length=100, description="Of this post only; else of every post that has a roster.")] = "",
    start: Annotated[Instant | None, Query(description="From here; what is over by now is not told. Now, if it is left out.")] = None,
    until: Annotated[Instant | None, Query(description="Until here, at most 400 days later; 14 days later if it is left out.")] = None,
) -> s.Roster:
    """Windows and gaps of now and of later. Open to everybody who works here; reasons are not told."""
    begin = max(start or caller.at, caller.at)
    end = until or begin + timedelta(days=desk.DAYS)
    found = await desk.stretch(reached, caller, post, begin, end)
    return s.Roster(
        start=begin,
        until=end,
        posts=[
            s.OnDuty(post=_post(each), now=[_ref(who) for who, _ in each.now], up=[_ref(who) for who in each.up], keeps=each.keeps)
            for each in found.posts
        ],
        windows=[
            s.DutyWindow(
                id=each.id,
                post=Title(id=each.post, title=each.title),
                who=_ref(each.who),
                start=each.start,
                end=each.end,
                uid=each.uid,
                running=each.running,
                mine=each.swaps,
            )
            for each in found.windows
        ],
        gaps=[s.DutyGap(post=Title(id=each.post, title=found.title(each.post)), start=each.start, end=each.end) for each in found.gaps],
    )


# --- changing -------------------------------------------------------------------------------------


@router.post("/roster/windows", status_code=201, responses=problems(*WRITING), summary="Put somebody on duty")
async def assign(reached: Reached, caller: Calling, asked: s.Assigned, key: Key = "") -> Governed:
    """By whoever keeps the roster: the post's holder, who is above, the pack's fallback. `made` is the window's id."""
    command = str(command_id(caller, key))
    start = asked.start or caller.at
    return governed(await desk.assign(reached, caller, asked.post, asked.person, start, asked.end, key=command), command)


@router.post("/roster/windows/{duty}/change", responses=problems(*WRITING), summary="Change a window")
async def change(reached: Reached, caller: Calling, duty: Duty, asked: s.Changed, key: Key = "") -> Governed:
    """Its time, its person or both, by whoever keeps the roster. `made` is what there is instead."""
    command, named = str(command_id(caller, key)), desk.whole_id(reached, duty)
    outcome = await desk.change(reached, caller, named, asked.reason, person=asked.person, start=asked.start, end=asked.end, key=command)
    return governed(outcome, command)


@router.post("/roster/windows/{duty}/swap", responses=problems(*WRITING), summary="Give a window to somebody else")
async def swap(reached: Reached, caller: Calling, duty: Duty, asked: s.Swapped, key: Key = "") -> Governed:
    """What is left of it, by the one who has it or whoever keeps the roster. `made` is what there is instead."""
    command, named = str(command_id(caller, key)), desk.whole_id(reached, duty)
    return governed(await desk.swap(reached, caller, named, asked.to, asked.reason, key=command), command)


@router.post("/roster/windows/{duty}/withdraw", responses=problems(*WRITING), summary="Take somebody off duty")
async def withdraw(reached: Reached, caller: Calling, duty: Duty, asked: s.Withdrawn, key: Key = "") -> Governed:
    """End a window, or take back one that has not begun, by whoever keeps the roster."""
    command, named = str(command_id(caller, key)), desk.whole_id(reached, duty)
    return governed(await desk.withdraw(reached, caller, named, asked.reason, key=command), command)


# --- calendars ------------------------------------------------------------------------------------


@router.get(
    "/roster/{post}/calendar", responses={**problems(*READING), **CONTENT}, response_class=Response, summary="A roster as a calendar"
)
async def feed(reached: Reached, caller: ReadingOrganisation, post: Post) -> Response:
    """What is on the roster from now on. Read back, it says nothing new."""
    return Response(await desk.feed(reached, caller, post), media_type=f"{MEDIA}; charset=utf-8")


@router.post("/roster/{post}/calendar/preview", responses=problems(*WRITING), summary="What would reading a calendar change?")
async def preview(reached: Reached, caller: Calling, post: Post, asked: s.CalendarSent) -> s.RosterPreview:
    """By the same rules that do it. Nothing is recorded."""
    found = await calendars.preview(reached, caller, _calendar(post, asked))
    return s.RosterPreview(windows=found.windows, nothing=found.nothing, shown=found.shown, changes=[_change(each) for each in found.lines])


@router.post("/roster/{post}/calendar", responses=problems(*WRITING), summary="Read a calendar into a roster")
async def read_in(reached: Reached, caller: Calling, post: Post, asked: s.CalendarSent, key: Key = "") -> Governed:
    """All of it or nothing, as one command, by whoever keeps the roster. To send the same again on another day, say `start`."""
    command = str(command_id(caller, key))
    try:
        outcome = await calendars.read_in(reached, caller, _calendar(post, asked), shown=asked.shown, key=command)
    except Otherwise:
        raise Refused("house:what-was-shown", "shown_has_changed", field="shown") from None
    return governed(outcome, command)


def _calendar(post: str, asked: s.CalendarSent) -> Calendar:
    return Calendar(post=post, content=asked.calendar.encode(), start=asked.start, days=asked.days, keep=asked.keep)


def _change(line: calendars.Line) -> s.RosterChange:
    was = [s.DutySpan(who=_ref(who), start=start, end=end) for who, start, end in line.was]
    return s.RosterChange(change=line.change, who=_ref(line.who), start=line.start, end=line.end, was=was)


def _post(each: desk.Post) -> Title:
    return Title(id=each.id, title=each.title)


def _ref(who: Who) -> PersonRef:
    return PersonRef(id=who.id, handle=who.handle, name=who.name)
