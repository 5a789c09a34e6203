"""What is to be put right, by whom, by when, and how far is it? The rectification ledger, for everybody; and as a file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, get_args
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from starlette.datastructures import QueryParams

from console import pages, sheets
from console.backend import Backend
from console.caller import Caller
from console.callers import Calling, Reached
from console.desk import ledger as desk
from console.desk import lists
from console.desk.clauses import cited
from console.desk.ledger import Filter, Line, View
from console.desk.times import Times, When
from console.i18n import translations
from console.web.ledger_rate import rated
from console.web.list_frame import Choice, scope
from domain import calendar
from domain.labels import LABELS, said
from domain.organisation import Organisation
from views.errors import NotACursor
from views.ledger import KIND
from views.reader import MOST_COUNTED

router = APIRouter()

HTMX = "hx-request"
ON_ONE_PAGE = 1000
"""Rows of a page that is to be printed."""
PAGES = 40
LONGEST = 100
VIEWS: tuple[View, ...] = get_args(View)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What stands in the address. `page` holds the cursors so far; `rows` ``all``: on one page, to print."""

    asked: Filter = field(default_factory=Filter)
    rows: str = ""
    page: tuple[str, ...] = ()

    def href(self, path: str = "/ledger", *, page: tuple[str, ...] = (), rows: str = "", **changes: Any) -> str:
        """An address like this one but for the changes; another filter begins at its first page."""
        asked = replace(self.asked, **changes)
        named = {"view": "" if asked.view == "open" else asked.view, "department": asked.department, "stage": asked.stage, "rows": rows}
        pairs = [*((name, value) for name, value in named.items() if value), *(("page", each) for each in page)]
        return f"{path}?{urlencode(pairs)}" if pairs else path


def read(params: QueryParams) -> Address:
    """The address as it came; what says nothing is left out."""
    view = params.get("view", "open")
    stage, stages = params.get("stage", ""), LABELS[KIND].stages
    return Address(
        asked=Filter(
            view=view if view in VIEWS else "open",
            department=params.get("department", "").strip()[:LONGEST],
            stage=stage if stage in stages else "",
        ),
        rows="all" if params.get("rows") == "all" else "",
        page=tuple(params.getlist("page")[-PAGES:]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the page."""

    line: Line
    due: When | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What stands below the form."""

    rows: Sequence[Row]
    count: int
    said: str
    previous: str
    next: str
    whole: str

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > MOST_COUNTED


@router.get("/ledger")
async def ledger(request: Request, reached: Reached, caller: Calling) -> Response:
    """The ledger, and how much of what was due is put right."""
    address, live = read(request.query_params), HTMX in request.headers
    lag = await lists.behind(reached)
    try:
        found = await _found(reached, caller, address)
    except NotACursor:
        return RedirectResponse(address.href(), status_code=303)
    pack = reached.governed.pack_at(caller.at)
    return pages.render(
        request,
        "ledger.html",
        caller,
        headers={"HX-Push-Url": address.href(page=address.page)} if live else {},
        address=address,
        question=_question(address.asked, caller.lang),
        rule=cited(pack, desk.open_to_all(pack), caller.lang),
        scope=scope(lists.reach_of(reached, caller), caller.organisation, caller.lang),
        views=_views(address, caller.lang),
        departments=_departments(address.asked.department, caller.organisation, caller.lang),
        stages=_stages(address.asked.stage, caller.lang),
        found=found,
        file=address.href("/ledger.csv"),
        rates=rated(await desk.rate(reached, caller), caller.organisation, caller.lang),
        lag=lag,
    )


@router.get("/ledger.csv")
async def file(request: Request, reached: Reached, caller: Calling) -> Response:
    """All lines of the same filter as a file, however many."""
    address = read(request.query_params)
    days = reached.governed.calendar(caller.at)
    lines = desk.every(reached, caller, address.asked)
    first = await anext(lines, None)  # what goes wrong before anything is sent is still an answer
    return StreamingResponse(
        _records(caller.lang, days.zone, first, lines),
        media_type=sheets.MEDIA,
        headers={
            "Content-Disposition": f'attachment; filename="ledger-{calendar.local_day(days, caller.at)}.csv"',
            "Content-Language": caller.lang,
        },
    )


async def _records(lang: str, zone: str, first: Line | None, rest: AsyncIterator[Line]) -> AsyncIterator[str]:
    _ = translations(lang).gettext
    heads = (
        _("Number"),
        _("Finding"),
        _("Responsible"),
        _("Department"),
        _("How far it is"),
        _("Round"),
        _("Due next"),
        _("Due before (%s)") % zone,
        _("Mark"),
        _("Opened (%s)") % zone,
        _("Closed (%s)") % zone,
    )
    yield sheets.MARK + sheets.row(heads)
    if first is not None:
        yield _record(first, lang, zone)
    async for line in rest:
        yield _record(line, lang, zone)


def _record(line: Line, lang: str, zone: str) -> str:
    _ = translations(lang).gettext

    def local(instant: datetime | None) -> str:
        return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}" if instant else ""

    row, marks = line.row, {"at_risk": _("due soon"), "overdue": _("overdue")}
    mark = marks.get(line.state, "")
    cells = (row.number, line.finding, line.name, line.department, line.stands, line.round, line.task, local(row.due_at), mark)
    return sheets.row((*cells, local(row.opened_at), local(row.closed_at)))


async def _found(reached: Backend, caller: Caller, address: Address) -> Found:
    walked, limit = address.page, ON_ONE_PAGE if address.rows else lists.PAGE
    page = await desk.page(reached, caller, address.asked, limit=limit, after=walked[-1] if walked else None)
    count = await desk.count(reached, caller, address.asked)
    times = Times(lang=caller.lang, days=reached.governed.calendar(caller.at), now=caller.at)
    return Found(
        rows=[Row(line=line, due=desk.due(line, times)) for line in page.lines],
        count=count,
        said=_said(len(walked) * limit, len(page.lines), count, caller.lang) if walked or page.after else "",
        previous=address.href(page=walked[:-1]) if walked else "",
        next=address.href(page=(*walked, page.after)) if page.after else "",
        whole=address.href(rows="all") if page.after and not address.rows else "",
    )


def _said(before: int, here: int, count: int, lang: str) -> str:
    """``51–100 of 213``."""
    _ = translations(lang).gettext
    total = _("more than 1,000") if count > MOST_COUNTED else str(count)
    return _("%(first)s–%(last)s of %(total)s") % {"first": before + 1, "last": before + here, "total": total}


# --- around the list ------------------------------------------------------------------------------


def _question(asked: Filter, lang: str) -> str:
    _ = translations(lang).gettext
    questions: Mapping[View, str] = {
        "open": _("What is to be put right, by whom, and how far is it?"),
        "overdue": _("What should have been put right by now?"),
        "at_risk": _("What is to be put right soon?"),
        "mine": _("What do I have to put right?"),
        "closed": _("What was put right, and how did it end?"),
        "all": _("What was and is to be put right?"),
    }
    return questions[asked.view]


def _views(address: Address, lang: str) -> Sequence[Choice]:
    _, pgettext = translations(lang).gettext, translations(lang).pgettext
    words: Mapping[View, str] = {
        "open": str(pgettext("ledger", "Open")),
        "overdue": _("Overdue"),
        "at_risk": _("Due soon"),
        "mine": str(pgettext("ledger", "Mine")),
        "closed": str(pgettext("ledger", "Closed")),
        "all": str(pgettext("ledger", "All")),
    }
    return [Choice(value=address.href(view=view), said=word, on=view == address.asked.view) for view, word in words.items()]


def _departments(chosen: str, organisation: Organisation, lang: str) -> Sequence[Choice]:
    known = {name: said(each.title, lang) or name for name, each in organisation.departments.items()}
    if chosen:
        known.setdefault(chosen, chosen)
    return [Choice(value=name, said=word, on=name == chosen) for name, word in known.items()]


def _stages(chosen: str, lang: str) -> Sequence[Choice]:
    return [Choice(value=name, said=said(words, lang), on=name == chosen) for name, words in LABELS[KIND].stages.items()]
