"""Finding out who asks, for every route. Deny by default: no known caller, no page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from console.backend import Backend
from console.caller import Caller, Machine, NoRight, NotSignedIn, Session, allow
from console.i18n import LANGUAGES, preferred
from console.limits import Limiter
from console.signin import csrf, sessions, tokens
from domain.governance import digest_of_secret
from domain.kernel import PersonId
from domain.organisation import Person

API = "/api/"
BEARER = HTTPBearer(auto_error=False, description="A token of one's own, made on the page `/me`, or a machine's.")
COOKIE = APIKeyCookie(name="bylaw", auto_error=False, description="The session of somebody who signed in on the pages.")


async def backend_of(request: Request) -> Backend:
    """The process's connections. It waits for nothing, but what is no coroutine the framework hands to a thread and back."""
    found: Backend = request.app.state.backend
    return found


async def limiter_of(request: Request) -> Limiter:
    """What counts how often somebody asks. A coroutine as `backend_of` is."""
    found: Limiter = request.app.state.limiter
    return found


Reached = Annotated[Backend, Depends(backend_of)]
Limited = Annotated[Limiter, Depends(limiter_of)]
Shown = Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]


async def session_of(request: Request, reached: Reached) -> Session | None:
    """The session of the request's cookie."""
    value = sessions.cookie(request, reached.setup)
    return await sessions.find(reached.driver, reached.setup, value, reached.now()) if value else None


async def anybody(
    request: Request, reached: Reached, limiter: Limited, shown: Shown, _cookie: Annotated[str | None, Depends(COOKIE)]
) -> Caller | Machine:
    """Whoever is known: by a token, which the API alone takes, or by a session. Raises `NotSignedIn`, `Forged`, `TooMany`."""
    token = request.url.path.startswith(API) and "authorization" in request.headers
    caller = await _by_token(request, reached, shown) if token else await _by_session(request, reached)
    if request.url.path.startswith(API):
        standing = await limiter.hit("requests", caller.id)
        if request.method not in csrf.SAFE:
            standing = await limiter.hit("changes", caller.id)
        request.state.headers = standing.headers()
    return caller


async def caller_of(caller: Annotated[Caller | Machine, Depends(anybody)]) -> Caller:
    """The person who asks. Raises `NoRight` for a machine."""
    if isinstance(caller, Machine):
        raise NoRight
    return caller


def may(right: str) -> Callable[[Caller | Machine], Awaitable[Caller | Machine]]:
    """Lets in any person, and machines whose token has this right."""

    async def with_right(caller: Annotated[Caller | Machine, Depends(anybody)]) -> Caller | Machine:
        allow(caller, right)
        return caller

    with_right.right = right  # type: ignore[attr-defined] # so that the table of routes and rights can be made from the routes
    return with_right


Calling = Annotated[Caller, Depends(caller_of)]
ReadingCases = Annotated[Caller | Machine, Depends(may("read cases"))]
ReadingFigures = Annotated[Caller | Machine, Depends(may("read figures"))]
ReadingPack = Annotated[Caller | Machine, Depends(may("read pack"))]
ReadingOrganisation = Annotated[Caller | Machine, Depends(may("read organisation"))]
Following = Annotated[Caller | Machine, Depends(may("follow changes"))]
Commanding = Annotated[Caller | Machine, Depends(may("command"))]
"""Any kind of case's commands; the route then says which: `allow(caller, "command request")`."""


async def _by_session(request: Request, reached: Backend) -> Caller:
    session = await session_of(request, reached)
    if session is None:
        raise NotSignedIn
    await csrf.check(request, session, reached.setup)
    caller = await _person(request, reached, session.person, session)
    if caller.lang != session.language and request.query_params.get("lang") == caller.lang:
        await sessions.speak(reached.engine, session, caller.lang)
    return caller


async def _by_token(request: Request, reached: Backend, shown: HTTPAuthorizationCredentials | None) -> Caller | Machine:
    """A person's own token or a machine's. It is no session: it proves no recent sign-in, and other sites cannot send it."""
    if shown is None:
        raise NotSignedIn
    own = await tokens.find(reached.engine, shown.credentials, reached.now())
    if own is not None:
        return await _person(request, reached, own.person)
    await reached.governed.refresh()
    at = reached.now()
    found = reached.governed.token(digest_of_secret(shown.credentials), at)
    if found is None:
        raise NotSignedIn
    return Machine(
        id=found.machine,
        title=found.title,
        rights=frozenset(found.rights),
        organisation=reached.organisation(at),
        at=at,
        lang=language(request),
    )


async def _person(request: Request, reached: Backend, who: PersonId, session: Session | None = None) -> Caller:
    """The person as the organisation has them now. Whoever left it is signed out by that alone."""
    await reached.governed.refresh()
    at = reached.now()
    organisation = reached.organisation(at)
    person = organisation.people.get(who)
    if person is None or not person.active:
        raise NotSignedIn
    lang = language(request, person, session)
    page = session is not None and not request.url.path.startswith(API)  # where a head says who is signed in
    name = (await reached.names.of(organisation, reached.keyring, lang))(person.id) if page else ""
    return Caller(person=person, organisation=organisation, at=at, lang=lang, name=name, session=session)


WITHOUT_NAME = ("/report", "/receipt")
"""Where nobody is asked who they are: no cookie is looked at there, and none is set (house:reporter)."""


def nobody_asks(path: str) -> bool:
    """Whether this is one of those addresses."""
    return any(path == each or path.startswith(f"{each}/") for each in WITHOUT_NAME)


def unknown_language(request: Request) -> str:
    """The address's ``?lang=``, else what the browser prefers."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else preferred(request.headers.get("accept-language", ""))


def language(request: Request, person: Person | None = None, session: Session | None = None) -> str:
    """The address's ``?lang=``, else what was chosen, else the person's own, else what the browser prefers.

    A program says with each request what it wants to be answered in: there `Accept-Language` comes first.
    """
    if nobody_asks(request.url.path):
        return unknown_language(request)
    accepted = request.headers.get("accept-language", "")
    if request.url.path.startswith(API) and (wanted := preferred(accepted, "")):
        return wanted
    asked = request.query_params.get("lang") or (session.language if session else "") or request.cookies.get("lang", "")
    if asked in LANGUAGES:
        return asked
    if person is not None and person.language in LANGUAGES:
        return person.language
    return preferred(accepted)
