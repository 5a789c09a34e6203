"""Which cases are there, and where does each stand? Lists, registers, and files of them. The address is the filter and can be sent on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from console import pages, sheets
from console.backend import Backend
from console.caller import Caller
from console.callers import Calling, Reached
from console.desk import lists as desk
from console.desk.lists import Row
from console.desk.times import Times
from console.i18n import translations
from console.problems import Problem
from console.web.list_address import Address, NotUnderstood, read, wanted
from console.web.list_columns import Columns, Shown
from console.web.list_frame import frame
from domain import calendar
from domain.kernel import CaseId, Refused
from views.errors import NotACursor
from views.reader import MOST_COUNTED, Sort

router = APIRouter()

WAIT_S = 2.0
"""How long a page waits for the lists to know what its reader has just done."""
ON_ONE_PAGE = 1000
"""Rows of a page that is to be printed."""
LASTING: Mapping[str, Sort] = {"newest": "newest", "oldest": "oldest", "number": "number", "due": "oldest"}
"""The order of a file: one in which nothing moves while it is written."""
HTMX = "hx-request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a page shows below its form."""

    rows: Sequence[Shown] = ()
    count: int = 0
    said: str = ""
    previous: str = ""
    next: str = ""
    whole: str = ""
    """Where the same list stands on one page."""

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > MOST_COUNTED


NOTHING = Found()


@router.get("/cases")
async def cases(request: Request, reached: Reached, caller: Calling) -> Response:
    """The list, or with a plan chosen its register. Empty names in the address are left out of it."""
    address = read(request.query_params)
    live = HTMX in request.headers
    if not live and _has_empty(request):
        return RedirectResponse(address.href(page=address.page), status_code=303)
    await _own_write(reached, request.query_params.get("after", ""))
    lag = await desk.behind(reached)
    columns = await _columns(reached, caller, address.plan)
    problem, found = None, NOTHING
    try:
        found = await _found(reached, caller, address, columns)
    except NotUnderstood as wrong:
        problem = _not_understood(wrong, caller.lang)
    except NotACursor:
        return RedirectResponse(address.href(), status_code=303)
    return pages.render(
        request,
        "lists.html",
        caller,
        status=422 if problem else 200,
        headers={"HX-Push-Url": address.href(page=address.page)} if live else {},
        frame=frame(address, columns, desk.plans(reached), desk.reach_of(reached, caller)),
        problem=problem,
        found=found,
        lag=lag,
    )


@router.get("/cases.csv")
async def file(request: Request, reached: Reached, caller: Calling) -> Response:
    """All cases of the same filter as a file, however many."""
    address = read(request.query_params)
    columns = await _columns(reached, caller, address.plan)
    try:
        asked = wanted(address, reached, caller)
    except NotUnderstood as wrong:
        raise Refused("house:form", "wrong_type", field=wrong.field, wanted=wrong.field) from wrong
    name = f"{address.plan if columns.plan else 'cases'}-{calendar.local_day(columns.times.days, caller.at)}.csv"
    rows = desk.every(reached, caller, asked, sort=LASTING[address.sort])
    first = await anext(rows, None)  # what goes wrong before anything is sent is still an answer
    return StreamingResponse(
        _records(columns, first, rows),
        media_type=sheets.MEDIA,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Content-Language": caller.lang},
    )


async def _records(columns: Columns, first: Row | None, rest: AsyncIterator[Row]) -> AsyncIterator[str]:
    """Page by page, so that no list is too long. A failure on the way breaks the answer off: what is cut does not look whole."""
    yield sheets.MARK + sheets.row(columns.headings)
    if first is not None:
        yield sheets.row(columns.record(first))
    async for row in rest:
        yield sheets.row(columns.record(row))


async def _found(reached: Backend, caller: Caller, address: Address, columns: Columns) -> Found:
    """Raises `NotUnderstood`, `NotACursor`."""
    asked = wanted(address, reached, caller)
    sort: Sort = address.sort  # type: ignore[assignment] # `wanted` has looked at it
    walked, limit = address.page, ON_ONE_PAGE if address.rows else desk.PAGE
    page = await desk.listed(reached, caller, asked, sort=sort, limit=limit, after=walked[-1] if walked else None)
    count = await desk.counted(reached, caller, asked)
    return Found(
        rows=[columns.shown(row) for row in page.rows],
        count=count,
        said=_said(len(walked) * limit, len(page.rows), count, caller.lang) if walked or page.after else "",
        previous=address.href(page=walked[:-1]) if walked else "",
        next=address.href(page=(*walked, page.after)) if page.after else "",
        whole=address.href(rows="all") if page.after and not address.rows else "",
    )


def _said(before: int, here: int, count: int, lang: str) -> str:
    """``51–100 of 213``."""
    _ = translations(lang).gettext
    total = _("more than 1,000") if count > MOST_COUNTED else str(count)
    return _("%(first)s–%(last)s of %(total)s") % {"first": before + 1, "last": before + here, "total": total}


async def _own_write(reached: Backend, after: str) -> None:
    """``?after=CASE:VERSION``: whoever has just done something finds it in the list."""
    case, _, version = after.rpartition(":")
    if case and version.isdecimal() and len(version) < 10:
        await reached.reader.at_least(CaseId(case), int(version), within=WAIT_S)


async def _columns(reached: Backend, caller: Caller, plan: str) -> Columns:
    days = reached.governed.calendar(caller.at)
    return Columns(
        lang=caller.lang,
        times=Times(lang=caller.lang, days=days, now=caller.at),
        organisation=caller.organisation,
        name=await reached.names.of(caller.organisation, reached.keyring, caller.lang),
        plan=desk.plans(reached).get(plan),
    )


def _has_empty(request: Request) -> bool:
    """Forms send also what nobody filled in."""
    return any(not value for name, value in request.query_params.multi_items() if name != "lang")


def _not_understood(wrong: NotUnderstood, lang: str) -> Problem:
    """Said at its field; everything typed stays."""
    _ = translations(lang).gettext
    detail = _("“%s” says nothing that the list could be narrowed by.") % wrong.value
    return Problem(status=422, type="invalid", title=_("This cannot be taken as it is"), detail=detail, field=wrong.field)
