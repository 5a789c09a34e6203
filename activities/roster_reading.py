"""A calendar on its way to a post's roster: read for a time, compared with what stands there, and put as one command."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from activities import ical
from activities.governed import Governed
from domain import governance
from domain.governance import Compared, ImportDuties
from domain.kernel import Refused
from domain.shapes import canonical, plain

RULE: Final = "house:duty-roster"
USUAL_DAYS: Final = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What somebody hands in. It is read from `start` (None: from today on) for so many days; what is over by now is no matter.

    `keep`: what is gone from it stays on the roster; for who reads several calendars into one.
    """

    post: str
    content: bytes
    start: datetime | None = None
    days: int = USUAL_DAYS
    keep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read, as the command that takes it in, and what that changes. `shown` names what it changes, to the letter."""

    command: ImportDuties
    found: Compared

    @property
    def content(self) -> Mapping[str, Any]:
        """The command's content, as doors send it."""
        return {name: value for name, value in plain(self.command).items() if value is not None}

    @property
    def shown(self) -> str:
        """The same as long as the same would be done."""
        new = [[plain(window), [old.id for old in instead_of]] for window, instead_of in self.found.new]
        return hashlib.sha256(canonical([self.command.post, new, [each.id for each in self.found.withdrawn]])).hexdigest()[:32]


def reading(governed: Governed, calendar: Calendar, at: datetime) -> Reading:
    """Read it and compare it. Raises `ical.Unreadable` with each event that cannot be taken; `Refused` where there is no such post."""
    organisation = governed.organisation(at)
    if calendar.post not in organisation.posts:
        raise Refused(RULE, "no_such_post", field="post", post=calendar.post[:80])
    zone = ZoneInfo(governed.calendar(at).zone)
    start = calendar.start or datetime.combine(at.astimezone(zone).date(), time.min, tzinfo=zone)  # sent again, it says the same
    until = start + timedelta(days=calendar.days)
    windows = ical.read(calendar.content, organisation, zone, start, until)
    whole: dict[str, Any] = {} if calendar.keep else {"whole_from": start, "whole_until": until}
    command = ImportDuties(post=calendar.post, windows=windows, **whole)
    return Reading(command=command, found=governance.compared(governed.state, command, at))
