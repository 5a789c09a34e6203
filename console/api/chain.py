"""A case with all that it comes from and led to."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from console.api import telling
from console.api.cases import Name
from console.api.http import cached, tagged
from console.callers import Reached, ReadingCases
from console.desk import chain as desk
from console.desk.cases import look_at
from console.shapes import chain as s

router = APIRouter(tags=["cases"])


@router.get("/cases/{case}/chain", response_model=s.Chain, responses=cached(), summary="A case with all that it comes from and led to")
async def chain(request: Request, reached: Reached, caller: ReadingCases, case: Name) -> Response:
    """As the caller sees it: behind a case that is not theirs to see nothing is told."""
    seen = await look_at(reached, caller, case)
    found = await desk.chain(reached, caller, seen)
    place = {row.case.id: at for at, row in enumerate(found.rows) if not row.case.hidden}
    happened = await desk.happened(reached, caller, seen, found, telling.with_handles)
    body = s.Chain(
        case=seen.id,
        number=seen.number,
        cases=[_linked(at, row.case) for at, row in enumerate(found.rows)],
        ties=[s.Tie(of=first, to=then, relation=how) for first, then, how in found.pairs],
        story=[
            s.ChainLine(place=place[each.case.id], number=each.case.number, line=telling.timeline_line(each.seen, each.event, each.line))
            for each in happened
        ],
        more=found.more,
    )
    return tagged(request, body, lang=caller.lang)


def _linked(place: int, case: desk.Linked) -> s.LinkedCase:
    return s.LinkedCase(
        place=place,
        hidden=case.hidden,
        id=case.id,
        number=case.number,
        title=case.title,
        stage=case.stage,
        outcome=case.outcome,
        closed=case.closed,
        opened_at=case.line.opened_at if case.line else None,
        task=case.what,
        due=case.line.due_at if case.line else None,
        relation=case.relation,
        ties=list(case.ties),
    )
