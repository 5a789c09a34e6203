"""``bylaw due``: when something is due by the organisation's working days. Needs no server."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from domain.calendar import Calendar, due, provisional, span
from packs.days import of_country
from packs.document import Unreadable
from packs.read import calendar, load

DONE, WRONG_USE = 0, 2


def add_parsers(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "due",
        help="when a length of time from an instant is due",
        description="Prints the due instant, ISO 8601, in the organisation's zone. Before it is in time. "
        "n wd: the day of the event does not count; due at 00:00 after the n-th working day.",
        epilog='example: bylaw due "2 wd" --from 2026-02-13T10:00',
    )
    parser.add_argument("span", nargs="?", help="2 wd, 3 d, 1 week, 3 months, 48 h, 30 min")
    parser.add_argument("--from", dest="start", metavar="INSTANT", help="ISO 8601; without an offset it is read in the organisation's zone")
    parser.add_argument("--calendar", default="CN", help="a country (ISO 3166, default CN) or a calendar's file")
    parser.add_argument("--zone", default="", help="the time zone, for a country that has no usual one here")
    parser.add_argument("--batch", action="store_true", help="read lines INSTANT<TAB>SPAN from standard input; one due instant a line")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print one due instant, or one a line. 2 when a span, an instant or the calendar cannot be read."""
    try:
        _one_or_batch(args)
        days = _calendar(args.calendar, args.zone)
        return _batch(days) if args.batch else _one(days, args.start, args.span)
    except (ValueError, Unreadable) as error:
        print(f"bylaw due: {error}", file=sys.stderr)
        return WRONG_USE


def _one_or_batch(args: argparse.Namespace) -> None:
    asked = (bool(args.span), bool(args.start))
    if asked != ((False, False) if args.batch else (True, True)):
        raise ValueError("give a span and --from INSTANT, or --batch and lines on standard input")


def _one(days: Calendar, start: str, length: str) -> int:
    found = _due(days, start, length)
    print(found.isoformat())
    if provisional(days, found):
        print(_estimate(days), file=sys.stderr)
    return DONE


def _batch(days: Calendar) -> int:
    estimated = False
    for number, line in enumerate(sys.stdin, start=1):
        try:
            found = _due(days, *_parts(line))
        except ValueError as error:
            sys.stdout.flush()
            raise ValueError(f"line {number}: {error}") from error
        print(found.isoformat())
        estimated = estimated or provisional(days, found)
    if estimated:
        print(_estimate(days), file=sys.stderr)
    return DONE


def _parts(line: str) -> tuple[str, str]:
    start, tab, length = line.rstrip("\r\n").partition("\t")
    if not tab:
        raise ValueError("not INSTANT<TAB>SPAN")
    return start, length


def _due(days: Calendar, start: str, length: str) -> datetime:
    """The due instant in the organisation's zone; ValueError says what cannot be read."""
    zone = ZoneInfo(days.zone)
    try:
        instant = datetime.fromisoformat(start)
    except ValueError:
        raise ValueError(f"not an instant: {start[:40]!r} (write it like 2026-02-13T10:00 or 2026-02-13T10:00+08:00)") from None
    try:
        aware = instant if instant.tzinfo else instant.replace(tzinfo=zone)
        return due(days, aware, span(length)).astimezone(zone)
    except OverflowError:
        raise ValueError(f"out of the range of dates: {start[:40]!r} and {length[:40]!r}") from None


def _calendar(name: str, zone: str) -> Calendar:
    """A country's days by its code, or the days of a calendar's file."""
    if len(name) == 2 and name.isalpha():
        return of_country(name.upper(), zone)
    if zone:
        raise ValueError("a calendar's file names its own zone: leave --zone out")
    return calendar(load(Path(name)))


def _estimate(days: Calendar) -> str:
    return f"provisional: the working days after {days.published_through} are not published yet"
