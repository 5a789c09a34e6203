"""How a calendar is made: the statutory days of a country from the `holidays` library, then the organisation's own exceptions.

The domain takes days as data, so a calendar's document names each day when it leaves here; nobody who reads it
later needs the library, or gets other days from another release of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from domain.calendar import WEEKEND, Calendar
from packs.document import Document, digest
from packs.reading import Node, Reading

FIRST_YEAR, LAST_YEAR = 1990, 2100

PUBLISHED = {"CN": ("Asia/Shanghai", date(2026, 12, 31))}
"""Countries whose make-up working weekends are decreed year by year: zone, and the last day decreed so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days on which offices are closed, and days of a weekend on which they work. Holidays on a weekend are left out."""

    closed: frozenset[date]
    working_weekends: frozenset[date]


def country_known(code: str) -> bool:
    """Whether the library has this country (ISO 3166-1, two letters)."""
    return code in holidays.list_supported_countries(include_aliases=False)


def statutory(country: str, years: Iterable[int], weekend: frozenset[int] = WEEKEND) -> Days:
    """The public holidays and make-up working weekends of a country in these years."""
    wanted = frozenset(years)
    # A year's make-up days may be listed with the year of the holiday that they pay for.
    found = holidays.country_holidays(country, years=range(min(wanted) - 1, max(wanted) + 2))
    made_up = frozenset(day for day in found.weekend_workdays if day.year in wanted)
    return Days(
        closed=frozenset(day for day in found if day.year in wanted and day.weekday() not in weekend),
        working_weekends=frozenset(day for day in made_up if day.weekday() in weekend),
    )


def of_country(country: str, zone: str = "") -> Calendar:
    """A country's calendar without a document, for all years. ValueError when the country or its zone is not known."""
    usual, published_through = PUBLISHED.get(country, ("", date(LAST_YEAR, 12, 31)))
    if not country_known(country):
        raise ValueError(f"no holidays are known for {country[:20]!r}")
    if not zone_known(zone or usual):
        raise ValueError(f"name a time zone for {country}, as in Asia/Shanghai")
    days = statutory(country, range(FIRST_YEAR, LAST_YEAR))
    return Calendar(
        version=country,
        zone=zone or usual,
        holidays=days.closed,
        working_weekends=days.working_weekends,
        published_through=published_through,
    )


def zone_known(name: str) -> bool:
    """Whether this is an IANA time zone."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # not found is a KeyError, a folder an OSError, a path a ValueError
        return False
    return True


def expanded(document: Document) -> Document:
    """The same calendar with each of its days written out. Its shape must have been found right."""
    content = document.content
    weekend = frozenset(content.get("weekend", WEEKEND))
    days = _with_exceptions(_from_country(content, weekend), content.get("exceptions", {}), weekend)
    written = {"holidays": _texts(days.closed), "working_weekends": _texts(days.working_weekends)}
    return replace(document, content={**content, "days": written})


def read_calendar(reading: Reading) -> Calendar:
    """The whole calendar, from a document whose days are written out or still to be made."""
    root = _shape(reading)
    if not reading.problems and "days" not in root:
        return read_calendar(Reading(document=expanded(reading.document)))
    days = root["days"].mapping("holidays", "working_weekends")
    return Calendar(
        version=f"{root['name'].name()}@{digest(reading.document)[:12]}",
        zone=_zone(root["zone"]),
        holidays=frozenset(each.day() for each in days["holidays"].items(empty=True)),
        working_weekends=frozenset(each.day() for each in days["working_weekends"].items(empty=True)),
        published_through=root["published_through"].day(),
        weekend=_weekend(root),
    )


def _shape(reading: Reading) -> Node:
    root = reading.root().mapping(
        "schema", "kind", "name", "zone", "published_through", optional=("country", "years", "weekend", "exceptions", "days", "title")
    )
    root["name"].name()
    _zone(root["zone"])
    _weekend(root)
    first, last = _years(root)
    through = root["published_through"].day()
    if "country" in root and not country_known(root["country"].text()):
        root["country"].problem("not_a_country", what=root["country"].value)
    if "country" in root and "years" not in root:
        root.problem("missing", what="years")
    if "years" in root and not first <= through.year <= last:
        root["published_through"].problem("unpublished")
    if "exceptions" in root:
        _exceptions(root["exceptions"])
    return root


def _years(root: Node) -> tuple[int, int]:
    if "years" not in root:
        return FIRST_YEAR, LAST_YEAR
    years = root["years"].mapping("from", "to")
    first, last = years["from"].number(FIRST_YEAR, LAST_YEAR), years["to"].number(FIRST_YEAR, LAST_YEAR)
    if first > last:
        root["years"].problem("years_reversed")
    return first, last


def _zone(node: Node) -> str:
    text = node.text()
    if text and not zone_known(text):
        node.problem("not_a_zone", what=text)
    return text


def _weekend(root: Node) -> frozenset[int]:
    if "weekend" not in root:
        return WEEKEND
    return frozenset(each.number(0, 6) for each in root["weekend"].items(empty=True))


def _exceptions(node: Node) -> None:
    node = node.mapping(optional=("closed", "open"))
    closed, open_ = ([each.day() for each in node[key].items(empty=True)] if key in node else [] for key in ("closed", "open"))
    for day in sorted(set(closed) & set(open_)):
        node.problem("open_and_closed", what=day)


def _from_country(content: Mapping[str, Any], weekend: frozenset[int]) -> Days:
    if "country" not in content:
        return Days(closed=frozenset(), working_weekends=frozenset())
    years = range(content["years"]["from"], content["years"]["to"] + 1)
    return statutory(content["country"], years, weekend)


def _with_exceptions(days: Days, exceptions: Mapping[str, Any], weekend: frozenset[int]) -> Days:
    """The organisation's own days win over the statutory ones."""
    closed, open_ = (frozenset(date.fromisoformat(text) for text in exceptions.get(key, ())) for key in ("closed", "open"))
    return Days(
        closed=(days.closed - open_) | frozenset(day for day in closed if day.weekday() not in weekend),
        working_weekends=(days.working_weekends - closed) | frozenset(day for day in open_ if day.weekday() in weekend),
    )


def _texts(days: frozenset[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]
