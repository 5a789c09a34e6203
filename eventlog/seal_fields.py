"""Sealing one personal field: AES-256-GCM (NIST SP 800-38D) in a form that fits into JSON.

The random nonce makes equal plaintexts look different, so nobody can guess a short one and check. The additional data binds
the field to its place: the caller puts command id, field path and key id in.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from eventlog.errors import Corrupt

if TYPE_CHECKING:
    from collections.abc import Mapping

_NONCE_BYTES = 12
_FORM = frozenset({"$key", "$nonce", "$sealed"})


def encrypt(secret: bytes, key_id: UUID, plaintext: bytes, aad: bytes) -> dict[str, str]:
    """Seal a field: `{"$key": id, "$nonce": base64, "$sealed": base64}`."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = AESGCM(secret).encrypt(nonce, plaintext, aad)
    return {"$key": str(key_id), "$nonce": b64encode(nonce).decode(), "$sealed": b64encode(sealed).decode()}


def decrypt(secret: bytes, field: Mapping[str, str], aad: bytes) -> bytes:
    """Open a sealed field. Raises `Corrupt` if it was altered, moved elsewhere, or sealed with another key."""
    try:
        return AESGCM(secret).decrypt(_bytes(field["$nonce"]), _bytes(field["$sealed"]), aad)
    except (InvalidTag, ValueError) as error:
        raise Corrupt("a sealed field does not open with its key in this place") from error


def is_sealed(value: object) -> bool:
    """Whether a JSON value is a sealed field."""
    return isinstance(value, dict) and value.keys() == _FORM


def key_id_of(field: Mapping[str, str]) -> UUID:
    """Which key sealed a field."""
    return UUID(field["$key"])


def _bytes(text: str) -> bytes:
    """Base64 in its one form (RFC 4648 §3.5): what is written otherwise was altered, even if it means the same bytes."""
    raw = b64decode(text, validate=True)
    if b64encode(raw).decode() != text:
        raise ValueError("not in its one form")
    return raw
