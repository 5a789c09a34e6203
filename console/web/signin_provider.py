"""The sign-in page, and the way through the organisation's OpenID Connect provider."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from console import pages
from console.backend import Backend
from console.caller import NotHere
from console.callers import Reached, language
from console.i18n import LANGUAGES
from console.setup import Oidc
from console.signin import begun
from console.signin.back import SIGN_IN, safe
from console.signin.begun import Begun
from console.signin.failed import SignInFailed
from console.signin.id_token import Expected, claims_of, signed_in_at
from console.signin.provider import Provider
from console.signin.who import person_of, whom_to_ask
from console.web.signin import Counted, choice, signed_in
from domain.organisation import Person

BACK = f"{SIGN_IN}/back"
YEAR_S = 31_536_000
LONGEST = 4000

_say = structlog.get_logger(__name__)


def provider_of(request: Request) -> Provider:
    """The provider; on a stack for trying there is none, and no way to it. Raises `NotHere`."""
    found: Provider | None = request.app.state.provider
    if found is None:
        raise NotHere
    return found


Provided = Annotated[Provider, Depends(provider_of)]

router = APIRouter(dependencies=[Counted])


@router.get(SIGN_IN)
async def page(request: Request, reached: Reached, next: str = "/", again: str = "", typed: str = "") -> Response:  # noqa: A002 - the word in the address
    """For trying: whom to be. Else on to the provider, but first a page where there is something to say."""
    back_to = safe(next)
    if reached.setup.demonstration:
        response = await choice(request, reached, back_to, again=bool(again), typed=bool(typed))
    elif not again and not typed:
        response = await start(request, reached, provider_of(request), back_to)
    else:
        onward = f"{SIGN_IN}/start?{urlencode({'next': back_to, **({'again': '1'} if again else {})})}"
        response = _page(request, "again" if again else "ended", onward, typed=bool(typed))
    if (spoken := request.query_params.get("lang", "")) in LANGUAGES:
        secure = reached.setup.secure
        response.set_cookie("lang", spoken, max_age=YEAR_S, path="/", secure=secure, httponly=True, samesite="lax")
    return response


@router.get(f"{SIGN_IN}/start")
async def start(request: Request, reached: Reached, provider: Provided, next: str = "/", again: str = "") -> Response:  # noqa: A002, ARG001
    """Off to the provider."""
    state, value, made = await begun.begin(reached.engine, reached.now(), safe(next), again=bool(again))
    address = await provider.address(
        state=state,
        nonce=made.nonce,
        verifier=made.verifier,
        back=f"{reached.setup.public_url}{BACK}",
        max_age_s=int(reached.setup.session.total_seconds()),
        again=made.again,
    )
    response = RedirectResponse(address, status_code=303)
    begun.keep(response, reached.setup, state, value)
    return response


@router.get(BACK)
async def back(request: Request, reached: Reached, provider: Provided, state: str = "", code: str = "", error: str = "") -> Response:
    """The provider's answer: a code, changed into a token that says who somebody is. Then who that is here."""
    value = begun.cookie(request, reached.setup, state)
    found = await begun.find(reached.engine, state, value, reached.now()) if state and value else None
    if found is None:
        raise SignInFailed("not_begun_here")
    try:
        person, when = await _vouched(request, reached, provider, found, code, error)
    except SignInFailed as failed:
        _say.warning("not signed in", why=failed.why, detail=failed.detail)
        failed.ask = whom_to_ask(reached.organisation(reached.now()))
        if failed.why != "provider_away":  # then the same answer may be tried again
            await begun.use(reached.engine, state, value)
        raise
    if not await begun.use(reached.engine, state, value):
        raise SignInFailed("not_begun_here")
    response = await signed_in(request, reached, person.id, safe(found.back_to), signed_in_at=when)
    begun.forget(response, reached.setup, state)
    return response


@router.get(f"{SIGN_IN}/out")
async def out(request: Request, provider: Provided) -> Response:  # noqa: ARG001 - only where there is one
    """After signing out."""
    return _page(request, "out", f"{SIGN_IN}/start", typed=False)


async def _vouched(request: Request, reached: Backend, provider: Provider, found: Begun, code: str, error: str) -> tuple[Person, datetime]:
    """Who it is, and when they proved it."""
    oidc, metadata = _oidc(reached), await provider.metadata()
    issuer = request.query_params.get("iss")
    if issuer != oidc.issuer and (issuer is not None or metadata.names_itself):
        raise SignInFailed("not_confirmed", detail="the answer names another provider")
    if error or not code:
        raise SignInFailed("provider_said_no", detail=repr(error[:80]))
    tokens = await provider.tokens(code=code[:LONGEST], verifier=found.verifier, back=f"{reached.setup.public_url}{BACK}")
    expected = Expected(
        issuer=oidc.issuer,
        client_id=oidc.client_id,
        nonce=found.nonce,
        access_token=tokens.access_token,
        at=reached.now(),
        no_older_than=reached.setup.session,
        again_since=found.begun_at if found.again else None,
    )
    claims = claims_of(tokens.id_token, await provider.keys_for(tokens.id_token), metadata.algorithms, expected)
    when = signed_in_at(claims, expected)
    await reached.governed.refresh()
    return await person_of(claims, oidc, reached.organisation(reached.now()), reached.keyring), when


def _oidc(reached: Backend) -> Oidc:
    assert reached.setup.oidc is not None, "there is a provider"
    return reached.setup.oidc


def _page(request: Request, why: str, onward: str, *, typed: bool) -> Response:
    return pages.render(request, "sign_in_provider.html", None, lang=language(request), why=why, onward=onward, typed=typed)
