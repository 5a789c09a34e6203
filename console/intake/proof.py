"""Who sends: a body signed as Standard Webhooks (version 1) has it, or a bearer token (RFC 6750) from what cannot sign.

The signature covers ``id.timestamp.body``; what stands in other headers is not covered by it.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from console.intake.sources import Source

PREFIX: Final = "whsec_"
TOLERANCE: Final = timedelta(minutes=5)
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
_VERSION: Final = "v1,"


class NotProven(Exception):
    """Nobody known sends, or what came is not what was signed. `why` is for our log; the sender is told no more than that."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def secret_of(text: str) -> bytes:
    """The bytes of a secret as it is written. ValueError for any other text."""
    if not text.startswith(PREFIX):
        raise ValueError("no such secret")
    found = b64decode(text.removeprefix(PREFIX), validate=True)
    if not 24 <= len(found) <= 64:
        raise ValueError("too short or too long")
    return found


def signature(secret: bytes, name: str, timestamp: str, body: bytes) -> str:
    """As it stands in the header, for one secret."""
    signed = b".".join((name.encode("latin-1", "replace"), timestamp.encode("latin-1", "replace"), body))
    return _VERSION + b64encode(hmac.new(secret, signed, sha256).digest()).decode()


def check(source: Source, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    """The delivery's id where the body is signed; "" where a token proves who sends. Raises `NotProven`."""
    if SIGNATURE in headers and source.secret:
        return _signed(source.secret, headers, body, now)
    scheme, _, shown = headers.get("authorization", "").partition(" ")
    if not source.token:
        raise NotProven("no signature")
    if scheme.lower() != "bearer" or not hmac.compare_digest(shown.strip().encode("latin-1", "replace"), source.token):
        raise NotProven("wrong token")
    return ""


def _signed(secret: bytes, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
    name, timestamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not name or not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 16):
        raise NotProven("no id or no timestamp")
    if abs(int(timestamp) - now.timestamp()) > TOLERANCE.total_seconds():
        raise NotProven("too old, or not yet")
    expected = signature(secret, name, timestamp, body).encode()
    # Several secrets may be in use while they are changed: each of the header's signatures is tried, each in the same time.
    matches = [hmac.compare_digest(each.encode("latin-1", "replace"), expected) for each in headers[SIGNATURE].split(" ")]
    if not any(matches):
        raise NotProven("wrong signature")
    return name
