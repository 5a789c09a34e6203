"""What others do while somebody looks at a page: a quiet line above it, never a jump."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response

from console.backend import Backend
from console.caller import Caller, NotHere
from console.callers import Calling, Reached
from console.changes import Change
from console.desk.cases import named, sight_of
from console.desk.lines import Line, line
from console.listening import Listener, Listening, Said, again
from console.pages import environment
from console.signin.alive import credential
from console.streams import Stream, event
from domain.kernel import CaseId
from views.kinds import KINDS
from views.page import page

router = APIRouter()


@router.get("/changes")
async def changes(
    request: Request,
    reached: Reached,
    caller: Calling,
    case: str = "",
    version: Annotated[int, Query(ge=0, le=10**9)] = 0,
    tasks: Annotated[str, Query(max_length=1)] = "",
    last: Annotated[str, Header(alias="Last-Event-ID", pattern=r"^[0-9]{0,15}$")] = "",
) -> Response:
    """Lines for the page of one case, or of one's tasks. `version`: the case as the page shows it, so that nothing between is missed."""
    if not case and not tasks:
        raise NotHere
    found = await named(reached, case) if case else None
    listening: Listening = request.app.state.listening
    listener = Listener(who=caller.id, credential=credential(request, caller), case=found, tasks=not case)
    position = await listening.join(listener)
    try:
        if found is not None:
            await _may_see(reached, caller, found, version, listener)
        elif last:
            await again(reached, listener, int(last) + 1, position)
    except BaseException:
        listening.leave(listener)
        raise

    async def words(said: Said) -> str:
        if isinstance(said, str):
            return event("line", _html(caller.lang, None, "/" if found is None else f"/cases/{found}", tasks=found is None))
        return event("line", await _line(reached, caller.lang, said, tasks=found is None), id=said.position)

    return Stream(listening, listener, words)


async def _may_see(reached: Backend, caller: Caller, case: CaseId, version: int, listener: Listener) -> None:
    """Raises `NotHere`. What happened since the page was made is told at once."""
    seen = await page(reached.log, reached.governed, KINDS, case, caller.at)
    if seen is None or not sight_of(reached, caller, case, seen).case:
        raise NotHere
    if version and seen.version > version:
        listener.tell("missed")


async def _line(reached: Backend, lang: str, change: Change, *, tasks: bool) -> str:
    """Made once a language for all who listen."""
    key = f"{lang}{' tasks' if tasks else ''}"
    if key not in change.said:
        told = await line(reached, change, lang)
        change.said[key] = _html(lang, told, "/" if tasks else f"/cases/{told.case}", tasks=tasks)
    return change.said[key]


def _html(lang: str, told: Line | None, href: str, *, tasks: bool) -> str:
    return environment(lang).get_template("line.html").render(line=told, href=href, tasks=tasks)
