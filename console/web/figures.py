"""How well are promises kept? Figures over what the reader may see; every number leads to the list that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_date
from fastapi import APIRouter, Request
from fastapi.responses import Response

from console import pages, sheets
from console.backend import Backend
from console.caller import Caller
from console.callers import Calling, Reached
from console.desk import figures as desk
from console.desk import lists
from console.desk.times import Times, When
from console.i18n import translations
from console.web import drawn_incidents
from console.web.drawn import figures as drawn
from console.web.figure import Draw
from console.web.list_frame import Choice, scope
from domain.kernel import kind_of
from domain.labels import said, task_title
from views.inbox import Task

router = APIRouter()

USUAL = "90"
YEARS = {"en": "d MMM y", "zh": "y年M月d日"}


@router.get("/figures")
async def figures(request: Request, reached: Reached, caller: Calling, days: str = USUAL) -> Response:
    """The page, for one of four windows; a window that is none is the usual one."""
    span = _span(days)
    lag = await lists.behind(reached)
    found = await desk.sheet(reached, caller, span)
    reach = lists.reach_of(reached, caller)
    return pages.render(
        request,
        "figures.html",
        caller,
        windows=_windows(span, caller.lang),
        figures=[] if found.empty else drawn(found, await _draw(reached, caller, found)),
        file=f"/figures/incidents.csv?days={span}" if found.incidents else "",
        scope=scope(reach, caller.organisation, caller.lang),
        clause_=reach.clause,
        since=_since(found.days, caller.lang),
        lag=lag,
    )


@router.get("/figures/incidents.csv")
async def file(reached: Reached, caller: Calling, days: str = USUAL) -> Response:
    """How incidents were answered, for spreadsheets."""
    found = await desk.sheet(reached, caller, _span(days))
    records = drawn_incidents.records(found.incidents, await _draw(reached, caller, found))
    name = f"incidents-{found.days.first}-{found.days.last}.csv"
    return Response(
        sheets.MARK + "".join(sheets.row(record) for record in records),
        media_type=sheets.MEDIA,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Content-Language": caller.lang},
    )


def _span(days: str) -> str:
    return days if days in (*desk.DAYS, "all") else USUAL


async def _draw(reached: Backend, caller: Caller, found: desk.Sheet) -> Draw:
    return Draw(
        lang=caller.lang,
        days=found.days,
        times=Times(lang=caller.lang, days=reached.governed.calendar(caller.at), now=caller.at),
        pack=reached.governed.pack_at(caller.at),
        plans=lists.plans(reached),
        organisation=caller.organisation,
        name=await reached.names.of(caller.organisation, reached.keyring, caller.lang),
        exercise="no" if found.exercises else "",
    )


@router.get("/figures/people/{handle}")
async def person(request: Request, reached: Reached, caller: Calling, handle: str) -> Response:
    """What somebody's load consists of."""
    who, tasks = await desk.tasks_of(reached, caller, handle)
    days = reached.governed.calendar(caller.at)
    return pages.render(
        request,
        "figures_person.html",
        caller,
        name=(await reached.names.of(caller.organisation, reached.keyring, caller.lang))(who),
        lines=[_line(task, reached, Times(lang=caller.lang, days=days, now=caller.at)) for task in tasks],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One task of somebody's, for those who may see their load."""

    number: str
    task: str
    plan: str
    due: When | None


def _line(task: Task, reached: Backend, times: Times) -> Line:
    pack = reached.governed.pack(task.pack)
    return Line(
        number=task.number,
        task=task_title(kind_of(task.case), task.task, times.lang, pack.plans[task.plan]),
        plan=said(pack.plans[task.plan].title, times.lang),
        due=times.due(task.since, task.due_at, pack.settings.at_risk) if task.due_at else None,
    )


def _since(days: desk.Days, lang: str) -> str:
    """The window's two days, both in."""
    return translations(lang).gettext("%(first)s to %(last)s") % {
        "first": format_date(days.first, YEARS[lang], locale=lang),
        "last": format_date(days.last, YEARS[lang], locale=lang),
    }


def _windows(span: str, lang: str) -> Sequence[Choice]:
    _ = translations(lang).gettext
    words = {"30": _("30 days"), "90": _("Quarter"), "365": _("Year"), "all": _("All time")}
    return [Choice(value=f"/figures?days={name}", said=word, on=name == span) for name, word in words.items()]
