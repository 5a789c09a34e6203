"""The organisation's OpenID Connect provider: found by discovery, asked for a code, and the code changed into an ID token.

Authorization Code with PKCE (RFC 7636, S256). What the provider says of a person is who they are, and nothing else: what they
may do stands in the organisation.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from console.setup import Oidc
from console.signin.failed import SignInFailed
from console.signin.id_token import ALGORITHMS, key_id

KEPT_S = 3600.0
WITHIN_S = 8.0
SCOPES = {"email": "openid email"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the provider says of itself (OpenID Connect Discovery 1.0 §3)."""

    authorization: str
    token: str
    keys: str
    end_session: str
    algorithms: Sequence[str]
    authentication: Sequence[str]
    names_itself: bool
    """Whether it says who it is with each answer (RFC 9207)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a code was changed into."""

    id_token: str
    access_token: str


class Provider:
    """One a process. What it says of itself, and its keys, are kept for an hour; a key that is not known is looked for at once."""

    def __init__(self, oidc: Oidc) -> None:
        self._oidc = oidc
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, KeySet] | None = None

    async def metadata(self) -> Metadata:
        """Raises `SignInFailed` when the provider is away or is another one than was named."""
        if self._metadata is None or time.monotonic() > self._metadata[0]:
            said = await self._get(self._oidc.issuer.rstrip("/") + "/.well-known/openid-configuration")
            self._metadata = (time.monotonic() + KEPT_S, self._understood(said))
        return self._metadata[1]

    async def address(self, *, state: str, nonce: str, verifier: str, back: str, max_age_s: int, again: bool) -> str:
        """Where the browser goes to sign in. `again`: the person must prove who they are anew, whatever the provider remembers."""
        found = await self.metadata()
        asked: str = prepare_grant_uri(
            found.authorization,
            self._oidc.client_id,
            "code",
            redirect_uri=back,
            scope=SCOPES.get(self._oidc.claim, "openid profile"),
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
            max_age="0" if again else str(max_age_s),
            prompt="login" if again else None,
        )
        return asked

    async def tokens(self, *, code: str, verifier: str, back: str) -> Tokens:
        """The code changed into tokens. Raises `SignInFailed`."""
        found = await self.metadata()
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        async with _client() as client:
            said = await _said(client.post(found.token, **self._authenticated(found, form)))
        id_token, access_token = said.get("id_token"), said.get("access_token")
        if not isinstance(id_token, str) or not isinstance(access_token, str):
            raise SignInFailed("not_confirmed", detail="no tokens in the answer")
        return Tokens(id_token=id_token, access_token=access_token)

    async def keys_for(self, token: str) -> KeySet:
        """The provider's keys; read anew when the token's is not among them: the provider may have changed them since."""
        wanted = key_id(token)
        if self._keys is None or time.monotonic() > self._keys[0] or (wanted and wanted not in {key.kid for key in self._keys[1]}):
            said = await self._get((await self.metadata()).keys)
            try:
                keys = KeySet.import_key_set(said)  # type: ignore[arg-type] # checked by reading it
            except (JoseError, ValueError, TypeError, KeyError) as error:
                raise SignInFailed("not_confirmed", detail=f"no keys: {type(error).__name__}") from error
            self._keys = (time.monotonic() + KEPT_S, keys)
        return self._keys[1]

    async def leave(self, back: str) -> str | None:
        """Where signing out goes on to, if the provider ends sessions (OpenID Connect RP-Initiated Logout 1.0) and answers."""
        try:
            end = (await self.metadata()).end_session
        except SignInFailed:
            return None
        asked = urlencode({"client_id": self._oidc.client_id, "post_logout_redirect_uri": back})
        return f"{end}{'&' if urlsplit(end).query else '?'}{asked}" if end else None

    def _authenticated(self, found: Metadata, form: Mapping[str, str]) -> dict[str, Any]:
        """We say who we are in the way that the provider takes (RFC 6749 §2.3.1); without a secret, by name alone."""
        name, secret = self._oidc.client_id, self._oidc.client_secret
        if secret and "client_secret_basic" in found.authentication:
            return {"data": form, "auth": httpx.BasicAuth(quote(name, safe=""), quote(secret, safe=""))}
        return {"data": {**form, "client_id": name, **({"client_secret": secret} if secret else {})}}

    async def _get(self, address: str) -> Mapping[str, Any]:
        async with _client() as client:
            return await _said(client.get(address))

    def _understood(self, said: Mapping[str, Any]) -> Metadata:
        if said.get("issuer") != self._oidc.issuer:
            raise SignInFailed("not_confirmed", detail=f"the provider calls itself {str(said.get('issuer'))[:200]!r}")
        places = [said.get(f"{each}_endpoint", "") for each in ("authorization", "token", "end_session")] + [said.get("jwks_uri", "")]
        safe = self._oidc.issuer.startswith("http://")  # only for trying, on this machine
        if not all(isinstance(each, str) and (safe or not each or each.startswith("https://")) for each in places):
            raise SignInFailed("not_confirmed", detail="an address of the provider is not encrypted")
        authorization, token, end_session, keys = places
        if not (authorization and token and keys):
            raise SignInFailed("not_confirmed", detail="the provider names no address to ask")
        return Metadata(
            authorization=authorization,
            token=token,
            keys=keys,
            end_session=end_session,
            algorithms=tuple(said.get("id_token_signing_alg_values_supported") or ALGORITHMS),
            authentication=tuple(said.get("token_endpoint_auth_methods_supported") or ("client_secret_basic",)),
            names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        )


def _client() -> httpx.AsyncClient:
    """People sign in a few times a day: a connection of its own each time, and none to look after."""
    return httpx.AsyncClient(timeout=WITHIN_S, follow_redirects=False, headers={"accept": "application/json"})


async def _said(asked: Any) -> Mapping[str, Any]:
    """The JSON object that was answered. Raises `SignInFailed`: away, or no."""
    try:
        answer: httpx.Response = await asked
    except httpx.HTTPError as error:
        raise SignInFailed("provider_away", detail=type(error).__name__) from error
    if answer.status_code >= 500:
        raise SignInFailed("provider_away", detail=f"status {answer.status_code}")
    try:
        said = answer.json()
    except ValueError:
        said = None
    if answer.status_code != 200 or not isinstance(said, dict):
        why = said.get("error") if isinstance(said, dict) else ""
        raise SignInFailed("not_confirmed", detail=f"status {answer.status_code} {str(why)[:80]!r}")
    return said
