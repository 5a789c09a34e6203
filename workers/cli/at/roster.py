"""``bylaw roster``, at an address."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from console.shapes import roster as s
from console.shapes.rules import Governed
from domain.kernel import PersonId, Refused
from domain.organisation import Shift
from domain.roster import Gap
from workers.cli import roster_lines as lines
from workers.cli.at import DONE, WRONG_USE, There, Work, WrongUse, carry_out
from workers.cli.governing import instant


def run(way: str, asked: argparse.Namespace) -> int:
    """One of the ways, by its name on the command line."""
    return carry_out(WAYS[way], asked)


async def show(there: There, asked: argparse.Namespace) -> int:
    """Windows and gaps of each post, in order of time."""
    found = await there.bylaw.roster(asked.post, until=there.at + timedelta(days=asked.days))
    zone = ZoneInfo(there.me.zone)
    theirs = {each.post.id: _lines(found, each.post.id, zone) for each in found.posts}
    if asked.json:
        print(json.dumps([lines.facts(each) for each in chain(*theirs.values())], indent=2))
        return DONE
    names = {each.who.id: there.name(each.who) for each in found.windows}
    for each in found.posts:
        title = f"{each.post.title} ({each.post.id})"
        print("\n".join(lines.roster(title, theirs[each.post.id], lambda person: names[person], zone, there.lang)))
    if not found.posts:
        print(lines.SAID["no_roster"][there.lang])
    return DONE


def _lines(found: s.Roster, post: str, zone: ZoneInfo) -> list[Shift | Gap]:
    windows = [
        Shift(id=each.id, post=post, person=PersonId(each.who.id), start=_in(each.start, zone), end=_in(each.end, zone), uid=each.uid)
        for each in found.windows
        if each.post.id == post
    ]
    missing = [Gap(post=post, start=_in(each.start, zone), end=_in(each.end, zone)) for each in found.gaps if each.post.id == post]
    return sorted([*windows, *missing], key=lambda each: each.start)


def _in(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone)


# --- changing -------------------------------------------------------------------------------------


async def assign(there: There, asked: argparse.Namespace) -> int:
    """Put somebody on duty."""
    wanted = s.Assigned(post=asked.post, person=asked.on_duty, start=_instant(there, asked.start), end=_instant(there, asked.end))
    return _tell(await there.bylaw.assign_duty(wanted), there.lang, "assigned")


async def change(there: There, asked: argparse.Namespace) -> int:
    """Another time, or another person, for a window."""
    start, end = [_instant(there, text) if text else None for text in (asked.start, asked.end)]
    wanted = s.Changed(person=asked.to, start=start, end=end, reason=asked.reason)
    return _tell(await there.bylaw.change_duty(asked.duty, wanted), there.lang, "changed")


async def swap(there: There, asked: argparse.Namespace) -> int:
    """Give a window to somebody else."""
    return _tell(await there.bylaw.swap_duty(asked.duty, asked.to, asked.reason), there.lang, "swapped")


async def withdraw(there: There, asked: argparse.Namespace) -> int:
    """End a window."""
    return _tell(await there.bylaw.withdraw_duty(asked.duty, asked.reason), there.lang, "withdrawn")


# --- calendars ------------------------------------------------------------------------------------


async def take_in(there: There, asked: argparse.Namespace) -> int:
    """Show what a calendar would change; with ``--yes`` do what was shown."""
    try:
        text = Path(asked.file).read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        print(f"bylaw roster import: {asked.file}: {error.strerror}", file=sys.stderr)
        return WRONG_USE
    start = _instant(there, asked.start) if asked.start else None
    sent = s.CalendarSent(calendar=text, start=start, days=asked.days, keep=asked.keep)
    found = await there.bylaw.preview_calendar(asked.post, sent)
    for each in found.changes:
        was = [_span(there, one) for one in each.was]
        print(lines.change(each.change, _span(there, each), was, ZoneInfo(there.me.zone), there.lang))
    if found.nothing or not asked.yes:
        key = "not_yet" if not found.nothing else "so_already" if found.windows else "nothing"
        print(lines.SAID[key][there.lang])
        return DONE
    done = await there.bylaw.read_calendar(asked.post, sent.model_copy(update={"shown": found.shown}))
    return _tell(done, there.lang, "read")


async def give_out(there: There, asked: argparse.Namespace) -> int:
    """Write what is on the roster, from now on."""
    async with there.bylaw.calendar(asked.post) as pieces:
        content = b"".join([piece async for piece in pieces])
    if asked.to == "-":
        sys.stdout.write(content.decode())
        return DONE
    Path(asked.to).write_bytes(content)
    print(f"{lines.SAID['written'][there.lang]} {content.count(b'BEGIN:VEVENT')}")
    return DONE


def _span(there: There, each: s.DutySpan) -> lines.Span:
    return lines.Span(who=there.name(each.who), start=each.start, end=each.end)


def _instant(there: There, text: str) -> datetime:
    try:
        return instant(text, there.me.zone)
    except Refused as no:
        raise WrongUse(f"{no.field} is no instant: ISO 8601, or now") from no


def _tell(outcome: Governed, lang: str, done: str) -> int:
    if outcome.outcome == "moot":
        print(lines.SAID["so_already"][lang])
    else:
        print("\n".join(f"{lines.SAID[done][lang]} {name}" for name in outcome.made))
    return DONE


WAYS: Mapping[str, Work] = {
    "show": show,
    "assign": assign,
    "change": change,
    "swap": swap,
    "withdraw": withdraw,
    "import": take_in,
    "export": give_out,
}
