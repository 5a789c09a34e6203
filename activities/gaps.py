"""Gaps in duty rosters, told beforehand: once a day to whoever keeps the roster and to the pack's fallback, never twice a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import uuid5

import structlog

from activities.alarming import reachable
from activities.governed import Governed
from activities.letters import Line, lines_of, said
from activities.post import Post
from activities.singly import tell_one
from domain import calendar
from domain.calendar import Calendar
from domain.kernel import BYLAW, PersonId, Refused
from domain.organisation import Organisation
from domain.policy import Pack, Role
from domain.roster import Gap, asked_for, gaps

ABOUT: Final = "roster_gaps"
RULE: Final = "house:duty-roster"
PAGE: Final = "/roster"
AHEAD: Final = timedelta(days=7)
MOST: Final = 20
"""Gaps that one message writes out."""

_say = structlog.get_logger(__name__)


class Gaps:
    """Tells them of the posts for which some plan asks whoever is on duty."""

    def __init__(self, governed: Governed, post: Post) -> None:
        self._governed = governed
        self._post = post
        self._told: date | None = None

    async def tell(self, now: datetime) -> None:
        """Tell everybody concerned who was not told today. What cannot be sent now is tried the next time."""
        await self._governed.refresh()
        try:
            org, pack, days = self._governed.organisation(now), self._governed.pack_at(now), self._governed.calendar(now)
        except Refused:  # nothing is adopted yet
            return
        today = calendar.local_day(days, now)
        if today == self._told or not pack.settings.notices_leave(days, now):
            return
        found = concerned(org, pack, now)
        event = uuid5(BYLAW, f"gaps/{today}")
        lines = {person: self._line(org, days, theirs, person) for person, theirs in found.items()}
        told = [await tell_one(self._post, event, person, line, about=ABOUT, clause=RULE) for person, line in lines.items()]
        self._told = today if all(told) else None  # who was told is known by the notice's key, also after a restart

    def _line(self, org: Organisation, days: Calendar, theirs: Sequence[Gap], person: PersonId) -> Line:
        language = org.people[person].language
        shown = [
            said(
                "roster_gap",
                language,
                post=org.posts[each.post].title.get(language, each.post),
                start=calendar.shown(days, each.start),
                until=calendar.shown(days, each.end),
            )
            for each in theirs[:MOST]
        ]
        body = lines_of((*shown, said("roster_gaps_why", language), self._post.link(PAGE)))
        return Line(text=said("roster_gaps", language, count=len(theirs)), clause="house:duty-roster", body=body)


def concerned(org: Organisation, pack: Pack, now: datetime) -> Mapping[PersonId, Sequence[Gap]]:
    """Who is told of which gaps of the next days: of each post its holder, or the next one above, and the pack's fallback."""
    found: dict[PersonId, list[Gap]] = {}
    for post in asked_for(org, pack.plans.values()):
        missing = gaps(org, post, now, now + AHEAD)
        keepers = (*reachable(org, Role(kind="post", of=post), now), *reachable(org, pack.settings.fallback, now))
        for person in dict.fromkeys(keepers) if missing else ():
            found.setdefault(person, []).extend(missing)
    return found
