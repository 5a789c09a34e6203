"""A case with all that it comes from and led to: as a picture and as one story."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from console import pages
from console.callers import Calling, Reached
from console.desk import cases, chain
from console.desk.evidence import Handed
from console.desk.package import package
from console.sent import handed_out

router = APIRouter()


@router.get("/cases/{name}/chain.zip")
async def take_out(reached: Reached, caller: Calling, name: str, *, files: bool = False, uncover: bool = False) -> Response:
    """All of it as one file, for whom the pack lets; it is in the record first."""
    seen = await cases.look_at(reached, caller, name)
    made = await package(reached, caller, seen, files=files, uncover=uncover)
    return handed_out(Handed(name=made.name, size=made.size, pieces=made.pieces))


@router.get("/cases/{name}/chain")
async def show(request: Request, reached: Reached, caller: Calling, name: str) -> Response:
    """The chain as this person sees it."""
    seen = await cases.look_at(reached, caller, name)
    found = await chain.chain(reached, caller, seen)
    events = await chain.happened(reached, caller, seen, found)
    return pages.render(request, "case_chain.html", caller, seen=seen, chain=found, runs=chain.runs(events))
