"""An OpenID Connect provider on a local port: discovery, authorisation with PKCE, token, keys, end of session. It can be told to lie."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from workers.embedded.ports import free_ports

CLIENT, SECRET = "bylaw", "a secret: with / + signs"


@dataclass
class Provider:
    """`signs_in` is who sits before it; `said` overrides claims (None leaves one out); `away` answers nothing."""

    issuer: str
    keys: list[RSAKey | ECKey] = field(default_factory=list)
    signs_in: dict[str, Any] = field(default_factory=lambda: {"preferred_username": "lin"})
    signed_in_s_ago: int = 0
    said: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    signs_with: Any = None
    metadata: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    away: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[Mapping[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rotate()

    def rotate(self) -> None:
        """New keys; the old ones are gone."""
        self.keys = [RSAKey.generate_key(2048, parameters={"kid": secrets.token_hex(4), "use": "sig"}, private=True)]

    def honest(self) -> None:
        """As it should be."""
        self.signs_in, self.signed_in_s_ago = {"preferred_username": "lin"}, 0
        self.said, self.header, self.signs_with, self.metadata, self.token, self.away = {}, {}, None, {}, "", False

    # --- addresses -----------------------------------------------------------------------------

    async def discovery(self, _request: Request) -> Response:
        if self.away:
            return Response(status_code=503)
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "end_session_endpoint": f"{self.issuer}/leave",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "authorization_response_iss_parameter_supported": True,
                **self.metadata,
            }
        )

    async def authorize(self, request: Request) -> Response:
        """Whoever sits there consents at once."""
        asked = dict(request.query_params)
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        answer = urlencode({"code": code, "state": asked["state"], "iss": self.issuer})
        return RedirectResponse(f"{asked['redirect_uri']}?{answer}", status_code=303)

    async def change(self, request: Request) -> Response:
        """A code into tokens: once, for the client that proves itself and the challenge."""
        if self.away:
            return Response(status_code=502)
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or not self._client(request) or not _proves(form.get("code_verifier", ""), asked):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        if form["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        return JSONResponse({"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": self.token or self.made(asked)})

    async def published(self, _request: Request) -> Response:
        return JSONResponse({"keys": [key.as_dict(private=False) for key in self.keys]})

    async def leave(self, request: Request) -> Response:
        return RedirectResponse(request.query_params["post_logout_redirect_uri"], status_code=303)

    # --- tokens --------------------------------------------------------------------------------

    def made(self, asked: Mapping[str, str]) -> str:
        """The ID token for what was asked, with whatever was to be said otherwise."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "auth_time": now if asked.get("prompt") == "login" else now - self.signed_in_s_ago,
            **self.signs_in,
            **self.said,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        key = self.signs_with or self.keys[0]
        header = {"alg": "RS256", "kid": self.keys[0].kid, **self.header}
        return jwt.encode(header, claims, key, algorithms=[header["alg"]])

    def _client(self, request: Request) -> bool:
        """RFC 6749 §2.3.1: both halves are encoded before they are joined."""
        given = request.headers.get("authorization", "").removeprefix("Basic ")
        name, _, secret = base64.b64decode(given).decode().partition(":")
        return [*parse_qs(f"a={name}&b={secret}").values()] == [[CLIENT], [SECRET]]


def _proves(verifier: str, asked: Mapping[str, str]) -> bool:
    """RFC 7636 §4.6."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return asked.get("code_challenge_method") == "S256" and asked.get("code_challenge") == challenge


def our_secret_as_key() -> OctKey:
    """What anybody who knows the client's secret could sign with."""
    return OctKey.import_key(SECRET)


@asynccontextmanager
async def provider_on_a_port() -> AsyncIterator[Provider]:
    """It listens for as long as the block lasts."""
    port = free_ports(1)[0]
    made = Provider(issuer=f"http://127.0.0.1:{port}")
    routes = [
        Route("/.well-known/openid-configuration", made.discovery),
        Route("/authorize", made.authorize),
        Route("/token", made.change, methods=["POST"]),
        Route("/keys", made.published),
        Route("/leave", made.leave),
    ]
    async with served(Starlette(routes=routes), port):
        yield made


@asynccontextmanager
async def served(app: Any, port: int) -> AsyncIterator[str]:
    """Any application on a port of this machine, in this process."""
    config = uvicorn.Config(app, port=port, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    async with asyncio.timeout(60):
        while not server.started:
            await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await serving
