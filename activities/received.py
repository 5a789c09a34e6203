"""What came in, read: the envelope and the command's own content. Whatever cannot be read is refused, never an error."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from activities.wire import SUBMIT, Entry
from domain.kernel import Refused

ENVELOPE = frozenset({"id", "by", "asked_at", "signature", "digest", "cause", "on_behalf_of"})
"""What stands beside a command's own fields."""

DEEPEST = 100
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The event, of another case, that this command comes from."""

    event: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A command as it came, before anything is believed."""

    id: UUID
    name: str
    content: Mapping[str, Any]
    payload: Mapping[str, Any]
    """All that was sent, as it was signed."""
    by: str = ""
    asked_at: datetime | None = None
    signature: Mapping[str, Any] | None = None
    digest: bytes | None = None
    cause: Cause | None = None
    on_behalf_of: str = ""
    duty: str = ""


def read(entry: Entry) -> Received:
    """The command in an entry. Refused (house:form) when it is none."""
    if entry.fault:
        raise Refused("house:form", entry.fault)
    sent = _object(entry.body)
    name = sent.pop("command", None) if entry.name == SUBMIT else entry.name
    if not isinstance(name, str) or not name:
        raise Refused("house:form", "missing_field", field="command", command=SUBMIT)
    signature = sent.get("signature")
    if signature is not None and not isinstance(signature, Mapping):
        raise _wrong("signature")
    return Received(
        id=_uuid(sent, "id") or UUID(entry.id),
        name=name[:LONGEST],
        content={key: value for key, value in sent.items() if key not in ENVELOPE},
        payload=sent,
        by=_text(sent, "by"),
        asked_at=_instant(sent, "asked_at"),
        signature=signature,
        digest=_digest(sent),
        cause=_cause(sent),
        on_behalf_of=_text(sent, "on_behalf_of"),
        duty=entry.duty,
    )


def _object(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        raise Refused("house:form", "not_json") from None
    if not isinstance(value, dict):
        raise Refused("house:form", "not_an_object")
    if _depth(value) > DEEPEST:
        raise Refused("house:form", "too_deep")
    return value


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _depth(value: Any) -> int:
    """How many levels, counted without recursion."""
    level, depth = [value], 0
    while level:
        depth += 1
        level = [each for one in level if isinstance(one, dict | list) for each in (one.values() if isinstance(one, dict) else one)]
    return depth


def _text(sent: Mapping[str, Any], name: str) -> str:
    value = sent.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST or not value.isprintable():
        raise _wrong(name)
    return value


def _uuid(sent: Mapping[str, Any], name: str) -> UUID | None:
    value = _text(sent, name)
    try:
        return UUID(value) if value else None
    except ValueError:
        raise _wrong(name) from None


def _instant(sent: Mapping[str, Any], name: str) -> datetime | None:
    value = _text(sent, name)
    try:
        instant = datetime.fromisoformat(value) if value else None
    except ValueError:
        raise _wrong(name) from None
    if instant is not None and instant.tzinfo is None:
        raise _wrong(name)
    return instant


def _cause(sent: Mapping[str, Any]) -> Cause | None:
    value = sent.get("cause")
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise _wrong("cause")
    event, at = _uuid(value, "event"), _instant(value, "at")
    if event is None or at is None:
        raise _wrong("cause")
    return Cause(event=event, at=at)


def _digest(sent: Mapping[str, Any]) -> bytes | None:
    value = _text(sent, "digest")
    if not value:
        return None
    try:
        digest = bytes.fromhex(value)
    except ValueError:
        raise _wrong("digest") from None
    if len(digest) != 32:
        raise _wrong("digest")
    return digest


def _wrong(name: str) -> Refused:
    return Refused("house:form", "wrong_type", field=name, wanted=name)
