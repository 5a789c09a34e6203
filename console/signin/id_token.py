"""Whether an ID token says what it must (OpenID Connect Core 1.0 §3.1.3.7): signature, issuer, audience, time, nonce, and how fresh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from console.signin.failed import SignInFailed

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
"""Signatures by a key that only the provider has: never ``none``, and no ``HS…``, whose key we hold as well."""
SKEW = timedelta(seconds=30)
"""How far the provider's clock may be from ours."""
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the answer to a sign-in must say: by whom, for whom, to which question, how fresh, at what time."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str
    at: datetime
    no_older_than: timedelta
    again_since: datetime | None
    """Given where the person had to prove anew who they are."""


def key_id(token: str) -> str:
    """The key that the token claims to be signed with; empty where it names none."""
    try:
        return str(jws.extract_compact(token.encode()).headers().get("kid", ""))
    except (JoseError, ValueError) as error:
        raise SignInFailed("not_confirmed", detail=f"no token: {type(error).__name__}") from error


def claims_of(token: str, keys: KeySet, algorithms: Sequence[str], expected: Expected) -> Mapping[str, Any]:
    """The token's claims, every one checked. Raises `SignInFailed`."""
    agreed = [each for each in ALGORITHMS if each in algorithms]
    if not agreed:
        raise SignInFailed("not_confirmed", detail="the provider signs in no way that we take")
    try:
        read = jwt.decode(token, _key(keys, key_id(token)), algorithms=agreed)
        said = CodeIDToken(read.claims, read.header, options=_wanted(expected), params=_asked(expected))
        said.validate(now=int(expected.at.timestamp()), leeway=int(SKEW.total_seconds()))
    except (JoseError, ValueError, TypeError) as error:
        raise SignInFailed("not_confirmed", detail=f"{type(error).__name__}: {error}") from error
    return dict(said)


def signed_in_at(claims: Mapping[str, Any], expected: Expected) -> datetime:
    """When the person proved who they are. A provider that does not say counts as never, so no fresh decision follows from it."""
    said = claims.get("auth_time")
    try:
        when = datetime.fromtimestamp(said, UTC) if isinstance(said, int | float) else NEVER
    except (ValueError, OverflowError, OSError) as error:
        raise SignInFailed("not_confirmed", detail="auth_time is no instant") from error
    if expected.again_since is not None and when < expected.again_since - SKEW:
        raise SignInFailed("not_again", detail=f"auth_time {said!r}")
    if when is not NEVER and when < expected.at - expected.no_older_than - SKEW:
        raise SignInFailed("not_confirmed", detail="auth_time is older than asked for")
    return min(when, expected.at)


def _key(keys: KeySet, kid: str) -> Key:
    """The key of this name; a token that names none must leave no choice."""
    found = [key for key in keys if key.key_type != "oct" and key.kid == kid] if kid else [key for key in keys if key.key_type != "oct"]
    if len(found) != 1:
        raise SignInFailed("not_confirmed", detail=f"{len(found)} keys fit")
    return found[0]


def _wanted(expected: Expected) -> dict[str, Any]:
    return {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.client_id},
        "nonce": {"essential": True, "value": expected.nonce},
    }


def _asked(expected: Expected) -> dict[str, Any]:
    return {"client_id": expected.client_id, "nonce": expected.nonce, "access_token": expected.access_token}
