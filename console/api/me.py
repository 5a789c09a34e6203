"""Who I am to this console."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from console.callers import Calling

router = APIRouter(tags=["me"])


class Me(BaseModel):
    """A signed-in person, as the organisation has them now."""

    id: str
    handle: str
    department: str
    posts: list[str]
    groups: list[str]
    language: str


@router.get("/me")
async def me(caller: Calling) -> Me:
    """Who is signed in."""
    who = caller.person
    return Me(id=who.id, handle=who.handle, department=who.department, posts=list(who.posts), groups=list(who.groups), language=caller.lang)
