"""Figures: how obligations were kept, how long things take, where work waits."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from console.api import telling
from console.api.http import cached, tagged
from console.backend import Backend
from console.callers import Reached, ReadingFigures
from console.desk import lists
from console.desk.figures import sheet
from console.levels import sign
from console.shapes import figures as s
from console.shapes.common import Title, ref
from domain.incidents.plan import IncidentPlan
from views.figures import Answered, Took, Within

router = APIRouter(tags=["figures"])


@router.get("/figures", response_model=s.Figures, responses=cached(), summary="Figures")
async def figures(
    request: Request,
    reached: Reached,
    caller: ReadingFigures,
    span: Annotated[s.Span, Query(description="Of so many days with today, or of all there is.")] = "90",
) -> Response:
    """Counted over the cases that the caller may see; of single people only where the pack lets them."""
    found = await sheet(reached, caller, span)
    name = await reached.names.of(caller.organisation, reached.keyring, caller.lang)
    body = s.Figures(
        first=found.days.first,
        last=found.days.last,
        met=[
            s.Met(
                clause=each.clause,
                met=each.met,
                missed=each.missed,
                running=each.running,
                held=each.held,
                stopped=each.stopped,
                share=each.share,
            )
            for each in found.met
        ],
        decided=[_took(each) for each in found.decided],
        closed=[_took(each) for each in found.closed],
        overdue=[
            s.Overdue(
                department=telling.department(caller.organisation, each.department, caller.lang), count=each.count, oldest=each.oldest
            )
            for each in found.overdue
        ],
        departments=[
            s.DepartmentOpen(department=telling.department(caller.organisation, each, caller.lang), open=count)
            for each, count in found.open.items()
        ],
        people=[
            s.PersonLoad(person=ref(each.who, name, caller.organisation), waiting=each.waiting, overdue=each.overdue)
            for each in found.people or ()
        ],
        everybody=found.everybody,
        weeks=[s.Week(monday=each.monday, opened=each.opened, closed=each.closed) for each in found.weeks],
        incidents=[_answered(each, reached, caller.lang) for each in found.incidents],
    )
    return tagged(request, body, lang=caller.lang)


def _took(each: Took) -> s.Took:
    return s.Took(plan=each.plan, count=each.count, median_s=each.median.total_seconds(), p90_s=each.p90.total_seconds())


def _answered(each: Answered, reached: Backend, lang: str) -> s.IncidentsAnswered:
    plan = lists.plans(reached).get(each.plan)
    title = sign(plan, each.level, lang).title if isinstance(plan, IncidentPlan) else each.level
    return s.IncidentsAnswered(
        plan=each.plan,
        level=Title(id=each.level, title=title),
        count=each.count,
        acknowledged=_within(each.acknowledged),
        isolated=_within(each.isolated),
        closed=_within(each.closed),
        rungs=each.rungs,
        climbed=each.climbed,
        met=each.met,
        missed=each.missed,
        share=each.share,
    )


def _within(span: Within | None) -> s.Within | None:
    return s.Within(count=span.count, median_s=span.median.total_seconds(), p90_s=span.p90.total_seconds()) if span is not None else None
