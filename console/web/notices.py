"""What was I told? Newest first, each with the case that it speaks of; what did not get through is marked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from console import pages
from console.callers import Calling, Reached
from console.desk import notices as desk
from console.desk.people import handle

router = APIRouter()


@router.get("/notices")
async def notices(
    request: Request,
    reached: Reached,
    caller: Calling,
    of: str = "",
    rows: Annotated[int, Query(ge=1, le=desk.MOST)] = desk.PAGE,
) -> Response:
    """One's own; `of` somebody else, for whoever may read those."""
    found = await desk.notices(reached, caller, of, rows)
    name = await reached.names.of(caller.organisation, reached.keyring, caller.lang)
    return pages.render(
        request,
        "notices.html",
        caller,
        found=found,
        mine=found.of == caller.id,
        name=name(found.of),
        handle=handle(found.of, caller.organisation),
        rows=rows,
        most=desk.MOST,
    )
