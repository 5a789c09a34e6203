"""A door vouches for who asks: Ed25519 (RFC 8032) over RFC 8785 JSON.

A payload is the command's envelope as it travels: ``id, by, asked_at, shown?``, the command's own fields beside them, and
``signature: {key, value, expires}``. The signature covers everything in it but `value`, and the case and the command's name,
which a signal carries outside. Texts are signed as they are written: nothing is parsed and written anew.

Every door has one key. Its public half and what it may vouch for (any person, or one machine) are in the log.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from domain.governance import DoorKey
from domain.kernel import CaseId, PersonId, Refused

ENVELOPE: Final = ("id", "by", "asked_at", "shown", "signature")
"""What stands beside a command's own fields."""
CLAUSE: Final = "house:signature"
LONGEST: Final = timedelta(days=7)
"""No signature is good for longer: what was asked long ago is asked again."""

_FORM: Final = "bylaw-command/1"
_KEY_FORM: Final = "bylaw-door-key/1"
_PARTS: Final = frozenset({"key", "value", "expires"})
_LARGEST: Final = 2**53
_DEEPEST: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorSecret:
    """A door's key pair. The private half never leaves its file (mode 0600)."""

    key: str
    private: bytes

    @property
    def public(self) -> str:
        """The public half, base64, as the log keeps it."""
        return _text(Ed25519PrivateKey.from_private_bytes(self.private).public_key().public_bytes_raw())

    def __repr__(self) -> str:
        """Without the private half: keys must not reach a log file."""
        return f"DoorSecret(key={self.key})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """Which door vouched; `machine` is the one machine it speaks for, None when it speaks for people.

    For a person's door the caller checks that `by` is a person of the organisation, not a machine.
    """

    door: str
    machine: PersonId | None
    asked_at: datetime


# --- keys --------------------------------------------------------------------------------------


def new_door_key() -> DoorSecret:
    """A fresh pair with a random id."""
    return DoorSecret(key=str(uuid4()), private=Ed25519PrivateKey.generate().private_bytes_raw())


def write_door_key(path: Path, secret: DoorSecret) -> None:
    """Keep a key in a file that only its owner reads. FileExistsError rather than overwriting one."""
    body = {"form": _KEY_FORM, "key": secret.key, "private": _text(secret.private), "public": secret.public}
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(body, file, indent=1)
        file.write("\n")


def read_door_key(path: Path) -> DoorSecret:
    """A key from its file. ValueError when it is none, PermissionError when others may read it."""
    if path.stat().st_mode & 0o077:
        raise PermissionError(f"{path} may be read by others; a door's key wants mode 0600")
    body = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(body, dict) or body.get("form") != _KEY_FORM:
        raise ValueError(f"{path} holds no door key")
    secret = DoorSecret(key=str(body.get("key")), private=_bytes(body.get("private"), 32) or b"")
    if len(secret.private) != 32 or secret.public != body.get("public"):
        raise ValueError(f"{path} holds a damaged door key")
    return secret


def check_public(public: str) -> None:
    """Refused (house:door-key) unless this is an Ed25519 public key in base64."""
    if _bytes(public, 32) is None:
        raise Refused("house:door-key", "bad_key", field="public")


# --- signing and verifying ---------------------------------------------------------------------


def sign(secret: DoorSecret, payload: Mapping[str, Any], *, case: CaseId | str, command: str, expires: datetime) -> dict[str, Any]:
    """The payload with its signature. Refused when it holds what cannot be signed without loss: floats, huge numbers."""
    signature = {"key": secret.key, "expires": expires.isoformat()}
    body = {**{name: value for name, value in payload.items() if name != "signature"}, "signature": signature}
    value = Ed25519PrivateKey.from_private_bytes(secret.private).sign(covered(body, case=case, command=command))
    return {**body, "signature": {**signature, "value": _text(value)}}


def verify(
    payload: Mapping[str, Any], *, case: CaseId | str, command: str, keys: Callable[[str], DoorKey | None], now: datetime
) -> Voucher:
    """Who vouches for this payload. `keys` gives the door key that is believed at `now`, and nothing for any other.

    Refused (house:signature): malformed, expired, by an unknown or withdrawn key, wrong, or for somebody whom the key may
    not vouch for. A key is judged at `now` and not at `asked_at`, which whoever stole it may choose.
    """
    signature = _parts(payload)
    asked_at, expires = _instant(payload.get("asked_at"), "asked_at"), _instant(signature["expires"], "expires")
    key = keys(signature["key"])
    if key is None:
        raise Refused(CLAUSE, "signature_unknown_key", field="signature")
    _proper(key, signature["value"], covered(payload, case=case, command=command))
    if expires <= now or expires - asked_at > LONGEST:
        raise Refused(CLAUSE, "signature_expired", field="signature", expires=signature["expires"][:40])
    if key.machine is not None and payload.get("by") != key.machine:
        raise Refused(CLAUSE, "signature_not_for_person", field="by")
    return Voucher(door=key.key, machine=key.machine, asked_at=asked_at)


def covered(payload: Mapping[str, Any], *, case: CaseId | str, command: str) -> bytes:
    """The bytes that are signed: case, command, id, actor, content, what was shown, asked when, until when, which key."""
    signature = payload["signature"]
    content = {name: value for name, value in payload.items() if name not in ENVELOPE}
    _exact(content)
    signed = {
        "form": _FORM,
        "case": str(case),
        "command": command,
        "content": content,
        **{name: payload.get(name) for name in ("id", "by", "asked_at", "shown")},
        "key": signature["key"],
        "expires": signature["expires"],
    }
    try:
        return rfc8785.dumps(signed)
    except (rfc8785.CanonicalizationError, UnicodeError) as error:
        raise Refused(CLAUSE, "signature_malformed", field="signature", what="content") from error


def _proper(key: DoorKey, value: str, signed: bytes) -> None:
    public, proof = _bytes(key.public, 32), _bytes(value, 64)
    if public is None or proof is None:
        raise Refused(CLAUSE, "signature_malformed", field="signature", what="value")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(proof, signed)
    except InvalidSignature:
        raise Refused(CLAUSE, "signature_wrong", field="signature") from None


def _parts(payload: Mapping[str, Any]) -> dict[str, str]:
    """The signature's parts: exactly three texts."""
    parts = payload.get("signature")
    if parts is None:
        raise Refused(CLAUSE, "signature_needed", field="signature")
    if not isinstance(parts, Mapping) or parts.keys() != _PARTS or not all(isinstance(part, str) for part in parts.values()):
        raise Refused(CLAUSE, "signature_malformed", field="signature", what="signature")
    for name in ("id", "by"):
        if not isinstance(payload.get(name), str):
            raise Refused(CLAUSE, "signature_malformed", field=name, what=name)
    if not isinstance(payload.get("shown", ""), str):
        raise Refused(CLAUSE, "signature_malformed", field="shown", what="shown")
    return dict(parts)


def _exact(value: Any, depth: int = 0) -> None:
    """RFC 8785 writes numbers as doubles: what would lose a digit is refused, and every float, since none is needed."""
    if isinstance(value, float) or (isinstance(value, int) and abs(value) >= _LARGEST) or depth > _DEEPEST:
        raise Refused(CLAUSE, "signature_malformed", field="signature", what="number" if depth <= _DEEPEST else "content")
    if isinstance(value, Mapping):
        for each in value.values():
            _exact(each, depth + 1)
    elif isinstance(value, list | tuple):
        for each in value:
            _exact(each, depth + 1)


def _instant(text: Any, name: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        instant = None
    if instant is None or instant.tzinfo is None:
        raise Refused(CLAUSE, "signature_malformed", field=name, what=name)
    return instant


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()


def _bytes(text: Any, length: int) -> bytes | None:
    """Strict base64 of exactly this many bytes: there is one way to write it."""
    try:
        raw = b64decode(text, validate=True)
    except (TypeError, ValueError):
        return None
    return raw if len(raw) == length and _text(raw) == text else None
