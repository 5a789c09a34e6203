"""Signing in and out. On a stack for trying a person is chosen; the page says that this is a demonstration."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from activities.personal import open_up, said
from console import pages
from console.backend import Backend
from console.caller import NotHere
from console.callers import Calling, Limited, Reached, language
from console.desk.typed import typed as typed_again
from console.i18n import LANGUAGES
from console.signin import csrf, kept, sessions
from console.signin.back import SIGN_IN, safe
from domain.kernel import PersonId
from domain.organisation import by_handle

_say = structlog.get_logger(__name__)


async def attempt(request: Request, limiter: Limited) -> None:
    """One step of signing in, counted for the address that it comes from. Raises `TooMany`."""
    await limiter.hit("sign-in", request.client.host if request.client else "")


router = APIRouter()
Counted = Depends(attempt)


@router.post(SIGN_IN, dependencies=[Counted])
async def chosen(request: Request, reached: Reached, person: Annotated[str, Form()], next: Annotated[str, Form()] = "/") -> Response:  # noqa: A002
    """A new session for the person who was chosen; the old one, if there was one, ends."""
    if not reached.setup.demonstration:  # where people sign in through OpenID Connect, nobody is chosen
        raise NotHere
    csrf.same_site(request, reached.setup)
    await reached.governed.refresh()
    found = by_handle(reached.organisation(reached.now()), person)
    if found is None:
        raise NotHere
    return await signed_in(request, reached, found.id, safe(next))


@router.get(f"{SIGN_IN}/kept")
async def typed(request: Request, reached: Reached, caller: Calling, next: str = "/") -> Response:  # noqa: A002
    """What somebody was about to send when they had to sign in; sent only when they say so."""
    form = await kept.take(reached.engine, kept.cookie(request, reached.setup), caller.id, caller.at)
    if form is None:
        return RedirectResponse(safe(next), status_code=303)
    shown = await typed_again(reached, caller, form.action, form.fields)
    response = pages.render(request, "sign_in_kept.html", caller, form=form, shown=shown, page=safe(form.page))
    kept.forget(response, reached.setup)
    return response


@router.post("/sign-out")
async def leave(request: Request, reached: Reached, caller: Calling) -> Response:
    """The session ends here, in the table, and at the provider if it ends sessions."""
    await sessions.end(reached.engine, sessions.cookie(request, reached.setup))
    await request.app.state.listening.look()
    provider = request.app.state.provider
    out = f"{SIGN_IN}/out"
    elsewhere = await provider.leave(f"{reached.setup.public_url}{out}") if provider is not None else None
    response = RedirectResponse(elsewhere or (out if provider is not None else SIGN_IN), status_code=303)
    sessions.forget(response, reached.setup)
    _say.info("signed out", person=caller.id)
    return response


async def choice(request: Request, reached: Backend, back_to: str, *, again: bool, typed: bool) -> Response:
    """The people of the organisation, by department."""
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
    title = organisation.title.get(lang, "")
    return pages.render(
        request, "sign_in.html", None, lang=lang, departments=departments, next=back_to, again=again, typed=typed, title=title
    )


async def signed_in(
    request: Request, reached: Backend, person: PersonId, back_to: str, signed_in_at: datetime | None = None
) -> RedirectResponse:
    """A new session, also where there was one: a cookie that was planted before is worth nothing. Then back, or to what waits."""
    at, old = reached.now(), sessions.cookie(request, reached.setup)
    if old:
        await sessions.end(reached.engine, old)
    chosen_language = request.cookies.get("lang", "")
    spoken = chosen_language if chosen_language in LANGUAGES else ""
    value = await sessions.begin(reached.engine, reached.setup, person, at, spoken, signed_in_at=signed_in_at)
    waiting = kept.cookie(request, reached.setup)
    waits = bool(waiting) and await kept.waits(reached.engine, waiting, person, at)
    response = RedirectResponse(f"{SIGN_IN}/kept?{urlencode({'next': back_to})}" if waits else back_to, status_code=303)
    sessions.keep(response, reached.setup, value)
    _say.info("signed in", person=person)
    return response
