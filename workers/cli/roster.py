"""``bylaw roster``: who is on duty for a post, when nobody is, and changing it; as a calendar in and out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from activities.ical import Entry, Unreadable, write
from activities.roster_reading import Calendar, Reading, reading
from domain.governance import Duty, DutyWindow
from domain.kernel import PersonId, Refused
from domain.organisation import Shift
from domain.roster import FURTHEST, Gap, gaps, rostered, shifts
from workers.cli import address
from workers.cli import roster_lines as lines
from workers.cli.governing import ask, instant, tell
from workers.cli.reach import DONE, REFUSED, WRONG_USE, Reach, carry_out


def add_parsers(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "roster",
        help="who is on duty for a post; gaps; as a calendar in and out",
        description="A rung of a plan may be `on duty for POST`: whoever has a window that covers the instant is asked, and with nobody "
        "on duty the post's holder at once.",
        epilog="example: bylaw roster assign han --post it-director --from 2026-03-02T20:00 --until 2026-03-03T08:00 --as kong",
    )
    ways = parser.add_subparsers(metavar="WAY", required=True)
    _show(ways.add_parser("show", help="who is on duty, and gaps"))
    _assign(ways.add_parser("assign", help="put somebody on duty"))
    _withdraw(ways.add_parser("withdraw", help="end a window, or take back one that has not begun"))
    _change(ways.add_parser("change", help="another time, or another person, for a window"))
    _swap(ways.add_parser("swap", help="give what is left of a window to somebody else"))
    _import(ways.add_parser("import", help="read a calendar (.ics): one event is one window, recurring ones are expanded"))
    _export(ways.add_parser("export", help="write the roster as a calendar (.ics)"))


def _show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--post", default="", help="of this post only; else of every post that has a roster")
    parser.add_argument("--days", type=_days, default=14, metavar="N", help="how far ahead (default: 14)")
    parser.add_argument("--json", action="store_true", help="as JSON")
    address.add(parser, ones=True)
    _way(parser, "show", show)


def _assign(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("on_duty", metavar="PERSON", help="who is on duty")
    parser.add_argument("--post", required=True)
    parser.add_argument(
        "--from", dest="start", metavar="INSTANT", default="now", help="ISO 8601, in the organisation's zone (default: now)"
    )
    parser.add_argument("--until", dest="end", metavar="INSTANT", required=True, help="ISO 8601, in the organisation's zone")
    _by(parser, "assign", assign)


def _withdraw(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("duty", metavar="WINDOW", help="its id; the beginning is enough")
    parser.add_argument("--reason", default="", help="why; kept under your own key")
    _by(parser, "withdraw", withdraw)


def _change(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("duty", metavar="WINDOW", help="its id; the beginning is enough")
    parser.add_argument("--to", default="", metavar="PERSON", help="who is on duty instead")
    parser.add_argument("--from", dest="start", metavar="INSTANT", default="", help="ISO 8601, in the organisation's zone")
    parser.add_argument("--until", dest="end", metavar="INSTANT", default="", help="ISO 8601, in the organisation's zone")
    parser.add_argument("--reason", default="", help="why; kept under your own key")
    _by(parser, "change", change)


def _swap(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("duty", metavar="WINDOW", help="its id; the beginning is enough")
    parser.add_argument("--to", required=True, metavar="PERSON", help="who is on duty instead")
    parser.add_argument("--reason", default="", help="why; kept under your own key")
    _by(parser, "swap", swap)


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="an iCalendar file; whoever attends an event is on duty, else whose handle is its summary"
    )
    parser.add_argument("--post", required=True)
    parser.add_argument("--from", dest="start", metavar="INSTANT", default="", help="read for the time from here (default: today)")
    parser.add_argument("--days", type=_days, default=90, metavar="N", help=f"… for so many days (default: 90, at most {FURTHEST.days})")
    parser.add_argument(
        "--keep", action="store_true", help="leave windows that calendars brought for this time and this one does not have; else they end"
    )
    parser.add_argument("--yes", action="store_true", help="do it; without this it is only shown what would change")
    _by(parser, "import", take_in)


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--post", required=True)
    parser.add_argument("--to", required=True, metavar="FILE", help="where to; - is standard output")
    address.add(parser, ones=True)
    _way(parser, "export", give_out)


Way = Callable[[Reach, argparse.Namespace], Any]


def _by(parser: argparse.ArgumentParser, name: str, way: Way) -> None:
    parser.add_argument("--as", dest="by", metavar="PERSON", default="", help="who asks")
    address.add(parser)
    _way(parser, name, way, signed=True)


def _way(parser: argparse.ArgumentParser, name: str, way: Way, *, signed: bool = False) -> None:
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")

    def run(asked: argparse.Namespace) -> int:
        """0 done, 1 refused, 2 wrong use, 3 not reachable."""
        if address.told(asked):
            from workers.cli.at import roster as far  # late: a command that asks for itself needs no client

            return far.run(name, asked)
        if signed and not asked.by:
            return address.nobody(f"roster {name}")
        return carry_out(lambda reached: way(reached, asked), asked.lang)

    parser.set_defaults(run=run)


def _days(text: str) -> int:
    days = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= days <= FURTHEST.days:
        raise argparse.ArgumentTypeError(f"1 to {FURTHEST.days} days")
    return days


# --- looking ----------------------------------------------------------------------------------------


async def show(reached: Reach, asked: argparse.Namespace) -> int:
    """Windows and gaps of each post, in order of time."""
    org, until = reached.organisation, reached.at + timedelta(days=asked.days)
    posts = (_post(reached, asked.post),) if asked.post else rostered(org, reached.governed.pack_at(reached.at).plans.values())
    found = {post: _lines(reached, post, until) for post in posts}
    if asked.json:
        print(json.dumps([lines.facts(each) for each in chain(*found.values())], indent=2))
        return DONE
    name, zone = await reached.names(), ZoneInfo(reached.governed.calendar(reached.at).zone)
    for post, theirs in found.items():
        title = f"{org.posts[post].title.get(asked.lang, post)} ({post})"
        print("\n".join(lines.roster(title, theirs, lambda person: name(PersonId(person)), zone, asked.lang)))
    if not found:
        print(lines.SAID["no_roster"][asked.lang])
    return DONE


def _lines(reached: Reach, post: str, until: datetime) -> list[Shift | Gap]:
    org, at = reached.organisation, reached.at
    return sorted([*shifts(org, post, at, until), *gaps(org, post, at, until)], key=lambda each: each.start)


def _post(reached: Reach, post: str) -> str:
    """Refused when there is none of this name."""
    if post not in reached.organisation.posts:
        raise Refused("house:duty-roster", "no_such_post", field="post", post=post[:80])
    return post


# --- changing ---------------------------------------------------------------------------------------


async def assign(reached: Reach, asked: argparse.Namespace) -> int:
    """Put somebody on duty."""
    zone = reached.governed.calendar(reached.at).zone
    content = {
        "post": asked.post,
        "person": reached.person(asked.on_duty).id,
        "start": instant(asked.start, zone).isoformat(),
        "end": instant(asked.end, zone).isoformat(),
    }
    return tell(await ask(reached, "assign_duty", content, asked.by), asked.lang, lines.SAID["assigned"][asked.lang])


async def change(reached: Reach, asked: argparse.Namespace) -> int:
    """Another time, or another person, for a window."""
    zone = reached.governed.calendar(reached.at).zone
    content: dict[str, Any] = {"duty": _window(reached, asked.duty), "reason": asked.reason}
    if asked.to:
        content["person"] = reached.person(asked.to).id
    content |= {name: instant(text, zone).isoformat() for name, text in (("start", asked.start), ("end", asked.end)) if text}
    return tell(await ask(reached, "change_duty", content, asked.by), asked.lang, lines.SAID["changed"][asked.lang])


async def withdraw(reached: Reach, asked: argparse.Namespace) -> int:
    """End a window."""
    content = {"duty": _window(reached, asked.duty), "reason": asked.reason}
    return tell(await ask(reached, "withdraw_duty", content, asked.by), asked.lang, lines.SAID["withdrawn"][asked.lang])


async def swap(reached: Reach, asked: argparse.Namespace) -> int:
    """Give a window to somebody else."""
    content = {"duty": _window(reached, asked.duty), "to": reached.person(asked.to).id, "reason": asked.reason}
    return tell(await ask(reached, "swap_duty", content, asked.by), asked.lang, lines.SAID["swapped"][asked.lang])


def _window(reached: Reach, begun: str) -> str:
    """The window whose id begins so; of several, or none, what was typed."""
    found = [each.id for each in reached.organisation.shifts if begun and each.id.startswith(begun)]
    return found[0] if len(found) == 1 else begun


# --- calendars --------------------------------------------------------------------------------------


async def take_in(reached: Reach, asked: argparse.Namespace) -> int:
    """Show what a calendar would change; with ``--yes`` do it, all of it or nothing."""
    zone = ZoneInfo(reached.governed.calendar(reached.at).zone)
    start = instant(asked.start, zone.key) if asked.start else None
    try:
        content = Path(asked.file).read_bytes()
        handed = Calendar(post=asked.post, content=content, start=start, days=asked.days, keep=asked.keep)
        read = reading(reached.governed, handed, reached.at)
    except OSError as error:
        print(f"bylaw roster import: {asked.file}: {error.strerror}", file=sys.stderr)
        return WRONG_USE
    except Unreadable as error:
        print("\n".join(f"{asked.file}: {trouble.said(asked.lang)}" for trouble in error.troubles), file=sys.stderr)
        return REFUSED
    for line in await _changes(reached, read, zone, asked.lang):
        print(line)
    if read.found.nothing:
        print(lines.SAID["so_already" if read.command.windows else "nothing"][asked.lang])
        return DONE
    if not asked.yes:
        print(lines.SAID["not_yet"][asked.lang])
        return DONE
    return tell(await ask(reached, "import_duties", read.content, asked.by), asked.lang, lines.SAID["read"][asked.lang])


async def _changes(reached: Reach, read: Reading, zone: ZoneInfo, lang: str) -> list[str]:
    """What would change, in order of time."""
    name, found = await reached.names(), read.found

    def span(each: Duty | DutyWindow) -> lines.Span:
        return lines.Span(who=name(each.person), start=each.start, end=each.end)

    told = [("changed" if old else "added", span(window), [span(each) for each in old]) for window, old in found.new]
    told += [("withdrawn", span(each), []) for each in found.withdrawn]
    told += [("stays", span(each), []) for each in found.stays]
    return [lines.change(kind, each, was, zone, lang) for kind, each, was in sorted(told, key=lambda each: each[1].start)]


async def give_out(reached: Reach, asked: argparse.Namespace) -> int:
    """Write what is on the roster, from now on."""
    org, name = reached.organisation, await reached.names()
    post = org.posts[_post(reached, asked.post)]
    windows = shifts(org, post.id, reached.at, reached.at + FURTHEST)
    entries = [Entry(shift=each, name=name(each.person), handle=org.people[each.person].handle) for each in windows]
    content = write(post.id, post.title.get(asked.lang, ""), entries, reached.at)
    if asked.to == "-":
        sys.stdout.write(content.decode())
        return DONE
    Path(asked.to).write_bytes(content)
    print(f"{lines.SAID['written'][asked.lang]} {len(entries)}")
    return DONE
