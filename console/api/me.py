"""Who I am to this console."""

from __future__ import annotations

from fastapi import APIRouter

from console.api.http import READING, problems
from console.callers import Calling, Reached
from console.desk.organisation import person
from console.shapes.common import Title
from console.shapes.house import Me
from domain.labels import said

router = APIRouter(tags=["me"])


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
        zone=reached.governed.calendar(caller.at).zone,
        csrf=caller.session.csrf if caller.session else "",
    )
