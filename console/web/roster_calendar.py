"""What would this calendar change on a roster? Shown first, done after; and all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from activities.roster_reading import USUAL_DAYS, Calendar
from console import pages, problems
from console.backend import Backend
from console.caller import Caller, NotHere
from console.callers import Calling, Reached
from console.desk import roster as rosters
from console.desk import roster_calendar as desk
from console.desk.clauses import anchor, cited
from console.desk.roster_calendar import Otherwise, Preview
from console.desk.times import Times
from console.i18n import translations
from console.problems import Problem
from domain.kernel import Refused, Unavailable
from domain.labels import command_label, said
from domain.roster import FURTHEST

router = APIRouter(prefix="/roster")

RULE = "house:duty-roster"
SPANS = (30, USUAL_DAYS, 180, FURTHEST.days)
"""Days for which the form offers to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The form as it came: the calendar's text, for how long it is read, and whether what is gone from it stays."""

    text: str = ""
    days: int = USUAL_DAYS
    keep: bool = False
    shown: str = ""
    key: str = ""
    do: bool = False

    def calendar(self, post: str) -> Calendar:
        """As the desk reads it. Refused (house:form) where nothing was handed in."""
        if not self.text.strip():
            raise Refused("house:form", "missing_field", field="calendar")
        return Calendar(post=post, content=self.text.encode(), days=self.days, keep=self.keep)


@router.get("/{post}/calendar")
async def calendar(request: Request, reached: Reached, caller: Calling, post: str) -> Response:
    """The form, for whoever keeps the roster."""
    _must_keep(reached, caller, post)
    return await _page(request, reached, caller, post, Typed())


@router.post("/{post}/calendar")
async def read(request: Request, reached: Reached, caller: Calling, post: str) -> Response:
    """What it would change; or, of what was shown already, do it."""
    _must_keep(reached, caller, post)
    typed = await _typed(request)
    try:
        if typed.do:
            await desk.read_in(reached, caller, typed.calendar(post), shown=typed.shown, key=typed.key)
            return RedirectResponse(f"/roster?post={post}&done=read#done", status_code=303)
        found = await desk.preview(reached, caller, typed.calendar(post))
    except Otherwise:
        found = await desk.preview(reached, caller, typed.calendar(post))
        return await _page(request, reached, caller, post, typed, found=found, otherwise=True)
    except Refused as no:
        return await _page(request, reached, caller, post, typed, problem=problems.refused(no, caller.lang))
    except Unavailable:
        return await _page(request, reached, caller, post, typed, problem=problems.away(caller.lang))
    return await _page(request, reached, caller, post, typed, found=found)


def _must_keep(reached: Backend, caller: Caller, post: str) -> None:
    """For everybody else there is no such page."""
    if post not in caller.organisation.posts or not rosters.keeps(reached, caller, post):
        raise NotHere


async def _typed(request: Request) -> Typed:
    """A file counts before what stands in the form."""
    sent = await request.form()
    file = sent.get("file")
    given = b""
    if isinstance(file, UploadFile):
        given = await file.read()
        await file.close()
    text = {name: value for name, value in sent.items() if isinstance(value, str)}
    days = text.get("days", "")
    return Typed(
        text=given.decode("utf-8-sig", "replace") if given else text.get("text", ""),
        days=int(days) if days in map(str, SPANS) else USUAL_DAYS,
        keep=text.get("keep") == "yes",
        shown=text.get("shown", ""),
        key=text.get("key", ""),
        do=text.get("do") == "yes",
    )


async def _page(
    request: Request,
    reached: Backend,
    caller: Caller,
    post: str,
    typed: Typed,
    *,
    found: Preview | None = None,
    otherwise: bool = False,
    problem: Problem | None = None,
) -> Response:
    _ = translations(caller.lang).gettext
    words = {"added": _("new"), "changed": _("changed"), "withdrawn": _("withdrawn"), "stays": _("stays, it has begun")}
    values: dict[str, Any] = {
        "post": post,
        "title": said(caller.organisation.posts[post].title, caller.lang) or post,
        "found": found,
        "otherwise": otherwise,
        "typed": typed,
        "spans": SPANS,
        "words": words,
        "counts": [(kind, sum(line.change == kind for line in found.lines)) for kind in words] if found else [],
        "marks": {"added": "done", "changed": "at_risk", "withdrawn": "refused", "stays": "info"},
        "times": Times(lang=caller.lang, days=reached.governed.calendar(caller.at), now=caller.at),
        "problem": problem,
        "rule_at": f"/book#{anchor(problem.clause)}" if problem and problem.clause else "",
        "rule": cited(reached.governed.pack_at(caller.at), RULE, caller.lang),
        "does": said(command_label("governance", "import_duties").does, caller.lang),
        "key": str(uuid4()),
    }
    status = problem.status if problem else 409 if otherwise else 200
    return pages.render(request, "roster_calendar.html", caller, status=status, **values)
