"""A case with all that it comes from and led to."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from console.api import telling
from console.api.cases import Name, Uncover
from console.api.http import READING, cached, problems, tagged
from console.callers import Calling, Reached, ReadingCases
from console.desk import chain as desk
from console.desk import package as packages
from console.desk.cases import look_at
from console.desk.evidence import Handed
from console.sent import handed_out
from console.shapes import chain as s
from evidence.names import ANYTHING

router = APIRouter(tags=["cases"])

Files = Annotated[bool, Query(description="With the content of the files, not only their digests.")]
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {"description": "A zip file.", "content": {ANYTHING: {"schema": {"type": "string", "format": "binary"}}}}
}


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


@router.get("/cases/{case}/chain.zip", responses={**problems(409, *READING), **CONTENT}, summary="A chain as one file")
async def package(reached: Reached, caller: Calling, case: Name, *, files: Files = False, uncover: Uncover = False) -> Response:
    """Every event as stored, every file by its digest, and a story to read; who took it is in the record before they have it.

    For whom the pack lets read the log as it is stored; for everybody else there is no such thing.
    """
    seen = await look_at(reached, caller, case)
    made = await packages.package(reached, caller, seen, files=files, uncover=uncover)
    return handed_out(Handed(name=made.name, size=made.size, pieces=made.pieces))


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
