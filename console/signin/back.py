"""The way to the sign-in page and back to where somebody was: only ever to a page of our own."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from fastapi import Request

SIGN_IN = "/sign-in"


def sign_in_address(request: Request, *, again: bool = False) -> str:
    """Where to sign in, and come back from. A form that was sent comes back to the page it stood on."""
    here = str(request.url.path) + (f"?{request.url.query}" if request.url.query else "")
    place = here if request.method == "GET" else safe(request.headers.get("referer", "/"), request)
    return f"{SIGN_IN}?{urlencode({'next': place, **({'again': '1'} if again else {})})}"


def safe(address: str, request: Request | None = None) -> str:
    """The path of an address if it is one of ours, else the first page: no open redirect."""
    parts = urlsplit(address)
    ours = not parts.netloc or (request is not None and parts.netloc == request.headers.get("host"))
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    plain = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if ours and plain and parts.scheme in ("", "http", "https") else "/"
