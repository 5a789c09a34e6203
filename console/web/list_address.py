"""A list's address: its filter, its order and the pages walked. Whoever gets the link sees the same filter over what is theirs to see."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, get_args
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from console.backend import Backend
from console.caller import Caller
from domain import calendar
from domain.calendar import Calendar
from domain.kernel import PersonId
from views.reader import DueIs, Kept, Sort, Wanted

STATES = {"": None, "open": True, "closed": False}
EXERCISES = {"": None, "yes": True, "no": False}
DUE: tuple[str, ...] = get_args(DueIs)
KEPT: tuple[str, ...] = get_args(Kept)
SORTS: tuple[str, ...] = get_args(Sort)
ROWS = ("", "all")
LONGEST = 200
"""Characters of one value; nobody types more."""
PAGES = 40
"""How many pages back the address remembers."""
YEARS = range(1970, 9000)


class NotUnderstood(Exception):
    """A value in the address says nothing that a list could be narrowed by: `field` is its name."""

    def __init__(self, field: str, value: str) -> None:
        super().__init__(field, value)
        self.field = field
        self.value = value


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What stands in the address, as it was typed. Days are the organisation's, both ends in. `page` holds the cursors so far."""

    state: str = ""
    due: str = ""
    search: str = ""
    plan: str = ""
    stage: str = ""
    department: str = ""
    requester: str = ""
    opened_from: str = ""
    opened_until: str = ""
    closed_from: str = ""
    closed_until: str = ""
    clause: str = ""
    kept: str = ""
    task: str = ""
    kept_from: str = ""
    kept_until: str = ""
    level: str = ""
    exercise: str = ""
    sort: str = "newest"
    rows: str = ""
    """``all``: on one page, to print."""
    page: tuple[str, ...] = ()

    @property
    def filters(self) -> dict[str, str]:
        """What narrows the list, by name: only what is said."""
        named = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in ("sort", "rows", "page")}
        return {name: value for name, value in named.items() if value}

    def pairs(self) -> list[tuple[str, str]]:
        """What must stand in the address for the same page."""
        ordered = [] if self.sort == "newest" else [("sort", self.sort)]
        whole = [("rows", self.rows)] if self.rows else []
        return [*self.filters.items(), *ordered, *whole, *(("page", each) for each in self.page)]

    def href(self, path: str = "/cases", **changes: Any) -> str:
        """An address like this one but for the changes. Another filter or order begins at its first page."""
        pairs = replace(self, **{"page": ()} | changes).pairs()
        return f"{path}?{urlencode(pairs)}" if pairs else path


def read(params: QueryParams) -> Address:
    """The address as it came; names that are none of a list's are left out."""
    named = {each.name: params.get(each.name, "").strip()[:LONGEST] for each in fields(Address) if each.name != "page"}
    state = "" if named["state"] == "all" else named["state"]
    return Address(**{**named, "state": state, "sort": named["sort"] or "newest"}, page=tuple(params.getlist("page")[-PAGES:]))


def wanted(address: Address, backend: Backend, caller: Caller) -> Wanted:
    """The same as the lists want it. Raises `NotUnderstood`."""
    for name, known in (
        ("state", tuple(STATES)),
        ("exercise", tuple(EXERCISES)),
        ("due", DUE),
        ("kept", KEPT),
        ("sort", SORTS),
        ("rows", ROWS),
    ):
        if getattr(address, name) not in known:
            raise NotUnderstood(name, getattr(address, name))
    days = backend.governed.calendar(caller.at)
    return Wanted(
        open=STATES[address.state],
        plan=address.plan,
        requester=_person(address.requester, caller),
        department=address.department,
        stage=address.stage,
        search=address.search,
        due=address.due,  # type: ignore[arg-type] # one of DUE, as looked at above
        opened_from=_begin("opened_from", address.opened_from, days),
        opened_until=_end("opened_until", address.opened_until, days),
        closed_from=_begin("closed_from", address.closed_from, days),
        closed_until=_end("closed_until", address.closed_until, days),
        clause=address.clause,
        kept=address.kept,  # type: ignore[arg-type] # one of KEPT
        task=address.task,
        kept_from=_begin("kept_from", address.kept_from, days),
        kept_until=_end("kept_until", address.kept_until, days),
        level=address.level,
        exercise=EXERCISES[address.exercise],
    )


def _person(text: str, caller: Caller) -> PersonId | str:
    """Somebody by handle or id, also who has left."""
    if not text:
        return ""
    for who in caller.organisation.people.values():
        if text in (who.handle, who.id):
            return who.id
    raise NotUnderstood("requester", text)


def _begin(name: str, text: str, days: Calendar) -> datetime | None:
    """00:00 of the day."""
    return calendar.end_of_day(days, _day(name, text) - timedelta(days=1)) if text else None


def _end(name: str, text: str, days: Calendar) -> datetime | None:
    """24:00 of the day."""
    return calendar.end_of_day(days, _day(name, text)) if text else None


def _day(name: str, text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise NotUnderstood(name, text) from None
    if found.year not in YEARS:
        raise NotUnderstood(name, text)
    return found
