"""Duty rosters as the API tells them, and what changes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from console.shapes.cases import Word
from console.shapes.common import AT, DUE, PERSON, Instant, PersonRef, Said, Sent, Title, asked, example
from domain.roster import FURTHEST

_POST = {"id": "it-director", "title": "IT director"}
_ID = "6f1c1c0e-6d0e-4b43-9d3f-2f7f6ac0b0b1"
_CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:ours\r\nEND:VCALENDAR\r\n"
Reason = Annotated[str, Field(max_length=4000, description="Why; sealed under the key of whoever asks.")]


class DutyWindow(Said):
    """Somebody on duty from `start` (in) until `end` (out). `uid`: what the calendar that it was read from calls it.

    `running`: it counts now; `mine`: the caller may change it or give it away.
    """

    model_config = example(id=_ID, post=_POST, who=PERSON, start=AT, end=DUE, uid="", running=True, mine=False)

    id: str
    post: Title
    who: PersonRef
    start: Instant
    end: Instant
    uid: str
    running: bool
    mine: bool


class DutyGap(Said):
    """From `start` (in) until `end` (out) nobody is on duty."""

    model_config = example(post=_POST, start=AT, end=DUE)

    post: Title
    start: Instant
    end: Instant


class OnDuty(Said):
    """Who has a post's matters at this moment: `now` is on duty; while nobody is, `up` gets them."""

    model_config = example(post=_POST, now=[PERSON], up=[], keeps=False)

    post: Title
    now: list[PersonRef]
    up: list[PersonRef]
    keeps: bool = Field(description="Whether the caller keeps this roster.")


class Roster(Said):
    """Windows and gaps from `start` until `until`, the earliest first: together they make up the whole."""

    start: Instant
    until: Instant
    posts: list[OnDuty]
    windows: list[DutyWindow]
    gaps: list[DutyGap]


class Assigned(Sent):
    """From `start` (in; now if it is left out) until `end` (out) `person` is on duty for the post."""

    model_config = asked(post="it-director", person="cao", start="2026-11-30T20:00:00+08:00", end="2026-12-01T08:00:00+08:00")

    post: Word
    person: Word
    start: Instant | None = None
    end: Instant


class Changed(Sent):
    """Another time or another person; what is left out stays."""

    model_config = asked(end="2026-12-01T12:00:00+08:00", reason="the handover takes longer")

    person: Word = ""
    start: Instant | None = None
    end: Instant | None = None
    reason: Reason


class Swapped(Sent):
    """Who is on duty instead for what is left of it."""

    model_config = asked(to="yan", reason="at the dentist's")

    to: Word
    reason: Reason


class Withdrawn(Sent):
    """Why nobody has it any more."""

    model_config = asked(reason="not needed")

    reason: Reason


class CalendarSent(Sent):
    """An iCalendar file: one event is one window. It is read from `start` (today, if it is left out) for so many days, whole or not at all.

    What calendars had brought for that time and this one does not have is withdrawn unless it has begun, or `keep` says to leave it.
    `shown`: what the preview said it would do; if it is something else by now, nothing is done.
    """

    model_config = asked(calendar=_CALENDAR, days=90)

    calendar: str
    start: Instant | None = None
    days: int = Field(default=90, ge=1, le=FURTHEST.days)
    keep: bool = False
    shown: Word = ""


class DutySpan(Said):
    """Whose it was, from when until when."""

    model_config = example(who=PERSON, start=AT, end=DUE)

    who: PersonRef
    start: Instant
    end: Instant


class RosterChange(DutySpan):
    """What reading a calendar does to one window. `stays`: gone from the calendar, but it has begun; `was`: what stood there before."""

    model_config = example(change="added", who=PERSON, start=AT, end=DUE, was=[])

    change: Literal["added", "changed", "withdrawn", "stays"]
    was: list[DutySpan]


class RosterPreview(Said):
    """What reading the calendar would change, in order of time; `windows`: how many were read."""

    model_config = example(
        windows=1,
        nothing=False,
        shown="9f86d081884c7d659a2feaa0c55ad015",
        changes=[{"change": "added", "who": PERSON, "start": AT, "end": DUE, "was": []}],
    )

    windows: int
    nothing: bool
    shown: str
    changes: list[RosterChange]
