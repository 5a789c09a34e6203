"""Who I am to this console."""

from __future__ import annotations

from fastapi import APIRouter

from console.api.http import READING, problems
from console.api.shapes import Said, Title, example
from console.callers import Calling, Reached
from console.desk.organisation import person
from domain.labels import said

router = APIRouter(tags=["me"])


class Me(Said):
    """The person who asks, as the organisation has them now. `language`: in which this console speaks to them."""

    model_config = example(
        id="da6a672c-0176-4af9-b2fc-14596ceeceda",
        handle="lin",
        name="Lin Wangshu",
        department={"id": "sales-back-office", "title": "Sales back-office"},
        posts=["head-of-sales-back-office"],
        groups=["trade-secret-readers"],
        language="en",
    )

    id: str
    handle: str
    name: str
    department: Title
    posts: list[str]
    groups: list[str]
    language: str


@router.get("/me", responses=problems(*READING), summary="Who I am")
async def me(reached: Reached, caller: Calling) -> Me:
    """Who is signed in, or whose token this is."""
    line = await person(reached, caller, caller.id)
    return Me(
        id=line.id,
        handle=line.handle,
        name=line.name,
        department=Title(id=line.department.id, title=said(line.department.title, caller.lang) or line.department.id),
        posts=[each.id for each in line.posts],
        groups=[each.id for each in line.groups],
        language=caller.lang,
    )
