"""Headers that every answer carries, as one ASGI layer."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.setup import Setup

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)
"""Content Security Policy level 3: nothing inline, nothing from elsewhere."""

ALWAYS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


NAMELESS = ("/report", "/receipt")
"""Where nobody says who they are; no page that is looked at next learns from where they came (house:reporter)."""


def always(setup: Setup) -> dict[str, str]:
    """The same on every answer of this console. Signing out may lead on to the provider."""
    found = dict(ALWAYS)
    if setup.oidc is not None:
        issuer = urlsplit(setup.oidc.issuer)
        found["content-security-policy"] = POLICY.replace("form-action 'self'", f"form-action 'self' {issuer.scheme}://{issuer.netloc}")
    if setup.secure:
        found["strict-transport-security"] = "max-age=31536000; includeSubDomains"
    return found


class Headers:
    """Adds them, and those that stand in the request's ``state.headers``; no cache keeps anything unless the answer says otherwise."""

    def __init__(self, app: ASGIApp, *, setup: Setup) -> None:
        self._app = app
        self._always = always(setup)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        state = scope.setdefault("state", {})
        if scope["path"].startswith(NAMELESS):
            state["headers"] = {"referrer-policy": "no-referrer"}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**self._always, **state.get("headers", {})}.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)
