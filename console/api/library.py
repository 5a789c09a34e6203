"""The library of cases."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from console.api.http import cached, caught_up, tagged
from console.callers import Reached, ReadingCases
from console.desk import library as desk
from console.desk import lists
from console.shapes import library as s
from console.shapes.common import Title

router = APIRouter(tags=["cases"])


@router.get("/library", response_model=s.Library, responses=cached(), summary="What incidents came from")
async def library(request: Request, reached: Reached, caller: ReadingCases, asked: Annotated[s.LibraryFilters, Query()]) -> Response:
    """Closed incidents by class, searched by why they happened and by what was put right; of each only what names nobody."""
    await caught_up(reached, asked.after)
    wanted = desk.Filter(plan=asked.plan, cause_class=asked.cause_class, search=asked.q, exercise=asked.exercise)
    page = await desk.page(reached, caller, wanted, limit=asked.limit, after=asked.cursor or None)
    behind = await lists.behind(reached)
    body = s.Library(
        items=[_case(each) for each in page.cases],
        next=page.after,
        classes=[Title(id=name, title=title) for name, title in desk.classes(reached, caller).items()],
        behind=behind.events if behind else 0,
    )
    return tagged(request, body, lang=caller.lang)


def _case(each: desk.Kept) -> s.LibraryCase:
    row = each.row
    return s.LibraryCase(
        id=row.case,
        number=row.number,
        plan=row.plan,
        title=each.title,
        level=each.level,
        colour=each.colour,
        cause=each.cause,
        cause_class=Title(id=each.cause_class, title=each.class_title),
        whys=[s.LibraryWhy(why=one.why, because=one.because) for one in each.whys],
        measures=list(each.measures),
        loss=each.loss,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )
