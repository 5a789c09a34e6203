"""Finding out who asks, for every route. Deny by default: no known caller, no page."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from console.backend import Backend
from console.caller import Caller, NotSignedIn, Session
from console.i18n import LANGUAGES, preferred
from console.signin import csrf, sessions
from domain.organisation import Person


def backend_of(request: Request) -> Backend:
    """The process's connections."""
    found: Backend = request.app.state.backend
    return found


Reached = Annotated[Backend, Depends(backend_of)]


async def session_of(request: Request, reached: Reached) -> Session | None:
    """The session of the request's cookie."""
    value = sessions.cookie(request, reached.setup)
    return await sessions.find(reached.engine, reached.setup, value, reached.now()) if value else None


async def caller_of(request: Request, reached: Reached) -> Caller:
    """The signed-in person as the organisation has them now. Raises `NotSignedIn`."""
    session = await session_of(request, reached)
    if session is None:
        raise NotSignedIn
    await csrf.check(request, session, reached.setup)
    await reached.governed.refresh()
    at = reached.now()
    organisation = reached.organisation(at)
    person = organisation.people.get(session.person)
    if person is None or not person.active:  # who left the organisation is signed out by that alone
        raise NotSignedIn
    return Caller(person=person, organisation=organisation, at=at, lang=language(request, person, session), session=session)


Calling = Annotated[Caller, Depends(caller_of)]


def language(request: Request, person: Person | None = None, session: Session | None = None) -> str:
    """The address's ``?lang=``, else what was chosen, else the person's own, else what the browser prefers."""
    asked = request.query_params.get("lang") or (session.language if session else "") or request.cookies.get("lang", "")
    if asked in LANGUAGES:
        return asked
    if person is not None and person.language in LANGUAGES:
        return person.language
    return preferred(request.headers.get("accept-language", ""))
