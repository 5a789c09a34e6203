"""The way to the sign-in page and back to where somebody was: only ever to a page of our own."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from console.backend import Backend
from console.signin import csrf, kept, sessions
from eventlog.errors import Unavailable

SIGN_IN = "/sign-in"
LONGEST = 2000


async def to_sign_in(request: Request, reached: Backend, *, again: bool) -> Response:
    """Off to sign in, and back to the page where somebody was. A form that was sent is kept and shown again."""
    page = page_of(request)
    told = {"next": page, **({"again": "1"} if again else {})}
    waiting = "" if request.method in csrf.SAFE else await _keep(request, reached, page)
    address = f"{SIGN_IN}?{urlencode(told | ({'typed': '1'} if waiting else {}))}"
    # HTMX follows a redirect by itself and would put the sign-in page into a corner of this one; told so, the browser goes there.
    scripted = "hx-request" in request.headers
    response = Response(status_code=401, headers={"HX-Redirect": address}) if scripted else RedirectResponse(address, status_code=303)
    if waiting:
        kept.hand_out(response, reached.setup, waiting)
    return response


def page_of(request: Request) -> str:
    """The page that somebody looks at: the one asked for, or where the form stood."""
    if "hx-request" in request.headers:
        return safe(request.headers.get("hx-current-url", "/"), request)
    if request.method in csrf.SAFE:
        return safe(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
    return safe(request.headers.get("referer", "/"), request)


def safe(address: str, request: Request | None = None) -> str:
    """The path of an address if it is one of ours, else the first page: no open redirect."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    ours = not parts.netloc or (request is not None and parts.netloc == request.headers.get("host"))
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    elsewhere = not path.startswith("/") or path.startswith(("//", SIGN_IN)) or "\\" in path
    good = ours and not elsewhere and path.isprintable() and len(path) < LONGEST and parts.scheme in ("", "http", "https")
    return path if good else "/"


async def _keep(request: Request, reached: Backend, page: str) -> str:
    """The cookie's value of what was kept; empty when there was nothing to keep, or nobody to keep it for."""
    with suppress(Unavailable):
        person = await sessions.owner(reached.engine, sessions.cookie(request, reached.setup))
        form = await kept.form_of(request, reached.setup, page) if person else None
        if person and form:
            return await kept.keep(reached.engine, person, form, reached.now())
    return ""
