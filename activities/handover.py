"""The turn of a duty (house:duty-roster): whoever comes on hears once what waits, whoever goes off to whom it went.

An incident is told of at any hour, everything else in the hours of notices. A window tells nobody twice, also after a restart: what
was told is known by the notice's key, which follows from the window. What is asked from then on has notices of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid5

from activities.governed import Governed
from activities.letters import Line, lines_of, said
from activities.post import Post
from activities.singly import tell_one
from domain import calendar
from domain.governance import Duty
from domain.kernel import BYLAW, Holder, PersonId, Refused, kind_of
from domain.organisation import Organisation, Shift, holders, on_duty
from domain.policy import Role
from domain.roster import by_duty
from views.reader import Reader, Task

ABOUT: Final = "roster_handover"
RULE: Final = "house:duty-roster"
AT_ANY_HOUR: Final = "incident"
MOST: Final = 200
"""Tasks of one person that are looked at."""
WRITTEN: Final = 20
"""Cases that one message writes out."""
SETTLES: Final = timedelta(minutes=5)
"""So long after a turn it is looked at again where nothing waited: lists may be behind the log."""
BACK: Final = timedelta(days=1)
"""So long after it whoever went off duty still hears of it."""
BEFORE: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """One end of a window, by the name from which its notices' keys follow; `to`: who goes off is told that it went to them."""

    name: str
    post: str
    at: datetime
    to: tuple[PersonId, ...] = ()


class Handover:
    """Tells them."""

    def __init__(self, reader: Reader, governed: Governed, post: Post) -> None:
        self._reader = reader
        self._governed = governed
        self._post = post
        self._ended: set[tuple[str, str]] = set()
        """Turns of which nothing is to be told any more: spares looking, and nothing else."""

    async def tell(self, now: datetime) -> None:
        """Tell everybody concerned who was not told. What cannot be sent now is tried the next time."""
        await self._governed.refresh()
        try:
            organisation = self._governed.organisation(now)
        except Refused:  # nothing is adopted yet
            return
        for window in organisation.shifts:
            if window.start <= now and not self._over("on", window.id):
                self._end("on", window.id, await self._comes(window, now))
        for duty in tuple(self._governed.state.duties.values()):
            if duty.start < _end(duty) <= now < _end(duty) + BACK and not self._over("off", duty.id):
                self._end("off", duty.id, await self._goes(duty, now))

    def _over(self, way: str, window: str) -> bool:
        return (way, window) in self._ended

    def _end(self, way: str, window: str, ended: bool) -> None:  # noqa: FBT001
        if ended:
            self._ended.add((way, window))

    # --- who comes, who goes ----------------------------------------------------------------------

    async def _comes(self, window: Shift, now: datetime) -> bool:
        """Whether it is over. Whoever was on duty the moment before goes on: nothing is handed over."""
        if window.person in self._people(window.post, window.start - BEFORE):
            return True
        role, org = Role(kind="duty", of=window.post), self._governed.organisation(now)
        coming = [each.person for each in holders(org, role, {}, now) if window.person in (each.person, each.stands_in_for)]
        over = True
        for person in dict.fromkeys(coming):
            waiting = await self._waiting([person], window.post, window.start, now)
            turn = _Turn(name=f"duty/{window.id}/on", post=window.post, at=window.start)
            over &= await self._told(turn, person, waiting, now)
        return over

    async def _goes(self, duty: Duty, now: datetime) -> bool:
        """The same of whoever went off duty. With nobody after them it went up the ladder, which tells by itself."""
        end = _end(duty)
        after = self._people(duty.post, end)
        if not after or duty.person in after:
            return True
        waiting = await self._waiting(after, duty.post, end, now)
        turn = _Turn(name=f"duty/{duty.id}/off", post=duty.post, at=end, to=tuple(after))
        return await self._told(turn, duty.person, waiting, now)

    def _people(self, post: str, at: datetime) -> Collection[PersonId]:
        """Who was on duty then, as far as it was known then."""
        try:
            found: Sequence[Holder] = on_duty(self._governed.organisation(at), post, at)
        except Refused:  # before anything was adopted
            found = ()
        return dict.fromkeys(each.person for each in found)

    async def _waiting(self, people: Iterable[PersonId], post: str, since: datetime, now: datetime) -> Sequence[Task]:
        """What is asked of whoever is on duty and was open before this instant, soonest first."""
        found = [task for person in people for task in await self._reader.inbox(person, now, limit=MOST)]
        known = {task.key: task for task in found if by_duty(task.basis, post) and task.since < since}
        return [known[key] for key in sorted(known)]

    # --- telling ----------------------------------------------------------------------------------

    async def _told(self, turn: _Turn, person: PersonId, waiting: Sequence[Task], now: datetime) -> bool:
        """Whether it is over for this person: told, never to be told, or nothing waited and nothing more comes."""
        org = self._governed.organisation(now)
        if person not in org.people:
            return True
        if not waiting:
            return now >= turn.at + SETTLES
        if not self._may_leave(waiting, now):
            return False
        line = self._line(turn, org, waiting, org.people[person].language, now)
        return await tell_one(self._post, uuid5(BYLAW, turn.name), person, line, about=ABOUT, clause=RULE)

    def _may_leave(self, waiting: Iterable[Task], now: datetime) -> bool:
        settings, days = self._governed.pack_at(now).settings, self._governed.calendar(now)
        if any(kind_of(task.case) == AT_ANY_HOUR for task in waiting):
            return True
        return settings.notices_leave(days, now)

    def _line(self, turn: _Turn, org: Organisation, waiting: Sequence[Task], language: str, now: datetime) -> Line:
        days, first, by_case = self._governed.calendar(now), waiting[0].due_at, _by_case(waiting)
        shown = calendar.shown(days, first) if first else ""
        values = {
            "post": org.posts[turn.post].title.get(language, turn.post),
            "count": f"{len(waiting)}{'+' if len(waiting) >= MOST else ''}",
            "people": ("、" if language == "zh" else ", ").join(org.people[each].handle for each in turn.to if each in org.people),
        }
        cases = [
            lines_of((said("roster_turn_case", language, case=number, count=len(theirs)), self._post.link(f"/cases/{number}")))
            for number, theirs in list(by_case.items())[:WRITTEN]
        ]
        parts = (
            said("roster_turn_first", language, due=shown) if shown else "",
            *cases,
            said("more", language, count=len(by_case) - WRITTEN) if len(by_case) > WRITTEN else "",
            said("clause", language, clause=RULE),
            self._post.link("/roster" if turn.to else "/"),
        )
        key = "roster_handed_over" if turn.to else "roster_taken_over"
        return Line(text=said(key, language, **values), clause=RULE, due=first, due_shown=shown, body=lines_of(parts))


def _by_case(waiting: Iterable[Task]) -> Mapping[str, Sequence[Task]]:
    found: dict[str, list[Task]] = {}
    for task in waiting:
        found.setdefault(task.number, []).append(task)
    return found


def _end(duty: Duty) -> datetime:
    """When it ended: by itself, or earlier because it was given away or withdrawn."""
    return min(duty.end, duty.ended or duty.end)
