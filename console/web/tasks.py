"""What is due from me, soonest first."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from console import pages
from console.callers import Calling, Reached

router = APIRouter()


@router.get("/")
async def mine(request: Request, reached: Reached, caller: Calling) -> Response:
    """The first page."""
    tasks = await reached.reader.inbox(caller.id, caller.at, limit=50)
    return pages.render(request, "tasks.html", caller, tasks=tasks)
