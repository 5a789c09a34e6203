"""What is due from the caller."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from console.api import telling
from console.api.http import After, Cursor, Limit, cached, caught_up, tagged
from console.callers import Calling, Reached
from console.desk import lists
from console.shapes.cases import Tasks
from views.saying import Teller

router = APIRouter(tags=["tasks"])


@router.get("/tasks", response_model=Tasks, responses=cached(), summary="What is due from me")
async def tasks(request: Request, reached: Reached, caller: Calling, limit: Limit = 50, cursor: Cursor = "", after: After = "") -> Response:
    """Soonest first; also what one must do standing in for somebody who is away."""
    await caught_up(reached, after)
    found = await reached.reader.inbox(caller.id, caller.at, limit=limit + 1, after=cursor or None)
    name = await reached.names.of(caller.organisation, reached.keyring, caller.lang)
    page, items = found[:limit], []
    for each in page:
        plan = reached.governed.pack(each.pack).plans[each.plan]
        days = reached.governed.calendar(caller.at)
        teller = Teller(lang=caller.lang, days=days, organisation=caller.organisation, plan=plan, name=name)
        items.append(telling.task(reached, caller, each, name, teller.role))
    behind = await lists.behind(reached)
    body = Tasks(items=items, next=page[-1].cursor if len(found) > limit else None, behind=behind.events if behind else 0)
    return tagged(request, body, lang=caller.lang)
