"""Which rules are in force? Readable by procedure and by clause, with how each is kept."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from console import pages
from console.callers import Calling, Reached
from console.desk import book as desk
from console.desk.times import Times

router = APIRouter()


@router.get("/book")
async def book(request: Request, reached: Reached, caller: Calling, pack: str = "") -> Response:
    """The book in force, or the one whose digest begins so."""
    found = await desk.read(reached, caller, pack)
    times = Times(lang=caller.lang, days=reached.governed.calendar(caller.at), now=caller.at)
    since = times.past(found.book.since) if found.book.since else None
    return pages.render(request, "book.html", caller, found=found, since=since)
