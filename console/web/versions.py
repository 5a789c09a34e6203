"""Which rules counted when, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from console import pages
from console.backend import Backend
from console.caller import Caller, NotHere
from console.callers import Calling, Reached
from console.desk import compared, versions
from console.desk.times import Times
from console.i18n import translations
from console.web.list_frame import Choice
from domain.governance import What, latest

router = APIRouter(prefix="/book")


@router.get("/versions")
async def history(request: Request, reached: Reached, caller: Calling, done: str = "") -> Response:
    """What counts, what did, what waits. `done`: the digest of what the reader has just put into force."""
    found = await versions.history(reached, caller)
    editions = [each for some in found.editions.values() for each in some]
    just = next((each for each in editions if done and each.digest == done and each.by.id == caller.id), None)
    return pages.render(request, "book_versions.html", caller, found=found, just=just, times=_times(reached, caller))


@router.get("/compare")
async def compare(
    request: Request,
    reached: Reached,
    caller: Calling,
    before: Annotated[str, Query(alias="from")] = "",
    after: Annotated[str, Query(alias="to")] = "",
) -> Response:
    """Two documents of one sort; without them, the pack that counts now and what it replaced."""
    new = versions.whole(reached, after or latest(reached.governed.state, "pack"))
    what: What = reached.governed.state.documents[new]["kind"]
    found = await versions.history(reached, caller)
    old = versions.whole(reached, before) if before else _replaced(found, what, new)
    if old and reached.governed.state.documents[old]["kind"] != what:
        raise NotHere
    return pages.render(
        request,
        "book_compare.html",
        caller,
        what=what,
        old=old,
        new=new,
        choices=[_choices(reached, caller, found, what, chosen) for chosen in (old, new)],
        difference=await compared.between(reached, caller, what, old, new),
    )


def _times(reached: Backend, caller: Caller) -> Times:
    return Times(lang=caller.lang, days=reached.governed.calendar(caller.at), now=caller.at)


def _replaced(found: versions.History, what: What, digest: str) -> str:
    """What a document replaced, or would replace."""
    before = {each.waiting.digest: each.waiting.replaces for each in found.waiting}
    return before.get(digest) or next((each.before for each in found.editions[what] if each.digest == digest), "")


def _choices(reached: Backend, caller: Caller, found: versions.History, what: What, chosen: str) -> Sequence[Choice]:
    """Every document of this sort that counted or waits."""
    _, times = translations(caller.lang).gettext, _times(reached, caller)
    waiting = [(each.waiting.digest, each.title, _("proposed")) for each in found.waiting if each.waiting.what == what]
    counted = [(each.digest, each.title, times.past(each.since).shown) for each in found.editions[what]]
    return [
        Choice(value=digest, said=f"{title} · {known} · {digest[:8]}", on=digest == chosen) for digest, title, known in (*waiting, *counted)
    ]
