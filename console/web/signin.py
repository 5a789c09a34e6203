"""Signing in and out. On a stack for trying a person is chosen; the page says that this is a demonstration."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from activities.personal import open_up, said
from console import pages
from console.backend import Backend
from console.caller import NotHere
from console.callers import Calling, Reached, language
from console.signin import csrf, sessions
from console.signin.back import SIGN_IN, safe
from domain.kernel import PersonId
from domain.organisation import by_handle

router = APIRouter()


@router.get(SIGN_IN)
async def choose(request: Request, reached: Reached, next: str = "/", again: str = "") -> Response:  # noqa: A002 - the word in the address
    """The people of the organisation, by department."""
    _only_for_trying(reached)
    await reached.governed.refresh()
    organisation, lang = reached.organisation(reached.now()), language(request)
    names = await open_up({key: who.name for key, who in organisation.people.items()}, reached.keyring)
    departments = [
        (
            each.title.get(lang, each.id),
            [
                (who.handle, said(names[who.id], lang), [organisation.posts[post].title.get(lang, post) for post in who.posts])
                for who in organisation.people.values()
                if who.active and who.department == each.id
            ],
        )
        for each in organisation.departments.values()
    ]
    return pages.render(
        request,
        "sign_in.html",
        None,
        lang=lang,
        departments=departments,
        next=safe(next),
        again=bool(again),
        title=organisation.title.get(lang, ""),
    )


@router.post(SIGN_IN)
async def chosen(request: Request, reached: Reached, person: Annotated[str, Form()], next: Annotated[str, Form()] = "/") -> Response:  # noqa: A002
    """A new session for the person who was chosen; the old one, if there was one, ends."""
    _only_for_trying(reached)
    csrf.same_site(request, reached.setup)
    await reached.governed.refresh()
    at = reached.now()
    found = _called(reached, person)
    old = sessions.cookie(request, reached.setup)
    if old:
        await sessions.end(reached.engine, old)
    value = await sessions.begin(reached.engine, reached.setup, found, at, request.cookies.get("lang", ""))
    response = RedirectResponse(safe(next), status_code=303)
    sessions.keep(response, reached.setup, value)
    return response


@router.post("/sign-out")
async def leave(request: Request, reached: Reached, _caller: Calling) -> Response:
    """The session ends here and in the table."""
    await sessions.end(reached.engine, sessions.cookie(request, reached.setup))
    response = RedirectResponse(SIGN_IN, status_code=303)
    sessions.forget(response, reached.setup)
    return response


def _called(reached: Backend, handle: str) -> PersonId:
    """Whoever is called so."""
    found = by_handle(reached.organisation(reached.now()), handle)
    if found is None:
        raise NotHere
    return found.id


def _only_for_trying(reached: Backend) -> None:
    """Where people sign in through OpenID Connect, nobody is chosen."""
    if not reached.setup.demonstration:
        raise NotHere
