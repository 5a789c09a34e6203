"""What was decided in my department? Outcomes that are published, as far as the rules let them be shown."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from console import pages
from console.callers import Calling, Reached
from console.desk import published as desk

router = APIRouter()


@router.get("/published")
async def published(request: Request, reached: Reached, caller: Calling) -> Response:
    """The newest first."""
    return pages.render(request, "published.html", caller, outcomes=await desk.outcomes(reached, caller))
