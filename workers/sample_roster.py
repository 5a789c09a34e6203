"""The sample organisation's duty rosters: at each start of a stack for trying, the next 14 days and nights, so that somebody is on duty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from activities.ask_governance import wish
from activities.govern import Governor
from activities.governed import Governed
from domain.governance import keepers
from domain.organisation import Organisation
from domain.shapes import plain
from eventlog.keyring import PostgresKeyring
from eventlog.postgres import PostgresLog
from packs import read
from packs.read import find
from workers.cli.adopt import USUAL
from workers.door_key import own_key
from workers.settings import Settings

DAYS: Final = 14
BY_TURNS: Final[Mapping[str, tuple[str, ...]]] = {
    "it-director": ("cao", "yan", "hua", "jin"),
    "legal": ("shen", "ding"),
    "customer-information": ("xie", "zou", "yu"),
}
"""Who takes turns, by handle; each takes a day or a night."""
OURS: Final = "sample/"
"""How the ids of these turns begin."""
CHANGE: Final = (time(8), time(20))
"""When one comes and the other goes, in the organisation's zone."""


async def keep_roster(settings: Settings) -> int:
    """Put the sample people on duty where nobody was for that turn yet; of how many turns. 0 where another organisation is in force.

    A turn is known by its id, as those of a calendar are: what somebody swapped or withdrew since stays as it is. A post whose roster
    was read from another calendar is left to that one.
    """
    log = await PostgresLog.connect(settings.database, pool_size=1)
    try:
        governed, now = Governed(log), datetime.now(UTC)
        await governed.refresh()
        if not governed.version or not _is_sample(governed.organisation(now)):
            return 0
        keyring = await PostgresKeyring.connect(settings.keys, pool_size=1)
        try:
            governor = Governor(log, governed, keyring, unsigned_allowed=settings.embedded)
            return sum([await _keep(settings, governor, governed, post) for post in BY_TURNS])
        finally:
            await keyring.close()
    finally:
        await log.close()


async def _keep(settings: Settings, governor: Governor, governed: Governed, post: str) -> int:
    now = datetime.now(UTC)
    org, zone = governed.organisation(now), ZoneInfo(governed.calendar(now).zone)
    known = {each.uid for each in governed.state.duties.values() if each.post == post and each.uid}
    if any(not uid.startswith(OURS) for uid in known):  # somebody keeps it by a calendar of their own
        return 0
    windows = [each for each in turns(org, post, now.astimezone(zone)) if each["uid"] not in known]
    content = {"post": post, "windows": windows}
    by = min(keepers(org, post, now))
    outcome = await governor.govern(wish(own_key(settings), governed, "import_duties", content, by=by, at=now))
    return len(outcome.made)


def turns(org: Organisation, post: str, now: datetime) -> Iterator[Mapping[str, Any]]:
    """Each day and night from the turn that runs now, as `import_duties` takes them. `now` in the organisation's zone."""
    people = {each.handle: each.id for each in org.people.values()}
    first = (now - timedelta(hours=CHANGE[0].hour)).date()
    for day in range(DAYS):
        date = first + timedelta(days=day)
        for night, begin in enumerate(CHANGE):
            start = datetime.combine(date, begin, tzinfo=now.tzinfo)
            end = datetime.combine(date + timedelta(days=night), CHANGE[1 - night], tzinfo=now.tzinfo)
            who = BY_TURNS[post][(date.toordinal() * 2 + night) % len(BY_TURNS[post])]
            if end > now:
                yield plain({"person": people[who], "start": start, "end": end, "uid": f"{OURS}{post}/{start:%Y%m%dT%H}"})


def _is_sample(org: Organisation) -> bool:
    """Whether everybody who takes turns is there, by the very ids that the sample gives them, and the posts too."""
    sample = read.organisation(read.load(find(USUAL["organisation"])))
    named = {handle for handles in BY_TURNS.values() for handle in handles}
    ids = {each.id for each in sample.people.values() if each.handle in named}
    return all(each in org.people and org.people[each].active for each in ids) and set(BY_TURNS) <= set(org.posts)
