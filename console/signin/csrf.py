"""Nothing is changed on behalf of somebody who did not mean it: whence a request comes, and a secret of the session."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from fastapi import Request

from console.caller import Session
from console.setup import Setup

HEADER, FIELD = "x-csrf-token", "csrf"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Forged(Exception):
    """The request did not come from one of our own pages."""


async def check(request: Request, session: Session, setup: Setup) -> None:
    """Raises `Forged` unless a changing request comes from our own pages with the session's secret."""
    if request.method in SAFE:
        return
    same_site(request, setup)
    given = request.headers.get(HEADER) or str((await request.form()).get(FIELD) or "")
    if not hmac.compare_digest(given.encode(), session.csrf.encode()):
        await request.close()  # a file that came with it stays on no disk
        raise Forged


def same_site(request: Request, setup: Setup) -> None:
    """What browsers say by themselves, `Sec-Fetch-Site` and `Origin`. A stack for trying is reached by whatever name leads to it."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        raise Forged
    by_another_name = setup.demonstration and urlsplit(origin or "").netloc == request.headers.get("host")
    if origin is not None and origin != setup.origin and not by_another_name:
        raise Forged
