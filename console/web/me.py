"""Who I am here: what the organisation has of me, where I am signed in, and my tokens for programs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from console import pages
from console.backend import Backend
from console.caller import Caller, NotHere, SignInAgain
from console.callers import Calling, Reached
from console.desk.times import Times
from console.i18n import translations
from console.problems import Problem
from console.signin import sessions, tokens
from console.signin.back import SIGN_IN
from domain import calendar
from domain.kernel import BYLAW
from domain.labels import said

FRESH = timedelta(minutes=15)
"""A token outlives the session that made it, so whoever makes one has just proved who they are (house:fresh-sign-in)."""
USUAL = timedelta(days=90)
LONGEST_TITLE = 80

router = APIRouter()


@router.get("/me")
async def page(request: Request, reached: Reached, caller: Calling) -> Response:
    """What is known of me, and what speaks for me."""
    return await _render(request, reached, caller)


@router.post("/me/tokens")
async def make(
    request: Request,
    reached: Reached,
    caller: Calling,
    title: Annotated[str, Form()] = "",
    ends: Annotated[str, Form()] = "",
    key: Annotated[str, Form()] = "",
) -> Response:
    """A new token. Its secret stands on the answer and nowhere else, so this answer is the page itself; sent twice it is made once."""
    _just_signed_in(caller)
    until, wrong = _until(reached, caller, ends), _wrong(caller, title)
    if until is None:
        wrong["ends"] = _(caller, "Choose a day from today on, at most a year ahead.")
    known = await tokens.of(reached.engine, caller.id, caller.at)
    if len(known) >= tokens.MOST:
        wrong["title"] = _(caller, "You have as many tokens as one may have. End one first.")
    if wrong or until is None:
        return await _render(request, reached, caller, title=title, ends=ends, wrong=wrong)
    token = uuid5(BYLAW, f"token/{caller.id}/{key or uuid4()}")
    if str(token) in {each.id for each in known}:
        return RedirectResponse("/me", status_code=303)
    secret = await tokens.make(reached.engine, caller.id, title.strip(), id=token, at=caller.at, ends_at=until)
    return await _render(request, reached, caller, secret=secret)


@router.post("/me/tokens/{token}/end")
async def end(request: Request, reached: Reached, caller: Calling, token: UUID) -> Response:
    """It works no longer, at once."""
    if not await tokens.end(reached.engine, caller.id, str(token)):
        raise NotHere
    await request.app.state.listening.look()
    return RedirectResponse("/me", status_code=303)


@router.post("/me/sign-out-everywhere")
async def leave_everywhere(request: Request, reached: Reached, caller: Calling) -> Response:
    """All sessions end, on all devices, this one too."""
    await sessions.end_all(reached.engine, caller.id)
    await request.app.state.listening.look()
    response = RedirectResponse(SIGN_IN if reached.setup.demonstration else f"{SIGN_IN}/out", status_code=303)
    sessions.forget(response, reached.setup)
    return response


async def _render(request: Request, reached: Backend, caller: Caller, **typed: Any) -> Response:
    times = Times(lang=caller.lang, days=reached.governed.calendar(caller.at), now=caller.at)
    known = await tokens.of(reached.engine, caller.id, caller.at)
    name = await reached.names.of(caller.organisation, reached.keyring, caller.lang)
    wrong: dict[str, str] = typed.get("wrong", {})
    department = caller.organisation.departments.get(caller.person.department)
    return pages.render(
        request,
        "me.html",
        caller,
        status=422 if wrong else 200,
        name=name(caller.id),
        department=said(department.title, caller.lang) if department else "",
        posts=[
            said(caller.organisation.posts[each].title, caller.lang) for each in caller.person.posts if each in caller.organisation.posts
        ],
        signed_in=times.past(caller.session.signed_in_at) if caller.session else None,
        elsewhere=max(0, await sessions.count(reached.engine, reached.setup, caller.id, caller.at) - 1),
        tokens=[
            (each, times.past(each.made_at), times.past(each.used_at) if each.used_at else None, times.past(each.ends_at)) for each in known
        ],
        title=typed.get("title", ""),
        ends=typed.get("ends") or (caller.at + USUAL).date().isoformat(),
        wrong=wrong,
        problem=_problem(caller, wrong),
        secret=typed.get("secret", ""),
        key=str(uuid4()),
        public_url=reached.setup.public_url,
    )


def _just_signed_in(caller: Caller) -> None:
    if caller.session is None or caller.session.signed_in_at + FRESH <= caller.at:
        raise SignInAgain(FRESH.total_seconds(), "house:fresh-sign-in")


def _until(reached: Backend, caller: Caller, ends: str) -> datetime | None:
    """The end of that day where the organisation is; None for what is no day, is over, or too far."""
    try:
        midnight = calendar.end_of_day(reached.governed.calendar(caller.at), date.fromisoformat(ends))
    except (ValueError, OverflowError):
        return None
    return midnight if caller.at < midnight <= caller.at + tokens.LONGEST else None


def _wrong(caller: Caller, title: str) -> dict[str, str]:
    if not title.strip():
        return {"title": _(caller, "Say what the token is for, so that you know it again.")}
    if len(title) > LONGEST_TITLE or not title.isprintable():
        return {"title": _(caller, "At most 80 characters, on one line.")}
    return {}


def _problem(caller: Caller, wrong: dict[str, str]) -> Problem | None:
    """What stands on top of a form that was not taken."""
    for field, sentence in wrong.items():
        return Problem(status=422, type="invalid", title=_(caller, "This cannot be taken as it is"), detail=sentence, field=field)
    return None


def _(caller: Caller, text: str) -> str:
    return str(translations(caller.lang).gettext(text))
