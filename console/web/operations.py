"""Does everything run? For whoever was told that something is late, or wants to know why nothing comes."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from console import pages
from console.callers import Calling, Reached
from console.desk import operations as desk

router = APIRouter()


@router.get("/operations")
async def operations(request: Request, reached: Reached, caller: Calling) -> Response:
    """The page."""
    return pages.render(request, "operations.html", caller, found=await desk.operations(reached, caller))
