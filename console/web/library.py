"""What did earlier incidents come from? The library: closed ones by class, searched by why they happened and what was put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from console import pages
from console.callers import Calling, Reached
from console.desk import library as desk
from console.desk import lists
from console.desk.library import Filter
from console.desk.times import Times
from console.web.list_frame import Choice
from views.errors import NotACursor

router = APIRouter()

LONGEST = 200


@router.get("/library")
async def library(request: Request, reached: Reached, caller: Calling) -> Response:
    """A page of it, the newest first. An address whose cursor says nothing begins anew."""
    asked, after = _asked(request), request.query_params.get("after", "")
    try:
        found = await desk.page(reached, caller, asked, after=after or None)
    except NotACursor:
        return RedirectResponse("/library", 303)
    classes = desk.classes(reached, caller)
    times = Times(lang=caller.lang, days=reached.governed.calendar(caller.at), now=caller.at)
    shown: dict[str, Any] = {
        "found": [(each, times.past(each.row.closed_at)) for each in found.cases if each.row.closed_at is not None],
        "asked": asked,
        "classes": _choices(classes, asked.cause_class),
        "more": _href(asked, found.after) if found.after else "",
        "lag": await lists.behind(reached),
    }
    return pages.render(request, "library.html", caller, **shown)


def _asked(request: Request) -> Filter:
    given = request.query_params
    return Filter(cause_class=given.get("class", "").strip()[:LONGEST], search=given.get("q", "").strip()[:LONGEST])


def _choices(classes: Any, chosen: str) -> Sequence[Choice]:
    return [Choice(value=name, said=title, on=name == chosen) for name, title in classes.items()]


def _href(asked: Filter, after: str) -> str:
    named = {"class": asked.cause_class, "q": asked.search, "after": after}
    return "/library?" + urlencode({name: value for name, value in named.items() if value})
