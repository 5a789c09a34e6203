"""Telling the pack's fallback that clocks were due and nothing happened: one notice for what one look found, never twice."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import structlog

from activities.governed import Governed
from activities.letters import Line, lines_of, said
from activities.post import Post
from activities.singly import tell_one
from domain import calendar
from domain.kernel import PersonId, Refused
from domain.organisation import Organisation, holders
from domain.policy import Role
from views.alarms import Untold

ABOUT: Final = "late_clocks"
PAGE: Final = "/operations"
"""The console's page of what the watchdog found."""
RUNGS: Final = 12

_say = structlog.get_logger(__name__)


class Alarming:
    """Tells whoever the pack falls back on. Nothing of a case stands in the notice: how many, and since when."""

    def __init__(self, governed: Governed, post: Post) -> None:
        self._governed = governed
        self._post = post

    async def tell(self, untold: Untold, now: datetime) -> bool:
        """Whether all were told, or never can be; otherwise it is to be tried again. Nothing is said of what has run out meanwhile."""
        await self._governed.refresh()
        try:
            organisation, settings = self._governed.organisation(now), self._governed.pack_at(now).settings
        except Refused:  # nothing is adopted, so nothing can be due
            return True
        people = reachable(organisation, settings.fallback, now)
        if not people:
            _say.error("nobody can be told of late clocks", late=untold.late)
            return True
        lines = {person: self._line(untold, organisation.people[person].language, now) if untold.late else None for person in people}
        return all([await tell_one(self._post, untold.notice, person, line, about=ABOUT) for person, line in lines.items()])

    def _line(self, untold: Untold, language: str, now: datetime) -> Line:
        due = calendar.shown(self._governed.calendar(now), untold.earliest)
        body = lines_of((said("late_clocks_why", language, count=untold.late, due=due), self._post.link(PAGE)))
        return Line(text=said("late_clocks", language, count=untold.late), body=body)


def reachable(organisation: Organisation, role: Role, now: datetime) -> tuple[PersonId, ...]:
    """Who holds the role now or stands in for them, or the next ones above; each once."""
    rungs = (holders(organisation, role, {}, now, rung) for rung in range(RUNGS))
    return tuple(dict.fromkeys(holder.person for holder in next((found for found in rungs if found), ())))
