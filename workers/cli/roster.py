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

from activities.ical import Entry, Unreadable, read, write
from domain.kernel import Refused
from domain.organisation import Shift
from domain.roster import Gap, gaps, rostered, shifts
from domain.shapes import plain
from workers.cli.governing import ask, instant, tell
from workers.cli.printing import window_shown
from workers.cli.reach import DONE, REFUSED, WRONG_USE, Reach, carry_out

LONGEST = 400
"""Days."""

SAID = {
    "gap": {"en": "GAP: nobody is on duty", "zh": "缺口：无人值班"},
    "no_roster": {"en": "no post has a roster", "zh": "没有任何岗位的值班表"},
    "assigned": {"en": "on duty:", "zh": "已排班："},
    "withdrawn": {"en": "taken off duty:", "zh": "已撤销："},
    "swapped": {"en": "given to another, as", "zh": "已换班，新班次："},
    "read": {"en": "changed on the roster:", "zh": "值班表已更新："},
    "written": {"en": "windows written:", "zh": "已导出班次："},
    "nothing": {"en": "no window of the calendar lies in this time", "zh": "日历在此期间没有班次"},
}


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
    _swap(ways.add_parser("swap", help="give what is left of a window to somebody else"))
    _import(ways.add_parser("import", help="read a calendar (.ics): one event is one window, recurring ones are expanded"))
    _export(ways.add_parser("export", help="write the roster as a calendar (.ics)"))


def _show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--post", default="", help="of this post only; else of every post that has a roster")
    parser.add_argument("--days", type=_days, default=14, metavar="N", help="how far ahead (default: 14)")
    parser.add_argument("--json", action="store_true", help="as JSON")
    _way(parser, show)


def _assign(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", metavar="PERSON", help="who is on duty")
    parser.add_argument("--post", required=True)
    parser.add_argument(
        "--from", dest="start", metavar="INSTANT", default="now", help="ISO 8601, in the organisation's zone (default: now)"
    )
    parser.add_argument("--until", dest="end", metavar="INSTANT", required=True, help="ISO 8601, in the organisation's zone")
    _by(parser, assign)


def _withdraw(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("duty", metavar="WINDOW", help="its id; the beginning is enough")
    parser.add_argument("--reason", default="", help="why; kept under your own key")
    _by(parser, withdraw)


def _swap(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("duty", metavar="WINDOW", help="its id; the beginning is enough")
    parser.add_argument("--to", required=True, metavar="PERSON", help="who is on duty instead")
    parser.add_argument("--reason", default="", help="why; kept under your own key")
    _by(parser, swap)


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", help="an iCalendar file; whoever attends an event is on duty, else whose handle is its summary"
    )
    parser.add_argument("--post", required=True)
    parser.add_argument("--from", dest="start", metavar="INSTANT", default="now", help="read for the time from here (default: now)")
    parser.add_argument("--days", type=_days, default=90, metavar="N", help=f"… for so many days (default: 90, at most {LONGEST})")
    _by(parser, take_in)


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--post", required=True)
    parser.add_argument("--to", required=True, metavar="FILE", help="where to; - is standard output")
    _way(parser, give_out)


Way = Callable[[Reach, argparse.Namespace], Any]


def _by(parser: argparse.ArgumentParser, way: Way) -> None:
    parser.add_argument("--as", dest="by", metavar="PERSON", required=True, help="who asks")
    _way(parser, way)


def _way(parser: argparse.ArgumentParser, way: Way) -> None:
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of what is printed (default: en)")
    parser.set_defaults(run=lambda asked: carry_out(lambda reached: way(reached, asked), asked.lang))


def _days(text: str) -> int:
    days = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= days <= LONGEST:
        raise argparse.ArgumentTypeError(f"1 to {LONGEST} days")
    return days


# --- looking ----------------------------------------------------------------------------------------


async def show(reached: Reach, asked: argparse.Namespace) -> int:
    """Windows and gaps of each post, in order of time."""
    org, until = reached.organisation, reached.at + timedelta(days=asked.days)
    posts = (_post(reached, asked.post),) if asked.post else rostered(org, reached.governed.pack_at(reached.at).plans.values())
    found = {post: _lines(reached, post, until) for post in posts}
    if asked.json:
        print(json.dumps([_facts(each) for each in chain(*found.values())], indent=2))
        return DONE
    name, zone = await reached.names(), ZoneInfo(reached.governed.calendar(reached.at).zone)
    for post, lines in found.items():
        print(f"{org.posts[post].title.get(asked.lang, post)} ({post})")
        for each in lines:
            when = f"{window_shown(each.start, zone)} – {window_shown(each.end, zone)}"
            print(f"  {when}  {f'{name(each.person)}  {each.id[:8]}' if isinstance(each, Shift) else SAID['gap'][asked.lang]}")
    if not found:
        print(SAID["no_roster"][asked.lang])
    return DONE


def _lines(reached: Reach, post: str, until: datetime) -> list[Shift | Gap]:
    org, at = reached.organisation, reached.at
    return sorted([*shifts(org, post, at, until), *gaps(org, post, at, until)], key=lambda each: each.start)


def _facts(line: Shift | Gap) -> dict[str, Any]:
    """Without names: JSON goes on to other programs."""
    return {"gap": isinstance(line, Gap), **plain(line)}


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
        "person": reached.person(asked.person).id,
        "start": instant(asked.start, zone).isoformat(),
        "end": instant(asked.end, zone).isoformat(),
    }
    return tell(await ask(reached, "assign_duty", content, asked.by), asked.lang, SAID["assigned"][asked.lang])


async def withdraw(reached: Reach, asked: argparse.Namespace) -> int:
    """End a window."""
    content = {"duty": _window(reached, asked.duty), "reason": asked.reason}
    return tell(await ask(reached, "withdraw_duty", content, asked.by), asked.lang, SAID["withdrawn"][asked.lang])


async def swap(reached: Reach, asked: argparse.Namespace) -> int:
    """Give a window to somebody else."""
    content = {"duty": _window(reached, asked.duty), "to": reached.person(asked.to).id, "reason": asked.reason}
    return tell(await ask(reached, "swap_duty", content, asked.by), asked.lang, SAID["swapped"][asked.lang])


def _window(reached: Reach, begun: str) -> str:
    """The window whose id begins so; of several, or none, what was typed."""
    found = [each.id for each in reached.organisation.shifts if begun and each.id.startswith(begun)]
    return found[0] if len(found) == 1 else begun


# --- calendars --------------------------------------------------------------------------------------


async def take_in(reached: Reach, asked: argparse.Namespace) -> int:
    """Read a calendar: all of it or nothing."""
    zone = ZoneInfo(reached.governed.calendar(reached.at).zone)
    start = max(instant(asked.start, zone.key), reached.at)
    try:
        content = Path(asked.file).read_bytes()
        windows = read(content, reached.organisation, zone, start, start + timedelta(days=asked.days))
    except OSError as error:
        print(f"bylaw roster import: {asked.file}: {error.strerror}", file=sys.stderr)
        return WRONG_USE
    except Unreadable as error:
        print("\n".join(f"{asked.file}: {trouble.said(asked.lang)}" for trouble in error.troubles), file=sys.stderr)
        return REFUSED
    if not windows:
        print(SAID["nothing"][asked.lang])
        return DONE
    outcome = await ask(reached, "import_duties", {"post": asked.post, "windows": plain(windows)}, asked.by)
    return tell(outcome, asked.lang, SAID["read"][asked.lang])


async def give_out(reached: Reach, asked: argparse.Namespace) -> int:
    """Write what is on the roster, from now on."""
    org, name = reached.organisation, await reached.names()
    post = org.posts[_post(reached, asked.post)]
    windows = shifts(org, post.id, reached.at, reached.at + timedelta(days=LONGEST))
    entries = [Entry(shift=each, name=name(each.person), handle=org.people[each.person].handle) for each in windows]
    content = write(post.id, post.title.get(asked.lang, ""), entries, reached.at)
    if asked.to == "-":
        sys.stdout.write(content.decode())
        return DONE
    Path(asked.to).write_bytes(content)
    print(f"{SAID['written'][asked.lang]} {len(entries)}")
    return DONE
